"""The nearest lane of points in the world, for many points at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from scenes.errors import SceneError
from scenes.roads.cross_section import CrossSection
from scenes.roads.lane_graph import LaneKey
from scenes.roads.network import RoadNetwork
from scenes.roads.projection import project
from scenes.roads.road_curve import RoadCurve

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

SAMPLE_M = 2.0  # chosen: between samples of lanes' middles in the index
CANDIDATES = 12  # samples looked at for a point: more roads than that rarely overlap
LEVEL_WEIGHT = 4.0  # chosen: a metre of height counts as four across, so that bridges keep their own


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class NearestLanes:
    """Lanes of N points. road: (N,) index into the network's roads. section, lane: (N,) index and id. s_m, t_m: (N,).

    outside_m: (N,) how far the point lies off the lane, 0 inside.
    """

    road: Int64
    section: Int64
    lane: Int64
    s_m: Float64
    t_m: Float64
    outside_m: Float64


class LaneIndex:
    """A spatial index over the lanes of a network; `kinds`: lane types to find, all without."""

    def __init__(self, network: RoadNetwork, kinds: frozenset[str] | None = None) -> None:
        self._network = network
        self._kinds = kinds
        self._curves = [RoadCurve.of(road) for road in network.roads]
        self._crosses = [[CrossSection.of(road, k) for k in range(len(road.sections))] for road in network.roads]
        samples, owners, stations = [], [], []
        for index, road in enumerate(network.roads):
            for section in range(len(road.sections)):
                points, s = self._samples(index, section)
                samples.append(points)
                stations.append(s)
                owners.append(np.full(len(s), index))
        if not sum(len(s) for s in stations):
            raise SceneError(f"road network '{network.name}' has no lane of the kinds asked for")
        self._owner = np.concatenate(owners)
        self._station = np.concatenate(stations)
        self._points = np.concatenate(samples)
        self._flat = cKDTree(self._points[:, :2])
        self._level = cKDTree(self._points * [1.0, 1.0, LEVEL_WEIGHT])

    def _samples(self, index: int, section: int) -> tuple[Float64, Float64]:
        """Points (K, 3) of the middles of a section's lanes, and their stations."""
        cross = self._crosses[index][section]
        count = max(2, int(np.ceil((cross.end_m - cross.start_m) / SAMPLE_M)) + 1)
        s = np.linspace(cross.start_m, np.nextafter(cross.end_m, -np.inf), count)
        borders = cross.borders_m(s)
        wanted = [k for k, lane in enumerate(cross.lane_ids) if self._wanted(cross.section.lane(lane).kind)]
        t = [0.5 * (borders[:, k] + borders[:, k + 1]) for k in wanted]
        stations = np.tile(s, len(wanted))
        points = self._curves[index].points(stations, np.concatenate(t) if t else np.empty(0)).position_m
        return points, stations

    def _wanted(self, kind: str) -> bool:
        return self._kinds is None or kind in self._kinds

    def nearest(self, points_m: ArrayLike) -> NearestLanes:
        """The lanes that points (N, 2) or (N, 3) lie on or, outside of all, nearest to; heights tell bridges apart."""
        points = np.asarray(points_m, dtype=np.float64)
        points = points.reshape(-1, points.shape[-1])
        level = points.shape[1] == 3
        tree, query = (self._level, points * [1.0, 1.0, LEVEL_WEIGHT]) if level else (self._flat, points)
        found = tree.query(query, k=min(CANDIDATES, len(self._owner)))[1].reshape(len(points), -1)
        best = np.full(len(points), np.inf)
        out = NearestLanes(
            road=np.zeros(len(points), dtype=np.int64),
            section=np.zeros(len(points), dtype=np.int64),
            lane=np.zeros(len(points), dtype=np.int64),
            s_m=np.zeros(len(points)),
            t_m=np.zeros(len(points)),
            outside_m=np.full(len(points), np.inf),
        )
        for index in np.unique(self._owner[found]):
            hit = self._owner[found] == index
            rows = np.flatnonzero(hit.any(axis=1))
            guess = self._station[found[rows, hit[rows].argmax(axis=1)]]
            self._try(int(index), rows, points[rows], guess, best, out)
        return out

    def keys(self, found: NearestLanes) -> tuple[LaneKey, ...]:
        """The lanes as keys of the lane graph."""
        ids = [road.id for road in self._network.roads]
        triples = list(zip(found.road.tolist(), found.section.tolist(), found.lane.tolist(), strict=True))
        keys = {one: LaneKey(road=ids[one[0]], section=one[1], lane=one[2]) for one in set(triples)}
        return tuple(keys[one] for one in triples)

    def _try(self, index: int, rows: Int64, points: Float64, guess: Float64, best: Float64, out: NearestLanes) -> None:
        """Takes one road's lanes for the points that lie nearer to them than to what they had."""
        road, curve = self._network.roads[index], self._curves[index]
        s, t = project(curve, points[:, :2], guess)
        foot = curve.points(s, t).position_m
        beyond = np.linalg.norm(points[:, :2] - foot[:, :2], axis=1)
        height = LEVEL_WEIGHT * np.abs(points[:, 2] - foot[:, 2]) if points.shape[1] == 3 else np.zeros(len(rows))
        starts = np.array([section.s_m for section in road.sections])
        section_of = np.clip(np.searchsorted(starts, s, side="right") - 1, 0, len(starts) - 1)
        for section in np.unique(section_of):
            at = np.flatnonzero(section_of == section)
            lane, outside, from_middle = self._lanes(index, int(section), s[at], t[at])
            outside = np.hypot(outside, beyond[at])
            score = outside + height[at] + 1e-3 * from_middle  # where lanes overlap, the one whose middle is nearer
            closer = np.flatnonzero(score < best[rows[at]])
            chosen = rows[at][closer]
            best[chosen] = score[closer]
            out.road[chosen], out.section[chosen], out.lane[chosen] = index, section, lane[closer]
            out.s_m[chosen], out.t_m[chosen] = s[at][closer], t[at][closer]
            out.outside_m[chosen] = outside[closer]

    def _lanes(self, index: int, section: int, s: Float64, t: Float64) -> tuple[Int64, Float64, Float64]:
        """Of a section: the lane ids (N,) that offsets lie in or nearest to, how far off, how far from the middle."""
        cross = self._crosses[index][section]
        wanted = [k for k, lane in enumerate(cross.lane_ids) if self._wanted(cross.section.lane(lane).kind)]
        if not wanted:
            return np.zeros(len(s), dtype=np.int64), np.full(len(s), np.inf), np.zeros(len(s))
        borders = cross.borders_m(s)
        low, high = borders[:, wanted], borders[:, [k + 1 for k in wanted]]
        off = np.maximum(np.maximum(low - t[:, None], t[:, None] - high), 0.0)
        middle = np.abs(t[:, None] - 0.5 * (low + high))
        pick = np.argmin(off + 1e-3 * middle, axis=1)
        ids = np.array([cross.lane_ids[k] for k in wanted])
        rows = np.arange(len(s))
        return ids[pick], off[rows, pick], middle[rows, pick]
