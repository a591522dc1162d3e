"""A dash from rest and a bouncing ball, against their closed forms."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.scenarios.motion import GRAVITY_MPS2, Dash, bounced

DASHES = st.builds(Dash, speed_mps=st.floats(0.5, 5.0), run_up_m=st.floats(0.2, 3.0))


@given(DASHES, st.floats(0.0, 20.0))
def test_time_and_distance_of_a_dash_are_inverse(dash: Dash, distance_m: float) -> None:
    assert dash.distance_m(dash.time_to_s(distance_m)) == pytest.approx(distance_m, abs=1e-9)


def test_a_dash_reaches_its_speed_at_the_end_of_the_run_up() -> None:
    dash = Dash(speed_mps=2.0, run_up_m=1.0)
    assert dash.acceleration_mps2 == 2.0
    assert dash.distance_m(dash.run_up_s) == pytest.approx(1.0)
    assert dash.speed_at_mps(dash.run_up_s) == pytest.approx(2.0)
    assert (dash.distance_m(-1.0), dash.speed_at_mps(-1.0)) == (0.0, 0.0)


def test_a_ball_rises_to_e_squared_of_the_height_it_fell() -> None:
    fall_s = math.sqrt(2.0 / GRAVITY_MPS2)
    up = 0.7 * GRAVITY_MPS2 * fall_s
    height, speed = bounced(1.0, 0.0, 0.7, fall_s + up / GRAVITY_MPS2)
    assert height == pytest.approx(0.49)
    assert speed == pytest.approx(0.0, abs=1e-9)


@given(st.floats(0.0, 2.0), st.floats(0.0, 4.0), st.floats(0.0, 0.9), st.floats(0.0, 30.0))
def test_a_ball_never_sinks_and_never_gains(height_m: float, up_mps: float, restitution: float, time_s: float) -> None:
    height, speed = bounced(height_m, up_mps, restitution, time_s)
    energy = height * GRAVITY_MPS2 + 0.5 * speed**2
    assert height >= -1e-9
    assert energy <= height_m * GRAVITY_MPS2 + 0.5 * up_mps**2 + 1e-9


def test_a_ball_comes_to_roll() -> None:
    assert bounced(0.1, 2.0, 0.7, 60.0) == (0.0, 0.0)
