"""A driver or rider in traffic: follows, keeps to limits and signals, gives way, changes lanes and signals it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from scenes.behaviour.base import Behaviour, Crossing, Decision, Side, StopLine, View
from scenes.behaviour.gaps import accepts, covering_s
from scenes.behaviour.idm import HARDEST_MPS2, Idm
from scenes.behaviour.lights import can_stop, stops_at_amber
from scenes.behaviour.mobil import Mobil
from scenes.errors import ConfigError

RELAXATION_S = 0.5
"""Chosen: within which one loses speed above what the road asks for; perception looks ahead by the same."""
SLOWING_MPS2 = 3.5
"""Chosen: most that one brakes for limits and bends."""
YIELDING_MPS2 = 4.0
"""Chosen: who cannot stop at a line with that any more waits behind it, just before the other's way."""
LINE_M = 0.8
"""Chosen: one stops that far before a line."""
STOPPED_MPS, STOPPED_M = 0.2, 3.0
"""Chosen: slower than this and nearer than this to a stop line, one has stopped at it."""
STARTING_MPS2 = 0.15
"""Chosen: who asks for less than this at standstill stays there, instead of creeping."""
LOOK_S = 1.0
"""Chosen: how long one stands at a stop sign."""
WEIGHING_S = 0.5
"""Chosen: how often one thinks of changing lanes."""
SIGNALLING_S = 1.5
"""Chosen: one signals that long before a change of lanes."""
REST_S = 6.0
"""Chosen: between two changes."""
CREEPING_MPS = 3.0
"""Chosen: who is slower than this beyond a junction may leave no room to clear it."""


