"""Arms that meet: how far back they end, the ways through between them with pavements round the corners, priorities."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenes.roads.junction import Junction
from scenes.roads.road import Road, RoadType
from scenes.roads.templates.alignment import turn
from scenes.roads.templates.arm import Arm, Turn, straight_width
from scenes.roads.templates.joining import RoadEnd, junction_of, to_junction, to_road, with_ends
from scenes.roads.templates.lane_plan import LanePlan, SectionPlan, sections_of
from scenes.roads.templates.profile import constant, straight
from scenes.roads.templates.street_side import CYCLE_LANE_M

CLOTHOID_ROOM = 1.25
"""Chosen: a corner with clothoids needs that much more room than an arc of its radius."""
STRAIGHT_RAD = math.radians(35.0)
"""Chosen: ways that turn by less go straight on."""
NEARLY_OPPOSITE_RAD = math.radians(150.0)
"""Chosen: arms that far apart have no corner between them."""
MARGIN_M = 0.5
CORNER_LIMIT_MPS = 30.0 / 3.6
"""Chosen: what cars drive through a corner at most."""


def setbacks(outward_rad: Sequence[float], halves_m: Sequence[float], kerb_radius_m: float) -> tuple[float, ...]:
    """How far from the middle arms end so that kerbs of that radius fit between neighbours.

    outward_rad: ascending. Kerb lines h_i and h_j off their axes, at an angle phi, cross (h_j + h_i cos phi) / sin phi
    along axis i; the corner begins r / tan(phi / 2) beyond.
    """
    count = len(outward_rad)
    out = [max(halves_m) + MARGIN_M] * count
    for i in range(count):
        j = (i + 1) % count
        phi = (outward_rad[j] - outward_rad[i]) % math.tau
        if phi > NEARLY_OPPOSITE_RAD:
            continue
        tangent = CLOTHOID_ROOM * kerb_radius_m / math.tan(0.5 * phi)
        for one, other in ((i, j), (j, i)):
            crossing = (halves_m[other] + halves_m[one] * math.cos(phi)) / math.sin(phi)
            out[one] = max(out[one], crossing + tangent + MARGIN_M)
    return tuple(out)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way through: from lanes of one arm to lanes of another, counted from the inside. kerb: along its right side."""

    origin: Arm
    goal: Arm
    from_lane: int
    to_lane: int
    lanes: int
    turn_rad: float
    kerb: bool

    @property
    def bends(self) -> bool:
        """Whether it turns off."""
        return abs(self.turn_rad) >= STRAIGHT_RAD


def ways_of(arms: Sequence[Arm]) -> tuple[Way, ...]:
    """All ways between arms, which are ordered by their directions, counter-clockwise."""
    made = []
    for i, origin in enumerate(arms):
        for step in range(1, len(arms)):
            goal = arms[(i + step) % len(arms)]
            angle = math.remainder(goal.outward_rad - origin.outward_rad - math.pi, math.tau)
            made.append(_way(origin, goal, angle, kerb=step == 1))
    return tuple(made)


def _way(origin: Arm, goal: Arm, angle: float, *, kerb: bool) -> Way:
    """Left turns use the innermost lanes, right turns the outermost, ways straight on all that are not for turning."""
    turning = 1 if origin.turn_lane == "left" else 0
    if angle >= STRAIGHT_RAD:
        first, to, lanes = 1, 1, 1
    elif angle <= -STRAIGHT_RAD:
        first, to, lanes = origin.incoming, goal.side.lanes, 1
    else:
        lanes = min(origin.side.lanes, goal.side.lanes)
        first, to = 1 + turning, 1
    return Way(origin=origin, goal=goal, from_lane=first, to_lane=to, lanes=lanes, turn_rad=angle, kerb=kerb)


def way_road(way: Way, junction: str) -> Road:
    """The connecting road of a way; its reference line is the left border of its lanes."""
    start, end = way.origin.inward(way.from_lane), way.goal.outward(way.to_lane)
    line = turn(start, end)
    plan = _section(way, line.length_m)
    before = {-k: -(way.from_lane + k - 1) for k in range(1, way.lanes + 1)}
    behind = {-k: way.to_lane + k - 1 for k in range(1, way.lanes + 1)}
    limit = min(way.origin.limit_mps, CORNER_LIMIT_MPS) if way.bends else way.origin.limit_mps
    return Road(
        id=f"{way.origin.name}_to_{way.goal.name}",
        junction=junction,
        length_m=line.length_m,
        plan=line.records,
        sections=with_ends(sections_of([plan]), before, behind),
        types=(RoadType(s_m=0.0, kind="town", limit_mps=limit),),
        predecessor=to_road(RoadEnd(road=way.origin.name, contact="end")),
        successor=to_road(RoadEnd(road=way.goal.name, contact="end")),
    )


def _section(way: Way, length_m: float) -> SectionPlan:
    """Motor lanes, and on the outside of ways without a left turn what continues there: cycle lane, pavement."""
    one, other = way.origin.side, way.goal.side
    paint = one.paint
    width = straight([(0.0, one.lane_width_m), (length_m, other.lane_width_m)])
    guided = one.cycle == "lane" and other.cycle == "lane" and way.turn_rad < STRAIGHT_RAD
    outermost = way.from_lane + way.lanes - 1 == way.origin.incoming
    lanes = []
    for k in range(1, way.lanes + 1):
        last = k == way.lanes
        marks = (paint.crossing_guide(),) if last and guided and outermost and not way.kerb else ()
        lanes.append(LanePlan(name=f"lane{k}", kind="driving", width=width, marks=marks))
    if guided and outermost:
        marks = () if way.kerb else (paint.crossing_guide(),)
        lanes.append(LanePlan(name="cycle", kind="biking", width=constant(CYCLE_LANE_M), marks=marks))
    if way.kerb and outermost:
        pavement = straight([(0.0, straight_width(one)), (length_m, straight_width(other))])
        lanes.append(LanePlan(name="pavement", kind="sidewalk", width=pavement, height_m=one.kerb_m))
    return SectionPlan(s_m=0.0, right=tuple(lanes))


def turns_from(outward_rad: Sequence[float], index: int) -> tuple[Turn, ...]:
    """Where ways lead from an arm among others."""
    angles = [math.remainder(other - outward_rad[index] - math.pi, math.tau) for other in outward_rad]
    found: set[Turn] = {_turn(angle) for k, angle in enumerate(angles) if k != index}
    order: tuple[Turn, ...] = ("left", "straight", "right")
    return tuple(turn for turn in order if turn in found)


def _turn(angle: float) -> Turn:
    if abs(angle) < STRAIGHT_RAD:
        return "straight"
    return "left" if angle > 0.0 else "right"


def junction_of_arms(junction_id: str, arms: Sequence[Arm]) -> tuple[tuple[Road, ...], Junction]:
    """Arms and connecting roads, and the junction with its priorities."""
    ways = ways_of(arms)
    connecting = [way_road(way, junction_id) for way in ways]
    roads = (*(arm.road(to_junction(junction_id)) for arm in arms), *connecting)
    first = {"main"}
    priorities = tuple(
        (a.id, b.id)
        for a, way in zip(connecting, ways, strict=True)
        for b, other in zip(connecting, ways, strict=True)
        if way.origin.priority in first and other.origin.priority in {"stop", "yield"}
    )
    return roads, replace(junction_of(junction_id, roads), priorities=priorities)
