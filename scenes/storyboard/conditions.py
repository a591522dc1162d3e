"""What triggers ask: of the time, of values, of the story itself, and of entities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.storyboard.motion import Frame
from scenes.storyboard.positions import Position

Rule = Literal["greaterThan", "lessThan", "equalTo", "greaterOrEqual", "lessOrEqual", "notEqualTo"]
ElementKind = Literal["story", "act", "maneuverGroup", "maneuver", "event", "action"]
ElementState = Literal[
    "standbyState",
    "runningState",
    "completeState",
    "startTransition",
    "endTransition",
    "stopTransition",
    "skipTransition",
]
Distance = Literal["longitudinal", "lateral", "euclidean"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AtTime:
    """Holds at the first step whose time is at or after `time_s` (clip time; the first frame is at 0), and after."""

    time_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationTime:
    """The clip's time against a value."""

    rule: Rule
    value_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Always:
    """Holds from the first step on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCondition:
    """StoryboardElementStateCondition: an element, by its name or a path a::b::c, is in a state or just changed."""

    kind: ElementKind
    element: str
    state: ElementState


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueCondition:
    """A parameter, variable or user-defined value against a value."""

    name: str
    rule: Rule
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfDay:
    """The time of day: clock_s after midnight, which advances with the clip from the environment's."""

    rule: Rule
    clock_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalCondition:
    """A signal of the place is in a state."""

    signal: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalPhaseCondition:
    """A controller of signals is in a phase."""

    controller: str
    phase: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedIs:
    """The entity's speed; direction None: the total."""

    rule: Rule
    speed_mps: float
    direction: Literal["longitudinal", "lateral", "vertical"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeSpeedIs:
    """The entity's speed minus the other's."""

    other: str
    rule: Rule
    speed_mps: float
    direction: Literal["longitudinal", "lateral", "vertical"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccelerationIs:
    """The entity's acceleration."""

    rule: Rule
    acceleration_mps2: float
    direction: Literal["longitudinal", "lateral", "vertical"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsStill:
    """The entity has stood for so long."""

    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadwayIs:
    """Time headway to another: distance over the entity's own speed."""

    other: str
    rule: Rule
    value_s: float
    freespace: bool = True
    frame: Frame = "entity"
    distance: Distance = "euclidean"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeToCollisionIs:
    """Time to collision with another entity or with a position: distance over the closing speed."""

    target: str | Position
    rule: Rule
    value_s: float
    freespace: bool = True
    frame: Frame = "entity"
    distance: Distance = "euclidean"


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceIs:
    """Distance to another entity (RelativeDistanceCondition) or to a position (DistanceCondition)."""

    target: str | Position
    rule: Rule
    value_m: float
    freespace: bool = False
    frame: Frame = "entity"
    distance: Distance = "euclidean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaches:
    """The entity's origin is within a tolerance of a position."""

    position: Position
    tolerance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Travelled:
    """The entity has covered a distance since the clip's start."""

    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Collides:
    """The entity's body touches another: one by name, one of a class (a prefix of the ontology), or any."""

    other: str | None = None
    of_class: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OffRoad:
    """The entity has been off all lanes for so long."""

    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EndOfRoad:
    """The entity has stood at the end of its road for so long."""

    duration_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AngleIs:
    """The entity's heading within a tolerance of an angle: in the world, against the lane, or another's heading."""

    angle_rad: float
    tolerance_rad: float
    against: Literal["world", "lane"] = "world"
    other: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearanceIs:
    """RelativeClearanceCondition: nothing of `others` (empty: nobody) in lanes from..to beside the entity's.

    ahead_m, behind_m: how far that reaches; lanes count to the left from the entity's own, 0.
    """

    ahead_m: float
    behind_m: float
    lanes_from: int = 0
    lanes_to: int = 0
    others: tuple[str, ...] = ()
    freespace: bool = True
    opposite_lanes: bool = False


WorldCondition = (
    AtTime
    | SimulationTime
    | Always
    | StateCondition
    | ValueCondition
    | TimeOfDay
    | SignalCondition
    | SignalPhaseCondition
)
EntityCondition = (
    SpeedIs
    | RelativeSpeedIs
    | AccelerationIs
    | StandsStill
    | HeadwayIs
    | TimeToCollisionIs
    | DistanceIs
    | Reaches
    | Travelled
    | Collides
    | OffRoad
    | EndOfRoad
    | AngleIs
    | ClearanceIs
)
