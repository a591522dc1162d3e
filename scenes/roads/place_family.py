"""Places that differ from clip to clip: a place, and which of its numbers are drawn."""

from __future__ import annotations

import dataclasses
import math
import typing
from dataclasses import dataclass, replace

import numpy as np

from scenes.distributions import Distribution, Value
from scenes.errors import ConfigError, UnknownName
from scenes.params import Params
from scenes.roads.place import Place

PREFIX = "road."
"""Of the drawn values' names in a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFamily:
    """prototype: all that is fixed. varied: distributions of its other fields, by name.

    Raises ConfigError where the ends of a distribution are no value of their field, all others as in the prototype.
    """

    prototype: Place
    varied: tuple[tuple[str, Distribution], ...] = ()

    def __post_init__(self) -> None:
        for name, source in self.varied:
            for value in _ends(source):
                self.place({PREFIX + name: value})

    def draw(self, rng: np.random.Generator) -> Params:
        """A value of every varied field, as `road.<field>`."""
        return {PREFIX + name: self._cast(name, source.sample(rng)) for name, source in self.varied}

    def place(self, params: Params) -> Place:
        """The place of drawn values; other keys than `road.<field>` are passed over."""
        given = {key.removeprefix(PREFIX): value for key, value in params.items() if key.startswith(PREFIX)}
        return replace(self.prototype, **{name: self._cast(name, value) for name, value in given.items()})

    def _cast(self, name: str, value: Value | float | int | str | bool) -> float | int | str:
        """A drawn value as its field's type."""
        return as_field(type(self.prototype), name, value)


def as_field(kind: type[Place], name: str, value: Value | float | int | str | bool) -> float | int | str:
    """A drawn value as the type of a place's field. Raises UnknownName and ConfigError where it is none."""
    hints = typing.get_type_hints(kind)
    if name not in hints:
        raise UnknownName(PREFIX + name, "key", name, (f.name for f in dataclasses.fields(kind)))
    hint = hints[name]
    if typing.get_origin(hint) is typing.Literal:
        if value not in typing.get_args(hint):
            raise UnknownName(PREFIX + name, "value", str(value), map(str, typing.get_args(hint)))
        return str(value)
    if hint in (int, float) and not isinstance(value, str):
        return round(float(value)) if hint is int else float(value)
    if hint is str and isinstance(value, str):
        return value
    raise ConfigError(PREFIX + name, f"got {value!r}, allowed: a value of type {getattr(hint, '__name__', hint)}")


def _ends(source: Distribution) -> list[Value]:
    """Every name, and the smallest and the largest number that can be drawn, where there are such."""
    low, high = source.support()
    numbers = [end for end in (low, high) if math.isfinite(end)] if low <= high else []
    return [*sorted(source.names()), *numbers]
