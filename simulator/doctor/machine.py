"""Cores and memory that processes get: of the machine, or of the container that holds them."""

from __future__ import annotations

from simulator.control_groups import Limits
from simulator.doctor.finding import Finding, warning, well
from simulator.resources import WORKER_BYTES, free_bytes


def check_cores(workers: int, machine: int, usable: int, limits: Limits) -> Finding:
    """machine: cores that there are; usable: those that affinity and control groups leave."""
    found = f"{usable} usable of {machine}"
    if limits.cpu_share is not None:
        found += f" (the container's quota: {limits.cpu_share:g})"
    if workers > usable:
        return warning(f"{found} for {workers} workers", f"swerve doctor workers={usable}")
    return well(f"{found}, {workers} worker{'s' * (workers > 1)}")


def check_memory(workers: int, meminfo: str, limits: Limits) -> Finding:
    """meminfo: as /proc/meminfo has it."""
    free = free_bytes(meminfo, limits)
    found = "available" if free == free_bytes(meminfo, Limits()) else "left to the container"
    each = free / workers
    found = f"{free / 1e9:.1f} GB {found}, {each / 1e9:.1f} GB a worker"
    if each < WORKER_BYTES:
        fewer = max(1, int(free // WORKER_BYTES))
        remedy = f"swerve doctor workers={fewer}  # or give the job more memory"
        return warning(f"{found}; a worker may want {WORKER_BYTES / 1e9:g} GB", remedy)
    return well(found)
