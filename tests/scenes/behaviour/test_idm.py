"""The Intelligent Driver Model against its closed forms."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lane_of_drivers import STEP_S, Column

from scenes.behaviour.driver import Driver
from scenes.behaviour.idm import Idm
from scenes.errors import ConfigError

IDM = Idm()


def test_free_acceleration_is_the_comfortable_one_at_rest_and_none_at_the_desired_speed() -> None:
    assert IDM.free(0.0, 14.0) == pytest.approx(IDM.acceleration_mps2)
    assert IDM.free(14.0, 14.0) == pytest.approx(0.0)
    assert -IDM.deceleration_mps2 < IDM.free(20.0, 14.0) < 0.0


def test_the_equilibrium_gap_is_that_of_the_paper() -> None:
    # Treiber 2000, eq. 5: s_e = (s0 + v T) / sqrt(1 - (v / v0)^delta)
    speed, desired = 10.0, 14.0
    gap = (2.0 + 10.0 * 1.2) / math.sqrt(1.0 - (10.0 / 14.0) ** 4)
    assert IDM.equilibrium_gap_m(speed, desired) == pytest.approx(gap)
    assert IDM.following(speed, desired, gap, speed) == pytest.approx(0.0, abs=1e-12)


def test_a_follower_settles_at_the_equilibrium_gap() -> None:
    column = Column(behaviours=[Driver(), Driver()], front_m=[60.0, 0.0], speed_mps=[10.0, 10.0], limit_mps=14.0)
    column.lead_mps2 = lambda _: 0.0
    column.run(120.0)
    # The slowest mode decays as exp(-t / (T + ...)): after 120 s it is below a millimetre.
    assert column.gap_m(1) == pytest.approx(IDM.equilibrium_gap_m(10.0, 14.0), abs=0.01)


def test_starting_on_an_empty_road_takes_the_time_of_the_closed_form() -> None:
    # With delta = 1, dv/dt = a (1 - v / v0): v = v0 (1 - exp(-a t / v0)).
    idm = Idm(exponent=1.0)
    column = Column(behaviours=[Driver(idm=idm)], front_m=[0.0], speed_mps=[0.0], limit_mps=14.0)
    column.run(10.0)
    expected = 14.0 * (1.0 - math.exp(-idm.acceleration_mps2 * 10.0 / 14.0))
    # Euler: local error a^2 / (2 v0) dt^2 per step, 400 steps at most add up
    assert column.speed_mps[0] == pytest.approx(expected, abs=400 * idm.acceleration_mps2**2 / 28.0 * STEP_S**2)


def test_it_stops_where_it_is_to_stop() -> None:
    idm, speed, distance = Idm(), 13.9, 80.0
    while speed > 0.01:
        after = max(0.0, speed + idm.to_stop(speed, 13.9, distance) * STEP_S)
        distance -= 0.5 * (speed + after) * STEP_S
        speed = after
    assert distance == pytest.approx(0.0, abs=0.05)  # it creeps up to the place at which s* is the gap kept at rest


@settings(deadline=None, max_examples=12)
@given(
    headway_s=st.floats(0.6, 2.5),
    braking_mps2=st.floats(1.0, 7.0),
    limit_mps=st.floats(8.0, 36.0),
    first_s=st.floats(0.0, 5.0),
)
def test_a_platoon_of_twenty_never_collides(
    headway_s: float, braking_mps2: float, limit_mps: float, first_s: float
) -> None:
    idm = Idm(headway_s=headway_s)
    spacing = idm.equilibrium_gap_m(0.9 * limit_mps, limit_mps) + 4.5
    column = Column(
        behaviours=[Driver(idm=idm)] * 20,
        front_m=[-k * spacing for k in range(20)],
        speed_mps=[0.9 * limit_mps] * 20,
        limit_mps=limit_mps,
    )
    column.lead_mps2 = lambda t: -braking_mps2 if t >= first_s else 0.0
    for _ in range(round(25.0 / STEP_S / 4)):
        column.run(4 * STEP_S)
        assert min(column.gap_m(k) for k in range(1, 20)) > 0.0


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"behaviour.headway_s: got 0.0, allowed: 0.1 to 10.0"):
        Idm(headway_s=0.0)
