"""The lane that the ego drives on, and the lanes that it comes from and goes on in."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.roads.lane_graph import DRIVEABLE, LaneKey
from scenes.scene import EGO_INSTANCE
from simulator.labels.road_map import RoadMap
from simulator.labels.road_pieces import LaneCourse
from simulator.physics.history import WorldHistory

Float64 = NDArray[np.float64]

STEP_S = 0.25
"""Chosen: between the places that the ego's way is known by; at 100 km/h they lie 7 m apart."""
REACH_M = 200.0
"""Chosen: how far the own lane is followed over the network to either side, beyond what cameras tell apart."""
LEVEL_M = 2.0
"""Chosen: who is so far above or below a lane is not on it; bridges clear 4.5 m."""


def own_lane(roads: RoadMap, history: WorldHistory, t_s: float) -> LaneKey | None:
    """The lane under the ego's origin; None beside all lanes.

    Where several lie over each other, as in junctions, the one for vehicles on which it stays longest from then on,
    and of equal ones the one whose middle is nearest.
    """
    here = np.asarray(history.body_at(EGO_INSTANCE, t_s).translation_m)
    ahead = _way(history, t_s, history.end_s)
    best: tuple[bool, int, float] | None = None
    found: LaneKey | None = None
    for lane in roads.under(here[:2]):
        away = np.linalg.norm(lane.centre_m[:, :2] - here[:2], axis=1)
        if lane.kind == "none" or abs(float(lane.centre_m[away.argmin(), 2]) - here[2]) > LEVEL_M:
            continue
        middle = shapely.distance(shapely.points(here[:2]), shapely.linestrings(lane.centre_m[:, :2]))
        rank = (lane.kind in DRIVEABLE, _stays(lane, ahead), -float(middle))
        if best is None or rank > best:
            best, found = rank, lane.key
    return found


def own_course(roads: RoadMap, history: WorldHistory, t_s: float, own: LaneKey | None) -> tuple[LaneKey, ...]:
    """The own lane, and what leads to it and follows it along the network, up to REACH_M.

    Where lanes fork or merge, the one that the ego drives on in this clip; it ends at a fork that the clip ends before.
    """
    if own is None or roads.courses[own].kind not in DRIVEABLE:
        return () if own is None else (own,)
    graph = roads.graph
    ahead = _follow(roads, graph.successors, own, _way(history, t_s, history.end_s))
    behind = _follow(roads, graph.predecessors, own, _way(history, t_s, history.start_s))
    return (*reversed(behind), own, *ahead)


def _follow(
    roads: RoadMap, links: Mapping[LaneKey, tuple[LaneKey, ...]], own: LaneKey, way_m: Float64
) -> list[LaneKey]:
    found: list[LaneKey] = []
    at, run = own, 0.0
    while run < REACH_M:
        choice = [roads.courses[key] for key in links.get(at, ()) if key in roads.courses]
        choice = [lane for lane in choice if lane.kind in DRIVEABLE and lane.key not in found and lane.key != own]
        if len(choice) > 1:
            counts = [_passed(lane, way_m) for lane in choice]
            choice = [lane for lane, count in zip(choice, counts, strict=True) if count and count == max(counts)]
        if len(choice) != 1:
            break
        at = choice[0].key
        found.append(at)
        run += float(np.linalg.norm(np.diff(choice[0].centre_m, axis=0), axis=1).sum())
    return found


def _way(history: WorldHistory, start_s: float, end_s: float) -> Float64:
    """(N, 2) places of the ego from one time to another, which may lie before it."""
    count = int(abs(end_s - start_s) / STEP_S) + 1
    times = np.clip(start_s + np.copysign(STEP_S, end_s - start_s) * np.arange(count), history.start_s, history.end_s)
    return history.bodies_at(EGO_INSTANCE, times)[0][:, :2]


def _stays(lane: LaneCourse, way_m: Float64) -> int:
    """How many of the next places lie on the lane, one after the other."""
    outside = ~shapely.contains_xy(lane.polygon, way_m[:, 0], way_m[:, 1])
    return int(outside.argmax()) if outside.any() else len(way_m)


def _passed(lane: LaneCourse, way_m: Float64) -> int:
    return int(shapely.contains_xy(lane.polygon, way_m[:, 0], way_m[:, 1]).sum())
