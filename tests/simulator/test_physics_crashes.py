"""Vehicles that leave their rails: crashes, slides, spins and roll-overs against closed forms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from physics_bodies import CAR, GRAVITY, PERSON, SETTINGS, STEP_S, Block, follower, scene_of

from scenes.actor import Actor
from scenes.environment import Environment
from scenes.friction import tyre_friction
from scenes.pose import Pose, rotate
from scenes.roads.network import Lane
from scenes.scene import Scene
from scenes.storyboard import AtTime, Event
from scenes.storyboard.motion import Release
from simulator.physics.engine import simulate
from simulator.physics.history import WorldHistory
from simulator.physics.solids import solid_of
from simulator.physics.substance import substance_of

FIRST, SECOND, THIRD = 2, 3, 4
DRY = tyre_friction(Environment())


def release(actor: str, velocity: tuple[float, float, float] = (0, 0, 0), yaw_radps: float = 0.0) -> Event:
    action = Release(actor=actor, velocity_mps=velocity, spin_radps=(0.0, 0.0, yaw_radps))
    return Event(name=f"release {actor}", trigger=AtTime(time_s=0.0), actions=(action,))


def standing(name: str, x_m: float = 0.0, y_m: float = 0.0) -> Actor:
    return follower(name, [(x_m, y_m), (x_m + 1.0, y_m)], 0.0)


def index_of(history: WorldHistory, t_s: float) -> int:
    return round((t_s - history.start_s) / history.step_s)


def centre(history: WorldHistory, instance: int, t_s: float) -> np.ndarray:
    """(3,) of the centre of mass of a car."""
    pose = history.body_at(instance, t_s)
    return np.asarray(pose.apply(np.array(solid_of(CAR).centre_m)))


def momentum(history: WorldHistory, scene: Scene, instance: int, t_s: float) -> np.ndarray:
    velocity, spin = history.velocity_at(instance, t_s)
    lever = centre(history, instance, t_s) - np.array(history.body_at(instance, t_s).translation_m)
    return substance_of(scene.bodies()[instance - 1]).mass_kg * (velocity + np.cross(spin, lever))


def uprightness(history: WorldHistory, instance: int, t_s: float) -> float:
    """Cosine of the angle between the body's z axis and the world's."""
    return float(history.body_at(instance, t_s).rotation()[2, 2])


def head_on(offset_m: float = 0.0, second_kg: float | None = None) -> Scene:
    one = follower("one", [(-30, 0), (100, 0)], 14.0)
    two = replace(follower("two", [(30, offset_m), (-100, offset_m)], 10.0), mass_kg=second_kg)
    return scene_of(one, two, duration_s=3.0)


@pytest.mark.parametrize(("offset", "mass"), [(0.0, None), (0.9, None), (0.5, 900.0)])
def test_a_head_on_collision_conserves_momentum(offset: float, mass: float | None) -> None:
    scene = head_on(offset, mass)
    history = simulate(scene, SETTINGS)
    jolt = np.linalg.norm(np.diff(history.body_velocity_mps[:, FIRST - 1], axis=0), axis=1)
    t = history.start_s + int(np.argmax(jolt)) * STEP_S
    assert t == pytest.approx(history.contacts[0][0], abs=5 * STEP_S)
    before = sum(momentum(history, scene, k, t) for k in (FIRST, SECOND))
    after = sum(momentum(history, scene, k, t + STEP_S) for k in (FIRST, SECOND))
    # during that step only tyres act along the ground, with at most the friction of both cars' weights
    weight = sum(substance_of(scene.bodies()[k - 1]).mass_kg for k in (FIRST, SECOND)) * GRAVITY
    assert np.linalg.norm((after - before)[:2]) < DRY * weight * STEP_S
    assert jolt.max() > 3.0


def test_cars_that_crash_head_on_stop_each_other() -> None:
    history = simulate(head_on(), SETTINGS)
    t = history.contacts[0][0]
    # equal masses: what is left is the common velocity (14 - 10) / 2, give or take a restitution of 0.15 squared
    for k in (FIRST, SECOND):
        assert history.velocity_at(k, t + 0.1)[0][0] == pytest.approx(2.0, abs=2.0)


def test_the_hand_over_is_from_the_state_before_the_touch_and_written_down() -> None:
    history = simulate(head_on(), SETTINGS)
    t, a, b = history.contacts[0]
    assert (a, b) == (FIRST, SECOND)
    assert [(one.instance, one.by) for one in history.handovers] == [(FIRST, SECOND), (SECOND, FIRST)]
    for one in history.handovers:
        assert one.time_s == pytest.approx(t - STEP_S, abs=1e-9)
        led = (14.0, 0, 0) if one.instance == FIRST else (-10.0, 0, 0)
        assert history.velocity_at(one.instance, one.time_s)[0] == pytest.approx(led, abs=1e-9)


def test_cars_that_touch_more_slowly_than_a_bumper_bears_keep_to_their_rails() -> None:
    one = follower("one", [(-8, 0), (100, 0)], 6.0)
    two = follower("two", [(0, 0), (100, 0)], 5.2)
    history = simulate(scene_of(one, two, duration_s=6.0), SETTINGS)
    assert history.contacts[0][1:] == (FIRST, SECOND)
    assert history.handovers == ()


@pytest.mark.parametrize("wetness", [0.0, 1.0])
@pytest.mark.parametrize("speed", [6.0, 10.0])
def test_a_car_that_slides_sideways_stops_after_the_square_of_its_speed(wetness: float, speed: float) -> None:
    scene = scene_of(standing("car"), events=[release("car", (0.0, speed, 0.0))], duration_s=4.0)
    scene = replace(scene, environment=Environment(wetness=wetness))
    history = simulate(scene, SETTINGS)
    slid = centre(history, FIRST, 4.0)[1] - centre(history, FIRST, 0.0)[1]
    expected = speed**2 / (2 * tyre_friction(scene.environment) * GRAVITY)
    # the load rocks on its springs: what presses is the weight on average, not in each state, and the car gains or
    # loses up to a tenth of a period of 1/1.3 s at the beginning and at the end
    assert slid == pytest.approx(expected, rel=0.06)
    assert uprightness(history, FIRST, 4.0) > 0.999


def test_a_car_that_spins_is_slowed_by_its_tyres_side_forces() -> None:
    scene = scene_of(standing("car"), events=[release("car", yaw_radps=6.0)], duration_s=3.0)
    history = simulate(scene, SETTINGS)
    # both axles are 1.35 m from the centre of mass: torque mu m g 1.35, over the yaw inertia
    inertia = solid_of(CAR).inertia_m2
    assert inertia is not None
    loss = DRY * GRAVITY * 1.35 / inertia[2]
    early = history.velocity_at(FIRST, 0.05)[1][2] - history.velocity_at(FIRST, 0.45)[1][2]
    # side forces and rolling resistance share the friction circle: (0.03 / 0.8)^2 / 2 is nothing; the rest is the
    # tilt of the load on its springs
    assert early / 0.4 == pytest.approx(loss, rel=0.03)
    assert np.abs(history.velocity_at(FIRST, 3.0)[1]).max() < 0.02


def test_a_released_car_rolls_on_along_its_heading() -> None:
    scene = scene_of(follower("car", [(0, 0), (200, 0)], 10.0), events=[release("car")], duration_s=3.0)
    history = simulate(scene, SETTINGS)
    # resistance 0.03 of the weight: v t - 0.03 g t^2 / 2
    assert history.body_at(FIRST, 3.0).translation_m[0] == pytest.approx(30 - 0.015 * GRAVITY * 9, abs=0.1)
    assert history.handovers[0].by == 0


def tripping_speed_mps() -> float:
    """Sideways against a kerb: the rotation that the impact leaves lifts the centre of mass over the outer wheels.

    Angular momentum about the kerb: m v h = I0 w; energy: I0 w^2 / 2 = m g (sqrt(h^2 + b^2) - h).
    """
    solid = solid_of(CAR)
    assert solid.inertia_m2 is not None
    h, b = solid.centre_m[2], 0.9
    about_edge = solid.inertia_m2[0] + h * h + b * b
    return math.sqrt(2 * GRAVITY * about_edge * (math.hypot(h, b) - h)) / h


@pytest.mark.parametrize(("share", "kerb", "over"), [(2.0, True, True), (0.4, True, False), (2.0, False, False)])
def test_a_kerb_trips_a_car_that_slides_fast_enough(share: float, *, kerb: bool, over: bool) -> None:
    speed = share * tripping_speed_mps()
    pavement = Lane(id="p", kind="pavement", width_m=20.0, centre_m=((-50, 12.2, 0.15), (50, 12.2, 0.15)))
    scene = scene_of(
        standing("car"),
        events=[release("car", (0.0, speed, 0.0))],
        lanes=[pavement] if kerb else [],
        duration_s=4.0,
    )
    history = simulate(scene, SETTINGS)
    lowest = min(uprightness(history, FIRST, t) for t in np.arange(0.0, 4.0, 0.1))
    assert (lowest < 0.0) == over
    assert history.body_position_m[:, FIRST - 1, 2].max() < 4.0


def test_who_arrives_later_crashes_into_the_wreck() -> None:
    one = follower("one", [(0, 0), (200, 0)], 10.0)
    wreck = Actor(name="parked", asset=CAR, T_world_body=Pose.planar(20.0, 0, math.pi / 2))
    late = follower("late", [(-40, 0), (200, 0)], 15.0)
    history = simulate(scene_of(one, wreck, late, duration_s=5.0), SETTINGS)
    assert {one.instance for one in history.handovers} == {FIRST, SECOND, THIRD}
    assert history.handovers[-1].instance == THIRD
    assert history.velocity_at(THIRD, 5.0)[0][0] < 5.0


def test_what_stands_fast_stops_a_car() -> None:
    sign = Actor(
        name="pole",
        asset=Block(size_m=(0.2, 0.2, 3.0), semantic="object.traffic_light"),
        T_world_body=Pose.planar(20.0, 0, 0),
    )
    history = simulate(scene_of(follower("car", [(0, 0), (200, 0)], 12.0), sign, duration_s=3.0), SETTINGS)
    assert [one.instance for one in history.handovers] == [FIRST]
    assert history.body_at(FIRST, 3.0).translation_m[0] < 20.0 - 3.0
    assert history.body_at(SECOND, 3.0).translation_m == pytest.approx((20.0, 0, 0))


def test_a_person_does_not_throw_a_car_off_its_course() -> None:
    child = follower("child", [(10.0, -2.0), (10.0, 8.0)], 3.0, PERSON)
    history = simulate(scene_of(child, ego=follower("ego", [(0, 0), (100, 0)], 10.0)), SETTINGS)
    assert [(one.instance, one.by) for one in history.handovers] == [(FIRST, 1)]


def test_a_crash_replays_byte_by_byte() -> None:
    one, two = (simulate(head_on(0.7), SETTINGS) for _ in range(2))
    assert one.body_position_m.tobytes() == two.body_position_m.tobytes()
    assert one.moving_rotation_xyzw.tobytes() == two.moving_rotation_xyzw.tobytes()
    assert one.contacts == two.contacts


def test_a_wreck_neither_sinks_nor_leaves_the_ground() -> None:
    history = simulate(head_on(0.9), SETTINGS)
    for k in (FIRST, SECOND):
        up = rotate(history.body_rotation_xyzw[:, k - 1], np.tile([0.0, 0.0, 1.0], (len(history.body_position_m), 1)))
        assert up[-1, 2] > 0.99
        assert abs(history.body_position_m[-1, k - 1, 2]) < 0.05
        assert np.linalg.norm(history.body_velocity_mps[-1, k - 1, :2]) < 0.01
