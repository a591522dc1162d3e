"""People on foot: they walk on, keep behind slower ones, and wait before carriageways until they may and can cross."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

from scenes.behaviour.base import Behaviour, Crossing, Decision, View
from scenes.behaviour.gaps import accepts
from scenes.errors import ConfigError

ACCELERATION_MPS2 = 1.5
"""Chosen: people reach their pace in a step or two and stop as fast."""
LEAST_GAP_M = 0.6
"""Chosen: one keeps behind another so far."""
KERB_M = 0.4
"""Chosen: one waits that far before the carriageway."""
HEADWAY_S = 0.7
"""Chosen: one's distance to a slower one ahead while walking, about a step."""


class WalkerState(NamedTuple):
    """Whether it has decided to cross: it does not turn back in the middle."""

    going: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker(Behaviour):
    """Somebody on foot. pace_mps: its walking speed; Weidmann 1993, Transporttechnik der Fussgänger: 1.34 m/s, sigma
    0.26 m/s. gap_share: of the gap that it waits for. trusts: whether it steps out before those who must let it pass
    and can. ignores_red: whether it walks at red. Raises ConfigError for numbers out of range.
    """

    pace_mps: float = 1.34
    gap_share: float = 1.0
    trusts: bool = True
    ignores_red: bool = False

    def __post_init__(self) -> None:
        for name, (low, high) in {"pace_mps": (0.1, 8.0), "gap_share": (0.0, 3.0)}.items():
            if not low <= getattr(self, name) <= high:
                raise ConfigError(f"behaviour.{name}", f"got {getattr(self, name)}, allowed: {low} to {high}")

    def start(self) -> WalkerState:
        """On the pavement."""
        return WalkerState()

    def decide(self, view: View, state: Any) -> tuple[Decision, WalkerState]:
        """At its pace, slower behind others, to a stop before what it may not or cannot cross now."""
        going = WalkerState(*state).going and self._is_over(view)
        reach = view.end_m
        if view.ahead is not None:
            reach = min(reach, view.ahead.gap_m - LEAST_GAP_M)
        waits = [] if going else self._waits_m(view)
        if waits:
            reach = min(reach, *waits)
        elif view.crossings or view.stop_line is not None:
            going = True
        pace = min(self.pace_mps, view.limit_mps)
        if view.ahead is not None and reach < pace * HEADWAY_S:
            pace = min(pace, view.ahead.speed_mps + max(reach, 0.0) / HEADWAY_S)
        return Decision(acceleration_mps2=_towards(view, pace, reach)), WalkerState(going=going)

    @staticmethod
    def _is_over(view: View) -> bool:
        """Whether it is on the carriageway: something there still lies before it."""
        return any(crossing.leave_m > 0.0 for crossing in view.crossings)

    def _waits_m(self, view: View) -> list[float]:
        """Distances to where it has to wait."""
        line = view.stop_line
        found = []
        if line is not None and line.state in {"red", "red_amber", "amber"} and not self.ignores_red:
            found.append(line.distance_m - KERB_M)
        found += [
            crossing.wait_m - KERB_M
            for crossing in view.crossings
            if crossing.wait_m > 0.0 and self._minds(crossing) and not self._goes(crossing, view.speed_mps)
        ]
        return [distance for distance in found if distance > -2.0 * KERB_M]

    def _minds(self, crossing: Crossing) -> bool:
        """Whether it lets somebody pass: those with the right of way, those who cannot stop, others without trust."""
        return crossing.has_priority or crossing.committed or not self.trusts

    def _goes(self, crossing: Crossing, speed_mps: float) -> bool:
        return accepts(crossing, speed_mps, self.pace_mps, ACCELERATION_MPS2, self.gap_share)


def _towards(view: View, pace_mps: float, reach_m: float) -> float:
    """The acceleration to a pace, and to a stop within a reach."""
    if reach_m <= 0.0:
        return -2.0 * ACCELERATION_MPS2
    stopping = math.sqrt(2.0 * ACCELERATION_MPS2 * reach_m)
    wanted = (min(pace_mps, stopping) - view.speed_mps) / view.step_s
    return max(-2.0 * ACCELERATION_MPS2, min(ACCELERATION_MPS2, wanted))
