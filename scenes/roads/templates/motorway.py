"""A motorway: two carriageways with hard shoulders and a median, a bend, a crest, an exit and an entry on either side.

Cross sections after RAA (FGSV 2008): lanes of 3.75 m, hard shoulders of 2.50 m, inner strips of 0.75 m, medians of
4.00 m; the United States (AASHTO Green Book 2018): 3.66 m, 3.05 m, 1.22 m.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from scenes.errors import ConfigError
from scenes.roads.cubic import Cubic
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Surroundings
from scenes.roads.road import Road
from scenes.roads.road_object import Repeat, RoadObject
from scenes.roads.road_signal import RoadSignal
from scenes.roads.templates.alignment import Alignment, PlanPose
from scenes.roads.templates.carriageway import Carriageway
from scenes.roads.templates.line_paint import LinePaint
from scenes.roads.templates.profile import backwards, constant, grades, smooth
from scenes.roads.templates.roadside_design import edge_m, guard_rail, sign, speed_sign, steel_rail
from scenes.roads.templates.template import Limits, Template, check_fields

Ramps = Literal["none", "exit", "entry", "both"]

CLOTHOID_OF_RADIUS = 3.0  # RAA 2008: a clothoid's parameter is at least a third of the radius, so its length R / 9
CREST_M = 400.0  # chosen: a parabola over 6 % of change then has a radius of 6.7 km
CROSSFALL = 0.025  # RAA 2008: on straights, to the outside
STEEPEST_CROSSFALL = 0.06
EXIT_SHARE, ENTRY_SHARE = 0.37, 0.73
NO_LIMIT = math.inf

_LIMITS: Limits = {
    "lanes": (2, 4),
    "length_m": (900.0, 6000.0),
    "lane_width_m": (3.25, 4.0),
    "shoulder_m": (1.5, 4.0),
    "inner_strip_m": (0.3, 2.0),
    "median_m": (2.0, 20.0),
    "radius_m": (400.0, 10000.0),
    "turn_rad": (-1.2, 1.2),
    "grade_share": (0.0, 0.06),
    "limit_kmh": (0.0, 140.0),
    "hills_m": (0.0, 200.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Motorway(Template):
    """Begins at the origin along +x, which is its median's middle. Roads 'east_...' and 'west_...'.

    lanes: through lanes of each side. median_m: between the inner strips. turn_rad: by which the bend of `radius_m` in
    the middle turns, left positive; less where the length does not allow it. grade_share: up to a crest in the middle
    and down from it. limit_kmh: 0 for none. ramps: on either side. Raises ConfigError for a field out of range.
    """

    lanes: int = 2
    length_m: float = 1600.0
    lane_width_m: float = 3.75
    shoulder_m: float = 2.5
    inner_strip_m: float = 0.75
    median_m: float = 4.0
    radius_m: float = 1200.0
    turn_rad: float = 0.4
    grade_share: float = 0.02
    limit_kmh: float = 120.0
    ramps: Ramps = "both"
    hills_m: float = 12.0

    def __post_init__(self) -> None:
        check_fields(self, _LIMITS)
        if self.ramps == "both" and self.length_m < 1400.0:
            raise ConfigError("road.length_m", f"got {self.length_m}, allowed 1400 to 6000 with an exit and an entry")

    def surroundings(self) -> Surroundings:
        """Open country."""
        return Surroundings(setting="motorway", country=self.country, hills_m=self.hills_m)

    def drawn(self) -> RoadNetwork:
        """Both carriageways; the western one is the eastern one's alignment run through from its end."""
        east = self._alignment()
        height = self._elevation(east.length_m)
        roads, junctions = [], []
        for name, line, z in (
            ("east", east, height),
            ("west", east.reversed(), backwards(height, east.length_m)),
        ):
            side_roads, side_junctions = self._carriageway(name, line, z).roads()
            roads += [self._furnished(road) for road in side_roads]
            junctions += side_junctions
        return RoadNetwork(name="motorway", roads=tuple(roads), junctions=tuple(junctions))

    def _alignment(self) -> Alignment:
        """Straight, a bend, straight."""
        clothoid = self.radius_m / CLOTHOID_OF_RADIUS**2
        room = 0.8 * self.length_m - clothoid
        angle = math.copysign(min(abs(self.turn_rad), max(room, 0.0) / self.radius_m), self.turn_rad)
        start = Alignment.of(PlanPose(x_m=0.0, y_m=0.0, heading_rad=0.0))
        if abs(angle) < 1e-3:
            return start.line(self.length_m)
        bend = start.bend(self.radius_m, angle, clothoid)
        straight = 0.5 * (self.length_m - bend.length_m)
        return start.line(straight).bend(self.radius_m, angle, clothoid).line(straight)

    def _elevation(self, length_m: float) -> tuple[Cubic, ...]:
        top = 0.5 * length_m * self.grade_share
        return grades([(0.0, 0.0), (0.5 * length_m, top), (length_m, 0.0)], CREST_M)

    def _superelevation(self, line: Alignment) -> tuple[Cubic, ...]:
        """Falling outwards on straights, to the inside in bends, turned over the clothoids."""
        if len(line.records) < 4:
            return constant(CROSSFALL)
        _, into, arc, out = line.records[:4]
        turn = math.copysign(1.0, line.end.heading_rad - line.records[0].heading_rad)
        steep = min(STEEPEST_CROSSFALL, max(CROSSFALL, STEEPEST_CROSSFALL * 500.0 / self.radius_m))
        inside = steep if turn < 0.0 else -steep
        knots = [(0.0, CROSSFALL), (into.s_m, CROSSFALL), (arc.s_m, inside)]
        knots += [(out.s_m, inside), (out.s_m + out.length_m, CROSSFALL)]
        return smooth(knots)

    def _carriageway(self, name: str, line: Alignment, height: tuple[Cubic, ...]) -> Carriageway:
        length = line.length_m
        return Carriageway(
            name=name,
            alignment=line,
            elevation=height,
            superelevation=self._superelevation(line),
            paint=LinePaint(country=self.country, road="motorway"),
            lanes=self.lanes,
            lane_width_m=self.lane_width_m,
            inner_strip_m=self.inner_strip_m,
            shoulder_m=self.shoulder_m,
            median_m=0.5 * self.median_m,
            limit_mps=self.limit_kmh / 3.6 if self.limit_kmh else NO_LIMIT,
            exit_m=EXIT_SHARE * length if self.ramps in {"exit", "both"} else None,
            entry_m=ENTRY_SHARE * length if self.ramps in {"entry", "both"} else None,
        )

    def _furnished(self, road: Road) -> Road:
        """The road with rails, gantries and signs."""
        ramp = "ramp" in road.id
        if road.junction is not None:
            return road if ramp else replace(road, objects=(*road.objects, self._median_rail(road)))
        span = (0.0, road.length_m)
        objects: list[RoadObject] = []
        signals: list[RoadSignal] = []
        if not ramp:
            objects.append(self._median_rail(road))
            objects.append(guard_rail(road, f"{road.id}_rail", -1, 0.8, span))
            signals += self._limit_signs(road)
        if road.id.endswith("approach") and road.length_m > 500.0:
            objects.append(self._gantry(road, road.length_m - 280.0))
            signals += self._exit_signs(road)
        return replace(road, objects=(*road.objects, *objects), signals=(*road.signals, *signals))

    def _median_rail(self, road: Road) -> RoadObject:
        """A rail in the median, half a metre off the inner strip."""
        t = -(0.5 * self.median_m - 0.5)
        along = Repeat(s_m=0.0, length_m=road.length_m, distance_m=0.0, t_m=(t, t))
        return steel_rail(f"{road.id}_median_rail", (along,))

    def _gantry(self, road: Road, s_m: float) -> RoadObject:
        """A portal over the carriageway; its signs hang 5.5 m above the road."""
        right, left = edge_m(road, -1, s_m) - 1.2, -0.3
        return RoadObject(
            id=f"{road.id}_gantry",
            kind="gantry",
            name="gantry",
            s_m=s_m,
            t_m=0.5 * (right + left),
            length_m=0.6,
            width_m=left - right,
            height_m=7.5,
        )

    def _limit_signs(self, road: Road) -> list[RoadSignal]:
        if not self.limit_kmh or road.length_m < 100.0:
            return []
        t = edge_m(road, -1, 60.0) - 1.6
        return [speed_sign(f"{road.id}_limit", 60.0, t, self.limit_kmh / 3.6, self.country)]

    def _exit_signs(self, road: Road) -> list[RoadSignal]:
        """Beacons 300, 200 and 100 m before the exit lane, and the exit's own sign."""
        t = edge_m(road, -1, 100.0) - 1.6
        begin = road.length_m - 250.0
        made = []
        if self.country == "DE":
            for metres, subcode in ((300.0, "50"), (200.0, "51"), (100.0, "52")):
                if begin > metres:
                    made.append(sign(f"{road.id}_beacon_{metres:.0f}", begin - metres, t, "450", "DE", subcode))
        code, subcode = ("332", "") if self.country == "DE" else ("E5-1", "")
        at = road.length_m - 20.0
        return [*made, sign(f"{road.id}_exit_sign", at, edge_m(road, -1, at) - 1.6, code, self.country, subcode)]
