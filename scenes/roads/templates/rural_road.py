"""A rural road: bends between clothoids, crests and sags, banked bends, solid lines where sight is short.

After RAL (FGSV 2012) and RAS-L: lanes of 2.75 to 3.50 m, edge strips of 0.25 to 0.50 m, clothoids of a parameter of a
third of the radius or more, crossfall up to 7 % in bends.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from scenes.roads.cubic import Cubic
from scenes.roads.mark import RoadMark
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Surroundings
from scenes.roads.road import Road, RoadType
from scenes.roads.road_object import RoadObject
from scenes.roads.road_signal import RoadSignal
from scenes.roads.templates.alignment import Alignment, PlanPose
from scenes.roads.templates.lane_plan import LanePlan, SectionPlan, sections_of
from scenes.roads.templates.line_paint import LinePaint
from scenes.roads.templates.profile import Knot, constant, grades, smooth
from scenes.roads.templates.roadside_design import edge_m, guard_rail, sign, speed_sign
from scenes.roads.templates.template import Limits, Template, check_fields

STEEPEST_CROSSFALL = 0.07  # RAL 2012
LEAST_CLOTHOID_M = 20.0
SHORT_SIGHT_M = 300.0  # chosen: bends of a smaller radius have a solid line
TIGHT_M = 120.0  # chosen: bends of a smaller radius have signs and a rail
AROUND_M = 30.0  # chosen: of solid line before and behind a bend
WARNING_M = 60.0
_CURVE_SIGNS = {"DE": (("103", "10"), ("103", "20")), "US": (("W1-2L", ""), ("W1-2R", ""))}

_LIMITS: Limits = {
    "bends": (0, 12),
    "radius_m": (40.0, 1000.0),
    "turn_rad": (0.2, 1.6),
    "straight_m": (40.0, 600.0),
    "lane_width_m": (2.5, 3.75),
    "shoulder_m": (0.25, 2.5),
    "relief_m": (0.0, 12.0),
    "limit_kmh": (30.0, 110.0),
    "hills_m": (0.0, 200.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuralRoad(Template):
    """The road 'rural' from the origin along +x: straights of `straight_m` with bends between them, left and right.

    turn_rad: of each bend. relief_m: height between crests and sags, one of them in each straight. Raises ConfigError
    for a field out of range.
    """

    bends: int = 3
    radius_m: float = 150.0
    turn_rad: float = 0.7
    straight_m: float = 140.0
    lane_width_m: float = 3.25
    shoulder_m: float = 0.5
    relief_m: float = 3.0
    limit_kmh: float = 100.0
    hills_m: float = 15.0

    def __post_init__(self) -> None:
        check_fields(self, _LIMITS)

    def surroundings(self) -> Surroundings:
        """Fields and woods."""
        return Surroundings(setting="rural", country=self.country, hills_m=self.hills_m)

    def drawn(self) -> RoadNetwork:
        """One road."""
        line, bends = self._alignment()
        paint = LinePaint(country=self.country, road="rural")
        lane = LanePlan(name="lane", kind="driving", width=constant(self.lane_width_m), marks=(paint.outer_edge(),))
        shoulder = LanePlan(name="shoulder", kind="shoulder", width=constant(self.shoulder_m))
        centre = self._centre_marks(paint, line.length_m, bends)
        plan = SectionPlan(s_m=0.0, right=(lane, shoulder), left=(lane, shoulder), centre=centre)
        road = Road(
            id="rural",
            length_m=line.length_m,
            plan=line.records,
            sections=sections_of([plan]),
            elevation=self._elevation(line.length_m),
            superelevation=self._superelevation(bends),
            types=(RoadType(s_m=0.0, kind="rural", limit_mps=self.limit_kmh / 3.6),),
        )
        furnished = replace(road, objects=self._rails(road, bends), signals=self._signs(road, bends))
        return RoadNetwork(name="rural_road", roads=(furnished,))

    @property
    def _clothoid_m(self) -> float:
        return max(self.radius_m / 4.0, LEAST_CLOTHOID_M)  # parameter of half the radius

    def _alignment(self) -> tuple[Alignment, list[tuple[float, float, float]]]:
        """The line, and start, end and side (left 1) of every bend."""
        line = Alignment.of(PlanPose(x_m=0.0, y_m=0.0, heading_rad=0.0)).line(self.straight_m)
        bends = []
        for k in range(self.bends):
            side = 1.0 if k % 2 == 0 else -1.0
            start = line.length_m
            line = line.bend(self.radius_m, side * self.turn_rad, self._clothoid_m)
            bends.append((start, line.length_m, side))
            line = line.line(self.straight_m)
        return line, bends

    def _elevation(self, length_m: float) -> tuple[Cubic, ...]:
        """Crests and sags in turn, rounded over most of the way between them."""
        count = max(2, 2 * round(0.5 * (self.bends + 1)))
        knots: list[Knot] = [(0.0, 0.0)]
        knots += [(length_m * k / count, self.relief_m * (k % 2)) for k in range(1, count)]
        return grades([*knots, (length_m, 0.0)], 0.8 * length_m / count)

    def _superelevation(self, bends: list[tuple[float, float, float]]) -> tuple[Cubic, ...]:
        """Level on straights, to the inside in bends: the steeper the tighter, turned over the clothoids."""
        steep = min(STEEPEST_CROSSFALL, max(0.025, STEEPEST_CROSSFALL * 120.0 / self.radius_m))
        turn = min(self._clothoid_m, 0.4 * self.turn_rad * self.radius_m)
        knots: list[Knot] = [(0.0, 0.0)]
        for start, end, side in bends:
            knots += [(start, 0.0), (start + turn, -side * steep), (end - turn, -side * steep), (end, 0.0)]
        return smooth(knots)

    def _centre_marks(
        self, paint: LinePaint, length_m: float, bends: list[tuple[float, float, float]]
    ) -> tuple[RoadMark, ...]:
        """Broken, with warning dashes before the solid lines of bends."""
        marks = [paint.between_directions()]
        if self.radius_m >= SHORT_SIGHT_M:
            return tuple(marks)
        for start, end, _ in bends:
            low, high = max(start - AROUND_M, 0.0), min(end + AROUND_M, length_m)
            begin = max(low - WARNING_M, marks[-1].offset_m)
            made = [replace(paint.warning(), offset_m=begin), replace(paint.no_overtaking(), offset_m=low)]
            made.append(replace(paint.between_directions(), offset_m=high))
            marks = [mark for mark in marks if mark.offset_m < begin] + made
        return tuple(marks)

    def _rails(self, road: Road, bends: list[tuple[float, float, float]]) -> tuple[RoadObject, ...]:
        """On the outside of tight bends."""
        if self.radius_m >= TIGHT_M:
            return ()
        return tuple(
            guard_rail(road, f"rail_{k}", -int(side), 0.6, (start, end)) for k, (start, end, side) in enumerate(bends)
        )

    def _signs(self, road: Road, bends: list[tuple[float, float, float]]) -> tuple[RoadSignal, ...]:
        """The limit at either end; a warning and a lower limit before tight bends."""
        right, left = edge_m(road, -1, 0.0) - 1.2, edge_m(road, 1, 0.0) + 1.2
        limit = self.limit_kmh / 3.6
        made = [speed_sign("limit_right", 15.0, right, limit, self.country)]
        made.append(speed_sign("limit_left", road.length_m - 15.0, left, limit, self.country, "-"))
        if self.radius_m >= TIGHT_M:
            return tuple(made)
        safe = math.floor(3.6 * math.sqrt(2.2 * self.radius_m) / 10.0) * 10.0 / 3.6  # 2.2 m/s2, chosen: comfortable
        for k, (start, end, side) in enumerate(bends):
            for name, s, t, way, turned in (
                ("on", start - 60.0, right, "+", side),
                ("back", end + 60.0, left, "-", -side),
            ):
                at = float(np.clip(s, 2.0, road.length_m - 2.0))
                code, subcode = _CURVE_SIGNS[self.country][0 if turned > 0.0 else 1]
                made.append(sign(f"bend_{k}_{name}", at, t, code, self.country, subcode, way))
                ahead = at + (20.0 if way == "+" else -20.0)
                made.append(speed_sign(f"slow_{k}_{name}", ahead, t, safe, self.country, way))
        return tuple(made)
