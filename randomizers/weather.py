"""Weather: how far one sees, what falls, and how wet everything is, each in step with the others."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from randomizers.base import Randomizer
from randomizers.fog_place import with_fog_placed
from scenes.distributions import Constant, Distribution, check_range, number
from scenes.environment import PATTERNS
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.weather.dust import NO_MOR_M
from scenes.weather.precipitation import with_precipitation

_RANGES: dict[str, tuple[float, float, str]] = {
    "mor_m": (10.0, 300_000.0, "m"),
    "wetness": (0.0, 1.0, ""),
    "rain_mmph": (0.0, 150.0, "mm/h"),
    "snow_mmph": (0.0, 20.0, "mm/h"),
    "snow_cover": (0.0, 1.0, ""),
    "fog_height_m": (0.0, 1_000.0, "m"),
    "fog_patchiness": (0.0, 1.0, ""),
    "fog_patch_m": (2.0, 1_000.0, "m"),
    "dust_mor_m": (10.0, NO_MOR_M, "m"),
    "smoke_mor_m": (10.0, NO_MOR_M, "m"),
    "wind_mps": (0.0, 60.0, "m/s"),
    "wet_lens_share": (0.0, 1.0, ""),
}
_AS_DRAWN = (*(name for name in _RANGES if name not in ("rain_mmph", "snow_mmph")), "wind_azimuth_rad")
"""What the environment takes as it was drawn; rain and snow change more than themselves."""
_NONE, _USUAL_PATCH_M, _NO_MOR_M = Constant(0.0), Constant(30.0), Constant(NO_MOR_M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather(Randomizer):
    """Draws the air's visibility, fog's layers and patches, rain or snow, dust, smoke, wind, and water on surfaces.

    mor_m: meteorological optical range of the air without what falls, below 1000 m it is fog. wetness: 0 dry, 0.5 a
    closed film, 1 puddles, left from before. rain_mmph, snow_mmph: what falls, of water; where it snows it does not
    rain. snow_cover: share of open ground under snow, whether or not it snows now. fog_height_m: scale height of fog
    on the ground of the ego's start, 0 for fog as high as one sees; fog_patchiness: 0 even .. 1 banks and holes of
    fog_patch_m. dust_mor_m, smoke_mor_m: visibility in dust or smoke alone, 300,000 for none. wind_mps: from anywhere.
    wet_lens_share: of what falls that reaches the glass of cameras and stays there as drops.

    Rain and snow take visibility, close the clouds that `sky` drew before, and wet the ground, by the laws of
    `scenes.weather.precipitation`; spray follows from the wet road. `conditions` after it switches lamps on. Raises
    ConfigError for a range beyond what the environment allows.
    """

    mor_m: Distribution
    wetness: Distribution
    rain_mmph: Distribution
    snow_mmph: Distribution
    snow_cover: Distribution
    fog_height_m: Distribution = _NONE
    fog_patchiness: Distribution = _NONE
    fog_patch_m: Distribution = _USUAL_PATCH_M
    dust_mor_m: Distribution = _NO_MOR_M
    smoke_mor_m: Distribution = _NO_MOR_M
    wind_mps: Distribution = _NONE
    wet_lens_share: Distribution = _NONE

    def __post_init__(self) -> None:
        for name, (low, high, unit) in _RANGES.items():
            check_range(getattr(self, name), name, low, high, unit)

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """All values; no rain where it snows."""
        del scene
        params = {name: number(getattr(self, name), rng) for name in _RANGES}
        return {
            **params,
            "rain_mmph": 0.0 if params["snow_mmph"] > 0.0 else params["rain_mmph"],
            "wind_azimuth_rad": float(rng.uniform(-math.pi, math.pi)),
            "fog_pattern": int(rng.integers(PATTERNS)),
        }

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene in that weather."""
        now = scene.environment
        drawn: dict[str, Any] = {name: float(params[name]) for name in _AS_DRAWN if name in params}
        air = replace(now, **drawn)
        weather = with_precipitation(air, float(params["rain_mmph"]), float(params["snow_mmph"]))
        return with_fog_placed(replace(scene, environment=weather), int(params.get("fog_pattern", 0)))
