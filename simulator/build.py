"""Makes objects from plain config: `_target_` only from allowed packages, values checked against the class's types."""

from __future__ import annotations

import dataclasses
import functools
import inspect
import math
import types
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from scenes.distributions import Distribution, distribution
from scenes.errors import ConfigError, SwerveError, UnknownName
from scenes.json_codec import OWN_PACKAGES, allowed_type

TARGET = "_target_"


def build(node: Mapping[str, Any], path: str, packages: Sequence[str] = OWN_PACKAGES) -> Any:
    """The object that a config node describes.

    node: plain containers with a `_target_`; its other keys are the class's arguments. path: where the node stands in
    the config, for messages. packages: top-level packages whose classes may be made.
    Raises UnknownName for a key that the class does not take, ConfigError for everything else that does not fit.
    """
    if not isinstance(node, Mapping) or TARGET not in node:
        raise ConfigError(path, f"needs a '{TARGET}' that names a class, got {_shown(node)}")
    kind = allowed_type(str(node[TARGET]), packages, _at(path, TARGET))
    if inspect.isabstract(kind):
        raise ConfigError(_at(path, TARGET), f"'{node[TARGET]}' is abstract: it lacks {_lacking(kind)}")
    fields = _fields(kind)
    for key in node:
        if key != TARGET and key not in fields:
            raise UnknownName(_at(path, key), "key", str(key), fields)
    missing = [name for name, field in fields.items() if field.required and name not in node]
    if missing:
        raise ConfigError(_at(path, missing[0]), f"is missing; {kind.__qualname__} needs it")
    given = {key: _value(node[key], fields[key].hint, _at(path, key), packages) for key in node if key != TARGET}
    try:
        return kind(**given)
    except ConfigError as fault:
        raise placed(fault, path, fields) from None
    except SwerveError:
        raise
    except (TypeError, ValueError) as fault:
        raise ConfigError(path, str(fault)) from fault


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    hint: Any
    required: bool


@functools.cache
def _fields(kind: type) -> dict[str, _Field]:
    """Arguments of a class: of a dataclass its fields, else the parameters of `__init__`."""
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        unset = dataclasses.MISSING
        return {
            f.name: _Field(hints[f.name], f.default is unset and f.default_factory is unset)
            for f in dataclasses.fields(kind)
            if f.init
        }
    parameters = inspect.signature(kind, eval_str=True).parameters.values()
    return {p.name: _Field(Any if p.annotation is p.empty else p.annotation, p.default is p.empty) for p in parameters}


def _value(value: Any, hint: Any, path: str, packages: Sequence[str]) -> Any:
    """A config value as the type that the class asks for. Raises ConfigError where it cannot be."""
    origin = get_origin(hint)
    kind = origin or hint
    if kind in (Union, types.UnionType):
        return _alternative(value, hint, path, packages)
    if kind is Literal:
        return _literal(value, get_args(hint), path)
    if kind is tuple:
        return _tuple(value, get_args(hint), path, packages)
    if isinstance(kind, type) and kind is not Any:
        return _of_class(value, kind, get_args(hint), path, packages)
    return value


def _of_class(value: Any, kind: type, items: tuple[Any, ...], path: str, packages: Sequence[str]) -> Any:
    if issubclass(kind, Mapping):
        return _mapping(value, items[1] if len(items) > 1 else Any, path, packages)
    if issubclass(kind, Distribution):
        return distribution(value, path)
    if isinstance(value, Mapping):
        return _instance(value, kind, path, packages)
    return _scalar(value, kind, path)


def _alternative(value: Any, hint: Any, path: str, packages: Sequence[str]) -> Any:
    """The first alternative of a union that takes the value; with one besides None, its own message is the message."""
    options = get_args(hint)
    if value is None and type(None) in options:
        return None
    options = tuple(option for option in options if option is not type(None))
    for option in options[:-1]:
        try:
            return _value(value, option, path, packages)
        except ConfigError:
            continue
    if len(options) == 1:
        return _value(value, options[0], path, packages)
    try:
        return _value(value, options[-1], path, packages)
    except ConfigError:
        raise ConfigError(path, f"got {_shown(value)}, allowed: {' or '.join(map(_named, options))}") from None


def _literal(value: Any, choices: tuple[Any, ...], path: str) -> Any:
    for choice in choices:
        if choice == value and type(choice) is type(value):
            return choice
    raise UnknownName(path, "value", str(value), map(str, choices))


def _tuple(value: Any, items: tuple[Any, ...], path: str, packages: Sequence[str]) -> tuple[Any, ...]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        raise ConfigError(path, f"got {_shown(value)}, allowed: a list")
    repeated = not items or items[-1] is Ellipsis
    hints = [items[0] if items else Any] * len(value) if repeated else list(items)
    if len(hints) != len(value):
        raise ConfigError(path, f"got {len(value)} values, allowed: {len(hints)}")
    return tuple(_value(v, h, f"{path}.{i}", packages) for i, (v, h) in enumerate(zip(value, hints, strict=True)))


def _mapping(value: Any, hint: Any, path: str, packages: Sequence[str]) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigError(path, f"got {_shown(value)}, allowed: a mapping")
    return {str(key): _value(item, hint, _at(path, key), packages) for key, item in value.items()}


def _instance(value: Mapping[str, Any], kind: type, path: str, packages: Sequence[str]) -> Any:
    """A nested object; without `_target_` it is the field's own class."""
    if TARGET not in value and dataclasses.is_dataclass(kind):
        value = {TARGET: f"{kind.__module__}.{kind.__qualname__}", **value}
    made = build(value, path, packages)
    if not isinstance(made, kind):
        raise ConfigError(path, f"got a {type(made).__qualname__}, allowed: a {kind.__qualname__}")
    return made


def _scalar(value: Any, kind: Any, path: str) -> Any:
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return _finite(value, path)
    if isinstance(kind, type) and isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    raise ConfigError(path, f"got {_shown(value)}, allowed: {_named(kind)}")


def _finite(value: float, path: str) -> float:
    try:
        number = float(value)
    except OverflowError:  # an integer of more than 308 digits
        number = math.inf
    if not math.isfinite(number):
        raise ConfigError(path, f"got {number:g}, allowed: a finite number")
    return number


def placed(fault: ConfigError, path: str, fields: Collection[str] = ()) -> ConfigError:
    """The fault that a class found in its own fields, with the place of the node in the config before it.

    fields: the class's own; what the fault says before the first of them is the class's name for itself and is dropped.
    """
    if fault.path == path or fault.path.startswith(f"{path}."):
        return fault
    message = str(fault).removeprefix(f"{fault.path}: ") if fault.path else str(fault)
    names = fault.path.split(".") if fault.path else []
    own = next((k for k, name in enumerate(names) if name in fields), len(names) if fields else 0)
    return ConfigError(".".join([path, *names[own:]]) if path else ".".join(names), message)


def _named(kind: Any) -> str:
    """A type as a user would call it."""
    names = {int: "an integer", float: "a number", str: "a text", bool: "true or false", type(None): "null"}
    return names.get(kind) or (f"a {kind.__name__}" if isinstance(kind, type) else str(kind))


def _lacking(kind: type) -> str:
    return ", ".join(sorted(getattr(kind, "__abstractmethods__", ())))


def _at(path: str, key: object) -> str:
    """The place of a key below a place; the top of the config has no name."""
    return f"{path}.{key}" if path else str(key)


def _shown(value: Any) -> str:
    return "nothing (null)" if value is None else repr(value)
