"""One side of a street, from its middle outwards: lanes, cycle lane, parking, bus bay, kerb, cycle track, pavement.

Widths after RASt 06 (FGSV 2006): lanes 2.75 to 3.50 m, cycle lanes 1.85 m, cycle tracks 2.00 m half a metre off the
kerb, parking 2.00 to 2.30 m, bus bays 3.00 m.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scenes.roads.cubic import Cubic
from scenes.roads.mark import RoadMark
from scenes.roads.road_object import ObjectMarking, RoadObject
from scenes.roads.templates.lane_plan import LanePlan
from scenes.roads.templates.line_paint import LinePaint
from scenes.roads.templates.profile import Knot, constant, scaled, smooth, summed

Cycle = Literal["none", "lane", "track"]
Span = tuple[float, float]

BAY_LENGTH_M = 5.7  # parallel parking along the kerb, RASt 06 table 22
NOSE_M = 1.2  # chosen: over which a kerb swings out at the end of a row of bays
BUS_BAY_M = 3.0
BUS_TAPER_M = 15.0  # chosen: RASt 06 has 25 m in and 15 m out where there is room
BUS_STAND_M = 20.0
LEAST_PAVEMENT_M = 1.8
TRACK_BUFFER_M = 0.5
CYCLE_LANE_M, CYCLE_TRACK_M = 1.85, 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetSide:
    """parking: spans of stations with kerb parking. bus: span of a bus bay's level part, None for none."""

    lanes: int
    lane_width_m: float
    paint: LinePaint
    cycle: Cycle = "none"
    parking_width_m: float = 2.1
    parking: tuple[Span, ...] = ()
    bus: Span | None = None
    pavement_m: float = 3.0
    kerb_m: float = 0.12

    @property
    def driven_m(self) -> float:
        """From the middle to the outer border of the outermost lane, a cycle lane included."""
        return self.lanes * self.lane_width_m + (CYCLE_LANE_M if self.cycle == "lane" else 0.0)

    @property
    def reserve_m(self) -> float:
        """Width that parking and bus bays share with the pavement."""
        spare = self.pavement_m - LEAST_PAVEMENT_M if self.cycle != "track" else 0.0
        bus = 0.0 if self.bus is None else BUS_BAY_M - spare
        return max(self.parking_width_m if self.parking else 0.0, bus, 0.0)

    @property
    def track_m(self) -> float:
        """Width of a cycle track and its buffer."""
        return CYCLE_TRACK_M + TRACK_BUFFER_M if self.cycle == "track" else 0.0

    @property
    def outer_m(self) -> float:
        """From the middle to the pavement's outer edge."""
        return self.driven_m + self.reserve_m + self.track_m + self.pavement_m

    def plans(self, first: Sequence[LanePlan] = (), last_mark: RoadMark | None = None) -> tuple[LanePlan, ...]:
        """The lanes. first: turning lanes before them. last_mark: on the outermost motor lane's outer border."""
        width = constant(self.lane_width_m)
        made = list(first)
        between = self.paint.between_lanes()
        edge = (last_mark,) if last_mark else self._bay_marks()
        outer = (self.paint.cycle_lane(),) if self.cycle == "lane" else edge
        for k in range(1, self.lanes + 1):
            marks = outer if k == self.lanes else (between,)
            made.append(LanePlan(name=f"lane{k}", kind="driving", width=width, marks=marks))
        if self.cycle == "lane":
            made.append(LanePlan(name="cycle", kind="biking", width=constant(CYCLE_LANE_M), marks=edge))
        parking, bay = self._parking(), self._bay()
        if self.parking:
            made.append(LanePlan(name="parking", kind="parking", width=parking))
        if self.bus is not None:
            made.append(LanePlan(name="bus", kind="stop", width=bay))
        taken = summed(parking, bay)
        rest = summed(constant(self.reserve_m), scaled(taken, -1.0))
        return (*made, *self._raised(rest))

    def _raised(self, rest: tuple[Cubic, ...]) -> tuple[LanePlan, ...]:
        """What lies behind the kerb; rest: what parking leaves of its width."""
        if self.cycle != "track":
            pavement = summed(rest, constant(self.pavement_m))
            return (LanePlan(name="pavement", kind="sidewalk", width=pavement, height_m=self.kerb_m),)
        buffer = summed(rest, constant(TRACK_BUFFER_M))
        return (
            LanePlan(name="buffer", kind="sidewalk", width=buffer, height_m=self.kerb_m),
            LanePlan(name="track", kind="biking", width=constant(CYCLE_TRACK_M), height_m=self.kerb_m),
            LanePlan(name="pavement", kind="sidewalk", width=constant(self.pavement_m), height_m=self.kerb_m),
        )

    def _parking(self) -> tuple[Cubic, ...]:
        w = self.parking_width_m
        knots: list[Knot] = [(0.0, 0.0)]
        for start, end in self.parking:
            knots += [(start, 0.0), (start + NOSE_M, w), (end - NOSE_M, w), (end, 0.0)]
        return smooth(knots)

    def _bay(self) -> tuple[Cubic, ...]:
        if self.bus is None:
            return constant(0.0)
        start, end = self.bus
        knots = [(0.0, 0.0), (start - BUS_TAPER_M, 0.0), (start, BUS_BAY_M), (end, BUS_BAY_M), (end + BUS_TAPER_M, 0.0)]
        return smooth(knots)

    def _bay_marks(self) -> tuple[RoadMark, ...]:
        """The broken line between the lanes and a bus bay."""
        if self.bus is None:
            return ()
        start, end = self.bus[0] - BUS_TAPER_M, self.bus[1] + BUS_TAPER_M
        return (replace(self.paint.block(), offset_m=start), RoadMark(offset_m=end, kind="none"))

    def bays(self, side: int, prefix: str) -> tuple[RoadObject, ...]:
        """The parking spaces of this side (right: -1, left: 1), each with lines at both its ends."""
        t = side * (self.driven_m + 0.5 * self.parking_width_m)
        made: list[RoadObject] = []
        for start, end in self.parking:
            count = int((end - start - 2.0 * NOSE_M) / BAY_LENGTH_M)
            first = 0.5 * (start + end - count * BAY_LENGTH_M)
            for k in range(count):
                made.append(
                    RoadObject(
                        id=f"{prefix}_{len(made)}",
                        kind="parkingSpace",
                        name="parallel",
                        s_m=first + (k + 0.5) * BAY_LENGTH_M,
                        t_m=t,
                        length_m=BAY_LENGTH_M,
                        width_m=self.parking_width_m,
                        heading_rad=0.0,
                        markings=(ObjectMarking(side="front"), ObjectMarking(side="rear")),
                    )
                )
        return tuple(made)
