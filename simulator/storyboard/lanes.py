"""The lanes of a place, ready for courses: which lane a point is on, and lines that follow one lane into the next."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenes.errors import SceneError, UnknownName
from scenes.roads.cross_section import CrossSection
from scenes.roads.lane_graph import DRIVEABLE, LaneKey
from scenes.roads.lane_path import LanePath, lane_path
from scenes.roads.nearest import LaneIndex
from scenes.roads.place import Place, graph_of, network_of
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.routes import route
from scenes.roads.ways import Ways
from simulator.physics.kinematics import track_through
from simulator.storyboard.course import Course, LaneSpan

Float64 = NDArray[np.float64]

MOST_LANES = 5000
"""Chosen: more lanes than that in a row are rings of lanes without length."""
COURSE_STEP_M = 500.0
"""Chosen: courses are some of these long, so that many bodies share them."""
MOST_COURSES = 128
"""Chosen: courses that are kept; one of a kilometre takes a quarter of a megabyte."""
LEAST_STEP_M = 0.05
"""Chosen: points of a course no nearer than that are two; where lanes join, their ends are one."""


class Lanes:
    """The lanes of one place. Made once a place (`lanes_of_place`); keeps the lines of the lanes asked for."""

    def __init__(self, place: Place) -> None:
        self.network = network_of(place)
        self.graph = graph_of(place)
        self.roads: dict[str, Road] = {road.id: road for road in self.network.roads}
        self._ways = Ways(self.network, self.graph)
        self._curves: dict[str, RoadCurve] = {}
        self._crosses: dict[tuple[str, int], CrossSection] = {}
        self._paths: dict[LaneKey, LanePath] = {}
        self._courses: dict[tuple[LaneKey, int, bool, frozenset[str], str], Course] = {}
        self._driving: LaneIndex | None = None
        self._all: LaneIndex | None = None

    def road(self, road_id: str) -> Road:
        """The road of that id; raises UnknownName."""
        if road_id not in self.roads:
            raise UnknownName("", "road", road_id, self.roads)
        return self.roads[road_id]

    def curve(self, road_id: str) -> RoadCurve:
        """A road's reference line."""
        if road_id not in self._curves:
            self._curves[road_id] = RoadCurve.of(self.road(road_id))
        return self._curves[road_id]

    def path(self, key: LaneKey) -> LanePath:
        """A lane's middle in its direction of travel."""
        if key not in self._paths:
            self._paths[key] = lane_path(self.road(key.road), self.curve(key.road), key)
        return self._paths[key]

    def section_at(self, road: Road, station_m: float) -> int:
        """The index of the section at a station."""
        index = 0
        for k, section in enumerate(road.sections):
            if section.s_m <= station_m + 1e-9:
                index = k
        return index

    def key_at(self, road_id: str, lane: int, station_m: float) -> LaneKey:
        """The lane of an id at a station. Raises SceneError where the road has none there."""
        road = self.road(road_id)
        if not -1e-3 <= station_m <= road.length_m + 1e-3:
            raise SceneError(f"road '{road_id}' is {road.length_m:g} m long, there is no s = {station_m:g} m on it")
        section = self.section_at(road, station_m)
        if lane == 0 or not road.sections[section].has(lane):
            there = ", ".join(str(one.id) for one in road.sections[section].lanes if one.id != 0)
            raise SceneError(f"road '{road_id}' has no lane {lane} at s = {station_m:g} m; there are {there}")
        return LaneKey(road=road_id, section=section, lane=lane)

    def middle(self, key: LaneKey, station_m: float) -> tuple[float, float]:
        """T of a lane's middle at a station, and its width."""
        if (key.road, key.section) not in self._crosses:
            self._crosses[key.road, key.section] = CrossSection.of(self.road(key.road), key.section)
        cross = self._crosses[key.road, key.section]
        inside = min(max(station_m, cross.start_m), float(np.nextafter(cross.end_m, -np.inf)))
        t, width = cross.middle_m(key.lane, np.array([inside]))
        return float(t[0]), float(width[0])

    def forward(self, key: LaneKey) -> bool:
        """Whether its traffic runs towards higher stations."""
        return self.road(key.road).forward(key.section, key.lane)

    def lane_under(self, x_m: float, y_m: float, z_m: float, *, any_kind: bool) -> tuple[LaneKey, float, float, float]:
        """The lane that a point lies on or nearest to: its key, station, t, and how far off it the point lies."""
        index = self.index(any_kind=any_kind)
        found = index.nearest(np.array([[x_m, y_m, z_m]]))
        return index.keys(found)[0], float(found.s_m[0]), float(found.t_m[0]), float(found.outside_m[0])

    def index(self, *, any_kind: bool) -> LaneIndex:
        """The nearest lanes of points, of those that carry motor traffic, or of any kind."""
        if any_kind:
            self._all = self._all or LaneIndex(self.network)
            return self._all
        self._driving = self._driving or LaneIndex(self.network, DRIVEABLE)
        return self._driving

    def neighbour(self, key: LaneKey, steps: int) -> LaneKey | None:
        """The lane so many to the left of the road's direction (right: negative); lane 0 is not counted."""
        lane = key.lane
        for _ in range(abs(steps)):
            lane += 1 if steps > 0 else -1
            lane += (1 if steps > 0 else -1) if lane == 0 else 0
        section = self.road(key.road).sections[key.section]
        return LaneKey(road=key.road, section=key.section, lane=lane) if section.has(lane) else None

    def chain(
        self, start: LaneKey, reach_m: float, *, against: bool, roads: frozenset[str] = frozenset()
    ) -> tuple[LaneKey, ...]:
        """A lane and those that follow it, straight on where ways part, until they are as long as asked or end.

        against: opposite to the lanes' direction of travel. roads: ids of those that go before others.
        """
        links = self.graph.predecessors if against else self.graph.successors
        keys, length = [start], self._length(start)
        while length < reach_m and len(keys) < MOST_LANES:
            onward = links.get(keys[-1], ())
            if not onward:
                break
            onward = tuple(key for key in onward if key.road in roads) or onward
            heading = self._end_heading(keys[-1], against=against)
            keys.append(min(onward, key=lambda key: self._turn(heading, key, against=against)))
            length += self._length(keys[-1])
        return tuple(keys)

    def _length(self, key: LaneKey) -> float:
        return float(self.path(key).distance_m[-1])

    def _end_heading(self, key: LaneKey, *, against: bool) -> float:
        heading = self.path(key).heading_rad
        return float(heading[0] + math.pi if against else heading[-1])

    def _turn(self, heading: float, key: LaneKey, *, against: bool) -> tuple[float, LaneKey]:
        """How much a lane turns against a heading until its end; the key settles ties."""
        end = self._end_heading(key, against=against)
        return round(abs(math.remainder(end - heading, 2.0 * math.pi)), 6), key

    def course(self, keys: Sequence[LaneKey], *, against: bool = False, name: str = "") -> Course:
        """A course along the middles of lanes that follow each other; lanes of one section are changed between."""
        points: list[Float64] = []
        spans: list[LaneSpan] = []
        along, last = 0.0, None
        for group in grouped(keys):
            path = self.path(group[0]) if len(group) == 1 else self._ways.across(group)
            line = path.points_m[::-1] if against else path.points_m
            stations = path.s_m[::-1] if against else path.s_m
            if last is not None:
                if len(line) > 2 and float(np.linalg.norm(line[0] - last)) < LEAST_STEP_M:
                    line, stations = line[1:], stations[1:]
                along += float(np.linalg.norm(line[0] - last))
            length = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
            spans += _spans(group, spans[-1].end_m if spans else 0.0, along + length, stations, against)
            along += length
            last = line[-1]
            points.append(line)
        track = track_through(np.concatenate(points), f"the course along lane {keys[0]}")
        return Course(track=track, lanes=tuple(spans), name=name)

    def onward(
        self,
        key: LaneKey,
        reach_m: float,
        *,
        against: bool = False,
        roads: frozenset[str] = frozenset(),
        name: str = "",
    ) -> Course:
        """The course that follows a lane straight on, or along some roads, as far as asked where lanes reach so far."""
        pieces = math.ceil(reach_m / COURSE_STEP_M)
        asked = (key, pieces, against, roads, name)
        if asked not in self._courses:
            if len(self._courses) >= MOST_COURSES:
                self._courses.clear()
            keys = self.chain(key, pieces * COURSE_STEP_M, against=against, roads=roads)
            self._courses[asked] = replace(self.course(keys, against=against, name=name), roads=roads)
        return self._courses[asked]

    def way(self, start: LaneKey, goal: LaneKey) -> tuple[LaneKey, ...]:
        """The shortest way; raises SceneError where there is none."""
        return route(self.network, self.graph, start, goal)


