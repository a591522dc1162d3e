"""People and riders whom physics moves: joints hold, nothing sinks or flies, slides decelerate as measured."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from physics_bodies import CAR, GRAVITY, SETTINGS, STEP_S, follower, scene_of

from scenes.actor import Actor, Path
from scenes.asset import asset_of
from scenes.assets.people.crowd import Adult
from scenes.assets.two_wheelers.riders import BicycleRider, MotorcycleRider
from scenes.links import links_of
from scenes.pose import Pose, rotate
from scenes.riding import together
from scenes.scene import Scene
from scenes.storyboard import AtTime, Event, SetSpeed
from scenes.storyboard.motion import Release
from simulator.physics.engine import simulate
from simulator.physics.history import WorldHistory

PERSON, MACHINE, RIDER = 2, 2, 3
WAY = Path(points_m=((0.0, 0.0, 0.0), (200.0, 0.0, 0.0)))


@cache
def struck() -> tuple[Scene, WorldHistory]:
    """An adult who crosses is hit by a car at 8 m/s, which brakes then."""
    brake = SetSpeed(actor="ego", speed_mps=0.0, acceleration_mps2=6.0)
    walker = follower("walker", [(10.0, -2.0), (10.0, 20.0)], 1.5, Adult())
    scene = scene_of(
        walker,
        ego=follower("ego", [(0, 0), (100, 0)], 8.0, CAR),
        events=[Event(name="brake", trigger=AtTime(time_s=0.8), actions=(brake,))],
        duration_s=5.0,
    )
    return scene, simulate(scene, SETTINGS)


@cache
def fallen(speed_mps: float) -> tuple[Scene, WorldHistory]:
    """A motor cycle and its rider slip away to one side."""
    rider = MotorcycleRider()
    machine = rider.companion()
    assert machine is not None
    pair = together("m", machine, rider, group=1, T_world_body=Pose(), path=WAY, speed_mps=speed_mps)
    events = [
        Event(
            name=f"slip {actor.name}",
            trigger=AtTime(time_s=0.0),
            actions=(Release(actor=actor.name, spin_radps=(3.0, 0.0, 0.0)),),
        )
        for actor in pair
    ]
    scene = scene_of(*(replace(one, mass_kg=None) for one in pair), events=events, duration_s=6.0)
    return scene, simulate(scene, SETTINGS)


def links(scene: Scene, history: WorldHistory, instance: int) -> dict[str, np.ndarray]:
    """(T, 3) where each part's joint is, by the part's name."""
    moving = history.moving_links.tolist()
    return {
        link.asset.parts[link.part].name: history.moving_position_m[:, moving.index(k)]
        for k, link in enumerate(links_of(scene))
        if link.instance == instance
    }


def test_a_struck_person_goes_limp_with_limbs_that_stay_on() -> None:
    scene, history = struck()
    at = links(scene, history, PERSON)
    asset = asset_of(Adult())
    taken = round((history.handovers[0].time_s - history.start_s) / STEP_S)
    for part in asset.parts:
        if part.name.startswith(("forearm", "shank", "foot", "head")):
            parent = asset.parts[part.parent].name
            length = np.linalg.norm(at[part.name] - at[parent], axis=1)
            # a joint's place in its parent's frame is its rest place, whatever the angles: Featherstone keeps it
            # to the float32 of its link frames over some metres
            assert length[taken:] == pytest.approx(np.full(len(length) - taken, length[0]), abs=1e-5)
    # limbs move against the trunk: this is no statue
    knee = np.linalg.norm(at["shank_left"] - at["head"], axis=1)
    assert np.ptp(knee[taken:]) > 0.2


def test_a_struck_person_comes_to_rest_on_the_ground() -> None:
    scene, history = struck()
    for place in links(scene, history, PERSON).values():
        assert place[:, 2].min() > -0.05
        assert place[:, 2].max() < 3.5
        assert place[-1, 2] < 0.6
    assert np.linalg.norm(history.body_velocity_mps[-1, PERSON - 1]) < 0.3


@pytest.mark.parametrize("speed", [14.0, 25.0, 38.0])
def test_who_stands_and_is_struck_hard_gains_no_more_than_the_car_gives(speed: float) -> None:
    """What bounces off something much heavier leaves it at twice its speed at most, and rises no higher than that."""
    person = Actor(name="stands", asset=Adult(), T_world_body=Pose.planar(14.0, 0.0, 0.0))
    scene = scene_of(person, ego=follower("ego", [(0, 0), (100, 0)], speed, CAR), duration_s=2.0)
    history = simulate(scene, SETTINGS)
    assert [one.instance for one in history.handovers] == [PERSON]
    at = links(scene, history, PERSON)
    middle = np.mean([at[part] for part in ("torso", "head", "thigh_left", "thigh_right")], axis=0)
    moved = np.linalg.norm(np.diff(middle, axis=0), axis=1) / STEP_S
    assert moved.max() < 2.0 * speed
    assert middle[:, 2].max() < 1.2 + speed**2 / (2.0 * GRAVITY)
    assert moved.max() > 1.0
    body = history.body_position_m[:, PERSON - 1]
    assert np.linalg.norm(at["torso"] - body, axis=1).max() < 1.5  # the picture is where the labels are


def test_the_hand_over_does_not_move_a_limb() -> None:
    scene, history = struck()
    taken = round((history.handovers[0].time_s - history.start_s) / STEP_S)
    for place in links(scene, history, PERSON).values():
        # a walking limb moves at some metres a second; a jump would be a multiple of what a step covers
        assert np.linalg.norm(place[taken] - place[taken - 1]) < 6.0 * STEP_S


@pytest.mark.parametrize("speed", [10.0, 16.0])
def test_a_fallen_motorcycle_slides_as_measured(speed: float) -> None:
    _, history = fallen(speed)
    pace = np.linalg.norm(history.body_velocity_mps[:, MACHINE - 1, :2], axis=1)
    down = round((1.2 - history.start_s) / STEP_S)
    still = int(np.argmax(pace < 1.0))
    deceleration = (pace[down] - pace[still]) / ((still - down) * STEP_S)
    assert 4.0 <= deceleration <= 6.0  # edge case E06
    assert abs(history.body_at(MACHINE, 6.0).rotation()[2, 2]) < 0.6  # it lies on its side
    assert history.body_position_m[:, MACHINE - 1, 2].min() > -0.3


def test_rider_and_machine_part_and_lie_apart() -> None:
    scene, history = fallen(16.0)
    head = links(scene, history, RIDER)["head"]
    assert head[-1, 2] < 0.5
    assert np.linalg.norm(history.body_velocity_mps[-1, RIDER - 1]) < 0.3
    assert [one.by for one in history.handovers] == [0, 0]


def test_a_cyclist_who_is_hit_comes_loose_with_the_bicycle() -> None:
    rider = BicycleRider()
    bicycle = rider.companion()
    path = Path(points_m=((12.0, -6.0, 0.0), (12.0, 50.0, 0.0)))
    pair = together("b", bicycle, rider, group=1, T_world_body=Pose(), path=path, speed_mps=5.0)
    scene = scene_of(*pair, ego=follower("ego", [(0, 0), (100, 0)], 8.0, CAR), duration_s=3.0)
    history = simulate(scene, SETTINGS)
    assert {one.instance for one in history.handovers} == {MACHINE, RIDER}
    assert history.body_at(1, 3.0).translation_m[0] == pytest.approx(24.0, abs=1e-9)  # the car goes on


def test_falls_replay_byte_by_byte() -> None:
    scene, one = struck()
    two = simulate(scene, SETTINGS)
    assert one.moving_position_m.tobytes() == two.moving_position_m.tobytes()
    assert one.moving_rotation_xyzw.tobytes() == two.moving_rotation_xyzw.tobytes()


def test_quaternions_of_limbs_are_unit() -> None:
    _, history = struck()
    assert np.linalg.norm(history.moving_rotation_xyzw, axis=2) == pytest.approx(1.0, abs=1e-6)
    assert rotate(history.moving_rotation_xyzw[-1], np.ones((len(history.moving_links), 3))).shape[1] == 3
