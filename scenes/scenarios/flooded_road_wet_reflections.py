"""E30: a flooded road that mirrors lamps and things, and a car that has broken down in the water."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.assets.heavy.fleet import VEHICLES
from scenes.distributions import Distribution
from scenes.environment import Environment
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.ahead import Slower, before_m, even_stretch, met_ahead
from scenes.staging.crossing import AFTER_M
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.staged import Staged
from scenes.staging.standing import HAZARD
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.venue import Venue

FLOODED = 0.75
"""`Environment.wetness` from which on water stands: 0.5 is a closed film, 1 puddles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FloodedRoadWetReflections(EdgeCase):
    """Who is ahead stands; what it mirrors in the water is no other thing, and carries no label.

    wetness: from puddles here and there to water over most of the road.
    stranded: name of a vehicle. hazard_lamps: `on` or `off`. Depths of water and spray are not made.
    """

    CASE: ClassVar[Case] = Case(
        id="E30",
        name="flooded_road_wet_reflections",
        key_actor="hazard",
        nhtsa=(26,),
        ncap="CCRs",
        layers=("L3", "L5"),
        level="domain",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("underpass", "urban", "rural", "x_junction", "t_junction")
    RANGES: ClassVar[Ranges] = {"ttc_reveal_s": (0.8, 8.0, "s"), "wetness": (0.75, 1.0, "")}
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {"stranded": tuple(VEHICLES), "hazard_lamps": ("on", "off")}

    ttc_reveal_s: Distribution
    wetness: Distribution
    stranded: Distribution
    hazard_lamps: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A stretch under water, and who is stranded on it."""
        speed, ttc = float(params["ego_speed_mps"]), float(params["ttc_reveal_s"])
        at = venue.find(before_m(speed, ttc), AFTER_M, rng, even_stretch(speed, ttc))
        lamps = HAZARD if params["hazard_lamps"] == "on" else ()
        ahead = Slower(spec=vehicle_of(str(params["stranded"]), rng), lamps_on=lamps)
        return met_ahead(venue, at, request, params, ahead, ttc, self.environment(params))

    def environment(self, params: Params) -> Environment:
        """The light with that water on the ground."""
        return replace(EdgeCase.environment(self, params), wetness=float(params["wetness"]))

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """Water stands on the road."""
        del measures
        wet = scene.environment.wetness
        return () if wet >= FLOODED else (f"the road's wetness is {wet:.2f}, water stands from {FLOODED} on",)
