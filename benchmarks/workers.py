"""What a second worker brings on two cores, and whether two workers or one with two threads use them better."""

from __future__ import annotations

import multiprocessing
import statistics
from collections.abc import Sequence
from contextlib import ExitStack

from benchmarks.results import Result
from benchmarks.warm_runs import WarmProcess, together
from simulator import load_config, simulate_clip

RUN = ("renderer.quality=draft", "clips=1", "frames=10")
"""Of the default scenario and rig, with all formats, checks and publication."""
WARM_UP = (*RUN, "scenario=parked_street", "frames=1")
SEEDS = (7, 8, 9)
"""A clip each; another one every time, else its street would lie in memory."""


def two_workers_speedup(run: Sequence[str] = RUN, seeds: Sequence[int] = SEEDS) -> list[Result]:
    """Two processes of one thread that make a clip at the same time, against one alone and one of two threads.

    A clip is a whole run in a process that is warm: what starting a worker costs, once a run, is left out, and so is
    that clips take different times, so that in the end one worker has none left. Every process makes a clip once, since
    a second time it would find it half made; the three ways take turns within seconds, and the median of clips counts.
    """
    with ExitStack() as stack:
        alone, one, other = (stack.enter_context(WarmProcess(threads=1)) for _ in range(3))
        threaded = stack.enter_context(WarmProcess(threads=2))
        ways = {"alone": (alone,), "workers": (one, other), "threads": (threaded,)}
        together((alone, one, other, threaded), WARM_UP)
        with multiprocessing.get_context("spawn").Pool(1) as apart:
            apart.starmap(_build_assets, [((*run, f"seed={seed}"),) for seed in seeds])
        taken: list[dict[str, float]] = []
        for k, seed in enumerate(seeds):
            seconds = {}
            for way in sorted(ways, reverse=bool(k % 2)):
                spent_s, frames = together(ways[way], (*run, f"seed={seed}"))
                seconds[way] = spent_s / frames
            taken.append(seconds)
    speedup = [clip["alone"] / clip["workers"] for clip in taken]
    against = [clip["threads"] / clip["workers"] for clip in taken]
    alone_s, workers_s, threads_s = (statistics.median(clip[way] for clip in taken) for way in ways)
    text = (
        f"the default run with {' '.join(run)}, {len(seeds)} seeds in turn, processes started before; seconds a frame: "
        f"one worker of one thread {alone_s:.2f}, two of one {workers_s:.2f}, one of two {threads_s:.2f}; clips from "
        f"{min(speedup):.2f} to {max(speedup):.2f}; target: 1.85 or more on two cores"
    )
    return [
        Result(name="two_workers_speedup", value=statistics.median(speedup), unit="x", config=text),
        Result(name="two_workers_over_two_threads", value=statistics.median(against), unit="x", config=text),
    ]


def _build_assets(overrides: Sequence[str]) -> None:
    """Fills the assets' cache on disk, which else only the first of the processes would have to do."""
    simulate_clip(load_config(overrides), 0)


ALL = {"two_workers_speedup": two_workers_speedup}
