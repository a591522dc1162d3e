"""Distributions as configuration: a number is fixed, a pair is uniform, a mapping names its kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scenes.distributions.base import Distribution, finite
from scenes.distributions.conditional import Case, Conditional
from scenes.distributions.continuous import LogUniform, Normal, TruncatedNormal, Uniform
from scenes.distributions.discrete import Choice, Constant
from scenes.distributions.empirical import empirical
from scenes.distributions.mixture import Mixture
from scenes.errors import ConfigError, UnknownName

KINDS: dict[str, tuple[str, ...]] = {
    "constant": ("value",),
    "uniform": ("low", "high"),
    "log_uniform": ("low", "high"),
    "normal": ("mean", "sigma"),
    "truncated_normal": ("mean", "sigma", "low", "high"),
    "choice": ("values", "weights"),
    "mixture": ("of", "weights"),
    "empirical": ("file", "column", "method"),
    "conditional": ("given", "cases"),
}
"""The keys that each `kind` of a mapping takes; `weights` (equal) and `method` (bootstrap) may be left out."""

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


def _from_mapping(value: Mapping[Any, object], path: str) -> Distribution:
    kind = value.get("kind")
    if kind not in KINDS:
        raise UnknownName(f"{path}.kind", "distribution", str(kind), KINDS)
    _check_keys(value, str(kind), path)
    if kind == "constant":
        return distribution(value["value"], f"{path}.value")
    if kind in _NUMERIC:
        numbers = [_number(f"{path}.{k}", value[k]) for k in KINDS[str(kind)]]
        return _construct(path, _NUMERIC[str(kind)], *numbers)
    return _STRUCTURED[str(kind)](value, path)


def _check_keys(value: Mapping[Any, object], kind: str, path: str) -> None:
    for key in [str(k) for k in value if k != "kind"]:
        if key not in KINDS[kind]:
            raise UnknownName(f"{path}.{key}", f"key of {kind}", key, KINDS[kind])
    optional = {"weights", "method"} | ({"values"} if isinstance(value.get("weights"), Mapping) else set())
    missing = [k for k in KINDS[kind] if k not in value and k not in optional]
    if missing:
        raise ConfigError(f"{path}.{missing[0]}", f"is missing; {kind} takes {', '.join(KINDS[kind])}")


def _mixture(value: Mapping[Any, object], path: str) -> Distribution:
    parts = tuple(_whole(p, f"{path}.of.{i}") for i, p in enumerate(_listed(f"{path}.of", value["of"])))
    return _construct(path, Mixture, parts, _weights_of(value, path, len(parts)))


def _choice(value: Mapping[Any, object], path: str) -> Distribution:
    weights = value.get("weights")
    if isinstance(weights, Mapping):
        return _construct(path, Choice, tuple(map(str, weights)), _numbers(f"{path}.weights", list(weights.values())))
    values = tuple(
        v if isinstance(v, str) else _number(f"{path}.values.{i}", v)
        for i, v in enumerate(_listed(f"{path}.values", value["values"]))
    )
    return _construct(path, Choice, values, _weights_of(value, path, len(values)))


def _empirical(value: Mapping[Any, object], path: str) -> Distribution:
    texts = {key: _text(f"{path}.{key}", value.get(key, "bootstrap")) for key in KINDS["empirical"]}
    return empirical(texts["file"], texts["column"], texts["method"], path)


def _conditional(value: Mapping[Any, object], path: str) -> Distribution:
    cases = value["cases"]
    if not isinstance(cases, Mapping):
        raise ConfigError(f"{path}.cases", f"got {cases!r}, allowed: a mapping of names, numbers or ranges a..b")
    made = tuple(
        (Case.of(str(key), f"{path}.cases"), _whole(case, f"{path}.cases.{key}")) for key, case in cases.items()
    )
    return _construct(path, Conditional, _text(f"{path}.given", value["given"]), made)


_STRUCTURED: dict[str, Callable[[Mapping[Any, object], str], Distribution]] = {
    "mixture": _mixture,
    "choice": _choice,
    "empirical": _empirical,
    "conditional": _conditional,
}


def _whole(value: object, path: str) -> Distribution:
    """A part of a distribution. Raises ConfigError where it is conditional itself: only a whole field may be."""
    made = distribution(value, path)
    if isinstance(made, Conditional):
        raise ConfigError(path, "is conditional, allowed: any other kind; make the field conditional as a whole")
    return made


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


def _text(path: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(path, f"got {value!r}, allowed: a text")
    return value


def _number(path: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ConfigError(path, f"got {value!r}, allowed: a number")
    return finite(path, "", float(value))
