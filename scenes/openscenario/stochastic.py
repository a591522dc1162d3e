"""Stochastic distributions of one parameter: how a value is drawn."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from scenes.openscenario.node import Node, shown

Sampler = Callable[[np.random.Generator], str]
MOST_TRIES = 10_000
"""Chosen: draws until one lies in a range."""


def read_sampler(node: Node) -> Sampler:
    """The distribution of a <StochasticDistribution>. Raises InputFileError, UnsupportedElement."""
    kind = node.one_of(*READERS, "UserDefinedDistribution")
    if kind.tag == "UserDefinedDistribution":
        raise kind.unsupported("distributions of other programs")
    return READERS[kind.tag](kind)


def _uniform(node: Node) -> Sampler:
    low, high = _limits(node)
    return lambda rng: shown(float(rng.uniform(low, high)))


def _normal(node: Node) -> Sampler:
    mean, variance = node.number("expectedValue"), node.least("variance", 0.0)
    return _inside(node, lambda rng: float(rng.normal(mean, math.sqrt(variance))))


def _log_normal(node: Node) -> Sampler:
    """ExpectedValue and variance are those of the value itself, from which follow those of its logarithm."""
    mean, variance = node.number("expectedValue"), node.least("variance", 0.0)
    if mean <= 0.0:
        raise node.fault(f"expectedValue={mean:g}, expected more than 0")
    spread = math.log(1.0 + variance / mean**2)
    return _inside(node, lambda rng: float(rng.lognormal(math.log(mean) - spread / 2.0, math.sqrt(spread))))


def _poisson(node: Node) -> Sampler:
    mean = node.least("expectedValue", 0.0)
    return _inside(node, lambda rng: float(rng.poisson(mean)))


def _histogram(node: Node) -> Sampler:
    """A bin by its weight, then anywhere in it alike."""
    bins = node.every("Bin", "HistogramBin")
    weights = _weights(node, [one.least("weight", 0.0) for one in bins])
    limits = [_limits(one) for one in bins]

    def draw(rng: np.random.Generator) -> str:
        low, high = limits[int(rng.choice(len(limits), p=weights))]
        return shown(float(rng.uniform(low, high)))

    return draw


def _probability_set(node: Node) -> Sampler:
    elements = node.every("Element", "ProbabilityDistributionSetElement")
    weights = _weights(node, [one.least("weight", 0.0) for one in elements])
    values = [one.text("value") for one in elements]
    return lambda rng: values[int(rng.choice(len(values), p=weights))]


def _weights(node: Node, weights: list[float]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    if not weights or sum(weights) <= 0.0:
        raise node.fault("needs weights of which one is more than 0")
    return np.array(weights) / sum(weights)


def _inside(node: Node, draw: Callable[[np.random.Generator], float]) -> Sampler:
    """Drawn again until it lies in the range, where there is one."""
    if node.maybe("Range") is None:
        return lambda rng: shown(draw(rng))
    low, high = _limits(node)

    def drawn(rng: np.random.Generator) -> str:
        for _ in range(MOST_TRIES):
            value = draw(rng)
            if low <= value <= high:
                return shown(value)
        raise node.fault(f"none of {MOST_TRIES} draws lies in {low:g} to {high:g}")

    return drawn


def _limits(node: Node) -> tuple[float, float]:
    reach = node.only("Range")
    low, high = reach.number("lowerLimit"), reach.number("upperLimit")
    if high < low:
        raise node.fault(f"a range from {low:g} to {high:g} is empty")
    return low, high


READERS: Mapping[str, Callable[[Node], Sampler]] = MappingProxyType(
    {
        "UniformDistribution": _uniform,
        "NormalDistribution": _normal,
        "LogNormalDistribution": _log_normal,
        "PoissonDistribution": _poisson,
        "Histogram": _histogram,
        "ProbabilityDistributionSet": _probability_set,
    }
)
"""By the element's name."""
