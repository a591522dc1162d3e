"""Where entities stand before anything happens: the poses that <Init> gives them, on a place's roads.

The simulator works positions out again as the story goes on; a scene needs those of its start for what stands around.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from scenes.errors import SceneError
from scenes.pose import Body, Pose, World
from scenes.roads.cross_section import CrossSection
from scenes.roads.place import Place, network_of
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.storyboard.actions import Action, AddEntity
from scenes.storyboard.motion import FollowTrajectory, Teleport
from scenes.storyboard.positions import (
    LanePosition,
    Orientation,
    Position,
    RelativeLanePosition,
    RelativeObjectPosition,
    RelativeRoadPosition,
    RelativeWorldPosition,
    RoadPosition,
    RoutePosition,
    TrajectoryPosition,
    WorldPosition,
)
from scenes.storyboard.trajectories import ClothoidSpline, Polyline, Trajectory

Start = Pose[World, Body]
AHEAD_ROUNDS = 4
"""Entities may be placed relative to others that come later; chosen: chains of that many."""


class Starts:
    """The poses of entities at the start, found one after the other."""

    def __init__(self, place: Place, trajectories: tuple[Trajectory, ...]) -> None:
        self._roads: Mapping[str, Road] = {road.id: road for road in network_of(place).roads}
        self._trajectories = {trajectory.name: trajectory for trajectory in trajectories}
        self._found: dict[str, Start] = {}
        self._lanes: dict[str, tuple[str, int, float]] = {}

    def after(self, init: tuple[Action, ...]) -> Mapping[str, Start]:
        """The poses that the actions of <Init> lead to, of those that they place."""
        waiting = [placed for action in init if (placed := _placed(action)) is not None]
        for _ in range(AHEAD_ROUNDS):
            left = []
            for actor, position in waiting:
                pose = self._pose(position, actor)
                if pose is None:
                    left.append((actor, position))
                else:
                    self._found[actor] = pose
            waiting = left
        return dict(self._found)

    def _pose(self, position: Position, actor: str) -> Start | None:
        """None where it hangs on somebody who has no place yet."""
        found: Start | None = None
        match position:
            case WorldPosition():
                found = _turned(position.x_m, position.y_m, position.z_m or 0.0, 0.0, position.orientation)
            case LanePosition():
                found = self._on_lane(position.road, position.lane, position.s_m, position.offset_m, position, actor)
            case RoadPosition():
                found = self._on_road(position.road, position.s_m, position.t_m, position.orientation)
            case RoutePosition():
                found = self._pose(position.route.waypoints[0].position, actor)
            case TrajectoryPosition():
                found = self._first(self._trajectories[position.trajectory], actor)
            case RelativeLanePosition() | RelativeRoadPosition() | RelativeObjectPosition() | RelativeWorldPosition():
                found = self._relative(position, actor) if position.entity in self._found else None
        return found

    def _relative(
        self,
        position: RelativeLanePosition | RelativeRoadPosition | RelativeObjectPosition | RelativeWorldPosition,
        actor: str,
    ) -> Start | None:
        other = self._found[position.entity]
        x, y, z = other.translation_m
        if isinstance(position, RelativeObjectPosition | RelativeWorldPosition):
            dx, dy = position.dx_m, position.dy_m
            if isinstance(position, RelativeObjectPosition):
                c, s = math.cos(other.yaw_rad), math.sin(other.yaw_rad)
                dx, dy = c * dx - s * dy, s * dx + c * dy
            return _turned(x + dx, y + dy, z + position.dz_m, other.yaw_rad, position.orientation)
        if position.entity not in self._lanes:
            return other
        road, lane, s_m = self._lanes[position.entity]
        if isinstance(position, RelativeRoadPosition):
            return self._on_lane(road, lane, s_m + position.ds_m, position.dt_m, position, actor)
        beside = lane + position.lanes
        if beside == 0 or (beside > 0) != (lane > 0):  # lane 0 does not count
            beside += int(math.copysign(1, position.lanes))
        ahead = position.ds_m if position.ds_m is not None else math.copysign(position.along_lane_m or 0.0, -lane)
        return self._on_lane(road, beside, s_m + ahead, position.offset_m, position, actor)

    def _first(self, trajectory: Trajectory, actor: str) -> Start | None:
        shape = trajectory.shape
        if isinstance(shape, Polyline):
            here, ahead = (self._pose(vertex.position, actor) for vertex in shape.vertices[:2])
            if here is None or ahead is None:
                return here
            (x, y, z), (x2, y2, _) = here.translation_m, ahead.translation_m
            return Pose.planar(x, y, math.atan2(y2 - y, x2 - x), z)
        start = shape.segments[0].start if isinstance(shape, ClothoidSpline) else shape.points[0].position
        return None if start is None else self._pose(start, actor)

    def _on_lane(
        self,
        road_id: str,
        lane: int,
        s_m: float,
        offset_m: float,
        position: LanePosition | RelativeLanePosition | RelativeRoadPosition,
        actor: str,
    ) -> Start:
        road = self._road(road_id, actor)
        station = min(max(s_m, 0.0), road.length_m)
        section = max(k for k, one in enumerate(road.sections) if one.s_m <= station + 1e-9)
        if lane == 0 or not road.sections[section].has(lane):
            there = ", ".join(str(one.id) for one in road.sections[section].lanes if one.id != 0)
            raise SceneError(f"'{actor}': road '{road_id}' has no lane {lane} at s = {s_m:g} m; there are {there}")
        middle, _ = CrossSection.of(road, section).middle_m(lane, np.array([station]))
        self._lanes[actor] = (road_id, lane, station)
        facing = 0.0 if road.forward(section, lane) else math.pi
        return self._on_road(road_id, station, float(middle[0]) + offset_m, position.orientation, facing)

    def _on_road(self, road_id: str, s_m: float, t_m: float, turn: Orientation, facing_rad: float = 0.0) -> Start:
        at = RoadCurve.of(self._road(road_id, "")).points(s_m, t_m)
        x, y, z = (float(c) for c in at.position_m[0])
        return _turned(x, y, z, float(at.heading_rad[0]) + facing_rad, turn)

    def _road(self, road_id: str, actor: str) -> Road:
        if road_id not in self._roads:
            raise SceneError(f"'{actor}': the map has no road '{road_id}'; there are {', '.join(self._roads)}")
        return self._roads[road_id]


def _placed(action: Action) -> tuple[str, Position] | None:
    """Whom an action puts somewhere at once, and where."""
    if isinstance(action, Teleport | AddEntity):
        return action.actor, action.position
    if isinstance(action, FollowTrajectory):
        return action.actor, TrajectoryPosition(trajectory=action.trajectory.name, s_m=action.start_m)
    return None


def _turned(x: float, y: float, z: float, heading: float, turn: Orientation) -> Start:
    return Pose.planar(x, y, heading + turn.yaw_rad if turn.relative else turn.yaw_rad, z)
