"""A panorama: columns are longitudes, rows latitudes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.errors import ConfigError
from scenes.lenses.base import Float64, Lens


@dataclass(frozen=True, slots=True, kw_only=True)
class Equirectangular(Lens):
    """Spans horizontal_rad around the camera's y axis and vertical_rad up and down; the middle looks along z.

    Raises ConfigError for spans beyond a full turn or half a turn.
    """

    horizontal_rad: float = 2.0 * math.pi
    vertical_rad: float = math.pi

    def __post_init__(self) -> None:
        Lens.__post_init__(self)
        for name, most in (("horizontal_rad", 2.0 * math.pi), ("vertical_rad", math.pi)):
            if not 0.0 < getattr(self, name) <= most + 1e-9:
                raise ConfigError(name, f"got {getattr(self, name):g}, allowed: above 0 up to {most:.4f}")

    def project(self, camera: Float64) -> Float64:
        """See Lens; everything is seen, also beyond the spans."""
        x, y, z = np.moveaxis(np.asarray(camera, dtype=np.float64), -1, 0)
        longitude = np.arctan2(x, z)
        latitude = np.arctan2(-y, np.sqrt(x * x + z * z))
        u = (longitude / self.horizontal_rad + 0.5) * self.width_px - 0.5
        v = (0.5 - latitude / self.vertical_rad) * self.height_px - 0.5
        return np.stack([u, v], axis=-1)

    def directions(self, u: Float64, v: Float64) -> Float64:
        """See Lens."""
        longitude = ((u + 0.5) / self.width_px - 0.5) * self.horizontal_rad
        latitude = (0.5 - (v + 0.5) / self.height_px) * self.vertical_rad
        across = np.cos(latitude)
        return np.stack(
            [across * np.sin(longitude), -np.sin(latitude), across * np.cos(longitude)],
            axis=-1,
        )
