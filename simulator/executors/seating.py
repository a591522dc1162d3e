"""What each worker process on this machine gets of it: a share of the cores, and a GPU where there are several."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from simulator.resources import THREAD_VARIABLES, usable_cores, workers_that_fit

if TYPE_CHECKING:
    from simulator.config import RunConfig

ALL_GPUS = "cuda"
"""The device that means every GPU that can be seen, one for each worker; within a process it is the first one."""

VISIBLE = "CUDA_VISIBLE_DEVICES"
"""CUDA shows a process these GPUs alone (CUDA C++ Programming Guide, environment variables)."""


def seats(workers: int | None, device: str, shards: int) -> tuple[Mapping[str, str], ...]:
    """Environment variables of each worker. workers: None for as many as the machine is good for: one a GPU on CUDA,
    else `workers_that_fit`. shards: to be made; nobody sits idle, and cores are shared among those who work.
    """
    gpus = visible_gpus() if device == ALL_GPUS else ()
    if workers is None:
        workers = workers_that_fit() if device == "cpu" else max(1, len(gpus))
    workers = min(workers, max(1, shards))
    threads = dict.fromkeys(THREAD_VARIABLES, str(max(1, usable_cores() // workers)))
    return tuple({**threads, **({VISIBLE: gpus[place % len(gpus)]} if gpus else {})} for place in range(workers))


def workers_here(config: RunConfig) -> int:
    """Processes that the run starts on this machine, as far as is known before: one of those spread over a cluster."""
    executor, settings = config.nodes["executor"], config.settings
    if executor.get("address") is not None:
        return 1
    return len(seats(executor.get("workers", settings.workers), settings.device, settings.clips))


def visible_gpus() -> tuple[str, ...]:
    """GPUs that this process may use, as CUDA_VISIBLE_DEVICES names them: by number or UUID."""
    told = os.environ.get(VISIBLE)
    if told is not None:
        return tuple(name.strip() for name in told.split(",") if name.strip())
    import warp as wp  # noqa: PLC0415  (loads slowly; runs on the CPU do without)

    return tuple(str(place) for place in range(len(wp.get_cuda_devices())))
