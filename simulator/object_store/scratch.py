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
    folder, handle = _locked_folder(purpose)
    try:
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


def _locked_folder(purpose: str) -> tuple[Path, int]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{purpose}-"))
        with contextlib.suppress(FileNotFoundError):  # somebody cleared it before it was locked
            handle = os.open(folder, os.O_RDONLY)
            with contextlib.suppress(OSError):  # a file system without locks: nobody will remove what is left there
                fcntl.flock(handle, fcntl.LOCK_EX)
            if folder.exists():
                return folder, handle
            os.close(handle)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)
