"""Makes and publishes one shard: clips into a staging folder, then all or nothing."""

from __future__ import annotations

import contextlib
import dataclasses
import traceback
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

from scenes.errors import ConfigError, DeviceError, OutputError, SwerveError
from simulator import __version__
from simulator.annotations.wanted import LabelKind
from simulator.cast import Cast, build_cast
from simulator.clip import AttemptsExhausted, SimulatedClip, Tick, simulate_clip
from simulator.config import RunConfig
from simulator.executors.base import Event, FrameDone, ShardDone
from simulator.files import disk_fault
from simulator.frame import Clip
from simulator.parts import build_exporters, run_info
from simulator.plan import Shard
from simulator.ports import ExporterPort
from simulator.publish import ShardContents, check_listed, publish, staging
from simulator.record import ClipRecorder, case_entry, story_entry
from simulator.write_behind import WriteBehind


class ShardWorker:
    """The work of a run, called with one shard after the other. Pickles as its config; parts are built where it works.

    config_hash: of `record/run.json`; every shard manifest carries it.
    """

    def __init__(self, config: RunConfig, config_hash: str, parts: Cast | None = None) -> None:
        self._config = config
        self._hash = config_hash
        self._parts = parts

    def __reduce__(self) -> tuple[type[ShardWorker], tuple[RunConfig, str]]:
        return ShardWorker, (self._config, self._hash)

    def __call__(self, shard: Shard) -> Generator[Event, None, None]:
        """Yields a FrameDone a frame and one ShardDone; faults become its `problem` and leave nothing behind."""
        try:
            with staging(self._config.out, shard) as folder:
                contents = yield from self._make(shard, folder)
                publish(self._config.out, shard, folder, contents)
            yield ShardDone(shard=shard.index, failed_clips=len(contents.failures))
        except Exception as fault:
            yield _problem(shard, fault, self._config.out)

    def _make(self, shard: Shard, folder: Path) -> Generator[Event, None, ShardContents]:
        """All clips of the shard, written below the staging folder."""
        self._parts = self._parts or build_cast(self._config)
        exporters = build_exporters(self._config)
        clips, failures = [], []
        listed: dict[str, list[str]] = {name: [] for name in exporters}
        for name, exporter in exporters.items():
            (folder / name).mkdir()
            exporter.open(folder / name, run_info(self._config, name, __version__))
        for index in shard.clips:
            try:
                simulated = simulate_clip(self._config, index, self._parts)
            except AttemptsExhausted as fault:
                failures.append({"clip": index, "reason": str(fault), "refused": fault.refused})
                continue
            record = yield from _write_clip(simulated, folder, exporters)
            for name, files in record["files"].items():
                listed.get(name, []).extend(files)
            clips.append(record)
        for name, files in listed.items():
            check_listed(folder / name, files, name)
        return ShardContents(config_hash=self._hash, clips=clips, failures=failures)


def _write_clip(
    simulated: SimulatedClip, folder: Path, exporters: Mapping[str, ExporterPort]
) -> Generator[Event, None, dict[str, Any]]:
    """Every frame to the record and to every exporter; returns the clip's entry in the manifest."""
    clip, measures = simulated.clip, dataclasses.asdict(simulated.measures)
    key = simulated.scene.instance_of(simulated.measures.key_actor)
    numbers: list[int] = []
    points: list[Mapping[str, int]] = []
    lidars: dict[str, None] = {}
    wanted = frozenset[LabelKind]().union(*(exporter.wants() for exporter in exporters.values()))
    with _begun(clip, exporters), ClipRecorder(folder, clip) as recorder:

        def write(tick: Tick) -> None:
            recorder.write(tick)
            for exporter in exporters.values():
                exporter.write(tick.frame)

        with WriteBehind[Tick](write) as behind:
            for tick in simulated.ticks(wanted):
                behind.put(tick)
                numbers.append(tick.frame.number)
                there = tick.frame.things.get(key)
                lidars |= dict.fromkeys(lidar.name for lidar in tick.frame.lidars())
                points.append({} if there is None else there.lidar_points)
                yield FrameDone(clip=clip.index)
        measures["lidar_points"] = {name: [frame.get(name, 0) for frame in points] for name in lidars}
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


@contextlib.contextmanager
def _begun(clip: Clip, exporters: Mapping[str, ExporterPort]) -> Iterator[None]:
    """A clip that exporters have begun; where it cannot be completed they drop it."""
    begun: list[ExporterPort] = []
    try:
        for exporter in exporters.values():
            begun.append(exporter)
            exporter.begin_clip(clip)
        yield
    except BaseException:
        for exporter in begun:
            # The staging folder goes anyway; the first fault is the one to tell.
            with contextlib.suppress(Exception):
                exporter.abort_clip()
        raise


def _problem(shard: Shard, fault: Exception, out: Path) -> ShardDone:
    """The event that tells of a fault. A full disk or a missing device stops the run; a fault of one clip does not."""
    trace = traceback.format_exc()
    if isinstance(fault, OSError) and (told := disk_fault(fault, out)) is not None:
        return ShardDone(shard=shard.index, problem=str(told), hopeless=True, trace=trace)
    if isinstance(fault, SwerveError):
        hopeless = isinstance(fault, OutputError | DeviceError | ConfigError)
        return ShardDone(shard=shard.index, problem=str(fault), hopeless=hopeless, trace=trace)
    problem = f"{type(fault).__name__}: {fault} (a fault of the program or a plug-in; --debug shows where)"
    return ShardDone(shard=shard.index, problem=problem, trace=trace)
