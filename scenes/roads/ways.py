"""Ways over the lanes of a network: which lanes, drawn at random, and the line that a vehicle drives along them."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import SceneError
from scenes.roads.cross_section import CrossSection
from scenes.roads.lane_graph import DRIVEABLE, LaneGraph, LaneKey, lanes_of
from scenes.roads.lane_path import LanePath, lane_path, speed_limit_mps
from scenes.roads.network import RoadNetwork
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve

Float64 = NDArray[np.float64]

CHANGE_M = 90.0  # chosen: length of a change of lanes, four seconds at 80 km/h
LEAST_WIDTH_M = 2.2  # chosen: no way begins in a lane that is narrower somewhere
STARTS = 40  # chosen: starts that are tried for a way that is long enough


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class WayPath:
    """A line to drive. points_m: (N, 3). distance_m: (N,) travelled. speed_limit_mps, width_m: (N,)."""

    points_m: Float64
    distance_m: Float64
    speed_limit_mps: Float64
    width_m: Float64

    @property
    def length_m(self) -> float:
        """Its length."""
        return float(self.distance_m[-1])

    def at(self, distance_m: float | Float64) -> Float64:
        """The point (3,) at a distance; (N, 3) at N of them."""
        return np.stack([np.interp(distance_m, self.distance_m, self.points_m[:, k]) for k in range(3)], axis=-1)

    def limit_at(self, distance_m: float) -> float:
        """The speed limit at a distance; infinite where there is none."""
        index = int(
            np.clip(np.searchsorted(self.distance_m, distance_m, side="right") - 1, 0, len(self.distance_m) - 1)
        )
        return float(self.speed_limit_mps[index])

    def beyond(self, distance_m: float) -> WayPath:
        """The rest of it from a distance on, which counts as 0."""
        rows = self.distance_m > distance_m + 1e-3
        index = int(np.argmax(rows)) - 1
        points = np.concatenate([self.at(distance_m)[None], self.points_m[rows]])
        return WayPath(
            points_m=points,
            distance_m=np.concatenate([[0.0], self.distance_m[rows] - distance_m]),
            speed_limit_mps=np.concatenate([self.speed_limit_mps[[max(index, 0)]], self.speed_limit_mps[rows]]),
            width_m=np.concatenate([self.width_m[[max(index, 0)]], self.width_m[rows]]),
        )


class Ways:
    """The driving lanes of a network, ready for drawing ways over them."""

    def __init__(self, network: RoadNetwork, graph: LaneGraph) -> None:
        self._roads: Mapping[str, Road] = {road.id: road for road in network.roads}
        self._graph = graph
        keys = [key for road in network.roads for key in lanes_of(road)]
        self.driving = tuple(k for k in keys if self._roads[k.road].sections[k.section].lane(k.lane).kind in DRIVEABLE)
        self._drivable = frozenset(self.driving)

    def length_m(self, key: LaneKey) -> float:
        """Length of a lane's section along the reference line."""
        road = self._roads[key.road]
        return road.section_end_m(key.section) - road.sections[key.section].s_m

    def is_driving(self, key: LaneKey) -> bool:
        """Whether a lane carries motor traffic."""
        return key in self._drivable

    def is_connecting(self, key: LaneKey) -> bool:
        """Whether a lane lies in a junction."""
        return self._roads[key.road].junction is not None

    def limit_mps(self, key: LaneKey, unlimited_mps: float) -> float:
        """The speed limit at a lane's lowest station, or another number where there is none."""
        road = self._roads[key.road]
        return min(speed_limit_mps(road, key, road.sections[key.section].s_m), unlimited_mps)

    def drawn(self, need_m: float, rng: np.random.Generator) -> tuple[LaneKey, ...]:
        """A way of at least that length from a random lane on, or the longest of many where none is as long.

        Longer lanes are likelier starts. Raises SceneError for a network on which nothing can drive.
        """
        starts = [key for key in self.driving if self.is_wide(key)]
        if not starts:
            raise SceneError("no lane of the road network can be driven")
        lengths = np.array([self.length_m(key) for key in starts])
        best: tuple[LaneKey, ...] = ()
        most = -1.0
        for _ in range(STARTS):
            way = self.onward(starts[int(rng.choice(len(starts), p=lengths / lengths.sum()))], need_m, rng)
            length = self.total_m(way)
            if length > most:
                best, most = way, length
            if length >= need_m:
                break
        return best

    def onward(self, start: LaneKey, need_m: float, rng: np.random.Generator) -> tuple[LaneKey, ...]:
        """Random lanes ahead of one until the way is long enough or ends; where a lane ends, the one beside it."""
        way, length = [start], self.length_m(start)
        while length < need_m:
            ahead = [key for key in self._graph.successors[way[-1]] if key in self._drivable]
            if not ahead:
                beside = [k for k in self._graph.beside[way[-1]] if self._leads_on(k) and k not in way]
                if not beside:
                    break
                way.append(beside[0])
                continue
            way.append(ahead[int(rng.integers(len(ahead)))])
            length += self.length_m(way[-1])
        return tuple(way)

    def entries(self) -> tuple[LaneKey, ...]:
        """Driving lanes that no other leads into and that are wide enough to begin in."""
        return tuple(k for k in self.driving if not self._graph.predecessors.get(k) and self.is_wide(k))

    def total_m(self, way: Sequence[LaneKey]) -> float:
        """Length of a way; lanes that are changed within a section count once."""
        return sum(self.length_m(group[0]) for group in _groups(way))

    def path(self, way: Sequence[LaneKey]) -> WayPath:
        """The line along a way."""
        return joined_path([self.across(group) for group in _groups(way)])

    def across(self, group: Sequence[LaneKey]) -> LanePath:
        """The line through one section, from lane to lane of it: a single one, or one change after the other."""
        road = self._roads[group[0].road]
        curve = RoadCurve.of(road)
        paths = [lane_path(road, curve, key) for key in group]
        made = paths[0]
        run = np.abs(made.s_m - made.s_m[0])
        slot = run[-1] / max(len(group) - 1, 1)
        for k, other in enumerate(paths[1:]):
            change = min(CHANGE_M, slot)
            share = np.clip((run - (k + 0.5) * slot) / change + 0.5, 0.0, 1.0)
            weight = (share * share * (3.0 - 2.0 * share))[:, None]
            made = LanePath(
                key=other.key,
                points_m=(1.0 - weight) * made.points_m + weight * other.points_m,
                heading_rad=other.heading_rad,
                s_m=other.s_m,
                distance_m=other.distance_m,
                width_m=np.where(weight[:, 0] < 0.5, made.width_m, other.width_m),
                speed_limit_mps=other.speed_limit_mps,
            )
        return made

    def _leads_on(self, key: LaneKey) -> bool:
        return key in self._drivable and any(k in self._drivable for k in self._graph.successors[key])

    def is_wide(self, key: LaneKey) -> bool:
        """Whether a lane is wide enough all along to begin in."""
        cross = CrossSection.of(self._roads[key.road], key.section)
        s = np.linspace(cross.start_m, np.nextafter(cross.end_m, -np.inf), 9)
        return bool(cross.middle_m(key.lane, s)[1].min() >= LEAST_WIDTH_M)


def joined_path(pieces: Sequence[LanePath]) -> WayPath:
    """Lanes' middles that follow each other as one line; points that coincide are one."""
    points = np.concatenate([piece.points_m for piece in pieces])
    limits = np.concatenate([piece.speed_limit_mps for piece in pieces])
    widths = np.concatenate([piece.width_m for piece in pieces])
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    keep = np.concatenate([[True], steps > 0.05])
    points = points[keep]
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    return WayPath(
        points_m=points,
        distance_m=np.concatenate([[0.0], np.cumsum(steps)]),
        speed_limit_mps=limits[keep],
        width_m=widths[keep],
    )


def _groups(way: Sequence[LaneKey]) -> list[list[LaneKey]]:
    """Lanes of one section that follow each other, which are changes of lanes."""
    return [list(group) for _, group in itertools.groupby(way, key=lambda key: (key.road, key.section))]
