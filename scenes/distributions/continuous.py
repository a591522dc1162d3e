"""Distributions with a density: uniform, log-uniform, normal, truncated normal."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from scenes.distributions.base import Distribution, Value, finite, never, ordered
from scenes.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Uniform(Distribution):
    """Equal density from low to high."""

    low: float
    high: float

    def __post_init__(self) -> None:
        ordered(self.low, self.high)

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        return self.quantile(float(rng.random()))

    def quantile(self, share: float) -> Value:
        """The value at a share of the probability."""
        return min(self.high, self.low + (self.high - self.low) * share)

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return self.low, self.high

    def share(self, above: float, upto: float) -> float:
        """The probability of a range."""
        if self.low == self.high:
            return float(above < self.low <= upto)
        return max(0.0, min(upto, self.high) - max(above, self.low)) / (self.high - self.low)

    def narrowed(self, above: float, upto: float) -> Distribution:
        """Uniform within the range."""
        if self.share(above, upto) <= 0:
            raise never(above, upto)
        return Uniform(max(above, self.low), min(upto, self.high))

    def atoms(self) -> frozenset[float]:
        """The value, where there is but one."""
        return frozenset([self.low]) if self.low == self.high else frozenset()


@dataclass(frozen=True, slots=True)
class LogUniform(Distribution):
    """Equal density of the logarithm from low to high, both positive."""

    low: float
    high: float

    def __post_init__(self) -> None:
        ordered(self.low, self.high)
        if self.low <= 0:
            raise ConfigError("low", f"got {self.low:g}, allowed: above 0 for log_uniform")

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        return self.quantile(float(rng.random()))

    def quantile(self, share: float) -> Value:
        """The value at a share of the probability."""
        return min(self.high, self.low * math.exp(math.log(self.high / self.low) * share))

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return self.low, self.high

    def share(self, above: float, upto: float) -> float:
        """The probability of a range."""
        if self.low == self.high:
            return float(above < self.low <= upto)
        first, last = max(above, self.low), min(upto, self.high)
        return math.log(last / first) / math.log(self.high / self.low) if first < last else 0.0

    def narrowed(self, above: float, upto: float) -> Distribution:
        """Log-uniform within the range."""
        if self.share(above, upto) <= 0:
            raise never(above, upto)
        return LogUniform(max(above, self.low), min(upto, self.high))

    def atoms(self) -> frozenset[float]:
        """The value, where there is but one."""
        return frozenset([self.low]) if self.low == self.high else frozenset()


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

    def quantile(self, share: float) -> Value:
        """The value at a share of the probability; shares of 0 and 1 give those of 1e-12 and 1 - 1e-12."""
        return self.mean + self.sigma * float(ndtri(min(1.0 - _TAIL, max(_TAIL, share))))

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return (self.mean, self.mean) if self.sigma == 0 else (-math.inf, math.inf)

    def share(self, above: float, upto: float) -> float:
        """The probability of a range."""
        if self.sigma == 0:
            return float(above < self.mean <= upto)
        return _gaussian_share((above - self.mean) / self.sigma, (upto - self.mean) / self.sigma)

    def narrowed(self, above: float, upto: float) -> Distribution:
        """Gaussian, truncated to the range; beyond 40 sigma nothing is drawn anyway."""
        if self.share(above, upto) <= 0:
            raise never(above, upto)
        reach = 40.0 * self.sigma
        return TruncatedNormal(self.mean, self.sigma, max(above, self.mean - reach), min(upto, self.mean + reach))

    def atoms(self) -> frozenset[float]:
        """The mean, where there is no spread."""
        return frozenset([self.mean]) if self.sigma == 0 else frozenset()


@dataclass(frozen=True, slots=True)
class TruncatedNormal(Distribution):
    """Gaussian conditioned on [low, high], drawn by inverting its distribution function."""

    mean: float
    sigma: float
    low: float
    high: float

    def __post_init__(self) -> None:
        _spread(self.mean, self.sigma)
        ordered(self.low, self.high)
        if self.sigma == 0 and not self.low <= self.mean <= self.high:
            raise ConfigError("mean", f"got {self.mean:g}, allowed {self.low:g} to {self.high:g} where sigma is 0")

    def sample(self, rng: np.random.Generator) -> Value:
        """One draw."""
        return self._along(float(rng.random()))

    def quantile(self, share: float) -> Value:
        """The value at a share of the probability."""
        return self._along(share if self.sigma == 0 or sum(self._ends()) <= 0 else 1.0 - share)

    def _ends(self) -> tuple[float, float]:
        """Low and high in sigmas from the mean."""
        return (self.low - self.mean) / self.sigma, (self.high - self.mean) / self.sigma

    def _along(self, share: float) -> float:
        """The value at a share of the probability, counted from the end that lies farther out."""
        if self.sigma == 0:
            return self.mean
        a, b = self._ends()
        # In the left tail, where the distribution function is small and keeps its digits.
        sign = 1.0 if a + b <= 0 else -1.0
        lower, upper = (ndtr(a), ndtr(b)) if sign > 0 else (ndtr(-b), ndtr(-a))
        z = sign * float(ndtri(lower + share * (upper - lower)))
        return min(self.high, max(self.low, self.mean + self.sigma * z))

    def support(self) -> tuple[float, float]:
        """Smallest and largest number."""
        return self.low, self.high

    def share(self, above: float, upto: float) -> float:
        """The probability of a range."""
        if self.sigma == 0 or self.low == self.high:
            return float(above < min(self.high, max(self.low, self.mean)) <= upto)
        first, last = max(above, self.low), min(upto, self.high)
        if first >= last:
            return 0.0
        a, b = (first - self.mean) / self.sigma, (last - self.mean) / self.sigma
        whole = _gaussian_share(*self._ends())
        # So far in the tail that nothing is left of the density: what is drawn there lies at the nearer end.
        return _gaussian_share(a, b) / whole if whole > 0 else (last - first) / (self.high - self.low)

    def narrowed(self, above: float, upto: float) -> Distribution:
        """The same Gaussian, truncated to the range."""
        if self.share(above, upto) <= 0:
            raise never(above, upto)
        return TruncatedNormal(self.mean, self.sigma, max(above, self.low), min(upto, self.high))

    def atoms(self) -> frozenset[float]:
        """The value, where there is but one."""
        single = self.sigma == 0 or self.low == self.high
        return frozenset([min(self.high, max(self.low, self.mean))]) if single else frozenset()


_TAIL = 1e-12
"""Chosen: 7 sigma, which a thousand million clips do not draw."""


def _gaussian_share(a: float, b: float) -> float:
    """The probability of a standard normal between a and b, in the tail where it keeps its digits."""
    if a >= b:
        return 0.0
    return float(ndtr(b) - ndtr(a)) if a + b <= 0 else float(ndtr(-a) - ndtr(-b))


def _spread(mean: float, sigma: float) -> None:
    finite("", "mean", mean)
    finite("", "sigma", sigma)
    if sigma < 0:
        raise ConfigError("sigma", f"got {sigma:g}, allowed: 0 or above")
