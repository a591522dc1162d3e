"""Changes of lane and offset, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from drawn_places import DrawnPlace, at, driver, on_lane, staged, told_of
from hypothesis import given, settings
from hypothesis import strategies as st
from physics_bodies import SETTINGS, STEP_S

from scenes.errors import SceneError
from scenes.scene import Scene
from scenes.storyboard.motion import ChangeLane, Dynamics, OffsetInLane, Shape
from simulator.physics.motion import Rail
from simulator.storyboard.lateral import OffsetPlan
from simulator.storyboard.rails import rails_of_world

WIDTH_M = 3.75
"""Of the lanes; lane -2 lies right of the median, -3 right of it."""


def rail(scene: Scene) -> Rail:
    return rails_of_world(told_of(scene).world)[2]


def changing(dynamics: Dynamics, speed: float = 25.0, lane: int = 1) -> Scene:
    """At 1 s, from lane -3 to the left."""
    change = ChangeLane(actor="car", lane=lane, reference="car", dynamics=dynamics)
    return staged(driver("car", speed), init=[on_lane("car", -3, 20.0)], events=[at(1.0, change)])


@pytest.mark.parametrize("shape", ["linear", "cubic", "sinusoidal"])
def test_a_lane_change_ends_in_the_middle_of_the_next_lane_after_its_time(shape: Shape) -> None:
    y = rail(changing(Dynamics(shape=shape, value=4.0))).motion.position_m[:, 1]
    start, end = SETTINGS.index_from(1.0), SETTINGS.index_from(5.0)
    assert y[: start + 1] == pytest.approx(np.full(start + 1, -2.0 - 1.5 * WIDTH_M), abs=1e-6)
    assert y[(start + end) // 2] == pytest.approx(-2.0 - WIDTH_M, abs=1e-3)  # half way at half the time
    assert y[end:] == pytest.approx(np.full(len(y) - end, -2.0 - 0.5 * WIDTH_M), abs=1e-6)


def test_a_change_over_a_distance_ends_there_whatever_the_speed() -> None:
    """60 m along the road; the slope of the way makes the driven one longer by the square of it: 60 (3.75/60)^2 / 2."""
    motion = rail(changing(Dynamics(shape="cubic", dimension="distance", value=60.0), speed=10.0)).motion
    x, y = motion.position_m[:, 0], motion.position_m[:, 1]
    start = x[SETTINGS.index_from(1.0)]
    arrived = x[np.argmax(y > -2.0 - 0.5 * WIDTH_M - 1e-4)]
    assert arrived - start == pytest.approx(60.0, abs=0.6)


@pytest.mark.parametrize(
    ("shape", "peak"), [("sinusoidal", math.pi**2 / 2), ("cubic", 6.0)], ids=["sinusoidal", "cubic"]
)
def test_the_peak_lateral_acceleration_is_that_of_the_shape(shape: Shape, peak: float) -> None:
    """y'' of y = w f(t / T) is w f'' / T^2: pi^2/2 for (1 - cos pi x)/2, 6 for 3x^2 - 2x^3, at the ends."""
    found = rail(changing(Dynamics(shape=shape, value=4.0)))
    y = found.motion.position_m[:, 1]
    measured = np.abs(np.diff(y, 2) / STEP_S**2)
    # the second difference over a step in which y'' begins misses at most its change over that step
    third = WIDTH_M * 2.0 * math.pi**3 / 4.0**3
    assert np.sort(measured)[-3] == pytest.approx(WIDTH_M * peak / 16.0, abs=third * STEP_S)
    # in the frame of the car the same, as it heads along its way: v times the rate of turn
    inside = slice(SETTINGS.index_from(1.0) + 2, SETTINGS.index_from(5.0) - 2)
    assert np.abs(found.lateral_mps2[inside]).max() == pytest.approx(WIDTH_M * peak / 16.0, rel=0.02)


def test_the_car_heads_where_it_goes() -> None:
    motion = rail(changing(Dynamics(shape="sinusoidal", value=4.0))).motion
    velocity = np.gradient(motion.position_m, STEP_S, axis=0)
    heading = np.arctan2(velocity[:, 1], velocity[:, 0])
    yaw = 2.0 * np.arctan2(motion.rotation_xyzw[:, 2], motion.rotation_xyzw[:, 3])
    middle = slice(SETTINGS.index_from(1.1), SETTINGS.index_from(4.9))
    assert heading[middle] == pytest.approx(yaw[middle], abs=1e-3)
    assert np.hypot(velocity[middle, 0], velocity[middle, 1]) == pytest.approx(
        np.full(middle.stop - middle.start, 25.0), abs=0.02
    )


def test_in_a_bend_the_speed_stays_while_the_way_grows_shorter() -> None:
    """On a left bend of R = 125 m lane -3 lies 7.6 m outside: the car covers v t there, not v t of the middle."""
    bend = '<geometry s="0" x="0" y="0" hdg="0" length="300"><arc curvature="0.008"/></geometry>'
    change = ChangeLane(actor="car", lane=1, reference="car", dynamics=Dynamics(shape="cubic", value=3.0))
    scene = staged(
        driver("car", 20.0), init=[on_lane("car", -3, 20.0)], events=[at(1.0, change)], where=DrawnPlace(plan=bend)
    )
    position = rail(scene).motion.position_m
    speed = np.linalg.norm(np.diff(position[:, :2], axis=0), axis=1) / STEP_S
    assert speed == pytest.approx(np.full(len(speed), 20.0), abs=0.15)  # chords of 1 m turn their corners at 8 mrad


def test_indicators_follow_lane_changes_to_their_side() -> None:
    lamps = told_of(changing(Dynamics(shape="sinusoidal", value=4.0))).truth.lamps
    left = [(round(one.time_s, 6), one.state) for one in lamps if one.lamp == "indicator_left"]
    assert left == [(1.0, "on"), (5.0, "auto")]


def test_a_lane_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(SceneError, match=r"no lane 9 to the left of .car., who is in lane -3 of road .1."):
        told_of(changing(Dynamics(shape="step"), lane=9))


def test_an_offset_in_the_lane_takes_no_more_than_its_lateral_acceleration() -> None:
    offset = OffsetInLane(actor="car", offset_m=0.8, shape="sinusoidal", lateral_mps2=0.5)
    scene = staged(driver("car", 20.0), init=[on_lane("car", -2, 20.0)], events=[at(1.0, offset)])
    y = rail(scene).motion.position_m[:, 1]
    assert y[-1] == pytest.approx(-2.0 - 0.5 * WIDTH_M + 0.8, abs=1e-6)
    assert np.abs(np.diff(y, 2) / STEP_S**2).max() == pytest.approx(0.5, rel=0.02)


@given(
    shape=st.sampled_from(["linear", "cubic", "sinusoidal"]),
    start=st.floats(-5, 5),
    end=st.floats(-5, 5),
    seconds=st.floats(0.5, 8),
)
@settings(max_examples=60, deadline=None)
def test_an_offset_never_leaves_its_ends_and_its_rate_is_its_derivative(
    shape: Shape, start: float, end: float, seconds: float
) -> None:
    plan = OffsetPlan(start_m=start, end_m=end, shape=shape, over_s=seconds)
    t = np.linspace(0.0, seconds, 2001)
    still = np.zeros_like(t)
    d = plan.offset_m(t, still)
    assert (d[0], d[-1]) == (pytest.approx(start), pytest.approx(end))
    assert (np.diff(d) * np.sign(end - start) >= -1e-12).all()
    middle = (t[1:] + t[:-1]) / 2
    bound = abs(end - start) / seconds**2 * 6.0 * (t[1] - t[0]) + 1e-9
    assert np.abs(np.diff(d) / np.diff(t) - plan.rate_mps(middle, still[1:], still[1:])).max() <= bound
