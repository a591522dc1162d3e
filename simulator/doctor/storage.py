"""The folder of a dataset: whether a run's promises hold on its file system, and how fast it is."""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scenes.errors import OutputError
from simulator.dataset import check_writable
from simulator.doctor.finding import Finding, fault, warning, well
from simulator.doctor.mounts import mount_of, standing
from simulator.files import write_atomically
from simulator.layout import PROBE

PROBE_BYTES = 64 * 2**20
"""Chosen: enough to see past a disk's cache of a few megabytes, written in a second by slow disks."""

LEAST_FREE_BYTES = 5 * 10**9
"""Chosen: some thousand frames of KITTI."""

SLOW_MBPS = 30.0
"""Chosen: a frame of KITTI with LiDAR is some 3 MB, and ten a second are a modest run."""

_TRY_LOCKS = """
import fcntl, sys
held = []
for path, take in ((sys.argv[1], fcntl.flock), (sys.argv[2], lambda f, how: fcntl.lockf(f, how, 1, 7))):
    with open(path, "r+b") as file:
        try:
            take(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held.append("free")
        except OSError:
            held.append("held")
print(*held)
"""
"""What another process finds: whether locks that this one holds keep it out."""


def check_folder(out: Path, mounts: str) -> Finding:
    """Whether the folder is there or can be made, with room for some data."""
    try:
        check_writable(out)
        with _beside(out):
            pass
    except OutputError as met:
        return fault(str(met), _ELSEWHERE)
    except OSError as met:
        return fault(f"out={out}: no folder can be made below {standing(out)} ({met.strerror})", _ELSEWHERE)
    there = standing(out)
    free = shutil.disk_usage(there).free
    state = "is there" if there == out else "can be made"
    found = f"{out} {state}, {free / 1e9:.1f} GB free on {mount_of(out, mounts).kind}"
    if free < PROBE_BYTES * 2:
        return fault(f"{found}: no room", f"du -xsh {shlex.quote(str(there))}/*  # make room, or choose another out=")
    if free < LEAST_FREE_BYTES:
        return warning(found, f"df -h {shlex.quote(str(there))}  # swerve generate --dry-run tells what a run needs")
    return well(found)


def check_atomic(out: Path) -> Finding:
    """Whether files can be flushed and replaced in one step, as publication does it."""
    with _beside(out) as folder:
        try:
            for data in (b"first", b"second"):
                write_atomically(folder / "file", data)
        except OSError as met:
            found = f"fsync or rename fails below {folder.parent} ({met.strerror})"
            return fault(found, _ELSEWHERE)
        left = sorted(path.name for path in folder.iterdir())
        if (folder / "file").read_bytes() != b"second" or left != ["file"]:
            return fault(f"a replaced file holds what it held before, below {folder.parent}", _ELSEWHERE)
    return well("fsync and atomic rename work")


def check_locks(out: Path) -> Finding:
    """Whether a lock of a whole file and one of a single byte keep another process out."""
    with _beside(out) as folder:
        whole, byte = folder / "whole", folder / "byte"
        with whole.open("wb") as first, byte.open("wb") as second:
            try:
                fcntl.flock(first, fcntl.LOCK_EX | fcntl.LOCK_NB)
                fcntl.lockf(second, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 7)
            except OSError as met:
                return fault(f"the file system has no locks ({met.strerror})", _LOCKS)
            command = [sys.executable, "-I", "-S", "-c", _TRY_LOCKS, str(whole), str(byte)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
    kinds = zip(("flock", "fcntl byte locks"), done.stdout.split(), strict=True)
    open_to_all = [kind for kind, state in kinds if state != "held"]
    if open_to_all:
        return fault(f"{' and '.join(open_to_all)} keep nobody out: two runs could mix", _LOCKS)
    return well("flock and fcntl byte locks keep other processes out")


def check_speed(out: Path, size_bytes: int = PROBE_BYTES) -> Finding:
    """Writes and flushes one file, which is removed."""
    block = os.urandom(2**20)
    with _beside(out) as folder:
        begun = time.perf_counter()
        try:
            with (folder / "file").open("wb") as file:
                for _ in range(size_bytes // len(block)):
                    file.write(block)
                file.flush()
                os.fsync(file.fileno())
        except OSError as met:  # a quota, say, of which free space tells nothing
            return fault(f"{size_bytes / 2**20:.0f} MB cannot be written ({met.strerror})", _ELSEWHERE)
        took_s = time.perf_counter() - begun
    speed = size_bytes / 1e6 / max(took_s, 1e-9)
    found = f"{speed:.0f} MB/s ({size_bytes / 2**20:.0f} MB written and flushed)"
    if speed < SLOW_MBPS:
        return warning(f"{found}: slower than rendering", _ELSEWHERE)
    return well(found)


_ELSEWHERE = "swerve doctor out=$HOME/swerve-out  # is another file system better?"
_LOCKS = f"{_ELSEWHERE} Lustre wants the mount option flock, NFS none of nolock and local_lock"


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A folder on the same file system, which is removed."""
    folder = Path(tempfile.mkdtemp(prefix=PROBE, dir=standing(out)))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
