"""A road that dips beneath another on a bridge."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from scenes.roads.cubic import Profile
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Surroundings
from scenes.roads.road import Road, RoadType
from scenes.roads.road_object import Repeat, RoadObject, Structure
from scenes.roads.templates.alignment import Alignment, PlanPose
from scenes.roads.templates.lane_plan import LanePlan, SectionPlan, sections_of
from scenes.roads.templates.line_paint import LinePaint
from scenes.roads.templates.profile import constant, grades
from scenes.roads.templates.roadside_design import along_edge, edge_m, row, sign
from scenes.roads.templates.template import Limits, Template, check_fields

DECK_M = 1.2  # chosen: of the bridge's deck and beams
SAG_M = 60.0
BESIDE_M = 4.0  # chosen: of the bridge beyond the lower road's edges, for its abutments
WALL_M, PARAPET_M = 0.4, 0.3
_HEIGHT_SIGN = {"DE": "265", "US": "W12-2"}

_LIMITS: Limits = {
    "length_m": (200.0, 1500.0),
    "lanes": (1, 3),
    "upper_lanes": (1, 3),
    "lane_width_m": (2.75, 3.75),
    "clearance_m": (3.8, 6.5),
    "grade_share": (0.03, 0.08),
    "dip_share": (0.0, 1.0),
    "skew_rad": (-0.6, 0.6),
    "pavement_m": (1.5, 4.0),
    "limit_kmh": (30.0, 100.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Underpass(Template):
    """Road 'lower' along +x, its middle at the origin, and road 'upper' across it on a bridge.

    clearance_m: under the bridge. dip_share: of the height between the roads that the lower one dips, the upper
    one rises by the rest. grade_share: of both. Raises ConfigError for a field out of range.
    """

    length_m: float = 400.0
    lanes: int = 1
    upper_lanes: int = 1
    lane_width_m: float = 3.25
    clearance_m: float = 4.7
    grade_share: float = 0.06
    dip_share: float = 1.0
    skew_rad: float = 0.0
    pavement_m: float = 2.0
    limit_kmh: float = 50.0

    def __post_init__(self) -> None:
        check_fields(self, _LIMITS)

    def surroundings(self) -> Surroundings:
        """The edge of a town."""
        return Surroundings(setting="suburb", country=self.country)

    def drawn(self) -> RoadNetwork:
        """Two roads."""
        apart = self.clearance_m + DECK_M
        lower = self._road("lower", self.lanes, 0.0, -apart * self.dip_share)
        upper = self._road("upper", self.upper_lanes, 0.5 * math.pi + self.skew_rad, apart * (1.0 - self.dip_share))
        return RoadNetwork(name="underpass", roads=(lower, upper))

    def _half_m(self, lanes: int) -> float:
        return lanes * self.lane_width_m + self.pavement_m

    def _road(self, name: str, lanes: int, heading_rad: float, middle_m: float) -> Road:
        """A straight road through the origin, whose middle lies lower or higher than its ends."""
        start = PlanPose(x_m=0.0, y_m=0.0, heading_rad=heading_rad).moved(-0.5 * self.length_m)
        level = self._half_m(self.upper_lanes if name == "lower" else self.lanes) / math.cos(self.skew_rad) + BESIDE_M
        run = min(abs(middle_m) / self.grade_share, 0.5 * self.length_m - level - 1.0)
        middle = 0.5 * self.length_m
        knots = [(0.0, 0.0), (middle - level - run, 0.0), (middle - level, middle_m)]
        knots += [(middle + level, middle_m), (middle + level + run, 0.0), (self.length_m, 0.0)]
        flat = abs(middle_m) < 1e-6
        road = Road(
            id=name,
            length_m=self.length_m,
            plan=Alignment.of(start).line(self.length_m).records,
            sections=sections_of([self._lanes(lanes)]),
            elevation=() if flat else grades([k for k in knots if k[0] >= 0.0], SAG_M),
            types=(RoadType(s_m=0.0, kind="town", limit_mps=self.limit_kmh / 3.6),),
        )
        return self._with_bridge(road) if name == "upper" else self._with_walls(road, level, run)

    def _lanes(self, lanes: int) -> SectionPlan:
        paint = LinePaint(country=self.country, road="town")
        width = constant(self.lane_width_m)
        side = [
            LanePlan(name=f"lane{k}", kind="driving", width=width, marks=(paint.between_lanes(),) if k < lanes else ())
            for k in range(1, lanes + 1)
        ]
        side.append(LanePlan(name="pavement", kind="sidewalk", width=constant(self.pavement_m), height_m=0.12))
        centre = paint.no_overtaking() if lanes == 1 else paint.double()
        return SectionPlan(s_m=0.0, right=tuple(side), left=tuple(side), centre=(centre,))

    def _with_bridge(self, road: Road) -> Road:
        """The bridge over the lower road, with railings."""
        reach = self._half_m(self.lanes) / math.cos(self.skew_rad) + BESIDE_M
        low, high = 0.5 * self.length_m - reach, 0.5 * self.length_m + reach
        bridge = Structure(id="bridge", kind="bridge", s_m=low, length_m=high - low, name="bridge", form="concrete")
        rails = [
            row(f"railing_{side}", "railing", "railing", along_edge(road, side, -0.15, low, high), (0.0, 0.08, 1.1))
            for side in (-1, 1)
        ]
        return replace(road, structures=(bridge,), objects=tuple(rails))

    def _wall(self, road: Road, side: int, start_m: float, end_m: float) -> RoadObject:
        """A wall along an edge from one station to another, up to the height of the road's ends."""
        count = max(1, round((end_m - start_m) / 10.0))
        stations = np.linspace(start_m, end_m, count + 1)
        height = np.maximum(-Profile.of(road.elevation).at(stations), 0.0) + PARAPET_M
        t = edge_m(road, side, 0.0) + side * 0.5 * WALL_M
        repeats = [
            Repeat(s_m=s, length_m=e - s, distance_m=0.0, t_m=(t, t), height_m=(a, b))
            for s, e, a, b in zip(
                stations[:-1].tolist(), stations[1:].tolist(), height[:-1].tolist(), height[1:].tolist(), strict=True
            )
        ]
        return row(f"wall_{side}", "wall", "retainingWall", repeats, (0.0, WALL_M, float(height.max())))

    def _with_walls(self, road: Road, level_m: float, run_m: float) -> Road:
        """Walls along the dip, and the height that it leaves on signs before it."""
        middle, dips = 0.5 * self.length_m, self.dip_share > 0.1
        walls = [self._wall(road, side, middle - level_m - run_m, middle + level_m + run_m) for side in (-1, 1)]
        value = f"{self.clearance_m - 0.2:.1f}"
        signs = [
            sign(
                f"height_{way}",
                middle + ahead * (level_m + 25.0),
                edge_m(road, side, middle) + side * -0.5,
                _HEIGHT_SIGN[self.country],
                self.country,
                "",
                way,
                value=value,
                unit="m",
            )
            for way, side, ahead in (("+", -1, -1.0), ("-", 1, 1.0))
        ]
        return replace(road, objects=tuple(walls) if dips else (), signals=tuple(signs))
