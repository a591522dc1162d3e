"""Where Warp keeps compiled kernels: whether it can, whether they are there, and whether they load."""

from __future__ import annotations

import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from simulator.doctor.finding import Finding, fault, told, warning, well
from simulator.doctor.mounts import mount_of, standing
from simulator.files import files_below

LOCAL_CACHE = "export WARP_CACHE_PATH=/tmp/warp-$USER"

Loader = Callable[[str], Iterable[str]]
"""The lines of `kernel_loader` about a device."""


def check_cache_folder(folder: Path, mounts: str) -> Finding:
    """Writable, and on a disk of this machine: two that compile into one folder at once can break each other's."""
    there = standing(folder)
    try:
        with tempfile.TemporaryFile(dir=there) as probe:
            probe.write(b"x")
    except OSError as met:
        return fault(f"{folder} cannot be written ({met.strerror})", LOCAL_CACHE)
    size = sum(map(_size_bytes, files_below(folder))) / 1e6
    mount = mount_of(folder, mounts)
    found = f"{folder}, {size:.0f} MB, on {mount.kind}"
    if mount.is_shared:
        return warning(f"{found}, which other machines share: their compilers race", LOCAL_CACHE)
    return well(found)


def _size_bytes(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # a compiler has moved it since
        return 0


def check_kernels(device: str, load: Loader) -> Finding:
    """Loads every kernel that is compiled for the device, in a process of its own, which a damaged one may kill."""
    begun = ""
    counts = {"loaded": 0, "absent": 0}
    for line in load(device):
        word, _, rest = line.partition(" ")
        if word == "begin":
            begun = rest
        elif word in counts:
            counts[word] += 1
            begun = ""
        elif word == "broken":
            folder, _, why = rest.partition("\t")
            return _damaged(folder, why)
    if begun:
        return _damaged(begun, "the process that loaded it died")
    total = sum(counts.values())
    if not total:
        return fault("the process that loads them ended at once", shlex.join(_load_command(device)))
    if counts["absent"] == total:
        return told(f"none is compiled for {device} yet: the next two checks compile some, the first run the rest")
    rest = f"; {counts['absent']} are compiled when they are first used" if counts["absent"] else ""
    return well(f"{counts['loaded']} of {total} modules are compiled for {device} and load{rest}")


def load_in_a_process(device: str) -> list[str]:
    """See `Loader`."""
    return subprocess.run(_load_command(device), capture_output=True, text=True, check=False).stdout.splitlines()


def _load_command(device: str) -> list[str]:
    return [sys.executable, "-m", "simulator.doctor.kernel_loader", device]


def _damaged(folder: str, why: str) -> Finding:
    return fault(f"{folder} is damaged ({why})", f"rm -r {shlex.quote(folder)}  # it is compiled again")
