"""The interface of a sampling plan: laid out once over a run's parameters, it asks each clip for values or levels."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from scenes.errors import ConfigError
from scenes.grid import Forbidden
from scenes.levels import Ask
from scenes.space import Parameter, Space


class Layout(ABC):
    """What a plan asks of every clip. It depends on config, seed and the clip's number alone."""

    @abstractmethod
    def ask(self, clip: int, attempt: int) -> Mapping[str, Ask]:
        """What attempt `attempt` of clip `clip` asks, by the parameter's path; the rest is drawn as declared.

        Raises SceneError where constraints leave nothing to ask for.
        """

    @property
    def least_clips(self) -> int:
        """How many clips the plan needs to keep its promise."""
        return 1


class Plan(ABC):
    """A frozen dataclass: how a run covers its parameters."""

    @abstractmethod
    def lay_out(self, space: Space, clips: int, seed: int) -> Layout:
        """The plan over a space. Raises ConfigError and UnknownName where it does not fit the parameters."""


def forbidden_of(given: Sequence[Mapping[str, Any]], space: Space) -> tuple[Forbidden, ...]:
    """The forbidden combinations of a config, whose parameters exist. Raises ConfigError and UnknownName."""
    made = tuple(Forbidden.of(one, f"forbidden.{k}") for k, one in enumerate(given))
    for k, one in enumerate(made):
        for path, _ in one.conditions:
            try:
                space[path]
            except ConfigError as fault:
                raise ConfigError(f"forbidden.{k}", str(fault)) from None
    return made


def planned(space: Space, over: Sequence[str] | None) -> tuple[Parameter, ...]:
    """The parameters that a plan takes, with those that they depend on. Raises ConfigError where none is left."""
    try:
        chosen = space.chosen(over)
    except ConfigError as fault:
        raise ConfigError("over", str(fault)) from None
    if not chosen:
        raise ConfigError("over", f"none of {len(space.parameters)} parameters varies, allowed: one or more that do")
    return chosen
