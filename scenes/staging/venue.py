"""A place as a case asks it: ways over its lanes, stations on them that fit, heights of its ground."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import SceneError
from scenes.pose import Body, Pose, World
from scenes.roads.lane_graph import DRIVEABLE, LaneGraph, LaneKey
from scenes.roads.nearest import LaneIndex
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Place, graph_of, network_of
from scenes.roads.road import Road
from scenes.roads.ways import WayPath, Ways
from scenes.roadside.terrain import Ground, ground_of
from scenes.staging.line import Approach, Line
from scenes.streams import stream

Float64 = NDArray[np.float64]
Fits = Callable[[Approach], str]
"""Says why a station does not suit a case; empty where it does."""

STATION_M = 2.0
"""Chosen: between stations of a way that are looked at."""
WAYS = 12
STATIONS = 40
"""Chosen: ways that are drawn, and stations of each that are tried, before a place counts as unfit."""
LONG_M = 150.0
"""Chosen: ways that go on so far pass crosswalks and junctions."""
END_M = 2.0
"""Chosen: nothing happens so near to a way's ends."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Venue:
    """One place and its ground. seed: of what its land looks like."""

    place: Place
    network: RoadNetwork
    graph: LaneGraph
    roads: dict[str, Road]
    seed: int

    @classmethod
    def of(cls, place: Place, seed: int) -> Venue:
        """The venue of a place."""
        network = network_of(place)
        roads = {road.id: road for road in network.roads}
        return cls(place=place, network=network, graph=graph_of(place), roads=roads, seed=seed)

    @property
    def ground(self) -> Ground:
        """Land and roads, made once."""
        return ground_of(self.network, self.place.surroundings(), self.seed)

    def height_m(self, x_m: float, y_m: float) -> float:
        """Height of the ground; 0 beyond the land's end."""
        return float(np.nan_to_num(self.ground.field.at(np.array([[x_m, y_m]])))[0])

    def heights_m(self, xy_m: Float64) -> Float64:
        """Heights (N,) of the ground at (N, 2)."""
        return np.asarray(np.nan_to_num(self.ground.field.at(np.asarray(xy_m))))

    def upright(self, at: Approach, ahead_m: float, left_m: float, turn_rad: float = 0.0) -> Pose[World, Body]:
        """The pose on the ground of an upright body, so far ahead of a station and left of its way, turned from it."""
        x, y, heading = at.line.pose(at.at_m + ahead_m, left_m)
        return Pose.planar(x, y, heading + turn_rad, self.height_m(x, y))

    def line(self, way: Sequence[LaneKey]) -> Line:
        """The line along lanes that follow each other."""
        path = Ways(self.network, self.graph).path(way)
        return self.along(path)

    def find(self, before_m: float, after_m: float, rng: np.random.Generator, fits: Fits) -> Approach:
        """A station on a random way, so far from its ends, that suits a case.

        Raises SceneError with the most frequent reason where none of many stations does.
        """
        ways = Ways(self.network, self.graph)
        reasons: Counter[str] = Counter()
        for _ in range(WAYS):
            path = ways.path(ways.drawn(before_m + after_m + 2.0 * END_M, rng))
            low, high = before_m + END_M, path.length_m - after_m - END_M
            if low > high:
                reasons[f"its ways are too short for {before_m:.0f} m before and {after_m:.0f} m after the case"] += 1
                continue
            line = self.along(path)
            stations = line.station_m[(line.station_m >= low) & (line.station_m <= high)]
            for along in rng.permutation(stations)[:STATIONS]:
                found = self.approach(line, float(along))
                reason = fits(found)
                if not reason:
                    return found
                reasons[reason] += 1
        raise SceneError(f"the place has no station for this case: {reasons.most_common(1)[0][0]}")

    def at_objects(self, kind: str, before_m: float, after_m: float, rng: np.random.Generator, fits: Fits) -> Approach:
        """Where a random way crosses a road object of a kind, such as a crosswalk, so far from the way's ends.

        Raises SceneError where no way does.
        """
        ways = Ways(self.network, self.graph)
        reasons: Counter[str] = Counter()
        for _ in range(WAYS):
            path = ways.path(ways.drawn(before_m + after_m + LONG_M, rng))
            line = self.along(path)
            spots = [along for along in self._objects_on(line, kind) if before_m <= along <= path.length_m - after_m]
            if not spots:
                reasons[f"no {kind} lies {before_m:.0f} m along one of its ways"] += 1
            for along in rng.permutation(spots):
                found = self.approach(line, float(along))
                reason = fits(found)
                if not reason:
                    return found
                reasons[reason] += 1
        raise SceneError(f"the place has no station for this case: {reasons.most_common(1)[0][0]}")

    def approach(self, line: Line, along_m: float) -> Approach:
        """A station of a line with what lies across it."""
        return Approach(line=line, at_m=along_m, strips=line.strips(self.roads, along_m))

    def objects_near(self, approach: Approach, kind: str, reach_m: float) -> bool:
        """Whether an object of a kind lies on the way so near to the station."""
        return any(abs(along - approach.at_m) < reach_m for along in self._objects_on(approach.line, kind))

    def _objects_on(self, line: Line, kind: str) -> list[float]:
        """Distances along a way at which it passes objects of a kind."""
        found = []
        for road_id in dict.fromkeys(key.road for key in line.lanes):
            rows = np.array([key.road == road_id for key in line.lanes])
            for thing in self.roads[road_id].objects:
                if thing.kind != kind:
                    continue
                away = np.where(rows, np.abs(line.s_m - thing.s_m), np.inf)
                k = int(np.argmin(away))
                if away[k] <= STATION_M:
                    forward = self.roads[road_id].forward(line.lanes[k].section, line.lanes[k].lane)
                    step = float(thing.s_m - line.s_m[k])
                    found.append(float(line.station_m[k]) + (step if forward else -step))
        return found

    def along(self, path: WayPath) -> Line:
        """The line of a path, each station with the lane that is nearest."""
        stations = np.arange(0.0, path.length_m, STATION_M)
        points = np.stack([np.interp(stations, path.distance_m, path.points_m[:, k]) for k in range(3)], axis=1)
        index = _index(self.place)
        nearest = index.nearest(points)
        keys = index.keys(nearest)
        return Line(
            path=path,
            station_m=stations,
            lanes=keys,
            s_m=nearest.s_m,
            t_m=nearest.t_m,
            junction=np.array([self.roads[key.road].junction is not None for key in keys]),
            keeps="left" if self.roads[keys[0].road].left_hand else "right",
        )


@functools.lru_cache(maxsize=4)
def _index(place: Place) -> LaneIndex:
    return LaneIndex(network_of(place), DRIVEABLE)


def first_reason(reasons: Iterable[tuple[bool, str]]) -> str:
    """The text of the first condition that does not hold; empty where all do."""
    return next((text for holds, text in reasons if not holds), "")


def venue_of(place: Place, seed: int) -> Venue:
    """The venue of a place, its land drawn from a seed as `dress_place` does with the generator of `land_rng`."""
    return Venue.of(place, int(land_rng(seed).integers(2**31)))


def land_rng(seed: int) -> np.random.Generator:
    """The generator that dresses a case's place."""
    return stream(seed, "staging.land")
