"""Writes the clips of a shard in other formats, from the frames that a store keeps."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scenes.errors import OutputError
from simulator.config import RunConfig
from simulator.dataset import read_run
from simulator.executors.base import Event, FrameDone
from simulator.frame import Frame
from simulator.shard_work import Entry, Exporters, ShardWork, begun
from simulator.stage_clock import StageClock
from simulator.store.store import Store
from simulator.survey import told_of
from simulator.write_behind import WriteBehind


class ExportWorker(ShardWork):
    """source: the dataset; store: its folder that holds the frames. run: what the new `record/run.json` holds."""

    def __init__(self, config: RunConfig, run: Mapping[str, Any], source: Path, store: Path) -> None:
        super().__init__(config, str(run["config_hash"]), str(run["version"]))
        self._run = run
        self._source = source
        self._folder = store
        self._opened_store: Store | None = None
        self._source_run: Mapping[str, Any] | None = None

    def __reduce__(self) -> tuple[type[ExportWorker], tuple[RunConfig, Mapping[str, Any], Path, Path]]:
        return ExportWorker, (self._config, self._run, self._source, self._folder)

    def _recover(self) -> None:
        """The store is opened afresh."""
        self._opened_store = None

    def _make(self, index: int, folder: Path, exporters: Exporters, clock: StageClock) -> Generator[Event, None, Entry]:
        """Writes the clip's stored frames; one that was given up stays so. Raises OutputError for a missing one."""
        entry = self._entry(index)
        if "files" not in entry:
            # What the source holds back for inspection stays there.
            return {key: told for key, told in entry.items() if key != "quarantined"}
        self._opened_store = self._opened_store or Store(self._folder, self._config.packages)
        kept = entry["files"]["record"]
        with _copied(self._source, folder, kept):
            files = yield from _write_clip(self._opened_store, index, exporters, clock)
        return {**entry, "files": {"record": kept, **files}}

    def _entry(self, clip: int) -> Entry:
        """What the source's record says of a clip."""
        self._source_run = self._source_run or read_run(self._source)
        told = told_of(self._source, self._source_run, clip)
        if told is None:
            raise OutputError(
                f"{self._source}: clip {clip} has not been made; the command that made the others goes on"
            )
        return dict(told[1])


def _write_clip(
    store: Store, index: int, exporters: Exporters, clock: StageClock
) -> Generator[Event, None, dict[str, list[str]]]:
    """Every frame to every exporter; returns the files by exporter."""
    stored = store.clip(index)

    def write(frame: Frame) -> None:
        for exporter in exporters.values():
            exporter.write(frame)

    with begun(stored.clip, exporters):
        with WriteBehind[Frame](write, clock) as behind:
            for frame in clock.each("read", store.frames(index)):
                behind.put(frame)
                yield FrameDone(clip=index)
        with clock.stage("write"):
            return {name: list(exporter.end_clip(stored.measures)) for name, exporter in exporters.items()}


@contextlib.contextmanager
def _copied(source: Path, folder: Path, files: Sequence[str]) -> Iterator[None]:
    """The record's files of a clip; one file under both names where the file system can. Gone after a fault."""
    try:
        for name in files:
            _copy(source / name, folder / name)
        yield
    except BaseException:
        for name in files:
            (folder / name).unlink(missing_ok=True)
        raise


def _copy(source: Path, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, path)
    except OSError:
        shutil.copyfile(source, path)
