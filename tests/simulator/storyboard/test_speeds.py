"""Speeds, gaps and arrivals, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn_places import at, driver, on_lane, staged, told_of
from hypothesis import given, settings
from hypothesis import strategies as st
from physics_bodies import SETTINGS

from scenes.errors import SceneError
from scenes.scene import Scene
from scenes.storyboard.actions import Action
from scenes.storyboard.motion import (
    ChangeSpeed,
    Dimension,
    Dynamics,
    FollowSpeedProfile,
    GoTo,
    KeepDistance,
    Limits,
    MatchSpeed,
    Shape,
    SpeedEntry,
    Synchronize,
)
from scenes.storyboard.positions import LanePosition
from simulator.storyboard.longitudinal import LinearPieces, ShapedChange, meeting_cubic, time_to_cover_s

TICK_S = 1.0 / 40.0


def course(scene: Scene, name: str = "car") -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Times, odometer and speed of a car."""
    world = told_of(scene).world
    column = world.agent(name).column
    times = (np.arange(world.states) - world.lead) * world.step_s
    return times, world.distance_m[:, column], world.speed_mps[:, column]


def at_time(series: np.ndarray, time_s: float) -> float:
    return float(series[SETTINGS.index_from(time_s)])


@pytest.mark.parametrize("shape", ["linear", "cubic", "sinusoidal"])
@pytest.mark.parametrize(("dimension", "value"), [("time", 2.0), ("distance", 15.0), ("rate", 5.0)])
def test_a_change_of_speed_takes_its_time_its_distance_or_its_peak_rate(
    shape: Shape, dimension: Dimension, value: float
) -> None:
    """From 10 to 5 m/s. Every shape is symmetric: the mean is 7.5 m/s, whatever the shape."""
    change = ChangeSpeed(actor="car", speed_mps=5.0, dynamics=Dynamics(shape=shape, dimension=dimension, value=value))
    times, odometer, speed = course(
        staged(driver("car", 10.0), init=[on_lane("car", -2, 20.0)], events=[at(1.0, change)])
    )
    peak = {"linear": 1.0, "cubic": 1.5, "sinusoidal": math.pi / 2}[shape]
    took = {"time": 2.0, "distance": 15.0 / 7.5, "rate": peak * 5.0 / 5.0}[dimension]
    begun, ended = at_time(odometer, 1.0), float(np.interp(1.0 + took, times, odometer))
    assert ended - begun == pytest.approx(7.5 * took, abs=5e-4)  # interpolated within a step: 4/3 h^2/8 of 8 m/s2
    assert at_time(speed, 1.0 + took) == pytest.approx(5.0, abs=1e-9)
    rate = np.abs(np.diff(speed)).max() * SETTINGS.rate_hz
    assert rate == pytest.approx(peak * 5.0 / took, rel=1e-3)


@given(
    start=st.floats(0, 40),
    end=st.floats(0, 40),
    seconds=st.floats(0.2, 10),
    shape=st.sampled_from(["linear", "cubic", "sinusoidal"]),
)
@settings(max_examples=60, deadline=None)
def test_distance_is_the_integral_of_speed(start: float, end: float, seconds: float, shape: Shape) -> None:
    plan = ShapedChange(start_mps=start, end_mps=end, time_s=seconds, shape=shape)
    t = np.linspace(0.0, 1.2 * seconds, 4001)
    distance, speed = plan.at(t)
    summed = np.concatenate([[0.0], np.cumsum(0.5 * (speed[1:] + speed[:-1]) * np.diff(t))])
    # the trapezium's error: T h^2 / 12 of the largest second derivative of the speed, 6 |change| / T^2
    bound = t[-1] * (t[1] - t[0]) ** 2 / 12 * 6.0 * abs(end - start) / seconds**2
    assert np.abs(distance - summed).max() <= 2.0 * bound + 1e-9


def test_a_step_is_immediate() -> None:
    step = ChangeSpeed(actor="car", speed_mps=3.0)
    _, _, speed = course(staged(driver("car", 10.0), init=[on_lane("car", -2, 20.0)], events=[at(1.0, step)]))
    assert (at_time(speed, 1.0 - 0.01), at_time(speed, 1.0)) == (10.0, 3.0)


