"""Light and air around the scene."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Sun, moon, sky, air and water.

    sun_azimuth_rad: towards the sun, counter-clockwise from world x; below the horizon it is dusk, then night.
    turbidity: 2 (clear) .. 8 (haze). cloud_cover: 0 clear .. 1 overcast: share of the sun's light that clouds scatter
    into the sky. moon_lit_share: lit share of the moon's disc, 0 new .. 1 full. mor_m: meteorological optical range,
    the distance at which air leaves 5 % of a contrast (WMO No. 8), what falls included. wetness: 0 dry, 0.5 a closed
    film, 1 puddles. rain_mmph, snow_mmph: what falls, in mm of water an hour (see `scenes.precipitation`).
    snow_cover: share of open level ground under snow; roads are cleared up to 0.5 and white at 1.
    street_lights_on: lamps of the scenery and lit windows.
    """

    sun_elevation_rad: float = 0.8
    sun_azimuth_rad: float = 0.8
    turbidity: float = 3.0
    cloud_cover: float = 0.1
    moon_elevation_rad: float = 0.6
    moon_azimuth_rad: float = 2.6
    moon_lit_share: float = 0.5
    mor_m: float = 30_000.0
    wetness: float = 0.0
    rain_mmph: float = 0.0
    snow_mmph: float = 0.0
    snow_cover: float = 0.0
    street_lights_on: bool = False

    def __post_init__(self) -> None:
        limits = {
            "sun_elevation_rad": (-1.5708, 1.5708),
            "turbidity": (1.7, 10.0),
            "cloud_cover": (0.0, 1.0),
            "moon_elevation_rad": (-1.5708, 1.5708),
            "moon_lit_share": (0.0, 1.0),
            "mor_m": (10.0, 300_000.0),
            "wetness": (0.0, 1.0),
            "rain_mmph": (0.0, 150.0),
            "snow_mmph": (0.0, 20.0),
            "snow_cover": (0.0, 1.0),
        }
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise ConfigError(f"environment.{name}", f"got {value}, allowed {low} to {high}")
