"""Streams of cars from all sides with random goals and manners: nobody touches anybody, nobody runs a red light."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from junction_traffic import Ride, car, scene_of, way

from scenes.actor import Actor, Path
from scenes.behaviour.driver import Driver
from scenes.behaviour.idm import Idm
from scenes.behaviour.mobil import Mobil
from scenes.roads.junction_visits import visits_along
from scenes.roads.lane_graph import LaneKey
from scenes.roads.place import Place, graph_of, network_of
from scenes.roads.signal_programs import programs, states_at
from scenes.roads.templates.motorway import Motorway
from scenes.roads.templates.roundabout import Roundabout
from scenes.roads.templates.x_junction import XJunction
from scenes.roads.ways import Ways
from scenes.streams import stream

ARMS = ("east", "north", "west", "south")
PLACES: dict[str, Place] = {
    "lights": XJunction(),
    "yield": XJunction(control="yield"),
    "stop": XJunction(control="stop"),
    "right": XJunction(control="right_before_left"),
    "two lanes": XJunction(main_lanes=2, turn_lanes="main"),
    "roundabout": Roundabout(),
}


def manner(rng: np.random.Generator) -> Driver:
    return Driver(
        idm=Idm(headway_s=float(rng.uniform(0.8, 2.0))),
        speed_factor=float(rng.uniform(0.8, 1.2)),
        patience_s=float(rng.uniform(3.0, 7.0)),
    )


def stream_of_cars(place: Place, seed: int) -> list[Actor]:
    """Two cars on each arm, at least 20 m from nose to nose, the first able to stop before the junction."""
    rng = stream(seed, "cars")
    arms = ARMS if isinstance(place, XJunction) else tuple(f"arm_{k}" for k in range(4))
    made = []
    for arm in arms:
        at = 40.0
        for k in range(2):
            goal = str(rng.choice([other for other in arms if other != arm]))
            path = way(place, arm, goal)
            made.append(car(f"{arm}_{k}", path, at, float(rng.uniform(5.0, 10.0)), manner(rng)))
            at -= float(rng.uniform(20.0, 30.0))
    return made


@pytest.mark.parametrize(("kind", "seed"), list(itertools.product(PLACES, range(2))))
def test_nobody_touches_anybody(kind: str, seed: int) -> None:
    place = PLACES[kind]
    program = programs(network_of(place), 0.3 * seed)
    ride = Ride(scene_of(place, stream_of_cars(place, seed), 20.0, program))
    assert ride.touching() == []
    moved = [float(np.linalg.norm(p[-1] - p[0])) for p in ride.position_m.values()]
    assert sum(m > 30.0 for m in moved) >= 4  # and they get somewhere


@pytest.mark.parametrize("share", [0.0, 0.2, 0.4, 0.6, 0.8])
def test_nobody_enters_at_red(share: float) -> None:
    place = PLACES["lights"]
    program = programs(network_of(place), share)
    cars = stream_of_cars(place, 7)
    ride = Ride(scene_of(place, cars, 20.0, program))
    for one in cars:
        assert one.path is not None
        points = np.array(one.path.points_m)
        along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        metres = np.arange(0.0, along[-1])
        line = np.stack([np.interp(metres, along, points[:, k]) for k in range(3)], axis=1)
        (visit,) = visits_along(place, line)
        box = one.asset.nominal()
        driven = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(ride.position_m[one.name], axis=0), axis=1))])
        over = np.flatnonzero(driven + box.middle_m + 0.5 * box.length_m > visit.line_m + 0.5)
        if len(over):
            state = states_at(program, float(ride.times_s[over[0]]))[visit.lights[0]]
            assert state in {"green", "amber"}, one.name


def test_the_slow_are_overtaken_on_a_motorway() -> None:
    place = Motorway()
    network = network_of(place)
    road = next(road for road in network.roads if road.junction is None and road.length_m > 400.0)

    ways = Ways(network, graph_of(place))
    right = min(lane.id for lane in road.sections[0].lanes if lane.kind == "driving" and lane.id < 0)
    keys = ways.onward(LaneKey(road=road.id, section=0, lane=right), 900.0, stream(0, "way"))
    path = Path(points_m=tuple((float(x), float(y), float(z)) for x, y, z in ways.path(keys).points_m))
    slow = car("slow", path, 120.0, 18.0, Driver(top_mps=18.0))
    fast = car("fast", path, 60.0, 30.0, Driver(lanes=Mobil()))
    ride = Ride(scene_of(place, [slow, fast], 14.0))
    assert ride.touching() == []
    gone = {name: float(np.linalg.norm(p[-1] - p[0])) for name, p in ride.position_m.items()}
    assert gone["fast"] > gone["slow"] + 60.0 + 5.0
