"""Lenses whose image is round: the distance from the centre depends on the angle to the axis alone."""

from __future__ import annotations

import math
from abc import abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import numpy as np

from scenes.errors import ConfigError
from scenes.lenses.base import Float64, Lens

_STEPS = 4096
"""Of the table that Newton's method starts from (chosen: a fisheye then needs two steps)."""
_NEWTON_STEPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RadialLens(Lens):
    """A direction at the angle theta from the axis lands `radius(theta)` from the centre, in units of the subclass.

    max_angle_rad: half of the field of view, up to pi; farther out the lens shows nothing. Raises ConfigError where the
    radius stops growing within the field: then two directions would share a pixel.
    """

    RADIUS_UNIT: ClassVar[str] = "focal lengths"

    max_angle_rad: float = math.pi

    def __post_init__(self) -> None:
        Lens.__post_init__(self)
        if not 0.0 < self.max_angle_rad <= math.pi:
            raise ConfigError("max_angle_rad", f"got {self.max_angle_rad:g}, allowed: above 0 up to pi")
        angle, radius = _table(self)
        folded = np.flatnonzero(np.diff(radius) <= 0.0)
        if len(folded):
            k = int(folded[0])
            raise ConfigError(
                "lens",
                f"the distortion folds back {math.degrees(angle[k]):.1f} degrees off the axis, where the radius in the "
                f"image reaches {radius[k]:.4g} {self.RADIUS_UNIT}: set max_angle_rad to at most {angle[k]:.4f}, or "
                "check the coefficients",
            )

    @abstractmethod
    def radius(self, theta: Float64) -> Float64:
        """Distance from the centre at angles theta (...), radians."""

    @abstractmethod
    def slope(self, theta: Float64) -> Float64:
        """Derivative of `radius`."""

    def angle_of(self, radius: Float64) -> Float64:
        """Angles (...), radians, of distances from the centre; NaN beyond the field."""
        angle, table = _table(self)
        theta = np.interp(radius, table, angle)
        for _ in range(_NEWTON_STEPS):
            theta = theta - (self.radius(theta) - radius) / np.maximum(self.slope(theta), 1e-12)
        return np.where(radius <= table[-1] * (1.0 + 1e-12), np.clip(theta, 0.0, self.max_angle_rad), np.nan)

    def off_axis(self, camera: Float64) -> tuple[Float64, Float64, Float64]:
        """Of points (..., 3): their radius, and the unit direction (x, y) in which it lies; NaN beyond the field."""
        x, y, z = np.moveaxis(np.asarray(camera, dtype=np.float64), -1, 0)
        across = np.sqrt(x * x + y * y)
        theta = np.arctan2(across, z)
        radius = np.where(theta <= self.max_angle_rad, self.radius(np.minimum(theta, self.max_angle_rad)), np.nan)
        some = np.maximum(across, 1e-300)
        return radius, np.where(across > 0.0, x / some, 1.0), np.where(across > 0.0, y / some, 0.0)

    def towards(self, theta: Float64, x: Float64, y: Float64) -> Float64:
        """Unit directions (..., 3) at angles theta off the axis, towards (x, y), of any length."""
        across = np.sqrt(x * x + y * y)
        some = np.where(across > 0.0, across, 1.0)
        sine = np.sin(theta)
        return np.stack([sine * x / some, sine * y / some, np.cos(theta)], axis=-1)


@lru_cache(maxsize=64)
def _table(lens: RadialLens) -> tuple[Float64, Float64]:
    """Angles and radii over the field."""
    angle = np.linspace(0.0, lens.max_angle_rad, _STEPS)
    radius = np.asarray(lens.radius(angle), dtype=np.float64)
    return angle, radius
