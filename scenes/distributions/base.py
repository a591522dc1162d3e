"""What every distribution offers: samples, quantiles, probabilities, and itself narrowed to a part of its range."""

from __future__ import annotations

import hashlib
import math
from abc import ABC, abstractmethod

import numpy as np

from scenes.errors import ConfigError

Value = float | str


class Distribution(ABC):
    """What a configured value may be. Frozen and hashable; the same generator state gives the same sample.

    Ranges are half open, above < x <= upto, so that neighbouring ones share no value, an atom at their border neither.
    """

    @abstractmethod
    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""

    @abstractmethod
    def support(self) -> tuple[float, float]:
        """Smallest and largest number that can be drawn; (inf, -inf) where only names can."""

    @abstractmethod
    def quantile(self, share: float) -> Value:
        """The value at a share of 0 to 1 of the probability: with an even share it is distributed as a sample.

        It grows with the share within each part of a mixture; names come in their order.
        """

    @abstractmethod
    def share(self, above: float, upto: float) -> float:
        """The probability of numbers with above < x <= upto."""

    @abstractmethod
    def narrowed(self, above: float, upto: float) -> Distribution:
        """The same, given that above < x <= upto. Raises ConfigError where that never happens."""

    def names(self) -> frozenset[str]:
        """The strings that can be drawn."""
        return frozenset()

    def atoms(self) -> frozenset[float]:
        """The numbers that have a probability of their own."""
        return frozenset()

    def inputs(self) -> frozenset[str]:
        """What of files this was made from, as text; equal texts are equal data."""
        return frozenset()


def finite(path: str, name: str, value: float) -> float:
    """The value; raises ConfigError for NaN and infinity."""
    if not math.isfinite(value):
        raise ConfigError(path or name, f"got {value}, allowed: a finite number")
    return value


def ordered(low: float, high: float) -> None:
    """Raises ConfigError where low is above high, or one of them is no number."""
    finite("", "low", low)
    finite("", "high", high)
    if low > high:
        raise ConfigError("", f"got low {low:g} above high {high:g}, allowed: low <= high")


def check_weights(weights: tuple[float, ...], count: int) -> None:
    """Raises ConfigError where weights are not one for each, negative, or all 0."""
    if len(weights) != count:
        raise ConfigError("weights", f"got {len(weights)}, allowed: one for each of {count}")
    for index, weight in enumerate(weights):
        finite("weights", "", weight)
        if weight < 0:
            raise ConfigError(f"weights.{index}", f"got {weight:g}, allowed: 0 or above")
    if sum(weights) <= 0:
        raise ConfigError("weights", f"got a sum of {sum(weights):g}, allowed: above 0")


def at_share(weights: tuple[float, ...], share: float) -> tuple[int, float]:
    """Which of weighted things lies at a share of 0 to 1 of their sum, and the share of its own weight up to there."""
    edges = np.cumsum(weights)
    place = share * float(edges[-1])
    index = min(int(np.searchsorted(edges, place, side="right")), len(weights) - 1)
    while weights[index] == 0:  # a share of 1, and nothing at the end
        index -= 1
    before = float(edges[index]) - weights[index]
    return index, min(1.0, max(0.0, (place - before) / weights[index]))


def never(above: float, upto: float) -> ConfigError:
    """The fault of a range that has no probability."""
    return ConfigError("", f"nothing is drawn above {above:g} up to {upto:g}")


def digest(source: str, values: tuple[Value, ...], weights: tuple[float, ...]) -> str:
    """Where data come from, and a hash of them."""
    return f"{source}: {hashlib.blake2b(repr((values, weights)).encode(), digest_size=16).hexdigest()}"
