"""What drivers do at lines, crossings, behind queues and beside others."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from lane_of_drivers import STEP_S, Column

from scenes.behaviour.base import Crossing, LaneBeside, Neighbour, SignalState, StopLine
from scenes.behaviour.driver import LINE_M, Driver
from scenes.behaviour.lights import DECELERATION_MPS2, REACTION_S
from scenes.behaviour.mobil import Mobil


def alone(driver: Driver, speed_mps: float = 13.9) -> Column:
    return Column(behaviours=[driver], front_m=[0.0], speed_mps=[speed_mps])


def light(at_m: float, state: SignalState) -> object:
    """A signal at a place along the lane."""

    def line(column: Column, k: int) -> StopLine | None:
        left = at_m - column.front_m[k]
        return StopLine(name="light", distance_m=left, state=state) if left > 0.0 else None

    return line


@pytest.mark.parametrize("state", ["red", "red_amber", "amber"])
def test_one_stops_before_a_line_at_red_and_at_amber(state: SignalState) -> None:
    column = alone(Driver())
    column.more = {"stop_line": light(80.0, state)}
    column.run(25.0)
    assert column.speed_mps[0] == 0.0
    assert column.front_m[0] == pytest.approx(80.0 - LINE_M, abs=0.5)


def test_green_and_dark_signals_stop_nobody() -> None:
    for state in ("green", "dark"):
        column = alone(Driver())
        column.more = {"stop_line": light(80.0, state)}
        column.run(8.0)
        assert column.front_m[0] > 100.0


def test_amber_stops_whom_it_finds_farther_than_the_dilemma_distance() -> None:
    speed = 13.0
    dilemma = speed * REACTION_S + speed**2 / (2.0 * DECELERATION_MPS2)
    for margin, stops in ((1.0, True), (-1.0, False)):
        column = alone(Driver(), speed)
        column.limit_mps = speed
        column.more = {"stop_line": light(dilemma + margin, "amber")}
        column.run(20.0)
        assert (column.speed_mps[0] == 0.0) is stops


def test_who_ignores_red_drives_on() -> None:
    column = alone(Driver(ignores_red=True))
    column.more = {"stop_line": light(80.0, "red")}
    column.run(8.0)
    assert column.front_m[0] > 100.0


def test_at_a_stop_sign_one_stands_and_goes_on() -> None:
    column = alone(Driver())

    def line(c: Column, k: int) -> StopLine | None:
        left = 60.0 - c.front_m[k]
        return StopLine(name="sign", distance_m=left, must_stop=True) if left > 0.0 else None

    column.more = {"stop_line": line}
    slowest = math.inf
    for _ in range(1200):
        column.step()
        slowest = min(slowest, column.speed_mps[0])
    assert slowest == 0.0
    assert column.front_m[0] > 70.0


def crosser(first_s: float, *, committed: bool = False, has_priority: bool = True) -> object:
    """Somebody who is on the lane's metres 60 to 63 from first_s on for a second."""

    def crossings(column: Column, k: int) -> tuple[Crossing, ...]:
        front, now = column.front_m[k], column.time_s
        if now > first_s + 1.0:
            return ()
        return (
            Crossing(
                name="other",
                enter_m=60.0 - front,
                leave_m=63.0 + column.length_m - front,
                wait_m=58.0 - front,
                arrives_s=first_s - now,
                leaves_s=first_s + 1.0 - now,
                has_priority=has_priority,
                committed=committed,
                movement="minor_ahead",
            ),
        )

    return crossings


@pytest.mark.parametrize("first_s", [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0, 15.0])
@pytest.mark.parametrize("speed_mps", [4.0, 9.0, 13.9])
def test_gap_acceptance_never_leads_into_another(first_s: float, speed_mps: float) -> None:
    column = alone(Driver(), speed_mps)
    column.more = {"crossings": crosser(first_s)}
    while column.time_s < 25.0:
        column.step()
        if first_s <= column.time_s <= first_s + 1.0:
            front = column.front_m[0]
            assert front < 60.0 or front - column.length_m > 63.0
    assert column.front_m[0] > 70.0  # and in the end it goes


def test_with_the_right_of_way_one_goes_on_and_brakes_only_for_who_cannot_stop() -> None:
    free = alone(Driver())
    free.more = {"crossings": crosser(4.0, has_priority=False)}
    free.run(4.0)
    assert free.speed_mps[0] > 13.0
    saved = alone(Driver())
    saved.more = {"crossings": crosser(4.0, has_priority=False, committed=True)}
    saved.run(4.0)
    assert saved.front_m[0] < 60.0


def test_who_takes_the_right_of_way_does_not_wait() -> None:
    column = alone(Driver(ignores_priority=True))
    column.more = {"crossings": crosser(4.0)}
    column.run(5.0)
    assert column.front_m[0] > 63.0


def test_one_does_not_stop_in_a_junction_behind_a_queue() -> None:
    column = alone(Driver())

    def queue(c: Column, k: int) -> Neighbour:
        return Neighbour(name="queue", gap_m=70.0 - c.front_m[k], speed_mps=0.0)

    column.more = {
        "ahead": queue,
        "junction_m": lambda c, k: (52.0 - c.front_m[k], 68.0 + c.length_m - c.front_m[k]),
    }
    views = column.view

    def without(k: int) -> object:
        return replace(views(k), ahead=queue(column, k))

    column.more.pop("ahead")
    column.view = without  # type: ignore[method-assign, assignment]
    column.run(25.0)
    assert column.front_m[0] == pytest.approx(52.0 - LINE_M, abs=0.6)


def test_one_overtakes_a_slow_one_where_the_left_lane_is_free_and_signals_before() -> None:
    driver = Driver(lanes=Mobil())
    column = Column(behaviours=[Driver(), driver], front_m=[40.0, 0.0], speed_mps=[6.0, 13.9])
    column.lead_mps2 = lambda _: 0.0
    column.more = {"left": LaneBeside(may_enter=True)}
    seen = []
    for _ in range(200):
        decision, _ = driver.decide(column.view(1), column.states[1])
        seen.append((decision.indicator, decision.change_to))
        column.step()
    first = next(k for k, (indicator, _) in enumerate(seen) if indicator == "left")
    change = next(k for k, (_, side) in enumerate(seen) if side == "left")
    assert (change - first) * STEP_S == pytest.approx(1.5, abs=2 * STEP_S)


def test_one_does_not_change_in_front_of_a_faster_one() -> None:
    mobil, driver = Mobil(), Driver(lanes=Mobil())
    column = Column(behaviours=[Driver(), driver], front_m=[30.0, 0.0], speed_mps=[6.0, 10.0])
    fast = Neighbour(name="fast", gap_m=8.0, speed_mps=20.0)
    view = replace(column.view(1), left=LaneBeside(may_enter=True, behind=fast))
    assert mobil.side(view, driver.idm, 14.0) is None
    far = replace(view, left=LaneBeside(may_enter=True, behind=replace(fast, gap_m=90.0)))
    assert mobil.side(far, driver.idm, 14.0) == "left"


def test_nobody_changes_over_a_line_that_forbids_it() -> None:
    column = Column(behaviours=[Driver(), Driver()], front_m=[30.0, 0.0], speed_mps=[6.0, 10.0])
    view = replace(column.view(1), left=LaneBeside(may_enter=False))
    assert Mobil().side(view, Driver().idm, 14.0) is None
