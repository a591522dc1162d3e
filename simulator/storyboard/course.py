"""The line that a body follows, by arc length, and the offset from it: a path, the middles of lanes, a trajectory."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scenes.roads.lane_graph import LaneKey
from simulator.physics.kinematics import Track, track_through

Float64 = NDArray[np.float64]


NEAR_M = 150.0
"""Chosen: so far to either side of where it is expected, the foot of a point is looked for first."""
NEWTON_STEPS = 3
"""Chosen: the first guess is off by some centimetres, and every step squares what is left."""


class CoursePoint(NamedTuple):
    """A point and a heading on a course. z_m: its height."""

    x_m: float
    y_m: float
    z_m: float
    yaw_rad: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSpan:
    """A lane that a course runs along from `start_m` to `end_m`. against: opposite to its direction of travel."""

    key: LaneKey
    start_m: float
    end_m: float
    station_start_m: float
    station_end_m: float
    against: bool = False

    def station_m(self, s_m: float) -> float:
        """The road's station at an arc length of the course; between the ends as the share of the way."""
        share = (s_m - self.start_m) / max(self.end_m - self.start_m, 1e-9)
        return self.station_start_m + share * (self.station_end_m - self.station_start_m)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Course:
    """A track, and the lanes that it runs along in its order; none where it is a path of its own.

    name: of the route or trajectory that it is, or empty. roads: ids of those that it was to follow, where lanes that
    were changed to may lead elsewhere. s is arc length in metres, straight on beyond both ends; d is
    to the left.
    """

    track: Track
    lanes: tuple[LaneSpan, ...] = ()
    name: str = ""
    roads: frozenset[str] = frozenset()
    _along: list[float] = field(init=False, repr=False)
    _corners: tuple[list[float], list[float], list[float]] = field(init=False, repr=False)
    _knots: list[float] = field(init=False, repr=False)
    _headings: list[float] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_along", self.track.along_m.tolist())
        object.__setattr__(self, "_corners", tuple(self.track.corners_m.T.tolist()))
        object.__setattr__(self, "_knots", self.track.knot_m.tolist())
        object.__setattr__(self, "_headings", self.track.knot_heading_rad.tolist())

    @property
    def length_m(self) -> float:
        """Of the track."""
        return self._along[-1]

    def at(self, s_m: float, d_m: float = 0.0) -> CoursePoint:
        """One point; the same as the track's, in plain numbers, which for one is ten times faster than arrays."""
        k = self._pieces(s_m)
        share = (s_m - self._along[k]) / (self._along[k + 1] - self._along[k])
        yaw = self._heading(s_m)
        xs, ys, zs = self._corners
        x, y = xs[k] + share * (xs[k + 1] - xs[k]), ys[k] + share * (ys[k + 1] - ys[k])
        if d_m != 0.0:
            x, y = x - d_m * math.sin(yaw), y + d_m * math.cos(yaw)
        return CoursePoint(x, y, zs[k] + share * (zs[k + 1] - zs[k]), yaw)

    def _heading(self, s_m: float) -> float:
        knots, values = self._knots, self._headings
        k = bisect.bisect_right(knots, s_m)
        if k == 0 or k == len(knots):
            return values[min(k, len(knots) - 1)]
        share = (s_m - knots[k - 1]) / (knots[k] - knots[k - 1])
        return values[k - 1] + share * (values[k] - values[k - 1])

    def curvature_at(self, s_m: float) -> float:
        """1/m, left positive."""
        k = bisect.bisect_right(self._knots, s_m)
        if k == 0 or k == len(self._knots):
            return 0.0
        return (self._headings[k] - self._headings[k - 1]) / (self._knots[k] - self._knots[k - 1])

    def foot(self, x_m: float, y_m: float, near_m: float | None = None) -> tuple[float, float]:
        """(s, d) of a point: of its nearest point on the track, its ends carried on straight.

        near_m: of pieces about as near, the one whose arc length is nearest to this counts (courses may cross
        themselves).
        """
        if near_m is not None:
            first, last = self._pieces(near_m - NEAR_M), self._pieces(near_m + NEAR_M)
            found = self._foot(x_m, y_m, first, last + 1, near_m)
            if abs(found[0] - near_m) < 0.9 * NEAR_M:
                return self._refined(x_m, y_m, *found)
        return self._refined(x_m, y_m, *self._foot(x_m, y_m, 0, len(self._along) - 1, near_m))

    def _refined(self, x_m: float, y_m: float, s_m: float, d_m: float) -> tuple[float, float]:
        """The (s, d) whose point `at` is, near that of the chords: Newton's method on what is missing along."""
        for _ in range(NEWTON_STEPS):
            foot = self.at(s_m)
            dx, dy = x_m - foot.x_m, y_m - foot.y_m
            c, s = math.cos(foot.yaw_rad), math.sin(foot.yaw_rad)
            d_m = c * dy - s * dx
            step = (c * dx + s * dy) / max(1.0 - self.curvature_at(s_m) * d_m, 0.2)
            s_m += min(max(step, -0.5), 0.5)
        return s_m, d_m

    def _pieces(self, s_m: float) -> int:
        """The piece at an arc length, the first or last one beyond the ends."""
        return bisect.bisect_right(self._along, s_m, 1, len(self._along) - 1) - 1

    def _foot(self, x_m: float, y_m: float, first: int, end: int, near_m: float | None) -> tuple[float, float]:
        """The foot on pieces first..end - 1."""
        corners = self.track.corners_m[first : end + 1, :2]
        along = self.track.along_m[first : end + 1]
        steps = np.diff(corners, axis=0)
        away = np.array([x_m, y_m]) - corners[:-1]
        share = np.einsum("kc,kc->k", away, steps) / np.einsum("kc,kc->k", steps, steps)
        low, high = np.zeros(len(share)), np.ones(len(share))
        if first == 0:
            low[0] = -np.inf
        if end == len(self._along) - 1:
            high[-1] = np.inf
        share = np.clip(share, low, high)
        rest = away - share[:, None] * steps
        distance = np.hypot(rest[:, 0], rest[:, 1])
        s = along[:-1] + share * np.diff(along)
        far = 0.0 if near_m is None else 0.05 * np.abs(s - near_m)
        k = int(np.argmin(distance + far))
        cross = steps[k, 0] * away[k, 1] - steps[k, 1] * away[k, 0]
        return float(s[k]), math.copysign(float(distance[k]), float(cross))

    def meant_roads(self) -> frozenset[str]:
        """The ids of the roads that whoever follows it is to follow: those that it was made for, else its own."""
        return self.roads or frozenset(span.key.road for span in self.lanes)

    def span_at(self, s_m: float) -> LaneSpan | None:
        """The lane at an arc length, the first or last one beyond the ends; None on a course of no lanes."""
        if not self.lanes:
            return None
        starts = [span.start_m for span in self.lanes]
        return self.lanes[max(bisect.bisect_right(starts, s_m) - 1, 0)]


def course_of(points_m: Sequence[Sequence[float]] | Float64, who: str, name: str = "") -> Course:
    """A course along points (N, 3); raises SceneError where they have no length on the ground."""
    return Course(track=track_through(np.asarray(points_m, dtype=np.float64), who), name=name)