def grouped(keys: Sequence[LaneKey]) -> list[list[LaneKey]]:
    """Lanes of one section in a row, which are changes of lanes. One that follows itself is a ring's next lap."""
    groups: list[list[LaneKey]] = []
    for key in keys:
        same = groups and (groups[-1][-1].road, groups[-1][-1].section) == (key.road, key.section)
        if same and groups[-1][-1] != key:
            groups[-1].append(key)
        else:
            groups.append([key])
    return groups


def _spans(
    group: Sequence[LaneKey], start_m: float, end_m: float, stations: Float64, against: bool
) -> Iterator[LaneSpan]:
    """The stretches of the lanes of one section: of a single one, or as long as each other."""
    marks = np.linspace(0.0, 1.0, len(group) + 1)
    for k, key in enumerate(group):
        low, high = float(marks[k]), float(marks[k + 1])
        first, last = float(stations[0]), float(stations[-1])
        yield LaneSpan(
            key=key,
            start_m=start_m + low * (end_m - start_m),
            end_m=start_m + high * (end_m - start_m),
            station_start_m=first + low * (last - first),
            station_end_m=first + high * (last - first),
            against=against,
        )


@functools.lru_cache(maxsize=8)
def lanes_of_place(place: Place) -> Lanes:
    """The lanes of a place, made once a process."""
    return Lanes(place)
