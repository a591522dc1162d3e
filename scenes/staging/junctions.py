"""Ways through a junction: the ego's and those of others, where they cross, and which lights hold."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from scenes.asset import BodyBox
from scenes.errors import SceneError
from scenes.roads.junction_rules import STRAIGHT_RAD, Visit
from scenes.roads.junction_visits import visits_along
from scenes.roads.lane_graph import LaneKey
from scenes.roads.signal_programs import ALL_RED_S, programs
from scenes.roads.ways import Ways
from scenes.scenario import ClipRequest
from scenes.staging.ego import EgoRun
from scenes.staging.foresight import until_s
from scenes.staging.line import Line
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.timing import Timing, run_up_s, timing
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import END_M, Venue
from scenes.storyboard.stories import SignalController

ACROSS_RAD = (math.radians(50.0), math.radians(130.0))
"""Chosen: between the headings of ways that cross each other rather than meet or follow."""
ONCOMING_RAD = math.radians(150.0)
"""Chosen: from which difference of headings on somebody comes towards the ego."""
BESIDE_M = 3.0
"""Chosen: of junction around where two ways cross."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Through:
    """A way through a junction, and how the junction is entered, left and controlled (`Visit`, distances along it)."""

    line: Line
    visit: Visit

    @property
    def straight(self) -> bool:
        """Whether it goes straight on."""
        return self.visit.turn is None

    @property
    def heading_rad(self) -> float:
        """With which heading it comes to the junction."""
        return self.line.pose(self.visit.enter_m - 1.0)[2]

    def line_point(self) -> tuple[float, float]:
        """Where it crosses the line before the junction."""
        return self.line.pose(self.visit.line_m)[:2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two ways through one junction, and how far along each they cross."""

    ego: Through
    other: Through
    ego_m: float
    other_m: float

    def timing(self, request: ClipRequest, ttc_s: float, ego_mps: float, other_mps: float) -> Timing:
        """When they meet, as far as both ways reach back. Raises SceneError where they are too short for that."""
        return timing(request, ttc_s, min(run_up_s(self.ego_m, ego_mps), run_up_s(self.other_m, other_mps)))

    def ego_run(self, speed_mps: float, when: Timing) -> EgoRun:
        """The ego, its front where both ways cross at the meeting."""
        return EgoRun(line=self.ego.line, speed_mps=speed_mps, front_m=self.ego_m, meet_s=when.meet_s)

    def other_run(self, pace: SpeedProfile, box: BodyBox, arrives_s: float, when: Timing) -> VehicleRun:
        """The other, its front where both ways cross at a time."""
        return VehicleRun.of(self.other.line, pace, self.other_m - box.front_m, arrives_s, until_s(when))

    def ego_line_s(self, ego: EgoRun) -> float:
        """When the ego's front passes the line before the junction if it does not react."""
        return ego.meet_s - (self.ego_m - self.ego.visit.line_m) / ego.speed_mps

    def other_line_s(self, speed_mps: float, arrives_s: float) -> float:
        """When the front of who is where both ways cross at a time passes their line, at a constant speed."""
        return arrives_s - (self.other_m - self.other.visit.line_m) / speed_mps


Suits = Callable[[Through, Through], str]
"""Says why two ways do not suit a case, the ego's first; empty where they do."""


def conflict(venue: Venue, before_m: tuple[float, float], rng: np.random.Generator, suits: Suits) -> Conflict:
    """Two ways of a place that cross in a junction, with so much way before it each, at random.

    Raises SceneError with the most frequent reason where none do.
    """
    found = ways_through(venue, max(before_m), rng)
    pairs = [(one, two) for one in found for two in found if one.visit.junction == two.visit.junction]
    reasons: Counter[str] = Counter()
    for k in rng.permutation(len(pairs)):
        ego, other = pairs[int(k)]
        reason = suits(ego, other)
        along = None if reason else crossing(ego, other)
        if along is None:
            reasons[reason or "its ways do not cross"] += 1
        elif along[0] < before_m[0] or along[1] < before_m[1]:
            reasons[f"its ways are too short for {before_m[0]:.0f} m and {before_m[1]:.0f} m before they cross"] += 1
        else:
            return Conflict(ego=ego, other=other, ego_m=along[0], other_m=along[1])
    told = reasons.most_common(1)[0][0] if reasons else "it has none that vehicles cross"
    raise SceneError(f"the place has no junction for this case: {told}")


def ways_through(venue: Venue, reach_m: float, rng: np.random.Generator) -> tuple[Through, ...]:
    """One way over every lane within a junction, as far before and after it as asked where the lanes go on so far."""
    ways = Ways(venue.network, venue.graph)
    made = []
    for key in ways.driving:
        if not ways.is_connecting(key):
            continue
        line = venue.line((*_back(venue, ways, key, reach_m), *ways.onward(key, reach_m, rng)))
        found = through(venue, line, key.road)
        if found is not None and found.visit.enter_m > END_M:
            made.append(found)
    return tuple(made)


def through(venue: Venue, line: Line, road: str) -> Through | None:
    """A line as a way through the junction of a connecting road; None where it does not take that road."""
    metres = np.arange(0.0, line.path.length_m)
    points = np.stack([np.interp(metres, line.path.distance_m, line.path.points_m[:, k]) for k in range(3)], axis=1)
    visits = [visit for visit in visits_along(venue.place, points) if visit.road == road]
    return Through(line=line, visit=visits[0]) if visits else None


def _back(venue: Venue, ways: Ways, key: LaneKey, need_m: float) -> tuple[LaneKey, ...]:
    """Lanes that lead to one, from the farthest on; where none does, the one beside it from which one changes."""
    way: list[LaneKey] = []
    last, length = key, 0.0
    while length < need_m:
        before = [k for k in venue.graph.predecessors[last] if ways.is_driving(k) and not ways.is_connecting(k)]
        beside = [k for k in venue.graph.beside[last] if k not in way and venue.graph.predecessors[k]]
        if not before and not (beside and way):
            break
        last = (before or beside)[0]
        length += ways.length_m(last) if before else 0.0
        way.append(last)
    return tuple(reversed(way))


def crossing(one: Through, other: Through) -> tuple[float, float] | None:
    """How far along both ways they cross first, within the junction."""
    a, b = _inside(one), _inside(other)
    met = a.intersection(b)
    spots = [part for part in getattr(met, "geoms", [met]) if isinstance(part, shapely.Point) and not part.is_empty]
    if not spots:
        return None
    along = min((float(a.project(spot)), float(b.project(spot))) for spot in spots)
    return one.visit.enter_m - BESIDE_M + along[0], other.visit.enter_m - BESIDE_M + along[1]


def _inside(one: Through) -> shapely.LineString:
    stations = np.arange(one.visit.enter_m - BESIDE_M, one.visit.leave_m + BESIDE_M, 0.25)
    return shapely.LineString(one.line.poses(stations)[:, :2])


def crosses(ego: Through, other: Through) -> bool:
    """Whether both go straight on, at about right angles."""
    return ego.straight and other.straight and at_right_angles(ego, other)


def at_right_angles(ego: Through, other: Through) -> bool:
    """Whether they come to the junction at about right angles."""
    return ACROSS_RAD[0] < abs(between_rad(ego, other)) < ACROSS_RAD[1]


def comes_from(ego: Through, other: Through, side: str) -> bool:
    """Whether the other crosses from a side: the ego's `near` one, on which its traffic keeps, or the `far` one."""
    near = (between_rad(ego, other) > 0.0) == (ego.line.keeps == "right")
    return near == (side == "near")


def is_oncoming(ego: Through, other: Through) -> bool:
    """Whether the other comes from ahead of the ego, and goes straight on."""
    return other.straight and abs(between_rad(ego, other)) > ONCOMING_RAD


def between_rad(ego: Through, other: Through) -> float:
    """From the ego's heading before the junction to the other's; positive for who comes from the right."""
    return math.remainder(other.heading_rad - ego.heading_rad, math.tau)


def turns_over_oncoming(one: Through) -> bool:
    """Whether a way turns to the side from which oncoming traffic crosses it."""
    return abs(one.visit.turn_rad) > STRAIGHT_RAD and one.visit.turn != one.line.keeps


def switching(
    venue: Venue, light: str, state: str, at_s: float, *, all_red_s: float = ALL_RED_S
) -> tuple[SignalController, ...]:
    """Programmes of all lights in which one begins to show a state at a time. Raises SceneError where it never does."""
    red_amber = venue.place.surroundings().country == "DE"
    made = programs(venue.network, 0.0, red_amber=red_amber, all_red_s=all_red_s)
    for controller in made:
        start = _begins_s(controller, light, state)
        if start is not None:
            return tuple(replace(one, delay_s=at_s - start) for one in made)
    raise SceneError(f"signal '{light}' never begins to be {state}")


def _begins_s(controller: SignalController, light: str, state: str) -> float | None:
    """When in the cycle a light begins to show a state."""
    shown = [dict(phase.states).get(light) for phase in controller.phases]
    into = 0.0
    for k, phase in enumerate(controller.phases):
        if shown[k] == state and shown[k - 1] != state:
            return into
        into += phase.duration_s
    return None


def lights_of(through: Through) -> Sequence[str]:
    """The signals that hold for a way; raises SceneError where there are none."""
    if not through.visit.lights:
        raise SceneError("no lights stand before the junction")
    return through.visit.lights
