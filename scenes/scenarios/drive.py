"""A drive on any place: the ego follows a way over its lanes, another vehicle ahead of it. No edge case."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.actor import Actor, Path
from scenes.assets.cars.fleet import FLEET
from scenes.behaviour.driver import Driver
from scenes.behaviour.idm import Idm
from scenes.distributions import Distribution, check_names, check_range, number
from scenes.environment import Environment
from scenes.errors import ConfigError, SceneError
from scenes.lighting import DRIVING_LAMPS
from scenes.measures import ClipMeasures
from scenes.pose import Body, Pose, World
from scenes.roads.bays import bays_near
from scenes.roads.junction_visits import visits_along
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Place, graph_of, network_of
from scenes.roads.signal_programs import programs, states_at
from scenes.roads.traffic_lanes import lanes_near
from scenes.roads.ways import WayPath, Ways
from scenes.roadside.dress import dress_place
from scenes.scenario import ClipRequest, Params, Scenario
from scenes.scenarios.pace import Pace
from scenes.scene import Case, Scene
from scenes.storyboard import SignalController, Storyboard
from scenes.streams import stream

USUAL_HEADWAY_S = 1.6
"""Chosen: all follow at least that close, whatever their headway at the start."""
STOPPING_MPS2 = 2.5
LIGHT_DRAWS = 12
"""Chosen: moments of the lights' programmes that are tried."""
EGO = "sedan"
TAIL_S = 4.0
"""Ways reach beyond the clip by this time: physics goes on for 3 s after it."""
LEAST_GAP_M = 7.0
REACH_M = 150.0
"""Chosen: traffic that far behind and ahead of all that the ego drives is offered to randomizers."""
BAYS_REACH_M = 60.0
"""Chosen: parking spaces that far from the way are offered to randomizers of traffic."""
SEED_LIMIT = 2**53
"""Sub-seeds stay exact in every JSON reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive(Scenario):
    """The ego starts somewhere on the road network and follows lanes ahead, choosing at random where ways part.

    Both follow, stop at lights, which get a programme, and give way (`scenes.behaviour.driver`). speed_share: of the
    limit that they drive. unlimited_kmh: where there is none. lateral_mps2: most that they take in
    bends. headway_s: from the ego to the vehicle ahead. vehicle: that one's name in the fleet. A clip is cut to the
    length of the way where the place is too short for it. `road` says where it is.
    """

    TAKES_PLACE: ClassVar[bool] = True

    speed_share: Distribution
    unlimited_kmh: Distribution
    lateral_mps2: Distribution
    headway_s: Distribution
    vehicle: Distribution

    def __post_init__(self) -> None:
        check_range(self.speed_share, "speed_share", 0.2, 1.5, "")
        check_range(self.unlimited_kmh, "unlimited_kmh", 10.0, 250.0, "km/h")
        check_range(self.lateral_mps2, "lateral_mps2", 0.5, 6.0, "m/s2")
        check_range(self.headway_s, "headway_s", 0.5, 20.0, "s")
        check_names(self.vehicle, "vehicle", "vehicle", tuple(FLEET))

    def draw(self, request: ClipRequest, rng: np.random.Generator) -> Params:
        """The place's numbers, where to start, and how all drive."""
        if request.places is None:
            raise ConfigError("road", "scenario drive needs a place; expected a choice such as road=urban")
        return {
            **request.places.draw(rng),
            "way_seed": int(rng.integers(SEED_LIMIT)),
            "start_share": float(rng.random()),
            "speed_share": number(self.speed_share, rng),
            "unlimited_mps": number(self.unlimited_kmh, rng) / 3.6,
            "lateral_mps2": number(self.lateral_mps2, rng),
            "headway_s": number(self.headway_s, rng),
            "vehicle": str(self.vehicle.sample(rng)),
        }

    def build(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> Scene:
        """The place, the ego and the vehicle ahead on one way."""
        if request.places is None:
            raise ConfigError("road", "scenario drive needs a place; expected a choice such as road=urban")
        place = request.places.place(params)
        path, pace = _way(place, params, request.duration_s)
        start, gap = _start(path, pace, params, request.duration_s)
        duration = _fitting_s(path, pace, start + gap, request)
        driver = Driver(
            idm=Idm(headway_s=min(float(params["headway_s"]), USUAL_HEADWAY_S)),
            speed_factor=float(params["speed_share"]),
            top_mps=float(params["unlimited_mps"]),
        )
        ego = replace(_driving("ego", EGO, path, pace, start, occupied=False), behaviour=driver)
        lead = replace(
            _driving("lead", str(params["vehicle"]), path, pace, start + gap, occupied=True), behaviour=driver
        )
        seen = path.points_m[(path.distance_m >= start - 30.0) & (path.distance_m <= start + gap + 150.0)]
        about = path.points_m[
            (path.distance_m >= start - REACH_M) & (path.distance_m <= _end(path, pace, start, duration))
        ]
        dressing = dress_place(place, rng, near=[tuple(point) for point in seen])
        return Scene(
            road=RoadNetwork(
                name=network_of(place).name,
                lanes=lanes_near(
                    network_of(place),
                    graph_of(place),
                    about,
                    duration + TAIL_S,
                    stream(int(params["way_seed"]), "traffic_lanes"),
                ),
                bays=bays_near(network_of(place), seen, BAYS_REACH_M),
            ),
            scenery=dressing.scenery,
            ego=ego,
            actors=(lead, *dressing.actors),
            environment=Environment(),
            storyboard=Storyboard(signals=_signals(place, (ego, lead), stream(int(params["way_seed"]), "lights"))),
            rig=request.rig,
            case=Case(id="DRIVE", name="drive", key_actor="lead"),
            duration_s=duration,
            fps=request.fps,
            notes=(*place.notes(), *dressing.notes),
            place=place,
        )

    def refusals(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """Nothing is asked of a drive without a conflict."""
        return ()


def _signals(place: Place, drivers: Sequence[Actor], rng: np.random.Generator) -> tuple[SignalController, ...]:
    """Programmes of the place's lights at a random moment, such that nobody begins too near to a red one to stop."""
    red_amber = place.surroundings().country == "DE"
    shares = rng.random(LIGHT_DRAWS)
    made = [programs(network_of(place), float(share), red_amber=red_amber) for share in shares]
    if not made[0]:
        return ()
    lines = [line for driver in drivers for line in _near_lights(place, driver)]
    for program in made:
        shown = states_at(program, 0.0)
        if all(shown.get(light) == "green" for light in lines):
            return program
    return made[0]


def _near_lights(place: Place, driver: Actor) -> tuple[str, ...]:
    """The lights before which somebody could not stop in comfort."""
    assert driver.path is not None
    points = np.array(driver.path.points_m)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    metres = np.arange(0.0, min(float(along[-1]), 150.0))
    line = np.stack([np.interp(metres, along, points[:, k]) for k in range(3)], axis=1)
    reach = driver.speed_mps**2 / (2.0 * STOPPING_MPS2) + LEAST_GAP_M
    return tuple(light for visit in visits_along(place, line) if visit.line_m < reach for light in visit.lights)


def _way(place: Place, params: Params, duration_s: float) -> tuple[WayPath, Pace]:
    """A way that is long enough at the fastest that anybody drives, if there is one, and the pace along it."""
    fastest = max(float(params["unlimited_mps"]), 14.0)
    need = fastest * (duration_s + TAIL_S + float(params["headway_s"])) + LEAST_GAP_M
    ways = Ways(network_of(place), graph_of(place))
    path = ways.path(ways.drawn(need, stream(int(params["way_seed"]), "way")))
    share, lateral = float(params["speed_share"]), float(params["lateral_mps2"])
    return path, Pace.of(path, share, lateral, float(params["unlimited_mps"]))


def _end(path: WayPath, pace: Pace, start_m: float, duration_s: float) -> float:
    """Where on the way the ego's sight of traffic ends."""
    return float(pace.distances(start_m, math.ceil(2 * duration_s))[-1]) + REACH_M


def _start(path: WayPath, pace: Pace, params: Params, duration_s: float) -> tuple[float, float]:
    """Where on the way the ego starts, within what leaves room for the clip, and the gap to the vehicle ahead."""
    ticks = int(2 * (duration_s + TAIL_S)) + 1
    run = float(pace.distances(0.0, ticks)[-1]) + LEAST_GAP_M + pace.at(0.0) * float(params["headway_s"])
    start = float(params["start_share"]) * max(0.0, path.length_m - run)
    return start, LEAST_GAP_M + pace.at(start) * float(params["headway_s"])


def _fitting_s(path: WayPath, pace: Pace, first_m: float, request: ClipRequest) -> float:
    """The clip's duration, cut to whole frames until the vehicle ahead reaches the way's end."""
    along = pace.distances(first_m, int(2 * request.duration_s) + 2)
    inside = float(np.interp(path.length_m, along, 0.5 * np.arange(len(along))))
    frames = min(request.frames, math.floor(inside * request.fps))
    if frames < 1:
        raise SceneError(f"the way is {path.length_m:.0f} m long, too short for one frame with a vehicle ahead")
    return frames / request.fps


def _driving(name: str, kind: str, path: WayPath, pace: Pace, start_m: float, *, occupied: bool) -> Actor:
    """A vehicle on the line from a distance on, its lamps on."""
    rest = path.beyond(min(start_m, path.length_m - 1.0))
    points = tuple((float(x), float(y), float(z)) for x, y, z in rest.points_m)
    (x0, y0, z0), (x1, y1, _) = points[:2]
    pose: Pose[World, Body] = Pose.planar(x0, y0, math.atan2(y1 - y0, x1 - x0), z0)
    return Actor(
        name=name,
        asset=replace(FLEET[kind], driver="seated" if occupied else "none"),
        body="kinematic",
        T_world_body=pose,
        path=Path(points_m=points),
        speed_mps=pace.at(start_m),
        mass_kg=1500.0,
        lamps_on=DRIVING_LAMPS,
    )
