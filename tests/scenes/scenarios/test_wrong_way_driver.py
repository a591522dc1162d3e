"""E14: somebody drives the motorway the wrong way."""

import math

import numpy as np
import pytest
from staged_case import bare_scene, staged

from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings
from simulator.threat import Pair

NAME = "wrong_way_driver"


@pytest.mark.parametrize("lane", ["ego", "adjacent"])
def test_it_comes_from_the_asked_range_in_the_asked_lane(lane: str) -> None:
    asked = (f"scenario.lane={lane}", "scenario.initial_range_m=200", "scenario.wobble_m=0.1", "road.turn_rad=0")
    fixed = ("scenario.ego_reaction=none", "scenario.ego_speed_kmh=108", "scenario.wrong_way_speed_kmh=72")
    _, found = staged(NAME, 1, *asked, *fixed, frames=80)
    scene = bare_scene(found)
    history = simulate(scene, PhysicsSettings())
    pair = Pair.of(scene, history, scene.instance_of("wrong_way"))
    reveal = np.array([found.timing.reveal_s])
    # in the adjacent lane the gap between corners is a little longer
    assert pair.gaps_m(reveal)[0] == pytest.approx(200.0, abs=1.0)
    turn = scene.actors[0].T_world_body.yaw_rad - scene.ego.T_world_body.yaw_rad
    assert math.cos(turn) < -0.95
    left = abs(pair.offset_m(np.array([found.timing.meet_s - 0.3]))[1][0])
    assert (left < 1.0) == (lane == "ego")
    assert (found.passes_m is None) == (lane == "ego")


@pytest.mark.parametrize(("lights", "events"), [("on", 0), ("off", 2)])
def test_who_has_forgotten_the_lights_stays_dark(lights: str, events: int) -> None:
    _, found = staged(NAME, 1, f"scenario.lights='{lights}'", "scenario.ego_reaction=none")
    assert len(found.events) == events
    assert (found.actors[0].lamps_on == ()) == (lights == "off")
