"""All that can be told of a dataset in one pass over its manifests and its host's records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from scenes.errors import OutputError
from simulator.dataset import read_run
from simulator.layout import MANIFEST, RUN_FILE
from simulator.object_store.url import Place
from simulator.status.clips import Made, read_made
from simulator.status.metrics import Measured, read_measured
from simulator.status.runs import LoggedRun, is_locked, read_runs

_FILES_KEY = b'\n  "files": ['
"""Where the long part of the dataset's manifest begins, which is not read here."""

_TOLD = ("scenario", "rig", "exporter", "seed", "clips", "frames", "clips_per_shard", "device")
"""Keys of a run's config that are read here."""

_CHUNK_BYTES = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """run: `record/run.json`. finalized: what spans shards is written, and of all shards that are published now."""

    out: Place
    run: Mapping[str, Any]
    made: Made
    measured: Measured
    runs: tuple[LoggedRun, ...]
    finalized: bool
    locked: bool

    @property
    def complete(self) -> bool:
        """All that was asked is published and finalized."""
        return self.finalized and not (self.made.missing or self.made.failed_clips)

    @property
    def missing_clips(self) -> int:
        """Clips of shards that are not published."""
        return int(self.run["config"]["clips"]) - len(self.made.clips) - len(self.made.failed_clips)

    @property
    def left_s(self) -> float | None:
        """Seconds until the missing shards are there, at the pace of the last ones; None where nothing tells it."""
        pace = self.measured.pace
        if pace is None or not self.missing_clips:
            return None
        return self.missing_clips * int(self.run["config"]["frames"]) / pace.fps

    @property
    def silent_runs(self) -> tuple[LoggedRun, ...]:
        """Runs that have not told their end, without those before the last run that had the dataset for itself.

        None where all is done: who was killed before has been made up for.
        """
        if self.complete:
            return ()
        alone = [run.started for run in self.runs if run.count is None]
        return tuple(run for run in self.runs if run.reason is None and run.started >= max(alone, default=""))

    def elements(self, count: int) -> tuple[int, ...]:
        """Which elements of a job array of `count` make the shards that are missing or hold clips that broke."""
        return tuple(sorted({shard % count for shard in (*self.made.missing, *self.made.faulted)}))


def overview(out: Path) -> Overview:
    """Reads a dataset's manifests and host records; no file of a clip. Raises OutputError where it is no dataset."""
    run = read_run(out)
    if lacking := [key for key in _TOLD if key not in run["config"]]:
        raise OutputError(f"{out / RUN_FILE}: is damaged (it does not tell {', '.join(lacking)})")
    made = read_made(out, run)
    return Overview(
        out=out,
        run=run,
        made=made,
        measured=read_measured(out, run["config_hash"], made.published),
        runs=read_runs(out),
        finalized=_is_finalized(out, run["config_hash"], made),
        locked=is_locked(out),
    )


def _is_finalized(out: Path, config_hash: str, made: Made) -> bool:
    """Whether the dataset's manifest knows the same clips as the shards' manifests."""
    try:
        head = _head(out / MANIFEST)
        known = tuple(head["clips"]), tuple(head["failed_clips"]), tuple(head["missing_shards"])
        same_run = head["config_hash"] == config_hash
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError):
        return False
    return same_run and known == (tuple(sorted(made.clips)), tuple(sorted(made.failed_clips)), made.missing)


def _head(path: Path) -> Mapping[str, Any]:
    """The manifest without its list of files, which is most of it; a list in another layout is read, too."""
    read = b""
    with path.open("rb") as file:
        while _FILES_KEY not in read and (chunk := file.read(_CHUNK_BYTES)):
            read += chunk
    before, key, _ = read.partition(_FILES_KEY)
    head: dict[str, Any] = orjson.loads(before + key + b"]}" if key else read)
    return head
