"""UN Regulation 157's competent and careful human driver, and one who does not react."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from scenes.behaviour.base import Behaviour, Decision, Neighbour, View
from scenes.behaviour.idm import Idm
from scenes.errors import ConfigError

G_MPS2 = 9.80665
FOLLOWING = Idm(headway_s=1.6, acceleration_mps2=1.0, deceleration_mps2=2.0)
"""How it drives while nothing threatens: with the regulation's time gap at 60 km/h (5.2.3.3)."""
CALM_MPS2 = 3.0
"""Chosen: most that it brakes and accelerates while nothing threatens; harder braking takes the time to react."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoReaction(Behaviour):
    """Goes on at its speed, whatever happens."""

    def decide(self, view: View, state: Any) -> tuple[Decision, Any]:
        """Nothing."""
        return Decision(acceleration_mps2=0.0), state


class CarefulState(NamedTuple):
    """Dangers that it has noticed, each with the time; when the driver's braking and the emergency one begin, or -1."""

    noticed: tuple[tuple[str, float], ...] = ()
    braking_s: float = -1.0
    emergency_s: float = -1.0


class Danger(NamedTuple):
    """Somebody who may get in one's way. ttc_s: time to collision; is_critical: whether one has to brake for it."""

    name: str
    ttc_s: float
    is_critical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CarefulDriver(Behaviour):
    """UN R157, annex 3, appendix 3 (performance model 1): perceives, evaluates, hesitates, brakes along a ramp.

    wander_m: lateral displacement of somebody in the lane beside, after which it may cut in. lead_mps2: deceleration of
    the one ahead that is a danger. critical_s: time to collision, or headway to one who cuts in, below which one
    brakes. evaluation_s, delay_s: from the danger until braking. full_mps2, ramp_s: braking, and until all of it.
    emergency_ttc_s, emergency_mps2: of the emergency brake, which needs no evaluation; 0 without one. cruise_mps: the
    speed that it keeps; 0: what limits and bends allow. Raises ConfigError for numbers out of range.
    """

    wander_m: float = 0.375
    lead_mps2: float = 5.0
    critical_s: float = 2.0
    evaluation_s: float = 0.4
    delay_s: float = 0.75
    full_mps2: float = 0.774 * G_MPS2
    ramp_s: float = 0.6
    emergency_ttc_s: float = 1.5
    emergency_mps2: float = 0.85 * G_MPS2
    cruise_mps: float = 0.0

    def __post_init__(self) -> None:
        for name in ("wander_m", "lead_mps2", "critical_s", "full_mps2", "ramp_s", "emergency_mps2"):
            if not getattr(self, name) > 0.0:
                raise ConfigError(f"ego_policy.{name}", f"got {getattr(self, name)}, allowed: above 0")

    def start(self) -> CarefulState:
        """Nothing noticed."""
        return CarefulState()

    def decide(self, view: View, state: Any) -> tuple[Decision, CarefulState]:
        """Braking along the ramp from `delay_s` after the evaluation on, until nothing comes nearer; else it drives."""
        mind = CarefulState(*state)
        dangers = self._dangers(view, brakes=mind.braking_s >= 0.0)
        mind = self._after(view, dangers, mind)
        braking = self._braking_mps2(view, mind)
        if braking > 0.0:
            return Decision(acceleration_mps2=-braking), mind
        calm = FOLLOWING.behind(view.speed_mps, self.cruise_mps or view.limit_mps, view.ahead)
        warned = any(danger.is_critical for danger in dangers)
        return Decision(acceleration_mps2=min(max(calm, -CALM_MPS2), 0.0 if warned else CALM_MPS2)), mind

    def _after(self, view: View, dangers: list[Danger], mind: CarefulState) -> CarefulState:
        """What it keeps in mind: who was noticed when, and when braking begins, until nothing comes nearer."""
        since = dict(mind.noticed)
        noticed = tuple((danger.name, since.get(danger.name, view.time_s)) for danger in dangers)
        evaluated = {name for name, seen_s in noticed if view.time_s >= seen_s + self.evaluation_s - 1e-9}
        braking_s, emergency_s = mind.braking_s, mind.emergency_s
        if not any(danger.ttc_s < float("inf") for danger in dangers):
            braking_s = emergency_s = -1.0
        elif braking_s < 0.0 and any(danger.is_critical and danger.name in evaluated for danger in dangers):
            braking_s = view.time_s + self.delay_s
        if emergency_s < 0.0 and any(danger.ttc_s <= self.emergency_ttc_s for danger in dangers):
            emergency_s = view.time_s
        return CarefulState(noticed=noticed, braking_s=braking_s, emergency_s=emergency_s)

    def _braking_mps2(self, view: View, mind: CarefulState) -> float:
        """What it brakes with now."""
        human = self._ramp(view.time_s - mind.braking_s, self.full_mps2) if mind.braking_s >= 0.0 else 0.0
        machine = self._ramp(view.time_s - mind.emergency_s, self.emergency_mps2) if mind.emergency_s >= 0.0 else 0.0
        return max(human, machine)

    def _ramp(self, since_s: float, full_mps2: float) -> float:
        return full_mps2 * min(max(since_s / self.ramp_s, 0.0), 1.0)

    def _dangers(self, view: View, *, brakes: bool) -> list[Danger]:
        """All that may get in its way."""
        found = self._ahead(view, view.ahead) if view.ahead is not None else []
        for lane in (view.left, view.right):
            if lane is not None and lane.ahead is not None and lane.ahead.towards_m > self.wander_m:
                ttc = _ttc(view, lane.ahead)
                headway = lane.ahead.gap_m / max(view.speed_mps, 0.1)
                found.append(Danger(lane.ahead.name, ttc, min(ttc, headway) < self.critical_s))
        return found + self._across(view, brakes=brakes)

    def _ahead(self, view: View, ahead: Neighbour) -> list[Danger]:
        """The one ahead: that it comes near, and that it brakes hard, which is noticed when it begins to."""
        ttc = _ttc(view, ahead)
        found = [Danger(ahead.name, ttc, ttc < self.critical_s)]
        if ahead.acceleration_mps2 < -self.lead_mps2:
            found.append(Danger(f"{ahead.name} brakes", ttc, is_critical=True))
        return found

    def _across(self, view: View, *, brakes: bool) -> list[Danger]:
        """Those whose way crosses one's own, and who will be there when one comes, or while one brakes for them."""
        speed = max(view.speed_mps, 0.1)
        found = []
        for crossing in view.crossings:
            enters, leaves = crossing.enter_m / speed, crossing.leave_m / speed
            meets = crossing.arrives_s < leaves and crossing.leaves_s > enters
            if crossing.enter_m > 0.0 and crossing.leaves_s > 0.0 and (meets or brakes):
                found.append(Danger(crossing.name, enters, enters < self.critical_s))
        return found


def _ttc(view: View, other: Neighbour) -> float:
    """Time to collision at the present speeds; infinite where one does not close in."""
    closing = view.speed_mps - other.speed_mps
    return other.gap_m / closing if closing > 0.0 else float("inf")
