"""Where positions of the storyboard are in the world, and on which lane (scenes/storyboard/positions.py)."""

from __future__ import annotations

import math
from collections.abc import Sequence

from scenes.errors import SceneError, UnknownName
from scenes.roads.lane_graph import LaneKey
from scenes.storyboard.positions import (
    LanePosition,
    Orientation,
    Position,
    RelativeLanePosition,
    RelativeObjectPosition,
    RelativeRoadPosition,
    RelativeWorldPosition,
    RoadPosition,
    RouteOfEntityPosition,
    RoutePosition,
    TrajectoryPosition,
    WorldPosition,
)
from scenes.storyboard.trajectories import Trajectory
from simulator.storyboard.agent import Agent
from simulator.storyboard.course import Course
from simulator.storyboard.lanes import Lanes
from simulator.storyboard.route_courses import first_waypoint_m, route_course
from simulator.storyboard.spots import LaneSpot, Spot
from simulator.storyboard.trajectories import timed_course
from simulator.storyboard.world import World

ON_LANE_M = 1.0
"""Chosen: a point in the world that is no further off every lane belongs to the nearest one."""


class Positions:
    """Answers where positions are now. trajectories: those of the storyboard, on which positions may be given."""

    def __init__(self, world: World, trajectories: Sequence[Trajectory]) -> None:
        self._world = world
        self._trajectories = {trajectory.name: trajectory for trajectory in trajectories}
        self._courses: dict[str, Course] = {}
        self._fixed: dict[Position, Spot] = {}

    def spot(self, position: Position, who: str) -> Spot:
        """The place of a position. `who` asks, for errors: SceneError where there is no such place, UnknownName."""
        if position not in self._fixed:
            found = self._found(position, who)
            if not isinstance(position, WorldPosition | LanePosition | RoadPosition | RoutePosition):
                return found
            self._fixed[position] = found
        return self._fixed[position]

    def _found(self, position: Position, who: str) -> Spot:
        match position:
            case WorldPosition():
                return self._in_world(position)
            case RelativeWorldPosition() | RelativeObjectPosition():
                return self._beside(position, who)
            case TrajectoryPosition():
                course = self._trajectory(position.trajectory, who)
                return self._on_course(course, position.s_m, position.t_m, position.orientation)
            case RoutePosition() | RouteOfEntityPosition():
                return self._on_route(position, who)
            case _:
                return self._on_network(position, who)

    def _on_network(
        self, position: LanePosition | RoadPosition | RelativeLanePosition | RelativeRoadPosition, who: str
    ) -> Spot:
        lanes = self._lanes(who)
        match position:
            case LanePosition():
                return self._on_lane(position, who)
            case RoadPosition():
                return self._on_road(lanes, position.road, position.s_m, position.t_m, position.orientation)
            case RelativeLanePosition():
                return self._relative_lane(position, who)
            case RelativeRoadPosition():
                at = self.lane_of(self._world.agent(position.entity, who), who)
                station, t = at.station_m + position.ds_m, at.t_m + position.dt_m
                return self._on_road(lanes, at.key.road, station, t, position.orientation)

    def lane_of(self, agent: Agent, who: str) -> LaneSpot:
        """The lane that a body is on: that of its course, else the one below it."""
        lanes = self._lanes(who)
        span = agent.span()
        if span is not None:
            station = span.station_m(agent.s_m)
            t, _ = lanes.middle(span.key, station)
            left = agent.d_m if lanes.forward(span.key) != span.against else -agent.d_m
            return LaneSpot(key=span.key, station_m=station, t_m=t + left)
        return self._under(lanes, agent.x_m, agent.y_m, agent.z_m)

    def _trajectory(self, name: str, who: str) -> Course:
        if name not in self._trajectories:
            raise UnknownName(who, "trajectory", name, self._trajectories)
        if name not in self._courses:
            trajectory = self._trajectories[name]
            self._courses[name] = timed_course(trajectory, lambda position: self.spot(position, who), who).course
        return self._courses[name]

    def below(self, agent: Agent) -> Spot:
        """Where a body is and how it looks, with the lane below it where there is one."""
        here = WorldPosition(
            x_m=agent.x_m, y_m=agent.y_m, z_m=agent.z_m, orientation=Orientation(yaw_rad=agent.yaw_rad, relative=False)
        )
        return self.spot(here, f"actor '{agent.name}'")

    def _under(self, lanes: Lanes, x: float, y: float, z: float) -> LaneSpot:
        key, station, t, off = lanes.lane_under(x, y, z, any_kind=False)
        if off > 0.0:
            other = lanes.lane_under(x, y, z, any_kind=True)
            if other[3] < off and not (other[3] > 0.0 and off < ON_LANE_M):
                key, station, t, _ = other
        return LaneSpot(key=key, station_m=station, t_m=t)

    def _lanes(self, who: str) -> Lanes:
        if self._world.lanes is None:
            raise SceneError(f"{who}: asks for lanes, and this scene has no place with roads")
        return self._world.lanes

    def _in_world(self, position: WorldPosition) -> Spot:
        z, lane = position.z_m, None
        if self._world.lanes is not None:
            found = self._under(self._world.lanes, position.x_m, position.y_m, z or 0.0)
            surface = self._world.lanes.curve(found.key.road).points(found.station_m, found.t_m).position_m[0]
            near = math.hypot(surface[0] - position.x_m, surface[1] - position.y_m) < ON_LANE_M
            z = float(surface[2]) if z is None and near else z
            lane = found if near else None
        turn = position.orientation
        return Spot(
            x_m=position.x_m,
            y_m=position.y_m,
            z_m=z or 0.0,
            yaw_rad=turn.yaw_rad,
            pitch_rad=turn.pitch_rad,
            roll_rad=turn.roll_rad,
            lane=lane,
        )

    def _on_lane(self, position: LanePosition, who: str) -> Spot:
        lanes = self._lanes(who)
        key = lanes.key_at(position.road, position.lane, position.s_m)
        t, _ = lanes.middle(key, position.s_m)
        return self._on_road(lanes, position.road, position.s_m, t + position.offset_m, position.orientation, key)

    def _on_road(
        self, lanes: Lanes, road: str, s_m: float, t_m: float, turn: Orientation, key: LaneKey | None = None
    ) -> Spot:
        """At s and t; headings are relative to the travel of a lane (given), else to the road."""
        at = lanes.curve(lanes.road(road).id).points(s_m, t_m)
        x, y, z = (float(c) for c in at.position_m[0])
        heading = float(at.heading_rad[0])
        if key is None:
            below = self._under(lanes, x, y, z)
            lane = below if below.key.road == road else None
        else:
            lane = LaneSpot(key=key, station_m=s_m, t_m=t_m)
            heading += 0.0 if lanes.forward(key) else math.pi
        return _turned(x, y, z, heading, turn, lane)

    def _beside(self, position: RelativeWorldPosition | RelativeObjectPosition, who: str) -> Spot:
        agent = self._world.agent(position.entity, who)
        dx, dy = position.dx_m, position.dy_m
        if isinstance(position, RelativeObjectPosition):
            c, s = math.cos(agent.yaw_rad), math.sin(agent.yaw_rad)
            dx, dy = c * dx - s * dy, s * dx + c * dy
        x, y, z = agent.x_m + dx, agent.y_m + dy, agent.z_m + position.dz_m
        lane = None
        if self._world.lanes is not None:
            found = self._under(self._world.lanes, x, y, z)
            surface = self._world.lanes.curve(found.key.road).points(found.station_m, found.t_m).position_m[0]
            lane = found if math.hypot(surface[0] - x, surface[1] - y) < ON_LANE_M else None
        return _turned(x, y, z, agent.yaw_rad, position.orientation, lane)

    def _relative_lane(self, position: RelativeLanePosition, who: str) -> Spot:
        lanes = self._lanes(who)
        agent = self._world.agent(position.entity, who)
        at = self.lane_of(agent, who)
        key = lanes.neighbour(at.key, position.lanes)
        if key is None:
            raise SceneError(f"{who}: {_no_lane(lanes, at.key, position.lanes)}")
        if position.along_lane_m is not None:
            ahead = position.along_lane_m
        else:
            ahead = (position.ds_m or 0.0) * (1.0 if lanes.forward(key) else -1.0)
        found, station = self._along(lanes, key, at.station_m, ahead)
        t, _ = lanes.middle(found, station)
        left = position.offset_m if position.ds_m is not None or lanes.forward(found) else -position.offset_m
        return self._on_road(lanes, found.road, station, t + left, position.orientation, found)

    def _along(self, lanes: Lanes, key: LaneKey, station_m: float, ahead_m: float) -> tuple[LaneKey, float]:
        """The lane and station so far ahead in the direction of travel (behind: negative), over as many as it takes."""
        against = ahead_m < 0.0
        course = lanes.onward(key, abs(ahead_m) + 2.0 * lanes.road(key.road).length_m, against=against)
        span = course.lanes[0]
        length = span.station_end_m - span.station_start_m
        start = span.start_m + (span.end_m - span.start_m) * (station_m - span.station_start_m) / length
        reached = course.span_at(start + abs(ahead_m))
        assert reached is not None
        return reached.key, reached.station_m(start + abs(ahead_m))

    def _on_course(self, course: Course, s_m: float, t_m: float, turn: Orientation) -> Spot:
        at = course.at(s_m, t_m)
        lane = None
        span = course.span_at(s_m)
        if span is not None and self._world.lanes is not None:
            station = span.station_m(s_m)
            lane = LaneSpot(key=span.key, station_m=station, t_m=self._world.lanes.middle(span.key, station)[0])
        return _turned(at.x_m, at.y_m, at.z_m, at.yaw_rad, turn, lane)

    def _on_route(self, position: RoutePosition | RouteOfEntityPosition, who: str) -> Spot:
        lanes = self._lanes(who)
        from_m = 0.0
        if isinstance(position, RoutePosition):
            course = route_course(lanes, self.spot, position.route, who)
            from_m = first_waypoint_m(course, self.spot(position.route.waypoints[0].position, who))
        else:
            found = self._world.agent(position.entity, who).course
            if found is None or not found.name:
                raise SceneError(f"{who}: '{position.entity}' follows no route")
            course = found
        spot = self._on_course(course, from_m + position.s_m, 0.0, position.orientation)
        across = position.t_m if isinstance(position, RoutePosition) else None
        if spot.lane is not None and across is not None:
            return self._on_road(lanes, spot.lane.key.road, spot.lane.station_m, across, position.orientation)
        if spot.lane is None or (position.lane is None and position.offset_m == 0.0):
            return spot
        lane = spot.lane.key.lane if position.lane is None else position.lane
        key = lanes.key_at(spot.lane.key.road, lane, spot.lane.station_m)
        t, _ = lanes.middle(key, spot.lane.station_m)
        return self._on_road(lanes, key.road, spot.lane.station_m, t + position.offset_m, position.orientation, key)


def _turned(x: float, y: float, z: float, heading: float, turn: Orientation, lane: LaneSpot | None) -> Spot:
    yaw = heading + turn.yaw_rad if turn.relative else turn.yaw_rad
    return Spot(x_m=x, y_m=y, z_m=z, yaw_rad=yaw, pitch_rad=turn.pitch_rad, roll_rad=turn.roll_rad, lane=lane)


def _no_lane(lanes: Lanes, key: LaneKey, steps: int) -> str:
    there = ", ".join(str(one.id) for one in lanes.road(key.road).sections[key.section].lanes if one.id != 0)
    return f"no lane {steps:+d} from lane {key.lane} of road '{key.road}'; there are {there}"
