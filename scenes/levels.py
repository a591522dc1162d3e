"""Levels: the bins of a parameter's range, or its names. What plans ask for and coverage counts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenes.distributions import Conditional, Constant, Distribution, Value
from scenes.errors import ConfigError

MOST_ATOMS = 12
"""Chosen: up to so many single numbers are a level each; more are binned."""

_LEFT_OUT = 1e-6
"""Chosen: what unbounded distributions draw beyond the range that is binned."""
_HALVINGS = 60
"""Of a range, to find a quantile: more than a float has digits."""


@dataclass(frozen=True, slots=True)
class Level:
    """A name, or the numbers with above < x <= upto; the lowest level of a parameter reaches down to -inf.

    low: the smallest number that can be drawn in it, for people to read.
    """

    name: str = ""
    above: float = 0.0
    upto: float = 0.0
    low: float = 0.0

    def holds(self, value: Value) -> bool:
        """Whether a drawn value is of this level."""
        if self.name or isinstance(value, str):
            return value == self.name
        return self.above < value <= self.upto

    def of(self, source: Distribution) -> Distribution:
        """The distribution within this level. Raises ConfigError where it never gets there."""
        if not self.name:
            return source.narrowed(self.above, self.upto)
        if self.name not in source.names():
            raise ConfigError("", f"'{self.name}' is never drawn")
        return Constant(self.name)

    def share(self, source: Distribution) -> float:
        """Whether a distribution gets there: its probability, and for names 1 where they can be drawn."""
        return float(self.name in source.names()) if self.name else source.share(self.above, self.upto)

    @property
    def example(self) -> Value:
        """A value of this level."""
        if self.name or math.isfinite(self.upto):
            return self.name or self.upto
        return float(np.nextafter(self.above, math.inf)) if math.isfinite(self.above) else 0.0

    @property
    def text(self) -> str:
        """For people: a name, a number, or a range."""
        if self.name:
            return self.name
        return f"{self.low:.4g}" if self.low == self.upto else f"{self.low:.4g}..{self.upto:.4g}"


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a distribution, as the share of its probability up to there."""

    share: float

    def of(self, source: Distribution) -> Distribution:
        """The value there."""
        return Constant(source.quantile(self.share))


Ask = Level | Point
"""What a plan asks of a parameter."""


def levels(source: Distribution, bins: int, cuts: Sequence[float] = ()) -> tuple[Level, ...]:
    """The levels of a distribution: its names, then its numbers in bins of about equal probability.

    bins: how many; fewer where single numbers are more probable than a bin. cuts: further borders between bins.
    A conditional one has bins of equal width, since its probabilities depend on another value.
    """
    names = tuple(Level(name=name) for name in _named(source))
    low, high = source.support()
    if low > high:
        return names
    inside = {cut for cut in cuts if low <= cut < high}
    return names + _of_edges(source, sorted({*_edges(source, bins), *inside, high}), low)


def level_of(value: Value, among: Sequence[Level]) -> int | None:
    """The index of the level that holds a value, or has it as its text; rounding may put a number beyond the last."""
    for index, level in enumerate(among):
        if level.holds(value) or level.text == value:
            return index
    if isinstance(value, str) or not among or among[-1].name:
        return None
    last = among[-1].upto
    return len(among) - 1 if value <= last + 1e-9 * max(1.0, abs(last)) else None


def _named(source: Distribution) -> list[str]:
    return sorted(source.names())


def _edges(source: Distribution, bins: int) -> list[float]:
    """Upper borders of bins but the last."""
    low, high = source.support()
    atoms = sorted(source.atoms())
    if len(atoms) <= MOST_ATOMS and atoms and (atoms[0], atoms[-1]) == (low, high) and _only_atoms(source, atoms):
        return atoms
    if isinstance(source, Conditional):
        first, last = _finite_ends(source)
        return [first + (last - first) * k / bins for k in range(1, bins)]
    return [_value_at(source, k / bins) for k in range(1, bins)]


def _only_atoms(source: Distribution, atoms: Sequence[float]) -> bool:
    """Whether nothing is drawn between single numbers."""
    if isinstance(source, Conditional):
        return all(_only_atoms(case, sorted(case.atoms())) for _, case in source.cases if not case.names())
    total = sum(source.share(float(np.nextafter(a, -math.inf)), a) for a in atoms)
    return total >= source.share(-math.inf, math.inf) - 1e-9


def _finite_ends(source: Distribution) -> tuple[float, float]:
    """The range of a distribution's numbers; of an unbounded one where all but some millionths lie."""
    low, high = source.support()
    if math.isfinite(high - low):
        return low, high
    reach = 1.0
    while source.share(-reach, reach) < source.share(-math.inf, math.inf) - _LEFT_OUT:
        reach *= 2.0
    return max(low, -reach), min(high, reach)


def _value_at(source: Distribution, share: float) -> float:
    """The smallest number up to which a distribution has a share of its numbers' probability."""
    low, high = _finite_ends(source)
    wanted = share * source.share(-math.inf, math.inf)
    atoms = [a for a in sorted(source.atoms()) if source.share(-math.inf, a) >= wanted]
    if atoms and source.share(-math.inf, float(np.nextafter(atoms[0], -math.inf))) < wanted:
        return atoms[0]
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        if source.share(-math.inf, middle) < wanted:
            low = middle
        else:
            high = middle
    return high


def _of_edges(source: Distribution, edges: Sequence[float], low: float) -> tuple[Level, ...]:
    """Levels between borders, without those in which nothing is drawn."""
    made: list[Level] = []
    above = -math.inf
    for upto in edges:
        if _reaches(source, above, upto):
            made.append(Level(above=above, upto=upto, low=_lowest(source, max(above, low), upto)))
            above = upto
    return tuple(made)


def _reaches(source: Distribution, above: float, upto: float) -> bool:
    if isinstance(source, Conditional):
        return any(case.share(above, upto) > 0 for _, case in source.cases)
    return source.share(above, upto) > 0


def _lowest(source: Distribution, above: float, upto: float) -> float:
    """The smallest number that is drawn in a range, where single numbers alone are; else the range's border."""
    inside = [a for a in source.atoms() if above < a <= upto]
    return (
        upto
        if len(inside) == 1 and inside[0] == upto and not _reaches(source, above, float(np.nextafter(upto, -math.inf)))
        else above
    )
