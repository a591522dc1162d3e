"""Weather: how far one sees, and how wet everything is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from randomizers.base import Randomizer
from scenes.distributions import Distribution, check_range, number
from scenes.scenario import Params
from scenes.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather(Randomizer):
    """Draws the air's visibility and the water on surfaces; `sky` draws the clouds.

    mor_m: meteorological optical range, below 1000 m it is fog. wetness: 0 dry, 0.5 a closed film, 1 puddles. Raises
    ConfigError for a range beyond what the environment allows. `conditions` after it switches lamps on.
    """

    mor_m: Distribution
    wetness: Distribution

    def __post_init__(self) -> None:
        check_range(self.mor_m, "mor_m", 10.0, 300_000.0, "m")
        check_range(self.wetness, "wetness", 0.0, 1.0, "")

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Both values."""
        del scene
        return {"mor_m": number(self.mor_m, rng), "wetness": number(self.wetness, rng)}

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene in that weather."""
        weather = replace(scene.environment, mor_m=float(params["mor_m"]), wetness=float(params["wetness"]))
        return replace(scene, environment=weather)
