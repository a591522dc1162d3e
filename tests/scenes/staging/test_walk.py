"""Who walks a course is where they must be when they must, through starts, halts and the course's end."""

import math

import pytest
from physics_bodies import PERSON, SETTINGS, scene_of

from scenes.actor import Actor
from scenes.staging.walk import Halt, Walk
from simulator.physics.engine import simulate

COURSE = ((0.0, 0.0, 0.12), (0.0, 2.0, 0.12), (0.0, 2.3, 0.0), (0.0, 10.0, 0.0))


def run(walk: Walk, duration_s: float = 8.0) -> list[float]:
    """How far along y the walker is, every tenth of a second."""
    walker = Actor(
        name="walker",
        asset=PERSON,
        body="kinematic",
        T_world_body=walk.at(0.0),
        path=walk.path(),
        speed_mps=walk.initial_mps(),
    )
    scene = scene_of(walker, events=walk.events("walker"), duration_s=duration_s)
    history = simulate(scene, SETTINGS)
    return [history.body_at(2, k / 10).translation_m[1] for k in range(round(duration_s * 10))]


@pytest.mark.parametrize("halt", [None, Halt(at_m=3.0, stands_s=1.0)])
@pytest.mark.parametrize("pass_s", [2.0, 4.4, 5.5])
def test_the_point_is_passed_at_the_time(pass_s: float, halt: Halt | None) -> None:
    walk = Walk(points_m=COURSE, speed_mps=1.4, pass_m=6.0, pass_s=pass_s, halt=halt)
    y = run(walk)[round(pass_s * 10)]
    # along the course 6 m lie behind the kerb's ramp, whose slope is longer than its plan
    assert y == pytest.approx(6.0 - (math.hypot(0.3, 0.12) - 0.3), abs=0.02)


def test_who_halts_stands_for_as_long() -> None:
    walk = Walk(points_m=COURSE, speed_mps=1.4, pass_m=6.0, pass_s=5.5, halt=Halt(at_m=3.0, stands_s=1.0))
    y = run(walk)
    still = [k for k in range(1, len(y)) if abs(y[k] - y[k - 1]) < 1e-6 and y[k] > 1.0]
    assert 8 <= len(still) <= 11


def test_at_the_end_of_the_course_one_stops() -> None:
    assert max(run(Walk(points_m=COURSE, speed_mps=3.0, pass_m=6.0, pass_s=1.0))) == pytest.approx(10.0, abs=0.02)


def test_who_starts_later_stands_first() -> None:
    walk = Walk(points_m=COURSE, speed_mps=2.0, pass_m=4.0, pass_s=4.0)
    assert walk.initial_mps() == 0.0
    assert run(walk)[10] == pytest.approx(0.0, abs=1e-9)
