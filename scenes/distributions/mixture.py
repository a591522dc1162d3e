"""A mixture of distributions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.distributions.base import Distribution, Value, at_share, check_weights, never
from scenes.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Mixture(Distribution):
    """One of some distributions, with weights that need not sum to 1."""

    of: tuple[Distribution, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.of:
            raise ConfigError("of", "got none, allowed: at least one distribution")
        check_weights(self.weights, len(self.of))

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        return self.of[at_share(self.weights, float(rng.random()))[0]].sample(rng)

    def quantile(self, share: float) -> Value:
        """The value at a share of the probability, one part after the other."""
        index, within = at_share(self.weights, share)
        return self.of[index].quantile(within)

    def _possible(self) -> list[tuple[Distribution, float]]:
        whole = sum(self.weights)
        return [(part, weight / whole) for part, weight in zip(self.of, self.weights, strict=True) if weight > 0]

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        ends = [part.support() for part, _ in self._possible()]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def share(self, above: float, upto: float) -> float:
        """The probability of a range."""
        return sum(weight * part.share(above, upto) for part, weight in self._possible())

    def narrowed(self, above: float, upto: float) -> Distribution:
        """The parts narrowed to the range, each with what it has there."""
        kept = [(part, weight * part.share(above, upto)) for part, weight in self._possible()]
        parts = [(part.narrowed(above, upto), weight) for part, weight in kept if weight > 0]
        if not parts:
            raise never(above, upto)
        return Mixture(tuple(part for part, _ in parts), tuple(weight for _, weight in parts))

    def names(self) -> frozenset[str]:
        """Names with a positive weight."""
        return frozenset().union(*(part.names() for part, _ in self._possible()))

    def atoms(self) -> frozenset[float]:
        """The numbers that have a probability of their own."""
        return frozenset().union(*(part.atoms() for part, _ in self._possible()))

    def inputs(self) -> frozenset[str]:
        """What of files its parts were made from."""
        return frozenset().union(*(part.inputs() for part in self.of))
