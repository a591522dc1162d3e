"""The middle of a lane as a polyline in its direction of travel, with width and speed limit."""

from __future__ import annotations

import bisect
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.roads.cross_section import CrossSection
from scenes.roads.lane_graph import LaneKey
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve

Float64 = NDArray[np.float64]

STEP_M = 1.0  # a bend of 12 m radius leaves its chord by 1 cm
_DEFAULT_MPS = {"motorway": 36.11, "rural": 27.78, "town": 13.89, "lowSpeed": 8.33, "pedestrian": 1.94}
"""By road type where a file gives no limit: 130 (recommended), 100, 50, 30 and 7 km/h, StVO sections 3, 18, 42."""
_UNKNOWN_MPS = 13.89  # 50 km/h, chosen: roads of no type are mostly in towns


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LanePath:
    """A lane's middle. points_m: (N, 3). heading_rad: (N,) of travel. s_m: (N,) stations of the road; distance_m: (N,)
    travelled. width_m: (N,). speed_limit_mps: (N,), infinite where there is none.
    """

    key: LaneKey
    points_m: Float64
    heading_rad: Float64
    s_m: Float64
    distance_m: Float64
    width_m: Float64
    speed_limit_mps: Float64


def lane_path(road: Road, curve: RoadCurve, key: LaneKey, step_m: float = STEP_M) -> LanePath:
    """The path of one lane, points at most `step_m` apart along the reference line."""
    cross = CrossSection.of(road, key.section)
    pieces = max(1, math.ceil((cross.end_m - cross.start_m) / step_m))
    s = np.linspace(cross.start_m, cross.end_m, pieces + 1)
    forward = road.forward(key.section, key.lane)
    s = s if forward else s[::-1]
    inside = np.minimum(s, np.nextafter(cross.end_m, -np.inf))
    t, width = cross.middle_m(key.lane, inside)
    k = cross.lane_ids.index(key.lane)
    points = curve.points(s, t, cross.heights_m(inside)[:, k].mean(axis=1)).position_m
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    ahead = np.gradient(points[:, :2], axis=0)
    return LanePath(
        key=key,
        points_m=points,
        heading_rad=np.arctan2(ahead[:, 1], ahead[:, 0]),
        s_m=s,
        distance_m=run,
        width_m=width,
        speed_limit_mps=np.array([speed_limit_mps(road, key, float(station)) for station in inside]),
    )


def speed_limit_mps(road: Road, key: LaneKey, s_m: float) -> float:
    """A lane's limit at a station: its own, else the road's, else what holds on roads of that type."""
    section = road.sections[key.section]
    speeds = section.lane(key.lane).speeds
    index = bisect.bisect_right([section.s_m + speed.offset_m for speed in speeds], s_m) - 1
    if index >= 0:
        return speeds[index].limit_mps
    types = sorted(road.types, key=lambda kind: kind.s_m)
    index = bisect.bisect_right([kind.s_m for kind in types], s_m) - 1
    if index < 0:
        return _UNKNOWN_MPS
    limit = types[index].limit_mps
    return _DEFAULT_MPS.get(types[index].kind, _UNKNOWN_MPS) if limit is None else limit
