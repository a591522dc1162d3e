"""What happened besides motion: transitions of the story's elements, states of signals, lamps, who is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from scenes.material import Lamp
from scenes.storyboard.conditions import ElementKind, ElementState

Switched = Literal["on", "off", "auto"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """An element changed. path: its names from the story down, joined by '::'. state: the one that it is in now, or
    stopTransition, skipTransition; why: what ended it, where that was not its own end.
    """

    time_s: float
    kind: ElementKind
    path: str
    state: ElementState
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalChange:
    """A signal shows another state."""

    time_s: float
    signal: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LampSwitch:
    """From a time on a lamp of an instance is on, off, or as its actor's `lamps_on` and its braking say (auto)."""

    time_s: float
    instance: int
    lamp: Lamp
    state: Switched


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """From a time on an instance is there, or is not."""

    time_s: float
    instance: int
    present: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTruth:
    """All of it, each in order of time. notes: what could not be as the story says, a line each. stopped_s: when the
    storyboard's stop trigger held; None: it did not.
    """

    transitions: tuple[Transition, ...] = ()
    signals: tuple[SignalChange, ...] = ()
    lamps: tuple[LampSwitch, ...] = ()
    presence: tuple[Presence, ...] = ()
    notes: tuple[str, ...] = ()
    stopped_s: float | None = None

    def lamps_at(self, time_s: float) -> Mapping[tuple[int, Lamp], Switched]:
        """The last switch of each lamp (instance, lamp) that was ever switched until then."""
        return {(one.instance, one.lamp): one.state for one in self.lamps if one.time_s <= time_s + 1e-9}

    def absent_at(self, time_s: float) -> frozenset[int]:
        """The instances that are not there."""
        last = {one.instance: one.present for one in self.presence if one.time_s <= time_s + 1e-9}
        return frozenset(instance for instance, present in last.items() if not present)
