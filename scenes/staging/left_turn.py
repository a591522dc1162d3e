"""A turn over the way of somebody who comes towards the ego: when they meet, who it is, and a van that hides them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import get_args

import numpy as np

from scenes.actor import Actor
from scenes.asset import AssetSpec, BodyBox
from scenes.assets.two_wheelers.motorcycle import Motorcycle
from scenes.assets.two_wheelers.motorcycle_geometry import MotorcycleKind
from scenes.assets.two_wheelers.riders import MotorcycleRider
from scenes.errors import SceneError
from scenes.lighting import DRIVING_LAMPS
from scenes.rectangles import gap_m, overlapping
from scenes.riding import together
from scenes.scenario import ClipRequest
from scenes.staging.ego import EgoRun
from scenes.staging.foresight import until_s
from scenes.staging.junctions import (
    Conflict,
    Suits,
    Through,
    crossing,
    is_oncoming,
    turns_over_oncoming,
    ways_through,
)
from scenes.staging.lanes import neighbour
from scenes.staging.line import Side
from scenes.staging.outcome import STEP_S
from scenes.staging.sight import Seen, shown_share, solve
from scenes.staging.speed_profile import SpeedProfile
from scenes.staging.timing import Timing
from scenes.staging.turn_path import turned
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.vehicle_run import VehicleRun
from scenes.staging.venue import Venue, first_reason

CARS = ("sedan", "wagon", "compact_car", "suv", "small_car", "van")
MACHINES: tuple[MotorcycleKind, ...] = get_args(MotorcycleKind)
MACHINE_KG, RIDER_KG = 190.0, 80.0
"""Chosen: of common ones, the rider with suit and helmet."""
PROBE = Timing(reveal_s=0.0, meet_s=8.0, duration_s=10.0)
"""Times at which a conflict is looked at before it is known when it happens."""
WAITS_M = (1.0, 6.0)
"""Chosen: into the junction, where the front of who waits to turn stands."""
HIDDEN_S, SCAN_S = (0.6, 4.0), 0.2
"""Chosen: before the meeting, between which somebody comes out from behind a van."""
FREE_M = 0.5
"""Chosen: between the ego's sides and the van."""
WAY_M = 40.0
"""Chosen: of way before and after the junction, of who waits to turn."""
LANE_M = 5.0
"""Chosen: lanes whose middles are no farther apart lie beside each other."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Turning:
    """ego: the way with its turn, which begins start_m along it. ego_m, other_m: where both ways cross."""

    ego: Through
    other: Through
    start_m: float
    ego_m: float
    other_m: float

    @classmethod
    def of(cls, venue: Venue, met: Conflict, speed_mps: float) -> Turning:
        """The turn for a speed. Raises SceneError where the junction does not have it."""
        ego, start = turned(venue, met.ego, speed_mps)
        along = crossing(ego, met.other)
        if along is None:
            raise SceneError("the turn does not cross the oncoming lane within the junction")
        return cls(ego=ego, other=met.other, start_m=start, ego_m=along[0], other_m=along[1])

    def runs(
        self, speed_mps: float, other_mps: float, box: BodyBox, gap_s: float, when: Timing, late_s: float
    ) -> tuple[EgoRun, VehicleRun]:
        """Both: where the ways cross are the ego's front late_s before the meeting, the other's gap_s into the turn."""
        ego = EgoRun(line=self.ego.line, speed_mps=speed_mps, front_m=self.ego_m, meet_s=when.meet_s - late_s)
        begins_s = ego.meet_s - (self.ego_m - ego.box.front_m - self.start_m) / speed_mps
        pace = SpeedProfile(initial_mps=other_mps)
        run = VehicleRun.of(self.other.line, pace, self.other_m - box.front_m, begins_s + gap_s, until_s(when))
        return ego, run

    def meets_after_s(self, speed_mps: float, other_mps: float, box: BodyBox, gap_s: float) -> float:
        """How long after the ego's front is where the ways cross they touch, or are nearest.

        Raises SceneError where the other is gone by then: no gap is accepted.
        """
        ego, run = self.runs(speed_mps, other_mps, box, gap_s, PROBE, 0.0)
        times = np.arange(0.0, min(until_s(PROBE), float(run.times_s[-1])), STEP_S)
        mine, its = ego.run(until_s(PROBE)).plans(ego.box, times)[0], run.plans(box, times)[0]
        hit = np.flatnonzero(overlapping(mine, its))
        if len(hit):
            return float(times[int(hit[0])]) - PROBE.meet_s
        if run.at_m(PROBE.meet_s) > self.other_m:
            turn_s = (self.ego_m - ego.box.front_m - self.start_m) / speed_mps
            raise SceneError(
                f"who comes {gap_s:.1f} s after the turn's begin passes before the ego, which takes {turn_s:.1f} s"
            )
        return float(times[int(np.argmin(gap_m(mine, its)))]) - PROBE.meet_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Oncoming:
    """Who comes: a car, or a motorcycle and its rider."""

    spec: AssetSpec
    rider: MotorcycleRider | None = None

    @property
    def box(self) -> BodyBox:
        """The vehicle's."""
        return self.spec.nominal()

    def seen(self, run: VehicleRun, time_s: float, venue: Venue) -> Seen:
        """The vehicle at a time."""
        return Seen(spec=self.spec, pose=run.pose(time_s, venue))

    def actors(self, name: str, run: VehicleRun, venue: Venue) -> tuple[Actor, ...]:
        """On a run: the vehicle under that name, and a rider. Motorcycles have their lamps on by day, too."""
        if self.rider is None:
            return (run.actor(name, self.spec, venue),)
        machine, rider = together(
            name,
            self.spec,
            self.rider,
            group=1,
            T_world_body=run.pose(0.0, venue),
            path=run.path(venue),
            speed_mps=run.pace.speed_mps(0.0),
            mass_kg=(MACHINE_KG, RIDER_KG),
        )
        return replace(machine, lamps_on=DRIVING_LAMPS), rider


