"""The interface of a behaviour: what somebody perceives goes in, an acceleration and a wish for a lane come out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Literal

Side = Literal["left", "right"]
SignalState = Literal["green", "amber", "red", "red_amber", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Somebody else on one's course or beside it. gap_m: free space between the bodies, along the course, >= 0."""

    name: str
    gap_m: float
    speed_mps: float
    acceleration_mps2: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneBeside:
    """The lane to one side of the own one. may_enter: whether markings and kind of lane allow a change to it."""

    may_enter: bool
    ahead: Neighbour | None = None
    behind: Neighbour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLine:
    """Where one may have to stop: distance of one's front to it. state None: a stop or yield sign, no signal."""

    distance_m: float
    state: SignalState | None = None
    must_stop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Somebody whose course crosses one's own. distance_m: of one's front to the point where the courses meet.

    arrives_s, leaves_s: from now on, when the other is at that point. has_priority: whether one must let it pass.
    """

    name: str
    distance_m: float
    arrives_s: float
    leaves_s: float
    has_priority: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What somebody perceives at a decision, 40 times a second. Speeds along the own course.

    limit_mps: the lowest speed that limits and bends ahead ask for now. step_s: until the next decision.
    """

    time_s: float
    step_s: float
    speed_mps: float
    acceleration_mps2: float
    length_m: float
    limit_mps: float
    offset_m: float = 0.0
    ahead: Neighbour | None = None
    behind: Neighbour | None = None
    left: LaneBeside | None = None
    right: LaneBeside | None = None
    stop_line: StopLine | None = None
    crossings: tuple[Crossing, ...] = ()
    end_m: float = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Until the next one: an acceleration along the course, and a lane to change to. indicator: which one flashes."""

    acceleration_mps2: float
    change_to: Side | None = None
    change_s: float = 4.0
    indicator: Side | None = None


class Behaviour(ABC):
    """A frozen dataclass of a driver's (rider's, walker's) numbers. State is JSON, carried between decisions."""

    def start(self) -> Any:
        """The state before the first decision."""
        return None

    @abstractmethod
    def decide(self, view: View, state: Any) -> tuple[Decision, Any]:
        """What to do until the next decision, and the state after. No randomness, no side effects."""
