"""Actions that move somebody: speed, distance, lane, offset, trajectory, route, synchronisation; doors and lamps, too.

Every action names its actor. It runs until its goal is reached; another of the same domain (longitudinal, lateral)
ends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.material import Lamp
from scenes.storyboard.positions import Position, Route
from scenes.storyboard.trajectories import Trajectory

Shape = Literal["step", "linear", "cubic", "sinusoidal"]
Dimension = Literal["time", "distance", "rate"]
Frame = Literal["entity", "lane", "road", "trajectory"]
"""In which distances are measured: the entity's axes, along lanes, along the road, along a trajectory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dynamics:
    """How a value goes to its goal. value: seconds, metres, or per second (of cubic and sinusoidal: the peak rate).

    A step is immediate; its value is not used.
    """

    shape: Shape
    dimension: Dimension = "time"
    value: float = 0.0

    def __post_init__(self) -> None:
        if self.shape != "step" and self.value < 0.0:
            raise ValueError(f"dynamics need a value of at least 0, got {self.value}")


IMMEDIATELY = Dynamics(shape="step")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Dynamic constraints of an actor's own motion; infinite: as its performance allows."""

    acceleration_mps2: float = float("inf")
    deceleration_mps2: float = float("inf")
    speed_mps: float = float("inf")
    jerk_mps3: float = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSpeed:
    """A kinematic actor changes its speed along its path towards `speed_mps` at the rate `acceleration_mps2` (> 0)."""

    actor: str
    speed_mps: float
    acceleration_mps2: float

    def __post_init__(self) -> None:
        if self.acceleration_mps2 <= 0:
            raise ValueError(f"acceleration_mps2 must be positive, got {self.acceleration_mps2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSpeed:
    """SpeedAction to an absolute speed; negative: backwards."""

    actor: str
    speed_mps: float
    dynamics: Dynamics = IMMEDIATELY


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchSpeed:
    """SpeedAction relative to another's: by a difference or a factor. continuous: goes on following, never ends."""

    actor: str
    reference: str
    delta_mps: float = 0.0
    factor: float = 1.0
    continuous: bool = False
    dynamics: Dynamics = IMMEDIATELY


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedEntry:
    """A point of a speed profile: reached so long after the one before; time_s None: as fast as the limits allow."""

    speed_mps: float
    time_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowSpeedProfile:
    """SpeedProfileAction. reference: speeds are relative to another's. exact: linear pieces; else within the limits."""

    actor: str
    entries: tuple[SpeedEntry, ...]
    reference: str | None = None
    exact: bool = True
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDistance:
    """LongitudinalDistanceAction: a distance in metres or a time headway to a reference ahead (or behind, or any side).

    freespace: between the bodies, else between origins. continuous: goes on, never ends.
    """

    actor: str
    reference: str
    distance_m: float | None = None
    headway_s: float | None = None
    freespace: bool = True
    continuous: bool = False
    frame: Frame = "entity"
    side: Literal["ahead", "behind", "any"] = "behind"
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        if self.distance_m is not None and self.headway_s is not None:
            raise ValueError("a distance is kept in metres or as a headway, not both")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepLateralDistance:
    """LateralDistanceAction: beside a reference; distance_m None: the present one."""

    actor: str
    reference: str
    distance_m: float | None = None
    freespace: bool = True
    continuous: bool = False
    frame: Frame = "entity"
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLane:
    """LaneChangeAction. lane: absolute id, or relative lanes to the left of `reference` (lane 0 is not counted).

    offset_m: from the target lane's middle.
    """

    actor: str
    lane: int
    reference: str | None = None
    offset_m: float = 0.0
    dynamics: Dynamics = IMMEDIATELY


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetInLane:
    """LaneOffsetAction: from the middle of one's lane, or the reference's offset. lateral_mps2: most that is used."""

    actor: str
    offset_m: float
    reference: str | None = None
    continuous: bool = False
    shape: Shape = "sinusoidal"
    lateral_mps2: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowTrajectory:
    """FollowTrajectoryAction. timed: vertices' times are kept, scaled and moved; relative: to the action's start.

    exact: on the line whatever it takes; else steered along it. start_m: arc length to begin at.
    """

    actor: str
    trajectory: Trajectory
    timed: bool = False
    time_scale: float = 1.0
    time_offset_s: float = 0.0
    relative: bool = True
    exact: bool = True
    start_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRoute:
    """The actor follows a route from now on."""

    actor: str
    route: Route


@dataclass(frozen=True, slots=True, kw_only=True)
class GoTo:
    """AcquirePositionAction: by the shortest way over the lanes, and stops there."""

    actor: str
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Synchronize:
    """The actor reaches its goal when the master reaches its own, by its speed alone.

    final_speed_mps: when it arrives; None: as it comes. relative_to_master: the final speed is a difference to the
    master's. steady_s, steady_m: over which, before the goal, it drives at the final speed. tolerance_*: what counts
    as reached.
    """

    actor: str
    master: str
    master_goal: Position
    goal: Position
    final_speed_mps: float | None = None
    relative_to_master: bool = False
    steady_s: float = 0.0
    steady_m: float = 0.0
    tolerance_m: float = 0.0
    master_tolerance_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Teleport:
    """The actor stands at a position from now on, at its present speed."""

    actor: str
    position: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class SetController:
    """ActivateControllerAction: whether the actor's own behaviour decides over a domain; None: as it is."""

    actor: str
    longitudinal: bool | None = None
    lateral: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchLamp:
    """LightStateAction: a lamp goes on, off or back to what the driving asks for (auto)."""

    actor: str
    lamp: Lamp
    state: Literal["on", "off", "auto"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveJoint:
    """A part of the actor turns to an angle: a door, a boom. Eased over the duration."""

    actor: str
    part: str
    angle_rad: float
    duration_s: float

    def __post_init__(self) -> None:
        if self.duration_s <= 0.0:
            raise ValueError(f"duration_s must be positive, got {self.duration_s}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """A dynamic actor is given a velocity and a spin, both in the world frame."""

    actor: str
    velocity_mps: tuple[float, float, float]
    spin_radps: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A kinematic actor becomes dynamic: from now on physics alone moves it, from the motion that it has.

    A load falls, a rider comes off, a car that lost its grip spins. velocity_mps, spin_radps: added, in the body frame.
    """

    actor: str
    velocity_mps: tuple[float, float, float] = (0.0, 0.0, 0.0)
    spin_radps: tuple[float, float, float] = (0.0, 0.0, 0.0)


MotionAction = (
    SetSpeed
    | ChangeSpeed
    | MatchSpeed
    | FollowSpeedProfile
    | KeepDistance
    | KeepLateralDistance
    | ChangeLane
    | OffsetInLane
    | FollowTrajectory
    | AssignRoute
    | GoTo
    | Synchronize
    | Teleport
    | SetController
    | SwitchLamp
    | MoveJoint
    | Launch
    | Release
)
