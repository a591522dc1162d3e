"""When the rows of a picture are exposed, and through which part of the lens: rolling shutter, blur, depth of field."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError

Float32 = NDArray[np.float32]

MOST_MOMENTS = 15
FASTEST_SHARE = 99.5
"""Percentile of the pixels' speeds that the number of moments follows (chosen: single fast pixels do not count)."""
GOLDEN_ANGLE = math.pi * (3.0 - math.sqrt(5.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shutter:
    """readout_s: of all H rows, one every readout_s / H; 0: a global shutter.

    moments: most times within the exposure at which a blurred picture is looked at; 1: pictures are always sharp. As
    many are taken as the picture moves pixels meanwhile, an odd number.
    """

    readout_s: float = 0.0
    moments: int = MOST_MOMENTS

    def __post_init__(self) -> None:
        if not 0.0 <= self.readout_s <= 1.0:
            raise ConfigError("shutter.readout_s", f"got {self.readout_s:g}, allowed: 0 (global) to 1 s")
        if not 1 <= self.moments <= 255:
            raise ConfigError("shutter.moments", f"got {self.moments}, allowed: 1 (always sharp) to 255")

    def moments_of(self, flow_px: Float32, flow_s: float, exposure_s: float) -> int:
        """How often a picture with this flow (H, W, 2) over flow_s is looked at; odd, so that one is its middle."""
        speed = np.sqrt(flow_px[::4, ::4, 0] ** 2 + flow_px[::4, ::4, 1] ** 2)
        known = speed[np.isfinite(speed)]
        if not len(known) or exposure_s <= 0.0:
            return 1
        moved_px = float(np.percentile(known, FASTEST_SHARE)) * exposure_s / flow_s
        most = self.moments if self.moments % 2 else self.moments - 1
        return min(2 * (math.ceil(moved_px) // 2) + 1, most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Focus:
    """A lens that is sharp at one distance. aperture_diameter_m: of its opening, 0: sharp everywhere (a pinhole).

    samples: points of the opening that a picture is looked at through.
    """

    distance_m: float = 30.0
    aperture_diameter_m: float = 0.0
    samples: int = 9

    def __post_init__(self) -> None:
        if not self.distance_m > 0.0:
            raise ConfigError("focus.distance_m", f"must be positive, got {self.distance_m:g}")
        if not 0.0 <= self.aperture_diameter_m <= 0.2:
            raise ConfigError("focus.aperture_diameter_m", f"got {self.aperture_diameter_m:g} m, allowed: 0 to 0.2")
        if not 1 <= self.samples <= 255:
            raise ConfigError("focus.samples", f"got {self.samples}, allowed: 1 to 255")

    @property
    def is_sharp(self) -> bool:
        """Whether everything is in focus."""
        return self.aperture_diameter_m == 0.0 or self.samples == 1

    def aperture_m(self, index: int, count: int) -> tuple[float, float]:
        """The index-th of count points spread evenly over the opening (Vogel's spiral); the first is its middle."""
        radius = 0.5 * self.aperture_diameter_m * math.sqrt(index / count)
        angle = index * GOLDEN_ANGLE
        return radius * math.cos(angle), radius * math.sin(angle)
