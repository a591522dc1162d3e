"""A roundabout: a ring of one or two lanes around an apron and an island, arms with splitter islands and crossings.

After the German guideline for roundabouts (FGSV 2006): outer diameters of 26 to 40 m with one lane, rings of 8.0 to
6.5 m with aprons, entries of 3.25 to 3.75 m with radii of 10 to 14 m, splitter islands of 1.6 m or more, crossings
a car's length behind the ring.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from scenes.errors import ConfigError
from scenes.roads.lane import LaneHeight, LaneSection
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Surroundings
from scenes.roads.road import Road, RoadType
from scenes.roads.road_object import RoadObject
from scenes.roads.road_signal import RoadSignal
from scenes.roads.templates.alignment import Alignment, PlanPose, turn
from scenes.roads.templates.joining import RoadEnd, junction_of, to_junction, to_road, with_ends
from scenes.roads.templates.lane_plan import LanePlan, SectionPlan, sections_of
from scenes.roads.templates.line_paint import LinePaint
from scenes.roads.templates.pavement_marks import give_way_line
from scenes.roads.templates.profile import backwards, constant, smooth
from scenes.roads.templates.roadside_design import patch, sign, yield_sign
from scenes.roads.templates.street_side import StreetSide
from scenes.roads.templates.template import Limits, Template, check_fields

ARM_END_M = 9.0  # chosen: of the arms' ends from the ring's outer edge
ISLAND_TAPER_M = 18.0
ENTRY_ROOM_M = 6.5  # chosen: beside the lane for the kerb's bend into the ring
NOSE_M = 1.45  # chosen: either side's share of the island's nose, which overlap
CROSSWALK_M = 4.0
CROSSWALK_FROM_END_M = 0.5
RING_LIMIT_MPS = 30.0 / 3.6
APRON_LIFT_M, ISLAND_LIFT_M, DROPPED_M = 0.025, 0.12, 0.02

_LIMITS: Limits = {
    "arms": (3, 5),
    "arm_m": (60.0, 600.0),
    "ring_lanes": (1, 2),
    "outer_radius_m": (13.0, 40.0),
    "ring_lane_m": (3.5, 8.0),
    "apron_m": (0.0, 4.0),
    "splitter_m": (1.6, 4.0),
    "lane_width_m": (3.0, 4.0),
    "pavement_m": (1.8, 5.0),
    "kerb_m": (0.03, 0.2),
    "limit_kmh": (20.0, 70.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Roundabout(Template):
    """Around the origin. outer_radius_m: of the ring's outer kerb. ring_lane_m: width of each of its lanes.

    splitter_m: width of the islands in the arms at the ring. Raises ConfigError for a field out of range.
    """

    arms: int = 4
    arm_m: float = 80.0
    ring_lanes: int = 1
    outer_radius_m: float = 18.0
    ring_lane_m: float = 6.5
    apron_m: float = 1.5
    splitter_m: float = 2.5
    lane_width_m: float = 3.5
    pavement_m: float = 2.5
    kerb_m: float = 0.12
    limit_kmh: float = 50.0

    def __post_init__(self) -> None:
        check_fields(self, _LIMITS)
        least = self.ring_lanes * self.ring_lane_m + self.apron_m + 3.0
        if self.outer_radius_m < least or math.pi / self.arms <= self._half_rad + 0.05:
            fitting = max(least, (self._entry_m + 0.5) / math.sin(math.pi / self.arms - 0.05))
            raise ConfigError("road.outer_radius_m", f"got {self.outer_radius_m}, allowed {fitting:.1f} to 40")

    def surroundings(self) -> Surroundings:
        """A suburb."""
        return Surroundings(setting="suburb", country=self.country)

    def drawn(self) -> RoadNetwork:
        """Arms, ring and one junction an arm."""
        roads: list[Road] = []
        for k in range(self.arms):
            roads += [self._arm(k), self._ring(k), *self._connecting(k)]
        junctions = [junction_of(f"entry_{k}", roads) for k in range(self.arms)]
        return RoadNetwork(name="roundabout", roads=tuple(roads), junctions=tuple(junctions))

    @property
    def _inner_m(self) -> float:
        """Radius of the ring's inner edge."""
        return self.outer_radius_m - self.ring_lanes * self.ring_lane_m

    @property
    def _entry_m(self) -> float:
        """Half of what an arm takes of the ring: island, lane and the bend of its kerb."""
        return 0.5 * self.splitter_m + self.lane_width_m + ENTRY_ROOM_M

    @property
    def _half_rad(self) -> float:
        """Half of the angle over which an arm touches the ring."""
        return math.asin(min(self._entry_m / self.outer_radius_m, 0.99))

    @property
    def _paint(self) -> LinePaint:
        return LinePaint(country=self.country, road="town")

    def _angle(self, k: int) -> float:
        return math.tau * k / self.arms

    def _on_ring(self, angle: float, radius_m: float) -> PlanPose:
        """A pose on the ring, in the direction of its traffic."""
        middle = PlanPose(x_m=0.0, y_m=0.0, heading_rad=angle)
        return middle.moved(radius_m, 0.0, 0.5 * math.pi)

    def _end(self, k: int) -> PlanPose:
        """An arm's end, seen into the ring."""
        away = PlanPose(x_m=0.0, y_m=0.0, heading_rad=self._angle(k)).moved(self.outer_radius_m + ARM_END_M)
        return replace(away, heading_rad=away.heading_rad + math.pi)

    def _side(self) -> StreetSide:
        return StreetSide(
            lanes=1, lane_width_m=self.lane_width_m, paint=self._paint, pavement_m=self.pavement_m, kerb_m=self.kerb_m
        )

    def _arm(self, k: int) -> Road:
        """A road towards the ring, with an island that widens before it."""
        length = self.arm_m
        begin = length - ISLAND_TAPER_M
        width = smooth([(0.0, 0.0), (ISLAND_TAPER_M - 6.0, 0.5 * self.splitter_m)])
        island = LanePlan(name="island", kind="median", width=width, height_m=ISLAND_LIFT_M)
        side, paint = self._side(), self._paint
        plans = [
            SectionPlan(
                s_m=0.0,
                right=side.plans(),
                left=side.plans(),
                centre=(paint.between_directions(), replace(paint.no_overtaking(), offset_m=begin - 25.0)),
            ),
            SectionPlan(s_m=begin, right=side.plans([island]), left=side.plans([island])),
        ]
        edge = 0.5 * self.splitter_m + self.lane_width_m
        high = length - CROSSWALK_FROM_END_M
        crossing = patch(
            f"arm_{k}_crosswalk", "crosswalk", "zebra", (high - CROSSWALK_M, high), (-edge, edge), subtype="zebra"
        )
        sections = _dropped(sections_of(plans), ISLAND_TAPER_M - CROSSWALK_FROM_END_M - CROSSWALK_M)
        return Road(
            id=f"arm_{k}",
            length_m=length,
            plan=Alignment.of(self._end(k).moved(-length)).line(length).records,
            sections=sections,
            types=(RoadType(s_m=0.0, kind="town", limit_mps=self.limit_kmh / 3.6),),
            successor=to_junction(f"entry_{k}"),
            objects=(crossing,),
            signals=self._signals(k, edge),
        )

    def _signals(self, k: int, edge_m: float) -> tuple[RoadSignal, ...]:
        """Give way and roundabout at the entry, keep right on the island."""
        at, t = self.arm_m - 6.0, -(edge_m + 0.5)
        made = [yield_sign(f"arm_{k}_give_way", at, t, self.country)]
        if self.country == "DE":
            made.append(replace(sign(f"arm_{k}_ring", at, t, "215", "DE"), z_m=1.5))
            made.append(replace(sign(f"arm_{k}_keep", self.arm_m - 12.0, 0.0, "222", "DE", "20"), z_m=0.6))
        else:
            made.append(replace(sign(f"arm_{k}_ring", at - 40.0, t, "W2-6", "US"), z_m=1.5))
            made.append(replace(sign(f"arm_{k}_keep", self.arm_m - 12.0, 0.0, "R4-7", "US"), z_m=0.6))
        return tuple(made)

    def _ring_lanes(self, *, outer: bool) -> SectionPlan:
        """The ring's lanes; its reference line is the inner edge. outer: with the pavement around it."""
        width, paint = constant(self.ring_lane_m), self._paint
        right = [
            LanePlan(
                name=f"ring{n}",
                kind="driving",
                width=width,
                marks=() if n == self.ring_lanes else (paint.between_lanes(),),
            )
            for n in range(1, self.ring_lanes + 1)
        ]
        if outer:
            pavement = constant(self.pavement_m)
            right.append(LanePlan(name="pavement", kind="sidewalk", width=pavement, height_m=self.kerb_m))
        island = LanePlan(
            name="island", kind="none", width=constant(self._inner_m - self.apron_m), height_m=ISLAND_LIFT_M
        )
        apron = LanePlan(name="apron", kind="border", width=constant(self.apron_m), height_m=APRON_LIFT_M)
        left = (apron, island) if self.apron_m > 0.0 else (island,)
        return SectionPlan(s_m=0.0, right=tuple(right), left=left, centre=(paint.outer_edge(),))

    def _ring(self, k: int) -> Road:
        """The ring from one arm to the next."""
        start = self._angle(k) + self._half_rad
        angle = math.tau / self.arms - 2.0 * self._half_rad
        line = Alignment.of(self._on_ring(start, self._inner_m)).arc(angle * self._inner_m, 1.0 / self._inner_m)
        return Road(
            id=f"ring_{k}",
            length_m=line.length_m,
            plan=line.records,
            sections=sections_of([self._ring_lanes(outer=True)]),
            types=(RoadType(s_m=0.0, kind="town", limit_mps=RING_LIMIT_MPS),),
            predecessor=to_junction(f"entry_{k}"),
            successor=to_junction(f"entry_{(k + 1) % self.arms}"),
        )

    def _connecting(self, k: int) -> list[Road]:
        """The ring past an arm, the way into it and the way out of it."""
        before, behind = f"ring_{(k - 1) % self.arms}", f"ring_{k}"
        past = Alignment.of(self._on_ring(self._angle(k) - self._half_rad, self._inner_m)).arc(
            2.0 * self._half_rad * self._inner_m, 1.0 / self._inner_m
        )
        lanes = {-n: -n for n in range(1, self.ring_lanes + 1)}
        through = with_ends(sections_of([self._ring_lanes(outer=False)]), lanes, lanes)
        outermost = self._inner_m + (self.ring_lanes - 1) * self.ring_lane_m
        arm = RoadEnd(road=f"arm_{k}", contact="end")
        end, half = self._end(k), 0.5 * self.splitter_m
        into = turn(end.moved(0.0, -half), self._on_ring(self._angle(k) + self._half_rad, outermost))
        out_of = turn(self._on_ring(self._angle(k) - self._half_rad, outermost), end.moved(0.0, half, math.pi))
        entry = self._way(into, {-1: -2}, {-1: -self.ring_lanes}, opening=True)
        leaving = self._way(out_of, {-1: -self.ring_lanes}, {-1: 2}, opening=False)
        start, goal = RoadEnd(road=before, contact="end"), RoadEnd(road=behind, contact="start")
        give_way = self._give_way(into)
        return [
            self._inside(k, "past", past, through, (start, goal), ()),
            self._inside(k, "into", into, entry, (arm, goal), (give_way,)),
            self._inside(k, "out_of", out_of, leaving, (start, arm), ()),
        ]

    def _give_way(self, into: Alignment) -> RoadObject:
        """Blocks along the ring's outer edge, where the way in meets it."""
        steps = [into.length_m * n / 200.0 for n in range(201)]
        middle = [into.at(s).moved(0.0, -0.5 * self.lane_width_m) for s in steps]
        meets = next(s for s, p in zip(steps, middle, strict=True) if math.hypot(p.x_m, p.y_m) < self.outer_radius_m)
        return give_way_line("give_way", meets - 0.2, (-self.lane_width_m, 0.0), self.country)

    def _way(
        self, line: Alignment, before: dict[int, int], behind: dict[int, int], *, opening: bool
    ) -> tuple[LaneSection, ...]:
        """A lane between an arm's width and the ring's, a pavement on its right, the island's nose on its left."""
        arm_ring = (self.lane_width_m, self.ring_lane_m)
        first, last = arm_ring if opening else arm_ring[::-1]
        width = smooth([(0.0, first), (line.length_m, last)])
        lane = LanePlan(name="lane", kind="driving", width=width)
        pavement = LanePlan(name="pavement", kind="sidewalk", width=constant(self.pavement_m), height_m=self.kerb_m)
        broad, gone = min(NOSE_M, self.splitter_m), 0.8 * line.length_m
        taper = smooth([(0.0, broad), (0.5 * line.length_m, broad), (gone, 0.0)])
        nose_width = taper if opening else backwards(taper, line.length_m)
        nose = LanePlan(name="island", kind="median", width=nose_width, height_m=ISLAND_LIFT_M)
        return with_ends(sections_of([SectionPlan(s_m=0.0, right=(lane, pavement), left=(nose,))]), before, behind)

    def _inside(
        self,
        k: int,
        name: str,
        line: Alignment,
        sections: tuple[LaneSection, ...],
        ends: tuple[RoadEnd, RoadEnd],
        objects: tuple[RoadObject, ...],
    ) -> Road:
        road_id = f"{name}_{k}"
        return Road(
            id=road_id,
            junction=f"entry_{k}",
            length_m=line.length_m,
            plan=line.records,
            sections=sections,
            types=(RoadType(s_m=0.0, kind="town", limit_mps=RING_LIMIT_MPS),),
            predecessor=to_road(ends[0]),
            successor=to_road(ends[1]),
            objects=tuple(replace(thing, id=f"{road_id}_{thing.id}") for thing in objects),
        )


def _dropped(sections: tuple[LaneSection, ...], at_m: float) -> tuple[LaneSection, ...]:
    """The islands of the last section lowered where a crosswalk of 4 m begins."""
    raised = LaneHeight(offset_m=0.0, inner_m=ISLAND_LIFT_M, outer_m=ISLAND_LIFT_M)
    low = LaneHeight(offset_m=at_m, inner_m=DROPPED_M, outer_m=DROPPED_M)
    again = LaneHeight(offset_m=at_m + CROSSWALK_M, inner_m=ISLAND_LIFT_M, outer_m=ISLAND_LIFT_M)
    last = sections[-1]
    lanes = tuple(replace(lane, heights=(raised, low, again)) if lane.kind == "median" else lane for lane in last.lanes)
    return (*sections[:-1], replace(last, lanes=lanes))
