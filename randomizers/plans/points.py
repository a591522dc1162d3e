"""Plans of points: each clip gets a place in every planned distribution, and another one when it is refused."""

from __future__ import annotations

import functools
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from randomizers.plans.base import Layout, Plan, forbidden_of, planned
from scenes.distributions import Constant, Value
from scenes.errors import ConfigError, SceneError
from scenes.grid import Forbidden
from scenes.levels import Ask, Point
from scenes.refusals import tally
from scenes.space import Parameter, Space
from scenes.streams import stream

TRIES = 1000
"""Chosen: points that a clip tries before its constraints count as contradicting each other."""


class Points(Layout):
    """Turn k of a clip is its k-th point: what it asks first, and what it asks where that is forbidden or refused."""

    def __init__(
        self, space: Space, parameters: Sequence[Parameter], forbidden: Sequence[Forbidden], clips: int, seed: int
    ) -> None:
        self.space, self.parameters, self.forbidden = space, tuple(parameters), tuple(forbidden)
        self.clips, self.seed = clips, seed

    @abstractmethod
    def shares(self, clip: int, turn: int) -> Sequence[float]:
        """A number in (0, 1) for every parameter."""

    def ask(self, clip: int, attempt: int) -> Mapping[str, Ask]:
        """The point of the clip's turn; forbidden ones are passed over."""
        allowed, refused = 0, []
        for turn in range(TRIES + attempt):
            shares = self.shares(clip, turn)
            asked = {p.path: Point(share) for p, share in zip(self.parameters, shares, strict=True)}
            against = [one.text for one in self.forbidden if one.holds(self._values(asked))] if self.forbidden else []
            if not against and allowed == attempt:
                return asked
            allowed += not against
            refused += against
        raise SceneError(f"of {TRIES} points of clip {clip} none is allowed: {tally(refused)}")

    def _values(self, asked: Mapping[str, Ask]) -> Mapping[str, Value]:
        settled = self.space.settled(asked, functools.partial(stream, self.seed, "plan.unasked"))
        fixed = {p.path: p.source for p in self.space.parameters if not p.varies} | settled
        return {path: source.value for path, source in fixed.items() if isinstance(source, Constant)}


def checked(points: Points) -> Points:
    """The points. Raises ConfigError where constraints leave the first clip none."""
    try:
        points.ask(0, 0)
    except SceneError as fault:
        raise ConfigError("forbidden", str(fault)) from None
    return points


@dataclass(frozen=True, slots=True, kw_only=True)
class PointPlan(Plan):
    """over: paths of the parameters that it takes, null for all that vary and are drawn once a clip. forbidden: a list
    of combinations that must not occur, each `{parameter: name, number or range a..b, ...}`.
    """

    over: tuple[str, ...] | None = None
    forbidden: tuple[Mapping[str, Any], ...] = ()

    def lay_out(self, space: Space, clips: int, seed: int) -> Layout:
        """The points over a space. Raises ConfigError and UnknownName where it does not fit the parameters."""
        parameters, forbidden = planned(space, self.over), forbidden_of(self.forbidden, space)
        taken = {p.path for p in parameters}
        for k, one in enumerate(forbidden):
            for path, _ in one.conditions:
                if path not in taken and space[path].varies:
                    raise ConfigError(f"forbidden.{k}", f"{path} varies and is not planned; add it to over")
        return checked(self.points(space, parameters, forbidden, clips, seed))

    @abstractmethod
    def points(
        self, space: Space, parameters: Sequence[Parameter], forbidden: Sequence[Forbidden], clips: int, seed: int
    ) -> Points:
        """The points of this plan."""
