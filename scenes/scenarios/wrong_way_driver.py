"""E14: somebody drives the motorway the wrong way, in the ego's lane or in the one beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

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
from scenes.staging.lamps import kept_dark
from scenes.staging.lanes import lane_along
from scenes.staging.line import Approach, Side
from scenes.staging.oncoming import comes_towards, oncoming_run, straight_meeting
from scenes.staging.sideways import Wobble
from scenes.staging.staged import Staged
from scenes.staging.timing import latest_ttc_s, run_up_s, timing
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.venue import Venue

WOBBLE_S = (4.0, 7.0)
"""Chosen: periods of a tired or drunken driver's weaving."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongWayDriver(EdgeCase):
    """The reveal is when the fronts are `initial_range_m` apart; less where the clip is too short for them to meet.

    wrong_way_speed_kmh: constant. lane: the `ego`'s or the `adjacent` one, in which they pass each other. wobble_m:
    standard deviation of its place in the lane. lights: `on` or `off`. driver: names of vehicles.
    """

    CASE: ClassVar[Case] = Case(
        id="E14",
        name="wrong_way_driver",
        key_actor="wrong_way",
        nhtsa=(21,),
        ncap="CCFhos",
        layers=("L4",),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("motorway",)
    RANGES: ClassVar[Ranges] = {
        "wrong_way_speed_kmh": (20.0, 160.0, "km/h"),
        "wobble_m": (0.0, 0.4, "m"),
        "initial_range_m": (30.0, 800.0, "m"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "lane": ("ego", "adjacent"),
        "lights": ("on", "off"),
        "driver": tuple(VEHICLES),
    }

    wrong_way_speed_kmh: Distribution
    wobble_m: Distribution
    initial_range_m: Distribution
    lane: Distribution
    lights: Distribution
    driver: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """Both drive towards a station, where their fronts meet or pass."""
        speed, other = float(params["ego_speed_mps"]), float(params["wrong_way_speed_mps"])
        spec = vehicle_of(str(params["driver"]), rng)
        box = spec.nominal()
        ttc = min(
            float(params["initial_range_m"]) / (speed + other), latest_ttc_s(request, str(params["ego_reaction"]))
        )
        at = venue.find(before_m(speed, ttc), other * ttc, rng, straight_meeting(speed, other))
        when = timing(request, ttc, run_up_s(at.at_m, speed))
        ego = EgoRun(line=at.line, speed_mps=speed, front_m=at.at_m, meet_s=when.meet_s)
        left_m = 0.0 if params["lane"] == "ego" else _adjacent_m(venue, at, other * ttc, rng)
        hand = Wobble(
            sigma_m=float(params["wobble_m"]),
            period_s=float(rng.uniform(*WOBBLE_S)),
            phase_rad=float(rng.uniform(0.0, 2.0 * np.pi)),
        )
        wrong_way = oncoming_run(ego, box, other, until_s(when), left_m, (hand,))
        risk_s = when.risk_s(str(params["ego_reaction"]))
        dark = (*kept_dark("wrong_way", "head"), *kept_dark("wrong_way", "tail")) if params["lights"] == "off" else ()
        staged = Staged(
            line=at.line,
            start_m=ego.origin_m(0.0),
            ego=ego.actor(),
            actors=(wrong_way.actor("wrong_way", spec, venue, lamps_on=() if dark else ("head", "tail")),),
            events=(*dark, *ego.braked(risk_s)),
            timing=when,
            environment=self.environment(params),
            key_actor="wrong_way",
            solved=(("initial_range_m", ttc * (speed + other)),),
            anomalous=("wrong_way",),
        )
        if params["lane"] == "adjacent":
            passing_m = abs(wrong_way.beside_m(when.meet_s)) - 0.5 * (box.width_m + ego_box().width_m)
            return replace(staged, passes_m=passing_m)
        mine = ego.run(until_s(when), risk_s)
        return replace(
            staged,
            timing=replace(when, meet_s=touch_s(ego.run(until_s(when)), ego.box, wrong_way, box)),
            solved=(*staged.solved, *asked_ttc(mine, ego.box, wrong_way, box, when, request)),
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """It comes towards the ego, on a carriageway of one direction."""
        return comes_towards(scene, measures)


def _adjacent_m(venue: Venue, at: Approach, ahead_m: float, rng: np.random.Generator) -> float:
    """The middle of a lane beside the ego's, of the same direction, from the meeting on as far as somebody drives."""
    sides: list[Side] = ["left", "right"]
    for side in sides if rng.random() < 0.5 else sides[::-1]:
        strip = lane_along(venue, at.line, at.at_m - 10.0, at.at_m + ahead_m, side, along=True)
        if strip is not None:
            return strip.middle_m
    raise SceneError("no lane beside the ego's goes on far enough")
