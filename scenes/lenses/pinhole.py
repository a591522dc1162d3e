"""The lens without distortion: straight lines stay straight."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.errors import ConfigError
from scenes.lenses.base import Float64, Lens


@dataclass(frozen=True, slots=True, kw_only=True)
class Pinhole(Lens):
    """u = fx x / z + cx, v = fy y / z + cy. Raises ConfigError for a focal length that is not positive."""

    fx_px: float
    fy_px: float
    cx_px: float
    cy_px: float

    def __post_init__(self) -> None:
        Lens.__post_init__(self)
        check_intrinsics(self.K)

    @property
    def K(self) -> tuple[float, float, float, float]:  # noqa: N802 (the field's own name)
        """(fx, fy, cx, cy) in pixels."""
        return self.fx_px, self.fy_px, self.cx_px, self.cy_px

    def project(self, camera: Float64) -> Float64:
        """See Lens; nothing behind the camera plane is seen."""
        x, y, z = np.moveaxis(np.asarray(camera, dtype=np.float64), -1, 0)
        depth = np.where(z > 0.0, z, np.nan)
        return np.stack([x / depth * self.fx_px + self.cx_px, y / depth * self.fy_px + self.cy_px], axis=-1)

    def directions(self, u: Float64, v: Float64) -> Float64:
        """See Lens."""
        x, y = (u - self.cx_px) / self.fx_px, (v - self.cy_px) / self.fy_px
        norm = np.sqrt(x * x + y * y + 1.0)
        return np.stack([x / norm, y / norm, 1.0 / norm], axis=-1)


def check_intrinsics(K: tuple[float, float, float, float]) -> None:
    """Raises ConfigError unless (fx, fy, cx, cy) are finite with positive focal lengths."""
    for name, value in zip(("fx_px", "fy_px"), K[:2], strict=True):
        if not (math.isfinite(value) and value > 0):
            raise ConfigError(name, f"must be positive, got {value:g}")
    for name, value in zip(("cx_px", "cy_px"), K[2:], strict=True):
        if not math.isfinite(value):
            raise ConfigError(name, f"must be finite, got {value}")
