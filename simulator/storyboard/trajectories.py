"""Trajectories as courses: points of polylines, clothoid splines and NURBS, and the times at which they are passed."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import SceneError
from scenes.storyboard.positions import Position
from scenes.storyboard.trajectories import ClothoidSpline, Nurbs, Polyline, Trajectory
from simulator.storyboard.course import Course, course_of
from simulator.storyboard.spots import Spot

Float64 = NDArray[np.float64]
Where = Callable[[Position], Spot]

STEP_M = 0.5
"""Chosen: between points of a sampled curve; a bend of 6 m radius leaves its chord by 5 mm."""
NURBS_POINTS = 24
"""Chosen: points sampled between two knots of a NURBS."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class TimedCourse:
    """A course, and the arc lengths (N,) that are passed at times (N,); empty where it has no times."""

    course: Course
    passed_m: Float64
    times_s: Float64


def timed_course(trajectory: Trajectory, where: Where, who: str) -> TimedCourse:
    """The course of a trajectory, whose positions `where` resolves now. Raises SceneError where it has no length."""
    shape = trajectory.shape
    if isinstance(shape, Polyline):
        points, marks = _polyline(shape, where)
    elif isinstance(shape, ClothoidSpline):
        points, marks = _clothoids(shape, where)
    else:
        points, marks = _nurbs(shape, where)
    if trajectory.closed:
        points = np.concatenate([points, points[:1]])
    course = course_of(points, f"{who}: trajectory '{trajectory.name}'", trajectory.name)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    timed = [(along[index], time) for index, time in marks if time is not None]
    times = np.array([time for _, time in timed])
    return TimedCourse(course=course, passed_m=np.array([s for s, _ in timed]), times_s=times)


Marks = list[tuple[int, float | None]]
"""Indices of points, and when they are passed."""


def _point(spot: Spot) -> list[float]:
    return [spot.x_m, spot.y_m, spot.z_m]


def _polyline(shape: Polyline, where: Where) -> tuple[Float64, Marks]:
    points = np.array([_point(where(vertex.position)) for vertex in shape.vertices])
    return points, [(k, vertex.time_s) for k, vertex in enumerate(shape.vertices)]


def _clothoids(shape: ClothoidSpline, where: Where) -> tuple[Float64, Marks]:
    """Headings are integrals of curvatures, points of headings: the midpoint rule at steps of 5 cm (Levien 2008)."""
    first = shape.segments[0].start
    assert first is not None  # the spline's own invariant
    spot = where(first)
    at, heading = np.array(_point(spot)), spot.yaw_rad
    points: list[Float64] = [at]
    marks: Marks = [(0, shape.segments[0].start_s)]
    for segment in shape.segments:
        if segment.start is not None and segment is not shape.segments[0]:
            spot = where(segment.start)
            at, heading = np.array(_point(spot)), spot.yaw_rad
            points.append(at)
        heading += segment.h_offset_rad
        pieces = max(1, math.ceil(segment.length_m / STEP_M))
        fine = 10
        u = (np.arange(pieces * fine) + 0.5) / (pieces * fine) * segment.length_m
        bend = (segment.curvature_end_1pm - segment.curvature_start_1pm) / segment.length_m
        turn = heading + segment.curvature_start_1pm * u + 0.5 * bend * u * u
        step = segment.length_m / (pieces * fine)
        run = np.stack([np.cumsum(np.cos(turn)) * step, np.cumsum(np.sin(turn)) * step, np.zeros(len(u))], axis=1)
        points += list(at + run[fine - 1 :: fine])
        at = points[-1]
        heading += (segment.curvature_start_1pm + 0.5 * bend * segment.length_m) * segment.length_m
        marks.append((len(points) - 1, segment.stop_s))
    return np.array(points), marks


def _nurbs(shape: Nurbs, where: Where) -> tuple[Float64, Marks]:
    """De Boor's algorithm on homogeneous points. A control point's time holds at its Greville abscissa."""
    degree = shape.order - 1
    knots = np.array(shape.knots)
    points = np.array([[*_point(where(p.position)), 1.0] for p in shape.points])
    points *= np.array([p.weight for p in shape.points])[:, None]
    low, high = knots[degree], knots[len(shape.points)]
    if not high > low:
        raise SceneError("a NURBS whose knots do not increase has no length")
    greville = np.array([knots[k + 1 : k + 1 + degree].mean() for k in range(len(shape.points))])
    inner = np.unique(knots[(knots >= low) & (knots <= high)])
    even = np.concatenate([np.linspace(a, b, NURBS_POINTS, endpoint=False) for a, b in itertools.pairwise(inner)])
    u = np.unique(np.concatenate([even, np.clip(greville, low, high), [high]]))
    homogeneous = np.array([_de_boor(float(x), degree, knots, points) for x in u])
    curve = homogeneous[:, :3] / homogeneous[:, 3:]
    marks: Marks = [
        (int(np.searchsorted(u, min(max(g, low), high))), p.time_s) for g, p in zip(greville, shape.points, strict=True)
    ]
    return curve, marks


def _de_boor(x: float, degree: int, knots: Float64, points: Float64) -> Float64:
    """The point (4,) at a parameter (de Boor 1972)."""
    k = int(np.clip(np.searchsorted(knots, x, side="right") - 1, degree, len(points) - 1))
    d = [points[j + k - degree].copy() for j in range(degree + 1)]
    for r in range(1, degree + 1):
        for j in range(degree, r - 1, -1):
            left, right = knots[j + k - degree], knots[j + 1 + k - r]
            share = (x - left) / (right - left) if right > left else 0.0
            d[j] = (1.0 - share) * d[j - 1] + share * d[j]
    return np.asarray(d[degree])
