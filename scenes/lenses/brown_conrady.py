"""The distorted lens of OpenCV's calibration: rational radial and tangential terms."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from scenes.errors import ConfigError
from scenes.lenses.base import Float64, Lens
from scenes.lenses.pinhole import check_intrinsics

_FARTHEST = 20.0
"""tan of the angle off the axis up to which the distortion is looked at (chosen: 87 degrees)."""
_NEWTON_STEPS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class BrownConrady(Lens):
    """OpenCV's model: (x, y) = (X/Z, Y/Z) is scaled by (1 + k1 r2 + k2 r4 + k3 r6) / (1 + k4 r2 + k5 r4 + k6 r6).

    And shifted by 2 p1 x y + p2 (r2 + 2 x2), p1 (r2 + 2 y2) + 2 p2 x y (Brown 1971; OpenCV, calib3d). Raises
    ConfigError where the scaled radius stops growing within the image: from there on two directions share a pixel.
    """

    fx_px: float
    fy_px: float
    cx_px: float
    cy_px: float
    k1: float = 0.0
    k2: float = 0.0
    p1: float = 0.0
    p2: float = 0.0
    k3: float = 0.0
    k4: float = 0.0
    k5: float = 0.0
    k6: float = 0.0

    def __post_init__(self) -> None:
        Lens.__post_init__(self)
        check_intrinsics((self.fx_px, self.fy_px, self.cx_px, self.cy_px))
        reach, highest = _reach(self)
        u = np.array([-0.5, self.width_px - 0.5, -0.5, self.width_px - 0.5])
        v = np.array([-0.5, -0.5, self.height_px - 0.5, self.height_px - 0.5])
        corner = np.hypot((u - self.cx_px) / self.fx_px, (v - self.cy_px) / self.fy_px).max()
        if corner > highest or np.isnan(self.directions(u, v)).any():
            raise ConfigError(
                "lens",
                f"the distortion cannot be inverted over the image: it folds back {highest * self.fx_px:.0f} px from "
                f"the principal point ({math.degrees(math.atan(reach)):.1f} degrees off the axis), and the farthest "
                f"corner lies at {corner * self.fx_px:.0f} px",
            )

    def project(self, camera: Float64) -> Float64:
        """See Lens; nothing behind the camera plane, or beyond where the distortion folds back, is seen."""
        x, y, z = np.moveaxis(np.asarray(camera, dtype=np.float64), -1, 0)
        depth = np.where(z > 0.0, z, np.nan)
        x, y = x / depth, y / depth
        reach, _ = _reach(self)
        far = x * x + y * y > reach * reach
        x, y = self._distorted(np.where(far, np.nan, x), np.where(far, np.nan, y))
        return np.stack([x * self.fx_px + self.cx_px, y * self.fy_px + self.cy_px], axis=-1)

    def directions(self, u: Float64, v: Float64) -> Float64:
        """See Lens; by Newton's method on both coordinates."""
        wanted_x = np.asarray((u - self.cx_px) / self.fx_px, dtype=np.float64)
        wanted_y = np.asarray((v - self.cy_px) / self.fy_px, dtype=np.float64)
        radius, undistorted = _radii(self)
        distance = np.hypot(wanted_x, wanted_y)
        stretch = np.interp(distance, radius, undistorted) / np.where(distance > 0.0, distance, 1.0)
        x, y = wanted_x * np.where(distance > 0.0, stretch, 1.0), wanted_y * np.where(distance > 0.0, stretch, 1.0)
        for _ in range(_NEWTON_STEPS):
            x, y = self._newton(x, y, wanted_x, wanted_y)
        off_x, off_y = self._distorted(x, y)
        found = np.hypot(off_x - wanted_x, off_y - wanted_y) < 1e-9 * (1.0 + distance)
        norm = np.where(found, np.sqrt(x * x + y * y + 1.0), np.nan)
        return np.stack([x / norm, y / norm, 1.0 / norm], axis=-1)

    def scale(self, r2: Float64) -> Float64:
        """The radial factor of squared radii."""
        above = 1.0 + r2 * (self.k1 + r2 * (self.k2 + r2 * self.k3))
        below = 1.0 + r2 * (self.k4 + r2 * (self.k5 + r2 * self.k6))
        return np.asarray(above / below)

    def _distorted(self, x: Float64, y: Float64) -> tuple[Float64, Float64]:
        r2 = x * x + y * y
        scale = self.scale(r2)
        return (
            x * scale + 2.0 * self.p1 * x * y + self.p2 * (r2 + 2.0 * x * x),
            y * scale + self.p1 * (r2 + 2.0 * y * y) + 2.0 * self.p2 * x * y,
        )

    def _newton(self, x: Float64, y: Float64, wanted_x: Float64, wanted_y: Float64) -> tuple[Float64, Float64]:
        """One step, with the exact derivatives of `_distorted`."""
        r2 = x * x + y * y
        below = 1.0 + r2 * (self.k4 + r2 * (self.k5 + r2 * self.k6))
        rise = self.k1 + r2 * (2.0 * self.k2 + 3.0 * r2 * self.k3)
        fall = self.k4 + r2 * (2.0 * self.k5 + 3.0 * r2 * self.k6)
        scale = self.scale(r2)
        d_scale = 2.0 * (rise - scale * fall) / below
        at_x, at_y = self._distorted(x, y)
        xx = scale + x * x * d_scale + 2.0 * self.p1 * y + 6.0 * self.p2 * x
        xy = x * y * d_scale + 2.0 * self.p1 * x + 2.0 * self.p2 * y
        yy = scale + y * y * d_scale + 6.0 * self.p1 * y + 2.0 * self.p2 * x
        off_x, off_y = at_x - wanted_x, at_y - wanted_y
        det = xx * yy - xy * xy
        det = np.where(np.abs(det) > 1e-12, det, 1e-12)
        return x - (yy * off_x - xy * off_y) / det, y - (xx * off_y - xy * off_x) / det


@lru_cache(maxsize=64)
def _radii(lens: BrownConrady) -> tuple[Float64, Float64]:
    """Distorted and undistorted radii as long as both grow."""
    radius = np.concatenate([np.linspace(0.0, 2.0, 4001), np.linspace(2.0, _FARTHEST, 4001)[1:]])
    with np.errstate(all="ignore"):
        distorted = radius * lens.scale(radius * radius)
    falls = np.flatnonzero(~(np.diff(distorted) > 0.0))
    last = int(falls[0]) + 1 if len(falls) else len(radius)
    return distorted[:last], radius[:last]


def _reach(lens: BrownConrady) -> tuple[float, float]:
    """The largest undistorted radius that keeps its order, and its distorted one."""
    distorted, radius = _radii(lens)
    return float(radius[-1]), float(distorted[-1])