class DriverState(NamedTuple):
    """What a driver keeps in mind: the lines at which amber found it too late to stop, and early enough; the line it
    has stopped at, and since when; since when it stands before a crossing; the side that it wants to change to, since
    when, and when it did.
    """

    passing: str = ""
    stopping: str = ""
    stopped: str = ""
    stopped_s: float = 0.0
    waiting_s: float = -1.0
    wish: Side | None = None
    wish_s: float = 0.0
    changed_s: float = -1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver(Behaviour):
    """Everybody in traffic. idm: how it follows. lanes: how it changes lanes; None: it stays in its own.

    speed_factor: of what limits and bends ask for. top_mps: its fastest (cyclists). gap_share: of the critical gaps
    that it waits for. patience_s: after which it goes before others that wait as well. change_s: a change of lanes
    takes. ignores_red, ignores_priority, signals: whether it breaks those rules. Raises ConfigError for numbers out of
    range.
    """

    idm: Idm = field(default_factory=Idm)
    lanes: Mobil | None = None
    speed_factor: float = 1.0
    top_mps: float = 100.0
    gap_share: float = 1.0
    patience_s: float = 4.0
    change_s: float = 4.0
    ignores_red: bool = False
    ignores_priority: bool = False
    signals: bool = True

    def __post_init__(self) -> None:
        ranges = {
            "speed_factor": (0.2, 3.0),
            "top_mps": (0.3, 150.0),
            "gap_share": (0.05, 3.0),
            "change_s": (1.0, 20.0),
        }
        for name, (low, high) in ranges.items():
            if not low <= getattr(self, name) <= high:
                raise ConfigError(f"behaviour.{name}", f"got {getattr(self, name)}, allowed: {low} to {high}")

    def start(self) -> DriverState:
        """Nothing in mind."""
        return DriverState()

    def decide(self, view: View, state: Any) -> tuple[Decision, DriverState]:
        """The least acceleration that anything ahead asks for, and perhaps a change of lanes."""
        mind = DriverState(*state)
        desired = min(view.limit_mps * self.speed_factor, self.top_mps)
        speed = view.speed_mps
        wanted = self.idm.behind(speed, desired, view.ahead)
        if speed > desired:
            wanted = min(wanted, max((desired - speed) / RELAXATION_S, -SLOWING_MPS2))
        if view.end_m < 200.0:
            wanted = min(wanted, self.idm.to_stop(speed, desired, view.end_m - LINE_M))
        if view.stop_line is not None:
            stops, mind = self._stops(view, view.stop_line, mind)
            if stops:
                wanted = min(wanted, self.idm.to_stop(speed, desired, view.stop_line.distance_m - LINE_M))
        if view.crossings:
            yielding, mind = self._yielding(view, desired, mind)
            wanted = min(wanted, yielding)
        if view.junction_m is not None and view.ahead is not None:
            wanted = min(wanted, self._keeping_clear(view, view.junction_m, desired))
        if speed < STOPPED_MPS and wanted < STARTING_MPS2:
            wanted = -speed / view.step_s
        side, mind = self._side(view, desired, mind)
        return (
            Decision(
                acceleration_mps2=max(wanted, -HARDEST_MPS2),
                change_to=side,
                change_s=self.change_s,
                indicator=self._indicator(view, mind),
            ),
            mind,
        )

    def _stops(self, view: View, line: StopLine, mind: DriverState) -> tuple[bool, DriverState]:
        """Whether to stop at a line."""
        speed, distance = view.speed_mps, line.distance_m
        match line.state:
            case None if line.must_stop:
                return self._halts(view, line, mind)
            case "amber":
                late = mind.passing == line.name or not stops_at_amber(speed, distance)
                if late and mind.stopping != line.name:
                    return False, mind._replace(passing=line.name)
                return True, mind._replace(stopping=line.name)
            case "red" | "red_amber":
                if self.ignores_red or (mind.passing == line.name and not can_stop(speed, distance)):
                    return False, mind
                return can_stop(speed, distance, HARDEST_MPS2), mind
            case _:
                return False, mind

    @staticmethod
    def _halts(view: View, line: StopLine, mind: DriverState) -> tuple[bool, DriverState]:
        """At a stop sign: until one has stood there."""
        if mind.stopped == line.name:
            return view.time_s < mind.stopped_s + LOOK_S, mind
        if view.speed_mps < STOPPED_MPS and line.distance_m < STOPPED_M:
            return True, mind._replace(stopped=line.name, stopped_s=view.time_s)
        return True, mind

    def _yielding(self, view: View, desired_mps: float, mind: DriverState) -> tuple[float, DriverState]:
        """The acceleration that crossings leave one: towards the nearest place to wait at for one not accepted."""
        speed, least = view.speed_mps, float("inf")
        patient = mind.waiting_s < 0.0 or view.time_s - mind.waiting_s < self.patience_s
        for crossing in view.crossings:
            if crossing.leave_m <= 0.0 or not self._minds(crossing, patient=patient):
                continue
            if accepts(crossing, speed, desired_mps, self.idm.acceleration_mps2, self.gap_share):
                continue
            if crossing.enter_m <= 0.0 or self._is_through(crossing, speed, desired_mps):
                continue
            waits = crossing.wait_m - LINE_M
            if not can_stop(speed, waits, YIELDING_MPS2):
                waits = crossing.enter_m - LINE_M
            least = min(least, self.idm.to_stop(speed, desired_mps, waits))
        stands = least < float("inf") and speed < STOPPED_MPS
        if not stands:
            return least, mind if mind.waiting_s < 0.0 else mind._replace(waiting_s=-1.0)
        return least, mind if mind.waiting_s >= 0.0 else mind._replace(waiting_s=view.time_s)

    def _minds(self, crossing: Crossing, *, patient: bool) -> bool:
        """Whether one gives way at all."""
        if self.ignores_priority:
            return False
        if crossing.committed:
            return True
        return crossing.has_priority and (patient or not crossing.stands)

    def _is_through(self, crossing: Crossing, speed_mps: float, desired_mps: float) -> bool:
        """Whether braking comes too late and going on leaves the place before the other comes."""
        if can_stop(speed_mps, crossing.enter_m):
            return False
        return covering_s(crossing.leave_m, speed_mps, desired_mps, self.idm.acceleration_mps2) < crossing.arrives_s

    def _keeping_clear(self, view: View, junction_m: tuple[float, float], desired_mps: float) -> float:
        """The acceleration that keeps one from standing in a junction behind a queue."""
        line, left = junction_m
        ahead = view.ahead
        if ahead is None or line <= 0.0 or ahead.speed_mps > CREEPING_MPS or ahead.gap_m > left + self.idm.gap_m:
            return float("inf")
        if ahead.gap_m < line or not can_stop(view.speed_mps, line, YIELDING_MPS2):
            return float("inf")
        return self.idm.to_stop(view.speed_mps, desired_mps, line - LINE_M)

    def _side(self, view: View, desired_mps: float, mind: DriverState) -> tuple[Side | None, DriverState]:
        """The side to begin a change to now: wished for, signalled, and still safe."""
        if self.lanes is None or view.changing is not None or view.time_s - mind.changed_s < REST_S:
            return None, mind
        if mind.wish is not None:
            beside = view.left if mind.wish == "left" else view.right
            if not self.lanes.is_safe(view, beside, self.idm):
                return None, mind._replace(wish=None)
            if view.time_s - mind.wish_s < SIGNALLING_S:
                return None, mind
            return mind.wish, mind._replace(wish=None, changed_s=view.time_s)
        if int(view.time_s / WEIGHING_S) == int((view.time_s - view.step_s) / WEIGHING_S):
            return None, mind
        side = self.lanes.side(view, self.idm, desired_mps)
        return None, mind if side is None else mind._replace(wish=side, wish_s=view.time_s)

    def _indicator(self, view: View, mind: DriverState) -> Side | None:
        """The side that flashes."""
        if not self.signals:
            return None
        return view.changing or mind.wish or view.turning
