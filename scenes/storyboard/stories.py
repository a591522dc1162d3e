"""Stories, acts, maneuver groups, maneuvers and events: who does what when, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scenes.storyboard.actions import Action
from scenes.storyboard.conditions import AtTime
from scenes.storyboard.trajectories import Trajectory
from scenes.storyboard.triggers import Trigger

Priority = Literal["override", "skip", "parallel"]
"""Against events of the same maneuver that run: end them, not to start at all, or run beside them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """When the trigger holds, the actions happen, `times` times at most. trigger None: as soon as its maneuver runs.

    action_names: of the actions, in their order, for conditions that ask for their state; empty: unnamed.
    """

    name: str
    trigger: AtTime | Trigger | None
    actions: tuple[Action, ...]
    priority: Priority = "parallel"
    times: int = 1
    action_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.times < 1:
            raise ValueError(f"event '{self.name}': times must be at least 1, got {self.times}")
        if self.action_names and len(self.action_names) != len(self.actions):
            raise ValueError(f"event '{self.name}' names {len(self.action_names)} of {len(self.actions)} actions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Maneuver:
    """Events that know each other's priority."""

    name: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManeuverGroup:
    """Maneuvers, `times` times. Its actions name their actors, one copy an actor."""

    name: str
    maneuvers: tuple[Maneuver, ...]
    times: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Maneuver groups that start and stop together. start None: at once."""

    name: str
    groups: tuple[ManeuverGroup, ...]
    start: Trigger | None = None
    stop: Trigger | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Acts that run beside each other."""

    name: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalPhase:
    """A phase of a controller: how long, and the states (signal id, state) that it sets."""

    name: str
    duration_s: float
    states: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalController:
    """Phases of traffic signals in a cycle. delay_s: behind the controller `reference`."""

    name: str
    phases: tuple[SignalPhase, ...]
    delay_s: float = 0.0
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """All that happens. init: done before the first step. events: of no story, in the order in which they are tried.

    stop: ends all stories; bodies go on as they are. values: variables and parameters at the start.
    trajectories: those that positions are given on, by name.
    clock_s: seconds after midnight at time 0, where somebody asks for the time of day.
    """

    events: tuple[Event, ...] = ()
    init: tuple[Action, ...] = ()
    stories: tuple[Story, ...] = ()
    stop: Trigger | None = None
    values: tuple[tuple[str, str], ...] = ()
    signals: tuple[SignalController, ...] = ()
    trajectories: tuple[Trajectory, ...] = ()
    clock_s: float | None = None

    def __post_init__(self) -> None:
        names = [trajectory.name for trajectory in self.trajectories]
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(f"trajectories' names must be unique, repeated: {repeated}")

    def actions(self) -> Iterator[Action]:
        """All of them, wherever they stand."""
        yield from self.init
        groups = (group for story in self.stories for act in story.acts for group in act.groups)
        told = (event for group in groups for maneuver in group.maneuvers for event in maneuver.events)
        for event in (*self.events, *told):
            yield from event.actions
