"""The f-theta lens: a polynomial from the angle off the axis to pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.errors import ConfigError
from scenes.lenses.base import Float64
from scenes.lenses.radial import RadialLens


@dataclass(frozen=True, slots=True, kw_only=True)
class FTheta(RadialLens):
    """radius in pixels = k1 theta + k2 theta^2 + ... (NVIDIA DriveWorks' forward polynomial, which starts at 0).

    k_px: (k1, k2, ...), pixels a radian^i, at least one.
    """

    RADIUS_UNIT: ClassVar[str] = "pixels"

    cx_px: float
    cy_px: float
    k_px: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.k_px or not all(map(math.isfinite, (*self.k_px, self.cx_px, self.cy_px))):
            raise ConfigError("k_px", f"needs one or more finite coefficients, got {list(self.k_px)}")
        if self.k_px[0] <= 0.0:
            raise ConfigError("k_px", f"the first coefficient, a focal length, must be positive, got {self.k_px[0]:g}")
        RadialLens.__post_init__(self)

    def radius(self, theta: Float64) -> Float64:
        """See RadialLens; in pixels."""
        return np.asarray(np.polynomial.polynomial.polyval(theta, (0.0, *self.k_px)), dtype=np.float64)

    def slope(self, theta: Float64) -> Float64:
        """See RadialLens."""
        rising = [power * k for power, k in enumerate(self.k_px, start=1)]
        return np.asarray(np.polynomial.polynomial.polyval(theta, rising), dtype=np.float64)

    def project(self, camera: Float64) -> Float64:
        """See Lens."""
        radius, x, y = self.off_axis(camera)
        return np.stack([radius * x + self.cx_px, radius * y + self.cy_px], axis=-1)

    def directions(self, u: Float64, v: Float64) -> Float64:
        """See Lens."""
        x, y = u - self.cx_px, v - self.cy_px
        return self.towards(self.angle_of(np.sqrt(x * x + y * y)), x, y)
