"""Pictures through any lens and shutter: every pixel has its own direction, every row its own time and place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scenes.lenses.base import Lens
from scenes.pose import Pose, SensorFrame, World, rotate

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

BLIND = 0.25
"""Length of the directions of pixels to which the lens shows nothing; all others have length 1."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LensView:
    """Pixel (u, v) looks along the lens's direction from where the camera is when row v is exposed.

    T_world_camera: at t_s, the frame's time. row_time_s (H,), row_position_m (H, 3), row_rotation_xyzw (H, 4): of the
    camera at each row's exposure middle; equal for all rows of a global shutter. aperture_m: where on the lens's
    opening, x and y of the camera frame, rays start; they cross those of its middle focus_m from the camera.
    """

    lens: Lens
    T_world_camera: Pose[World, SensorFrame]
    t_s: float
    row_time_s: Float64
    row_position_m: Float64
    row_rotation_xyzw: Float64
    aperture_m: tuple[float, float] = (0.0, 0.0)
    focus_m: float = 1e6

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""
        return self.lens.size_px

    @property
    def pixel_rad(self) -> float:
        """Angle between the middle pixel and the next."""
        width, height = self.size_px
        u, v = (width - 1) / 2.0, (height - 1) / 2.0
        pair = self.lens.directions(np.array([u, u + 1.0]), np.array([v, v]))
        return float(np.nan_to_num(np.linalg.norm(pair[1] - pair[0]), nan=1.0 / width))

    def table(self) -> Float32:
        """(H + 2, W + 2, 3) directions in the camera frame with one pixel more on every side, BLIND where none is."""
        table = bordered_directions(self.lens)
        if self.aperture_m == (0.0, 0.0):
            return table
        start = np.array([*self.aperture_m, 0.0])
        length = np.linalg.norm(table, axis=2, keepdims=True)
        turned = table.astype(np.float64) * self.focus_m - start
        turned /= np.linalg.norm(turned, axis=2, keepdims=True)
        return np.where(length > 2.0 * BLIND, turned, table).astype(np.float32)

    def row_origin_m(self) -> Float64:
        """(H, 3) where each row's rays start."""
        start = np.array([*self.aperture_m, 0.0])
        return self.row_position_m + rotate(self.row_rotation_xyzw, np.broadcast_to(start, self.row_position_m.shape))

    def focused(self, aperture_m: tuple[float, float], focus_m: float) -> LensView:
        """The view from another point of the lens's opening."""
        return replace(self, aperture_m=aperture_m, focus_m=focus_m)


@lru_cache(maxsize=16)
def bordered_directions(lens: Lens) -> Float32:
    """(H + 2, W + 2, 3) float32 directions of the pixel centres and of one more pixel on every side."""
    width, height = lens.size_px
    u, v = np.meshgrid(np.arange(-1.0, width + 1.0), np.arange(-1.0, height + 1.0))
    table = lens.directions(u, v)
    blind = ~np.isfinite(table).all(axis=2)
    table[blind] = (0.0, 0.0, BLIND)
    out = table.astype(np.float32)
    out.flags.writeable = False
    return out


@lru_cache(maxsize=16)
def blind_pixels(lens: Lens) -> NDArray[np.bool_]:
    """(H, W) pixels to which the lens shows nothing."""
    inner = bordered_directions(lens)[1:-1, 1:-1]
    out: NDArray[np.bool_] = (inner * inner).sum(axis=2) < 4.0 * BLIND * BLIND
    out.flags.writeable = False
    return out
