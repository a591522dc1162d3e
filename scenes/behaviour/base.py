"""The interface of a behaviour: what somebody perceives goes in, an acceleration and a wish for a lane come out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Literal

Side = Literal["left", "right"]
SignalState = Literal["green", "amber", "red", "red_amber", "dark"]
Movement = Literal["ahead", "major_left", "minor_right", "minor_ahead", "minor_left", "merge", "crosswalk", "walk"]
"""How one goes through a conflict: with the right of way, as the Highway Capacity Manual ranks the others, merging,
a vehicle over a crosswalk, somebody on foot over a carriageway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Somebody else on one's course or beside it. gap_m: free space between the bodies, along the course, >= 0.

    towards_m: in the lane beside: how far off its lane's middle it is, towards one's own lane.
    """

    name: str
    gap_m: float
    speed_mps: float
    acceleration_mps2: float = 0.0
    towards_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneBeside:
    """The lane to one side of the own one. may_enter: whether markings and kind of lane allow a change to it."""

    may_enter: bool
    ahead: Neighbour | None = None
    behind: Neighbour | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLine:
    """Where one may have to stop: distance of one's front to it. state None: a stop or yield sign, no signal."""

    name: str
    distance_m: float
    state: SignalState | None = None
    must_stop: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Somebody whose course crosses one's own, or comes into it.

    enter_m, leave_m: of one's front until its body is in the other's way, and until its rear has left it. wait_m: of
    one's front to where one waits: a line, or just before that way. arrives_s, leaves_s: from now on, when the other's
    body is in one's own way, as it drives now. has_priority: whether one must let it pass. committed: it is in the way
    already, or can no longer stop before it. stands: it does not move. movement: one's own.
    """

    name: str
    enter_m: float
    leave_m: float
    wait_m: float
    arrives_s: float
    leaves_s: float
    has_priority: bool
    committed: bool = False
    stands: bool = False
    movement: Movement = "ahead"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What somebody perceives at a decision, 40 times a second. Speeds along the own course.

    limit_mps: the lowest speed that limits and bends ahead ask for now. step_s: until the next decision. end_m: of
    one's front to where the course ends. changing: to which side one is on the way into another lane. turning: to
    which side the course turns off in the next junction, from where one signals it on. junction_m: of one's front to
    the line before the next junction, and until one's rear has left it.
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
    changing: Side | None = None
    turning: Side | None = None
    junction_m: tuple[float, float] | None = None


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
