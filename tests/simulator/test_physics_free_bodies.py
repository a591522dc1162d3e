"""Bodies that physics moves, against closed forms. h is the step; semi-implicit Euler is of first order."""

from __future__ import annotations

import math

import numpy as np
import pytest
from physics_bodies import CAR, GRAVITY, PERSON, SETTINGS, STEP_S, Block, follower, scene_of, sphere

from scenes.actor import Actor
from scenes.errors import SceneError, UnknownName
from scenes.pose import Pose
from scenes.roads.network import Lane
from scenes.storyboard import AtTime, Event, Launch, SetSpeed
from simulator.physics.engine import simulate
from simulator.physics.history import WorldHistory

BALL, OTHER = 2, 3
RADIUS_M = 0.11


def ball(x_m: float, y_m: float, bottom_m: float, name: str = "ball", **physics: float) -> Actor:
    pose = Pose(translation_m=(x_m, y_m, bottom_m))
    surface = {"mass_kg": 0.43, "friction": 0.6, "restitution": 0.6} | physics
    return Actor(name=name, asset=sphere(RADIUS_M), body="dynamic", T_world_body=pose, **surface)


def launch(
    velocity_mps: tuple[float, float, float], at_s: float = 0.0, actor: str = "ball", spin: float = 0.0
) -> Event:
    action = Launch(actor=actor, velocity_mps=velocity_mps, spin_radps=(0.0, spin, 0.0))
    return Event(name=f"launch {actor}", trigger=AtTime(time_s=at_s), actions=(action,))


def centres(history: WorldHistory, instance: int, height_m: float = RADIUS_M) -> np.ndarray:
    """(T, 3) centres of a ball: its body frame turns with it about them."""
    q = history.body_rotation_xyzw[:, instance - 1]
    x, y, z, w = q.T
    up = np.stack([2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)], axis=1)
    return history.body_position_m[:, instance - 1] + height_m * up


def after(history: WorldHistory, t_s: float) -> int:
    return round((t_s - history.start_s) / history.step_s)


def test_free_fall() -> None:
    history = simulate(scene_of(ball(0, 0, 20.0), events=[launch((0, 0, 0))]), SETTINGS)
    for t in (0.25, 0.5, 1.0):
        fallen = 20.0 - history.body_at(BALL, t).translation_m[2]
        # v is updated before x: after n steps the fall is g h^2 n (n + 1) / 2, that is g t^2 / 2 plus g t h / 2
        assert fallen == pytest.approx(0.5 * GRAVITY * t * (t + STEP_S), abs=1e-9)
        assert history.velocity_at(BALL, t)[0][2] == pytest.approx(-GRAVITY * t, abs=1e-9)


def test_a_projectile_keeps_its_horizontal_velocity() -> None:
    history = simulate(scene_of(ball(0, 0, 30.0), events=[launch((7.0, -2.0, 3.0))]), SETTINGS)
    x, y, z = history.body_at(BALL, 1.5).translation_m
    assert (x, y) == pytest.approx((10.5, -3.0), abs=1e-9)
    assert z == pytest.approx(30.0 + 4.5 - 0.5 * GRAVITY * 1.5 * (1.5 + STEP_S), abs=1e-9)


def test_a_body_is_held_until_its_launch() -> None:
    history = simulate(scene_of(ball(1, 2, 3.0), events=[launch((0, 1, 0), at_s=0.5)]), SETTINGS)
    before, at = slice(0, after(history, 0.5)), after(history, 0.5)
    assert (history.body_position_m[before, BALL - 1] == [1, 2, 3]).all()
    assert (history.body_velocity_mps[before, BALL - 1] == 0).all()
    assert tuple(history.body_velocity_mps[at, BALL - 1]) == (0, 1, 0)


def test_a_dynamic_body_that_nobody_launches_rests_where_it_stands() -> None:
    crate = Actor(name="crate", asset=Block(), body="dynamic", mass_kg=20.0)
    history = simulate(scene_of(crate), SETTINGS)
    # Bullet lets a resting contact sink by its slop: less than the fall of one step repeated while it is resolved
    assert np.abs(history.body_position_m[:, BALL - 1]).max() < 1e-3


@pytest.mark.parametrize(("speed", "friction"), [(8.0, 0.4), (5.0, 0.7), (12.0, 0.9)])
def test_sliding_stop(speed: float, friction: float) -> None:
    block = Block(size_m=(1.0, 1.0, 0.2))
    crate = Actor(name="crate", asset=block, body="dynamic", mass_kg=10.0, friction=friction)
    history = simulate(scene_of(crate, events=[launch((speed, 0, 0), actor="crate")], duration_s=4.0), SETTINGS)
    expected = speed**2 / (2 * friction * GRAVITY)
    # first order: two steps of travel at full speed (contact starts a step late, velocity precedes position)
    assert history.body_at(BALL, 4.0).translation_m[0] == pytest.approx(expected, abs=2 * speed * STEP_S)


