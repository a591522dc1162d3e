"""A distribution that depends on another drawn value: one distribution a case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.distributions.base import Distribution, Value
from scenes.errors import ConfigError, SceneError

ELSE = "else"
"""The case of all values that no other case names."""
RANGE = ".."
"""Between the two numbers of a case such as `10..30`, both included."""


@dataclass(frozen=True, slots=True)
class Case:
    """Which given values a distribution is for. text: as the user wrote it: a name, a number, a range or `else`."""

    text: str
    low: float = 0.0
    high: float = 0.0
    numeric: bool = False

    @classmethod
    def of(cls, text: str, path: str) -> Case:
        """Raises ConfigError for a range whose ends are no numbers or stand the wrong way round."""
        first, dots, last = text.partition(RANGE)
        try:
            low, high = float(first), float(last if dots else first)
        except ValueError:
            if dots:
                raise ConfigError(path, f"got {text!r}, allowed: a range of numbers such as 10..30") from None
            return cls(text)
        if not low <= high:
            raise ConfigError(path, f"got {text!r}, allowed: a range whose first number is the smaller one")
        return cls(text, low, high, numeric=True)

    def holds(self, value: Value) -> bool:
        """Whether a given value is of this case."""
        if isinstance(value, str):
            return self.text in (value, ELSE)
        return self.text == ELSE or (self.numeric and self.low <= value <= self.high)


@dataclass(frozen=True, slots=True)
class Conditional(Distribution):
    """Which distribution holds is known once `given` is drawn; the first case that holds its value says.

    given: a field of the same part, or the path of a parameter of another one. It is resolved before its part draws
    (`scenes.space`); until then nothing can be drawn, and ranges are those of all cases together.
    """

    given: str
    cases: tuple[tuple[Case, Distribution], ...]

    def __post_init__(self) -> None:
        if not self.cases:
            raise ConfigError("cases", "got none, allowed: at least one")

    def resolved(self, value: Value) -> Distribution:
        """The distribution for a value of `given`. Raises ConfigError where no case holds it."""
        for case, source in self.cases:
            if case.holds(value):
                return source
        told = value if isinstance(value, str) else f"{value:g}"
        raise ConfigError("cases", f"none is for {self.given} = {told}; add one, or '{ELSE}'")

    def uncovered(self, source: Distribution) -> str:
        """What of `given`'s values no case holds, for a message; empty where every one has its case."""
        if any(case.text == ELSE for case, _ in self.cases):
            return ""
        if isinstance(source, Conditional):
            return next((told for _, part in source.cases if (told := self.uncovered(part))), "")
        missing = sorted(name for name in source.names() if not any(case.holds(name) for case, _ in self.cases))
        if missing:
            return ", ".join(missing)
        low, high = source.support()
        above = np.nextafter(low, -np.inf)
        for case in sorted((case for case, _ in self.cases if case.numeric), key=lambda case: case.low):
            if case.low > above and source.share(float(above), float(np.nextafter(case.low, -np.inf))) > 0:
                return f"{max(float(above), low):g} to {case.low:g}"
            above = max(above, case.high)
        return f"{max(float(above), low):g} to {high:g}" if low <= high and source.share(float(above), high) > 0 else ""

    def sample(self, rng: np.random.Generator) -> Value:
        """Raises SceneError: it has to be resolved first."""
        raise SceneError(f"a conditional distribution was drawn before {self.given}, on which it depends")

    def quantile(self, share: float) -> Value:
        """Raises SceneError: it has to be resolved first."""
        raise SceneError(f"a conditional distribution was asked before {self.given}, on which it depends")

    def share(self, above: float, upto: float) -> float:
        """Raises SceneError: it has to be resolved first."""
        raise SceneError(f"a conditional distribution was asked before {self.given}, on which it depends")

    def support(self) -> tuple[float, float]:
        """Smallest and largest number of all cases."""
        ends = [source.support() for _, source in self.cases]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def narrowed(self, above: float, upto: float) -> Distribution:
        """Raises SceneError: it has to be resolved first."""
        raise SceneError(f"a conditional distribution was narrowed before {self.given} was drawn")

    def names(self) -> frozenset[str]:
        """The names of all cases."""
        return frozenset().union(*(source.names() for _, source in self.cases))

    def atoms(self) -> frozenset[float]:
        """The numbers that have a probability of their own in any case."""
        return frozenset().union(*(source.atoms() for _, source in self.cases))

    def inputs(self) -> frozenset[str]:
        """What of files its cases were made from."""
        return frozenset().union(*(source.inputs() for _, source in self.cases))
