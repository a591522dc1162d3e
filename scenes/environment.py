"""Light and air around the scene."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Sun and sky.

    sun_azimuth_rad: towards the sun, counter-clockwise from world x. turbidity: Preetham's, 2 (clear) .. 8 (haze).
    cloud_cover: 0 clear .. 1 overcast: share of the sun's light that clouds scatter into the sky.
    """

    sun_elevation_rad: float = 0.8
    sun_azimuth_rad: float = 0.8
    turbidity: float = 3.0
    cloud_cover: float = 0.1

    def __post_init__(self) -> None:
        limits = {"sun_elevation_rad": (0.02, 1.5708), "turbidity": (1.7, 10.0), "cloud_cover": (0.0, 1.0)}
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise ConfigError(f"environment.{name}", f"got {value}, allowed {low} to {high}")
