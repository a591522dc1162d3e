"""The default: every clip draws for itself, from streams that know nothing of each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from randomizers.plans.base import Layout, Plan, forbidden_of, planned
from randomizers.plans.points import Points, checked
from scenes.levels import Ask
from scenes.space import Space
from scenes.streams import stream


class Unasked(Layout):
    """Asks for nothing: all is drawn as declared."""

    def ask(self, clip: int, attempt: int) -> Mapping[str, Ask]:
        """Nothing."""
        return {}


class IndependentPoints(Points):
    """Points that know nothing of each other."""

    def shares(self, clip: int, turn: int) -> Sequence[float]:
        """One number of each parameter's own stream."""
        return [float(stream(self.seed, "plan.random", p.path, clip, turn).random()) for p in self.parameters]


@dataclass(frozen=True, slots=True, kw_only=True)
class Independent(Plan):
    """Random draws. forbidden: combinations that must not occur, each `{parameter: name, number or range a..b}`; only
    parameters that it names are drawn before their parts are.
    """

    forbidden: tuple[Mapping[str, Any], ...] = ()

    def lay_out(self, space: Space, clips: int, seed: int) -> Layout:
        """Nothing to ask for, or points of the parameters that constraints name."""
        forbidden = forbidden_of(self.forbidden, space)
        over = sorted({path for one in forbidden for path, _ in one.conditions})
        if not any(space[path].varies for path in over):
            return Unasked()
        return checked(IndependentPoints(space, planned(space, over), forbidden, clips, seed))
