"""E15: somebody who overtakes comes towards the ego in its lane, and returns to theirs late or not at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.asset import BodyBox
from scenes.assets.heavy.fleet import VEHICLES
from scenes.distributions import Distribution
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import before_m
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.ego import EgoRun, ego_box
from scenes.staging.foresight import asked_ttc, touch_s, until_s
from scenes.staging.lanes import lane_along
from scenes.staging.line import sign_of
from scenes.staging.oncoming import comes_towards, oncoming_run, straight_meeting
from scenes.staging.sideways import LaneShift
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.staged import Staged
from scenes.staging.timing import Timing, fitting_ttc_s, run_up_s, timing
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Venue

SIDE_M = 0.2
"""Chosen: between the sides of ego and overtaker from which on they miss each other."""
CUT_M = (4.0, 10.0)
"""Chosen: between the overtaker's rear and the front of whom it has overtaken, when it begins to return."""
CLEAR_M, LEAST_GAP_M = 0.25, 1.5
"""Chosen: between the sides of two who overtake, and behind an overtaker who does not keep them apart."""
IN_LANE_S = 0.3
"""Chosen: for which the overtaker is still in the ego's way after the reveal."""
LATE_M = 40.0
"""Chosen: of oncoming lane beyond the meeting's station, at least."""
TURN_RAD = 0.35
"""Chosen: of bend around the meeting: rural roads are seldom straight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OncomingOvertaker(EdgeCase):
    """The overtaker is in the ego's lane at the reveal, `ttc_reveal_s` before both would meet (less in short clips).

    overtaker_speed_kmh, slower_by_kmh: its speed, and by how much whom it overtakes is slower. returns: `yes` or
    `never`. returns_ttc_s: time to the meeting when it is out of the ego's way, less in short clips. v_y_mps: its peak
    lateral speed. overlap_share: of the ego's width that it covers while in the ego's lane. overtaker, overtaken: names
    of vehicles.
    """

    CASE: ClassVar[Case] = Case(
        id="E15",
        name="oncoming_overtaker",
        key_actor="overtaker",
        nhtsa=(20,),
        ncap="CCFhol",
        layers=("L4",),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("rural",)
    RANGES: ClassVar[Ranges] = {
        "overtaker_speed_kmh": (30.0, 160.0, "km/h"),
        "slower_by_kmh": (5.0, 80.0, "km/h"),
        "ttc_reveal_s": (1.0, 10.0, "s"),
        "returns_ttc_s": (0.1, 5.0, "s"),
        "v_y_mps": (0.5, 4.0, "m/s"),
        "overlap_share": (0.1, 1.0, ""),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "returns": ("yes", "never"),
        "overtaker": tuple(VEHICLES),
        "overtaken": tuple(VEHICLES),
    }

    overtaker_speed_kmh: Distribution
    slower_by_kmh: Distribution
    ttc_reveal_s: Distribution
    returns: Distribution
    returns_ttc_s: Distribution
    v_y_mps: Distribution
    overlap_share: Distribution
    overtaker: Distribution
    overtaken: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """Both towards a station, with whom is overtaken in the lane of the other direction."""
        speed, other = float(params["ego_speed_mps"]), float(params["overtaker_speed_mps"])
        spec, slow_spec = vehicle_of(str(params["overtaker"]), rng), vehicle_of(str(params["overtaken"]), rng)
        box, mine_box = spec.nominal(), ego_box()
        ttc = fitting_ttc_s(params, request)
        at = venue.find(before_m(speed, ttc), other * ttc, rng, straight_meeting(speed, other, TURN_RAD))
        lane = lane_along(venue, at.line, at.at_m - LATE_M, at.at_m + other * ttc, at.far, along=False)
        if lane is None:
            raise SceneError("no lane of the other direction lies beside the ego's")
        when = timing(request, ttc, run_up_s(at.at_m, speed))
        ego = EgoRun(line=at.line, speed_mps=speed, front_m=at.at_m, meet_s=when.meet_s)
        apart_m = 0.5 * (box.width_m + mine_box.width_m)
        beside_m = sign_of(at.far) * max(apart_m - float(params["overlap_share"]) * mine_box.width_m, 0.0)
        shift = _returning(params, when, beside_m, lane.middle_m, apart_m)
        run = oncoming_run(ego, box, other, until_s(when), beside_m, (shift,) if shift else ())
        passed_s = max(shift.begins_s, 0.0) if shift else when.meet_s
        slow = _overtaken(params, run, box, slow_spec.nominal(), passed_s, lane.middle_m, rng)
        risk_s = when.risk_s(str(params["ego_reaction"]))
        staged = Staged(
            line=at.line,
            start_m=ego.origin_m(0.0),
            ego=ego.actor(),
            actors=(run.actor("overtaker", spec, venue), slow.actor("overtaken", slow_spec, venue)),
            events=ego.braked(risk_s),
            timing=when,
            environment=self.environment(params),
            key_actor="overtaker",
            solved=(("ttc_reveal_s", ttc),),
        )
        if shift is not None:
            return replace(staged, passes_m=abs(run.beside_m(when.meet_s)) - apart_m)
        mine = ego.run(until_s(when), risk_s)
        return replace(
            staged,
            timing=replace(when, meet_s=touch_s(ego.run(until_s(when)), ego.box, run, box)),
            solved=(*staged.solved, *asked_ttc(mine, ego.box, run, box, when, request)),
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """It comes towards the ego."""
        return comes_towards(scene, measures)


def _returning(params: Params, when: Timing, beside_m: float, lane_m: float, apart_m: float) -> LaneShift | None:
    """The change back to its lane, some time after the reveal; None for who never returns."""
    if params["returns"] == "never":
        return None
    by_m = lane_m - beside_m
    free_m = apart_m + SIDE_M - abs(beside_m)
    if free_m >= abs(by_m):
        raise SceneError("the lanes are too narrow for these two to pass each other")
    left_s = min(float(params["returns_ttc_s"]), when.ttc_s - IN_LANE_S)
    clear_s = when.meet_s - left_s
    return LaneShift.reaching(clear_s, free_m, by_m, float(params["v_y_mps"]))


def _overtaken(
    params: Params,
    overtaker: VehicleRun,
    box: BodyBox,
    slow_box: BodyBox,
    passed_s: float,
    lane_m: float,
    rng: np.random.Generator,
) -> VehicleRun:
    """Whom the overtaker has just passed at a time, and at the clip's start where it does not keep clear of them."""
    slower = float(params["slower_by_mps"])
    gap_m = float(rng.uniform(*CUT_M))
    if abs(overtaker.beside_m(0.0) - lane_m) < 0.5 * (box.width_m + slow_box.width_m) + CLEAR_M:
        gap_m = max(gap_m, LEAST_GAP_M + slower * passed_s)
    pace = SpeedProfile(initial_mps=overtaker.pace.initial_mps - slower)
    front_m = overtaker.at_m(passed_s) + box.length_m - box.front_m + gap_m
    until = float(overtaker.times_s[-1])
    return VehicleRun.of(overtaker.line, pace, front_m + slow_box.front_m, passed_s, until, left_m=lane_m, against=True)
