"""Compiled kernels on the disk: damaged ones are found before they are loaded, and compiled again.

Warp loads whatever lies in its cache. Files that a power cut or a full disk has cut off end every clip, and changed
machine code computes other pixels or ends the process.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import struct
import sys
import time
import zlib
from functools import cache
from pathlib import Path

import warp as wp

from scenes.errors import DeviceError

CHECKSUMS = "checksums.json"
"""In each of the cache's folders: the CRC-32 of each file as it was first seen; against damage, not against forgery."""

_OURS = "wp_simulator."
_UNFINISHED = re.compile(r"_p\d+_t\d+$")
"""Folders in which a process compiles; Warp renames them when they are complete."""

_FORGOTTEN_S = 86_400.0
"""Age of an unfinished folder whose process was killed; chosen: no module takes a day."""

_NOT_LOADED = (".cpp", ".cu", CHECKSUMS)
_ELF_HEADER = struct.Struct("<16sHHIQQQIHHHHHH")
_STRING_TABLE = 3
"""Section type SHT_STRTAB. Both as in the System V ABI, chapter 4, for 64 bits."""


@cache
def mended_once() -> tuple[str, ...]:
    """`mend` of Warp's cache, once a process; Warp must be initialised."""
    return mend(Path(wp.config.kernel_cache_dir))


def mend(folder: Path) -> tuple[str, ...]:
    """Removes damaged compiled kernels of ours from a cache, so that they are compiled again; returns their names.

    What is seen for the first time must be whole and is remembered from then on. Raises DeviceError where damaged
    kernels cannot be removed.
    """
    _remove_forgotten(folder)
    damaged = []
    for module in _modules(folder):
        if is_damaged(module):
            _remove(module)
            damaged.append(module.name)
        else:
            _seal(module)
    return tuple(damaged)


def seal(folder: Path) -> None:
    """Remembers compiled files that are not known yet, as they are now."""
    for module in _modules(folder):
        _seal(module)


def is_damaged(module: Path) -> bool:
    """Whether a file of a module's folder is another than it was, or was not whole from the beginning."""
    known = _known(module)
    for path in _compiled(module):
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue
        if zlib.crc32(data) != known[path.name] if path.name in known else not _is_whole(path.suffix, data):
            return True
    return False


def _seal(module: Path) -> None:
    """A cache that cannot be written stays as it is."""
    known = _known(module)
    with contextlib.suppress(OSError):
        new = {path.name: zlib.crc32(path.read_bytes()) for path in _compiled(module) if path.name not in known}
        if new:
            _write(module / CHECKSUMS, json.dumps({**known, **new}).encode())


def _remove_forgotten(folder: Path) -> None:
    """What processes left that were killed while they compiled."""
    for path in folder.glob(f"{_OURS}*_p*_t*"):
        with contextlib.suppress(FileNotFoundError):  # it has just been completed
            if _UNFINISHED.search(path.name) and time.time() - path.stat().st_mtime > _FORGOTTEN_S:
                shutil.rmtree(path, ignore_errors=True)


def _modules(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries if entry.name.startswith(_OURS) and entry.is_dir()]
    except FileNotFoundError:
        return []
    return [folder / name for name in sorted(names) if not _UNFINISHED.search(name)]


def _compiled(module: Path) -> list[Path]:
    """Machine code for whatever devices, and what Warp notes about it; nothing where the folder has just gone."""
    try:
        names = os.listdir(module)
    except FileNotFoundError:
        return []
    return [module / name for name in names if not name.startswith(".") and not name.endswith(_NOT_LOADED)]


def _known(module: Path) -> dict[str, int]:
    try:
        known = json.loads((module / CHECKSUMS).read_bytes())
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _is_whole(suffix: str, data: bytes) -> bool:
    """As far as a file shows by itself: JSON that can be read, machine code with all of its tables, PTX to its end."""
    if suffix == ".meta":
        try:
            return isinstance(json.loads(data), dict)
        except ValueError:
            return False
    if suffix == ".cubin" or (suffix == ".o" and sys.platform == "linux"):
        return _is_whole_elf(data)
    if suffix == ".ptx":
        return data.rstrip(b"\n\0").endswith(b"}")
    return bool(data)


def _is_whole_elf(data: bytes) -> bool:
    """Both tables lie within the file, and the last section that is needed to read it is what it should be."""
    if len(data) < _ELF_HEADER.size:
        return False
    magic, *_, programs, sections, _, _, program_size, program_count, size, count, names = _ELF_HEADER.unpack_from(data)
    end = max(sections + size * count, programs + program_size * program_count)
    if not magic.startswith(b"\x7fELF") or end > len(data) or names >= count:
        return False
    return bool(struct.unpack_from("<I", data, sections + size * names + 4)[0] == _STRING_TABLE)


def _remove(module: Path) -> None:
    """At once as far as other processes see: they find the whole folder or none."""
    aside = module.with_name(f".{module.name}-damaged-{os.getpid()}")
    try:
        module.rename(aside)
    except FileNotFoundError:
        return  # another process was faster
    except OSError as fault:
        raise DeviceError(
            f"device: compiled kernels in {module} are damaged and cannot be removed ({fault.strerror}). "
            f"rm -r {shlex.quote(str(module))}, or set WARP_CACHE_PATH to another folder"
        ) from None
    shutil.rmtree(aside, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    """Not flushed: what a power cut leaves of it counts as nothing."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(data)
    beside.replace(path)
