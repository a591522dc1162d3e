"""Distributions as configuration: a number is fixed, a pair is uniform, a mapping names its kind."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from scenes.distribution_kinds import (
    Choice,
    Constant,
    Distribution,
    LogUniform,
    Mixture,
    Normal,
    TruncatedNormal,
    Uniform,
    Value,
    finite,
)
from scenes.errors import ConfigError, UnknownName

__all__ = [
    "KINDS",
    "Choice",
    "Constant",
    "Distribution",
    "LogUniform",
    "Mixture",
    "Normal",
    "TruncatedNormal",
    "Uniform",
    "Value",
    "check_names",
    "check_range",
    "distribution",
    "number",
]

KINDS: dict[str, tuple[str, ...]] = {
    "constant": ("value",),
    "uniform": ("low", "high"),
    "log_uniform": ("low", "high"),
    "normal": ("mean", "sigma"),
    "truncated_normal": ("mean", "sigma", "low", "high"),
    "choice": ("values", "weights"),
    "mixture": ("of", "weights"),
}
"""The keys that each `kind` of a mapping takes; `weights` may be left out (equal)."""

_NUMERIC: dict[str, type[Distribution]] = {
    "uniform": Uniform,
    "log_uniform": LogUniform,
    "normal": Normal,
    "truncated_normal": TruncatedNormal,
}


def distribution(value: object, path: str) -> Distribution:
    """The distribution that a config value describes; every fault is a ConfigError that names `path`.

    A number or a name is fixed; a pair [low, high] is uniform; a mapping has `kind` (see KINDS) and that kind's keys. A
    choice also takes `weights: {name: weight}` without `values`, which one override can change.
    """
    if isinstance(value, Distribution):
        return value
    if isinstance(value, Mapping):
        return _from_mapping(value, path)
    if isinstance(value, str):
        return Constant(value)
    if isinstance(value, Sequence):
        if len(value) != 2:
            raise ConfigError(path, f"got {list(value)}, allowed: a pair [low, high] of numbers")
        return _construct(path, Uniform, *(_number(path, v) for v in value))
    return _construct(path, Constant, _number(path, value))


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


def _from_mapping(value: Mapping[Any, object], path: str) -> Distribution:
    kind = value.get("kind")
    if kind not in KINDS:
        raise UnknownName(f"{path}.kind", "distribution", str(kind), KINDS)
    keys = [str(k) for k in value if k != "kind"]
    for key in keys:
        if key not in KINDS[str(kind)]:
            raise UnknownName(f"{path}.{key}", f"key of {kind}", key, KINDS[str(kind)])
    optional = {"weights", "values"} if isinstance(value.get("weights"), Mapping) else {"weights"}
    missing = [k for k in KINDS[str(kind)] if k not in value and k not in optional]
    if missing:
        raise ConfigError(f"{path}.{missing[0]}", f"is missing; {kind} takes {', '.join(KINDS[str(kind)])}")
    if kind == "constant":
        return distribution(value["value"], f"{path}.value")
    if kind in _NUMERIC:
        numbers = [_number(f"{path}.{k}", value[k]) for k in KINDS[str(kind)]]
        return _construct(path, _NUMERIC[str(kind)], *numbers)
    if kind == "mixture":
        parts = tuple(distribution(p, f"{path}.of.{i}") for i, p in enumerate(_listed(f"{path}.of", value["of"])))
        return _construct(path, Mixture, parts, _weights_of(value, path, len(parts)))
    weights = value.get("weights")
    if isinstance(weights, Mapping):
        return _construct(path, Choice, tuple(map(str, weights)), _numbers(f"{path}.weights", list(weights.values())))
    values = tuple(
        v if isinstance(v, str) else _number(f"{path}.values.{i}", v)
        for i, v in enumerate(_listed(f"{path}.values", value["values"]))
    )
    return _construct(path, Choice, values, _weights_of(value, path, len(values)))


def _construct(path: str, kind: type[Distribution], *arguments: object) -> Distribution:
    """Builds, and puts the config path in front of the fault that the class found."""
    try:
        return kind(*arguments)
    except ConfigError as fault:
        where = f"{path}.{fault.path}" if fault.path else path
        raise ConfigError(where, str(fault).removeprefix(f"{fault.path}: ")) from None


def _listed(path: str, value: object) -> list[object]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ConfigError(path, f"got {value!r}, allowed: a list")
    return list(value)


def _numbers(path: str, values: list[object]) -> tuple[float, ...]:
    return tuple(_number(f"{path}.{i}", v) for i, v in enumerate(values))


def _weights_of(value: Mapping[Any, object], path: str, count: int) -> tuple[float, ...]:
    if "weights" not in value:
        return (1.0,) * count
    return _numbers(f"{path}.weights", _listed(f"{path}.weights", value["weights"]))


def _number(path: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigError(path, f"got {value!r}, allowed: a number")
    return finite(path, "", float(value))
