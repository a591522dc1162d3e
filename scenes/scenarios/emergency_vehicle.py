"""E25: an emergency vehicle with flashing beacons, from behind, in the ego's lane, over a red light, or at a scene."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.asset import AssetSpec
from scenes.distributions import Distribution
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.ahead import Slower, even_stretch, met_ahead
from scenes.staging.crossing import AFTER_M, before_m
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.ego import EgoRun
from scenes.staging.emergency import ON_DUTY, SERVICES, gap_beside_m, overtaking, people_at, waiting_lane
from scenes.staging.foresight import asked_ttc, touch_s, until_s
from scenes.staging.junctions import conflict
from scenes.staging.lamps import BEACON_COLORS, with_beacons
from scenes.staging.oncoming import oncoming_run, straight_meeting
from scenes.staging.red_light import Runner, runs_red, signalised
from scenes.staging.staged import Staged
from scenes.staging.standing import HAZARD
from scenes.staging.timing import fitting_ttc_s, run_up_s, timing
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.venue import Venue

KEY = "emergency"
SITUATIONS = ("behind", "oncoming", "crosses_on_red", "parked_scene")
RED_S = 1.5
"""Chosen: of red, at which somebody with blue lights passes a line; the ego's light has turned green."""
ARRIVES_S = (-0.5, 0.2)
"""Chosen: its front after the ego's where their ways cross, so that a forward camera sees it."""
CROSSING_SHARE = 0.75
"""Chosen: of the ego's speed, at which a forward camera sees who crosses at right angles."""
LEAST_MPS = 2.0
"""Chosen: by which what moves gains on the ego, or comes towards it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyVehicle(EdgeCase):
    """The ego drives on at a constant speed until it reacts.

    situation: `behind`: it overtakes in the lane beside the ego's; `oncoming`: it comes in the ego's lane past those
    who wait in its own; `crosses_on_red`: the ego has green; `parked_scene`: it stands in the ego's lane, others before
    it, people beside. service: names of vehicles. speed_kmh: of it, but for parked ones; across a junction no more
    than lets a forward camera see it. ttc_reveal_s: to the meeting or the passing, less in short clips. beacon_hz,
    beacon_cd, beacon: rate, intensity and color of its lamps. side: from which it crosses.
    """

    CASE: ClassVar[Case] = Case(
        id="E25",
        name="emergency_vehicle",
        key_actor=KEY,
        nhtsa=(),
        ncap="",
        layers=("L4", "L6"),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("x_junction", "t_junction", "urban", "rural", "motorway")
    RANGES: ClassVar[Ranges] = {
        "speed_kmh": (10.0, 160.0, "km/h"),
        "ttc_reveal_s": (0.4, 6.0, "s"),
        "beacon_hz": (0.5, 6.0, "Hz"),
        "beacon_cd": (100.0, 5000.0, "cd"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "situation": SITUATIONS,
        "service": SERVICES,
        "beacon": tuple(BEACON_COLORS),
        "side": ("near", "far"),
    }
    WISHES: ClassVar[dict[str, str]] = {"control": "signalised"}

    situation: Distribution
    service: Distribution
    speed_kmh: Distribution
    ttc_reveal_s: Distribution
    beacon_hz: Distribution
    beacon_cd: Distribution
    beacon: Distribution
    side: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """One of the situations, with beacons on all vehicles that have them."""
        spec = vehicle_of(str(params["service"]), rng)
        make = {
            "behind": self._behind,
            "oncoming": self._oncoming,
            "crosses_on_red": self._crosses,
            "parked_scene": self._parked,
        }[str(params["situation"])]
        staged = make(params, venue, request, spec, rng)
        lit = tuple(
            with_beacons(one, float(params["beacon_hz"]), float(params["beacon_cd"]), str(params["beacon"]))
            if "beacon" in one.lamps_on
            else one
            for one in staged.actors
        )
        return replace(staged, actors=lit)

    def _behind(
        self, params: Params, venue: Venue, request: ClipRequest, spec: AssetSpec, rng: np.random.Generator
    ) -> Staged:
        """Beside the ego it passes it; the ego's camera sees it from then on."""
        speed = float(params["ego_speed_mps"])
        met = overtaking(venue, request, speed, float(params["speed_mps"]), spec.nominal(), rng)
        ego, when, run = met.ego, met.timing, met.other
        risk_s = when.risk_s(str(params["ego_reaction"]))
        return Staged(
            line=ego.line,
            start_m=ego.origin_m(0.0),
            ego=ego.actor(),
            actors=(run.actor(KEY, spec, venue, lamps_on=ON_DUTY),),
            events=ego.braked(risk_s),
            timing=when,
            environment=self.environment(params),
            key_actor=KEY,
            clear=(run.clear(),),
            passes_m=gap_beside_m(ego.box, spec.nominal(), met.left_m),
            solved=(("speed_mps", run.pace.initial_mps), ("ttc_reveal_s", when.ttc_s)),
        )

    def _oncoming(
        self, params: Params, venue: Venue, request: ClipRequest, spec: AssetSpec, rng: np.random.Generator
    ) -> Staged:
        """Past a lane in which others wait."""
        speed, other = float(params["ego_speed_mps"]), float(params["speed_mps"])
        box = spec.nominal()
        ttc = fitting_ttc_s(params, request)
        at = venue.find(before_m(speed, ttc), other * ttc + 12.0, rng, straight_meeting(speed, other))
        when = timing(request, ttc, run_up_s(at.at_m, speed))
        ego = EgoRun(line=at.line, speed_mps=speed, front_m=at.at_m, meet_s=when.meet_s)
        run = oncoming_run(ego, box, other, until_s(when), 0.0)
        risk_s = when.risk_s(str(params["ego_reaction"]))
        return Staged(
            line=at.line,
            start_m=ego.origin_m(0.0),
            ego=ego.actor(),
            actors=(
                run.actor(KEY, spec, venue, lamps_on=ON_DUTY),
                *waiting_lane(venue, at, rng),
            ),
            events=ego.braked(risk_s),
            timing=replace(when, meet_s=touch_s(ego.run(until_s(when)), ego.box, run, box)),
            environment=self.environment(params),
            key_actor=KEY,
            clear=(run.clear(),),
            solved=(
                ("ttc_reveal_s", ttc),
                *asked_ttc(ego.run(until_s(when), risk_s), ego.box, run, box, when, request),
            ),
        )

    def _crosses(
        self, params: Params, venue: Venue, request: ClipRequest, spec: AssetSpec, rng: np.random.Generator
    ) -> Staged:
        """Over the junction on red, while the ego has green."""
        speed = float(params["ego_speed_mps"])
        other = min(float(params["speed_mps"]), CROSSING_SHARE * speed)
        ttc = fitting_ttc_s(params, request)
        met = conflict(venue, (before_m(speed, ttc), before_m(other, ttc)), rng, signalised(str(params["side"])))
        runner = Runner(
            name=KEY,
            spec=spec,
            speed_mps=other,
            after_s=float(rng.uniform(*ARRIVES_S)),
            red_s=RED_S,
            lamps_on=ON_DUTY,
        )
        staged = runs_red(met, runner, params, venue, request, self.environment(params))
        return replace(staged, solved=(*staged.solved, ("speed_mps", other)))

    def _parked(
        self, params: Params, venue: Venue, request: ClipRequest, spec: AssetSpec, rng: np.random.Generator
    ) -> Staged:
        """The last vehicle of a scene in the ego's lane; the others and people are beyond it."""
        speed = float(params["ego_speed_mps"])
        ttc = fitting_ttc_s(params, request)
        at = venue.find(before_m(speed, ttc), AFTER_M, rng, even_stretch(speed, ttc))
        last = Slower(spec=spec, lamps_on=("tail", *HAZARD, "beacon"))
        met = met_ahead(venue, at, request, params, last, ttc, self.environment(params), (("ttc_reveal_s", ttc),))
        key = replace(met.actors[0], name=KEY)
        return replace(met, actors=(key, *people_at(venue, at, spec, rng)), key_actor=KEY)

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """Its beacons flash, and it comes, crosses, overtakes or stands as asked."""
        key = scene.actors[scene.instance_of(KEY) - 2]
        if key.beacons is None or "beacon" not in key.lamps_on:
            return ("its beacons are dark",)
        seconds = (scene.frames - 1) / scene.fps
        ahead = (measures.ahead_m[-1] - measures.ahead_m[0]) / seconds
        across = (measures.across_m) / seconds
        match str(dict(scene.case.parameters)["situation"]):
            case "behind":
                shown = ahead > 0.5 * LEAST_MPS
            case "oncoming":
                shown = -ahead * seconds > LEAST_MPS
            case "crosses_on_red":
                shown = across > LEAST_MPS
            case _:
                shown = key.path is None and math.isclose(key.speed_mps, 0.0)
        return () if shown else (f"it moves {ahead:.1f} m/s ahead and {across:.1f} m/s across the ego's way",)
