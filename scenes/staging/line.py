"""A way over the lanes of a place, and what lies across it: where the ego drives and where a case may happen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.roads.cross_section import CrossSection
from scenes.roads.lane_graph import LaneKey
from scenes.roads.road import Road
from scenes.roads.ways import WayPath

Float64 = NDArray[np.float64]
Side = Literal["right", "left"]

TANGENT_M = 0.5
"""Chosen: to either side, over which a way's heading is taken."""
WALKED = frozenset({"sidewalk", "walking"})
PAVED = frozenset({"driving", "stop", "parking", "biking", "shoulder", "bus", "entry", "exit", "restricted"})
"""Lane types on which something rolls or stands."""
LEAST_STRIP_M = 0.3
"""Chosen: narrower lanes at a station are tapers."""


def sign_of(side: Side) -> float:
    """Of offsets to the left on that side."""
    return 1.0 if side == "left" else -1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A lane across the way, from `right_m` to `left_m` left of the way's line. along: its traffic runs as the way."""

    kind: str
    right_m: float
    left_m: float
    along: bool

    @property
    def middle_m(self) -> float:
        """Offset of its middle."""
        return 0.5 * (self.right_m + self.left_m)

    @property
    def width_m(self) -> float:
        """How wide it is."""
        return self.left_m - self.right_m


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Line:
    """A way. station_m: (K,) distances at which its lanes are known. lanes: one a station. s_m, t_m: (K,) there.

    junction: (K,) whether the lane lies in one. keeps: the side that traffic keeps to.
    """

    path: WayPath
    station_m: Float64
    lanes: tuple[LaneKey, ...]
    s_m: Float64
    t_m: Float64
    junction: NDArray[np.bool_]
    keeps: Side

    def pose(self, along_m: float, left_m: float = 0.0) -> tuple[float, float, float]:
        """x, y and heading at a distance along the way, some way to its left. Straight on beyond its ends."""
        x, y, heading = self.poses(np.array([along_m]), left_m)[0].tolist()
        return x, y, heading

    def poses(self, along_m: Float64, left_m: float | Float64 = 0.0) -> Float64:
        """The same (N, 3) at distances (N,)."""
        s = np.clip(along_m, TANGENT_M, self.path.length_m - TANGENT_M)
        tangent = self.path.at(s + TANGENT_M) - self.path.at(s - TANGENT_M)
        heading = np.arctan2(tangent[:, 1], tangent[:, 0])
        cosine, sine = np.cos(heading), np.sin(heading)
        inside = np.clip(along_m, 0.0, self.path.length_m)
        x, y, _ = self.path.at(inside).T
        beyond = along_m - inside
        x, y = x + beyond * cosine - left_m * sine, y + beyond * sine + left_m * cosine
        return np.stack([x, y, heading], axis=1)

    def turn_rad(self, from_m: float, to_m: float) -> float:
        """How far the heading turns between two distances, left positive."""
        spans = np.linspace(from_m, to_m, max(2, int(abs(to_m - from_m) / 2.0) + 1))
        heading = np.unwrap(self.poses(spans)[:, 2])
        return float(heading[-1] - heading[0])

    def in_junction(self, from_m: float, to_m: float) -> bool:
        """Whether any of the way between two distances lies in a junction."""
        inside = (self.station_m >= from_m) & (self.station_m <= to_m)
        return bool(self.junction[inside].any())

    def junctions(self) -> list[tuple[float, float]]:
        """Where the way enters and leaves junctions."""
        edges = np.diff(np.concatenate([[False], self.junction, [False]]).astype(np.int8))
        starts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1) - 1
        return [(float(self.station_m[a]), float(self.station_m[b])) for a, b in zip(starts, ends, strict=True)]

    def strips(self, roads: dict[str, Road], along_m: float) -> tuple[Strip, ...]:
        """All lanes of the road across the way, from right to left."""
        k = int(np.argmin(np.abs(self.station_m - along_m)))
        key = self.lanes[k]
        road = roads[key.road]
        forward = road.forward(key.section, key.lane)
        cross = CrossSection.of(road, key.section)
        s = float(np.clip(self.s_m[k], cross.start_m, np.nextafter(cross.end_m, -np.inf)))
        borders = cross.borders_m(np.array([s]))[0]
        middle = float(cross.middle_m(key.lane, np.array([s]))[0][0])
        made = []
        for index, lane_id in enumerate(cross.lane_ids):
            low, high = float(borders[index]) - middle, float(borders[index + 1]) - middle
            right, left = (low, high) if forward else (-high, -low)
            kind = cross.section.lane(lane_id).kind
            if left - right >= LEAST_STRIP_M:
                along = road.forward(key.section, lane_id) == forward
                made.append(Strip(kind=kind, right_m=right, left_m=left, along=along))
        return tuple(made if forward else made[::-1])


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Approach:
    """The ego's way to where a case happens, `at_m` along it, and the strips across it there, from right to left."""

    line: Line
    at_m: float
    strips: tuple[Strip, ...]

    @property
    def near(self) -> Side:
        """The side whose pavement is the ego's."""
        return self.line.keeps

    @property
    def far(self) -> Side:
        """The other side."""
        return "left" if self.near == "right" else "right"

    def point(self, ahead_m: float, left_m: float) -> tuple[float, float]:
        """x, y so far ahead of the case along the way, and to its left."""
        return self.line.pose(self.at_m + ahead_m, left_m)[:2]

    def points(self, ahead_m: Float64, left_m: float | Float64) -> Float64:
        """The same (N, 2) so far ahead (N,)."""
        return self.line.poses(self.at_m + ahead_m, left_m)[:, :2]

    def heading(self, ahead_m: float = 0.0) -> float:
        """The way's heading there."""
        return self.line.pose(self.at_m + ahead_m)[2]

    def outward(self, side: Side) -> tuple[Strip, ...]:
        """The strips of one side beyond the ego's own lane, from inside out."""
        own = next(k for k, strip in enumerate(self.strips) if strip.right_m < 0.0 < strip.left_m)
        return self.strips[own + 1 :] if side == "left" else self.strips[:own][::-1]

    def kerb_m(self, side: Side) -> float | None:
        """How far from the ego's line people walk on that side; None where there is no pavement."""
        for strip in self.outward(side):
            if strip.kind in WALKED:
                return _inner_m(strip, side)
        return None

    def pavement_m(self, side: Side) -> float:
        """Width of all that lies behind the kerb, up to the last strip on which one walks; 0 without a pavement."""
        kerb = self.kerb_m(side)
        walked = [strip for strip in self.outward(side) if strip.kind in WALKED]
        return 0.0 if kerb is None else _outer_m(walked[-1], side) - kerb

    def edge_m(self, side: Side) -> float:
        """How far from the ego's line the roadway ends: at the kerb, or where the last paved strip does."""
        kerb = self.kerb_m(side)
        if kerb is not None:
            return kerb
        own = next(strip for strip in self.strips if strip.right_m < 0.0 < strip.left_m)
        paved = [strip for strip in (own, *self.outward(side)) if strip.kind in PAVED]
        return _outer_m(paved[-1], side)

    def first(self, side: Side, kind: str) -> Strip | None:
        """The innermost strip of a kind on that side."""
        return next((strip for strip in self.outward(side) if strip.kind == kind), None)


def _inner_m(strip: Strip, side: Side) -> float:
    return strip.right_m if side == "left" else -strip.left_m


def _outer_m(strip: Strip, side: Side) -> float:
    return strip.left_m if side == "left" else -strip.right_m
