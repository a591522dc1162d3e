"""The lines that traffic follows near a way: driving lanes joined across roads and junctions, and pavements."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from scenes.roads.lane_graph import LaneGraph, LaneKey, lanes_of
from scenes.roads.lane_path import lane_path
from scenes.roads.network import Lane, LaneKind, RoadNetwork
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.sampling import sampled
from scenes.roads.ways import WayPath, Ways, joined_path

Float64 = NDArray[np.float64]

REACH_M = 60.0
"""Chosen: traffic that far beside the way is offered; what is farther stands behind houses or fills few pixels."""
PAVEMENT_REACH_M = 35.0
"""Chosen: the same for people."""
MOST_LANES, MOST_PAVEMENTS = 40, 30
"""Chosen: the nearest that many are offered, so that scenes on the maps of towns stay small."""
BEYOND_M = 500.0
"""Chosen: lines reach at most that far beyond what is near."""
WALKING = frozenset({"sidewalk", "walking"})
LEAST_PAVEMENT_M = 1.2
"""Chosen: narrower ones are kerbs and strips on which nobody walks."""
UNLIMITED_MPS = 36.11
"""130 km/h, the recommended speed of German motorways, where there is no limit."""


def lanes_near(
    network: RoadNetwork, graph: LaneGraph, way_m: Float64, beyond_s: float, rng: np.random.Generator
) -> tuple[Lane, ...]:
    """Lines of traffic near a way of points (N, 3), the nearest first: driving lanes, then pavements.

    A driving line begins where none of the lanes near the way leads into it, takes a random branch where lanes part,
    changes lanes where its own ends, and reaches beyond what is near, both ways, by `beyond_s` at its limit. Lines may
    share lanes where they come together. Ids are those of the first lane near the way: road/section/lane.
    """
    near = _Near(network, way_m)
    ways = Ways(network, graph)
    driving = near.distances(ways.driving, REACH_M)
    lines = _Lines(ways, graph, frozenset(driving), beyond_s, rng).all(driving)
    by_nearness = sorted(lines, key=lambda pair: min(driving[key] for key in pair[1] if key in driving))
    made = [_lane("driving", first, ways.path(keys)) for first, keys in by_nearness[:MOST_LANES]]
    walkable = [
        key
        for road in network.roads
        for key in lanes_of(road)
        if road.sections[key.section].lane(key.lane).kind in WALKING
    ]
    beside = near.distances(walkable, PAVEMENT_REACH_M)
    chains = sorted(_chains(beside, graph), key=lambda keys: min(beside[key] for key in keys))
    paths = [(keys[0], near.joined(keys)) for keys in chains]
    wide = [pair for pair in paths if float(pair[1].width_m.min()) >= LEAST_PAVEMENT_M]
    return (*made, *(_lane("pavement", first, path) for first, path in wide[:MOST_PAVEMENTS]))


def _lane(kind: LaneKind, first: LaneKey, path: WayPath) -> Lane:
    points = sampled(path.points_m)
    limits = np.where(np.isfinite(path.speed_limit_mps), path.speed_limit_mps, UNLIMITED_MPS)
    return Lane(
        id=f"{first.road}/{first.section}/{first.lane}",
        kind=kind,
        width_m=round(float(path.width_m.min()), 3),
        centre_m=tuple((round(float(x), 3), round(float(y), 3), round(float(z), 3)) for x, y, z in points),
        speed_limit_mps=statistics.median_low(limits.tolist()),
    )


class _Near:
    """How far lanes lie from a way."""

    def __init__(self, network: RoadNetwork, way_m: Float64) -> None:
        self._roads: Mapping[str, Road] = {road.id: road for road in network.roads}
        self._curves: dict[str, RoadCurve] = {}
        self._way = cKDTree(way_m[:, :2])
        self._level = way_m

    def distances(self, keys: Iterable[LaneKey], reach_m: float) -> dict[LaneKey, float]:
        """Least distances of those lanes that come within a reach, in their order."""
        found = {}
        for road_id, group in _by_road(keys).items():
            road = self._roads[road_id]
            s = np.linspace(0.0, road.length_m, max(2, int(road.length_m / 10.0)))
            middle = self._curve(road_id).points(s, np.zeros(len(s))).position_m
            if float(self._way.query(middle[:, :2])[0].min()) > reach_m + 40.0:
                continue
            for key in group:
                path = lane_path(road, self._curve(road_id), key, 4.0)
                least = float(self._way.query(path.points_m[:, :2])[0].min())
                if least <= reach_m:
                    found[key] = least
        return found

    def joined(self, keys: Sequence[LaneKey]) -> WayPath:
        """The line along lanes."""
        return joined_path([lane_path(self._roads[key.road], self._curve(key.road), key) for key in keys])

    def _curve(self, road_id: str) -> RoadCurve:
        if road_id not in self._curves:
            self._curves[road_id] = RoadCurve.of(self._roads[road_id])
        return self._curves[road_id]


def _by_road(keys: Iterable[LaneKey]) -> dict[str, list[LaneKey]]:
    groups: dict[str, list[LaneKey]] = {}
    for key in keys:
        groups.setdefault(key.road, []).append(key)
    return groups


@dataclass(frozen=True, eq=False, slots=True)
class _Lines:
    """Joins driving lanes to lines."""

    ways: Ways
    graph: LaneGraph
    near: frozenset[LaneKey]
    beyond_s: float
    rng: np.random.Generator

    def all(self, order: Iterable[LaneKey]) -> list[tuple[LaneKey, tuple[LaneKey, ...]]]:
        """Lines over the near lanes, each with its first near lane: from where nothing leads in, then what is left."""
        keys = list(order)
        sources = [key for key in keys if not self._near(self.graph.predecessors[key])]
        rest = [key for key in keys if key not in sources and not self.ways.is_connecting(key)]
        taken: set[LaneKey] = set()
        lines = []
        for key in (*sources, *rest):
            if key not in taken and self.ways.is_wide(key):
                ahead = self._ahead(key, taken)
                taken.update(ahead)
                lines.append((key, (*self._before(key, ahead), *ahead)))
        return lines

    def _near(self, keys: Iterable[LaneKey]) -> list[LaneKey]:
        return [key for key in keys if key in self.near]

    def _ahead(self, first: LaneKey, taken: set[LaneKey]) -> tuple[LaneKey, ...]:
        """Lanes from one on until the place or what counts as near ends."""
        way, beyond = [first], 0.0
        while beyond < self._beyond_m(way[-1]):
            onward = self._unused(self.graph.successors[way[-1]], way)
            beside = [] if onward else [k for k in self._unused(self.graph.beside[way[-1]], way) if self._leads_on(k)]
            if not onward and not beside:
                break
            fresh = [key for key in onward if key not in taken]
            choice = fresh or onward or beside[:1]
            way.append(choice[int(self.rng.integers(len(choice)))])
            beyond += 0.0 if way[-1] in self.near or beside else self.ways.length_m(way[-1])
        return tuple(way)

    def _before(self, first: LaneKey, ahead: Sequence[LaneKey]) -> tuple[LaneKey, ...]:
        """Lanes outside of what is near that lead to the first one."""
        way: list[LaneKey] = [first]
        length = 0.0
        while length < self._beyond_m(first):
            back = [k for k in self._unused(self.graph.predecessors[way[0]], [*way, *ahead]) if k not in self.near]
            if not back:
                break
            way.insert(0, back[int(self.rng.integers(len(back)))])
            length += self.ways.length_m(way[0])
        return tuple(way[:-1])

    def _unused(self, keys: Iterable[LaneKey], way: Sequence[LaneKey]) -> list[LaneKey]:
        return [key for key in keys if self.ways.is_driving(key) and key not in way]

    def _leads_on(self, key: LaneKey) -> bool:
        return any(self.ways.is_driving(k) for k in self.graph.successors[key])

    def _beyond_m(self, key: LaneKey) -> float:
        return min(BEYOND_M, self.beyond_s * self.ways.limit_mps(key, UNLIMITED_MPS))


def _chains(keys: Iterable[LaneKey], graph: LaneGraph) -> list[tuple[LaneKey, ...]]:
    """Lanes that follow each other, from each one that nothing leads into on."""
    near = dict.fromkeys(keys)
    leads: Callable[[LaneKey], list[LaneKey]] = lambda key: [k for k in graph.successors[key] if k in near]  # noqa: E731
    entered = {k for key in near for k in leads(key)}
    left = dict(near)
    chains = []
    for key in (*(k for k in near if k not in entered), *near):
        if key not in left:
            continue
        chain = [key]
        del left[key]
        while onward := [k for k in leads(chain[-1]) if k in left]:
            chain.append(onward[0])
            del left[onward[0]]
        chains.append(tuple(chain))
    return chains
