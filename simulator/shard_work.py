"""The work of one shard whatever its clips come from: staging, exporters, publication, and what becomes of faults."""

from __future__ import annotations

import contextlib
import traceback
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

from scenes.errors import ConfigError, DeviceError, OutputError, RunStopped, StorageLost, SwerveError
from simulator import __version__
from simulator.clip_faults import fault_entry, fault_text, trace_path
from simulator.config import RunConfig
from simulator.executors.base import DEFAULT_TRIES, ClipBegun, ClipFaulted, Event, ShardDone
from simulator.files import disk_fault
from simulator.frame import Clip
from simulator.object_store.url import Place
from simulator.parts import build_exporters, run_info
from simulator.plan import Shard
from simulator.ports import ExporterPort
from simulator.publish import ShardContents, check_listed
from simulator.quarantine import quarantine
from simulator.shard_metrics import ShardMeter
from simulator.stage_clock import StageClock
from simulator.storage import Storage, storage_of
from simulator.validation.gate import check_staged

Entry = dict[str, Any]
"""What the record says of a clip; of one that failed it has no `files`."""

Exporters = Mapping[str, ExporterPort]


class ShardWork(ABC):
    """Called with one shard after the other. Picklable; parts are built where it works.

    config_hash: of `record/run.json`, which every shard manifest carries. version: of the program that rendered.
    """

    def __init__(self, config: RunConfig, config_hash: str, version: str) -> None:
        self._config = config
        self._hash = config_hash
        self._version = version
        self._storage = storage_of(config)
        self._tries = int(config.nodes["executor"].get("tries", DEFAULT_TRIES))

    def __call__(self, shard: Shard) -> Generator[Event, None, None]:
        """Yields what happens to its clips and one ShardDone; faults become its `problem` and leave nothing behind."""
        storage = self._storage
        meter = ShardMeter(shard, self._config.settings.device)
        try:
            with storage.staging(shard) as folder:
                contents = yield from self._contents(shard, folder, meter)
                meter.weigh(folder)
                with meter.clock.stage("publish"):
                    for name in self._config.nodes["exporter"]:
                        check_listed(folder / name, [f for clip in contents.clips for f in clip["files"][name]], name)
                    first = storage.publish(shard, folder, contents)
            if first:
                meter.keep(storage, contents)
            storage.forget([trace_path(clip["clip"]) for clip in contents.clips])
            yield ShardDone(shard=shard.index, failed_clips=len(contents.failures))
        except Exception as fault:
            yield _problem(shard, fault, storage)

    def check_here(self) -> None:
        """Raises OutputError where this machine does not see the run's dataset, or may not write to it."""
        self._storage.check_here(self._hash)

    @abstractmethod
    def _make(self, index: int, folder: Path, exporters: Exporters, clock: StageClock) -> Generator[Event, None, Entry]:
        """One clip, written below the staging folder; its entry in the manifest. clock: for what takes time."""

    @abstractmethod
    def _recover(self) -> None:
        """Follows a fault of a clip: nothing that it may have damaged is used again. Raises what ends the run."""

    def _contents(self, shard: Shard, folder: Path, meter: ShardMeter) -> Generator[Event, None, ShardContents]:
        """All clips of the shard, made, given up or in quarantine."""
        exporters = self._opened(folder)
        clips: list[Entry] = []
        failures: list[Entry] = []
        for index in shard.clips:
            if index in shard.given_up:
                self._keep_trace(index, self._tries, shard.given_up[index])
                failures.append(fault_entry(self._config, index, "ProcessDied", shard.given_up[index]))
                continue
            entry = yield from self._tried(index, folder, exporters, meter)
            if "files" not in entry:
                failures.append(entry)
            elif faults := self._faults(folder, entry, meter.clock):
                failures.append(quarantine(folder, entry, faults))
            else:
                clips.append(entry)
        return ShardContents(config_hash=self._hash, clips=clips, failures=failures)

    def _tried(
        self, index: int, folder: Path, exporters: Exporters, meter: ShardMeter
    ) -> Generator[Event, None, Entry]:
        """One clip, begun again after a fault as often as the executor's `tries` say, then given up."""
        kind = told = ""
        for number in range(1, self._tries + 1):
            meter.tries += 1
            yield ClipBegun(clip=index)
            try:
                return (yield from self._make(index, folder, exporters, meter.clock))
            except Exception as fault:
                # What the clip hoarded goes first: where no memory is left, native code ends the process.
                traceback.clear_frames(fault.__traceback__)
                self._storage.check_there()
                if _ends_the_run(fault, self._storage.place):
                    raise
                kind, told = type(fault).__name__, fault_text(fault)
                trace = traceback.format_exc()
                self._keep_trace(index, number, trace)
            yield ClipFaulted(clip=index, problem=told, trace=trace)
            self._recover()
        return fault_entry(self._config, index, kind, f"{told} (tried {self._tries} times)")

    def _keep_trace(self, clip: int, tries: int, trace: str) -> None:
        """Adds a traceback, or what is told of a death, to those of the clip's other tries."""
        path = trace_path(clip)
        before = (self._storage.read(path) or b"") if tries > 1 else b""
        head = f"clip {clip}, seed {self._config.settings.seed}, version {__version__}, try {tries}"
        self._storage.keep(path, before + f"{head}\n{trace}\n".encode())

    def _opened(self, folder: Path) -> dict[str, ExporterPort]:
        """The run's exporters, each with a folder of its own in staging."""
        exporters = build_exporters(self._config)
        for name, exporter in exporters.items():
            (folder / name).mkdir()
            exporter.open(folder / name, run_info(self._config, name, self._version))
        return exporters

    def _faults(self, folder: Path, entry: Entry, clock: StageClock) -> tuple[str, ...]:
        """What the gate finds in a clip."""
        with clock.stage("gate"):
            return check_staged(folder, entry, self._config.nodes["exporter"]) if self._config.settings.gate else ()


@contextlib.contextmanager
def begun(clip: Clip, exporters: Exporters) -> Iterator[None]:
    """A clip that exporters have begun; where it cannot be completed they drop it."""
    told: list[ExporterPort] = []
    try:
        for exporter in exporters.values():
            told.append(exporter)
            exporter.begin_clip(clip)
        yield
    except BaseException:
        for exporter in told:
            # The first fault is the one to tell.
            with contextlib.suppress(Exception):
                exporter.abort_clip()
        raise


def _ends_the_run(fault: Exception, out: Place) -> bool:
    """A full disk, a missing device or input that cannot be used ends the run; a fault of one clip does not."""
    if isinstance(fault, OSError) and disk_fault(fault, out) is not None:
        return True
    return isinstance(fault, OutputError | DeviceError | ConfigError)


def _problem(shard: Shard, fault: Exception, storage: Storage) -> ShardDone:
    """The event that tells of a fault; where the dataset has gone, that is the fault, whatever it led to."""
    try:
        if not isinstance(fault, StorageLost):
            storage.check_there()
    except OutputError as gone:
        fault = gone
    trace, hopeless = traceback.format_exc(), _ends_the_run(fault, storage.place)
    if isinstance(fault, OSError) and (told := disk_fault(fault, storage.place)) is not None:
        fault = RunStopped(str(told))
    if isinstance(fault, SwerveError):
        passing = isinstance(fault, RunStopped | DeviceError)
        return ShardDone(shard=shard.index, problem=str(fault), hopeless=hopeless, passing=passing, trace=trace)
    problem = f"{fault_text(fault)} (a fault of the program or a plug-in; --debug shows where)"
    return ShardDone(shard=shard.index, problem=problem, trace=trace)
