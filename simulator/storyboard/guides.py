"""What lies along a course for who follows it: speeds, junctions, carriageways to cross, lanes beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from scenes.behaviour.base import Side
from scenes.roads.junction_rules import Carriageway, JunctionRules, Visit
from scenes.roads.lane_graph import LaneKey
from scenes.roads.lane_match import Matched
from simulator.storyboard.course import Course

Float64 = NDArray[np.float64]

STEP_M = 1.0
"""Chosen: between samples of a course; a bend of 8 m radius leaves its chord by 2 cm."""
LATERAL_MPS2 = 2.0
"""Chosen: what traffic plans for bends; everyday drivers stay below 3 m/s2 in towns."""
BRAKING_MPS2 = 1.8
"""Chosen: what traffic plans for lower limits ahead."""
BEND_SPAN_M = 6.0
"""Chosen: over which the turn of the heading counts as a bend."""
SLOWEST_MPS = 2.0
SIGNAL_M = 45.0
"""Chosen: one signals a turn that far before the junction; about 3 s in towns (StVO section 9: in good time)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Guide:
    """A course in samples every metre. points_m: (N, 3). ux, uy: (N,) unit directions.

    limit_mps: (N,) how fast it is driven at most. width_m: (N,) of the lane. left, right: (N,) whether the lane to that
    side may be changed to. tree: of its points in the plane. keys: the lanes under them.
    """

    course: Course
    points_m: Float64
    ux: list[float]
    uy: list[float]
    limit_mps: list[float]
    width_m: Float64
    visits: tuple[Visit, ...]
    carriageways: tuple[Carriageway, ...]
    left: list[bool]
    right: list[bool]
    tree: cKDTree
    keys: tuple[LaneKey | None, ...] = ()

    @property
    def last(self) -> int:
        """Index of the last sample."""
        return len(self.points_m) - 1

    @property
    def end_m(self) -> float:
        """Where the course ends."""
        return self.course.length_m

    def index(self, s_m: float) -> int:
        """The sample before an arc length."""
        return min(max(int(s_m / STEP_M), 0), self.last)

    def limit_at(self, s_m: float) -> float:
        """How fast it is driven at an arc length."""
        return self.limit_mps[self.index(s_m)]

    def next_visit(self, s_m: float) -> Visit | None:
        """The first junction that has not been left at an arc length."""
        for visit in self.visits:
            if visit.leave_m > s_m:
                return visit
        return None

    def turning(self, s_m: float) -> Side | None:
        """The side to which it turns off in the junction ahead or around it."""
        visit = self.next_visit(s_m)
        return visit.turn if visit is not None and s_m > visit.enter_m - SIGNAL_M else None


def sampled(course: Course) -> Float64:
    """Points (N, 3) of a course every metre."""
    count = max(2, int(course.length_m / STEP_M) + 1)
    return course.track.points(STEP_M * np.arange(count, dtype=np.float64))


def guide_of(course: Course, points_m: Float64, matched: Matched | None, rules: JunctionRules | None) -> Guide:
    """The guide of a course. matched: the lanes under its samples, where there are any."""
    steps = np.diff(points_m[:, :2], axis=0)
    steps = np.concatenate([steps, steps[-1:]])
    unit = steps / np.maximum(np.hypot(steps[:, 0], steps[:, 1])[:, None], 1e-9)
    limits = np.full(len(points_m), np.inf) if matched is None else matched.limit_mps
    widths = np.full(len(points_m), 3.25) if matched is None else matched.width_m
    ways = ([False] * len(points_m), [False] * len(points_m)) if matched is None else matched.beside()
    return Guide(
        course=course,
        points_m=points_m,
        ux=unit[:, 0].tolist(),
        uy=unit[:, 1].tolist(),
        limit_mps=_pace(points_m, limits).tolist(),
        width_m=widths,
        visits=() if matched is None or rules is None else rules.visits(matched),
        carriageways=() if matched is None or rules is None else rules.carriageways(matched, points_m),
        left=ways[0],
        right=ways[1],
        tree=cKDTree(points_m[:, :2]),
        keys=() if matched is None else matched.keys,
    )


def _pace(points_m: Float64, limits: Float64) -> Float64:
    """Limits (N,) that keep to bends and brake in time before lower ones: v^2 falls by 2 a a metre."""
    squared = np.minimum(limits**2, np.maximum(LATERAL_MPS2 / np.maximum(curvature(points_m), 1e-6), SLOWEST_MPS**2))
    reach = 2.0 * BRAKING_MPS2 * STEP_M * np.arange(len(squared))
    # min over what lies ahead of v_k^2 + 2 a (s_k - s): a running minimum from the end
    ahead = np.minimum.accumulate((squared + reach)[::-1])[::-1] - reach
    return np.asarray(np.sqrt(ahead))


def curvature(points_m: Float64) -> Float64:
    """Absolute curvature (N,) of samples: the turn of the heading over BEND_SPAN_M."""
    steps = np.diff(points_m[:, :2], axis=0)
    heading = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    middles = (np.arange(len(heading)) + 0.5) * STEP_M
    at = np.arange(len(points_m)) * STEP_M
    ends = [np.interp(at + side * 0.5 * BEND_SPAN_M, middles, heading) for side in (-1.0, 1.0)]
    return np.asarray(np.abs(ends[1] - ends[0]) / BEND_SPAN_M)


def joined(points: Sequence[Float64]) -> tuple[Float64, list[slice]]:
    """Samples of several courses as one array, and where each of them lies in it."""
    ends = np.cumsum([len(one) for one in points])
    starts = ends - [len(one) for one in points]
    return np.concatenate(points), [slice(int(a), int(b)) for a, b in zip(starts, ends, strict=True)]
