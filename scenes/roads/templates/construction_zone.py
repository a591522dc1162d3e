"""Road works on a motorway: a speed funnel, a taper, narrowed or closed lanes between yellow lines, beacons, a barrier.

After RSA 21 (FGSV): yellow lines hold over the white ones; lanes of 2.60 to 3.25 m; beacons 6 to 18 m apart. In the
United States (MUTCD part 6) lines keep their colours and drums stand in place of beacons.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from scenes.roads.cross_section import CrossSection
from scenes.roads.cubic import Cubic
from scenes.roads.mark import RoadMark
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Surroundings
from scenes.roads.road import Road, RoadType
from scenes.roads.road_object import Repeat, RoadObject
from scenes.roads.road_signal import RoadSignal
from scenes.roads.templates.alignment import Alignment, PlanPose
from scenes.roads.templates.carriageway import Carriageway
from scenes.roads.templates.lane_plan import LanePlan, SectionPlan, sections_of
from scenes.roads.templates.line_paint import LinePaint
from scenes.roads.templates.profile import constant, scaled, smooth, stretch, summed
from scenes.roads.templates.roadside_design import edge_m, guard_rail, patch, row, sign, speed_sign
from scenes.roads.templates.template import Limits, Template, check_fields

Closed = Literal["shoulder", "lane"]
Separation = Literal["beacons", "cones", "barrier"]
OldLines = Literal["visible", "removed"]

BEFORE_M, BEHIND_M = 450.0, 120.0
LANE_M, SHOULDER_M, INNER_M, MEDIAN_M = 3.75, 2.5, 0.75, 4.0
NARROW_INNER_M = 0.35
YELLOW_LEAD_M = 20.0
CROSSFALL = 0.025
BEACON_M = (0.10, 0.25, 1.0)  # sign 605
DRUM_M = (0.58, 0.58, 0.95)
CONE_M = (0.4, 0.4, 0.75)
BARRIER_M = (0.0, 0.60, 0.85)

_LIMITS: Limits = {
    "lanes": (2, 3),
    "work_m": (80.0, 2000.0),
    "taper_m": (20.0, 150.0),
    "narrow_lane_m": (2.6, 3.5),
    "spacing_m": (3.0, 20.0),
    "limit_kmh": (40.0, 100.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstructionZone(Template):
    """Roads 'east', with the works on its right, and 'west' opposite it; straight along +x from the origin.

    closed: the hard shoulder with part of the right lane, or that lane, too. narrow_lane_m: width of the lanes beside
    the works. taper_m: of their beginning and end. spacing_m: of beacons or cones. old_lines: whether the white lines
    can still be seen beside the yellow ones. Raises ConfigError for a field out of range.
    """

    lanes: int = 2
    work_m: float = 250.0
    taper_m: float = 80.0
    closed: Closed = "lane"
    separation: Separation = "beacons"
    old_lines: OldLines = "visible"
    narrow_lane_m: float = 3.1
    spacing_m: float = 9.0
    limit_kmh: float = 80.0

    def __post_init__(self) -> None:
        check_fields(self, _LIMITS)

    def surroundings(self) -> Surroundings:
        """Open country."""
        return Surroundings(setting="motorway", country=self.country, hills_m=8.0)

    def drawn(self) -> RoadNetwork:
        """Both carriageways."""
        length = BEFORE_M + 2.0 * self.taper_m + self.work_m + BEHIND_M
        line = Alignment.of(PlanPose(x_m=0.0, y_m=0.0, heading_rad=0.0)).line(length)
        west, _ = self._west(line.reversed()).roads()
        east = self._east(line)
        return RoadNetwork(name="construction_zone", roads=(self._furnished(east), *west))

    @property
    def _paint(self) -> LinePaint:
        return LinePaint(country=self.country, road="motorway")

    @property
    def _works(self) -> tuple[float, float, float, float]:
        """Stations at which the first taper begins and ends, and those of the second."""
        first = BEFORE_M + self.taper_m
        return BEFORE_M, first, first + self.work_m, first + self.work_m + self.taper_m

    def _west(self, line: Alignment) -> Carriageway:
        return Carriageway(
            name="west",
            alignment=line,
            elevation=constant(0.0),
            superelevation=constant(CROSSFALL),
            paint=self._paint,
            lanes=self.lanes,
            lane_width_m=LANE_M,
            inner_strip_m=INNER_M,
            shoulder_m=SHOULDER_M,
            median_m=0.5 * MEDIAN_M,
            limit_mps=120.0 / 3.6,
        )

    def _east(self, line: Alignment) -> Road:
        """The carriageway with the works; together its lanes are as wide as before."""
        s1, s2, s3, s4 = self._works
        between = self.lanes if self.closed == "shoulder" else self.lanes - 1
        inner = smooth([(0.0, INNER_M), (s1, INNER_M), (s2, NARROW_INNER_M), (s3, NARROW_INNER_M), (s4, INNER_M)])
        narrow = smooth([(0.0, LANE_M), (s1, LANE_M), (s2, self.narrow_lane_m), (s3, self.narrow_lane_m), (s4, LANE_M)])
        ending = smooth([(0.0, LANE_M), (s1, LANE_M), (s2, 0.0), (s3, 0.0), (s4, LANE_M)])
        widths = {f"lane{k}": narrow if k <= between else ending for k in range(1, self.lanes + 1)}
        taken = summed(inner, narrow)
        for name in list(widths)[1:]:
            taken = summed(taken, widths[name])
        total = INNER_M + self.lanes * LANE_M + SHOULDER_M
        rest = summed(constant(total), scaled(taken, -1.0))
        spans = [(0.0, s2, self.lanes), (s2, s3, between), (s3, line.length_m, self.lanes)]
        if self.closed == "shoulder":
            spans = [(0.0, line.length_m, self.lanes)]
        plans = [self._section(start, end, lanes, inner, widths, rest) for start, end, lanes in spans]
        limits = [(0.0, 120.0), (BEFORE_M - 350.0, 100.0), (BEFORE_M - 150.0, self.limit_kmh), (s4 + 50.0, 120.0)]
        return Road(
            id="east",
            length_m=line.length_m,
            plan=line.records,
            sections=sections_of(plans),
            superelevation=constant(CROSSFALL),
            types=tuple(RoadType(s_m=s, kind="motorway", limit_mps=kmh / 3.6) for s, kmh in limits),
        )

    def _section(
        self,
        start_m: float,
        end_m: float,
        lanes: int,
        inner: tuple[Cubic, ...],
        widths: dict[str, tuple[Cubic, ...]],
        rest: tuple[Cubic, ...],
    ) -> SectionPlan:
        """The lanes of a stretch; rest: what is left of the carriageway, shoulder and works."""
        span = (start_m, end_m)
        made = [LanePlan(name="median", kind="median", width=constant(0.5 * MEDIAN_M))]
        edge = self._marks(self._paint.median_edge(), start_m)
        made.append(LanePlan(name="inner", kind="shoulder", width=stretch(inner, *span), marks=edge))
        for k in range(1, lanes + 1):
            mark = self._paint.outer_edge() if k == lanes else self._paint.between_lanes()
            made.append(
                LanePlan(
                    name=f"lane{k}",
                    kind="driving",
                    width=stretch(widths[f"lane{k}"], *span),
                    marks=self._marks(mark, start_m),
                )
            )
        made.append(LanePlan(name="works", kind="shoulder", width=stretch(rest, *span)))
        return SectionPlan(s_m=start_m, right=tuple(made))

    def _marks(self, mark: RoadMark, start_m: float) -> tuple[RoadMark, ...]:
        """The usual mark, yellow along the works in Germany; offsets count from a section's start."""
        if self.country == "US":
            return (mark,)
        yellow = replace(mark, color="yellow", width_m=0.15, lines=tuple(replace(x, width_m=0.15) for x in mark.lines))
        low, high = self._works[0] - YELLOW_LEAD_M - start_m, self._works[3] + YELLOW_LEAD_M - start_m
        if low > 0.0:
            return (mark, replace(yellow, offset_m=low), replace(mark, offset_m=high))
        return (yellow, replace(mark, offset_m=high))

    def _furnished(self, road: Road) -> Road:
        s1, s2, s3, _ = self._works
        board = s1 + 0.7 * (s2 - s1)
        objects = [
            guard_rail(road, "east_rail", -1, 0.8, (0.0, road.length_m)),
            *self._old_lines(),
            *self._delimiters(road),
            RoadObject(
                id="arrow_board",
                kind="obstacle",
                name="arrowBoard",
                s_m=board,
                t_m=self._edge_of_works(road, board) - 2.4,  # off the beacons of a short taper
                length_m=2.5,
                width_m=2.3,
                height_m=3.5,
            ),
            row("cones", "obstacle", "cone", self._inside(road, s2 + 10.0, s3 - 10.0), CONE_M),
        ]
        return replace(road, objects=tuple(objects), signals=self._signals(road))

    def _edge_of_works(self, road: Road, s_m: float) -> float:
        """T of the border between the last lane and the works."""
        index = max(0, int(np.searchsorted([x.s_m for x in road.sections], s_m, side="right")) - 1)
        cross = CrossSection.of(road, index)
        return float(cross.borders_m(np.array([s_m]))[0, 1])

    def _along_works(
        self, road: Road, start_m: float, end_m: float, outside_m: float, gap_m: float
    ) -> tuple[Repeat, ...]:
        """Repeats along the works' edge; gap_m 0: without a gap."""
        count = max(1, round((end_m - start_m) / (gap_m or 10.0)))
        step = (end_m - start_m) / count
        stations = [start_m + k * step for k in range(count + 1)]
        t = [self._edge_of_works(road, s) - outside_m for s in stations]
        pairs = zip(stations[:-1], t[:-1], t[1:], strict=True)
        return tuple(
            Repeat(s_m=s, length_m=step if gap_m == 0.0 else 0.5 * step, distance_m=step if gap_m else 0.0, t_m=(a, b))
            for s, a, b in pairs
        )

    def _inside(self, road: Road, start_m: float, end_m: float) -> tuple[Repeat, ...]:
        """A row of things within the works, well off the traffic."""
        t = self._edge_of_works(road, 0.5 * (start_m + end_m)) - 1.8
        return (Repeat(s_m=start_m, length_m=end_m - start_m, distance_m=25.0, t_m=(t, t)),)

    def _delimiters(self, road: Road) -> list[RoadObject]:
        """Beacons, drums or cones in the tapers, and those or a barrier between."""
        s1, s2, s3, s4 = self._works
        name, size = ("beacon", BEACON_M) if self.country == "DE" else ("drum", DRUM_M)
        if self.separation == "cones":
            name, size = "cone", CONE_M
        dense = 0.6 * self.spacing_m
        tapers = self._along_works(road, s1, s2, 0.35, dense) + self._along_works(road, s3, s4, 0.35, dense)
        made = [row("taper_beacons", "obstacle", name, tapers, size)]
        if self.separation == "barrier":
            along = self._along_works(road, s2, s3, 0.6, 0.0)
            return [*made, row("works_barrier", "barrier", "concreteBarrier", along, BARRIER_M)]
        return [*made, row("beacons", "obstacle", name, self._along_works(road, s2, s3, 0.35, self.spacing_m), size)]

    def _old_lines(self) -> list[RoadObject]:
        """The white lines under the yellow ones, where they were."""
        if self.country == "US" or self.old_lines == "removed":
            return []
        low, high = self._works[0], self._works[3]
        made: list[RoadObject] = []
        first = -(0.5 * MEDIAN_M + INNER_M)
        for k in range(1, self.lanes):
            t = first - k * LANE_M
            along = Repeat(s_m=low + 9.0, length_m=high - low - 18.0, distance_m=18.0, t_m=(t, t))
            made.append(row(f"old_line_{k}", "roadMark", "oldLine", (along,), (6.0, 0.15, 0.0)))
        edge = first - self.lanes * LANE_M
        made.append(patch("old_edge", "roadMark", "oldLine", (low, high), (edge - 0.15, edge + 0.15)))
        return made

    def _signals(self, road: Road) -> tuple[RoadSignal, ...]:
        """Road works, the funnel of limits, no overtaking, the lane that ends, and the end of it all."""
        t, end = edge_m(road, -1, 0.0) - 1.6, self._works[3] + 50.0
        codes = {
            "DE": (("123", ""), ("276", ""), ("121", "10"), ("282", "")),
            "US": (("W20-1", ""), ("R4-1", ""), ("W4-2", ""), ("G20-2", "")),
        }[self.country]
        places = (BEFORE_M - 400.0, BEFORE_M - 250.0, BEFORE_M - 100.0, end)
        made = [
            sign(f"works_{k}", s, t, code, self.country, subcode)
            for k, (s, (code, subcode)) in enumerate(zip(places, codes, strict=True))
        ]
        for k, (ahead, kmh) in enumerate(((350.0, 100.0), (150.0, self.limit_kmh))):
            made.append(speed_sign(f"limit_{k}", BEFORE_M - ahead, t, kmh / 3.6, self.country))
        return tuple(made)
