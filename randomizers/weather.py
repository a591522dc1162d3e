"""Weather: how far one sees, what falls, and how wet everything is, each in step with the others."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from randomizers.base import Randomizer
from scenes.distributions import Distribution, check_range, number
from scenes.precipitation import with_precipitation
from scenes.scenario import Params
from scenes.scene import Scene

_RANGES: dict[str, tuple[float, float, str]] = {
    "mor_m": (10.0, 300_000.0, "m"),
    "wetness": (0.0, 1.0, ""),
    "rain_mmph": (0.0, 150.0, "mm/h"),
    "snow_mmph": (0.0, 20.0, "mm/h"),
    "snow_cover": (0.0, 1.0, ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather(Randomizer):
    """Draws the air's visibility, rain or snow, and the water on surfaces.

    mor_m: meteorological optical range of the air without what falls, below 1000 m it is fog. wetness: 0 dry, 0.5 a
    closed film, 1 puddles, left from before. rain_mmph, snow_mmph: what falls, of water; where it snows it does not
    rain. Rain and snow take visibility, close the clouds that `sky` drew before, and wet the ground, by the laws of
    `scenes.precipitation`. snow_cover: share of open ground under snow, whether or not it snows now. Raises ConfigError
    for a range beyond what the environment allows. `conditions` after it switches lamps on.
    """

    mor_m: Distribution
    wetness: Distribution
    rain_mmph: Distribution
    snow_mmph: Distribution
    snow_cover: Distribution

    def __post_init__(self) -> None:
        for name, (low, high, unit) in _RANGES.items():
            check_range(getattr(self, name), name, low, high, unit)

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """All five values; no rain where it snows."""
        del scene
        params = {name: number(getattr(self, name), rng) for name in _RANGES}
        return {**params, "rain_mmph": 0.0 if params["snow_mmph"] > 0.0 else params["rain_mmph"]}

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene in that weather."""
        air = replace(scene.environment, mor_m=float(params["mor_m"]), wetness=float(params["wetness"]))
        weather = with_precipitation(air, float(params["rain_mmph"]), float(params["snow_mmph"]))
        return replace(scene, environment=replace(weather, snow_cover=float(params["snow_cover"])))
