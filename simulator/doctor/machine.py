"""Cores and memory that processes get: of the machine, or of the container that holds them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from simulator.doctor.finding import Finding, warning, well

WORKER_BYTES = 2_000_000_000
"""What a worker takes at its peak; chosen: half as much again as a KITTI run on the CPU (1.3 GB, measured)."""

_UNLIMITED = 1 << 60
"""Control groups of version 1 say a number near 2^63 for no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of a control group; None: none. cpu_share: cores' worth of time."""

    cpu_share: float | None = None
    memory_bytes: int | None = None
    used_bytes: int = 0


def cgroup_limits(membership: str, root: Path = Path("/sys/fs/cgroup")) -> Limits:
    """The tightest limits of the process's control group and those above it, version 2 or 1.

    membership: the text of /proc/self/cgroup (cgroups(7)); containers see their own group as the root.
    """
    shares: list[float] = []
    memory: list[tuple[int, int]] = []
    for line in membership.splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(",") if controllers else ("",):
            top = root / controller
            group = top / path.lstrip("/")
            for folder in (group, *(above for above in group.parents if above.is_relative_to(top))):
                shares += _cpu_share(folder)
                memory += _memory(folder)
    most, used = min(memory, key=lambda one: one[0] - one[1], default=(None, 0))
    return Limits(cpu_share=min(shares, default=None), memory_bytes=most, used_bytes=used)


def _cpu_share(folder: Path) -> list[float]:
    """The group's own quota over its period, if it has one."""
    quota, _, period = _text(folder / "cpu.max").partition(" ")
    if not quota:
        quota, period = _text(folder / "cpu.cfs_quota_us"), _text(folder / "cpu.cfs_period_us")
    return [_number(quota) / _number(period)] if _number(quota) > 0 and _number(period) > 0 else []


def _memory(folder: Path) -> list[tuple[int, int]]:
    """The group's own limit and what is used of it in bytes, if it has one."""
    most = _number(_text(folder / "memory.max") or _text(folder / "memory.limit_in_bytes"))
    used = _number(_text(folder / "memory.current") or _text(folder / "memory.usage_in_bytes"))
    return [(most, max(used, 0))] if 0 < most < _UNLIMITED else []


def check_cores(workers: int, machine: int, allowed: int, limits: Limits) -> Finding:
    """machine: cores that there are; allowed: those that this process may run on (its affinity)."""
    usable = allowed if limits.cpu_share is None else max(1, min(allowed, math.ceil(limits.cpu_share)))
    found = f"{usable} usable of {machine}"
    if limits.cpu_share is not None:
        found += f" (the container's quota: {limits.cpu_share:g})"
    if workers > usable:
        return warning(f"{found} for {workers} workers", f"swerve doctor workers={usable}")
    return well(f"{found}, {workers} worker{'s' * (workers > 1)}")


def check_memory(workers: int, meminfo: str, limits: Limits) -> Finding:
    """meminfo: as /proc/meminfo has it."""
    lines = dict(line.split(":", 1) for line in meminfo.splitlines() if ":" in line)
    free = int(lines["MemAvailable"].split()[0]) * 1024
    found = "available"
    if limits.memory_bytes is not None and limits.memory_bytes - limits.used_bytes < free:
        free, found = limits.memory_bytes - limits.used_bytes, "left to the container"
    each = free / workers
    found = f"{free / 1e9:.1f} GB {found}, {each / 1e9:.1f} GB a worker"
    if each < WORKER_BYTES:
        fewer = max(1, int(free // WORKER_BYTES))
        remedy = f"swerve doctor workers={fewer}  # or give the job more memory"
        return warning(f"{found}; a worker may want {WORKER_BYTES / 1e9:g} GB", remedy)
    return well(found)


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def _number(text: str) -> int:
    """-1 for what is no number, such as `max`."""
    try:
        return int(text)
    except ValueError:
        return -1
