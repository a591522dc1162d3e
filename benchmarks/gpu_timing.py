"""What a piece of work costs on a device: wall clock, and on CUDA the time of each kernel and of the copies."""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import warp as wp


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Medians over runs. kernel_ms: by kernel, empty on a CPU. copy_ms: copies and clears, 0 on a CPU."""

    wall_ms: float
    kernel_ms: dict[str, float]
    copy_ms: float

    @property
    def busy_ms(self) -> float:
        """Time in kernels; on a CPU, where kernels are not timed, the wall clock."""
        return sum(self.kernel_ms.values()) if self.kernel_ms else self.wall_ms


def cost_of(work: Callable[[], object], device: str, runs: int) -> Cost:
    """Medians of several runs after a warm-up. The wall clock is taken without the timers, which cost time too."""
    work()
    wall = []
    for _ in range(runs):
        wp.synchronize_device(device)
        start = time.perf_counter()
        work()
        wp.synchronize_device(device)
        wall.append(1000.0 * (time.perf_counter() - start))
    kernels, copies = _timed(work, runs) if device != "cpu" else ({}, 0.0)
    return Cost(wall_ms=statistics.median(wall), kernel_ms=kernels, copy_ms=copies)


def _timed(work: Callable[[], object], runs: int) -> tuple[dict[str, float], float]:
    """Median milliseconds by kernel, and of everything else on the device."""
    kernels: list[dict[str, float]] = []
    copies: list[float] = []
    for _ in range(runs):
        wp.timing_begin(wp.TIMING_ALL)
        work()
        by_name: defaultdict[str, float] = defaultdict(float)
        other = 0.0
        for activity in wp.timing_end():
            if activity.filter == wp.TIMING_KERNEL:
                by_name[_short(activity.name)] += activity.elapsed
            else:
                other += activity.elapsed
        kernels.append(dict(by_name))
        copies.append(other)
    names = {name for run in kernels for name in run}
    medians = {name: statistics.median(run.get(name, 0.0) for run in kernels) for name in sorted(names)}
    return medians, statistics.median(copies)


def _short(name: str) -> str:
    """A kernel's own name: `forward kernel trace_rays_0a1b2c3d` without what Warp puts around it."""
    last = name.rsplit(maxsplit=1)[-1]
    stem, _, digest = last.rpartition("_")
    return stem if len(digest) == 8 and all(c in "0123456789abcdef" for c in digest) else last
