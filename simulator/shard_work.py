"""The work of one shard whatever its clips come from: staging, exporters, publication, and what becomes of faults."""

from __future__ import annotations

import contextlib
import traceback
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any

from scenes.errors import ConfigError, DeviceError, OutputError, SwerveError
from simulator.config import RunConfig
from simulator.executors.base import Event, ShardDone
from simulator.files import disk_fault
from simulator.frame import Clip
from simulator.parts import build_exporters, run_info
from simulator.plan import Shard
from simulator.ports import ExporterPort
from simulator.publish import ShardContents, check_listed, publish, staging
from simulator.quarantine import quarantine
from simulator.validation.gate import check_staged

Entry = dict[str, Any]
"""What the record says of a clip."""


class ShardWork(ABC):
    """Called with one shard after the other. Picklable; parts are built where it works."""

    def __init__(self, config: RunConfig) -> None:
        self._config = config

    def __call__(self, shard: Shard) -> Generator[Event, None, None]:
        """Yields a FrameDone a frame and one ShardDone; faults become its `problem` and leave nothing behind."""
        try:
            with staging(self._config.out, shard) as folder:
                contents = yield from self._make(shard, folder)
                for name in self._config.nodes["exporter"]:
                    check_listed(folder / name, [f for clip in contents.clips for f in clip["files"][name]], name)
                publish(self._config.out, shard, folder, contents)
            yield ShardDone(shard=shard.index, failed_clips=len(contents.failures))
        except Exception as fault:
            yield _problem(shard, fault, self._config.out)

    @abstractmethod
    def _make(self, shard: Shard, folder: Path) -> Generator[Event, None, ShardContents]:
        """All clips of the shard, written below the staging folder."""

    def _opened(self, folder: Path, version: str) -> dict[str, ExporterPort]:
        """The run's exporters, each with a folder of its own in staging."""
        exporters = build_exporters(self._config)
        for name, exporter in exporters.items():
            (folder / name).mkdir()
            exporter.open(folder / name, run_info(self._config, name, version))
        return exporters

    def _judge(self, folder: Path, record: Entry, clips: list[Entry], failures: list[Entry]) -> None:
        """Puts a clip's entry among those to publish or, with its files in quarantine, among those that failed."""
        exporters = self._config.nodes["exporter"]
        faults = check_staged(folder, record, exporters) if self._config.settings.gate else ()
        if faults:
            failures.append(quarantine(folder, record, faults))
        else:
            clips.append(record)


@contextlib.contextmanager
def begun(clip: Clip, exporters: Mapping[str, ExporterPort]) -> Iterator[None]:
    """A clip that exporters have begun; where it cannot be completed they drop it."""
    told: list[ExporterPort] = []
    try:
        for exporter in exporters.values():
            told.append(exporter)
            exporter.begin_clip(clip)
        yield
    except BaseException:
        for exporter in told:
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
