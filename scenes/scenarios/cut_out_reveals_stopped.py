"""E11: the vehicle ahead leaves the lane at the last moment, and somebody stands there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.asset import AssetSpec
from scenes.assets.heavy.fleet import VEHICLES
from scenes.distributions import Distribution
from scenes.errors import SceneError
from scenes.material import Lamp
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.acceptance import reveal_frame
from scenes.staging.crossing import AFTER_M, before_m
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.ego import EgoRun
from scenes.staging.foresight import asked_ttc, until_s
from scenes.staging.lamps import blinks
from scenes.staging.lanes import beside, lane_changes
from scenes.staging.line import Approach, Side
from scenes.staging.sideways import PEAK, LaneShift
from scenes.staging.sight import Seen, shown_share
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.staged import Staged
from scenes.staging.standing import HAZARD, STANDING, standing_of, stands, still_run
from scenes.staging.timing import run_up_s, timing
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Venue

FASTEST_MPS = 3.0
"""The catalogue's hardest change of lane: who would hit what stands there turns that hard."""
CLEARANCE_M = 0.25
"""Chosen: between the lead's side and what it passes."""
REVEAL_SHARE = 0.5
"""Chosen: of the target's silhouette that shows at the reveal."""
HIDDEN_SHARE = 0.35
"""Chosen: of the silhouette, at most, before the lead begins to change lanes."""
STEP_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOutRevealsStopped(EdgeCase):
    """The reveal is when half of the target shows beside the lead.

    thw_s: the ego's time headway to the lead. front_of_lead_m: from the lead's front to the target when it begins to
    change lanes. v_y_mps: its peak lateral speed; more, up to FASTEST_MPS, where it would not clear the target. target:
    of STANDING. hazard_lamps, blinker: `yes` or `no`. lead: names of vehicles. offset_m: of the target from the lane's
    middle. side: to which the lead goes.
    """

    CASE: ClassVar[Case] = Case(
        id="E11",
        name="cut_out_reveals_stopped",
        key_actor="target",
        nhtsa=(26,),
        ncap="CCRs",
        layers=("L4",),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("motorway",)
    RANGES: ClassVar[Ranges] = {
        "thw_s": (0.3, 4.0, "s"),
        "front_of_lead_m": (5.0, 150.0, "m"),
        "v_y_mps": (0.2, 3.0, "m/s"),
        "offset_m": (-1.0, 1.0, "m"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "target": STANDING,
        "hazard_lamps": ("yes", "no"),
        "blinker": ("yes", "no"),
        "side": ("left", "right"),
        "lead": tuple(VEHICLES),
    }

    thw_s: Distribution
    front_of_lead_m: Distribution
    v_y_mps: Distribution
    offset_m: Distribution
    target: Distribution
    hazard_lamps: Distribution
    blinker: Distribution
    side: Distribution
    lead: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """Target, lead and ego in one lane; the reveal is found by what the camera sees past the lead."""
        speed, side = float(params["ego_speed_mps"]), _side(params)
        lead_spec, target_spec = vehicle_of(str(params["lead"]), rng), standing_of(str(params["target"]), rng)
        reach_m = float(params["front_of_lead_m"]) + lead_spec.nominal().length_m
        whole_s = float(params["thw_s"]) + reach_m / speed
        at = venue.find(before_m(speed, whole_s), AFTER_M, rng, lane_changes(venue, side, speed, whole_s))
        out = _CutOut.of(params, at, lead_spec, target_spec, beside(at, side).middle_m)
        shown_s = out.shown_s(request, venue)
        when = timing(request, -shown_s, run_up_s(at.at_m, speed))
        ego, lead = out.ego(when.meet_s), out.lead(when.meet_s, until_s(when))
        risk_s = when.risk_s(str(params["ego_reaction"]))
        target = replace(stands("target", target_spec, at, out.offset_m, 0.0, venue), lamps_on=_lamps(params))
        still = still_run(at, target_spec, out.offset_m, until_s(when))
        shift = out.shift(when.meet_s)
        signals = blinks("lead", side, shift.begins_s, shift.ends_s) if params["blinker"] == "yes" else ()
        return Staged(
            line=at.line,
            start_m=ego.origin_m(0.0),
            ego=ego.actor(),
            actors=(target, lead.actor("lead", lead_spec, venue)),
            events=(*signals, *ego.braked(risk_s)),
            timing=when,
            environment=self.environment(params),
            key_actor="target",
            solved=(
                ("v_y_mps", out.peak_mps),
                *asked_ttc(ego.run(until_s(when), risk_s), ego.box, still, target_spec.nominal(), when, request),
            ),
            anomalous=() if params["target"] in ("car", "truck") else ("target",),
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The target is hidden better before the reveal than after it."""
        first = reveal_frame(scene)
        before = [s.occlusion for s in measures.sightings[:first]]
        after = [s.occlusion for s in measures.sightings[first:] if s.amodal_px]
        if not after or min(after) > 1.0 - REVEAL_SHARE:
            return ("the target never comes out from behind the lead",)
        if before and max(before) < 1.0 - REVEAL_SHARE:
            return (f"the target is hidden to {max(before):.2f} at most before the lead leaves",)
        return ()


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _CutOut:
    """The manoeuvre; its time 0 is when the ego would meet the target."""

    at: Approach
    speed_mps: float
    thw_s: float
    ahead_m: float
    peak_mps: float
    left_m: float
    offset_m: float
    lead_spec: AssetSpec
    target_spec: AssetSpec

    @classmethod
    def of(cls, params: Params, at: Approach, lead: AssetSpec, target: AssetSpec, left_m: float) -> _CutOut:
        """left_m: of the middle of the lane to which the lead goes. Raises SceneError where it cannot clear."""
        speed, ahead = float(params["ego_speed_mps"]), float(params["front_of_lead_m"])
        offset = float(params["offset_m"])
        clear_m = 0.5 * (lead.nominal().width_m + target.nominal().width_m) + CLEARANCE_M + np.sign(left_m) * offset
        if clear_m >= abs(left_m):
            raise SceneError(
                f"the lead needs {clear_m:.1f} m to clear the target, its lane lies {abs(left_m):.1f} m away"
            )
        unit = LaneShift(begins_s=0.0, by_m=left_m, peak_mps=PEAK * abs(left_m))
        needed = PEAK * abs(left_m) * unit.reaches_s(float(clear_m)) / (ahead / speed)
        peak = max(float(params["v_y_mps"]), needed)
        if peak > FASTEST_MPS:
            raise SceneError(f"the lead would need {peak:.1f} m/s sideways to clear the target")
        return cls(
            at=at,
            speed_mps=speed,
            thw_s=float(params["thw_s"]),
            ahead_m=ahead,
            peak_mps=peak,
            left_m=left_m,
            offset_m=offset,
            lead_spec=lead,
            target_spec=target,
        )

    def ego(self, meet_s: float) -> EgoRun:
        """The ego that meets the target's rear at a time."""
        return EgoRun(line=self.at.line, speed_mps=self.speed_mps, front_m=self.at.at_m, meet_s=meet_s)

    @property
    def begins_s(self) -> float:
        """When the lead begins to change lanes."""
        reach = self.ahead_m + self.lead_spec.nominal().length_m
        return -(self.thw_s + reach / self.speed_mps)

    def shift(self, meet_s: float) -> LaneShift:
        """The change of lane of the lead."""
        return LaneShift(begins_s=meet_s + self.begins_s, by_m=self.left_m, peak_mps=self.peak_mps)

    def lead(self, meet_s: float, until: float) -> VehicleRun:
        """The lead, so far ahead of the ego as its headway says."""
        box = self.lead_spec.nominal()
        rear_m = self.at.at_m + self.thw_s * self.speed_mps
        pace = SpeedProfile(initial_mps=self.speed_mps)
        along_m = rear_m + box.length_m - box.front_m + self.speed_mps * self.begins_s
        begins_s, sideways = meet_s + self.begins_s, (self.shift(meet_s),)
        return VehicleRun.of(self.at.line, pace, along_m, begins_s, until, sideways=sideways)

    def shown_s(self, request: ClipRequest, venue: Venue) -> float:
        """When REVEAL_SHARE of the target shows past the lead, before the meeting (negative)."""
        horizon = -self.begins_s + 1.0
        lead, ego = self.lead(horizon, horizon), self.ego(horizon)
        actor = stands("target", self.target_spec, self.at, self.offset_m, 0.0, venue)
        target = Seen(spec=self.target_spec, pose=actor.T_world_body)

        def shown(t_s: float) -> float:
            eye, hider = ego.camera_m(request.rig, t_s), lead.pose(t_s, venue)
            return shown_share(eye, target, ((self.lead_spec, hider),))

        if shown(horizon + self.begins_s) > HIDDEN_SHARE:
            raise SceneError("the target shows past the lead before the lead leaves")
        for t_s in np.arange(horizon + self.begins_s, horizon - 0.3, STEP_S):
            if shown(float(t_s)) >= REVEAL_SHARE:
                return float(t_s) - horizon
        raise SceneError("the target never shows past the lead")


def _side(params: Params) -> Side:
    return "left" if params["side"] == "left" else "right"


def _lamps(params: Params) -> tuple[Lamp, ...]:
    return HAZARD if params["hazard_lamps"] == "yes" and params["target"] in ("car", "truck") else ()
