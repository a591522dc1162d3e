"""What a benchmark returns, how it is timed, and on which machine."""

from __future__ import annotations

import dataclasses
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One figure; where there is a peer, its value and the ratio peer_value / value (above 1: better)."""

    name: str
    value: float
    unit: str
    config: str
    peer: str | None = None
    peer_value: float | None = None

    def row(self) -> dict[str, Any]:
        """As written to JSON."""
        ratio = None if self.peer_value is None else round(self.peer_value / self.value, 3)
        return {**dataclasses.asdict(self), "ratio": ratio}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A picture to draw: samples a pixel, seed, and whether the renderer's own denoiser smooths it."""

    samples: int
    seed: int = 1
    denoised: bool = False


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Timed:
    """Linear radiance (H, W, 3), and its milliseconds by the clock and of CPU time over all threads."""

    picture: NDArray[np.float32]
    ms: float
    cpu_ms: float


def timed(draw: Callable[[], NDArray[np.float32]]) -> Timed:
    """A picture and what it cost this process."""
    start, cpu = time.perf_counter(), time.process_time()
    picture = draw()
    return Timed(picture=picture, ms=1000 * (time.perf_counter() - start), cpu_ms=1000 * (time.process_time() - cpu))


def median_ms(work: Callable[[], object], runs: int = 5, warm_up: int = 1) -> float:
    """Median wall-clock milliseconds of a call over several runs, after a warm-up."""
    for _ in range(warm_up):
        work()
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


def in_turn_ms(
    *works: Callable[[], object], rounds: int = 4, clock: Callable[[], float] = time.perf_counter
) -> list[float]:
    """Fewest milliseconds of several calls made in turn, so that their differences mean something.

    clock: seconds by the wall, or `time.process_time` for those of all threads, which other processes disturb less.
    """
    times: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, taken in zip(works, times, strict=True):
            start = clock()
            work()
            taken.append(1000 * (clock() - start))
    return [min(taken) for taken in times]


def machine() -> dict[str, Any]:
    """The machine and the versions that the figures belong to."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "warp": wp.__version__,
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
