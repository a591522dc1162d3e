"""E12: the vehicle ahead brakes hard, its brake lamps dark now and then."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.assets.heavy.fleet import VEHICLES
from scenes.distributions import Distribution
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.acceptance import reveal_frame
from scenes.staging.ahead import even_stretch
from scenes.staging.crossing import AFTER_M, before_m
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.ego import EgoRun
from scenes.staging.foresight import asked_ttc, until_s
from scenes.staging.lamps import kept_dark
from scenes.staging.speed_profile import SpeedProfile, closing_s, pressed_brake
from scenes.staging.staged import Staged
from scenes.staging.timing import run_up_s, timing
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Venue

HEADWAY_TOLERANCE_S = 0.1
"""Chosen: in bends a headway along the way is not that straight ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadEmergencyBrake(EdgeCase):
    """Both drive at the ego's speed until the lead brakes, to a stop; that moment is the reveal.

    thw_s: the ego's time headway then, bumper to bumper. deceleration_mps2, jerk_mps3: of the lead. brake_lamps: `work`
    or `defective`. lead: names of vehicles.
    """

    CASE: ClassVar[Case] = Case(
        id="E12",
        name="lead_emergency_brake",
        key_actor="lead",
        nhtsa=(25,),
        ncap="CCRb",
        layers=("L4",),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = (
        *("motorway", "rural", "urban", "tunnel", "underpass", "construction_zone"),
        *("x_junction", "t_junction"),
    )
    RANGES: ClassVar[Ranges] = {
        "thw_s": (0.2, 4.0, "s"),
        "deceleration_mps2": (1.0, 11.0, "m/s^2"),
        "jerk_mps3": (3.0, 100.0, "m/s^3"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {"brake_lamps": ("work", "defective"), "lead": tuple(VEHICLES)}

    thw_s: Distribution
    deceleration_mps2: Distribution
    jerk_mps3: Distribution
    brake_lamps: Distribution
    lead: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """Ego and lead on one line; they would meet when the ego has used up its headway."""
        speed = float(params["ego_speed_mps"])
        gap = float(params["thw_s"]) * speed
        spec = vehicle_of(str(params["lead"]), rng)
        box = spec.nominal()
        ttc = closing_s(speed, _braking(params, 0.0), 0.0, gap)
        at = venue.find(before_m(speed, ttc), AFTER_M, rng, even_stretch(speed, ttc))
        when = timing(request, ttc, run_up_s(at.at_m, speed))
        ego = EgoRun(line=at.line, speed_mps=speed, front_m=at.at_m, meet_s=when.meet_s)
        risk_s = when.risk_s(str(params["ego_reaction"]))
        pace = _braking(params, when.reveal_s)
        origin = ego.origin_m(when.reveal_s) + ego.box.front_m + gap - (box.front_m - box.length_m)
        lead = VehicleRun.of(at.line, pace, origin, when.reveal_s, until_s(when))
        dark = kept_dark("lead", "brake") if params["brake_lamps"] == "defective" else ()
        return Staged(
            line=at.line,
            start_m=ego.origin_m(0.0),
            ego=ego.actor(),
            actors=(lead.actor("lead", spec, venue),),
            events=(*pace.events("lead"), *dark, *ego.braked(risk_s)),
            timing=when,
            environment=self.environment(params),
            key_actor="lead",
            solved=asked_ttc(ego.run(until_s(when), risk_s), ego.box, lead, box, when, request),
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The headway at the reveal as asked, and the gap becomes smaller from then on."""
        first, asked = reveal_frame(scene), scene.case.value("thw_s")
        found = measures.thw_s[first]
        if found is None or not math.isclose(found, asked, abs_tol=HEADWAY_TOLERANCE_S):
            return (f"the headway when the lead brakes is {found} s, asked {asked:.2f} s",)
        shrinks = min(measures.ahead_m[first + 1 :], default=measures.ahead_m[first]) < measures.ahead_m[first]
        return () if shrinks else ("the gap to the lead does not become smaller",)


def _braking(params: Params, at_s: float) -> SpeedProfile:
    changes = pressed_brake(at_s, float(params["deceleration_mps2"]), float(params["jerk_mps3"]))
    return SpeedProfile(initial_mps=float(params["ego_speed_mps"]), changes=changes)
