"""The sun's height."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from randomizers.base import Randomizer
from scenes.distributions import Distribution, Uniform, number
from scenes.scenario import Params
from scenes.scene import Scene

DAYTIME = Uniform(0.1, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sun(Randomizer):
    """elevation_rad: of the sun."""

    elevation_rad: Distribution = DAYTIME

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        return {"elevation_rad": number(self.elevation_rad, rng)}

    def apply(self, scene: Scene, params: Params) -> Scene:
        sky = replace(scene.environment, sun_elevation_rad=float(params["elevation_rad"]))
        return replace(scene, environment=sky)
