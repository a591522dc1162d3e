"""E13: behind a bend or a crest somebody stands in the lane: a car, the end of a queue, a truck that broke down."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.actor import Actor
from scenes.asset import AssetSpec
from scenes.assets.street.warning_triangle import WarningTriangle
from scenes.distributions import Distribution
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.at_rest import AtRest, MeetsAtRest
from scenes.staging.behind_bend import BehindBend, comes_into_sight, tight_enough
from scenes.staging.behind_crest import BehindCrest, crest_numbers, sharp_enough
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.lanes import border_m
from scenes.staging.line import Approach, sign_of
from scenes.staging.staged import Staged
from scenes.staging.standing import HAZARD, ahead_of_station_m, on_slope, standing_of, stands
from scenes.staging.venue import Venue

NEAR_M = {"car": 65.0, "queue": 65.0, "truck": 110.0}
"""Chosen: they are 15 px high there in usual cameras."""
CAR_M, TRUCK_M = 1.45, 3.0
"""Chosen: heights of common ones."""
BESIDE_M = 0.1
"""Chosen: from the border of the lane to a warning triangle."""
QUEUE_GAP_M = (1.5, 4.0)
"""Chosen: between those who wait."""
QUEUE = (2, 8)
"""Chosen: how many stand, with the last one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedAfterCurveOrCrest(EdgeCase):
    """The reveal is when the ego sees half of who stands there.

    hidden_by: `bend`, where a hedge along its inside leaves `sight_m` of the way (or the nearest that the bend allows,
    less in short clips) and the ego drives no faster than the bend allows; or `crest`, whose vertical curve is
    crest_k_m long a percent of its change of grade, shorter in short clips. stopped: `car`, `queue` or `truck`.
    hazard_lamps, triangle: `yes` or `no`, of the last vehicle; the triangle stands triangle_m behind it.
    """

    CASE: ClassVar[Case] = Case(
        id="E13",
        name="stopped_after_curve_or_crest",
        key_actor="stopped",
        nhtsa=(26,),
        ncap="CCRs",
        layers=("L1", "L4"),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("rural",)
    RANGES: ClassVar[Ranges] = {
        "sight_m": (15.0, 250.0, "m"),
        "crest_k_m": (5.0, 100.0, "m"),
        "triangle_m": (10.0, 200.0, "m"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "hidden_by": ("bend", "crest"),
        "stopped": ("car", "queue", "truck"),
        "hazard_lamps": ("yes", "no"),
        "triangle": ("yes", "no"),
    }
    MEETING_TOLERANCE_S: ClassVar[float] = 0.2

    hidden_by: Distribution
    sight_m: Distribution
    crest_k_m: Distribution
    stopped: Distribution
    hazard_lamps: Distribution
    triangle: Distribution
    triangle_m: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A bend with its hedge or a crest, and who stands behind it."""
        reaction = str(params["ego_reaction"])
        spec = standing_of("truck" if params["stopped"] == "truck" else "car", rng)
        behind = self._behind(params, spec, venue, request, rng)
        at = behind.at
        last = on_slope(stands("stopped", spec, at, 0.0, 0.0, venue), venue)
        met = MeetsAtRest.of(at, behind.speed_mps, behind.ttc_s, AtRest(actor=last), spec.nominal(), request)
        lamps = HAZARD if params["hazard_lamps"] == "yes" else ()
        queue = _queue(at, spec.nominal().length_m, venue, rng) if params["stopped"] == "queue" else ()
        triangle = (_triangle(at, float(params["triangle_m"]), venue),) if params["triangle"] == "yes" else ()
        staged = Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=(replace(last, lamps_on=lamps), *queue, *triangle),
            events=met.ego.braked(met.timing.risk_s(reaction)),
            timing=met.timing,
            environment=self.environment(params),
            key_actor="stopped",
            clear=(behind.clear(),),
            scenery=behind.hedge(venue) if isinstance(behind, BehindBend) else (),
            solved=behind.solved(),
        )
        return met.judged(staged, reaction, request)

    def _behind(
        self, params: Params, spec: AssetSpec, venue: Venue, request: ClipRequest, rng: np.random.Generator
    ) -> BehindBend | BehindCrest:
        wish, near = float(params["ego_speed_mps"]), NEAR_M[str(params["stopped"])]
        if params["hidden_by"] == "crest":
            return BehindCrest.found(venue, wish, spec.nominal().height_m, request, near, rng)
        return BehindBend.found(venue, wish, self.sight_m, float(params["sight_m"]), request, rng, near_m=near)

    def place_numbers(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> dict[str, float | str]:
        """Bends that short clips show to their end, or a road over a crest."""
        near = NEAR_M[str(params["stopped"])]
        if params["hidden_by"] == "crest":
            high = TRUCK_M if params["stopped"] == "truck" else CAR_M
            most = sharp_enough(float(params["ego_speed_mps"]), high, request, near)
            return crest_numbers(min(float(params["crest_k_m"]), most), rng)
        return tight_enough(params, request, near, rng)

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """Who stands there comes into sight at the reveal."""
        return comes_into_sight(scene, measures)


def _queue(at: Approach, first_m: float, venue: Venue, rng: np.random.Generator) -> tuple[Actor, ...]:
    """Who waits ahead of the last one."""
    made, ahead = [], first_m
    for k in range(int(rng.integers(QUEUE[0], QUEUE[1] + 1)) - 1):
        ahead += float(rng.uniform(*QUEUE_GAP_M))
        spec = standing_of("car", rng)
        origin = ahead + ahead_of_station_m(spec)
        pose = venue.upright(at, origin, 0.0)
        made.append(on_slope(Actor(name=f"queue_{k}", asset=spec, T_world_body=pose), venue))
        ahead += spec.nominal().length_m
    return tuple(made)


def _triangle(at: Approach, behind_m: float, venue: Venue) -> Actor:
    """At the edge of the lane, towards those who come."""
    left = -sign_of(at.far) * (border_m(at, at.near) + BESIDE_M)
    pose = venue.upright(at, -behind_m, left, math.pi)
    return on_slope(Actor(name="triangle", asset=WarningTriangle(), T_world_body=pose), venue)
