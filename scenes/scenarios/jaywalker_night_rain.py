"""E02: somebody in dark clothes walks over the road at night in the rain, away from any crosswalk."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.assets.people.person import Person
from scenes.distributions import Distribution
from scenes.environment import Environment
from scenes.material import Material
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import AFTER_M, across, before_m, meeting, mid_block, sight
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.line import Side
from scenes.staging.movers import half_width_m, on_foot, passer_by, somebody
from scenes.staging.staged import Staged
from scenes.staging.venue import Venue
from scenes.staging.walk import Halt, Walk
from scenes.weather.precipitation import with_precipitation

AIR_MOR_M = 15_000.0
"""Chosen: the range of humid air, without the drops."""
LEAST_M = 0.3
"""Chosen: the slowest walker of the catalogue goes that far in four frames."""
HALT_M = (0.7, 1.3)
"""Chosen: from the ego's side, where who hesitates stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JaywalkerNightRain(EdgeCase):
    """The walker is in plain sight of lamps alone; the reveal is `ttc_reveal_s` before ego and walker would meet.

    walker_speed_kmh: constant but for a halt. side: from which the walker comes, the ego's `near` one or the `far` one.
    impact_share: across the ego's front, 0 its right side. clothing_albedo: of what is worn. hesitates: `yes` for who
    stops for stands_s before the ego's lane. wetness: at least, more where it rains hard. umbrella: `yes` or `no`.
    """

    CASE: ClassVar[Case] = Case(
        id="E02",
        name="jaywalker_night_rain",
        key_actor="walker",
        nhtsa=(12,),
        ncap="CPFA/CPNA night",
        layers=("L4", "L5"),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("urban", "rural", "x_junction", "t_junction", "roundabout", "underpass")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.8, 5.0, "s"),
        "walker_speed_kmh": (1.0, 15.0, "km/h"),
        "impact_share": (0.0, 1.0, ""),
        "clothing_albedo": (0.01, 0.9, ""),
        "stands_s": (0.2, 4.0, "s"),
        "sun_elevation_deg": (-90.0, 90.0, "degrees"),
        "rain_mmph": (0.0, 100.0, "mm/h"),
        "wetness": (0.0, 1.0, ""),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "side": ("near", "far"),
        "hesitates": ("yes", "no"),
        "umbrella": ("yes", "no"),
    }

    ttc_reveal_s: Distribution
    walker_speed_kmh: Distribution
    side: Distribution
    impact_share: Distribution
    clothing_albedo: Distribution
    umbrella: Distribution
    hesitates: Distribution
    stands_s: Distribution
    sun_elevation_deg: Distribution
    rain_mmph: Distribution
    wetness: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A straight stretch, the walker across it, and the ego that would meet them."""
        speed, ttc = float(params["ego_speed_mps"]), float(params["ttc_reveal_s"])
        at = venue.find(before_m(speed, ttc), AFTER_M, rng, mid_block(venue, None, speed))
        spec = _person(params)
        half = half_width_m(spec)
        met = meeting(at, request, speed, ttc, float(params["impact_share"]), half)
        side: Side = at.near if params["side"] == "near" else at.far
        pace = float(params["walker_speed_mps"])
        walk = across(venue, at, side, pace, passes_m=met.impact_m, pass_s=met.timing.meet_s)
        if params["hesitates"] == "yes":
            walk = _halted(walk, met.ego.box.width_m, float(params["stands_s"]), rng)
        walker = on_foot("walker", spec, walk, _dark(float(params["clothing_albedo"])))
        return Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=(walker,),
            events=(*walk.events("walker"), *met.reaction(str(params["ego_reaction"]))),
            timing=met.timing,
            environment=self.environment(params),
            key_actor="walker",
            clear=sight(met, walk, request),
        )

    def environment(self, params: Params) -> Environment:
        """Rain at night, of drawn depth."""
        night = replace(EdgeCase.environment(self, params), sun_elevation_rad=float(params["sun_elevation_rad"]))
        dry = replace(night, wetness=float(params["wetness"]), mor_m=AIR_MOR_M)
        return with_precipitation(dry, float(params["rain_mmph"]), 0.0)

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The walker goes across the ego's way: sideways by more than ahead, unless the clip shows them waiting."""
        moved = measures.across_m
        waits = dict(scene.case.parameters)["hesitates"] == "yes"
        return () if waits or moved > LEAST_M else (f"the walker moves {moved:.2f} m across the ego's way",)


def _person(params: Params) -> Person:
    seed = int(params["place_seed"])
    tall = max(float(passer_by(seed, "walker")["height_m"]), 1.5)
    bag = "umbrella" if params["umbrella"] == "yes" else "none"
    return somebody(seed, "walker", kind="adult", height_m=tall, bag=bag)


def _halted(walk: Walk, ego_width_m: float, stands_s: float, rng: np.random.Generator) -> Walk:
    """The same with a halt beside the ego's way."""
    before = 0.5 * ego_width_m + float(rng.uniform(*HALT_M))
    at_m = walk.pass_m - before
    return replace(walk, halt=Halt(at_m=at_m, stands_s=stands_s)) if at_m > 0.5 else walk


def _dark(albedo: float) -> tuple[tuple[str, Material], ...]:
    cloth = Material(base_color=(albedo, albedo, albedo), roughness=0.9, lidar_reflectivity=min(1.0, 1.3 * albedo))
    worn = replace(cloth, base_color=tuple(min(1.0, 1.2 * c) for c in cloth.base_color))  # type: ignore[arg-type]
    return (("shirt", cloth), ("trousers", worn), ("accent", worn), ("inner", cloth))
