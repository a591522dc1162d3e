"""Cars at junctions: red stops them; they give way by signs, to the right, turning left, in roundabouts, to people."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from junction_traffic import SETTINGS, Ride, car, scene_of, walker, way

from scenes.behaviour.driver import Driver
from scenes.behaviour.walker import Walker
from scenes.roads.junction_rules import crosswalks
from scenes.roads.place import network_of
from scenes.roads.signal_programs import programs
from scenes.roads.templates.roundabout import Roundabout
from scenes.roads.templates.x_junction import XJunction
from simulator.storyboard.runtime import tell

LIGHTS = XJunction()
YIELD = XJunction(control="yield")
STOP = XJunction(control="stop")
RIGHT = XJunction(control="right_before_left")
PROGRAM = programs(network_of(LIGHTS), 0.0)
"""East and west have green until 18 s, then amber until 21 s."""


def test_red_stops_and_green_does_not() -> None:
    cars = [
        car("east", way(LIGHTS, "east", "west"), 40.0, 12.0),
        car("north", way(LIGHTS, "north", "south"), 40.0, 12.0),
    ]
    ride = Ride(scene_of(LIGHTS, cars, 12.0, PROGRAM))
    assert ride.passes_s("east") < 8.0
    assert ride.speed_mps["north"][-1] == 0.0
    front = np.linalg.norm(ride.position_m["north"][-1, :2]) - cars[1].asset.nominal().length_m + 1.0
    assert 8.0 < front < 20.0  # its front is before the line, which lies before crosswalk and junction


def test_who_ignores_red_drives_over_it() -> None:
    cars = [car("north", way(LIGHTS, "north", "south"), 40.0, 12.0, Driver(ignores_red=True))]
    assert Ride(scene_of(LIGHTS, cars, 10.0, PROGRAM)).passes_s("north") < 8.0


@pytest.mark.parametrize("place", [LIGHTS, YIELD, RIGHT], ids=["lights", "main road", "unsigned"])
def test_who_turns_left_lets_oncoming_cars_pass(place: XJunction) -> None:
    cars = [
        car("turning", way(place, "east", "south"), 60.0, 9.0),
        car("oncoming", way(place, "west", "east"), 46.0, 12.0),
    ]
    ride = Ride(scene_of(place, cars, 15.0, PROGRAM if place is LIGHTS else ()))
    assert ride.touching() == []
    assert ride.passes_s("oncoming", 3.0) < ride.passes_s("turning", 3.0) < 15.0


@pytest.mark.parametrize("place", [YIELD, STOP], ids=["yield", "stop"])
def test_the_side_road_waits_for_the_main_road(place: XJunction) -> None:
    cars = [
        car("side", way(place, "south", "north"), 70.0, 8.0),
        *(car(f"main{k}", way(place, "east", "west"), 60.0 - 25.0 * k, 12.0) for k in range(3)),
    ]
    ride = Ride(scene_of(place, cars, 20.0))
    assert ride.touching() == []
    assert all(ride.passes_s(f"main{k}") < ride.passes_s("side") for k in range(3))
    assert ride.passes_s("side") < 20.0


def test_at_a_stop_sign_one_stands_though_nobody_comes() -> None:
    ride = Ride(scene_of(STOP, [car("side", way(STOP, "south", "north"), 60.0, 8.0)], 15.0))
    assert ride.speed_mps["side"].min() == 0.0
    assert ride.passes_s("side") < 15.0


def test_without_signs_the_right_goes_first() -> None:
    # Coming from the south, the east lies to the right.
    cars = [
        car("south", way(RIGHT, "south", "north"), 66.0, 8.0),
        car("east", way(RIGHT, "east", "west"), 66.0, 8.0),
    ]
    ride = Ride(scene_of(RIGHT, cars, 15.0))
    assert ride.touching() == []
    assert ride.passes_s("east") < ride.passes_s("south") < 15.0


def test_four_that_wait_for_each_other_all_get_away() -> None:
    arms = ("east", "north", "west", "south")
    cars = [
        car(arm, way(RIGHT, arm, arms[(k + 2) % 4]), 66.0, 8.0, Driver(patience_s=3.0 + 1.3 * k))
        for k, arm in enumerate(arms)
    ]
    ride = Ride(scene_of(RIGHT, cars, 35.0))
    assert ride.touching() == []
    assert all(ride.passes_s(arm) < 35.0 for arm in arms)


def test_into_a_roundabout_one_goes_behind_who_is_in_it() -> None:
    place = Roundabout()
    cars = [
        car("inside", way(place, "arm_3", "arm_1"), 52.0, 8.0),
        car("entering", way(place, "arm_0", "arm_2"), 40.0, 8.0),
    ]
    ride = Ride(scene_of(place, cars, 20.0))
    assert ride.touching() == []
    assert ride.passes_s("entering", 20.0) > ride.passes_s("inside", 20.0)


@pytest.mark.parametrize("start_m", [1.0, 3.0, 6.0])
def test_cars_stop_for_people_on_a_zebra_crossing(start_m: float) -> None:
    arm = next(road for road in network_of(YIELD).roads if road.id == "east")
    (x0, y0, z0), (x1, y1, z1) = next(iter(crosswalks(arm))).ends_m
    across = np.array([x1 - x0, y1 - y0]) / np.hypot(x1 - x0, y1 - y0)
    before = np.array([x0, y0]) - across * (1.0 + start_m)
    beyond = np.array([x1, y1]) + across * 15.0
    points = [(float(before[0]), float(before[1]), z0), (x0, y0, z0), (x1, y1, z1), (*map(float, beyond), z1)]
    people = walker("walker", points, 1.3, Walker(pace_mps=1.3))
    driver = car("car", way(YIELD, "east", "west"), 30.0, 12.0)
    ride = Ride(scene_of(YIELD, [driver, people], 15.0))
    assert ride.touching() == []
    assert ride.position_m["walker"][-1, 1] == pytest.approx(beyond[1], abs=8.0)
    assert ride.passes_s("car") < 15.0


@pytest.mark.parametrize(("arm", "goal"), list(itertools.permutations(("east", "north", "west", "south"), 2))[:6])
def test_turns_are_signalled(arm: str, goal: str) -> None:
    scene = scene_of(YIELD, [car("car", way(YIELD, arm, goal), 60.0, 8.0)], 10.0)
    shown = {switch.lamp for switch in tell(scene, SETTINGS).timelines.lamps if switch.state == "on"}
    arms = ["east", "north", "west", "south"]
    step = (arms.index(goal) - arms.index(arm)) % 4
    expected = {1: {"indicator_right"}, 2: set(), 3: {"indicator_left"}}[step]
    assert shown == expected
