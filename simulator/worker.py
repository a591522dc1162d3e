"""Renders the clips of a shard into a staging folder."""

from __future__ import annotations

import dataclasses
from collections.abc import Generator, Mapping
from pathlib import Path

import warp as wp

from scenes.errors import OutputError
from simulator import __version__
from simulator.annotations.wanted import LabelKind
from simulator.cast import Cast, build_cast
from simulator.clip import AttemptsExhausted, SimulatedClip, Tick, simulate_clip
from simulator.config import RunConfig
from simulator.dataset import differences
from simulator.executors.base import Event, FrameDone
from simulator.provenance import run_record
from simulator.record import ClipRecorder, case_entry, story_entry
from simulator.render.device import require_answer
from simulator.render.kernel_cache import mend
from simulator.shard_work import Entry, Exporters, ShardWork, begun
from simulator.stage_clock import StageClock
from simulator.write_behind import WriteBehind


class ShardWorker(ShardWork):
    """Renders its clips. config_hash: of `record/run.json`; every shard manifest carries it."""

    def __init__(self, config: RunConfig, config_hash: str, parts: Cast | None = None) -> None:
        super().__init__(config, config_hash, __version__)
        self._parts = parts

    def __reduce__(self) -> tuple[type[ShardWorker], tuple[RunConfig, str]]:
        return ShardWorker, (self._config, self._hash)

    def check_here(self) -> None:
        """Also raises OutputError where this machine would make other bytes, by its libraries or its processor."""
        super().check_here()
        self._parts = self._parts or build_cast(self._config)
        own = run_record(self._config, self._parts.rig, self._parts.inputs())
        if own["config_hash"] != self._hash:
            raise OutputError(f"it would make other bytes ({differences(self._storage.read_run(), own)})")

    def _recover(self) -> None:
        """Parts are built afresh, and damaged kernels compiled again, which may have been the fault.

        Raises DeviceError where the device has gone: every clip would fail by that.
        """
        require_answer(self._config.settings.device)
        mend(Path(wp.config.kernel_cache_dir))
        self._parts = None

    def _make(self, index: int, folder: Path, exporters: Exporters, clock: StageClock) -> Generator[Event, None, Entry]:
        """Simulates and renders the clip; one that no draw suits has no files."""
        with clock.stage("start_up"):
            self._parts = self._parts or build_cast(self._config)
        try:
            with clock.stage("simulate"):
                simulated = simulate_clip(self._config, index, self._parts)
        except AttemptsExhausted as fault:
            return {"clip": index, "reason": str(fault), "refused": fault.refused}
        return (yield from _write_clip(simulated, folder, exporters, clock))


def _write_clip(
    simulated: SimulatedClip, folder: Path, exporters: Exporters, clock: StageClock
) -> Generator[Event, None, Entry]:
    """Every frame to the record and to every exporter; returns the clip's entry in the manifest."""
    clip, measures = simulated.clip, dataclasses.asdict(simulated.measures)
    key = simulated.scene.instance_of(simulated.measures.key_actor)
    numbers: list[int] = []
    points: list[Mapping[str, int]] = []
    lidars: dict[str, None] = {}
    wanted = frozenset[LabelKind]().union(*(exporter.wants() for exporter in exporters.values()))
    with begun(clip, exporters), ClipRecorder(folder, clip) as recorder:

        def write(tick: Tick) -> None:
            recorder.write(tick)
            for exporter in exporters.values():
                exporter.write(tick.frame)

        with WriteBehind[Tick](write, clock) as behind:
            for tick in clock.each("render", simulated.ticks(wanted)):
                behind.put(tick)
                numbers.append(tick.frame.number)
                there = tick.frame.things.get(key)
                lidars |= dict.fromkeys(lidar.name for lidar in tick.frame.lidars())
                points.append({} if there is None else there.lidar_points)
                yield FrameDone(clip=clip.index)
        measures["lidar_points"] = {name: [frame.get(name, 0) for frame in points] for name in lidars}
        with clock.stage("write"):
            files = {name: list(exporter.end_clip(measures)) for name, exporter in exporters.items()}
    return {
        "clip": clip.index,
        "attempt": clip.attempt,
        "case": case_entry(simulated.scene),
        "frame_numbers": numbers,
        "drawn": clip.drawn,
        **({} if simulated.clean is None else {"clean_environment": dataclasses.asdict(simulated.clean)}),
        "notes": [*simulated.scene.notes, *simulated.history.story.notes],
        "story": story_entry(simulated.history.story),
        "refused": clip.refused,
        "measures": measures,
        "files": {"record": list(recorder.files), **files},
    }
