"""The shortest way from lane to lane."""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from scenes.errors import SceneError, UnknownName
from scenes.roads.lane_graph import DRIVEABLE, LaneGraph, LaneKey
from scenes.roads.network import RoadNetwork

LANE_CHANGE_M = 50.0  # chosen: a change of lanes is worth a detour that long, so that routes do not weave


def route(network: RoadNetwork, graph: LaneGraph, start: LaneKey, goal: LaneKey) -> tuple[LaneKey, ...]:
    """The lanes from start to goal, changes to lanes beside among them; driving lanes only, start and goal excepted.

    Dijkstra's algorithm over the sections' lengths. Raises UnknownName for a lane that does not exist, SceneError where
    no way leads to the goal.
    """
    lengths = {
        (road.id, index): road.section_end_m(index) - section.s_m
        for road in network.roads
        for index, section in enumerate(road.sections)
    }
    for key in (start, goal):
        if key not in graph.successors:
            raise UnknownName("", "lane", _name(key), (_name(k) for k in graph.successors))
    driving = _driving(network)
    came_from: dict[LaneKey, LaneKey | None] = {}
    waiting: list[tuple[float, LaneKey, LaneKey | None]] = [(0.0, start, None)]
    while waiting:
        cost, key, previous = heapq.heappop(waiting)
        if key in came_from:
            continue
        came_from[key] = previous
        if key == goal:
            return _way(came_from, goal)
        onward = [(cost + lengths[key.road, key.section], k) for k in graph.successors[key]]
        onward += [(cost + LANE_CHANGE_M, k) for k in graph.beside[key]]
        for total, follower in onward:
            if follower not in came_from and (driving.get(follower, False) or follower == goal):
                heapq.heappush(waiting, (total, follower, key))
    raise SceneError(f"no way leads from lane {_name(start)} to lane {_name(goal)}")


def _driving(network: RoadNetwork) -> dict[LaneKey, bool]:
    return {
        LaneKey(road=road.id, section=index, lane=lane.id): lane.kind in DRIVEABLE
        for road in network.roads
        for index, section in enumerate(road.sections)
        for lane in section.lanes
    }


def _way(came_from: Mapping[LaneKey, LaneKey | None], goal: LaneKey) -> tuple[LaneKey, ...]:
    way: list[LaneKey] = []
    key: LaneKey | None = goal
    while key is not None:
        way.append(key)
        key = came_from[key]
    return tuple(reversed(way))


def _name(key: LaneKey) -> str:
    return f"{key.road}/{key.section}/{key.lane}"
