"""E29: in heavy snow on a white road the ego comes up behind somebody slow."""

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
from scenes.staging.ahead import Slower, before_m, closing_mps, even_stretch, met_ahead
from scenes.staging.crossing import AFTER_M
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.staged import Staged
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.venue import Venue
from scenes.weather.precipitation import with_precipitation


@dataclass(frozen=True, slots=True, kw_only=True)
class HeavySnow(EdgeCase):
    """Who is ahead drives slowly; the ego closes in on them, and brakes no harder than snow lets it.

    snow_mmph: what falls, of water. snow_cover: share of open ground under snow; from 0.5 on roads are not cleared any
    more and their markings vanish. slower: name of a vehicle. Plumes of snow and iced sensors are not made.
    """

    CASE: ClassVar[Case] = Case(
        id="E29", name="heavy_snow", key_actor="hazard", nhtsa=(24,), ncap="CCRm", layers=("L4", "L5"), level="domain"
    )
    ROADS: ClassVar[tuple[str, ...]] = ("rural", "motorway", "urban", "underpass", "x_junction", "t_junction")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.8, 8.0, "s"),
        "snow_mmph": (0.1, 20.0, "mm/h"),
        "snow_cover": (0.0, 1.0, ""),
        "slower_speed_kmh": (0.0, 80.0, "km/h"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {"slower": tuple(VEHICLES)}

    ttc_reveal_s: Distribution
    snow_mmph: Distribution
    snow_cover: Distribution
    slower: Distribution
    slower_speed_kmh: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A stretch, and both on it."""
        speed, ttc = float(params["ego_speed_mps"]), float(params["ttc_reveal_s"])
        slower_mps = float(params["slower_speed_mps"])
        closing_mps(params, slower_mps)
        at = venue.find(before_m(speed, ttc), AFTER_M + slower_mps * ttc, rng, even_stretch(speed, ttc))
        ahead = Slower(spec=vehicle_of(str(params["slower"]), rng), speed_mps=slower_mps)
        return met_ahead(venue, at, request, params, ahead, ttc, self.environment(params))

    def environment(self, params: Params) -> Environment:
        """The light with that snow in it and on the ground."""
        light = replace(EdgeCase.environment(self, params), snow_cover=float(params["snow_cover"]))
        return with_precipitation(light, 0.0, float(params["snow_mmph"]))

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """It snows, and the ego comes nearer to who is ahead."""
        if scene.environment.snow_mmph <= 0.0:
            return ("it does not snow",)
        nearer = measures.ahead_m[0] - min(measures.ahead_m)
        return () if nearer > 0.0 else ("the ego does not come nearer to who is ahead",)
