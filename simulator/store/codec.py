"""Exact JSON of frames and back. Small arrays stand in the JSON, large ones are named in it and kept beside it.

null, true, "text", 1.5                 themselves; [...] a tuple
{"_type": "package.module.Class", ...}  a frozen dataclass and its fields
{"_map": [[key, value], ...]}           a mapping, in its order
{"_list": [...]}                        a list, of values that are JSON by themselves
{"_float": "nan"}                       a float that JSON has not
{"_class": "package.module.Class"}      a class itself
{"_small": ["<f8", [17, 3], "..."]}     an array: type as in .npy headers, shape, base64 of its bytes
{"_array": "image_2/depth_m"}           an array by the name under which it lies in the archive
{"_picture": "image_2/000000.png"}      an (H, W, 3) uint8 picture in a file of its own
"""

from __future__ import annotations

import base64
import dataclasses
import functools
import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.errors import OutputError
from scenes.json_codec import FLOAT_KEY, OWN_PACKAGES, TYPE_KEY, allowed_type

Array = NDArray[Any]

SMALL_BYTES = 512
"""Arrays up to here stand in the JSON; chosen: a member of an archive costs some 200 bytes by itself."""

NO_PICTURES: Mapping[int, str] = MappingProxyType({})

_SKIPPED = frozenset({"written"})
"""Fields that are no part of a value."""


class Encoder:
    """keep: is given every large array and its place, and gives the name under which it lies in the archive.

    pictures: names of (H, W, 3) uint8 arrays that lie in files of their own, by `id`.
    """

    def __init__(self, keep: Callable[[str, Array], str], pictures: Mapping[int, str] = NO_PICTURES) -> None:
        self._keep = keep
        self._known = {key: {"_picture": name} for key, name in pictures.items()}

    def encode(self, value: Any, place: str = "") -> Any:
        """JSON of a value. Raises OutputError that names the place of what cannot be kept."""
        if value is None or isinstance(value, bool | str | int):
            return value
        for kinds, encode in _WRITERS:
            if isinstance(value, kinds):
                return encode(self, value, place)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._dataclass(value, place)
        raise OutputError(f"{place}: a {type(value).__name__} cannot be part of a stored frame")

    def _float(self, value: float, _: str) -> Any:
        return float(value) if math.isfinite(value) else {FLOAT_KEY: repr(float(value))}

    def _tuple(self, value: tuple[Any, ...], place: str) -> list[Any]:
        return [self.encode(item, f"{place}/{index}") for index, item in enumerate(value)]

    def _list(self, value: list[Any], place: str) -> dict[str, Any]:
        return {"_list": self._tuple(tuple(value), place)}

    def _mapping(self, value: Mapping[Any, Any], place: str) -> dict[str, Any]:
        return {"_map": [[key, self.encode(item, f"{place}/{key}")] for key, item in value.items()]}

    def _class(self, value: type, _: str) -> dict[str, str]:
        return {"_class": _name(value)}

    def _dataclass(self, value: Any, place: str) -> dict[str, Any]:
        kind: type = type(value)
        return {
            TYPE_KEY: _name(kind),
            **{name: self.encode(getattr(value, name), f"{place}/{name}") for name in _fields(kind)},
        }

    def _array(self, array: Array, place: str) -> dict[str, Any]:
        # The same array in two places, such as a reading and its clean twin's depth, is kept once.
        if id(array) in self._known:
            return self._known[id(array)]
        if array.nbytes <= SMALL_BYTES:
            little = array.astype(array.dtype.newbyteorder("<"), copy=False)
            kind = np.lib.format.dtype_to_descr(little.dtype)  # of structured arrays with the fields' names
            return {"_small": [kind, list(array.shape), base64.b64encode(little.tobytes()).decode()]}
        self._known[id(array)] = {"_array": self._keep(place.removeprefix("/"), array)}
        return self._known[id(array)]


_WRITERS: tuple[tuple[Any, Callable[[Encoder, Any, str], Any]], ...] = (
    (float, Encoder._float),
    (tuple, Encoder._tuple),
    (Mapping, Encoder._mapping),
    (np.ndarray, Encoder._array),
    (list, Encoder._list),
    (type, Encoder._class),
)


class Decoder:
    """array, picture: give what the JSON names. packages: whose types may be made."""

    def __init__(
        self,
        array: Callable[[str], Array],
        picture: Callable[[str], Array],
        packages: Sequence[str] = OWN_PACKAGES,
    ) -> None:
        self._array = functools.cache(array)
        self._picture = functools.cache(picture)
        self._packages = tuple(packages)

    def decode(self, data: Any) -> Any:
        """The value that was encoded, its arrays read-only. Raises ConfigError for types outside the packages."""
        if isinstance(data, list):
            return tuple(self.decode(item) for item in data)
        if not isinstance(data, dict):
            return data
        if TYPE_KEY in data:
            kind = _kind(data[TYPE_KEY], self._packages)
            return kind(**{name: self.decode(item) for name, item in data.items() if name != TYPE_KEY})
        ((tag, item),) = data.items()
        return _READERS[tag](self, item)

    def _mapping(self, items: list[list[Any]]) -> dict[Any, Any]:
        return {key: self.decode(item) for key, item in items}

    def _list(self, items: list[Any]) -> list[Any]:
        return [self.decode(item) for item in items]

    def _class(self, name: str) -> type:
        return _kind(name, self._packages)

    def _small(self, item: tuple[str | list[list[Any]], list[int], str]) -> Array:
        kind, shape, text = item
        dtype = np.dtype(kind if isinstance(kind, str) else [tuple(entry) for entry in kind])
        return np.frombuffer(base64.b64decode(text), dtype=dtype).reshape(shape)

    def _kept(self, name: str) -> Array:
        return self._array(name)

    def _pictured(self, name: str) -> Array:
        return self._picture(name)


_READERS: Mapping[str, Callable[[Decoder, Any], Any]] = {
    "_map": Decoder._mapping,
    "_list": Decoder._list,
    FLOAT_KEY: lambda _, text: float(text),
    "_class": Decoder._class,
    "_small": Decoder._small,
    "_array": Decoder._kept,
    "_picture": Decoder._pictured,
}


@functools.cache
def _fields(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind) if field.init and field.name not in _SKIPPED)


@functools.cache
def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


@functools.cache
def _kind(name: str, packages: tuple[str, ...]) -> type:
    return allowed_type(name, packages, TYPE_KEY)
