"""What a run costs beside rendering and writing its clips: checks, gate, hashes, publication, log, tables."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Generator, Sequence
from pathlib import Path

from benchmarks.results import Result
from simulator import load_config
from simulator.config import RunConfig
from simulator.executors.base import Event
from simulator.generation import checked, make_dataset
from simulator.shard_work import Entry, Exporters
from simulator.stage_clock import StageClock
from simulator.worker import ShardWorker

RUN = ("scenario=parked_street", "renderer.quality=draft", "seed=7", "clips=2", "frames=4", "workers=1")
ROUNDS = 3


class ClockedWorker(ShardWorker):
    """Adds up the seconds in which clips are made: drawn, simulated, rendered and written."""

    making_s = 0.0

    def _make(self, index: int, folder: Path, exporters: Exporters, clock: StageClock) -> Generator[Event, None, Entry]:
        began = time.perf_counter()
        entry = yield from super()._make(index, folder, exporters, clock)
        self.making_s += time.perf_counter() - began
        return entry


def executor_overhead(run: Sequence[str] = RUN, rounds: int = ROUNDS) -> list[Result]:
    """What a run with one worker takes beside making its clips, in percent of that.

    Beside it are the check of the config, the executor, staging, gate, hashes, flushing, moves, metrics and tables, and
    not the line that the log takes of each clip. Measured within a run, for two runs of the same work differ by as
    much; in a process that has made the dataset before, so that nothing is loaded.
    """
    with tempfile.TemporaryDirectory() as folder:
        configs = [load_config([*run, f"out={Path(folder) / f'set_{k}'}"]) for k in range(rounds + 1)]
        _, *shares = [100 * _share_beside(config) for config in configs]
    text = f"{' '.join(run)}: from {min(shares):.1f} to {max(shares):.1f} in {rounds} runs; target: 3 or less"
    return [Result(name="executor_overhead_pct", value=statistics.median(shares), unit="%", config=text)]


def _share_beside(config: RunConfig) -> float:
    """Makes a dataset as `generate` does; the seconds beside making its clips over those of making them."""
    began = time.perf_counter()
    parts, executor, run = checked(config)
    worker = ClockedWorker(config, run["config_hash"], parts)
    make_dataset(config, executor, run, worker, None)
    return (time.perf_counter() - began) / worker.making_s - 1.0


ALL = {"executor_overhead": executor_overhead}
