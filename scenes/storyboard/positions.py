"""Where somebody is put or goes to: positions on roads, in the world, relative to others, along routes and lines.

World frame as everywhere (DESIGN 2); headings in radians, counter-clockwise. A body's origin (of vehicles: on the
ground below the rear axle) is what stands at the position. Roads, lanes and s, t are those of `Scene.place`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Orientation:
    """Angles about z, y, x. relative: to the reference of the position (lane, road, entity); else in the world."""

    yaw_rad: float = 0.0
    pitch_rad: float = 0.0
    roll_rad: float = 0.0
    relative: bool = True


AHEAD = Orientation()
"""As the reference looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldPosition:
    """Coordinates in the world; z_m None: on the road's surface there, else 0."""

    x_m: float
    y_m: float
    z_m: float | None = None
    orientation: Orientation = Orientation(relative=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePosition:
    """On a lane: s along the road's reference line, offset to the left of the lane's middle as the road's t points."""

    road: str
    lane: int
    s_m: float
    offset_m: float = 0.0
    orientation: Orientation = AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadPosition:
    """On a road by s and t."""

    road: str
    s_m: float
    t_m: float
    orientation: Orientation = AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeWorldPosition:
    """World axes, from an entity."""

    entity: str
    dx_m: float
    dy_m: float
    dz_m: float = 0.0
    orientation: Orientation = AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeObjectPosition:
    """The entity's own axes, from its origin."""

    entity: str
    dx_m: float
    dy_m: float
    dz_m: float = 0.0
    orientation: Orientation = AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeLanePosition:
    """From an entity: lanes to the left of the road's direction (lane 0 is not counted), and a distance.

    Either ds_m along the road's reference line, or along_lane_m along the lane's middle in its direction of travel.
    """

    entity: str
    lanes: int
    ds_m: float | None = None
    along_lane_m: float | None = None
    offset_m: float = 0.0
    orientation: Orientation = AHEAD

    def __post_init__(self) -> None:
        if (self.ds_m is None) == (self.along_lane_m is None):
            raise ValueError("a relative lane position needs ds_m or along_lane_m, and only one of them")


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeRoadPosition:
    """From an entity: along and across the reference line of its road."""

    entity: str
    ds_m: float
    dt_m: float
    orientation: Orientation = AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class TrajectoryPosition:
    """On a trajectory of `Storyboard.trajectories`, by its name: arc length and offset to its left."""

    trajectory: str
    s_m: float
    t_m: float = 0.0
    orientation: Orientation = AHEAD


RouteStrategy = Literal["shortest", "fastest", "leastIntersections", "random"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waypoint:
    """A place that a route passes. strategy: how it is reached from the one before."""

    position: LanePosition | RoadPosition | WorldPosition
    strategy: RouteStrategy = "shortest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Waypoints in order; closed: it returns to the first."""

    name: str
    waypoints: tuple[Waypoint, ...]
    closed: bool = False

    def __post_init__(self) -> None:
        if len(self.waypoints) < 2:
            raise ValueError(f"route '{self.name}' needs at least two waypoints, got {len(self.waypoints)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePosition:
    """On a route: path length from its start; lane: one of the road there, None: that of the route.

    t_m: across from the road's reference line there, instead of lane and offset; None: by these.
    """

    route: Route
    s_m: float
    lane: int | None = None
    offset_m: float = 0.0
    t_m: float | None = None
    orientation: Orientation = AHEAD


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteOfEntityPosition:
    """On the route that an entity follows: path length from the route's start."""

    entity: str
    s_m: float
    lane: int | None = None
    offset_m: float = 0.0
    orientation: Orientation = AHEAD


Position = (
    WorldPosition
    | LanePosition
    | RoadPosition
    | RelativeWorldPosition
    | RelativeObjectPosition
    | RelativeLanePosition
    | RelativeRoadPosition
    | RoutePosition
    | RouteOfEntityPosition
    | TrajectoryPosition
)
