"""What every lens can do: project directions onto the image and say where its points look."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError

Float64 = NDArray[np.float64]

MAX_SIDE_PX = 16384
"""Longest side of an image; chosen: beyond any camera, and its square still counts in 32 bits, as Warp's arrays do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lens(ABC):
    """A lens and the size of its image. Camera frame: x right, y down, z forward; first pixel's centre at (0, 0).

    Raises ConfigError for an image without pixels or beyond MAX_SIDE_PX.
    """

    width_px: int
    height_px: int

    def __post_init__(self) -> None:
        for name in ("width_px", "height_px"):
            if not 1 <= getattr(self, name) <= MAX_SIDE_PX:
                raise ConfigError(name, f"got {getattr(self, name)}, allowed: 1 to {MAX_SIDE_PX} pixels")

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""
        return self.width_px, self.height_px

    @abstractmethod
    def project(self, camera: Float64) -> Float64:
        """Image points (..., 2) of points or directions (..., 3), also outside the image; NaN where none sees them."""

    @abstractmethod
    def directions(self, u: Float64, v: Float64) -> Float64:
        """Unit directions (..., 3) in which image points (u, v) look; NaN where the lens shows nothing."""

    def pixel_directions(self) -> Float64:
        """(H, W, 3) `directions` of all pixel centres."""
        u, v = np.meshgrid(np.arange(self.width_px, dtype=np.float64), np.arange(self.height_px, dtype=np.float64))
        return self.directions(u, v)