def test_a_change_that_covers_no_distance_is_refused() -> None:
    dynamics = Dynamics(shape="linear", dimension="distance", value=5.0)
    backwards = ChangeSpeed(actor="car", speed_mps=-10.0, dynamics=dynamics)
    scene = staged(driver("car", 10.0), init=[on_lane("car", -2, 20.0)], events=[at(1.0, backwards)])
    with pytest.raises(SceneError, match="ChangeSpeed: a change from 10 to -10 m/s covers no distance"):
        told_of(scene)


def test_anothers_speed_is_followed_a_tick_later() -> None:
    """The other brakes from 20 m/s at 2 m/s2 for 4 s; the car drives 3 m/s slower."""
    brake = ChangeSpeed(actor="lead", speed_mps=12.0, dynamics=Dynamics(shape="linear", value=4.0))
    follow = MatchSpeed(actor="car", reference="lead", delta_mps=-3.0, continuous=True)
    scene = staged(
        driver("lead", 20.0),
        driver("car", 10.0),
        init=[on_lane("lead", -2, 60.0), on_lane("car", -2, 20.0)],
        events=[at(1.0, brake, follow)],
    )
    _, _, speed = course(scene)
    assert at_time(speed, 3.0) == pytest.approx(20.0 - 2.0 * (2.0 - TICK_S) - 3.0, abs=1e-9)
    assert at_time(speed, 6.0) == pytest.approx(9.0, abs=1e-9)


def test_a_profile_is_linear_between_its_entries() -> None:
    """10 to 16 in 2 s, 4 in 3 s: 26 + 30 m."""
    entries = (SpeedEntry(speed_mps=16.0, time_s=2.0), SpeedEntry(speed_mps=4.0, time_s=3.0))
    profile = FollowSpeedProfile(actor="car", entries=entries)
    _, odometer, speed = course(staged(driver("car", 10.0), init=[on_lane("car", -2, 20.0)], events=[at(1.0, profile)]))
    assert [at_time(speed, t) for t in (2.0, 3.0, 4.5, 6.0, 7.0)] == pytest.approx([13.0, 16.0, 10.0, 4.0, 4.0])
    assert at_time(odometer, 6.0) - at_time(odometer, 1.0) == pytest.approx(26.0 + 30.0)


def test_a_gap_is_reached_within_the_limits_and_kept() -> None:
    """Bumper to bumper 20 m behind a car at 15 m/s, from 60 m and 20 m/s."""
    limits = Limits(acceleration_mps2=2.0, deceleration_mps2=3.0)
    keep = KeepDistance(actor="car", reference="lead", distance_m=20.0, continuous=True, limits=limits)
    scene = staged(
        driver("lead", 15.0),
        driver("car", 20.0),
        init=[on_lane("lead", -2, 100.0), on_lane("car", -2, 35.5)],
        events=[at(0.0, keep)],
        duration_s=25.0,
    )
    _, own, speed = course(scene)
    lead = course(scene, "lead")[1]
    gap = (lead + 100.0) - (own + 35.5) - 4.5
    assert gap[-1] == pytest.approx(20.0, abs=0.1)
    assert gap.min() > 19.5  # no overshoot worth the name
    rates = np.diff(speed) * SETTINGS.rate_hz
    assert (rates.min(), rates.max()) >= (-3.0 - 1e-6, 0.0)
    assert rates.max() <= 2.0 + 1e-6


@pytest.mark.parametrize("final", [None, 5.0, 12.0])
@pytest.mark.parametrize("steady", [0.0, 1.0])
def test_both_arrive_together(final: float | None, steady: float) -> None:
    """The master needs 5 s for 100 m; the car has 60 m."""
    meet = Synchronize(
        actor="car",
        master="lead",
        master_goal=LanePosition(road="1", lane=-2, s_m=120.0),
        goal=LanePosition(road="1", lane=-3, s_m=90.0),
        final_speed_mps=final,
        steady_s=steady,
    )
    scene = staged(
        driver("lead", 20.0),
        driver("car", 10.0),
        init=[on_lane("lead", -2, 20.0), on_lane("car", -3, 30.0)],
        events=[at(0.0, meet)],
    )
    times, odometer, speed = course(scene)
    arrived = float(np.interp(60.0, odometer, times))
    assert arrived == pytest.approx(5.0, abs=TICK_S)
    if final is not None:
        before = 5.0 - steady if steady else 5.0
        assert float(np.interp(before, times, speed)) == pytest.approx(final, abs=0.3 if steady else 0.05)


