"""Durable files: hashes, atomic replacement, flushing to disk, locks, and what a failing disk is called."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from scenes.errors import ConfigError, OutputError

_REASONS = {
    errno.ENOSPC: "no space is left on the device",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file system allows no larger file",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "the operation is not permitted",
    errno.EIO: "the disk reports an input/output error",
    errno.ENOTDIR: "a file stands where a folder is needed",
    errno.EEXIST: "a file stands where a folder is needed",
}


_BUFFER_BYTES = 1 << 20
"""Chosen: tables of hundreds of megabytes are written in few calls."""


def disk_fault(fault: OSError, out: object) -> OutputError | None:
    """The error that a user sees for a fault of the disk; None for other faults, which are the program's.

    out: named where the fault names no file.
    """
    reason = _REASONS.get(fault.errno or 0)
    if reason is None:
        return None
    return OutputError(
        f"cannot write to {fault.filename or out}: {reason}. "
        "Published clips are intact; the same command continues once this is repaired"
    )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush(path: Path) -> None:
    """Waits until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, data: bytes) -> None:
    """The file holds either what it held before or all of `data`, even after a power cut."""
    with replaced(path) as file:
        file.write(data)


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A file to write, which takes the place of `path` once all is on the disk; after a fault it is gone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_prefix(path))
    try:
        with os.fdopen(handle, "wb", buffering=_BUFFER_BYTES) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    flush(path.parent)


def leftovers(path: Path) -> Iterator[Path]:
    """What processes left that were killed while they wrote to `path`, and what somebody writes to it now."""
    return (beside for beside in path.parent.iterdir() if is_leftover(beside, path))


def is_leftover(path: Path, of: Path) -> bool:
    """True for a file that a process wrote, or writes, to put it in the place of another."""
    return path.parent == of.parent and path.name.startswith(_prefix(of))


def _prefix(path: Path) -> str:
    return f".{path.name}."


def make_below(root: Path, folder: Path) -> None:
    """Makes a folder and those above it below a root, which itself must be there: FileNotFoundError where it is not."""
    made = root
    for part in folder.relative_to(root).parts:
        made /= part
        made.mkdir(exist_ok=True)


@contextmanager
def byte_locked(path: Path, place: int) -> Iterator[None]:
    """Waits for the lock of one byte of a file and holds it (fcntl(2); network file systems have it, too).

    The system frees it with the process. Two threads of a process do not exclude each other, and who opens the file
    again in the same process loses the lock when closing it.
    """
    with _range_locked(path, place, 1):
        yield


@contextmanager
def byte_locked_now(path: Path, place: int) -> Iterator[None]:
    """The same without waiting. Raises BlockingIOError where somebody holds the byte."""
    with _range_locked(path, place, 1, fcntl.LOCK_EX | fcntl.LOCK_NB):
        yield


@contextmanager
def byte_shared(path: Path, place: int) -> Iterator[None]:
    """The same, held together with others who share it: only `byte_locked` is kept out."""
    with _range_locked(path, place, 1, fcntl.LOCK_SH):
        yield


@contextmanager
def all_locked(path: Path) -> Iterator[None]:
    """Waits until nobody holds any byte of a file locked, and holds all of them as `byte_locked` does."""
    with _range_locked(path, 0, 0):
        yield


@contextmanager
def _range_locked(path: Path, start: int, length: int, kind: int = fcntl.LOCK_EX) -> Iterator[None]:
    """length: 0 means to the end, however far away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.lockf(file, kind, length, start)
        yield


def files_below(folder: Path) -> list[Path]:
    """All files below a folder, sorted; none where it does not exist."""
    return sorted(folder / name for name in names_below(folder))


def names_below(folder: Path) -> Iterator[str]:
    """Paths of all files below a folder, from there, in no order. Links count as files, wherever they lead."""
    # By os.scandir: pathlib takes ten times as long, which tells in a folder of a million files.
    waiting = [""]
    while waiting:
        place = waiting.pop()
        try:
            entries = os.scandir(folder / place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        with entries:
            for entry in entries:
                name = f"{place}/{entry.name}" if place else entry.name
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(name)
                else:
                    yield name


def png_path(out: Path) -> Path:
    """The picture's file: `out`, with .png added where it has no ending. Raises ConfigError for another ending."""
    if out.suffix.lower() not in ("", ".png"):
        raise ConfigError("out", f"got {out}, allowed: a .png file")
    return out if out.suffix else out.with_name(f"{out.name}.png")
