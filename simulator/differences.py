"""Where two files or JSON values that should be equal differ, told so that a person knows where to look."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""What reading a damaged archive raises, by what of it is damaged."""

ABSENT = "(nothing)"
SHOWN = 60
"""Characters of a value that are shown; chosen: two of them and a key fit on two lines of a terminal."""


def differing(before: Any, now: Any, path: str = "") -> Iterator[str]:
    """Every place in which two JSON values differ, as `path: before -> now`; none where they are equal."""
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        for key in dict.fromkeys((*before, *now)):
            place = f"{path}.{key}" if path else str(key)
            yield from differing(before.get(key, ABSENT), now.get(key, ABSENT), place)
    elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        for index, pair in enumerate(zip(before, now, strict=True)):
            yield from differing(*pair, f"{path}[{index}]")
    elif isinstance(before, list) and isinstance(now, list):
        yield f"{path}: {len(before)} -> {len(now)} entries"
    elif before != now:
        yield f"{path or 'value'}: {_shown(before)} -> {_shown(now)}"


def difference(before: Path, now: Path) -> str:
    """The first thing in which two files differ, by what their names say they are; read whole."""
    tell = {".png": _of_pictures, ".json": _of_json, ".jsonl": _of_lines, ".npz": _of_archives, ".txt": _of_lines}
    kept, made = before.read_bytes(), now.read_bytes()
    told = ""
    if before.suffix in tell:
        told = tell[before.suffix](kept, made)
    return told or _of_bytes(kept, made)


def difference_of_member(name: str, before: bytes, now: bytes) -> str:
    """The same of a member of an archive."""
    if name.endswith(".npy") and (told := _of_arrays(before, now)):
        return told
    return (name.endswith(".json") and _of_json(before, now)) or _of_bytes(before, now)


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def _of_pictures(before: bytes, now: bytes) -> str:
    import cv2  # noqa: PLC0415  (loads slowly; most comparisons find nothing)

    kept, made = (
        cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) if data else None for data in (before, now)
    )
    if kept is None or made is None:
        return "is no whole picture" if kept is None else "was made again as no whole picture"
    if kept.shape != made.shape or kept.dtype != made.dtype:
        return f"{kept.shape} {kept.dtype} -> {made.shape} {made.dtype}"
    off = (kept != made).reshape(*kept.shape[:2], -1).any(axis=2)
    if not off.any():
        return "the same pixels, packed otherwise"
    most = int(np.abs(kept.astype(np.int64) - made.astype(np.int64)).max())
    return f"{int(off.sum())} of {off.size} pixels differ, by up to {most}"


def _of_json(before: bytes, now: bytes) -> str:
    try:
        return next(differing(json.loads(before), json.loads(now)), "the same values, written otherwise")
    except ValueError:
        return ""


def _of_lines(before: bytes, now: bytes) -> str:
    for number, (kept, made) in enumerate(zip_longest(before.splitlines(), now.splitlines()), 1):
        if kept is None or made is None:
            return f"{len(before.splitlines())} -> {len(now.splitlines())} lines"
        if kept != made:
            told = _of_json(kept, made) if kept.startswith(b"{") else f"{_text(kept)} -> {_text(made)}"
            return f"line {number}: {told or _of_bytes(kept, made)}"
    return ""


def _text(line: bytes) -> str:
    return _shown(line.decode("utf-8", errors="replace"))


def _of_archives(before: bytes, now: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(before)) as kept, zipfile.ZipFile(io.BytesIO(now)) as made:
            for name in dict.fromkeys((*kept.namelist(), *made.namelist())):
                if name not in kept.namelist() or name not in made.namelist():
                    return f"{name}: only in the {'dataset' if name in kept.namelist() else 'one made again'}"
                pair = kept.read(name), made.read(name)
                if pair[0] != pair[1]:
                    return f"{name}: {difference_of_member(name, *pair)}"
    except BROKEN_ARCHIVE as fault:
        return f"is damaged ({fault})"
    return "the same members, packed otherwise"


def _of_arrays(before: bytes, now: bytes) -> str:
    try:
        kept, made = (np.load(io.BytesIO(data), allow_pickle=False) for data in (before, now))
    except ValueError:
        return ""
    if kept.shape != made.shape or kept.dtype != made.dtype:
        return f"{kept.shape} {kept.dtype} -> {made.shape} {made.dtype}"
    return f"{int((kept != made).sum())} of {kept.size} numbers differ"


def _of_bytes(before: bytes, now: bytes) -> str:
    if len(before) != len(now):
        return f"{len(before)} -> {len(now)} bytes"
    place = next((i for i, pair in enumerate(zip(before, now, strict=True)) if pair[0] != pair[1]), None)
    return "equal" if place is None else f"byte {place}: {before[place]} -> {now[place]}"
