"""Actions on the world: entities that come and go, traffic signals, values that conditions ask for, the weather."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.environment import Environment
from scenes.storyboard.motion import MotionAction
from scenes.storyboard.positions import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class AddEntity:
    """The actor appears."""

    actor: str
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteEntity:
    """The actor is gone: no sensor sees it any more."""

    actor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetValue:
    """A variable or parameter takes a value; strings that are numbers are compared as numbers."""

    name: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ModifyValue:
    """A variable that is a number is added to or multiplied."""

    name: str
    operator: Literal["add", "multiply"]
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSignal:
    """TrafficSignalStateAction: a signal of the place, by its id, shows a state."""

    signal: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSignalPhase:
    """TrafficSignalControllerAction: a controller jumps to a phase."""

    controller: str
    phase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetEnvironment:
    """Light and weather from now on. Before the first frame: of the clip; later: a note, the clip keeps its weather."""

    environment: Environment
    friction: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoEffect:
    """What a file asks for and changes nothing here; complete at once, so that what waits for it goes on."""

    reason: str


WorldAction = NoEffect | AddEntity | DeleteEntity | SetValue | ModifyValue | SetSignal | SetSignalPhase | SetEnvironment
Action = MotionAction | WorldAction
