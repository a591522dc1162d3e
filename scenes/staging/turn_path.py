"""A turn at a junction as Euro NCAP drives it: a clothoid, an arc and a clothoid, between the lanes' middles."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenes.errors import SceneError
from scenes.roads.ways import WayPath
from scenes.staging.junctions import Through, through
from scenes.staging.line import Line
from scenes.staging.venue import Venue

Float64 = NDArray[np.float64]

KMH = (10.0, 15.0, 20.0, 25.0)
RADIUS_M = (9.0, 11.75, 14.75, 17.75)
CLOTHOID_DEG = (20.62, 20.93, 21.79, 22.65)
"""Euro NCAP CA-FC 1.1 (2025), CCFtap, at 10, 15 and 20 km/h: the arc's radius, and by how much each clothoid turns. At
25 km/h (the extended range): continued linearly. It counts for the front axle there, for the rear axle here.
"""
FROM_M = 1500.0
"""The same: radius at which the clothoids begin."""
STEP_M = 0.1
"""Chosen: between points of the turn."""
OFF_M = 0.25
"""Chosen: the lane may lie so far beside the straight line on which a turn begins or ends."""


def turned(venue: Venue, way: Through, speed_mps: float) -> tuple[Through, float]:
    """The same way with such a turn for a speed, and how far along it that begins.

    Raises SceneError where the turn is too small, or the lanes before or after it are not straight for long enough.
    """
    enter, leave = way.visit.enter_m - 1.0, way.visit.leave_m + 1.0
    (ax, ay, first), (bx, by, last) = way.line.pose(enter), way.line.pose(leave)
    turn = math.remainder(last - first, math.tau)
    local = _curve(speed_mps, turn)
    tangent_m = float(local[-1, 1]) / math.sin(turn)
    # from where the ego comes to the point at which both straight lines meet
    to_corner = ((bx - ax) * math.sin(last) - (by - ay) * math.cos(last)) / math.sin(turn)
    start_m = to_corner - tangent_m
    cosine, sine = math.cos(first), math.sin(first)
    x0, y0 = ax + start_m * cosine, ay + start_m * sine
    points = np.stack(
        [x0 + local[:, 0] * cosine - local[:, 1] * sine, y0 + local[:, 0] * sine + local[:, 1] * cosine], 1
    )
    end_m = float((points[-1, 0] - bx) * math.cos(last) + (points[-1, 1] - by) * math.sin(last))
    path = _joined(way.line.path, points, enter + start_m, leave + end_m)
    _check_straight(way.line, points, enter + start_m, leave + end_m)
    made = through(venue, venue.along(path), way.visit.road)
    if made is None:
        raise SceneError("the turn leaves the lanes of its way")
    return made, enter + start_m


def _curve(speed_mps: float, turn_rad: float) -> Float64:
    """Points (N, 2) of the turn from the origin along +x. Raises SceneError for small turns."""
    kmh = 3.6 * speed_mps
    radius = float(np.interp(kmh, KMH, RADIUS_M))
    clothoid = math.radians(float(np.interp(kmh, KMH, CLOTHOID_DEG)))
    arc = abs(turn_rad) - 2.0 * clothoid
    if arc < 0.0:
        raise SceneError(f"the way turns by {math.degrees(abs(turn_rad)):.0f} degrees, less than two clothoids do")
    length = 2.0 * clothoid / (1.0 / FROM_M + 1.0 / radius)
    whole = 2.0 * length + arc * radius
    s = np.linspace(0.0, whole, max(3, math.ceil(whole / STEP_M) + 1))
    knots = [0.0, length, length + arc * radius, whole]
    bend = np.interp(s, knots, [1.0 / FROM_M, 1.0 / radius, 1.0 / radius, 1.0 / FROM_M])
    heading = math.copysign(1.0, turn_rad) * _integral(bend, s)
    return np.stack([_integral(np.cos(heading), s), _integral(np.sin(heading), s)], axis=1)


def _integral(values: Float64, s: Float64) -> Float64:
    """Trapezoids, from 0."""
    return np.concatenate([[0.0], np.cumsum(0.5 * (values[1:] + values[:-1]) * np.diff(s))])


def _check_straight(line: Line, points: Float64, start_m: float, end_m: float) -> None:
    for along, (x, y) in ((start_m, points[0]), (end_m, points[-1])):
        px, py, _ = line.pose(along)
        if not 0.0 < along < line.path.length_m or math.hypot(px - x, py - y) > OFF_M:
            raise SceneError("the lanes before or after the turn are too short or not straight")


def _joined(path: WayPath, points: Float64, start_m: float, end_m: float) -> WayPath:
    """A way with other points (N, 2) between two distances; heights, limits and widths as they are there."""
    before, after = path.distance_m < start_m - STEP_M, path.distance_m > end_m + STEP_M
    inside = np.linspace(start_m, end_m, len(points))

    def across(values: Float64) -> Float64:
        return np.concatenate([values[before], np.interp(inside, path.distance_m, values), values[after]])

    flat = np.concatenate([path.points_m[before, :2], points, path.points_m[after, :2]])
    made = np.column_stack([flat, across(path.points_m[:, 2])])
    steps = np.linalg.norm(np.diff(made, axis=0), axis=1)
    return replace(
        path,
        points_m=made,
        distance_m=np.concatenate([[0.0], np.cumsum(steps)]),
        speed_limit_mps=across(path.speed_limit_mps),
        width_m=across(path.width_m),
    )
