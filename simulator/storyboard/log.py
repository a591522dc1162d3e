"""What happened: the transitions of the story's elements, and the states of signals, in their order."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.storyboard.conditions import ElementKind, ElementState


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """An element changed. path: its names from the story down, joined by '::'. state: the one that it is in now, or
    skipTransition; why: what ended it, where that was not its own end.
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
