"""Cores and memory that the control groups of a process leave it: containers, Slurm's jobs, Kubernetes' pods."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

MEMBERSHIP = Path("/proc/self/cgroup")
"""Which groups the process is in (cgroups(7)); Linux only."""

_UNLIMITED = 1 << 60
"""Control groups of version 1 say a number near 2^63 for no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Of a control group; None: none. cpu_share: cores' worth of time. used_bytes: without what files have cached."""

    cpu_share: float | None = None
    memory_bytes: int | None = None
    used_bytes: int = 0


@cache
def own_limits() -> Limits:
    """Of this process, as they were when it asked first."""
    return cgroup_limits(_text(MEMBERSHIP))


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
    # What was written to files counts as used until somebody else wants the room: Kubernetes leaves it out likewise.
    held = dict(line.split(" ", 1) for line in _text(folder / "memory.stat").splitlines())
    cached = _number(held.get("total_inactive_file") or held.get("inactive_file", "0"))
    return [(most, max(used - cached, 0))] if 0 < most < _UNLIMITED else []


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
