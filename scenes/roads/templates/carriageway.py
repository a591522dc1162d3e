"""One carriageway of a divided road, with an exit and an entry: roads and junctions along an alignment."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenes.roads.cubic import Cubic
from scenes.roads.junction import Junction
from scenes.roads.lane import LaneSection
from scenes.roads.mark import RoadMark
from scenes.roads.road import Road, RoadLink, RoadType
from scenes.roads.templates.alignment import Alignment
from scenes.roads.templates.joining import RoadEnd, junction_of, to_junction, to_road, with_ends
from scenes.roads.templates.lane_plan import LanePlan, SectionPlan, sections_of
from scenes.roads.templates.line_paint import LinePaint
from scenes.roads.templates.profile import constant, smooth, stretch
from scenes.roads.templates.ramp import GORE_M, Ramp, hatching

PARALLEL_M = 190.0  # of acceleration and deceleration lanes, with their tapers 250 m (RAA 2008, 6.4.2)
TAPER_M = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriageway:
    """What one side of a motorway is like. name: before all its roads' ids. median_m: its half of the median."""

    name: str
    alignment: Alignment
    elevation: tuple[Cubic, ...]
    superelevation: tuple[Cubic, ...]
    paint: LinePaint
    lanes: int
    lane_width_m: float
    inner_strip_m: float
    shoulder_m: float
    median_m: float
    limit_mps: float
    exit_m: float | None = None
    entry_m: float | None = None

    @property
    def driven_edge_m(self) -> float:
        """T of the rightmost through lane's right border."""
        return -(self.median_m + self.inner_strip_m + self.lanes * self.lane_width_m)

    def roads(self) -> tuple[list[Road], list[Junction]]:
        """The main line's roads with their ramps, and the junctions between them."""
        made: list[Road] = []
        at, before = 0.0, ""
        if self.exit_m is not None:
            made.append(self._main("approach", (0.0, self.exit_m), before, "exit"))
            behind = "between" if self.entry_m is not None else "away"
            made.append(self._through("exit", self.exit_m, "approach", behind))
            made += self._ramp(self.exit_m).leaving(self._id("approach"), self.lanes + 3, self._id("exit_junction"))
            at, before = self.exit_m + GORE_M, "exit"
        if self.entry_m is not None:
            name = "between" if before else "approach"
            made.append(self._main(name, (at, self.entry_m - GORE_M), before, "entry"))
            made.append(self._through("entry", self.entry_m - GORE_M, name, "away"))
            made += self._ramp(self.entry_m).joining(self._id("away"), self.lanes + 3, self._id("entry_junction"))
            at, before = self.entry_m, "entry"
        made.append(self._main("away", (at, self.alignment.length_m), before, ""))
        names = [self._id(f"{kind}_junction") for kind in ("exit", "entry")]
        return made, [junction_of(name, made) for name in names if any(road.junction == name for road in made)]

    def _id(self, name: str) -> str:
        return f"{self.name}_{name}"

    def _ramp(self, at_m: float) -> Ramp:
        """The ramp whose edge touches the rightmost through lane at a station of the main line."""
        return Ramp(
            name=self.name,
            alignment=self.alignment,
            elevation=self.elevation,
            superelevation=self.superelevation,
            paint=self.paint,
            edge_m=self.driven_edge_m,
            lane_width_m=self.lane_width_m,
            shoulder_m=self.shoulder_m,
            at_m=at_m,
        )

    def through_lanes(self, last: RoadMark) -> tuple[LanePlan, ...]:
        """Median, inner strip and through lanes; `last`: the mark on the rightmost one's outer border."""
        width = constant(self.lane_width_m)
        lanes = [LanePlan(name="median", kind="median", width=constant(self.median_m))]
        edge = (self.paint.median_edge(),)
        lanes.append(LanePlan(name="inner", kind="shoulder", width=constant(self.inner_strip_m), marks=edge))
        for k in range(1, self.lanes + 1):
            mark = last if k == self.lanes else self.paint.between_lanes()
            lanes.append(LanePlan(name=f"lane{k}", kind="driving", width=width, marks=(mark,)))
        return tuple(lanes)

    def _shoulder(self) -> LanePlan:
        return LanePlan(name="shoulder", kind="shoulder", width=constant(self.shoulder_m))

    def _plans(self, start_m: float, end_m: float, ends_in: str, entered: bool) -> list[SectionPlan]:
        """The sections of a stretch: an acceleration lane at its start, a deceleration lane at its end."""
        length = end_m - start_m
        edge, block = self.paint.outer_edge(), self.paint.block()
        plain = (*self.through_lanes(edge), self._shoulder())
        plans = []
        if entered:
            width = smooth([(0.0, self.lane_width_m), (PARALLEL_M, self.lane_width_m), (PARALLEL_M + TAPER_M, 0.0)])
            entry = LanePlan(name="entry", kind="entry", width=width, marks=(edge,))
            plans.append(SectionPlan(s_m=0.0, right=(*self.through_lanes(block), entry, self._shoulder())))
            plans.append(SectionPlan(s_m=PARALLEL_M + TAPER_M, right=plain))
        else:
            plans.append(SectionPlan(s_m=0.0, right=plain))
        if ends_in == "exit":
            width = smooth([(0.0, 0.0), (TAPER_M, self.lane_width_m)])
            leave = LanePlan(name="exit", kind="exit", width=width, marks=(edge,))
            at = length - PARALLEL_M - TAPER_M
            plans.append(SectionPlan(s_m=at, right=(*self.through_lanes(block), leave, self._shoulder())))
        return plans

    def _main(self, name: str, span_m: tuple[float, float], before: str, ends_in: str) -> Road:
        """A stretch of the main line between junctions; before, ends_in: 'exit', 'entry' or nothing."""
        sections = sections_of(self._plans(*span_m, ends_in, before == "entry"))
        return self._road(
            name,
            span_m,
            sections,
            predecessor=to_junction(self._id(f"{before}_junction")) if before else None,
            successor=to_junction(self._id(f"{ends_in}_junction")) if ends_in else None,
        )

    def _through(self, kind: str, start_m: float, before: str, behind: str) -> Road:
        """The main line through a junction, beside a ramp."""
        plan = SectionPlan(s_m=0.0, right=(*self.through_lanes(self.paint.outer_edge()), self._shoulder()))
        lanes = {-k: -k for k in range(1, self.lanes + 3)}
        road = self._road(
            kind,
            (start_m, start_m + GORE_M),
            with_ends(sections_of([plan]), lanes, lanes),
            predecessor=to_road(RoadEnd(road=self._id(before), contact="end")),
            successor=to_road(RoadEnd(road=self._id(behind), contact="start")),
        )
        objects = hatching(self._id(kind), self.driven_edge_m, reverse=kind == "entry")
        return replace(road, junction=self._id(f"{kind}_junction"), objects=objects)

    def _road(
        self,
        name: str,
        span_m: tuple[float, float],
        sections: tuple[LaneSection, ...],
        predecessor: RoadLink | None,
        successor: RoadLink | None,
    ) -> Road:
        cut = self.alignment.cut(*span_m)
        return Road(
            id=self._id(name),
            length_m=cut.length_m,
            plan=cut.records,
            sections=sections,
            elevation=stretch(self.elevation, *span_m),
            superelevation=stretch(self.superelevation, *span_m),
            types=(RoadType(s_m=0.0, kind="motorway", limit_mps=self.limit_mps),),
            predecessor=predecessor,
            successor=successor,
        )
