"""What sensors read from a history: states, what lies between them, and where everything is mounted."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from physics_bodies import CAR, SETTINGS, STEP_S, follower, scene_of

from scenes.actor import Actor
from scenes.asset import asset_of
from scenes.links import links_of
from scenes.pose import Pose
from scenes.scene import Scene
from scenes.storyboard import AtTime, Event, SetSpeed
from simulator.physics.engine import simulate
from simulator.physics.history import WorldHistory


@pytest.fixture(scope="module")
def scene() -> Scene:
    bend = [(30 * np.sin(a), 30 * (1 - np.cos(a))) for a in np.linspace(0, 2, 100)]
    brake = SetSpeed(actor="ego", speed_mps=0.0, acceleration_mps2=6.0)
    parked = Actor(name="parked", asset=CAR, T_world_body=Pose.planar(-20.0, 3.0, 1.0))
    events = [Event(name="brake", trigger=AtTime(time_s=0.5), actions=(brake,))]
    return scene_of(parked, ego=follower("ego", bend, 9.0), events=events)


@pytest.fixture(scope="module")
def history(scene: Scene) -> WorldHistory:
    return simulate(scene, SETTINGS)


def test_at_a_state_the_state_itself_is_returned(history: WorldHistory) -> None:
    for i in (0, 24, 100, len(history.body_position_m) - 1):
        pose = history.body_at(1, history.start_s + i * STEP_S)
        assert pose.translation_m == pytest.approx(history.body_position_m[i, 0], abs=1e-9)
        assert pose.rotation_xyzw == pytest.approx(history.body_rotation_xyzw[i, 0], abs=1e-9)


def test_between_states_positions_are_linear_and_quaternions_unit(history: WorldHistory) -> None:
    i, share = 200, 0.3
    pose = history.body_at(1, history.start_s + (i + share) * STEP_S)
    expected = (1 - share) * history.body_position_m[i, 0] + share * history.body_position_m[i + 1, 0]
    assert pose.translation_m == pytest.approx(expected, abs=1e-12)
    assert np.linalg.norm(pose.rotation_xyzw) == pytest.approx(1.0, abs=1e-12)


def test_linear_interpolation_is_as_near_as_acceleration_allows(history: WorldHistory) -> None:
    middle = history.body_at(1, history.start_s + 301.0 * STEP_S).translation_m
    around = 0.5 * (history.body_position_m[300, 0] + history.body_position_m[302, 0])
    # the chord's error over two steps is a (2 h)^2 / 8, with 6 m/s2 of braking and the springs' own as much again
    assert np.linalg.norm(around - middle) < 12.0 * (2 * STEP_S) ** 2 / 8


def test_the_root_part_is_where_the_body_is(scene: Scene, history: WorldHistory) -> None:
    for t in (0.0, 0.7301, 1.5):
        at = history.links_at(t)
        for k, link in enumerate(links_of(scene)):
            if link.part == 0:
                body = history.body_at(link.instance, t)
                assert at.position_m[k] == pytest.approx(body.translation_m, abs=1e-9)
                assert abs(at.rotation_xyzw[k] @ np.array(body.rotation_xyzw)) == pytest.approx(1.0, abs=1e-12)


def test_a_moving_link_at_a_time_is_where_all_links_are_then(history: WorldHistory) -> None:
    times = np.array([-0.1, 0.0, 0.7301, 1.5, history.end_s])
    places = np.array([0, 3, 1, 2, 0]) % len(history.moving_links)
    position, rotation = history.moving_at(places, times)
    for k, (place, t_s) in enumerate(zip(places, times, strict=True)):
        at, link = history.links_at(float(t_s)), history.moving_links[place]
        np.testing.assert_allclose(position[k], at.position_m[link], atol=1e-12)
        np.testing.assert_allclose(rotation[k], at.rotation_xyzw[link], atol=1e-12)
    with pytest.raises(ValueError, match="outside"):
        history.moving_at(places[:1], np.array([history.end_s + 0.1]))


def test_a_history_holds_the_times_that_it_answers(history: WorldHistory) -> None:
    assert history.holds(history.start_s)
    assert history.holds(history.end_s)
    for t_s in (history.start_s - 1e-3, history.end_s + 1e-3):
        assert not history.holds(t_s)
        with pytest.raises(ValueError, match="outside"):
            history.body_at(1, t_s)


def test_everything_is_a_number_and_every_quaternion_is_unit(history: WorldHistory) -> None:
    for name in ("moving_position_m", "body_position_m", "body_velocity_mps", "body_spin_radps"):
        assert np.isfinite(getattr(history, name)).all()
    for name in ("moving_rotation_xyzw", "body_rotation_xyzw"):
        assert np.linalg.norm(getattr(history, name), axis=-1) == pytest.approx(1.0, abs=1e-12)


def test_the_parts_of_a_body_keep_their_distances(scene: Scene, history: WorldHistory) -> None:
    first = next(k for k, link in enumerate(links_of(scene)) if link.instance == 1)
    rear, front = first + 1, first + 3
    assert asset_of(scene.ego.asset).parts[1].name == "wheel_0"
    apart = np.linalg.norm(history.links_at(1.2).position_m[front] - history.links_at(1.2).position_m[rear])
    assert apart == pytest.approx(2.7, abs=1e-9)


def test_importing_the_engine_does_not_load_bullet() -> None:
    code = "import simulator.physics.engine, sys; sys.exit('pybullet' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
