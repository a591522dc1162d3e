"""All lines and lanes of a road network, made once: whole lines over sections and roads, with ids of their own."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.roads.drawn_streets import drawn_network
from scenes.roads.lane_graph import LaneGraph, LaneKey
from scenes.roads.network import RoadNetwork
from scenes.roads.place import network_of
from scenes.roads.road import Road
from scenes.scene import Scene
from simulator.labels.road_chains import chained
from simulator.labels.road_pieces import LaneCourse, LinePiece, Pieces, pieces_of, spaced

Float64 = NDArray[np.float64]

LEAST_LANE_M = 0.5
"""Chosen: a lane is not cut nearer than that to where it was cut before."""
_UNPAINTED = {"kerb": 1, "edge": 2}


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class MapLine:
    """A line of the network, as `LaneLine`."""

    id: int
    kind: str
    color: str
    points_m: Float64


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class MapLane:
    """A lane as far as its lines stay the same, as `Lane`; course: the whole lane of the section, span_m: stations."""

    id: int
    left: int | None
    right: int | None
    centre_m: Float64
    course: LaneCourse
    span_m: tuple[float, float]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RoadMap:
    """Lines, lanes and which lane leads to which. Bounds (N, 4): least x, y and greatest x, y."""

    lines: tuple[MapLine, ...]
    lanes: tuple[MapLane, ...]
    courses: Mapping[LaneKey, LaneCourse]
    graph: LaneGraph
    tree: shapely.STRtree
    line_bounds_m: Float64
    lane_bounds_m: Float64

    def under(self, xy_m: Float64) -> list[LaneCourse]:
        """The lanes whose areas hold a point (2,) of the ground plane."""
        found = self.tree.query(shapely.points(xy_m), predicate="intersects")
        courses = tuple(self.courses.values())
        return [courses[index] for index in sorted(found.tolist())]


def road_map(scene: Scene) -> RoadMap | None:
    """The map of a scene's roads: of its place, or of the street that its ground is drawn from; None without either."""
    network = drawn_network(scene.scenery) if scene.place is None else network_of(scene.place)
    return None if network is None else map_of(network)


@functools.lru_cache(maxsize=4)
def map_of(network: RoadNetwork) -> RoadMap:
    """The map of a network, made once a process."""
    parts = [pieces_of(roads) for roads in _groups(network)]
    lines = [line for part in parts for line in part.lines]
    chains = chained(lines)
    owner = {piece: number for number, chain in enumerate(chains) for piece in chain.pieces}
    courses = {lane.key: lane for part in parts for lane in part.lanes}
    made = tuple(
        MapLine(id=number, kind=chain.kind, color=chain.color, points_m=chain.points_m)
        for number, chain in enumerate(chains)
    )
    lanes = tuple(_lanes(parts, _beside(lines, owner)))
    return RoadMap(
        lines=made,
        lanes=lanes,
        courses=courses,
        graph=LaneGraph.of(network),
        tree=shapely.STRtree([course.polygon for course in courses.values()]),
        line_bounds_m=_bounds([line.points_m for line in made]),
        lane_bounds_m=_bounds([lane.centre_m for lane in lanes]),
    )


def _bounds(lines_m: Sequence[Float64]) -> Float64:
    rows = [(*line[:, :2].min(axis=0), *line[:, :2].max(axis=0)) for line in lines_m]
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def _groups(network: RoadNetwork) -> Iterator[Sequence[Road]]:
    """Roads one by one, junctions by all their connecting roads, as the ground is made."""
    inside: dict[str, list[Road]] = {}
    for road in network.roads:
        if road.junction is None:
            yield (road,)
        else:
            inside.setdefault(road.junction, []).append(road)
    yield from inside.values()


_Beside = dict[tuple[str, int, int], list[tuple[float, float, int, int]]]


def _beside(lines: Sequence[LinePiece], owner: Mapping[int, int]) -> _Beside:
    """Of every border its lines: from, to, rank (paint first), id."""
    found: _Beside = {}
    for index, line in enumerate(lines):
        if line.border is not None:
            row = (*line.span_m, _UNPAINTED.get(line.kind, 0), owner[index])
            found.setdefault(line.border, []).append(row)
    return found


def _lanes(parts: Sequence[Pieces], beside: _Beside) -> Iterator[MapLane]:
    """Every lane but those of type none, cut where the line on either side changes."""
    number = 0
    for course in (lane for part in parts for lane in part.lanes):
        if course.kind == "none":
            continue
        right, left = (
            beside.get((course.key.road, course.key.section, border), []) for border in (course.index, course.index + 1)
        )
        if not course.forward:
            right, left = left, right
        s = course.stations_m
        for first, last in _cuts(float(s[0]), float(s[-1]), [*left, *right]):
            kept = np.concatenate([[first], s[(s > first) & (s < last)], [last]])
            centre = np.stack([np.interp(kept, s, course.centre_m[:, axis]) for axis in range(3)], axis=1)
            middle = 0.5 * (first + last)
            yield MapLane(
                id=number,
                left=_line_at(left, middle),
                right=_line_at(right, middle),
                centre_m=spaced(centre if course.forward else centre[::-1]),
                course=course,
                span_m=(first, last),
            )
            number += 1


def _cuts(start: float, end: float, rows: Sequence[tuple[float, float, int, int]]) -> Iterator[tuple[float, float]]:
    at = start
    for cut in sorted({edge for row in rows for edge in row[:2]}):
        if cut - at > LEAST_LANE_M and end - cut > LEAST_LANE_M:
            yield at, cut
            at = cut
    yield at, end


def _line_at(rows: Sequence[tuple[float, float, int, int]], s_m: float) -> int | None:
    """The line at a station: paint before a kerb, a kerb before an edge."""
    found = [(rank, line) for first, last, rank, line in rows if first <= s_m <= last]
    return min(found)[1] if found else None
