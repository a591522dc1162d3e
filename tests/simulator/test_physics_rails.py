"""Bodies on paths, against closed forms."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from physics_bodies import CAR, PERSON, SETTINGS, STEP_S, Block, follower, scene_of

from scenes.actor import Actor, Path
from scenes.errors import ConfigError, SceneError
from scenes.pose import Pose, multiply_quaternions, rotate, rotation_of
from scenes.storyboard import AtTime, Event, SetSpeed
from simulator.physics.engine import simulate
from simulator.physics.kinematics import CORNER_BLEND_M, advance, track_of
from simulator.physics.settings import PhysicsSettings
from simulator.storyboard.runtime import rails_of

STILL_WALKER = Block(semantic="human.pedestrian.adult")


def change(actor: str, at_s: float, speed_mps: float, rate: float) -> Event:
    action = SetSpeed(actor=actor, speed_mps=speed_mps, acceleration_mps2=rate)
    return Event(name=f"{actor} {at_s}", trigger=AtTime(time_s=at_s), actions=(action,))


def walker(speed: float) -> Actor:
    return follower("walker", [(0, 0), (200, 0)], speed, STILL_WALKER)


def test_the_path_starts_at_time_zero_and_is_followed_at_constant_speed() -> None:
    history = simulate(scene_of(walker(1.7)), SETTINGS)
    for t in (-0.1, 0.0, 0.3337, 2.0):
        assert history.body_at(2, t).translation_m == pytest.approx((1.7 * t, 0, 0), abs=1e-9)


def test_braking_distance() -> None:
    history = simulate(scene_of(walker(12.0), events=[change("walker", 0.5, 0.0, 7.0)], duration_s=4.0), SETTINGS)
    assert history.body_at(2, 4.0).translation_m[0] == pytest.approx(12.0 * 0.5 + 12.0**2 / (2 * 7.0), abs=1e-9)
    assert history.velocity_at(2, 4.0)[0] == pytest.approx(np.zeros(3), abs=0)


def test_an_event_between_two_steps_happens_at_the_second() -> None:
    late = 0.5 + 0.3 * STEP_S
    history = simulate(scene_of(walker(0.0), events=[change("walker", late, 5.0, 2.0)]), SETTINGS)
    fired = 0.5 + STEP_S
    assert history.velocity_at(2, fired)[0][0] == 0.0
    assert history.velocity_at(2, 1.5)[0][0] == pytest.approx(2.0 * (1.5 - fired), abs=1e-9)


def test_of_two_events_at_one_time_the_later_in_the_storyboard_holds() -> None:
    events = [change("walker", 0.5, 9.0, 3.0), change("walker", 0.5, 0.0, 3.0)]
    assert simulate(scene_of(walker(3.0), events=events), SETTINGS).velocity_at(2, 1.9)[0][0] == 0.0
    events.reverse()
    assert simulate(scene_of(walker(3.0), events=events), SETTINGS).velocity_at(2, 1.5)[0][0] > 3.0


@given(speed=st.floats(0, 40), target=st.floats(0, 40), rate=st.floats(0.1, 12), step=st.floats(1e-3, 0.02))
@settings(max_examples=50, deadline=None)
def test_one_long_step_covers_as_much_as_many_short_ones(speed: float, target: float, rate: float, step: float) -> None:
    long, end = advance(np.array([speed]), np.array([target]), np.array([rate]), 20 * step)
    pieces, speeds = advance(np.array([speed]), np.array([target]), np.array([rate]), step, 20)
    assert pieces.sum() == pytest.approx(long[0, 0], abs=1e-9)
    assert speeds[-1, 0] == pytest.approx(end[0, 0], abs=1e-9)


@given(speed=st.floats(0, 40), target=st.floats(0, 40), rate=st.floats(0.1, 12), step=st.floats(1e-3, 0.02))
@settings(max_examples=50, deadline=None)
def test_steps_at_once_are_the_same_as_one_by_one(speed: float, target: float, rate: float, step: float) -> None:
    goals, rates, now = np.array([target, speed]), np.array([rate, rate]), np.array([speed, target])
    pieces, speeds = advance(now, goals, rates, step, 20)
    for k in range(20):
        piece, then = advance(now, goals, rates, step)
        np.testing.assert_array_equal(piece[0], pieces[k])
        np.testing.assert_array_equal(then[0], speeds[k])
        now = then[0]


def test_a_body_heads_along_its_path_and_turns_over_a_metre_at_a_corner() -> None:
    track = track_of(Path(points_m=((0, 0, 0), (10, 0, 0), (10, 10, 0))), "x")
    s = np.array([0.0, 10.0 - CORNER_BLEND_M, 10.0, 10.0 + CORNER_BLEND_M, 25.0])
    position, rotation = track.poses(s)
    headings = [Pose.from_arrays(p, q).yaw_rad for p, q in zip(position, rotation, strict=True)]
    assert headings == pytest.approx([0, 0, math.pi / 4, math.pi / 2, math.pi / 2])
    assert position[-1] == pytest.approx([10.0, 15.0, 0.0])  # straight on beyond the end
    assert track.curvature(s) == pytest.approx([0, math.pi / 4, math.pi / 4, 0, 0])


def test_a_heading_turns_the_short_way_round() -> None:
    ring = [(math.cos(a), math.sin(a), 0.0) for a in np.linspace(0, 4 * math.pi, 400)]
    track = track_of(Path(points_m=tuple((20 * x, 20 * y, z) for x, y, z in ring)), "x")
    # a chord is shorter than its arc by (4 pi / 399)^2 / 24 of it
    assert track.curvature(np.linspace(1, 200, 50)) == pytest.approx(np.full(50, 1 / 20), rel=5e-5)


def test_velocity_and_spin_are_the_derivatives_of_the_pose_for_a_car_that_brakes_in_a_bend() -> None:
    bend = [(30 * math.sin(a), 30 * (1 - math.cos(a))) for a in np.linspace(0, 2, 300)]
    car = follower("car", bend, 8.0)
    history = simulate(scene_of(car, events=[change("car", 0.5, 2.0, 6.0)]), PhysicsSettings(rate_hz=960))
    h = history.step_s
    position, velocity = history.body_position_m[:, 1], history.body_velocity_mps[:, 1]
    slope = (position[2:] - position[:-2]) / (2 * h)
    # the polyline's corners (0.007 rad at up to 8 m/s) bound what central differences miss
    assert np.abs(slope - velocity[1:-1]).max() < 8.0 * 2 / 299
    q, spin = history.body_rotation_xyzw[:, 1], history.body_spin_radps[:, 1]
    dq = (q[2:] - q[:-2]) / (2 * h)
    x, y, z, w = q[1:-1].T
    conjugate = np.stack([-x, -y, -z, w], axis=1)
    measured = 2 * multiply_quaternions(dq, conjugate)[:, :3]
    # accelerations jump when braking begins and ends and where the curve begins; there half the jump within a step is
    # missed: roll and pitch slopes of at most 2 rad/s2 times h, and the yaw rate's own jump of 8/30 rad/s at the start
    error = np.abs(measured - spin[1:-1]).max(axis=1)
    assert np.sort(error)[:-4].max() < 2.0 * h


def test_contacts_between_bodies_on_rails_are_recorded_at_the_first_touch() -> None:
    ego = follower("ego", [(0, 0), (100, 0)], 10.0)
    parked = Actor(name="parked", asset=CAR, T_world_body=Pose.planar(15.0, 0.0, 0.0))
    beside = Actor(name="beside", asset=CAR, T_world_body=Pose.planar(8.0, 1.81, 0.0))
    history = simulate(scene_of(parked, beside, ego=ego), SETTINGS)
    (t, a, b), *_ = history.contacts  # what follows is a crash
    # the front at 3.6 m meets the rear at 15 - 0.9 m
    assert (a, b) == (1, 2)
    assert 0 <= t - (15.0 - 0.9 - 3.6) / 10.0 <= STEP_S


def test_members_of_one_group_do_not_touch() -> None:
    bike = follower("bike", [(0, 0), (50, 0)], 5.0, Block(semantic="vehicle.bicycle"))
    rider = follower("rider", [(0, 0), (50, 0)], 5.0, PERSON)
    pair = (replace(bike, group=7), replace(rider, group=7))
    assert simulate(scene_of(*pair), SETTINGS).contacts == ()


def test_brake_lamps() -> None:
    events = [
        change("ego", 0.5, 8.0, 0.4),  # coasting
        change("ego", 1.0, 0.0, 8.0),  # braking to a stop
        change("ego", 2.5, 5.0, 2.0),  # moving off
    ]
    ego = follower("ego", [(0, 0), (100, 0)], 8.3)
    history = simulate(scene_of(walker(1.0), ego=ego, events=events, duration_s=3.0), SETTINGS)
    lamp = {t: bool(history.braking_at(t)[0]) for t in (0.0, 0.7, 1.0, 1.5, 2.4, 2.6)}
    assert lamp == {0.0: False, 0.7: False, 1.0: True, 1.5: True, 2.4: True, 2.6: False}
    assert not history.brake_lamp[:, 1].any()


def test_a_car_parked_since_before_the_clip_has_no_brake_lamps() -> None:
    assert not simulate(scene_of(follower("car", [(0, 0), (1, 0)], 0.0)), SETTINGS).brake_lamp.any()


def test_two_runs_are_equal_to_the_bit() -> None:
    ball = Actor(name="ball", asset=Block(shape="sphere"), body="dynamic", mass_kg=1.0, restitution=0.5)
    ego = follower("ego", [(-8, 0.2), (50, 0)], 10.0)
    scene = scene_of(ball, follower("child", [(4, -3), (4, 9)], 3.0, PERSON), ego=ego)
    first, second = simulate(scene, SETTINGS), simulate(scene, SETTINGS)
    assert first.contacts == second.contacts != ()
    for name in ("body_position_m", "body_rotation_xyzw", "body_velocity_mps", "body_spin_radps"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()
    assert first.moving_position_m.tobytes() == second.moving_position_m.tobytes()


def test_a_history_spans_lead_and_tail_and_cannot_be_written() -> None:
    history = simulate(scene_of(walker(1.0)), PhysicsSettings())
    assert history.start_s == pytest.approx(-0.1, abs=1e-12)
    assert history.end_s == pytest.approx(2.0 + 3.0, abs=1e-9)
    with pytest.raises(ValueError, match="read-only"):
        history.body_position_m[0] = 0.0
    with pytest.raises(ValueError, match="outside the simulated"):
        history.body_at(1, 5.1)


def test_static_bodies_and_scenery_are_only_in_rest() -> None:
    parked = Actor(name="parked", asset=CAR, T_world_body=Pose.planar(15.0, 3.0, 0.5))
    history = simulate(scene_of(parked, walker(1.0)), SETTINGS)
    assert list(history.moving_links) == [0, 1, 2, 3, 4, 10]  # the ego's five, the walker's one; the parked car's not
    assert history.rest.position_m[5] == pytest.approx([15.0, 3.0, 0.0])
    wheel = Pose.planar(15.0, 3.0, 0.5).apply(np.array([2.7, 0.8, 0.3]))
    assert history.links_at(1.0).position_m[9] == pytest.approx(wheel)


def test_a_path_without_length_is_refused_by_name() -> None:
    with pytest.raises(SceneError, match="'walker': its path has no length"):
        simulate(scene_of(follower("walker", [(1, 1), (1, 1)], 1.0)), SETTINGS)


def test_settings_out_of_range_are_refused_by_name() -> None:
    with pytest.raises(ConfigError, match=r"physics\.rate_hz: must be from 60 to 2000, got 10"):
        PhysicsSettings(rate_hz=10)


def climber(asset: Block) -> Actor:
    """Somebody who drives 40 m on the flat, then up a grade of 0.1, then level again, at 10 m/s."""
    points = ((0.0, 0.0, 0.0), (40.0, 0.0, 0.0), (80.0, 0.0, 4.0), (120.0, 0.0, 4.0))
    return replace(follower("climber", [(0, 0), (120, 0)], 10.0, asset), path=Path(points_m=points))


def test_both_axles_of_a_vehicle_stand_on_a_path_that_climbs() -> None:
    """The front one on the chord's end at the wheelbase: in a bend of the grade nearer than 1 cm."""
    settings = PhysicsSettings(tail_s=0.0)
    rail = rails_of(scene_of(climber(CAR), duration_s=10.0), settings)[2].motion
    front = rail.position_m + rotate(rail.rotation_xyzw, np.broadcast_to([CAR.wheelbase_m, 0.0, 0.0], (1, 3)))
    ground = np.interp(front[:, 0], [0.0, 40.0, 80.0, 120.0], [0.0, 0.0, 4.0, 4.0])
    np.testing.assert_allclose(front[:, 2], ground, atol=0.01)
    steep = rotation_of(rail.rotation_xyzw)[np.abs(rail.position_m[:, 0] - 60.0) < 10.0, 2, 0]
    np.testing.assert_allclose(steep, math.sin(math.atan(0.1)), atol=1e-12)


