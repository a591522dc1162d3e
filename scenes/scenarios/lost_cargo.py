"""E20: cargo lies on the road, or falls off the truck ahead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.distributions import Distribution
from scenes.friction import max_deceleration_mps2
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.acceptance import FLAT_AREA_PX
from scenes.staging.ahead import before_m, even_stretch
from scenes.staging.cargo import CARGO, cargo_of
from scenes.staging.crossing import AFTER_M
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.ego import EgoRun
from scenes.staging.falling import TRUCK_MPS, LoadedTruck, staged_fall
from scenes.staging.foresight import least_ttc_s, until_s
from scenes.staging.line import Approach
from scenes.staging.scattered import Thing, met_lying, placed_first, scattered
from scenes.staging.staged import Staged, band
from scenes.staging.timing import fitting_ttc_s, run_up_s, timing
from scenes.staging.venue import Venue

KEY = "cargo"
OTHERS_M, ASIDE_M = (0.5, 22.0), 1.7
"""Chosen: where the rest of a load lies: beyond the first, within a lane."""
SAME_LOAD = 0.7
"""Chosen: how often another thing is of the same kind: loads are."""
FALL_TOLERANCE_S = 0.8
"""Chosen: how far the smallest time to collision with what tumbles may be from that of what slides evenly."""
LEAST_FALL_S = 1.3
"""Chosen: from a release to a meeting; the fall itself takes half of it."""
NEAR_M = 2.5
"""Chosen: what lies farther beside the middle of the ego's way is in another lane."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LostCargo(EdgeCase):
    """It lies where it settled, `offset_m` left of the ego's way; or it falls, and the reveal is when it comes off.

    ttc_reveal_s: less in short clips. kind: of `scenes.staging.cargo`, of what the ego meets first. items: how many lie
    there. falls: `yes` for a load that comes off the truck ahead. restitution: of what falls.
    """

    CASE: ClassVar[Case] = Case(
        id="E20", name="lost_cargo", key_actor=KEY, nhtsa=(36,), layers=("L3", "L4"), level="object"
    )
    ROADS: ClassVar[tuple[str, ...]] = ("motorway", "rural")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.8, 5.0, "s"),
        "items": (1.0, 12.0, ""),
        "offset_m": (-2.0, 2.0, "m"),
        "restitution": (0.0, 0.9, ""),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {"kind": tuple(CARGO), "falls": ("yes", "no")}

    ttc_reveal_s: Distribution
    kind: Distribution
    items: Distribution
    offset_m: Distribution
    falls: Distribution
    restitution: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A straight stretch, and the load on it or on the truck ahead."""
        speed = float(params["ego_speed_mps"])
        ttc = fitting_ttc_s(params, request)
        at = venue.find(before_m(speed, ttc), AFTER_M, rng, even_stretch(speed, ttc))
        things = [cargo_of(kind, rng) for kind in _kinds(params, rng)]
        if params["falls"] == "yes":
            return self._falling(params, venue, request, at, things[0], max(ttc, LEAST_FALL_S), rng)
        things.sort(key=lambda thing: -thing.size_m2)
        first, gap = placed_first(KEY, things[0], at, float(params["offset_m"]), venue)
        lying = scattered((first,), things[1:], at, _beyond, venue, rng)
        return met_lying(venue, at, request, params, lying, gap, ttc, self.environment(params))

    def _falling(
        self,
        params: Params,
        venue: Venue,
        request: ClipRequest,
        at: Approach,
        thing: Thing,
        ttc_s: float,
        rng: np.random.Generator,
    ) -> Staged:
        speed, environment = float(params["ego_speed_mps"]), self.environment(params)
        loaded = LoadedTruck.drawn(thing, rng)
        when = timing(request, ttc_s, run_up_s(at.at_m, speed))
        grip = max_deceleration_mps2(environment)
        ego = EgoRun(line=at.line, speed_mps=speed, front_m=at.at_m, meet_s=when.meet_s, grip_mps2=grip)
        risk_s = when.risk_s(str(params["ego_reaction"]))
        truck, fall = staged_fall(loaded, ego, min(speed, TRUCK_MPS), when.reveal_s, environment, until_s(when))
        actors = loaded.actors(truck, KEY, float(params["restitution"]), venue)
        least = least_ttc_s(ego.run(until_s(when), risk_s), ego.box, fall, loaded.box, when, request.fps)
        return Staged(
            line=at.line,
            start_m=ego.origin_m(0.0),
            ego=ego.actor(),
            actors=actors,
            events=(loaded.comes_off(KEY, when.reveal_s), *ego.braked(risk_s)),
            timing=when,
            environment=environment,
            key_actor=KEY,
            clear=(band([at.point(float(s), 0.0) for s in np.arange(-speed * ttc_s, AFTER_M, 5.0)], NEAR_M),),
            solved=(
                ("min_ttc_low_s", max(0.0, least - FALL_TOLERANCE_S)),
                ("min_ttc_high_s", least + FALL_TOLERANCE_S),
            ),
            anomalous=(KEY,),
            least_area_px=FLAT_AREA_PX,
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """What falls comes off the truck by itself; what lies is in the ego's lane at the reveal."""
        if dict(scene.case.parameters)["falls"] == "yes":
            off = any(one.actor == KEY and one.by is None for one in measures.handovers)
            return () if off else ("the load stays on the truck",)
        beside = abs(measures.left_m[-1])
        return (
            () if beside < NEAR_M or measures.min_gap_m <= 0.0 else (f"the cargo lies {beside:.1f} m beside the way",)
        )


def _kinds(params: Params, rng: np.random.Generator) -> list[str]:
    """The kinds of all that lies there, the asked one first."""
    kind, names = str(params["kind"]), tuple(CARGO)
    others = [
        kind if rng.random() < SAME_LOAD else names[int(rng.integers(len(names)))]
        for _ in range(max(1, round(float(params["items"]))) - 1)
    ]
    return [kind, *others]


def _beyond(rng: np.random.Generator) -> tuple[float, float]:
    return float(rng.uniform(*OTHERS_M)), float(rng.uniform(-ASIDE_M, ASIDE_M))
