"""E09: a parked car's door opens into what the ego sweeps."""

import math
from dataclasses import replace

import pytest
from staged_case import bare_scene, staged

from scenes.assets.cars.fleet import FLEET
from scenes.footprint import footprint_of
from scenes.scenarios.dooring import door_reach_m
from scenes.storyboard.motion import MoveJoint
from simulator.physics.engine import simulate
from simulator.physics.settings import PhysicsSettings


@pytest.mark.parametrize("seed", range(3))
def test_the_door_opens_towards_the_ego_and_reaches_into_its_way(seed: int) -> None:
    params, found = staged("dooring", seed, "scenario.steps_out=no")
    (parked,) = found.actors
    opens = next(a for event in found.events for a in event.actions if isinstance(a, MoveJoint))
    assert opens.part == "door_front_left"
    assert abs(opens.angle_rad) == pytest.approx(params["door_angle_rad"])
    assert 0.65 <= opens.duration_s * 1.3 <= 1.6
    # the catalogue has 0.6 to 1.1 m; doors of coupes are a little longer
    assert 0.5 <= dict(found.solved)["intrusion_m"] <= 1.2
    # the sides of both cars are as far apart as asked: across the ego's heading, where the way is straight
    ego, car = footprint_of(found.ego), footprint_of(parked)
    assert not ego.overlaps(car)


def test_the_ego_passes_the_doors_edge_at_the_meeting() -> None:
    params, found = staged("dooring", 1, "scenario.ego_reaction=none", "scenario.steps_out=no", frames=60)
    history = simulate(bare_scene(found), PhysicsSettings())
    (parked,) = found.actors
    ego_at = history.body_at(1, found.timing.meet_s)
    rear = dict(found.solved)["door_ahead_m"]
    assert isinstance(rear, float)
    edge = parked.T_world_body.apply([[rear, 0.0, 0.0]])
    ahead, left, _ = ego_at.inverse().apply(edge)[0]
    assert ahead == pytest.approx(found.ego.asset.nominal().front_m, abs=0.15)
    half = 0.5 * (found.ego.asset.nominal().width_m + parked.asset.nominal().width_m)
    assert abs(left) == pytest.approx(half + params["clearance_m"], abs=0.15)


def test_a_driver_who_steps_out_is_in_the_car_at_first_and_has_their_legs_in_the_street_at_last() -> None:
    asked = ("scenario.steps_out=yes", "scenario.ego_reaction=none", "scenario.ttc_reveal_s=3")
    _, found = staged("dooring", 1, *asked, frames=40)
    parked, driver = found.actors
    assert parked.group == driver.group > 0
    history = simulate(bare_scene(found), PhysicsSettings())
    half, box = 0.5 * parked.asset.nominal().width_m, driver.asset.nominal()
    reach = box.middle_m + 0.5 * box.length_m
    inverse = parked.T_world_body.inverse()
    feet = [inverse.apply(history.body_at(3, t).apply([[reach, 0.0, 0.0]]))[0][1] for t in (0.0, 2.9)]
    assert feet[0] < half
    assert half + 0.25 < feet[1] < half + 0.8


def test_a_door_reaches_farther_the_wider_it_opens() -> None:
    car = replace(FLEET["sedan"], open_doors=(("front_left", 0.0),))
    closed, half, wide = (door_reach_m(car, "front_left", math.radians(a))[0] for a in (0.0, 40.0, 75.0))
    assert closed < 0.1 < half < wide < 1.2
