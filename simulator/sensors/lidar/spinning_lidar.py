"""A spinning LiDAR."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.sensors.lidar.beam_table import BeamModel, Hdl64Kitti
from simulator.sensors.lidar.lidar import Lidar
from simulator.sensors.lidar.scan import Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class SpinningLidar(Lidar):
    """One revolution a reading, counter-clockwise, facing forward (+x) exactly at the reading's time.

    beams: the head; by default KITTI's HDL-64E.
    """

    beams: BeamModel = field(default_factory=Hdl64Kitti)

    def scan(self, t_s: float) -> Scan:
        """Ring by ring, azimuth rising within a ring."""
        return self.beams.scan(self.rate_hz, t_s)
