"""What a field may draw: a range with its unit, or names."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from scenes.distributions.base import Distribution
from scenes.errors import ConfigError, UnknownName


def number(source: Distribution, rng: np.random.Generator) -> float:
    """A draw of a field that was checked with `check_range`."""
    return float(source.sample(rng))


def check_range(source: Distribution, path: str, low: float, high: float, unit: str) -> None:
    """Raises ConfigError where a distribution can draw a name, or a number outside [low, high]."""
    allowed = f"allowed {low:g} to {high:g} {unit}".rstrip()
    if source.names():
        raise ConfigError(path, f"got {', '.join(sorted(source.names()))}, {allowed}")
    reach = source.support()
    if not (low <= reach[0] and reach[1] <= high):
        given = f"{reach[0]:g}" if reach[0] == reach[1] else f"{reach[0]:g} to {reach[1]:g}"
        hint = "; use truncated_normal" if math.inf in (abs(reach[0]), abs(reach[1])) else ""
        raise ConfigError(path, f"got {given} {unit}".rstrip() + f", {allowed}{hint}")


def check_names(source: Distribution, path: str, kind: str, valid: Sequence[str]) -> None:
    """Raises UnknownName or ConfigError where a distribution can draw anything but these names."""
    reach = source.support()
    if reach[0] <= reach[1]:
        raise ConfigError(path, f"got {reach[0]:g}, allowed: {', '.join(valid)}")
    for name in sorted(source.names() - set(valid)):
        raise UnknownName(path, kind, name, valid)
