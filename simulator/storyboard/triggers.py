"""Whether triggers hold: groups of conditions, each at its edge and after its delay (OpenSCENARIO 1.3, 7.6.2)."""

from __future__ import annotations

import math
from collections.abc import Callable

from scenes.storyboard.triggers import Condition, Trigger

Ask = Callable[[Condition], bool]
"""Whether what a condition asks holds now, for its entities, whatever its edge and delay."""


class ConditionMemory:
    """One condition over the ticks at which it is asked: its last answer, for edges, and its answers, for delays."""

    def __init__(self, condition: Condition, tick_s: float) -> None:
        self.condition = condition
        self._delay = math.ceil(condition.delay_s / tick_s - 1e-9)
        self._last: bool | None = None
        self._answers: list[bool] = []

    def holds(self, ask: Ask) -> bool:
        """Asked at every tick: whether the condition counts now."""
        now = ask(self.condition)
        counted = self._at_edge(now)
        self._last = now
        if self._delay == 0:
            return counted
        self._answers.append(counted)
        return self._answers[-1 - self._delay] if len(self._answers) > self._delay else False

    def _at_edge(self, now: bool) -> bool:
        edge = self.condition.edge
        if edge == "none":
            return now
        if self._last is None or self._last == now:
            return False
        return edge == "risingOrFalling" or now == (edge == "rising")


class TriggerMemory:
    """A trigger over the ticks at which it is asked."""

    def __init__(self, trigger: Trigger, tick_s: float) -> None:
        self._groups = [[ConditionMemory(condition, tick_s) for condition in group] for group in trigger.groups]

    def holds(self, ask: Ask) -> bool:
        """Whether all conditions of any group count now; every one is asked, as edges and delays need their answers."""
        answers = [[memory.holds(ask) for memory in group] for group in self._groups]
        return any(all(group) for group in answers)
