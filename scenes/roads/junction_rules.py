"""What holds where a course comes to a junction, or to a carriageway on foot: lines, lights, signs, priorities."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.behaviour.base import Side
from scenes.roads.lane_graph import LaneKey
from scenes.roads.lane_match import Matched
from scenes.roads.network import RoadNetwork
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.road_object import RoadCorner, RoadObject, Validity
from scenes.roads.road_signal import RoadSignal

Float64 = NDArray[np.float64]

STRAIGHT_RAD = math.radians(35.0)
"""Chosen: ways that turn by less go straight on."""
SIGNAL_REACH_M = 40.0
"""Chosen: signs and lights that far before a junction are its own."""
LINE_REACH_M = 30.0
"""Chosen: the same for lines on the road."""
BEFORE_M = 1.0
"""Chosen: without a line, one waits that far before the junction."""
CROSSWALK_REACH_M = 5.0
"""Chosen: who crosses a road no farther from a crosswalk's middle line crosses on it."""
WALK_LIGHT_M = 8.0
"""Chosen: lights for people that near to a crosswalk are its own."""

YIELD_SIGNS = frozenset({"205", "R1-2"})
STOP_SIGNS = frozenset({"206", "R1-1"})
MAIN_SIGNS = frozenset({"301", "306"})
WALK_LIGHTS = frozenset({"1000002", "1000007"})
WALKING = frozenset({"sidewalk", "walking", "curb", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A junction on a course, from `enter_m` to `leave_m`. road: the connecting one. line_m: where one waits before it.

    rank: who has the lower one gives way: 0 at a sign, 1 without any, 2 on a main road. lights: ids of the signals that
    hold.
    """

    junction: str
    road: str
    incoming: str
    enter_m: float
    leave_m: float
    line_m: float
    turn_rad: float
    turn: Side | None
    rank: int = 1
    must_stop: bool = False
    lights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriageway:
    """A stretch of somebody's way on foot that lies on a carriageway. crosswalk: whether it is marked.

    lights: ids of the signals for those on foot.
    """

    start_m: float
    end_m: float
    crosswalk: bool = False
    lights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosswalk:
    """Where a crosswalk's middle line lies, from end to end on the road's surface, and its lights."""

    ends_m: tuple[tuple[float, float, float], tuple[float, float, float]]
    lights: tuple[str, ...]


class JunctionRules:
    """The rules of a network."""

    def __init__(self, network: RoadNetwork) -> None:
        self._roads: dict[str, Road] = {road.id: road for road in network.roads}
        self._before = {(junction.id, a, b) for junction in network.junctions for a, b in junction.priorities}
        self._crosswalks = [walk for road in network.roads for walk in crosswalks(road)]

    def before(self, junction: str, one: Visit, other: Visit) -> bool:
        """Whether the network says that one way goes before another."""
        pairs = ((one.road, other.road), (one.incoming, other.incoming))
        return any((junction, a, b) in self._before for a, b in pairs)

    def visits(self, matched: Matched) -> tuple[Visit, ...]:
        """The junctions on a course, in its order."""
        inside = [matched.junction(k) for k in range(len(matched.keys))]
        found = []
        for junction, run in itertools.groupby(range(len(inside)), key=lambda k: inside[k]):
            rows = list(run)
            if junction is not None and len(rows) > 2:
                found.append(self._visit(junction, matched, rows[0], rows[-1]))
        return tuple(found)

    def _visit(self, junction: str, matched: Matched, first: int, last: int) -> Visit:
        """A stay in a junction between two samples."""
        before = matched.keys[first - 1] if first > 0 else None
        after = matched.keys[last + 1] if last + 1 < len(matched.keys) else None
        road = self._connecting(junction, matched, (first, last), before, after)
        enter = first - 0.5
        if before is not None:
            station = float(matched.station_m[first - 1])
            enter = first - 1 + (self._roads[before.road].length_m - station if self._forward(before) else station)
        turn = self._turn_rad(road)
        side: Side | None = None if abs(turn) < STRAIGHT_RAD else "left" if turn > 0.0 else "right"
        visit = Visit(
            junction=junction,
            road=road,
            incoming="" if before is None else before.road,
            enter_m=enter,
            leave_m=last + 0.5,
            line_m=enter - BEFORE_M,
            turn_rad=turn,
            turn=side,
        )
        return visit if before is None else self._governed(visit, before)

    def _forward(self, key: LaneKey) -> bool:
        return self._roads[key.road].forward(key.section, key.lane)

    def _connecting(
        self, junction: str, matched: Matched, rows: tuple[int, int], before: LaneKey | None, after: LaneKey | None
    ) -> str:
        """The connecting road between two roads; else the one that most samples lie on."""
        ends = {key.road for key in (before, after) if key is not None}
        for road in self._roads.values():
            links = {link.id for link in (road.predecessor, road.successor) if link is not None}
            fits = road.junction == junction and len(ends) == 2 and links == ends
            if fits and before is not None and self._leads(road, before.road):
                return road.id
        names = [key.road for key in matched.keys[rows[0] : rows[1] + 1] if key is not None]
        return max(sorted(set(names)), key=names.count)

    @staticmethod
    def _leads(road: Road, origin: str) -> bool:
        """Whether a connecting road's first driving lane begins at a road."""
        section = road.sections[0]
        lane = next((lane.id for lane in section.lanes if lane.kind == "driving"), None)
        link = road.predecessor if lane is None or road.forward(0, lane) else road.successor
        return link is not None and link.id == origin

    def _turn_rad(self, road_id: str) -> float:
        """By how much a connecting road turns, left positive, in the direction of its traffic."""
        road = self._roads[road_id]
        curve = RoadCurve.of(road)
        first, last = (float(curve.points(s, 0.0).heading_rad[0]) for s in (0.0, road.length_m))
        lane = next((lane.id for lane in road.sections[0].lanes if lane.kind == "driving"), -1)
        turn = math.remainder(last - first, math.tau)
        return turn if road.forward(0, lane) else -turn

    def _governed(self, visit: Visit, key: LaneKey) -> Visit:
        """With the line, the signs and the lights before the junction."""
        road, forward = self._roads[key.road], self._forward(key)
        end = road.length_m if forward else 0.0
        away = [(abs(end - signal.s_m), signal) for signal in self._signals(road, key, forward=forward)]
        near = [signal for reach, signal in away if reach <= SIGNAL_REACH_M]
        codes = {signal.code for signal in near}
        lights = tuple(sorted(s.id for s in near if s.dynamic and s.code not in WALK_LIGHTS))
        lines = [abs(end - s) for s in _lines(road) if abs(end - s) <= LINE_REACH_M]
        if lines:
            line = visit.enter_m - max(lines)
        else:
            walks = [abs(end - walk.s_m) + 0.5 * walk.length_m for walk in road.objects if walk.kind == "crosswalk"]
            near_walks = [reach for reach in walks if reach <= 0.5 * LINE_REACH_M]
            line = visit.enter_m - max([0.0, *near_walks]) - BEFORE_M
        rank = 0 if codes & (YIELD_SIGNS | STOP_SIGNS) else 2 if codes & MAIN_SIGNS else 1
        return Visit(
            **{
                **{name: getattr(visit, name) for name in visit.__dataclass_fields__},
                "line_m": line,
                "rank": rank,
                "must_stop": bool(codes & STOP_SIGNS) and not lights,
                "lights": lights,
            }
        )

    def _signals(self, road: Road, key: LaneKey, *, forward: bool) -> Iterator[RoadSignal]:
        """Signals of a road, its own and those referred to, for a lane's traffic."""
        wanted = {"+" if forward else "-", "none"}
        known = {signal.id: signal for other in self._roads.values() for signal in other.signals}
        entries: list[tuple[RoadSignal, str, tuple[Validity, ...]]] = [
            (signal, signal.orientation, signal.validity) for signal in road.signals
        ]
        entries += [
            (known[one.signal], one.orientation, one.validity) for one in road.signal_references if one.signal in known
        ]
        for signal, orientation, validity in entries:
            spans = [sorted((v.from_lane, v.to_lane)) for v in validity]
            if orientation in wanted and (not spans or any(low <= key.lane <= high for low, high in spans)):
                yield signal

    def carriageways(self, matched: Matched, points_m: Float64) -> tuple[Carriageway, ...]:
        """Where a way on foot lies on carriageways."""
        on = [matched.keys[k] is not None and self._kind(matched.keys[k]) not in WALKING for k in range(len(points_m))]
        found = []
        for crosses, run in itertools.groupby(range(len(on)), key=lambda k: on[k]):
            rows = list(run)
            if crosses and len(rows) > 1 and any(matched.is_driven(k) for k in rows):
                walk = self._crosswalk(points_m[rows[len(rows) // 2], :2])
                found.append(
                    Carriageway(
                        start_m=rows[0] - 0.5,
                        end_m=rows[-1] + 0.5,
                        crosswalk=walk is not None,
                        lights=() if walk is None else walk.lights,
                    )
                )
        return tuple(found)

    def _kind(self, key: LaneKey | None) -> str:
        assert key is not None
        return self._roads[key.road].sections[key.section].lane(key.lane).kind

    def _crosswalk(self, point_m: Float64) -> Crosswalk | None:
        """The crosswalk whose middle line passes near a point."""
        for walk in self._crosswalks:
            a, b = np.array(walk.ends_m[0][:2]), np.array(walk.ends_m[1][:2])
            share = float(np.clip(((point_m - a) * (b - a)).sum() / max(((b - a) ** 2).sum(), 1e-9), 0.0, 1.0))
            if float(np.hypot(*(a + share * (b - a) - point_m))) < CROSSWALK_REACH_M:
                return walk
        return None


def _lines(road: Road) -> Iterator[float]:
    """Stations of the lines before which one waits."""
    for thing in road.objects:
        if thing.name in {"stopLine", "giveWayLine"} or thing.subtype in {"signalLines", "stopLine"}:
            yield thing.s_m


def crosswalks(road: Road) -> Iterator[Crosswalk]:
    """The crosswalks of a road."""
    curve = RoadCurve.of(road)
    walk_lights = [signal for signal in road.signals if signal.dynamic and signal.code in WALK_LIGHTS]
    for thing in road.objects:
        if thing.kind == "crosswalk":
            half = 0.5 * _across_m(thing)
            ends = [curve.points(thing.s_m, thing.t_m + side * half).position_m[0] for side in (-1.0, 1.0)]
            first, last = ((float(x), float(y), float(z)) for x, y, z in ends)
            yield Crosswalk(
                ends_m=(first, last),
                lights=tuple(s.id for s in walk_lights if abs(s.s_m - thing.s_m) < WALK_LIGHT_M),
            )


def _across_m(thing: RoadObject) -> float:
    """How far a crosswalk reaches across its road."""
    across = [corner.t_m for outline in thing.outlines for corner in outline.corners if isinstance(corner, RoadCorner)]
    return max(across) - min(across) if across else max(thing.width_m, thing.length_m)
