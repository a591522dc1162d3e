"""What a scanner never sees because the car that carries it is in the way."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError
from simulator.sensors.lidar.scan import Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class BlindSector:
    """Pulses between two azimuths (degrees, counter-clockwise from x, from `from_deg` on to `to_deg`) that point lower
    than an elevation never return: a roof, a rack, a mast.
    """

    from_deg: float
    to_deg: float
    below_deg: float

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.from_deg, self.to_deg))):
            raise ConfigError("blind", f"azimuths must be finite, got {self.from_deg} and {self.to_deg}")
        if not -90.0 <= self.below_deg <= 90.0:
            raise ConfigError("blind.below_deg", f"got {self.below_deg}, allowed -90 to 90")


def hidden_by(sectors: Sequence[BlindSector], scan: Scan) -> NDArray[np.bool_]:
    """(M,) which pulses of a scan a sector hides."""
    hidden = np.zeros(len(scan), dtype=np.bool_)
    if not sectors:
        return hidden
    azimuth = np.degrees(np.arctan2(scan.direction[:, 1], scan.direction[:, 0]))
    elevation = np.degrees(np.arcsin(scan.direction[:, 2]))
    for sector in sectors:
        width = (sector.to_deg - sector.from_deg) % 360.0
        hidden |= ((azimuth - sector.from_deg) % 360.0 <= width) & (elevation < sector.below_deg)
    return hidden