def test_a_rolling_ball_loses_speed_to_rolling_resistance_alone() -> None:
    start = launch((4.0, 0, 0), spin=4.0 / RADIUS_M)
    history = simulate(scene_of(ball(0, 0, 0.0, restitution=0.0), events=[start]), SETTINGS)
    # torque c r m g on a solid sphere that rolls: a = c g / (1 + 2/5)
    loss = SETTINGS.rolling_resistance * GRAVITY / 1.4
    travelled = centres(history, BALL)
    speed = np.gradient(travelled[:, 0], STEP_S)
    assert speed[after(history, 0.1)] - speed[after(history, 1.1)] == pytest.approx(loss, rel=0.02)


def test_a_bounce_returns_the_square_of_the_restitution() -> None:
    history = simulate(scene_of(ball(0, 0, 1.0, restitution=0.7), events=[launch((0, 0, 0))]), SETTINGS)
    heights = centres(history, BALL)[:, 2] - RADIUS_M
    lowest = int(np.argmin(heights[: after(history, 0.7)]))
    peak = heights[lowest:].max()
    # the impact is found up to a step early or late: its speed is off by at most g h either way, and the rebound
    # starts up to one step of travel off the ground
    impact = math.sqrt(2 * GRAVITY * 1.0)
    slack = 2 * 0.7**2 * impact * STEP_S + impact * STEP_S
    assert peak == pytest.approx(0.49, abs=slack)


def test_two_balls_conserve_momentum_and_separate_by_restitution() -> None:
    heavy = ball(0, 0, 50.0, name="heavy", mass_kg=2.0, friction=0.0, restitution=0.8)
    light = ball(1.0, 0.06, 50.0, name="light", mass_kg=0.5, friction=0.0, restitution=1.0)
    events = [launch((5.0, 0, 0), actor="heavy"), launch((0, 0, 0), actor="light")]
    history = simulate(scene_of(heavy, light, events=events), SETTINGS)
    at = after(history, 0.6)
    v1, v2 = history.body_velocity_mps[at, BALL - 1], history.body_velocity_mps[at, OTHER - 1]
    fall = np.array([0, 0, -GRAVITY * 0.6])
    # impulses are equal and opposite whatever the solver's error: what is left is rounding
    assert 2.0 * v1 + 0.5 * v2 == pytest.approx(np.array([10.0, 0, 0]) + 2.5 * fall, abs=1e-9)
    # without friction the light ball leaves along the line of centres n, and e (v1 - v2) . n comes back; Bullet adds
    # the overlap at impact as speed: less than 2 % here
    normal = (v2 - fall) / np.linalg.norm(v2 - fall)
    assert (v2 - v1) @ normal == pytest.approx(0.8 * 5.0 * normal[0], rel=0.02)
    assert [(a, b) for _, a, b in history.contacts] == [(BALL, OTHER)]


def test_a_central_elastic_impact_swaps_the_velocities_of_equal_balls() -> None:
    first = ball(0, 0, 50.0, name="first", friction=0.0, restitution=1.0)
    second = ball(1.0, 0, 50.0, name="second", friction=0.0, restitution=1.0)
    events = [launch((4.0, 0, 0), actor="first"), launch((0, 0, 0), actor="second")]
    history = simulate(scene_of(first, second, events=events), SETTINGS)
    at = after(history, 0.6)
    # Bullet adds back the overlap at impact as speed, at most what one step closes, over the step: bounded by 1 %
    assert history.body_velocity_mps[at, BALL - 1][0] == pytest.approx(0.0, abs=0.04)
    assert history.body_velocity_mps[at, OTHER - 1][0] == pytest.approx(4.0, abs=0.04)


@pytest.mark.parametrize("speed", [15.0, 30.0, 45.0, 60.0])
def test_a_fast_ball_does_not_pass_through_a_thin_wall(speed: float) -> None:
    for phase in np.linspace(0.0, speed * STEP_S, 7):
        wall = Actor(name="wall", asset=Block(size_m=(0.02, 4.0, 3.0)), T_world_body=Pose.planar(5.0 + phase, 0, 0))
        scene = scene_of(ball(0, 0, 1.0), wall, events=[launch((speed, 0, 0))], duration_s=0.5)
        history = simulate(scene, SETTINGS)
        assert centres(history, BALL)[:, 0].max() < 5.0 + phase
        assert [(a, b) for _, a, b in history.contacts] == [(BALL, OTHER)]


