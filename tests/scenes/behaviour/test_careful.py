"""UN R157's careful driver against the closed form of its braking."""

from __future__ import annotations

import pytest
from lane_of_drivers import STEP_S, Column

from scenes.behaviour.base import Behaviour, LaneBeside, Neighbour
from scenes.behaviour.careful import G_MPS2, CarefulDriver, NoReaction

HUMAN = CarefulDriver(emergency_ttc_s=0.0)


def stopping_m(speed_mps: float, wait_s: float, full_mps2: float, ramp_s: float) -> float:
    """Waiting, a linear ramp of braking, then full braking to rest."""
    after = speed_mps - 0.5 * full_mps2 * ramp_s
    ramp = speed_mps * ramp_s - full_mps2 * ramp_s**2 / 6.0
    return speed_mps * wait_s + ramp + after**2 / (2.0 * full_mps2)


def stopped_within(behaviour: Behaviour, speed_mps: float, gap_m: float) -> float:
    """How far one goes that finds a standing vehicle at a distance in its lane; before, there is none."""
    column = Column(behaviours=[NoReaction(), behaviour], front_m=[gap_m + 4.5, 0.0], speed_mps=[0.0, speed_mps])
    column.limit_mps = speed_mps
    column.run(20.0)
    return column.front_m[1]


@pytest.mark.parametrize("speed_mps", [8.0, 14.0, 16.6])
def test_it_stops_in_the_distance_of_the_closed_form(speed_mps: float) -> None:
    # The standing vehicle appears with a time to collision below 2 s, so that evaluation begins at once.
    # Far too near for the distance that it needs: the body passes through, here nothing stops it.
    gap = 1.99 * speed_mps
    expected = stopping_m(speed_mps, 0.4 + 0.75, 0.774 * G_MPS2, 0.6)
    column = Column(behaviours=[NoReaction(), HUMAN], front_m=[gap + 4.5, 0.0], speed_mps=[0.0, speed_mps])
    column.limit_mps = speed_mps
    column.run(20.0)
    # A decision holds for a step: the wait is up to two steps longer, and it brakes lightly (3 m/s2 at most, as anyone
    # would) while it evaluates: 1.15 s before the ramp.
    calm = 0.5 * 3.0 * 1.15**2 + 3.0 * 1.15 * expected / speed_mps
    assert expected - calm <= column.front_m[1] <= expected + 2 * STEP_S * speed_mps


def test_the_ramp_has_the_jerk_of_the_regulation() -> None:
    assert HUMAN.full_mps2 / HUMAN.ramp_s == pytest.approx(12.65, abs=0.005)


def cut_in(t: float, gap_m: float, speed_mps: float) -> LaneBeside:
    towards = max(0.0, 1.0 * (t - 1.0))  # 1 m/s from second 1 on
    other = Neighbour(name="other", gap_m=gap_m, speed_mps=speed_mps, towards_m=towards)
    return LaneBeside(may_enter=False, ahead=other)


def test_it_brakes_for_a_cut_in_after_wandering_evaluation_and_delay() -> None:
    began = []
    column = Column(behaviours=[HUMAN], front_m=[0.0], speed_mps=[20.0], limit_mps=20.0)
    column.more = {"left": lambda c, _: cut_in(c.time_s, 15.0, 10.0)}
    for _ in range(160):
        column.step()
        if column.acceleration_mps2[0] < -0.01:
            began.append(column.time_s)
    # 0.375 m at 1 m/s, 0.4 s, 0.75 s; the first braking of the ramp is a step later
    assert began[0] == pytest.approx(1.0 + 0.375 + 0.4 + 0.75, abs=3 * STEP_S)


def test_nobody_brakes_for_one_that_stays_in_its_lane() -> None:
    column = Column(behaviours=[HUMAN], front_m=[0.0], speed_mps=[20.0], limit_mps=20.0)
    column.more = {"left": LaneBeside(may_enter=True, ahead=Neighbour(name="o", gap_m=5.0, speed_mps=10.0))}
    column.run(5.0)
    assert column.speed_mps[0] == pytest.approx(20.0)


def test_the_emergency_brake_needs_no_evaluation() -> None:
    # It stops before what stands there and creeps up to its gap; without, it would not have stopped in time.
    gap = stopping_m(14.0, 2 * STEP_S, 0.85 * G_MPS2, 0.6) + 2.5
    assert gap < 1.5 * 14.0
    assert stopped_within(CarefulDriver(), 14.0, gap) < gap
    assert stopped_within(HUMAN, 14.0, gap) > gap


def test_one_behind_a_lead_that_brakes_hard_stops_behind_it() -> None:
    # Headway 2 s at 20 m/s, lead 6 m/s2: 40 m + 33 m against the stopping distance of 51 m
    column = Column(behaviours=[NoReaction(), CarefulDriver()], front_m=[44.5, 0.0], speed_mps=[20.0, 20.0])
    column.limit_mps = 20.0
    column.lead_mps2 = lambda t: -6.0 if t > 1.0 else 0.0
    column.run(15.0)
    assert column.gap_m(1) > 0.0
    assert column.speed_mps[1] < 1.0  # it creeps up to the gap that it keeps at rest


def test_who_does_not_react_goes_on() -> None:
    column = Column(behaviours=[NoReaction(), NoReaction()], front_m=[30.0, 0.0], speed_mps=[0.0, 10.0])
    column.run(4.0)
    assert column.front_m[1] == pytest.approx(40.0)
