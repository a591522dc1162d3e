"""Feet on many courses at once, and who of many is the nearest at each place around somebody."""

from __future__ import annotations

import math

import numpy as np
import pytest

from scenes.behaviour.base import Neighbour
from simulator.storyboard.course import Course, course_of
from simulator.storyboard.guides import Guide, guide_of, sampled
from simulator.storyboard.neighbours import Bodies, Lookers, nearest
from simulator.storyboard.sample_table import Feet, SampleTable

LANE_M = 3.5
PLACE_NAMES = ("ahead", "behind", "left ahead", "left behind", "right ahead", "right behind")


def guide(course: Course) -> Guide:
    return guide_of(course, sampled(course), None, None)


ALONG_X = guide(course_of([(0.0, 0.0, 0.0), (100.0, 0.0, 0.0)], "along x"))
ALONG_Y = guide(course_of([(0.0, 0.0, 0.0), (0.0, 50.0, 0.0)], "along y"))
TURN = guide(course_of([(20.0 * math.sin(a), 20.0 - 20.0 * math.cos(a), 0.0) for a in np.linspace(0, 3, 200)], "turn"))


@pytest.mark.parametrize("start", [0, 3, 40, 99])
def test_feet_are_found_from_any_sample_on_each_on_its_own_course(start: int) -> None:
    table = SampleTable()
    (first_x, last_x), (first_y, last_y) = table.span(ALONG_X), table.span(ALONG_Y)
    rows = np.array([first_x + start, first_y + min(start, 49)])
    first, last = np.array([first_x, first_y]), np.array([last_x, last_y])
    feet = table.project(np.array([41.3, 41.3]), np.array([7.0, 7.0]), rows, first, last)
    assert feet.s_m == pytest.approx([41.3, 7.0])
    assert feet.d_m == pytest.approx([7.0, -41.3])  # left of the one, right of the other


def test_beyond_both_ends_courses_go_straight_on() -> None:
    table = SampleTable()
    first, last = table.span(ALONG_X)
    ends = np.array([first, first]), np.array([last, last])
    feet = table.project(np.array([-12.0, 130.0]), np.array([1.0, 1.0]), np.array([last, first]), *ends)
    assert feet.s_m == pytest.approx([-12.0, 130.0])
    assert feet.row.tolist() == [first, last]


def test_offsets_from_a_bend_are_those_from_its_circle() -> None:
    table = SampleTable()
    first, last = (np.array([row]) for row in table.span(TURN))
    inside = 18.0 * math.sin(1.5), 20.0 - 18.0 * math.cos(1.5)
    feet = table.project(np.array([inside[0]]), np.array([inside[1]]), first, first, last)
    # a chord of a metre leaves a circle of 20 m by 1 / (8 * 20) m, and its foot moves along by less than a tenth of it
    assert feet.d_m == pytest.approx([2.0], abs=1.0 / 160.0 + 1e-3)
    assert feet.s_m == pytest.approx([30.0], abs=0.1)


def test_a_table_that_grows_keeps_what_it_holds() -> None:
    table = SampleTable()
    spans = [table.span(guide(course_of([(0.0, k, 0.0), (1500.0, k, 0.0)], "long"))) for k in range(9)]
    assert [first for first, _ in spans[1:]] == [last + 1 for _, last in spans[:-1]]
    assert table.at(np.array([first for first, _ in spans]))[1] == pytest.approx(np.arange(9.0))


def around(others: list[tuple[float, float, float]]) -> dict[str, Neighbour]:
    """Whom somebody of 4 m by 2 m at s = 0 finds: others of its size at (s, d) with a heading against the course."""
    s, d, turn = (np.array(column) for column in zip(*others, strict=True))
    count = len(others)
    bodies = Bodies(
        names=[str(k) for k in range(count)],
        x_m=s,
        y_m=d,
        z_m=np.zeros(count),
        cos=np.cos(turn),
        sin=np.sin(turn),
        length_m=np.full(count, 4.0),
        width_m=np.full(count, 2.0),
        speed_mps=np.full(count, 10.0),
        acceleration_mps2=np.zeros(count),
    )
    lookers = Lookers(
        middle_m=np.zeros(1),
        half_m=np.full(1, 2.0),
        low_m=np.full(1, -1.15),
        high_m=np.full(1, 1.15),
        lane_m=np.full(1, LANE_M),
        walks=np.zeros(1, dtype=bool),
    )
    rows = np.arange(count)
    feet = Feet(row=rows, s_m=s, d_m=d, ux=np.ones(count), uy=np.zeros(count))
    found = nearest(lookers, bodies, np.zeros(count, dtype=np.int64), rows, feet)
    return {place: one for place, one in zip(PLACE_NAMES, found, strict=True) if one is not None}


def test_the_nearest_of_each_place_counts() -> None:
    lanes = [(0.0, ("ahead", "behind")), (LANE_M, PLACE_NAMES[2:4]), (-LANE_M, PLACE_NAMES[4:])]
    found = around([(side * far, d, 0.0) for far in (30.0, 20.0, 25.0) for d, _ in lanes for side in (1.0, -1.0)])
    assert sorted(found) == sorted(PLACE_NAMES)
    assert all(one.gap_m == pytest.approx(16.0) and one.speed_mps == pytest.approx(10.0) for one in found.values())


def test_of_two_as_near_the_first_counts() -> None:
    assert around([(20.0, 0.5, 0.0), (20.0, -0.5, 0.0)])["ahead"].name == "0"


def test_bodies_that_overlap_have_no_negative_gap() -> None:
    assert around([(1.0, 0.0, 0.0)])["ahead"].gap_m == 0.0


def test_who_crosses_farther_ahead_or_comes_towards_one_behind_is_nobody_to_follow() -> None:
    assert around([(20.0, 0.0, math.pi / 2)]) == {}
    assert around([(-20.0, 0.0, math.pi)]) == {}
    assert around([(20.0, LANE_M, math.pi)]) == {}


def test_who_drifts_towards_ones_lane_is_nearer_than_its_width() -> None:
    assert around([(20.0, 2.5, 0.0)])["left ahead"].towards_m == pytest.approx(LANE_M - 2.5)
