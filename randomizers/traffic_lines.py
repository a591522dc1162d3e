"""What drives and walks along lanes: stretches of them, and how fast they are driven."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Path
from scenes.roads.network import Lane
from scenes.roads.ways import WayPath
from scenes.scenarios.pace import Pace, curvature

Float64 = NDArray[np.float64]

LATERAL_MPS2 = 2.0
"""Chosen: what traffic plans for bends, by their curvature over 6 m; everyday drivers stay below 3 m/s2 in towns."""


def stretch(lane: Lane, start_m: float, reach_m: float, left_m: float = 0.0) -> Path:
    """The path along a lane from a distance on, `left_m` beside its middle, straight on beyond its end.

    Negative reaches run against the lane, and beside it the same way.
    """
    line = line_of(lane)
    low, high = sorted((start_m, start_m + reach_m))
    inner = [float(s) for s in line.distance_m if low + 0.05 < s < high - 0.05]
    places = [low, *inner, high] if reach_m > 0.0 else [high, *reversed(inner), low]
    return Path(points_m=tuple(_beside(line, s, left_m) for s in places))


def _beside(line: WayPath, s_m: float, left_m: float) -> tuple[float, float, float]:
    x, y, z, heading = place_on(line, s_m)
    return round(x - left_m * math.sin(heading), 3), round(y + left_m * math.cos(heading), 3), round(z, 3)


def place_on(line: WayPath, s_m: float) -> tuple[float, float, float, float]:
    """(x, y, z, heading) at a distance along a line, straight on beyond its ends; headings turn within corners."""
    points, along = line.points_m, line.distance_m
    k = int(np.clip(np.searchsorted(along, s_m, side="right") - 1, 0, len(along) - 2))
    share = (s_m - along[k]) / (along[k + 1] - along[k])
    x, y, z = (float(v) for v in points[k] + share * (points[k + 1] - points[k]))
    return x, y, z, float(np.interp(s_m, *_headings(line)))


def _headings(line: WayPath) -> tuple[Float64, Float64]:
    """Distances of the pieces' middles and their headings."""
    steps = np.diff(line.points_m[:, :2], axis=0)
    return 0.5 * (line.distance_m[1:] + line.distance_m[:-1]), np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))


@functools.lru_cache(maxsize=256)
def line_of(lane: Lane) -> WayPath:
    """A lane's centre line."""
    points = np.array(lane.centre_m)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    ones = np.ones(len(points))
    return WayPath(
        points_m=points,
        distance_m=along,
        speed_limit_mps=lane.speed_limit_mps * ones,
        width_m=lane.width_m * ones,
    )


@functools.lru_cache(maxsize=256)
def pace_of(lane: Lane, speed_mps: float) -> Pace:
    """How fast a lane is driven by those who want a speed: slower in bends, braking before and accelerating behind."""
    line = line_of(lane)
    wanted = WayPath(
        points_m=line.points_m,
        distance_m=line.distance_m,
        speed_limit_mps=np.full(len(line.distance_m), speed_mps),
        width_m=line.width_m,
    )
    return Pace.of(wanted, 1.0, LATERAL_MPS2, speed_mps)


def sharpest(lane: Lane, start_m: float, end_m: float) -> float:
    """The largest curvature of a lane between two distances, 1/m."""
    line = line_of(lane)
    bend = curvature(line)
    inside = (line.distance_m >= start_m - 25.0) & (line.distance_m <= end_m + 25.0)
    return float(bend[inside].max(initial=0.0))


def nearest(lane: Lane, x_m: float, y_m: float) -> tuple[float, float, float]:
    """Where a place lies along a lane: distance on it, how far off, and the lane's heading there."""
    line = line_of(lane)
    start, step = line.points_m[:-1, :2], np.diff(line.points_m[:, :2], axis=0)
    length2 = np.einsum("ij,ij->i", step, step)
    share = np.clip(np.einsum("ij,ij->i", np.array([x_m, y_m]) - start, step) / length2, 0.0, 1.0)
    off = np.hypot(*(start + share[:, None] * step - np.array([x_m, y_m])).T)
    k = int(np.argmin(off))
    along = line.distance_m[k] + share[k] * (line.distance_m[k + 1] - line.distance_m[k])
    return float(along), float(off[k]), float(np.arctan2(step[k, 1], step[k, 0]))
