"""The kinds of distributions: frozen values with a `sample`."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from scenes.errors import ConfigError

Value = float | str


class Distribution(ABC):
    """What a configured value may be. Frozen and hashable; the same generator state gives the same sample."""

    @abstractmethod
    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""

    @abstractmethod
    def support(self) -> tuple[float, float]:
        """Smallest and largest number that can be drawn; (inf, -inf) where only names can."""

    def names(self) -> frozenset[str]:
        """The strings that can be drawn."""
        return frozenset()


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

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return (math.inf, -math.inf) if isinstance(self.value, str) else (self.value, self.value)

    def names(self) -> frozenset[str]:
        """Names with a positive weight."""
        return frozenset([self.value]) if isinstance(self.value, str) else frozenset()


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Equal density from low to high."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _ordered(self.low, self.high)

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        return min(self.high, self.low + (self.high - self.low) * float(rng.random()))

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class LogUniform(Distribution):
    """Equal density of the logarithm from low to high, both positive."""

    low: float
    high: float

    def __post_init__(self) -> None:
        _ordered(self.low, self.high)
        if self.low <= 0:
            raise ConfigError("low", f"got {self.low:g}, allowed: above 0 for log_uniform")

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        ratio = math.log(self.high / self.low)
        return min(self.high, self.low * math.exp(ratio * float(rng.random())))

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Normal(Distribution):
    """Gaussian. Unbounded: fields with a physical range ask for a truncated one."""

    mean: float
    sigma: float

    def __post_init__(self) -> None:
        _spread(self.mean, self.sigma)

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        return self.mean + self.sigma * float(rng.standard_normal())

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return (self.mean, self.mean) if self.sigma == 0 else (-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class TruncatedNormal(Distribution):
    """Gaussian conditioned on [low, high], drawn by inverting its distribution function."""

    mean: float
    sigma: float
    low: float
    high: float

    def __post_init__(self) -> None:
        _spread(self.mean, self.sigma)
        _ordered(self.low, self.high)
        if self.sigma == 0 and not self.low <= self.mean <= self.high:
            raise ConfigError("mean", f"got {self.mean:g}, allowed {self.low:g} to {self.high:g} where sigma is 0")

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        share = float(rng.random())
        if self.sigma == 0:
            return self.mean
        a, b = ((edge - self.mean) / self.sigma for edge in (self.low, self.high))
        # Left-tail form: the distribution function keeps its digits only where it is small.
        sign = 1.0 if a + b <= 0 else -1.0
        lower, upper = (ndtr(a), ndtr(b)) if sign > 0 else (ndtr(-b), ndtr(-a))
        z = sign * float(ndtri(lower + share * (upper - lower)))
        return min(self.high, max(self.low, self.mean + self.sigma * z))

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return self.low, self.high


@dataclass(frozen=True, slots=True)
class Choice(Distribution):
    """One of some values, with weights that need not sum to 1."""

    values: tuple[Value, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ConfigError("values", "got none, allowed: at least one")
        for value in self.values:
            if not isinstance(value, str):
                finite("values", "", value)
        _check_weights(self.weights, len(self.values))

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        return self.values[_pick(self.weights, rng)]

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        numbers = [v for v, w in zip(self.values, self.weights, strict=True) if w > 0 and not isinstance(v, str)]
        return min(numbers, default=math.inf), max(numbers, default=-math.inf)

    def names(self) -> frozenset[str]:
        """Names with a positive weight."""
        return frozenset(v for v, w in zip(self.values, self.weights, strict=True) if w > 0 and isinstance(v, str))


@dataclass(frozen=True, slots=True)
class Mixture(Distribution):
    """One of some distributions, with weights that need not sum to 1."""

    of: tuple[Distribution, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.of:
            raise ConfigError("of", "got none, allowed: at least one distribution")
        _check_weights(self.weights, len(self.of))

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        return self.of[_pick(self.weights, rng)].sample(rng)

    def _possible(self) -> list[Distribution]:
        return [part for part, weight in zip(self.of, self.weights, strict=True) if weight > 0]

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        ends = [part.support() for part in self._possible()]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def names(self) -> frozenset[str]:
        """Names with a positive weight."""
        return frozenset().union(*(part.names() for part in self._possible()))


def finite(path: str, name: str, value: float) -> float:
    """The value; raises ConfigError for NaN and infinity."""
    if not math.isfinite(value):
        raise ConfigError(path or name, f"got {value}, allowed: a finite number")
    return value


def _ordered(low: float, high: float) -> None:
    finite("", "low", low)
    finite("", "high", high)
    if low > high:
        raise ConfigError("", f"got low {low:g} above high {high:g}, allowed: low <= high")


def _spread(mean: float, sigma: float) -> None:
    finite("", "mean", mean)
    finite("", "sigma", sigma)
    if sigma < 0:
        raise ConfigError("sigma", f"got {sigma:g}, allowed: 0 or above")


def _check_weights(weights: tuple[float, ...], count: int) -> None:
    if len(weights) != count:
        raise ConfigError("weights", f"got {len(weights)}, allowed: one for each of {count}")
    for index, weight in enumerate(weights):
        finite("weights", "", weight)
        if weight < 0:
            raise ConfigError(f"weights.{index}", f"got {weight:g}, allowed: 0 or above")
    if sum(weights) <= 0:
        raise ConfigError("weights", f"got a sum of {sum(weights):g}, allowed: above 0")


def _pick(weights: tuple[float, ...], rng: np.random.Generator) -> int:
    """Index with probability proportional to its weight; one number of the stream."""
    edges = np.cumsum(weights)
    return min(int(np.searchsorted(edges, float(rng.random()) * edges[-1], side="right")), len(weights) - 1)
