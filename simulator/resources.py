"""Cores and memory that a process may use, and how many workers they are enough for."""

from __future__ import annotations

import math
import os
from pathlib import Path

from simulator.control_groups import Limits, own_limits

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")
"""Where OpenMP, numpy's libraries and OpenCV look; a pool sets them to each worker's share."""

WORKER_BYTES = 2_500_000_000
"""What a worker takes at its peak; chosen: a quarter more than a long run of KITTI's rig on the CPU (2.0 GB, measured:
after some 25 streets the caches of assets and meshes are full).
"""

MEMORY_FILE = Path("/proc/meminfo")
"""See proc_meminfo(5); Linux only."""


def own_cores() -> int:
    """Its share: OMP_NUM_THREADS where that is set, as it is for the workers of a pool, else all usable cores."""
    told = os.environ.get(THREAD_VARIABLES[0], "").partition(",")[0]
    return max(1, int(told)) if told.isdecimal() else usable_cores()


def usable_cores(limits: Limits | None = None) -> int:
    """Cores that the system lets this process use: its affinity, and the quota of its control groups."""
    share = (own_limits() if limits is None else limits).cpu_share
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return allowed if share is None else max(1, min(allowed, math.ceil(share)))


def free_bytes(meminfo: str, limits: Limits) -> int:
    """Memory that is left to this machine's processes, or to those of the control groups where that is less.

    meminfo: as /proc/meminfo has it.
    """
    lines = dict(line.split(":", 1) for line in meminfo.splitlines() if ":" in line)
    free = int(lines["MemAvailable"].split()[0]) * 1024
    return free if limits.memory_bytes is None else min(free, limits.memory_bytes - limits.used_bytes)


def workers_that_fit() -> int:
    """One a core, as far as memory goes; at least one.

    A process a core beats fewer processes of more threads: physics, labels and encoding take one thread (measured:
    docs/scaling.md).
    """
    cores = usable_cores()
    if not MEMORY_FILE.exists():
        return cores
    return max(1, min(cores, free_bytes(MEMORY_FILE.read_text(), own_limits()) // WORKER_BYTES))
