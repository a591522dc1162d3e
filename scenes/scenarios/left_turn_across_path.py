"""E17: the ego turns over the way of somebody who comes towards it: a car, or a motorcycle that a van may hide."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.distributions import Distribution
from scenes.environment import Environment
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import before_m
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.junctions import conflict, lights_of, switching
from scenes.staging.lamps import blinks
from scenes.staging.left_turn import PROBE, Turning, beside_waiting, oncoming_of, turns_across, waiting_van
from scenes.staging.line import Side
from scenes.staging.oncoming import comes_towards
from scenes.staging.outcome import outcome
from scenes.staging.staged import Staged
from scenes.staging.timing import fitting_ttc_s, run_up_s, timing
from scenes.staging.venue import Venue
from scenes.storyboard import SignalController

KEY = "oncoming"
GREEN_FOR_S = (1.0, 6.0)
"""Chosen: both have had green for so long at the clip's start, and keep it."""
GLARE_RAD = math.radians(12.0)
"""Chosen: the low sun stands no farther beside where the oncoming vehicle comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftTurnAcrossPath(EdgeCase):
    """At a constant speed the ego turns over the oncoming lane on Euro NCAP's path; where traffic
    keeps left, to the right.

    oncoming_speed_kmh: constant. gap_s: from when the ego begins to turn until the oncoming vehicle's front is where
    both ways cross. oncoming: `car` or `motorcycle`. van_hides: `yes` for a van that waits to turn in the lane beside a
    motorcycle's; the reveal is when it hides no more than hidden_share of it. ttc_reveal_s: without a van, before they
    meet; less in short clips.
    """

    CASE: ClassVar[Case] = Case(
        id="E17",
        name="left_turn_across_path",
        key_actor=KEY,
        nhtsa=(27, 29),
        ncap="CCFtap/CMFtap",
        layers=("L4",),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("x_junction",)
    RANGES: ClassVar[Ranges] = {
        "oncoming_speed_kmh": (10.0, 100.0, "km/h"),
        "gap_s": (0.5, 8.0, "s"),
        "hidden_share": (0.2, 0.9, ""),
        "ttc_reveal_s": (0.6, 4.0, "s"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {"oncoming": ("car", "motorcycle"), "van_hides": ("yes", "no")}

    oncoming_speed_kmh: Distribution
    gap_s: Distribution
    oncoming: Distribution
    van_hides: Distribution
    hidden_share: Distribution
    ttc_reveal_s: Distribution

    def wishes(self, params: Params) -> Mapping[str, str | float]:
        """Turns begin in ordinary lanes; a van waits in a lane beside the motorcycle's."""
        return {"turn_lanes": "none"} | ({"main_lanes": 2.0} if _has_van(params) else {})

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """The turn, whom it crosses, and the van."""
        speed, other = float(params["ego_speed_mps"]), float(params["oncoming_speed_mps"])
        careful, van = params["ego_reaction"] == "careful", _has_van(params)
        ttc = fitting_ttc_s(params, request)
        gap = float(params["gap_s"])
        met = conflict(
            venue,
            (before_m(speed, ttc + 2.0), before_m(other, ttc)),
            rng,
            beside_waiting(venue) if van else turns_across,
        )
        turning = Turning.of(venue, met, speed)
        one = oncoming_of(str(params["oncoming"]), rng)
        box = one.box
        late_s = turning.meets_after_s(speed, other, box, gap)
        hidden = None
        if van:
            probe = turning.runs(speed, other, box, gap, PROBE, late_s)
            hidden = waiting_van(venue, turning, one, probe, request, float(params["hidden_share"]), rng)
            ttc = hidden.ttc_s
        room_s = min(run_up_s(turning.ego_m, speed) + late_s, run_up_s(met.other_m, other))
        when = timing(request, ttc, room_s)
        ego, run = turning.runs(speed, other, box, gap, when, late_s)
        risk_s = when.reveal_s if careful else None
        ends = outcome(ego, run, box, when, request, risk_s)
        indicator: Side = "left" if turning.ego.line.keeps == "right" else "right"
        staged = Staged(
            line=turning.ego.line,
            start_m=ego.origin_m(0.0),
            ego=ego.actor(),
            actors=one.actors(KEY, run, venue),
            events=(
                *ego.braked(risk_s),
                *blinks("ego", indicator, 0.0, when.duration_s),
            ),
            timing=ends.timing,
            environment=self._lit(params, turning.ego.heading_rad, rng),
            key_actor=KEY,
            clear=(run.clear(),),
            passes_m=ends.passes_m,
            solved=ends.solved,
            signals=_green(venue, turning, rng),
        )
        if hidden is None:
            return staged
        return replace(
            staged,
            actors=(*staged.actors, hidden.van),
            events=(*staged.events, *blinks(hidden.van.name, indicator, 0.0, when.duration_s)),
            occlusion_share=float(params["hidden_share"]),
        )

    def _lit(self, params: Params, heading_rad: float, rng: np.random.Generator) -> Environment:
        """A low sun stands behind whom the ego has to see."""
        air = self.environment(params)
        if params["light"] != "low_sun":
            return air
        azimuth = heading_rad + float(rng.uniform(-GLARE_RAD, GLARE_RAD))
        return replace(air, sun_azimuth_rad=math.remainder(azimuth, math.tau))

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """It comes towards the ego."""
        return comes_towards(scene, measures)


def _has_van(params: Params) -> bool:
    return params["oncoming"] == "motorcycle" and params["van_hides"] == "yes"


def _green(venue: Venue, turning: Turning, rng: np.random.Generator) -> tuple[SignalController, ...]:
    """Green for both from before the clip on; nothing where there are no lights."""
    if not turning.ego.visit.lights:
        return ()
    since = -float(rng.uniform(*GREEN_FOR_S))
    return switching(venue, lights_of(turning.ego)[0], "green", since)
