"""Where ways through a junction cross, part or come together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.roads.lane_graph import DRIVEABLE, LaneGraph, LaneKey, lanes_of
from scenes.roads.lane_path import LanePath, lane_path
from scenes.roads.network import RoadNetwork
from scenes.roads.road_curve import RoadCurve

Float64 = NDArray[np.float64]

Meeting = Literal["crossing", "merging", "diverging"]
LEVELS_M = 3.0  # chosen: ways that far above each other do not meet
TOUCH_M = 0.3  # chosen: ends nearer than that are one place, where files leave small gaps


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictPoint:
    """Where two lanes through a junction meet. first_m, second_m: travelled from their starts to it."""

    junction: str
    meeting: Meeting
    first: LaneKey
    second: LaneKey
    position_m: tuple[float, float, float]
    first_m: float
    second_m: float


def conflict_points(network: RoadNetwork, graph: LaneGraph, junction_id: str) -> tuple[ConflictPoint, ...]:
    """All conflicts between driving lanes of a junction's connecting roads: crossings, merges and diverges."""
    paths: list[LanePath] = []
    for road in network.roads:
        if road.junction == junction_id:
            curve = RoadCurve.of(road)
            driving = [k for k in lanes_of(road) if road.sections[k.section].lane(k.lane).kind in DRIVEABLE]
            paths += [lane_path(road, curve, key, 0.5) for key in driving]
    found: list[ConflictPoint] = []
    for i, one in enumerate(paths):
        for two in paths[i + 1 :]:
            found += _between(junction_id, graph, one, two)
    return tuple(found)


def _between(junction: str, graph: LaneGraph, one: LanePath, two: LanePath) -> list[ConflictPoint]:
    """The meetings of two paths; lanes that follow each other do not conflict."""
    if two.key in graph.successors[one.key] or one.key in graph.successors[two.key]:
        return []
    made: list[ConflictPoint] = []
    if _shared(graph.predecessors, one.key, two.key) or _near(one.points_m[0], two.points_m[0]):
        made.append(_conflict(junction, "diverging", one, two, one.points_m[0], (0.0, 0.0)))
    if _shared(graph.successors, one.key, two.key) or _near(one.points_m[-1], two.points_m[-1]):
        ends = (float(one.distance_m[-1]), float(two.distance_m[-1]))
        made.append(_conflict(junction, "merging", one, two, one.points_m[-1], ends))
    if made:
        return made
    for point, along in _crossings(one, two):
        made.append(_conflict(junction, "crossing", one, two, point, along))
    return made


def _shared(links: Mapping[LaneKey, tuple[LaneKey, ...]], one: LaneKey, two: LaneKey) -> bool:
    return bool(set(links.get(one, ())) & set(links.get(two, ())))


def _near(a: Float64, b: Float64) -> bool:
    return bool(np.linalg.norm(a - b) < TOUCH_M)


def _conflict(
    junction: str, meeting: Meeting, one: LanePath, two: LanePath, point: Float64, along: tuple[float, float]
) -> ConflictPoint:
    x, y, z = (float(v) for v in point)
    return ConflictPoint(
        junction=junction,
        meeting=meeting,
        first=one.key,
        second=two.key,
        position_m=(x, y, z),
        first_m=along[0],
        second_m=along[1],
    )


def _crossings(one: LanePath, two: LanePath) -> Sequence[tuple[Float64, tuple[float, float]]]:
    """Points at which two polylines cross in the ground plane, and the distances travelled to them."""
    p, q = one.points_m[:-1, None, :2], two.points_m[None, :-1, :2]
    r = one.points_m[1:, None, :2] - p
    s = two.points_m[None, 1:, :2] - q
    across = r[..., 0] * s[..., 1] - r[..., 1] * s[..., 0]
    safe = np.where(np.abs(across) < 1e-12, 1.0, across)
    gap = q - p
    a = (gap[..., 0] * s[..., 1] - gap[..., 1] * s[..., 0]) / safe
    b = (gap[..., 0] * r[..., 1] - gap[..., 1] * r[..., 0]) / safe
    hit = (np.abs(across) > 1e-12) & (a >= 0.0) & (a < 1.0) & (b >= 0.0) & (b < 1.0)
    found = []
    for i, j in zip(*np.nonzero(hit), strict=True):
        first = (1.0 - a[i, j]) * one.points_m[i] + a[i, j] * one.points_m[i + 1]
        second = (1.0 - b[i, j]) * two.points_m[j] + b[i, j] * two.points_m[j + 1]
        if abs(first[2] - second[2]) < LEVELS_M:
            along = (
                float(one.distance_m[i] + a[i, j] * (one.distance_m[i + 1] - one.distance_m[i])),
                float(two.distance_m[j] + b[i, j] * (two.distance_m[j + 1] - two.distance_m[j])),
            )
            found.append((first, along))
    return found
