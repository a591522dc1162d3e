"""People on foot: pace, waiting at the kerb, crossing in gaps."""

from __future__ import annotations

import math

import pytest
from lane_of_drivers import Column

from scenes.behaviour.base import Crossing, StopLine
from scenes.behaviour.walker import Walker


def alone(walker: Walker) -> Column:
    return Column(behaviours=[walker], front_m=[0.0], speed_mps=[1.34], length_m=0.4)


def cars(*, has_priority: bool, every_s: float = 5.0, count: int = 4) -> object:
    """Cars that pass a lane at metres 8 to 10 of the walker's way, one every so often, one second each."""

    def crossings(column: Column, k: int) -> tuple[Crossing, ...]:
        front, now = column.front_m[k], column.time_s
        return tuple(
            Crossing(
                name=f"car{n}",
                enter_m=8.0 - front,
                leave_m=10.4 - front,
                wait_m=7.0 - front,
                arrives_s=every_s * (n + 1) - now,
                leaves_s=every_s * (n + 1) + 1.0 - now,
                has_priority=has_priority,
                movement="walk",
            )
            for n in range(count)
            if now < every_s * (n + 1) + 1.0
        )

    return crossings


def test_one_walks_at_ones_pace() -> None:
    column = alone(Walker(pace_mps=1.34))
    column.run(10.0)
    assert column.front_m[0] == pytest.approx(13.4)


def test_one_waits_at_the_kerb_and_crosses_in_a_gap() -> None:
    column = alone(Walker())
    column.more = {"crossings": cars(has_priority=True, count=3)}
    while column.time_s < 40.0:
        column.step()
        for n in range(3):
            if 5.0 * (n + 1) <= column.time_s <= 5.0 * (n + 1) + 1.0:
                assert not 8.0 < column.front_m[0] < 10.4
    assert column.front_m[0] > 15.0


def test_where_cars_give_way_one_walks_on() -> None:
    column = alone(Walker())
    column.more = {"crossings": cars(has_priority=False)}
    slowest = math.inf
    while column.time_s < 9.0:
        column.step()
        slowest = min(slowest, column.speed_mps[0])
    assert slowest == pytest.approx(1.34)


def test_at_red_one_waits_and_at_green_walks() -> None:
    column = alone(Walker())

    def line(c: Column, k: int) -> StopLine | None:
        left = 7.0 - c.front_m[k]
        return StopLine(name="walk", distance_m=left, state="red" if c.time_s < 10.0 else "green") if left > 0 else None

    column.more = {"stop_line": line}
    column.run(9.9)
    assert column.front_m[0] < 7.0
    assert column.speed_mps[0] == pytest.approx(0.0, abs=0.01)
    column.run(4.0)
    assert column.front_m[0] > 9.0
