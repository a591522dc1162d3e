"""Lines and lanes around the ego at a frame's time."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.scene import EGO_INSTANCE
from simulator.annotations.road import Lane, LaneLine, RoadLabels
from simulator.labels.own_lane import own_lane
from simulator.labels.road_map import MapLane, RoadMap
from simulator.labels.road_pieces import LaneCourse
from simulator.physics.history import WorldHistory

Float64 = NDArray[np.float64]

REACH_M = 100.0
"""Chosen: lines and lanes are told as far as that around the ego's origin, as far as OpenLane's go ahead."""


def road_labels(roads: RoadMap, history: WorldHistory, t_s: float) -> RoadLabels:
    """What of the road lies within REACH_M of the ego, cut there.

    Ids are those of the whole network. A line that leaves the circle and comes back is told where it is nearest.
    """
    here = np.asarray(history.body_at(EGO_INSTANCE, t_s).translation_m)
    lines = []
    for index in _near(roads.line_bounds_m, here):
        line = roads.lines[index]
        points = cropped(line.points_m, here)
        if points is not None:
            lines.append(LaneLine(id=line.id, kind=line.kind, color=line.color, points_m=points))
    return RoadLabels(lines=tuple(lines), lanes=_lanes(roads, history, t_s, {line.id for line in lines}))


def _lanes(roads: RoadMap, history: WorldHistory, t_s: float, lines: set[int]) -> tuple[Lane, ...]:
    body = history.body_at(EGO_INSTANCE, t_s)
    here = np.asarray(body.translation_m)
    key = own_lane(roads, history, t_s)
    own = None if key is None else roads.courses[key]
    found = [(roads.lanes[k], cropped(roads.lanes[k].centre_m, here)) for k in _near(roads.lane_bounds_m, here)]
    return tuple(
        Lane(
            id=lane.id,
            kind=lane.course.kind,
            left=lane.left if lane.left in lines else None,
            right=lane.right if lane.right in lines else None,
            centre_m=centre,
            is_own=lane.course is own and _is_on(lane, here),
            is_same_way=_is_same_way(lane, own, here, body.yaw_rad),
        )
        for lane, centre in found
        if centre is not None
    )


def _is_on(lane: MapLane, here: Float64) -> bool:
    """Whether a place of a lane's section lies between the piece's stations."""
    course = lane.course
    line = shapely.linestrings(course.centre_m[:, :2])
    run = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(course.centre_m[:, :2], axis=0).T))])
    station = float(np.interp(shapely.line_locate_point(line, shapely.points(here[:2])), run, course.stations_m))
    first, last = lane.span_m
    return first <= station < last or (station == last and last == course.stations_m[-1])


def _is_same_way(lane: MapLane, own: LaneCourse | None, here: Float64, yaw_rad: float) -> bool:
    """Whether traffic on a lane runs the ego's way: on the own road all along, elsewhere where it is nearest."""
    if own is None or own.key.road != lane.course.key.road:
        return _ahead(lane.centre_m, here, yaw_rad)
    centre = own.centre_m if own.forward else own.centre_m[::-1]
    return (lane.course.forward == own.forward) == _ahead(centre, here, yaw_rad)


def _ahead(line_m: Float64, here: Float64, yaw_rad: float) -> bool:
    """Whether a line (N, 3) runs ahead rather than back where it comes nearest."""
    k = min(int(np.hypot(*(line_m[:, :2] - here[:2]).T).argmin()), len(line_m) - 2)
    step = line_m[k + 1] - line_m[k]
    return float(step[0] * np.cos(yaw_rad) + step[1] * np.sin(yaw_rad)) > 0.0


def _near(bounds_m: Float64, here: Float64) -> list[int]:
    """Indices of the boxes (N, 4) of low and high x, y that the square around the circle meets."""
    low, high = here[:2] - REACH_M, here[:2] + REACH_M
    met = (bounds_m[:, :2] <= high).all(axis=1) & (bounds_m[:, 2:] >= low).all(axis=1)
    return [int(k) for k in np.flatnonzero(met)]


def cropped(line_m: Float64, here: Float64, reach_m: float = REACH_M) -> Float64 | None:
    """What of a line (N, 3) lies within a circle of the ground plane, its ends on it; None where nothing does."""
    away = np.hypot(*(line_m[:, :2] - here[:2]).T)
    nearest = int(away.argmin())
    if away[nearest] >= reach_m:
        return None
    outside = away > reach_m
    before = np.flatnonzero(outside[:nearest])
    behind = np.flatnonzero(outside[nearest:])
    first = int(before[-1]) if len(before) else -1
    last = nearest + int(behind[0]) if len(behind) else len(line_m)
    parts = [line_m[first + 1 : last]]
    if first >= 0:
        parts.insert(0, _on_circle(line_m[first + 1], line_m[first], here, reach_m))
    if last < len(line_m):
        parts.append(_on_circle(line_m[last - 1], line_m[last], here, reach_m))
    made = np.concatenate(parts)
    made.flags.writeable = False
    return made if len(made) > 1 else None


def _on_circle(inside: Float64, outside: Float64, here: Float64, reach_m: float) -> Float64:
    """The point (1, 3) between two where the circle is crossed: the greater root of |a + k b| = r."""
    a, b = inside[:2] - here[:2], outside[:2] - inside[:2]
    aa, ab, bb = float((a * a).sum()), float((a * b).sum()), float((b * b).sum())
    share = (-ab + np.sqrt(max(ab * ab + bb * (reach_m * reach_m - aa), 0.0))) / bb
    return np.asarray((inside + min(share, 1.0) * (outside - inside))[None])
