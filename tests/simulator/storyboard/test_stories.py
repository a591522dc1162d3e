"""When elements of a story run: times derived by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from physics_bodies import SETTINGS, follower, scene_of

from scenes.scene import Scene
from scenes.storyboard import (
    Act,
    Always,
    AtTime,
    Event,
    Maneuver,
    ManeuverGroup,
    StateCondition,
    Story,
    Storyboard,
    when,
)
from scenes.storyboard.conditions import SimulationTime, Travelled
from scenes.storyboard.motion import ChangeSpeed, Dynamics
from scenes.storyboard.triggers import Condition
from simulator.storyboard.runtime import tell

TICK_S = 1.0 / 40.0


def told(*events: Event, **board: object) -> list[tuple[float, str, str]]:
    """What happens to the events of one maneuver: (time, path's last name, state)."""
    maneuver = Maneuver(name="m", events=events)
    act = Act(name="a", groups=(ManeuverGroup(name="g", maneuvers=(maneuver,)),), **board)  # type: ignore[arg-type]
    scene = scene_with(Storyboard(stories=(Story(name="s", acts=(act,)),)))
    kept = [t for t in tell(scene, SETTINGS).truth.transitions if t.kind == "event"]
    return [(round(t.time_s, 6), t.path.rpartition("::")[2], t.state) for t in kept]


def scene_with(board: Storyboard, duration_s: float = 4.0) -> Scene:
    car = follower("car", [(0, 0), (100, 0)], 10.0)
    return replace(scene_of(car, duration_s=duration_s), storyboard=board)


def change(speed: float, seconds: float) -> ChangeSpeed:
    return ChangeSpeed(actor="car", speed_mps=speed, dynamics=Dynamics(shape="linear", value=seconds))


def after(time_s: float) -> Condition:
    return Condition(asks=SimulationTime(rule="greaterOrEqual", value_s=time_s))


def test_an_event_begins_at_the_tick_of_its_trigger_and_ends_with_its_action() -> None:
    """10 m/s are 15 m after 1.5 s; the change takes 0.5 s."""
    trigger = when(Condition(asks=Travelled(distance_m=15.0), entities=("car",)))
    assert told(Event(name="e", trigger=trigger, actions=(change(5.0, 0.5),))) == [
        (1.5, "e", "runningState"),
        (2.0, "e", "completeState"),
    ]


def test_a_delay_counts_from_the_condition() -> None:
    late = Condition(asks=SimulationTime(rule="greaterOrEqual", value_s=1.0), delay_s=0.4)
    assert told(Event(name="e", trigger=when(late), actions=(change(5.0, 0.5),)))[0] == (1.4, "e", "runningState")


def test_an_edge_needs_the_change_itself() -> None:
    """Always true: never rises; true from 1 s on: rises then and falls never."""
    never = when(Condition(asks=Always(), edge="rising"))
    falls = when(Condition(asks=SimulationTime(rule="lessThan", value_s=1.0), edge="falling"))
    events = [
        Event(name="never", trigger=never, actions=()),
        Event(name="falls", trigger=falls, actions=(change(5.0, 0.1),)),
    ]
    assert told(*events) == [(1.0, "falls", "runningState"), (1.1, "falls", "completeState")]


def test_what_changes_is_seen_at_the_next_tick() -> None:
    first = Event(name="first", trigger=when(after(0.5)), actions=(change(5.0, 0.5),))
    done = Condition(asks=StateCondition(kind="event", element="first", state="completeState"))
    second = Event(name="second", trigger=when(done), actions=(change(9.0, 0.1),))
    assert [row for row in told(first, second) if row[2] == "runningState"] == [
        (0.5, "first", "runningState"),
        (1.0 + TICK_S, "second", "runningState"),
    ]


@pytest.mark.parametrize(
    ("priority", "expected"),
    [
        ("override", [(0.5, "stopTransition"), (0.5, "runningState")]),
        ("skip", [(0.5, "skipTransition")]),
        ("parallel", [(0.5, "runningState")]),
    ],
)
def test_priorities_against_an_event_that_runs(priority: str, expected: list[tuple[float, str]]) -> None:
    long = Event(name="long", trigger=None, actions=(change(5.0, 3.0),))
    other = Event(name="other", trigger=when(after(0.5)), actions=(), priority=priority)  # type: ignore[arg-type]
    at = [(time, state) for time, _, state in told(long, other) if time == 0.5]
    assert at[: len(expected)] == expected


def test_an_event_happens_as_often_as_it_may() -> None:
    often = Event(name="e", trigger=when(after(1.0)), actions=(change(5.0, 0.1),), times=2)
    assert [time for time, _, state in told(often) if state == "runningState"] == [1.0, 1.1]


def test_a_stop_trigger_ends_what_runs_and_what_waits() -> None:
    rows = told(
        Event(name="runs", trigger=None, actions=(change(0.0, 3.0),)),
        Event(name="waits", trigger=when(after(2.0)), actions=()),
        stop=when(after(1.0)),
    )
    assert rows == [
        (0.0, "runs", "runningState"),
        (1.0, "runs", "stopTransition"),
        (1.0, "waits", "stopTransition"),
    ]


def test_another_action_of_the_same_domain_ends_the_one_that_runs() -> None:
    """10 to 0 m/s in 4 s; at 1 s, at 7.5 m/s, a change to 10 m/s in 1 s instead."""
    first = Event(name="first", trigger=AtTime(time_s=0.0), actions=(change(0.0, 4.0),))
    second = Event(name="second", trigger=AtTime(time_s=1.0), actions=(change(10.0, 1.0),))
    scene = scene_with(Storyboard(events=(first, second)))
    done = tell(scene, SETTINGS)
    speed = done.world.speed_mps[:, done.world.agent("car").column]
    at = {time: float(speed[SETTINGS.index_from(time)]) for time in (1.0, 1.5, 2.0, 3.0)}
    assert at == pytest.approx({1.0: 7.5, 1.5: 8.75, 2.0: 10.0, 3.0: 10.0})
    stopped = [t for t in done.truth.transitions if t.state == "stopTransition"]
    assert [(t.path, t.time_s) for t in stopped] == [("first::action 1", 1.0)]
    assert "second::action 1" in stopped[0].why
