"""Who drives the ego instead of its scenario: chosen in the config, deaf to the story's speeds, braking by itself."""

from __future__ import annotations

from dataclasses import replace

import pytest
from junction_traffic import SETTINGS, Ride, car, scene_of, way

from scenes.actor import Actor
from scenes.behaviour.base import Behaviour
from scenes.behaviour.careful import CarefulDriver, NoReaction
from scenes.behaviour.driver import Driver
from scenes.behaviour.policy import driven_by
from scenes.errors import ConfigError, SceneError, UnknownName
from scenes.roads.templates.x_junction import XJunction
from scenes.scene import Scene
from scenes.storyboard import AtTime, Event, SetSpeed, Storyboard
from simulator.config import load_config
from simulator.parts import build_policy

PLACE = XJunction(control="yield")


def towards_a_standing_car(gap_m: float) -> Scene:
    """The ego at 12 m/s, and so far ahead of its front a car that stands in its lane; at 1 s the ego would speed up."""
    path = way(PLACE, "east", "west")
    ego = replace(car("ego", path, 2.0, 12.0), behaviour=None)
    box = ego.asset.nominal()
    there = car("standing", path, 2.0 + box.length_m + gap_m, 0.0)
    standing = Actor(name="standing", asset=there.asset, T_world_body=there.T_world_body)
    faster = Event(
        name="faster",
        trigger=AtTime(time_s=1.0),
        actions=(SetSpeed(actor="ego", speed_mps=16.0, acceleration_mps2=4.0),),
    )
    scene = scene_of(PLACE, [standing], 12.0)
    return replace(scene, ego=ego, storyboard=Storyboard(events=(faster,)))


def reach_m(scene: Scene) -> float:
    """How far the ego gets."""
    ride = Ride(scene)
    first, last = ride.position_m["ego"][0], ride.position_m["ego"][-1]
    return float(abs(last - first)[0])


@pytest.mark.parametrize("policy", [CarefulDriver(), Driver()], ids=["careful", "driver"])
def test_policies_that_look_stop_behind_what_stands(policy: Behaviour) -> None:
    assert 40.0 < reach_m(driven_by(towards_a_standing_car(60.0), policy)) < 60.0


def test_who_does_not_react_keeps_the_first_speed() -> None:
    assert reach_m(driven_by(towards_a_standing_car(60.0), NoReaction())) == pytest.approx(
        12.0 * (12.0 + SETTINGS.tail_s), rel=0.02
    )


def test_a_careful_driver_keeps_the_scenarios_only_speed() -> None:
    scene = towards_a_standing_car(60.0)
    steady = replace(scene, storyboard=Storyboard())
    assert driven_by(steady, CarefulDriver()).ego.behaviour == CarefulDriver(cruise_mps=12.0)
    assert driven_by(scene, CarefulDriver()).ego.behaviour == CarefulDriver()
    assert driven_by(scene, CarefulDriver()).storyboard.events == ()


def test_an_ego_that_stands_cannot_be_driven() -> None:
    parked = scene_of(PLACE, [car("other", way(PLACE, "east", "west"), 2.0, 5.0)], 1.0)
    with pytest.raises(SceneError, match="ego_policy: the ego of scenario 'traffic' is static"):
        driven_by(parked, NoReaction())


def test_the_config_chooses_and_changes_a_policy() -> None:
    assert build_policy(load_config([])) is None
    chosen = build_policy(load_config(["ego_policy=careful", "ego_policy.delay_s=1.0"]))
    assert chosen == CarefulDriver(delay_s=1.0)


def test_what_is_no_policy_is_refused() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'careful'"):
        load_config(["ego_policy=carefull"])
    target = "ego_policy._target_=simulator.physics.settings.PhysicsSettings"
    with pytest.raises(ConfigError, match=r"ego_policy\._target_: PhysicsSettings is not a Behaviour"):
        build_policy(load_config(["ego_policy=careful", target]))
