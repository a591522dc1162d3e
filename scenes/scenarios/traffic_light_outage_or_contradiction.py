"""E19: the lights of a junction are out of order or contradict each other, and somebody crosses the ego's way."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.actor import Actor
from scenes.asset import BodyBox
from scenes.assets.heavy.fleet import VEHICLES
from scenes.assets.people.people_kinds import PoliceOfficer
from scenes.assets.signs.signal_cover import CoveredTrafficLight, SignalCover
from scenes.assets.signs.traffic_light import TrafficLight
from scenes.distributions import Distribution
from scenes.environment import Environment
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.pose import Pose
from scenes.roads.signal_programs import WALK_CODES, programs
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import before_m
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.ego import EgoRun
from scenes.staging.junctions import Conflict, conflict, lights_of
from scenes.staging.outcome import Crosser, drives_across, met_across
from scenes.staging.red_light import signalised
from scenes.staging.speed_profile import SpeedChange, SpeedProfile
from scenes.staging.staged import Staged
from scenes.staging.timing import Timing, fitting_ttc_s
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Venue
from scenes.storyboard import SignalController, SignalPhase

KEY = "crossing"
STATES = ("dark", "flashing_amber", "all_red", "two_colours", "sun_phantom", "bagged")
SHOWN = {"flashing_amber": "flashing", "all_red": "red", "two_colours": "on;off;on"}
"""What the ego's lights show; dark in the other states. The other arms have the same, but green beside two colours."""
COVERS: tuple[SignalCover, ...] = ("black", "orange", "sacking")
PHANTOM_SHARE = (0.15, 0.6)
"""Chosen: EN 12368 phantom classes 1 to 3, of lamps with reflectors."""
SUN_RAD = (math.radians(4.0), math.radians(10.0))
BEHIND_RAD = math.radians(10.0)
"""Chosen: the sun that makes phantoms stands so high, and so near to right behind the ego."""
STARTS_MPS2 = (1.5, 2.5)
"""Chosen: who waited at a line and goes."""
STARTS_M = 1.0
"""Chosen: of way across the ego's that tells who goes, in clips in which somebody starts from a stand."""
BEFORE_LINE_M = 0.5
"""Chosen: from a front to the line at which it waits."""
OFFICER_M, OFFICER_FREE_M, TRIES = (2.5, 7.0), 2.2, 60
"""Chosen: from where both ways cross, and beside either: a metre from vehicles' sides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficLightOutageOrContradiction(EdgeCase):
    """Nobody knows who goes: the ego drives on, and so does somebody who crosses.

    state: of the lights, one of STATES. officer: `yes` for a police officer in the junction. crossing_speed_kmh: of who
    crosses; starts: `yes` for who waited at the line and accelerates to it. arrives_s: its front where both ways cross
    after the ego's. ttc_reveal_s: before they would meet; less in short clips. side: from which it comes, the ego's
    `near` one or the `far` one. crossing: names of vehicles.
    """

    CASE: ClassVar[Case] = Case(
        id="E19",
        name="traffic_light_outage_or_contradiction",
        key_actor=KEY,
        nhtsa=(30,),
        ncap="CCCscp-like",
        layers=("L1", "L6"),
        level="scene",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("x_junction",)
    RANGES: ClassVar[Ranges] = {
        "crossing_speed_kmh": (5.0, 80.0, "km/h"),
        "arrives_s": (-2.0, 2.0, "s"),
        "ttc_reveal_s": (0.6, 4.0, "s"),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "state": STATES,
        "officer": ("yes", "no"),
        "starts": ("yes", "no"),
        "side": ("near", "far"),
        "crossing": tuple(VEHICLES),
    }
    WISHES: ClassVar[dict[str, str]] = {"control": "signalised"}

    state: Distribution
    officer: Distribution
    starts: Distribution
    crossing_speed_kmh: Distribution
    arrives_s: Distribution
    ttc_reveal_s: Distribution
    side: Distribution
    crossing: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """The junction, both ways through it, the officer, and what the lights show."""
        speed, other = float(params["ego_speed_mps"]), float(params["crossing_speed_mps"])
        ttc = fitting_ttc_s(params, request)
        met = conflict(venue, (before_m(speed, ttc), before_m(other, ttc)), rng, signalised(str(params["side"])))
        when = met.timing(request, ttc, speed, other)
        ego = met.ego_run(speed, when)
        spec = vehicle_of(str(params["crossing"]), rng)
        run = _run(met, params, when, spec.nominal(), rng)
        crosser = Crosser(name=KEY, spec=spec, run=run)
        staged = met_across(ego, crosser, when, params, venue, request, self.environment(params))
        officer = (_officer(met, ego, run, venue, rng),) if params["officer"] == "yes" else ()
        phantom = float(rng.uniform(*PHANTOM_SHARE))
        return replace(
            staged,
            actors=(*staged.actors, *officer),
            events=(*staged.events, *run.pace.events(KEY)),
            environment=self._lit(params, met.ego.heading_rad, rng),
            solved=(*staged.solved, ("ego_light", lights_of(met.ego)[0]), ("phantom_share", phantom)),
            signals=_lights(venue, met, str(params["state"])),
        )

    def build(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> Scene:
        """The staged case with heads that look like their state."""
        scene = EdgeCase.build(self, params, request, rng)
        return scene.with_actors(tuple(_head(actor, scene, params) for actor in scene.actors))

    def _lit(self, params: Params, heading_rad: float, rng: np.random.Generator) -> Environment:
        """A low sun behind the ego where it makes phantoms."""
        air = self.environment(params)
        if params["state"] != "sun_phantom":
            return air
        azimuth = heading_rad + math.pi + float(rng.uniform(-BEHIND_RAD, BEHIND_RAD))
        return replace(
            air,
            sun_elevation_rad=float(rng.uniform(*SUN_RAD)),
            sun_azimuth_rad=math.remainder(azimuth, math.tau),
            cloud_cover=min(air.cloud_cover, 0.2),
        )

    def environment(self, params: Params) -> Environment:
        """Phantoms need a sun."""
        fair = {**params, "light": "low_sun"} if params["state"] == "sun_phantom" else params
        return EdgeCase.environment(self, fair)

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """Heads stand there in that state, and somebody crosses."""
        asked = dict(scene.case.parameters)
        heads = [actor for actor in scene.actors if actor.signal == asked["ego_light"]]
        faults = [] if heads else [f"the light '{asked['ego_light']}' has no head"]
        return (*faults, *drives_across(scene, measures, STARTS_M))


def _run(met: Conflict, params: Params, when: Timing, box: BodyBox, rng: np.random.Generator) -> VehicleRun:
    """Who crosses: at a constant speed, or from a stand at the line."""
    speed = float(params["crossing_speed_mps"])
    arrives_s = when.meet_s + float(params["arrives_s"])
    pace = SpeedProfile(initial_mps=speed)
    if params["starts"] == "yes":
        rate = float(rng.uniform(*STARTS_MPS2))
        way = met.other_m - met.other.visit.line_m + BEFORE_LINE_M
        ramp = 0.5 * speed * speed / rate
        takes = math.sqrt(2.0 * way / rate) if way < ramp else speed / rate + (way - ramp) / speed
        goes_s = arrives_s - takes
        begins = min(speed, rate * max(0.0, -goes_s))
        changes = (SpeedChange(at_s=max(0.0, goes_s), speed_mps=speed, rate_mps2=rate),) if begins < speed else ()
        pace = SpeedProfile(initial_mps=begins, changes=changes)
    return met.other_run(pace, box, max(arrives_s, 0.0), when)


def _lights(venue: Venue, met: Conflict, state: str) -> tuple[SignalController, ...]:
    """One phase for ever."""
    walkers = {s.id for road in venue.network.roads for s in road.signals if s.code in WALK_CODES}
    mine = set(lights_of(met.ego))
    shown = SHOWN.get(state, "dark")
    made = []
    for controller in programs(venue.network, 0.0):
        states = []
        for light, _ in controller.phases[0].states:
            walk = "red" if state in {"all_red", "two_colours"} else "dark"
            others = "green" if state == "two_colours" and light not in mine else shown
            states.append((light, walk if light in walkers else others))
        phase = SignalPhase(name=state, duration_s=1e6, states=tuple(states))
        made.append(SignalController(name=controller.name, phases=(phase,)))
    return tuple(made)


def _officer(met: Conflict, ego: EgoRun, run: VehicleRun, venue: Venue, rng: np.random.Generator) -> Actor:
    """A police officer who stops the ego by hand, in nobody's way. Raises SceneError where there is no such place."""
    until = float(run.times_s[-1])
    ways = np.concatenate([ego.run(until).xy_m(run.times_s), run.xy_m(run.times_s)])
    x, y, heading = met.ego.line.pose(met.ego_m)
    for _ in range(TRIES):
        away, turn = float(rng.uniform(*OFFICER_M)), float(rng.uniform(-math.pi, math.pi))
        px, py = x + away * math.cos(turn), y + away * math.sin(turn)
        if float(np.hypot(ways[:, 0] - px, ways[:, 1] - py).min()) > OFFICER_FREE_M:
            return Actor(
                name="officer",
                asset=PoliceOfficer(activity="stopping_traffic", height_m=float(rng.uniform(1.68, 1.92))),
                T_world_body=Pose.planar(px, py, heading + math.pi, venue.height_m(px, py)),
            )
    raise SceneError(f"no place {OFFICER_FREE_M} m beside both ways is left for an officer in the junction")


def _head(actor: Actor, scene: Scene, params: Params) -> Actor:
    """A head as it looks in a state."""
    if actor.signal is None or not isinstance(actor.asset, TrafficLight):
        return actor
    match params["state"]:
        case "flashing_amber" if actor.asset.shape not in ("pedestrian", "bicycle"):
            return replace(actor, asset=replace(actor.asset, flashing=True))
        case "bagged":
            return replace(actor, asset=_covered(actor.asset, COVERS[int(params["place_seed"]) % len(COVERS)]))
        case "sun_phantom" if math.cos(actor.T_world_body.yaw_rad - scene.environment.sun_azimuth_rad) > 0.7:
            share = round(scene.case.value("phantom_share"), 2)
            return replace(actor, asset=replace(actor.asset, phantom_share=share))
        case _:
            return actor


def _covered(head: TrafficLight, cover: SignalCover) -> CoveredTrafficLight:
    """The same head in a sack."""
    return CoveredTrafficLight(
        cover=cover, shape=head.shape, lens_mm=head.lens_mm, housing=head.housing, backboard_m=head.backboard_m
    )
