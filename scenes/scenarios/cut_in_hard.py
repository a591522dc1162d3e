"""E10: somebody changes into the ego's lane close ahead, and brakes or not."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.asset import AssetSpec
from scenes.assets.heavy.fleet import VEHICLES
from scenes.distributions import Distribution
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.acceptance import reveal_frame
from scenes.staging.crossing import AFTER_M, before_m
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.ego import EgoRun, ego_box
from scenes.staging.foresight import asked_ttc, touch_s, until_s
from scenes.staging.lamps import blinks
from scenes.staging.lanes import beside, border_m, lane_changes
from scenes.staging.line import Side, sign_of
from scenes.staging.sideways import LaneShift
from scenes.staging.speed_profile import SpeedChange, SpeedProfile
from scenes.staging.staged import Staged
from scenes.staging.timing import Timing, run_up_s, timing
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Venue

NOTICED_M = 0.375
"""UN R157: a driver takes it for a change of lane when somebody has left their line by that much."""
SLOWEST_MPS = 3.0
"""Chosen: slower ones change no lane in traffic."""
SLOWED = 0.4
"""Chosen: share of its speed to which the cutter brakes."""
LATEST_S = 8.0
"""Chosen: later meetings are no conflict."""
LANE_M = 3.6
"""Of lanes, while a place for the case is looked for."""
COMES_CLOSER_M = 0.02
"""Chosen: what the slowest change of lane moves in half a second from the reveal on, and a little less."""
SIDE_M = 0.5
"""Chosen: who is hit further ahead of their rear has come from the side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutInHard(EdgeCase):
    """The reveal is when the cutter has moved by NOTICED_M towards the ego's lane.

    v_rel_kmh: the cutter's speed less the ego's, until it brakes. dx0_m: from the ego's front to the cutter's rear when
    its side crosses the lane line. v_y_mps: its peak lateral speed. deceleration_mps2: from when it is halfway over, 0
    for none. side: from which it comes. blinker: `yes` or `no`. cutter: names of vehicles.
    """

    CASE: ClassVar[Case] = Case(
        id="E10",
        name="cut_in_hard",
        key_actor="cutter",
        nhtsa=(18,),
        ncap="",
        layers=("L4",),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("motorway",)
    RANGES: ClassVar[Ranges] = {
        "v_rel_kmh": (-100.0, 60.0, "km/h"),
        "dx0_m": (1.0, 100.0, "m"),
        "v_y_mps": (0.2, 4.0, "m/s"),
        "deceleration_mps2": (0.0, 10.0, "m/s^2"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "side": ("left", "right"),
        "blinker": ("yes", "no"),
        "cutter": tuple(VEHICLES),
    }

    v_rel_kmh: Distribution
    dx0_m: Distribution
    v_y_mps: Distribution
    deceleration_mps2: Distribution
    side: Distribution
    blinker: Distribution
    cutter: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """The cutter in the lane beside, which closes in on the ego's lane when the ego is where it was asked to be."""
        speed = float(params["ego_speed_mps"])
        spec = vehicle_of(str(params["cutter"]), rng)
        side: Side = "left" if params["side"] == "left" else "right"
        rough = _CutIn.of(params, spec, sign_of(side) * LANE_M, 0.5 * LANE_M)
        room_s = rough.meets_s(speed, ego_box().width_m) - rough.noticed_s
        at = venue.find(before_m(speed, room_s), AFTER_M, rng, lane_changes(venue, side, speed, room_s))
        asked = _CutIn.of(params, spec, beside(at, side).middle_m, border_m(at, side))
        ttc = asked.meets_s(speed, ego_box().width_m) - asked.noticed_s
        when = timing(request, ttc, run_up_s(at.at_m, speed))
        ego = EgoRun(line=at.line, speed_mps=speed, front_m=at.at_m, meet_s=when.meet_s)
        cutter = asked.run(ego, when)
        box = spec.nominal()
        when = replace(when, meet_s=touch_s(ego.run(until_s(when)), ego.box, cutter, box))
        risk_s = when.risk_s(str(params["ego_reaction"]))
        solved = asked_ttc(ego.run(until_s(when), risk_s), ego.box, cutter, box, when, request)
        shift = asked.shift_of(when)
        signals = blinks("cutter", "right" if side == "left" else "left", shift.begins_s, shift.ends_s)
        return Staged(
            line=at.line,
            start_m=ego.origin_m(0.0),
            ego=ego.actor(),
            actors=(cutter.actor("cutter", spec, venue),),
            events=(
                *cutter.pace.events("cutter"),
                *(signals if params["blinker"] == "yes" else ()),
                *ego.braked(risk_s),
            ),
            timing=when,
            environment=self.environment(params),
            key_actor="cutter",
            solved=solved,
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """From beside the ego's lane, ahead of the ego's front, and closer to its axis until they meet."""
        first = reveal_frame(scene)
        last = min(scene.frames - 1, max(first + 1, math.floor(scene.case.value("meet_s") * scene.fps)))
        away = [abs(left) for left in measures.left_m]
        if away[first] - min(away[first : last + 1]) < COMES_CLOSER_M:
            return (f"the cutter stays {away[first]:.2f} m beside the ego's axis",)
        if measures.ahead_m[last] <= 0.0:
            return ("the cutter comes beside the ego, not ahead of it",)
        return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _CutIn:
    """The manoeuvre; its time 0 is when the cutter's side crosses the lane line."""

    shift: LaneShift
    pace: SpeedProfile
    dx0_m: float
    left_m: float
    spec: AssetSpec

    @classmethod
    def of(cls, params: Params, spec: AssetSpec, left_m: float, border_m: float) -> _CutIn:
        """left_m: of the middle of the cutter's lane. border_m: from the ego's line to the lane line."""
        speed = float(params["ego_speed_mps"]) + float(params["v_rel_mps"])
        if speed < SLOWEST_MPS:
            raise SceneError(f"the cutter would drive {3.6 * speed:.0f} km/h, expected {3.6 * SLOWEST_MPS:.0f} or more")
        crosses_m = max(abs(left_m) - border_m - 0.5 * spec.nominal().width_m, 0.05)
        shift = LaneShift.reaching(0.0, crosses_m, -left_m, float(params["v_y_mps"]))
        rate = float(params["deceleration_mps2"])
        brakes_s = shift.begins_s + 0.5 * shift.duration_s
        changes = (SpeedChange(at_s=brakes_s, speed_mps=SLOWED * speed, rate_mps2=rate),) if rate > 0.0 else ()
        pace = SpeedProfile(initial_mps=speed, changes=changes)
        return cls(shift=shift, pace=pace, dx0_m=float(params["dx0_m"]), left_m=left_m, spec=spec)

    @property
    def noticed_s(self) -> float:
        """When it has left its line by NOTICED_M."""
        return self.shift.reaches_s(NOTICED_M)

    def meets_s(self, ego_mps: float, ego_width_m: float) -> float:
        """When the ego's front meets its rear. Raises SceneError where they meet side by side, or late, or never."""
        box = self.spec.nominal()
        times = np.arange(self.noticed_s, LATEST_S, 0.01)
        gap = self.dx0_m + np.array([self.pace.distance_m(float(t)) for t in times]) - ego_mps * times
        beside = abs(self.left_m) - np.abs(self.shift.moved_m(times)) - 0.5 * (box.width_m + ego_width_m)
        met = np.flatnonzero((gap <= 0.0) & (beside <= 0.0))
        if not len(met):
            raise SceneError(f"ego and cutter do not meet within {LATEST_S:.0f} s")
        if gap[met[0]] < -SIDE_M:
            raise SceneError("the cutter comes beside the ego, not ahead of it")
        return float(times[met[0]])

    def shift_of(self, when: Timing) -> LaneShift:
        """The change of lane of a cutter that is noticed at the reveal."""
        return replace(self.shift, begins_s=self.shift.begins_s + when.reveal_s - self.noticed_s)

    def run(self, ego: EgoRun, when: Timing) -> VehicleRun:
        """The cutter around an ego that notices it at the reveal."""
        crosses_s = when.reveal_s - self.noticed_s
        box = self.spec.nominal()
        rear_m = ego.origin_m(crosses_s) + ego.box.front_m + self.dx0_m
        pace = replace(self.pace, changes=tuple(replace(c, at_s=c.at_s + crosses_s) for c in self.pace.changes))
        origin_m = rear_m + box.length_m - box.front_m
        sideways = (self.shift_of(when),)
        return VehicleRun.of(ego.line, pace, origin_m, crosses_s, until_s(when), left_m=self.left_m, sideways=sideways)
