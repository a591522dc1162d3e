"""The fisheye of OpenCV and ROS: an odd polynomial of the angle off the axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.lenses.base import Float64
from scenes.lenses.pinhole import check_intrinsics
from scenes.lenses.radial import RadialLens


@dataclass(frozen=True, slots=True, kw_only=True)
class KannalaBrandt(RadialLens):
    """theta_d = theta (1 + k1 theta^2 + k2 theta^4 + k3 theta^6 + k4 theta^8), u = fx theta_d x / r + cx.

    Kannala & Brandt, PAMI 2006, with OpenCV's four coefficients (module fisheye). All k = 0: an equidistant fisheye.
    """

    fx_px: float
    fy_px: float
    cx_px: float
    cy_px: float
    k: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        check_intrinsics((self.fx_px, self.fy_px, self.cx_px, self.cy_px))
        RadialLens.__post_init__(self)

    def radius(self, theta: Float64) -> Float64:
        """See RadialLens; in focal lengths."""
        k1, k2, k3, k4 = self.k
        t = theta * theta
        return np.asarray(theta * (1.0 + t * (k1 + t * (k2 + t * (k3 + t * k4)))))

    def slope(self, theta: Float64) -> Float64:
        """See RadialLens."""
        k1, k2, k3, k4 = self.k
        t = theta * theta
        return np.asarray(1.0 + t * (3.0 * k1 + t * (5.0 * k2 + t * (7.0 * k3 + t * 9.0 * k4))))

    def project(self, camera: Float64) -> Float64:
        """See Lens."""
        radius, x, y = self.off_axis(camera)
        return np.stack([self.fx_px * radius * x + self.cx_px, self.fy_px * radius * y + self.cy_px], axis=-1)

    def directions(self, u: Float64, v: Float64) -> Float64:
        """See Lens."""
        x, y = (u - self.cx_px) / self.fx_px, (v - self.cy_px) / self.fy_px
        return self.towards(self.angle_of(np.sqrt(x * x + y * y)), x, y)
