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


def disk_fault(fault: OSError, out: Path) -> OutputError | None:
    """The error that a user sees for a fault of the disk; None for other faults, which are the program's."""
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
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    flush(path.parent)


@contextmanager
def byte_locked(path: Path, place: int) -> Iterator[None]:
    """Waits for the lock of one byte of a file and holds it (fcntl(2); network file systems have it, too).

    The system frees it with the process. Two threads of a process do not exclude each other.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        fcntl.lockf(file, fcntl.LOCK_EX, 1, place)
        yield


def files_below(folder: Path) -> list[Path]:
    """All files below a folder, sorted; none where it does not exist."""
    return sorted(path for path in folder.rglob("*") if path.is_file() or path.is_symlink())


def png_path(out: Path) -> Path:
    """The picture's file: `out`, with .png added where it has no ending. Raises ConfigError for another ending."""
    if out.suffix.lower() not in ("", ".png"):
        raise ConfigError("out", f"got {out}, allowed: a .png file")
    return out if out.suffix else out.with_name(f"{out.name}.png")
