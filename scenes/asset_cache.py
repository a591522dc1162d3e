"""Built assets are kept on disk: a fleet's cars and people take half a minute to make and a tenth of a second to read.

A file an asset, named by its description, all code of `scenes` and what numpy computes with. Whoever reads a damaged
file builds the asset again; whoever may not write does without.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import io
import json
import mmap
import os
import pickle
import platform
import struct
import tempfile
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import scipy

from scenes.arithmetic import arithmetic
from scenes.errors import SceneError
from scenes.json_codec import TYPE_KEY, encode

if TYPE_CHECKING:
    from scenes.asset import Asset, AssetSpec

FOLDER_VARIABLE = "SWERVE_CACHE_PATH"
"""Environment variable: the folder for what is kept between runs; default: swerve in the user's cache folder."""

LIMIT_VARIABLE = "SWERVE_CACHE_MB"
"""Environment variable: how large the assets' files may become together; 0: nothing is kept."""

LIMIT_MB = 2000
"""Chosen: the assets of some ten thousand frames of city streets."""

LEAST_BUILD_S = 0.02
"""Assets that are made faster are not worth a file; chosen: twice what reading a large one takes."""

_MAGIC = b"SWASSET1"
_HEAD = struct.Struct("<8sIIQ")  # magic, checksum of the rest, buffers, bytes of the pickle
_ALIGNED = 64  # bytes: numpy's own alignment of arrays
_OWN = "scenes.assets."
_NUMPY = ("_frombuffer", "_reconstruct", "ndarray", "dtype", "scalar")


class AssetCache:
    """Files of assets below `folder`, at most `limit_bytes` together: the ones not used for longest go first."""

    def __init__(self, folder: Path, limit_bytes: int) -> None:
        self._folder = folder
        self._limit_bytes = limit_bytes
        self._unswept_bytes = 0

    def asset(self, spec: AssetSpec, build: Callable[[], Asset]) -> Asset:
        """The asset of a description: the kept one, else what `build` makes."""
        name = _name_of(spec) if self._limit_bytes else None
        if name is None:
            return build()
        path = self._folder / name[:2] / name
        kept = _read(path)
        if kept is not None:
            return kept
        begun_s = time.process_time()
        made = build()
        if time.process_time() - begun_s >= LEAST_BUILD_S:
            # A folder that is full, read-only or not there: the asset is made, that is all that was asked.
            with contextlib.suppress(OSError):
                self._keep(path, made)
        return made

    def _keep(self, path: Path, asset: Asset) -> None:
        buffers: list[pickle.PickleBuffer] = []
        values = pickle.dumps(asset, protocol=5, buffer_callback=buffers.append)
        raws = [buffer.raw() for buffer in buffers]
        sizes = struct.pack(f"<{len(raws)}Q", *(len(raw) for raw in raws))
        body = b"".join([sizes, values, _pad(_HEAD.size + len(sizes) + len(values)), *_padded(raws)])
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(_HEAD.pack(_MAGIC, zlib.crc32(body), len(raws), len(values)) + body)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        self._unswept_bytes += len(body)
        if self._unswept_bytes > self._limit_bytes // 16:
            self._unswept_bytes = 0
            self._sweep()

    def _sweep(self) -> None:
        """Removes files, those not used for longest first, until all together fit."""
        files = []
        for path in self._folder.glob("*/*"):
            with contextlib.suppress(OSError):  # another process has removed it
                facts = path.stat()
                files.append((facts.st_mtime_ns, facts.st_size, path))
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files, key=lambda file: file[0]):
            if total <= self._limit_bytes:
                return
            total -= size
            path.unlink(missing_ok=True)


@functools.cache
def asset_cache() -> AssetCache:
    """The cache of this user, as the environment says."""
    told = os.environ.get(LIMIT_VARIABLE, "")
    megabytes = int(told) if told.isdecimal() else LIMIT_MB
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    folder = Path(os.environ.get(FOLDER_VARIABLE) or Path(home) / "swerve")
    return AssetCache(folder / "assets", megabytes * 1_000_000)


def _name_of(spec: AssetSpec) -> str | None:
    """The file's name; None for descriptions that depend on files or on code of others."""
    if not type(spec).__module__.startswith(_OWN):
        return None
    try:
        told = encode(spec, "asset")
    except SceneError:
        return None
    if not _is_own(told):
        return None
    return hashlib.blake2b(_maker() + json.dumps(told).encode(), digest_size=16).hexdigest()


def _is_own(told: Any) -> bool:
    if isinstance(told, dict):
        return str(told.get(TYPE_KEY, "scenes.")).startswith("scenes.") and all(map(_is_own, told.values()))
    return not isinstance(told, list) or all(map(_is_own, told))


@functools.cache
def _maker() -> bytes:
    """A digest of what makes assets: the code, and what it computes with."""
    digest = hashlib.blake2b(digest_size=16)
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    digest.update(repr((arithmetic(), np.__version__, scipy.__version__, platform.python_version())).encode())
    return digest.digest()


class _Unpickler(pickle.Unpickler):
    """Makes values of ours and arrays, nothing else: a file in a cache folder is no program."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("scenes.") or (module.startswith("numpy") and name in _NUMPY):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of an asset")


def _pad(length: int) -> bytes:
    return bytes(-length % _ALIGNED)


def _padded(raws: list[memoryview]) -> list[bytes | memoryview]:
    return [piece for raw in raws for piece in (raw, _pad(len(raw)))]


def _read(path: Path) -> Asset | None:
    """The asset in a file, its arrays read-only views of it; None where there is none or it is damaged."""
    try:
        with path.open("rb") as file:
            data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        magic, checksum, count, values_bytes = _HEAD.unpack_from(data)
        if magic != _MAGIC or zlib.crc32(data[_HEAD.size :]) != checksum:
            return None
        sizes = struct.unpack_from(f"<{count}Q", data, _HEAD.size)
        start = _HEAD.size + 8 * count
        values, place = data[start : start + values_bytes], start + values_bytes
        buffers = []
        for size in sizes:
            place += -place % _ALIGNED
            buffers.append(data[place : place + size])
            place += size
        asset: Asset = _Unpickler(io.BytesIO(values), buffers=buffers).load()
    except (OSError, ValueError, struct.error, pickle.UnpicklingError, AttributeError, EOFError, TypeError):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)  # used just now
    return asset
