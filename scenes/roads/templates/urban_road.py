"""An urban road: kerb parking, cycle lanes or tracks, a bus bay, a zebra crossing, kerbs and pavements."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from scenes.roads.mark import RoadMark
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Surroundings
from scenes.roads.road import Road, RoadType
from scenes.roads.road_object import RoadObject
from scenes.roads.road_signal import RoadSignal
from scenes.roads.templates.alignment import Alignment, PlanPose
from scenes.roads.templates.lane_plan import SectionPlan, sections_of
from scenes.roads.templates.line_paint import LinePaint
from scenes.roads.templates.roadside_design import patch, sign, speed_sign
from scenes.roads.templates.street_side import BUS_STAND_M, BUS_TAPER_M, Cycle, Span, StreetSide
from scenes.roads.templates.template import Limits, Template, check_fields

Parking = Literal["none", "right", "both"]
BusStop = Literal["none", "bay"]
Crosswalk = Literal["none", "zebra"]

ENDS_M = 10.0  # chosen: no parking so near to the road's ends
CLEAR_M = 5.0  # no parking before a zebra crossing, StVO section 26 and sign 293
CROSSWALK_M = 4.0  # R-FGÜ 2001: width of a crossing as a rule
SOLID_M = 20.0  # chosen: length of the solid line before a crossing
CROSSWALK_SHARE, BUS_SHARE = 0.55, 0.22
CLOTHOID_M = 25.0
TOWN_LIMIT_KMH = {"DE": 50.0, "US": 40.0}
"""What holds without a sign: StVO section 3; 25 mph in most states."""
_ZEBRA_SIGN = {"DE": ("350", "10"), "US": ("W11-2", "")}

_LIMITS: Limits = {
    "length_m": (80.0, 3000.0),
    "lanes": (1, 3),
    "lane_width_m": (2.75, 4.0),
    "parking_width_m": (1.8, 3.0),
    "pavement_m": (1.8, 6.0),
    "kerb_m": (0.03, 0.2),
    "radius_m": (80.0, 5000.0),
    "turn_rad": (-1.2, 1.2),
    "limit_kmh": (10.0, 80.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class UrbanRoad(Template):
    """The road 'street' along +x from the origin, bent by `turn_rad` (left positive) in its middle.

    lanes: of each direction. parking: on the right side, or on both. Raises ConfigError for a field out of range.
    """

    length_m: float = 240.0
    lanes: int = 1
    lane_width_m: float = 3.25
    cycle: Cycle = "none"
    parking: Parking = "both"
    parking_width_m: float = 2.1
    bus_stop: BusStop = "none"
    crosswalk: Crosswalk = "zebra"
    pavement_m: float = 3.0
    kerb_m: float = 0.12
    radius_m: float = 300.0
    turn_rad: float = 0.0
    limit_kmh: float = 50.0

    def __post_init__(self) -> None:
        check_fields(self, _LIMITS)

    def surroundings(self) -> Surroundings:
        """A town."""
        return Surroundings(setting="town", country=self.country)

    def drawn(self) -> RoadNetwork:
        """One road."""
        line = self._alignment()
        right, left = self._side(-1), self._side(1)
        centre = self._centre_marks()
        sections = sections_of([SectionPlan(s_m=0.0, right=right.plans(), left=left.plans(), centre=centre)])
        road = Road(
            id="street",
            length_m=line.length_m,
            plan=line.records,
            sections=sections,
            types=(RoadType(s_m=0.0, kind="town", limit_mps=self.limit_kmh / 3.6),),
            objects=(*right.bays(-1, "bay_right"), *left.bays(1, "bay_left"), *self._objects(right, left)),
            signals=self._signals(right, left),
        )
        return RoadNetwork(name="urban_road", roads=(road,))

    def _alignment(self) -> Alignment:
        """Straight, a bend, straight; together `length_m`."""
        start = Alignment.of(PlanPose(x_m=0.0, y_m=0.0, heading_rad=0.0))
        most = max(0.8 * self.length_m - CLOTHOID_M, 0.0) / self.radius_m
        angle = math.copysign(min(abs(self.turn_rad), most), self.turn_rad)
        if abs(angle) < 1e-3:
            return start.line(self.length_m)
        bent = start.bend(self.radius_m, angle, CLOTHOID_M).length_m
        straight = 0.5 * (self.length_m - bent)
        return start.line(straight).bend(self.radius_m, angle, CLOTHOID_M).line(straight)

    @property
    def _crossing_m(self) -> Span | None:
        middle = CROSSWALK_SHARE * self.length_m
        return None if self.crosswalk == "none" else (middle - 0.5 * CROSSWALK_M, middle + 0.5 * CROSSWALK_M)

    def _bus_m(self, side: int) -> Span | None:
        """Level part of the bus bay: on the right near the start, on the left near the end."""
        if self.bus_stop == "none" or self.length_m < 200.0:
            return None
        share = BUS_SHARE if side < 0 else 1.0 - BUS_SHARE
        middle = share * self.length_m
        return middle - 0.5 * BUS_STAND_M, middle + 0.5 * BUS_STAND_M

    def _side(self, side: int) -> StreetSide:
        parks = self.parking == "both" or (self.parking == "right" and side < 0)
        bus = self._bus_m(side)
        return StreetSide(
            lanes=self.lanes,
            lane_width_m=self.lane_width_m,
            paint=LinePaint(country=self.country, road="town"),
            cycle=self.cycle,
            parking_width_m=self.parking_width_m,
            parking=self._parking_spans(bus) if parks else (),
            bus=bus,
            pavement_m=self.pavement_m,
            kerb_m=self.kerb_m,
        )

    def _parking_spans(self, bus: Span | None) -> tuple[Span, ...]:
        """What crossing, bus bay and ends leave."""
        closed = [] if self._crossing_m is None else [(self._crossing_m[0] - CLEAR_M, self._crossing_m[1] + CLEAR_M)]
        if bus is not None:
            closed.append((bus[0] - BUS_TAPER_M - 1.0, bus[1] + BUS_TAPER_M + 1.0))
        return free_spans((ENDS_M, self.length_m - ENDS_M), closed)

    def _centre_marks(self) -> tuple[RoadMark, ...]:
        paint = LinePaint(country=self.country, road="town")
        usual = paint.between_directions() if self.lanes == 1 else paint.double()
        if self._crossing_m is None:
            return (usual,)
        low, high = self._crossing_m
        solid = paint.no_overtaking() if self.lanes == 1 else usual
        begin = max(low - SOLID_M, 0.0)
        return (usual, replace(solid, offset_m=begin), replace(usual, offset_m=min(high + SOLID_M, self.length_m)))

    def _objects(self, right: StreetSide, left: StreetSide) -> tuple[RoadObject, ...]:
        """The crosswalk."""
        if self._crossing_m is None:
            return ()
        across = (-right.driven_m, left.driven_m)
        return (patch("crosswalk", "crosswalk", "zebra", self._crossing_m, across, subtype="zebra"),)

    def _signals(self, right: StreetSide, left: StreetSide) -> tuple[RoadSignal, ...]:
        made: list[RoadSignal] = []
        t_right, t_left = -(right.driven_m + 0.45), left.driven_m + 0.45
        if self._crossing_m is not None:
            code, subcode = _ZEBRA_SIGN[self.country]
            low, high = self._crossing_m
            made.append(sign("zebra_right", low - 0.4, t_right, code, self.country, subcode, "+"))
            made.append(sign("zebra_left", high + 0.4, t_left, code, self.country, subcode, "-"))
        if abs(self.limit_kmh - TOWN_LIMIT_KMH[self.country]) > 1.0:
            limit = self.limit_kmh / 3.6
            made.append(speed_sign("limit_right", 6.0, t_right, limit, self.country, "+"))
            made.append(speed_sign("limit_left", self.length_m - 6.0, t_left, limit, self.country, "-"))
        for name, side, t in (("right", -1, t_right), ("left", 1, t_left)):
            bus = self._bus_m(side)
            if bus is not None and self.country == "DE":
                at = bus[1] if side < 0 else bus[0]
                outward = side * 3.0
                made.append(sign(f"bus_{name}", at, t + outward, "224", "DE", "", "+" if side < 0 else "-"))
        return tuple(made)


def free_spans(within: Span, closed: list[Span]) -> tuple[Span, ...]:
    """What is left of a span, pieces of 8 m or more: a bay with its kerbs."""
    made = []
    at = within[0]
    for low, high in [*sorted(closed), (within[1], math.inf)]:
        end = min(low, within[1])
        if end - at >= 8.2:
            made.append((at, end))
        at = max(at, high)
    return tuple(made)
