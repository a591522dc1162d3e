"""Exact JSON of scene values and back: frozen dataclasses carry their type's name, tuples become lists."""

from __future__ import annotations

import dataclasses
import importlib
import math
from collections.abc import Sequence
from typing import Any

from scenes.errors import ConfigError, SceneError

TYPE_KEY = "_type"
FLOAT_KEY = "_float"
OWN_PACKAGES = ("scenes", "randomizers", "simulator", "exporters")
"""Packages whose types may appear in a scene; a run adds those of its `plugins`."""


def encode(value: object, path: str = "scene") -> Any:
    """JSON of a value made of frozen dataclasses, tuples, strings, numbers, booleans and None.

    Raises SceneError that names the place of anything else (lists, arrays, mutable objects).
    """
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else {FLOAT_KEY: repr(float(value))}
    if isinstance(value, int):
        return value
    if isinstance(value, tuple):
        return [encode(item, f"{path}.{index}") for index, item in enumerate(value)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _encode_dataclass(value, path)
    raise SceneError(
        f"{path}: a {type(value).__name__} cannot be part of a scene; allowed: frozen dataclasses, tuples, "
        "str, int, float, bool, None"
    )


def decode(data: Any, packages: Sequence[str] = OWN_PACKAGES, path: str = "scene") -> Any:
    """The value that `encode` was given; equal to it. Only types of `packages` are made.

    Raises ConfigError for a type outside the packages, an unknown type or fields that do not fit it.
    """
    if isinstance(data, list):
        return tuple(decode(item, packages, f"{path}.{index}") for index, item in enumerate(data))
    if isinstance(data, dict) and FLOAT_KEY in data:
        return float(data[FLOAT_KEY])
    if isinstance(data, dict):
        return _decode_dataclass(data, packages, path)
    return data


def allowed_type(name: str, packages: Sequence[str], path: str) -> type:
    """The class of a dotted name inside one of the packages. Raises ConfigError when it is elsewhere or not a class."""
    if name.partition(".")[0] not in packages:
        raise ConfigError(path, f"'{name}' is outside the allowed packages ({', '.join(packages)})")
    module, _, attribute = name.rpartition(".")
    try:
        found = getattr(importlib.import_module(module), attribute, None)
    except ModuleNotFoundError as fault:
        # A missing dependency of an existing module is another fault than a mistyped module.
        if fault.name and not module.startswith(fault.name):
            raise ConfigError(path, f"'{name}' needs the module '{fault.name}', which is not installed") from fault
        raise ConfigError(path, f"'{name}' does not exist: no module '{fault.name}'") from None
    except Exception as fault:  # whatever another package's own code raises
        raise ConfigError(path, f"'{name}' cannot be imported ({type(fault).__name__}: {fault})") from fault
    if not isinstance(found, type):
        raise ConfigError(path, f"'{name}' is not a class of the module '{module}'")
    # A re-exported foreign class (say `simulator.cli.Path`) is not the package's own.
    if found.__module__.partition(".")[0] not in packages:
        raise ConfigError(path, f"'{name}' is {found.__module__}.{found.__qualname__}, outside the allowed packages")
    return found


def _encode_dataclass(value: Any, path: str) -> dict[str, Any]:
    kind = type(value)
    if not kind.__dataclass_params__.frozen:
        raise SceneError(f"{path}: {kind.__qualname__} is not frozen and cannot be part of a scene")
    encoded: dict[str, Any] = {TYPE_KEY: f"{kind.__module__}.{kind.__qualname__}"}
    for field in dataclasses.fields(value):
        if field.init:
            encoded[field.name] = encode(getattr(value, field.name), f"{path}.{field.name}")
    return encoded


def _decode_dataclass(data: dict[str, Any], packages: Sequence[str], path: str) -> Any:
    if TYPE_KEY not in data:
        raise ConfigError(path, f"an object without '{TYPE_KEY}'")
    kind = allowed_type(str(data[TYPE_KEY]), packages, path)
    if not dataclasses.is_dataclass(kind):
        raise ConfigError(path, f"'{data[TYPE_KEY]}' is not a dataclass")
    fields = {key: decode(item, packages, f"{path}.{key}") for key, item in data.items() if key != TYPE_KEY}
    try:
        return kind(**fields)
    except (TypeError, ValueError) as fault:
        raise ConfigError(path, f"{kind.__qualname__}: {fault}") from fault
