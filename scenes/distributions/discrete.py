"""Distributions of single values: a constant, a weighted choice."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.distributions.base import Distribution, Value, at_share, check_weights, digest, finite, never
from scenes.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Constant(Distribution):
    """Always the same number or name."""

    value: Value

    def __post_init__(self) -> None:
        if not isinstance(self.value, str):
            finite("", "value", self.value)

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        return self.value

    def quantile(self, share: float) -> Value:
        """The value."""
        return self.value

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return (math.inf, -math.inf) if isinstance(self.value, str) else (self.value, self.value)

    def share(self, above: float, upto: float) -> float:
        """The probability of a range."""
        return 0.0 if isinstance(self.value, str) else float(above < self.value <= upto)

    def narrowed(self, above: float, upto: float) -> Distribution:
        """Itself, where its value lies in the range."""
        if not self.share(above, upto):
            raise never(above, upto)
        return self

    def names(self) -> frozenset[str]:
        """The value, where it is a name."""
        return frozenset([self.value]) if isinstance(self.value, str) else frozenset()

    def atoms(self) -> frozenset[float]:
        """The value, where it is a number."""
        return frozenset() if isinstance(self.value, str) else frozenset([self.value])


@dataclass(frozen=True, slots=True)
class Choice(Distribution):
    """One of some values, with weights that need not sum to 1. source: the file that they come from, if any."""

    values: tuple[Value, ...]
    weights: tuple[float, ...]
    source: str = ""

    def __post_init__(self) -> None:
        if not self.values:
            raise ConfigError("values", "got none, allowed: at least one")
        for value in self.values:
            if not isinstance(value, str):
                finite("values", "", value)
        check_weights(self.weights, len(self.values))

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        return self.quantile(float(rng.random()))

    def quantile(self, share: float) -> Value:
        """The value at a share of the weights, in the order of the values."""
        return self.values[at_share(self.weights, share)[0]]

    def _possible(self) -> list[tuple[Value, float]]:
        return [(v, w) for v, w in zip(self.values, self.weights, strict=True) if w > 0]

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return min(self.atoms(), default=math.inf), max(self.atoms(), default=-math.inf)

    def share(self, above: float, upto: float) -> float:
        """The probability of a range."""
        inside = sum(w for v, w in self._possible() if not isinstance(v, str) and above < v <= upto)
        return inside / sum(self.weights)

    def narrowed(self, above: float, upto: float) -> Distribution:
        """The choice among the numbers in the range."""
        kept = [(v, w) for v, w in self._possible() if not isinstance(v, str) and above < v <= upto]
        if not kept:
            raise never(above, upto)
        return Choice(tuple(v for v, _ in kept), tuple(w for _, w in kept))

    def inputs(self) -> frozenset[str]:
        """Its source and a digest of its values."""
        return frozenset([digest(self.source, self.values, self.weights)]) if self.source else frozenset()

    def names(self) -> frozenset[str]:
        """Names with a positive weight."""
        return frozenset(v for v, _ in self._possible() if isinstance(v, str))

    def atoms(self) -> frozenset[float]:
        """Numbers with a positive weight."""
        return frozenset(v for v, _ in self._possible() if not isinstance(v, str))
