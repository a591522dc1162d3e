"""A LiDAR without a turning head."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.sensors.lidar.lidar import Lidar
from simulator.sensors.lidar.scan import Scan, ScanPattern
from simulator.sensors.lidar.solid_state import MirrorRaster


@dataclass(frozen=True, slots=True, kw_only=True)
class SolidStateLidar(Lidar):
    """One frame a reading, its middle at the reading's time. pattern: how it looks around."""

    pattern: ScanPattern = field(default_factory=MirrorRaster)

    def scan(self, t_s: float) -> Scan:
        """In the pattern's order."""
        return self.pattern.scan(self.rate_hz, t_s)
