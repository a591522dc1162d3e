"""Courses along routes: the shortest ways over lanes from waypoint to waypoint."""

from __future__ import annotations

from collections.abc import Callable

from scenes.errors import SceneError
from scenes.roads.lane_graph import LaneKey
from scenes.storyboard.positions import Position, Route
from simulator.storyboard.course import Course
from simulator.storyboard.lanes import Lanes
from simulator.storyboard.spots import LaneSpot, Spot


def route_course(
    lanes: Lanes, where: Callable[[Position, str], Spot], route: Route, who: str, beyond_m: float = 0.0
) -> Course:
    """Along a route, and straight on beyond it. Its arc length 0 is at the start of the first waypoint's lane.

    Raises SceneError for a waypoint off the road and for waypoints that no way joins.
    """
    points = list(route.waypoints) + ([route.waypoints[0]] if route.closed else [])
    keys: list[LaneKey] = []
    for waypoint in points:
        spot = where(waypoint.position, who)
        if spot.lane is None:
            raise SceneError(f"{who}: a waypoint of route '{route.name}' lies on no road")
        keys += _onward(lanes, keys, spot.lane.key)
    return lanes.course(_extended(lanes, keys, beyond_m), name=route.name)


def first_waypoint_m(course: Course, waypoint: Spot) -> float:
    """Where on its course a route begins: path lengths on it count from its first waypoint."""
    span = course.lanes[0]
    if waypoint.lane is None:
        return span.start_m
    share = (waypoint.lane.station_m - span.station_start_m) / (span.station_end_m - span.station_start_m)
    return span.start_m + share * (span.end_m - span.start_m)


def _onward(lanes: Lanes, so_far: list[LaneKey], goal: LaneKey) -> list[LaneKey]:
    if not so_far:
        return [goal]
    return list(lanes.way(so_far[-1], goal)[1:])


def _extended(lanes: Lanes, keys: list[LaneKey], beyond_m: float) -> list[LaneKey]:
    if beyond_m <= 0.0:
        return keys
    further = lanes.chain(keys[-1], beyond_m, against=False)
    return keys + list(further[1:])


def course_to(lanes: Lanes, start: LaneSpot, goal: Spot, who: str) -> Course:
    """The shortest way from a lane to a goal. Raises SceneError for a goal off the road."""
    if goal.lane is None:
        raise SceneError(f"{who}: the goal at ({goal.x_m:.1f}, {goal.y_m:.1f}) lies on no road")
    return lanes.course(lanes.way(start.key, goal.lane.key), name="to its goal")