def test_the_spin_of_a_climbing_vehicle_is_the_change_of_its_rotation() -> None:
    """Nose up by atan(0.1) between the flat and the grade, whose integral the spin about y is."""
    settings = PhysicsSettings(tail_s=0.0)
    rail = rails_of(scene_of(climber(CAR), duration_s=6.0), settings)[2].motion
    assert rail.spin_radps[:, 1].sum() * settings.step_s == pytest.approx(-math.atan(0.1), abs=1e-3)


def test_people_stay_upright_and_riders_lean_with_what_they_ride() -> None:
    person, machine = climber(STILL_WALKER), replace(climber(CAR), group=1)
    rider = replace(climber(STILL_WALKER), name="rider", group=1)
    rails = rails_of(scene_of(person, replace(machine, name="machine"), rider, duration_s=6.0), SETTINGS)
    up = [rotation_of(rails[k].motion.rotation_xyzw)[:, 2, 2].min() for k in (2, 3, 4)]
    assert up[0] == 1.0
    assert up[1] == up[2] < 0.996


def test_a_sampled_curve_turns_all_along() -> None:
    """R = 300 m in chords of 7 m: the heading's change is 1/R within the spread of the first and last piece."""
    turn = np.linspace(0.0, 0.5, 22)
    arc = [(300.0 * math.sin(a), 300.0 * (1.0 - math.cos(a))) for a in turn]
    track = track_of(Path(points_m=tuple((x, y, 0.0) for x, y in arc)), "car")
    np.testing.assert_allclose(track.curvature(np.linspace(5.0, 140.0, 50)), 1.0 / 300.0, rtol=1e-3)
