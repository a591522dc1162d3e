"""Archives of a store, read as docs/formats.md and its codec's documentation describe them, by numpy and zipfile alone.

Values come as plain JSON: a dataclass is an object of its fields with `_type`, a mapping an object by its keys as text.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from simulator.validation.findings import Damaged
from simulator.validation.stored import Dataset, Json

FORMAT = "store.format"
"""The check that archives of another form fail."""

TYPE = "_type"
ROWS = ".rows"


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureName:
    """A picture in a file of its own; name: below the clip's folder."""

    name: str


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Archive:
    """One archive. value: of its JSON member, arrays and names of pictures in their places. unused: array members that
    nothing in it names.
    """

    value: Any
    unused: tuple[str, ...]


def read_archive(dataset: Dataset, file: str, member: str) -> Archive:
    """Reads every member, so that all checksums are compared. Raises Damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(dataset.bytes(file))) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
        arrays = dict(_array(name, data) for name, data in members.items() if name != member)
    except Damaged:
        raise
    except Exception as fault:  # zip, zlib and numpy each have errors of their own
        raise Damaged(file, f"cannot be read ({type(fault).__name__}: {fault})") from None
    if member not in members:
        raise Damaged(file, f"lacks the member {member}", check=FORMAT)
    reader = _Reader(arrays)
    try:
        value = reader.value(orjson.loads(members[member]))
    except (ValueError, TypeError, KeyError) as fault:  # orjson's error is a ValueError
        raise Damaged(file, f"{member} is not as the store codes values ({fault})", check=FORMAT) from None
    return Archive(value=value, unused=tuple(sorted(set(arrays) - reader.named)))


def kind_of(value: Any) -> str:
    """The name of a dataclass without its module; empty for anything else."""
    return str(value[TYPE]).rpartition(".")[2] if isinstance(value, dict) and TYPE in value else ""


def pictures_of(value: Any) -> Iterator[str]:
    """Names of all pictures in a value."""
    if isinstance(value, PictureName):
        yield value.name
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from pictures_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from pictures_of(item)


def pose_of(value: Json) -> list[float]:
    """x, y, z, qx, qy, qz, qw of a pose."""
    return [*value["translation_m"], *value["rotation_xyzw"]]


def _array(name: str, data: bytes) -> tuple[str, NDArray[Any]]:
    array = np.lib.format.read_array(io.BytesIO(data), allow_pickle=False)
    name = name.removesuffix(".npy")
    return (name.removesuffix(ROWS), _from_planes(array)) if name.endswith(ROWS) else (name, array)


def _from_planes(planes: NDArray[Any]) -> NDArray[Any]:
    """float32 of the planes of bytes of its rows' differences, as simulator/store/arrays.py tells how."""
    if planes.dtype != np.uint8 or planes.ndim < 3 or planes.shape[0] != 4:
        raise ValueError(f"coded rows are ({planes.dtype}, {planes.shape}), expected four planes of bytes")
    bits = np.ascontiguousarray(np.moveaxis(planes, 0, -1)).view("<u4")[..., 0]
    return np.cumsum(bits, axis=0, dtype="<u4").view("<f4")


class _Reader:
    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = arrays
        self.named: set[str] = set()

    def value(self, coded: Any) -> Any:
        if isinstance(coded, list):
            return [self.value(item) for item in coded]
        if not isinstance(coded, dict):
            return coded
        if TYPE in coded:
            return {name: item if name == TYPE else self.value(item) for name, item in coded.items()}
        ((tag, item),) = coded.items()
        return self._tagged(tag, item)

    def _tagged(self, tag: str, item: Any) -> Any:
        if tag == "_map":
            return {str(key): self.value(one) for key, one in item}
        if tag == "_array":
            self.named.add(item)
            return self._arrays[item]
        if tag == "_small":
            kind, shape, text = item
            return np.frombuffer(base64.b64decode(text), dtype=kind).reshape(shape)
        if tag == "_picture":
            return PictureName(name=item)
        if tag in ("_list", "_class"):
            return self.value(item)
        if tag == "_float":
            return float(item)
        raise ValueError(f"unknown mark '{tag}'")
