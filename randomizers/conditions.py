"""Conditions: one named light and weather for the whole scene, and the lamps that people switch on in it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from randomizers.base import Randomizer
from randomizers.fog_place import with_fog_placed
from scenes.conditions import CONDITIONS, condition
from scenes.distributions import Distribution, check_names
from scenes.environment import PATTERNS
from scenes.lighting import with_lamps_for_light
from scenes.scenario import Params
from scenes.scene import Scene

AS_IS = "as_is"
"""The environment that the scenario and randomizers before this one made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions(Randomizer):
    """Sets the environment to one of `scenes.conditions.CONDITIONS`, or leaves it `as_is`; then switches lamps on.

    Sun and moon keep the azimuths that the scene has, so that `sky` still says where they stand. Put it after
    randomizers that add actors: lamps go on at those that are there. Raises UnknownName for another condition.
    """

    condition: Distribution

    def __post_init__(self) -> None:
        check_names(self.condition, "condition", "condition", (AS_IS, *CONDITIONS))

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """The condition's name, and which pattern its fog, rain or snow has."""
        del scene
        return {"condition": str(self.condition.sample(rng)), "fog_pattern": int(rng.integers(PATTERNS))}

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene in that condition, with lamps as `scenes.lighting` says."""
        name = str(params["condition"])
        if name == AS_IS:
            return with_lamps_for_light(scene)
        now = scene.environment
        environment = replace(
            condition(name), sun_azimuth_rad=now.sun_azimuth_rad, moon_azimuth_rad=now.moon_azimuth_rad
        )
        placed = with_fog_placed(replace(scene, environment=environment), int(params.get("fog_pattern", 0)))
        return with_lamps_for_light(placed)
