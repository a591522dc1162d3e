"""Light and air around the scene."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.errors import ConfigError
from scenes.weather.dust import DUST_ALBEDO, NO_MOR_M, SMOKE_ALBEDO, Rgb
from scenes.weather.plume import Plume

PATTERNS = 1 << 20
"""Of weather (chosen: hardly two clips share one)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Sun, moon, sky, air and water.

    sun_azimuth_rad: towards the sun, counter-clockwise from world x; below the horizon it is dusk, then night.
    turbidity: 2 (clear) .. 8 (haze). cloud_cover: 0 clear .. 1 overcast: share of the sun's light that clouds scatter
    into the sky. moon_lit_share: lit share of the moon's disc, 0 new .. 1 full. mor_m: meteorological optical range,
    the distance at which air leaves 5 % of a contrast (WMO No. 8), what falls included. wetness: 0 dry, 0.5 a closed
    film, 1 puddles. rain_mmph, snow_mmph: what falls, in mm of water an hour (see `scenes.weather.precipitation`).
    snow_cover: share of open level ground under snow; roads are cleared up to 0.5 and white at 1.
    street_lights_on: lamps of the scenery and lit windows.

    Fog, of which mor_m tells more than clear air and what falls (`scenes.weather.air`), may lie in a layer and in
    patches. fog_height_m: scale height h of exp(-(z - fog_base_m) / h), where mor_m is that of the base; 0: as high as
    one sees. fog_patchiness: standard deviation of its density over the mean, 0 even .. 1 banks and holes.
    fog_patch_m: their size. fog_pattern: which pattern of them, of what falls, and of the drops on glass; a clip whose
    pattern is 0 gets one of its own.
    dust_mor_m, smoke_mor_m: visibility in dust or smoke alone, NO_MOR_M: none; dust_color, smoke_color: their albedo.
    plumes: columns of smoke. wet_lens_share: of what falls that reaches the glass of cameras.
    wind_mps, wind_azimuth_rad: how fast and whereto the air moves, counter-clockwise from world x.
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
    fog_height_m: float = 0.0
    fog_base_m: float = 0.0
    fog_patchiness: float = 0.0
    fog_patch_m: float = 30.0
    fog_pattern: int = 0
    dust_mor_m: float = NO_MOR_M
    dust_color: Rgb = DUST_ALBEDO
    smoke_mor_m: float = NO_MOR_M
    smoke_color: Rgb = SMOKE_ALBEDO
    plumes: tuple[Plume, ...] = ()
    wet_lens_share: float = 0.0
    wind_mps: float = 0.0
    wind_azimuth_rad: float = 0.0

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
            "fog_height_m": (0.0, 1_000.0),
            "fog_base_m": (-10_000.0, 10_000.0),
            "fog_patchiness": (0.0, 1.0),
            "fog_patch_m": (2.0, 1_000.0),
            "dust_mor_m": (10.0, NO_MOR_M),
            "smoke_mor_m": (10.0, NO_MOR_M),
            "wind_mps": (0.0, 60.0),
            "wet_lens_share": (0.0, 1.0),
        }
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise ConfigError(f"environment.{name}", f"got {value}, allowed {low} to {high}")
        for name in ("dust_color", "smoke_color"):
            color = getattr(self, name)
            if len(color) != len(DUST_ALBEDO) or not all(0.0 <= c <= 1.0 for c in color):
                raise ConfigError(f"environment.{name}", f"got {color}, expected red, green, blue from 0 to 1")
