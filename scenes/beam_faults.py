"""What of a LiDAR does not work: dead lasers, and dirt on its window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamFaults:
    """dead_rings: where in the stack dead lasers sit, shares from 0, the first ring, to below 1, behind the last.

    blocked_from_deg, blocked_width_deg: the sector of azimuths, counter-clockwise in the sensor's frame, through whose
    window nothing passes; a width of 0: none. Raises ConfigError for numbers out of range.
    """

    dead_rings: tuple[float, ...] = ()
    blocked_from_deg: float = 0.0
    blocked_width_deg: float = 0.0

    def __post_init__(self) -> None:
        if not all(0.0 <= place < 1.0 for place in self.dead_rings):
            raise ConfigError("faults.dead_rings", f"got {list(self.dead_rings)}, allowed: from 0 to below 1")
        if not -360.0 <= self.blocked_from_deg <= 360.0:
            raise ConfigError("faults.blocked_from_deg", f"got {self.blocked_from_deg}, allowed -360 to 360")
        if not 0.0 <= self.blocked_width_deg <= 360.0:
            raise ConfigError("faults.blocked_width_deg", f"got {self.blocked_width_deg}, allowed 0 to 360")

    def silent(self, ring: NDArray[np.uint8], direction: NDArray[np.float32]) -> NDArray[np.bool_]:
        """(M,) whether pulses of these rings (M,) and directions (M, 3), sensor frame, return nothing."""
        none = np.zeros(len(ring), dtype=np.bool_)
        if not len(ring):
            return none
        rings = int(ring.max()) + 1
        dead = np.isin(ring, [int(place * rings) for place in self.dead_rings]) if self.dead_rings else none
        if self.blocked_width_deg == 0.0:
            return dead
        azimuth = np.degrees(np.arctan2(direction[:, 1], direction[:, 0]))
        return dead | ((azimuth - self.blocked_from_deg) % 360.0 < self.blocked_width_deg)
