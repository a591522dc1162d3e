"""All families of things that are made by code: found where they are defined, named like their class."""

from __future__ import annotations

import dataclasses
import functools
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin, get_type_hints

from scenes.asset import AssetSpec, asset_of
from scenes.errors import SceneError

OWN_PACKAGE = "scenes.assets"
SEEDS = 3
"""Seeds of a family that has one which are shown; chosen."""
MOST_VARIANTS = 6
"""Of one family that are shown; chosen."""
_FILLED: dict[str, float] = {"length_m": 8.0, "width_m": 6.0, "height_m": 3.0, "radius_m": 0.5}
"""Sizes of families whose size has no default; chosen."""


def families(packages: tuple[str, ...] = (OWN_PACKAGE,)) -> dict[str, type[AssetSpec]]:
    """Concrete classes of descriptions defined in packages, by name: `StreetTree` is street_tree."""
    return {name: kind for package in packages for name, kind in _families(package)}


@functools.cache
def _families(package: str) -> tuple[tuple[str, type[AssetSpec]], ...]:
    return tuple(sorted((_snake(kind.__name__), kind) for kind in _defined(package)))


def example(kind: type[AssetSpec]) -> AssetSpec | None:
    """One thing of a family, as its defaults are; None where it needs more than sizes and choices."""
    needed: dict[str, Any] = {}
    hints = get_type_hints(kind)
    for field in dataclasses.fields(kind):
        if field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING:
            continue
        choices = _choices(hints[field.name])
        if choices:
            needed[field.name] = choices[0]
        elif field.name in _FILLED:
            needed[field.name] = _FILLED[field.name]
        else:
            return None
    if not needed:
        return kind()
    longer = {**needed, "length_m": 10 * _FILLED["length_m"]} if "length_m" in needed else needed
    return _buildable(kind, needed) or _buildable(kind, longer)


def variants(kind: type[AssetSpec]) -> tuple[AssetSpec, ...]:
    """The example first, then those that the family names, else others whose every choice and seed go one further.

    What a family says of itself stays: a firefighter's clothes, a cyclist's helmet. So does the level of detail.
    """
    first = example(kind)
    if first is None:
        return ()
    hints = get_type_hints(kind)
    free = [
        field.name for field in dataclasses.fields(kind) if field.name != "detail" and not _pinned(kind, field.name)
    ]
    options = {name: found for name in free if (found := _choices(hints[name]))}
    if "seed" in hints:
        options["seed"] = tuple(range(SEEDS))
    chosen = [first]
    named = list(kind.examples())
    for k, values in enumerate(named or [{}] * max(map(len, options.values()), default=0)):
        turn = len(chosen) if named else k
        changes = {name: choices[turn % len(choices)] for name, choices in options.items()}
        other = _changed(first, {**changes, **values})
        if other is not None and other not in chosen:
            chosen.append(other)
        if len(chosen) == MOST_VARIANTS:
            break
    return tuple(chosen)


def _pinned(kind: type[AssetSpec], name: str) -> bool:
    """Whether a family gives a field of the family above it another value."""
    above = (base for base in kind.__mro__[1:] if dataclasses.is_dataclass(base))
    values = [field.default for base in above for field in dataclasses.fields(base) if field.name == name]
    return bool(values) and kind.__dataclass_fields__[name].default != values[0]


def _buildable(kind: type[AssetSpec], arguments: dict[str, Any]) -> AssetSpec | None:
    try:
        made = kind(**arguments)
        asset_of(made)
    except (ValueError, SceneError):
        return None
    return made


def _changed(spec: AssetSpec, changes: dict[str, Any]) -> AssetSpec | None:
    """Another thing of the family; None where its choices do not go together."""
    try:
        other = dataclasses.replace(spec, **changes)
        asset_of(other)
    except (ValueError, SceneError):
        return None
    return other


def _choices(hint: Any) -> tuple[Any, ...]:
    return get_args(hint) if get_origin(hint) is Literal else ()


def _defined(package: str) -> Iterator[type[AssetSpec]]:
    root = importlib.import_module(package)
    for info in pkgutil.walk_packages(root.__path__, f"{package}."):
        module = importlib.import_module(info.name)
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == info.name and issubclass(kind, AssetSpec) and not inspect.isabstract(kind):
                yield kind


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()
