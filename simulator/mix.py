"""Several scenarios in one run: how much each weighs, and which clip is whose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError, UnknownName
from scenes.nhtsa import frequency
from scenes.scenario import Scenario
from scenes.streams import stream

EDGE, NHTSA = "edge", "nhtsa"
"""Weights by name: all the same; or as often as such crashes happen."""


def weights_of(given: Any, scenarios: Mapping[str, Scenario]) -> tuple[float, ...]:
    """The weight of each scenario of a mix, in its order.

    given: `edge`, `nhtsa`, or a weight by name, where what is left out has none. By NHTSA's typology, scenarios of the
    same types share their frequency. Raises ConfigError and UnknownName.
    """
    if given == EDGE:
        return (1.0,) * len(scenarios)
    if given == NHTSA:
        return _frequencies(scenarios)
    if not isinstance(given, Mapping):
        raise ConfigError(
            "mix_weights", f"got {given!r}, allowed: {EDGE}, {NHTSA} or a mapping of scenarios to weights"
        )
    for name, weight in given.items():
        if name not in scenarios:
            raise UnknownName("mix_weights", "scenario of the mix", str(name), scenarios)
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0.0 <= weight < np.inf:
            raise ConfigError(f"mix_weights.{name}", f"got {weight!r}, allowed: a number of 0 or more")
    weights = tuple(float(given.get(name, 0.0)) for name in scenarios)
    if sum(weights) <= 0.0:
        raise ConfigError("mix_weights", "got a sum of 0, allowed: above 0")
    return weights


def order_of(weights: tuple[float, ...], clips: int, seed: int) -> NDArray[np.int64]:
    """(clips,) the index of each clip's scenario: as many of each as its weight says, to a clip, in mixed order."""
    quotas = clips * np.asarray(weights) / sum(weights)
    counts = np.floor(quotas).astype(np.int64)
    # The largest remainders get what is left; of equal ones the first.
    counts[np.argsort(counts - quotas, kind="stable")[: clips - int(counts.sum())]] += 1
    every = np.repeat(np.arange(len(weights)), counts)
    return np.asarray(every[stream(seed, "mix").permutation(clips)], np.int64)


def _frequencies(scenarios: Mapping[str, Scenario]) -> tuple[float, ...]:
    types = {name: tuple(sorted(scenario.nhtsa())) for name, scenario in scenarios.items()}
    for name, own in types.items():
        if frequency(own) <= 0.0:
            told = "has no type of NHTSA's typology; give weights by name"
            raise ConfigError("mix_weights", f"{name} {told}: {{{name}: 1, ...}}, or {EDGE}")
    sharing = Counter(types.values())
    return tuple(frequency(own) / sharing[own] for own in types.values())