def test_a_master_that_brakes_is_waited_for() -> None:
    """It brakes from 20 to 10 m/s at 2 m/s2 on the way: 75 m in 5 s, the last 25 m in 2.5 s."""
    brake = ChangeSpeed(actor="lead", speed_mps=10.0, dynamics=Dynamics(shape="linear", value=5.0))
    meet = Synchronize(
        actor="car",
        master="lead",
        master_goal=LanePosition(road="1", lane=-2, s_m=120.0),
        goal=LanePosition(road="1", lane=-3, s_m=90.0),
        final_speed_mps=10.0,
    )
    scene = staged(
        driver("lead", 20.0),
        driver("car", 10.0),
        init=[on_lane("lead", -2, 20.0), on_lane("car", -3, 30.0)],
        events=[at(0.0, brake, meet)],
        duration_s=10.0,
    )
    times, odometer, _ = course(scene)
    assert float(np.interp(60.0, odometer, times)) == pytest.approx(7.5, abs=TICK_S)


@given(
    distance=st.floats(5, 200),
    seconds=st.floats(1, 20),
    speed=st.floats(0, 30),
    final=st.one_of(st.none(), st.floats(0, 30)),
)
@settings(max_examples=80, deadline=None)
def test_a_meeting_is_kept_and_planned_again_it_is_the_same(
    distance: float, seconds: float, speed: float, final: float | None
) -> None:
    plan = meeting_cubic(distance, seconds, speed, final)
    covered, reached = plan.at(np.array([seconds]))
    assert covered[0] == pytest.approx(distance, abs=1e-6)
    if final is not None:
        assert reached[0] == pytest.approx(final, abs=1e-6)
    done, now = plan.at(np.array([0.4 * seconds]))
    again = meeting_cubic(distance - done[0], 0.6 * seconds, float(now[0]), final)
    assert again.jerk_mps3 == pytest.approx(plan.jerk_mps3, rel=1e-6, abs=1e-6)


@given(speed=st.floats(0, 30), target=st.floats(0, 30), rate=st.floats(0.2, 8), distance=st.floats(0.1, 300))
@settings(max_examples=80, deadline=None)
def test_the_time_to_cover_a_distance_is_when_it_is_covered(
    speed: float, target: float, rate: float, distance: float
) -> None:
    seconds = time_to_cover_s(distance, speed, target, rate)
    if not math.isfinite(seconds):
        assert (speed + target) * abs(target - speed) / rate / 2.0 <= distance + 1e-6
        return
    ramp = max(abs(target - speed) / rate, 1e-9)
    covered, _ = LinearPieces(times_s=(0.0, ramp), speeds_mps=(speed, target)).at(np.array([seconds]))
    assert covered[0] == pytest.approx(distance, rel=1e-6, abs=1e-5)


def test_who_goes_somewhere_stands_there() -> None:
    goal: Action = GoTo(actor="car", position=LanePosition(road="1", lane=-2, s_m=120.0))
    scene = staged(driver("car", 15.0), init=[on_lane("car", -2, 20.0)], events=[at(0.0, goal)], duration_s=15.0)
    _, odometer, speed = course(scene)
    assert speed[-1] == 0.0
    assert odometer[-1] == pytest.approx(100.0, abs=0.05)
    assert np.diff(speed).min() * SETTINGS.rate_hz > -2.5


def test_on_the_way_to_a_goal_the_speed_is_changed_by_others() -> None:
    """15 to 10 m/s at 1 s; at 2 m/s2 the last 25 m are for braking, which ends what holds the speed then."""
    goal: Action = GoTo(actor="car", position=LanePosition(road="1", lane=-2, s_m=120.0))
    slower = ChangeSpeed(actor="car", speed_mps=10.0, dynamics=Dynamics(shape="linear", value=1.0))
    hold = MatchSpeed(actor="car", reference="ego", delta_mps=10.0, continuous=True)
    scene = staged(
        driver("car", 15.0),
        init=[on_lane("car", -2, 20.0)],
        events=[at(0.0, goal), at(1.0, slower), at(3.0, hold)],
        duration_s=20.0,
    )
    _, odometer, speed = course(scene)
    assert at_time(speed, 2.5) == pytest.approx(10.0)
    assert float(np.interp(74.0, odometer, speed)) == pytest.approx(10.0, abs=1e-6)
    assert (speed[-1], odometer[-1]) == (0.0, pytest.approx(100.0, abs=0.05))
    stopped = [t.path for t in told_of(scene).truth.transitions if t.state == "stopTransition" and t.kind == "action"]
    assert stopped == ["MatchSpeed 3.0::action 1"]
