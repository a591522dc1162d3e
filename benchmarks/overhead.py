"""What a run costs beside rendering and writing its clips: checks, gate, hashes, publication, log, tables."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import orjson

from benchmarks.results import Result, in_turn_ms
from simulator import generate, load_config, simulate_clip
from simulator.annotations.wanted import LabelKind
from simulator.cast import build_cast
from simulator.clip import Tick
from simulator.config import RunConfig
from simulator.layout import SHARD_METRICS
from simulator.parts import build_exporters, run_info
from simulator.record import ClipRecorder
from simulator.write_behind import WriteBehind

RUN = ("scenario=parked_street", "renderer.quality=draft", "seed=7", "clips=2", "frames=4", "workers=1")
ROUNDS = 3

MAKING = ("simulate", "render", "wait")
"""Stages of a shard in which its clips are made, one after the other."""


def executor_overhead(run: Sequence[str] = RUN, rounds: int = ROUNDS) -> list[Result]:
    """What `generate` with one worker takes beside making its clips, in percent of that.

    Making is what the run itself counts as simulating, rendering and waiting for its writer. Beside it are the check of
    the config, the executor, staging, gate, hashes, flushing, moves, log, metrics and tables. Two runs of the same work
    differ by as much as that, so it is measured within a run; the text tells the difference to `make_clips`, too: the
    least of some rounds in turn, in one process that has made the clips before, so that neither has anything to load.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        configs = [load_config([*run, f"out={root / f'set_{k}'}"]) for k in range(rounds)]
        fresh = iter(configs)
        clocked: list[tuple[float, dict[str, float]]] = []
        whole = lambda: clocked.append(_clocked(next(fresh)))  # noqa: E731
        work = lambda: make_clips(configs[0], Path(tempfile.mkdtemp(dir=root)))  # noqa: E731
        work()
        whole_ms, work_ms = in_turn_ms(whole, work, rounds=rounds)
    shares = [whole_s / sum(stages[stage] for stage in MAKING) - 1.0 for whole_s, stages in clocked]
    gate_ms, publish_ms = (1000 * min(stages[stage] for _, stages in clocked) for stage in ("gate", "publish"))
    text = (
        f"{' '.join(run)}: {whole_ms:.0f} ms, gate {gate_ms:.0f}, publish {publish_ms:.0f}; made alone "
        f"{work_ms:.0f} (least of {rounds}, in turn); target: 3 or less"
    )
    return [Result(name="executor_overhead_pct", value=100 * statistics.median(shares), unit="%", config=text)]


def _clocked(config: RunConfig) -> tuple[float, dict[str, float]]:
    """Seconds of a whole run, and those of its stages."""
    began = time.perf_counter()
    generate(config)
    seconds = time.perf_counter() - began
    stages: Counter[str] = Counter()
    for path in (config.out / SHARD_METRICS).glob("*.json"):
        stages.update(orjson.loads(path.read_bytes())["stages_s"])
    return seconds, dict(stages)


def make_clips(config: RunConfig, folder: Path) -> None:
    """Simulates and renders the clips of a run, and writes all their files into a folder, and no more."""
    parts = build_cast(config)
    exporters = build_exporters(config)
    for name, exporter in exporters.items():
        (folder / name).mkdir()
        exporter.open(folder / name, run_info(config, name, "bench"))
    wanted = frozenset[LabelKind]().union(*(exporter.wants() for exporter in exporters.values()))
    for index in range(config.settings.clips):
        simulated = simulate_clip(config, index, parts)
        for exporter in exporters.values():
            exporter.begin_clip(simulated.clip)
        with ClipRecorder(folder, simulated.clip) as recorder:

            def write(tick: Tick, recorder: ClipRecorder = recorder) -> None:
                recorder.write(tick)
                for exporter in exporters.values():
                    exporter.write(tick.frame)

            with WriteBehind[Tick](write) as behind:
                for tick in simulated.ticks(wanted):
                    behind.put(tick)
        for exporter in exporters.values():
            exporter.end_clip({})


ALL = {"executor_overhead": executor_overhead}
