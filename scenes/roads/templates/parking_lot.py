"""A car park: one lane or two that wind through rows of bays, back and forth."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.roads.cubic import Cubic
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Surroundings
from scenes.roads.road import Road, RoadType
from scenes.roads.road_object import ObjectMarking, RoadObject
from scenes.roads.templates.alignment import Alignment, PlanPose
from scenes.roads.templates.lane_plan import LanePlan, SectionPlan, sections_of
from scenes.roads.templates.pavement_marks import arrow
from scenes.roads.templates.profile import Knot, constant, smooth
from scenes.roads.templates.roadside_design import sign
from scenes.roads.templates.template import Limits, Template, check_fields

BAY_M = 5.0  # EAR 05 (FGSV 2005): length of bays
END_M = 0.4
APPROACH_M = 25.0  # chosen: of the way in and out
SETBACK_M = 3.0  # chosen: of the first bay from the end of a row

_LIMITS: Limits = {
    "rows": (1, 8),
    "row_m": (25.0, 150.0),
    "aisle_m": (4.5, 8.0),
    "bay_width_m": (2.3, 3.2),
    "bay_angle_deg": (45.0, 90.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkingLot(Template):
    """The road 'aisle' from the origin along +x, turning back at the end of every row; bays on both its sides.

    rows: aisles beside each other. aisle_m: width of the way: one lane where `bay_angle_deg` is below 90, or
    one of each direction. Raises ConfigError for a field out of range.
    """

    rows: int = 3
    row_m: float = 60.0
    aisle_m: float = 6.0
    bay_width_m: float = 2.5
    bay_angle_deg: float = 90.0

    def __post_init__(self) -> None:
        check_fields(self, _LIMITS)

    def surroundings(self) -> Surroundings:
        """A car park."""
        return Surroundings(setting="parking", country=self.country)

    def drawn(self) -> RoadNetwork:
        """One road."""
        line, rows = self._alignment()
        two_way = self._square
        half = constant(0.5 * self.aisle_m)
        bays = LanePlan(name="bays", kind="parking", width=self._depths(rows))
        way = LanePlan(name="lane", kind="driving", width=half if two_way else constant(self.aisle_m))
        right, left = (way, bays), (way, bays) if two_way else (bays,)
        code = "314" if self.country == "DE" else "D4-1"
        offset = () if two_way else constant(0.5 * self.aisle_m)
        road = Road(
            id="aisle",
            length_m=line.length_m,
            plan=line.records,
            sections=sections_of([SectionPlan(s_m=0.0, right=right, left=left)]),
            lane_offset=offset,
            types=(RoadType(s_m=0.0, kind="lowSpeed", limit_mps=20.0 / 3.6),),
            objects=(*self._bays(rows), *self._arrows(rows)),
            signals=(sign("car_park", 4.0, -(0.5 * self.aisle_m + 1.0), code, self.country),),
        )
        return RoadNetwork(name="parking_lot", roads=(road,))

    @property
    def _square(self) -> bool:
        """Whether bays stand at right angles to the aisle, and traffic runs both ways."""
        return self.bay_angle_deg > 89.0

    @property
    def _angle_rad(self) -> float:
        return math.radians(self.bay_angle_deg)

    @property
    def _depth_m(self) -> float:
        """How deep bays are across the aisle."""
        return BAY_M * math.sin(self._angle_rad) + self.bay_width_m * math.cos(self._angle_rad)

    @property
    def _pitch_m(self) -> float:
        """From bay to bay along the aisle."""
        return self.bay_width_m / math.sin(self._angle_rad)

    def _alignment(self) -> tuple[Alignment, list[tuple[float, float]]]:
        """The line, and start and end of every row's straight."""
        line = Alignment.of(PlanPose(x_m=0.0, y_m=0.0, heading_rad=0.0)).line(APPROACH_M)
        radius = 0.5 * (self.aisle_m + 2.0 * self._depth_m)
        rows = []
        for k in range(self.rows):
            start = line.length_m
            line = line.line(self.row_m)
            rows.append((start, line.length_m))
            if k + 1 < self.rows:
                side = 1.0 if k % 2 == 0 else -1.0
                line = line.arc(math.pi * radius, side / radius)
        return line.line(APPROACH_M), rows

    def _depths(self, rows: list[tuple[float, float]]) -> tuple[Cubic, ...]:
        """Width of the strip of bays: none in the turns."""
        knots: list[Knot] = [(0.0, 0.0)]
        for start, end in rows:
            low, high = start + SETBACK_M, end - SETBACK_M
            knots += [(low - END_M, 0.0), (low, self._depth_m), (high, self._depth_m), (high + END_M, 0.0)]
        return smooth(knots)

    def _bays(self, rows: list[tuple[float, float]]) -> list[RoadObject]:
        """Bays of all rows on either side, cars' fronts away from the aisle."""
        made: list[RoadObject] = []
        lean = 0.5 * self._depth_m / math.tan(self._angle_rad)
        for start, end in rows:
            room = end - start - 2.0 * SETBACK_M - 2.0 * abs(lean)
            count = max(0, int(room / self._pitch_m))
            first = 0.5 * (start + end - count * self._pitch_m)
            for side in (-1, 1):
                for k in range(count):
                    made.append(
                        RoadObject(
                            id=f"bay_{len(made)}",
                            kind="parkingSpace",
                            name="perpendicular" if self._square else "angled",
                            s_m=first + (k + 0.5) * self._pitch_m,
                            t_m=side * 0.5 * (self.aisle_m + self._depth_m),
                            heading_rad=side * self._angle_rad,
                            length_m=BAY_M,
                            width_m=self.bay_width_m,
                            markings=(
                                ObjectMarking(side="left", width_m=0.1),
                                ObjectMarking(side="right", width_m=0.1),
                            ),
                        )
                    )
        return made

    def _arrows(self, rows: list[tuple[float, float]]) -> list[RoadObject]:
        """The direction of one-way aisles."""
        if self._square:
            return []
        return [arrow(f"arrow_{k}", "arrowStraight", start + 6.0, 0.0) for k, (start, _) in enumerate(rows)]
