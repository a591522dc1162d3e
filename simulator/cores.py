"""How many cores a process may keep busy."""

from __future__ import annotations

import math
import os
from pathlib import Path

THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Where OpenMP and numpy's libraries look; a pool sets them to each worker's share."""

_QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""Quota and period in microseconds, or `max` (Linux, Documentation/admin-guide/cgroup-v2.rst)."""


def own_cores() -> int:
    """Its share: OMP_NUM_THREADS where that is set, as it is for the workers of a pool, else all usable cores."""
    told = os.environ.get(THREAD_VARIABLES[0], "").partition(",")[0]
    return max(1, int(told)) if told.isdecimal() else usable_cores()


def usable_cores(quota: Path = _QUOTA) -> int:
    """Cores that the system lets this process use: its affinity, and the quota of its container."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        limit, period = quota.read_text().split()
    except (OSError, ValueError):
        return allowed
    return allowed if limit == "max" else max(1, min(allowed, math.ceil(int(limit) / int(period))))