def oncoming_of(kind: str, rng: np.random.Generator) -> Oncoming:
    """`car` or `motorcycle`, drawn."""
    if kind == "car":
        return Oncoming(spec=vehicle_of(CARS[int(rng.integers(len(CARS)))], rng))
    machine = Motorcycle(kind=MACHINES[int(rng.integers(len(MACHINES)))])
    return Oncoming(spec=machine, rider=MotorcycleRider(machine=machine, height_m=float(rng.uniform(1.65, 1.9))))


def turns_across(ego: Through, other: Through) -> str:
    """Suits an ego that turns over the way of who comes towards it, with the same right."""
    same = ego.visit.rank >= other.visit.rank and not ego.visit.must_stop
    return first_reason(
        [
            (turns_over_oncoming(ego), "nobody turns over oncoming traffic there"),
            (is_oncoming(ego, other), "nobody comes towards who turns there"),
            (bool(ego.visit.lights) or same, "who turns has to stop first"),
        ]
    )


def beside_waiting(venue: Venue) -> Suits:
    """The same where a lane from which one waits to turn lies between the ego's and the other's."""

    def suits(ego: Through, other: Through) -> str:
        reason = turns_across(ego, other)
        if reason:
            return reason
        inner = neighbour(venue.approach(other.line, other.visit.line_m - 2.0), _middle(other))
        return "" if inner is not None and inner.along else "it has no lane for a van beside the oncoming one"

    return suits


def _middle(way: Through) -> Side:
    """The side on which the road's middle lies."""
    return "left" if way.line.keeps == "right" else "right"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Hidden:
    """A van that waits, and how long before the meeting it gives as much free as asked."""

    van: Actor
    ttc_s: float


def waiting_van(
    venue: Venue,
    turning: Turning,
    one: Oncoming,
    runs: tuple[EgoRun, VehicleRun],
    request: ClipRequest,
    hidden_share: float,
    rng: np.random.Generator,
) -> Hidden:
    """A van in the lane beside that waits to turn. runs: with PROBE as their times.

    Raises SceneError where it hides no such share of the oncoming vehicle, or is in the ego's way.
    """
    ego, run = runs
    spec = vehicle_of("van", rng)
    box = spec.nominal()
    way = _waiting_way(venue, turning, rng)
    front_m = way.visit.enter_m + float(rng.uniform(*WAITS_M))
    until = until_s(PROBE)
    still = VehicleRun.of(way.line, SpeedProfile(initial_mps=0.0), front_m - box.front_m, 0.0, until)
    times = np.arange(0.0, until, 0.1)
    room = float(gap_m(ego.run(until).plans(ego.box, times)[0], still.plans(box, times)[0]).min())
    if room < FREE_M:
        raise SceneError(f"a van that waits to turn stands {room:.1f} m from the ego's way")
    pose = still.pose(0.0, venue)

    def too_much(before_s: float) -> float:
        t = PROBE.meet_s - before_s
        return shown_share(ego.camera_m(request.rig, t), one.seen(run, t, venue), [(spec, pose)]) - (1.0 - hidden_share)

    found = _first(too_much, *HIDDEN_S)
    if found is None:
        raise SceneError(f"a van in the lane beside never hides {hidden_share:.2f} of the oncoming vehicle")
    return Hidden(van=Actor(name="van", asset=spec, T_world_body=pose), ttc_s=found)


def _first(too_much: Callable[[float], float], low: float, high: float) -> float | None:
    """Where a function that begins above 0 falls to it first."""
    for start in np.arange(low, high, SCAN_S):
        if too_much(float(start) + SCAN_S) <= 0.0:
            return solve(too_much, float(start), float(start) + SCAN_S)
    return None


def _waiting_way(venue: Venue, turning: Turning, rng: np.random.Generator) -> Through:
    """The way of who waits beside the oncoming lane to turn over the ego's."""
    arm, x, y = turning.other.visit.incoming, *turning.other.line.pose(turning.other.visit.enter_m - 3.0)[:2]
    for way in ways_through(venue, WAY_M, rng):
        wx, wy, _ = way.line.pose(way.visit.enter_m - 3.0)
        if way.visit.incoming == arm and turns_over_oncoming(way) and math.hypot(wx - x, wy - y) < LANE_M:
            return way
    raise SceneError("nobody turns from the lane beside the oncoming one")
