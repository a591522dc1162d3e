"""A spinning LiDAR."""

from __future__ import annotations

from dataclasses import dataclass, field

from scenes.errors import ConfigError
from simulator.sensors.lidar.beam_table import BeamModel, Hdl64Kitti
from simulator.sensors.lidar.lidar import Lidar
from simulator.sensors.lidar.scan import Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class SpinningLidar(Lidar):
    """One revolution a reading, facing where its head says (forward, +x, by default) exactly at the reading's time.

    beams: the head; by default KITTI's HDL-64E. Raises ConfigError for a head that turns at another rate.
    """

    beams: BeamModel = field(default_factory=Hdl64Kitti)

    def __post_init__(self) -> None:
        head_hz = self.beams.head_rate_hz
        if head_hz is not None and head_hz != self.rate_hz:
            raise ConfigError(
                "beams.rate_hz",
                f"got {head_hz:g}, but the sensor's rate_hz is {self.rate_hz:g}; a head turns once a reading: allowed "
                "are equal ones",
            )
        # Not super(): a dataclass with slots is another class than the one that its methods know.
        Lidar.__post_init__(self)

    def scan(self, t_s: float) -> Scan:
        """Ring by ring, azimuth rising within a ring."""
        return self.beams.scan(self.rate_hz, t_s)
