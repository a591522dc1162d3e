"""When something happens: any of several groups, all conditions of which hold, each by its edge and after its delay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.storyboard.conditions import EntityCondition, WorldCondition

Edge = Literal["none", "rising", "falling", "risingOrFalling"]
"""none: while it holds; rising, falling: at the step at which it begins or ceases to. Not before the second step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A question, the edge at which it counts, and its delay. entities: whom it is asked of; which: any, or all."""

    asks: WorldCondition | EntityCondition
    entities: tuple[str, ...] = ()
    which: Literal["any", "all"] = "any"
    edge: Edge = "none"
    delay_s: float = 0.0
    name: str = ""

    def __post_init__(self) -> None:
        if isinstance(self.asks, WorldCondition) == bool(self.entities):
            needed = "no entities" if self.entities else "entities"
            raise ValueError(f"condition '{self.name}': {type(self.asks).__name__} is asked of {needed}")
        if self.delay_s < 0.0:
            raise ValueError(f"condition '{self.name}': delay_s must be at least 0, got {self.delay_s}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Any of the groups, whose conditions hold all at the same step. No groups: never."""

    groups: tuple[tuple[Condition, ...], ...] = ()


def when(*conditions: Condition) -> Trigger:
    """All of these."""
    return Trigger(groups=(conditions,))
