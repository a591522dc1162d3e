"""Folders of this machine for what is on its way to a bucket or from there: in TMPDIR, gone afterwards."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "swerve-bucket-"


@contextmanager
def scratch(purpose: str) -> Iterator[Path]:
    """A fresh folder, locked while its process lives and removed whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{purpose}-"))
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # a file system without locks: nobody will remove what is left there
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def clear_scratch() -> None:
    """Removes what processes of this machine left that live no longer."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # Held by its process, another user's, or on a file system without locks: it stays.
        with contextlib.suppress(OSError), _held(folder):
            shutil.rmtree(folder)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)