def test_a_ball_bounces_off_the_kerb_and_rolls_on_the_pavement() -> None:
    kerb = 0.12
    pavement = Lane(id="p", kind="pavement", width_m=3.0, centre_m=((-20, 5.0, kerb), (0, 5.0, kerb), (20, 5.0, kerb)))
    against = scene_of(ball(0, 2.0, 0.0), events=[launch((0, 3.0, 0))], lanes=[pavement])
    assert centres(simulate(against, SETTINGS), BALL)[:, 1].max() <= 3.5 - RADIUS_M + 3.0 * STEP_S
    onto = scene_of(ball(0, 5.0, 1.0), events=[launch((0.5, 0, 0))], lanes=[pavement], duration_s=4.0)
    resting = simulate(onto, SETTINGS)
    assert centres(resting, BALL)[-1, 2] == pytest.approx(kerb + RADIUS_M, abs=0.01)


def test_a_moving_car_pushes_a_ball_and_does_not_slow_down() -> None:
    ego = follower("ego", [(0, 0), (100, 0)], 10.0)
    history = simulate(scene_of(ball(10.0, 0, 0.0, restitution=0.5), ego=ego), SETTINGS)
    t, a, b = history.contacts[0]
    # the ball's near side is at 10 - r; the car's front 3.6 m ahead of its origin; found within a step, and Bullet
    # reports the touch up to a step's closing ahead
    assert t == pytest.approx((10.0 - RADIUS_M - 3.6) / 10.0, abs=1.5 * STEP_S)
    assert (a, b) == (1, BALL)
    leaves = history.velocity_at(BALL, t + 3 * STEP_S)[0][0]
    assert leaves == pytest.approx(10.0 * 1.5, rel=0.05)
    assert history.body_at(1, 2.0).translation_m[0] == pytest.approx(20.0, abs=1e-9)


def test_a_car_that_passes_out_of_reach_leaves_no_ghost() -> None:
    ego = follower("ego", [(0, 0), (100, 0)], 20.0)
    roll = launch((0, -4.0, 0), at_s=1.0)
    history = simulate(scene_of(ball(12.0, 3.0, 0.0), ego=ego, events=[roll]), SETTINGS)
    assert history.contacts == ()
    assert centres(history, BALL)[-1, 1] < -1.0


def test_a_person_struck_by_a_vehicle_is_thrown_with_their_velocity() -> None:
    ego = follower("ego", [(0, 0), (100, 0)], 10.0)
    child = follower("child", [(10.0, -2.0), (10.0, 8.0)], 3.0, PERSON)
    history = simulate(scene_of(child, ego=ego), SETTINGS)
    (t, a, b), *_ = history.contacts
    assert (a, b) == (1, BALL)
    before = history.velocity_at(BALL, t - STEP_S)[0]
    assert tuple(before) == pytest.approx((0, 3.0, 0), abs=1e-9)
    # an inelastic contact with what does not yield: the person takes at least a good part of the car's speed
    assert history.velocity_at(BALL, t + 0.1)[0][0] > 5.0
    travelled = np.linalg.norm(np.diff(history.body_position_m[:, BALL - 1], axis=0), axis=1)
    assert travelled.max() < 25.0 * STEP_S  # nothing jumps
    assert history.body_position_m[-1, BALL - 1, 2] > -0.1


def test_a_person_who_walks_into_a_parked_car_keeps_to_the_path() -> None:
    parked = Actor(name="parked", asset=CAR, T_world_body=Pose.planar(0, 0, 0))
    child = follower("child", [(1.0, -4.0), (1.0, 8.0)], 3.0, PERSON)
    history = simulate(scene_of(child, parked), SETTINGS)
    assert history.contacts[0][1:] == (BALL, OTHER)
    assert history.body_at(BALL, 2.0).translation_m == pytest.approx((1.0, 2.0, 0.0), abs=1e-9)


def test_a_storyboard_that_asks_for_the_impossible_is_refused_by_name() -> None:
    brake = SetSpeed(actor="ball", speed_mps=0.0, acceleration_mps2=1.0)
    with pytest.raises(SceneError, match="'slow': SetSpeed needs a kinematic actor, 'ball' is dynamic"):
        simulate(
            scene_of(ball(0, 0, 0), events=[Event(name="slow", trigger=AtTime(time_s=0), actions=(brake,))]), SETTINGS
        )
    with pytest.raises(UnknownName, match="Did you mean 'ball'"):
        simulate(scene_of(ball(0, 0, 0), events=[launch((0, 0, 0), actor="bal")]), SETTINGS)
