"""What is on disk of a dataset, from its shard manifests. Loads neither plug-ins nor renderers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.dataset import read_run
from simulator.plan import Shard, plan
from simulator.publish import published


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is on disk. exporters: their folders' names. failed_clips were given up; missing_shards have not been made;
    problems say why, a line each.

    notes: what of maps could not be as they say, the same in any number of clips once. refused: the reasons of every
    draw that was not accepted. quarantined: of the failed clips, those that were made and did not pass the gate, with
    the reason. faulted: of the failed clips, those on which something broke; a rerun tries them again. others_shards:
    have not been made by other processes of the run.
    """

    out: Path
    clips: int
    frames: int
    failed_clips: tuple[int, ...]
    missing_shards: tuple[int, ...]
    exporters: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: tuple[tuple[str, ...], ...] = ()
    quarantined: Mapping[int, str] = field(default_factory=dict)
    faulted: Mapping[int, str] = field(default_factory=dict)
    others_shards: tuple[int, ...] = ()

    @property
    def complete(self) -> bool:
        """Everything that was asked is on disk."""
        return not (self.failed_clips or self.missing_shards or self.problems)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Survey:
    """What shard manifests say. clips: entries of made clips; failures: of those given up; both by clip."""

    out: Path
    run: Mapping[str, Any]
    shards: tuple[Shard, ...]
    manifests: tuple[Mapping[str, Any] | None, ...]
    clips: tuple[Mapping[str, Any], ...]
    failures: tuple[Mapping[str, Any], ...]

    @property
    def missing(self) -> tuple[Shard, ...]:
        """Shards that are not published."""
        return tuple(shard for shard, manifest in zip(self.shards, self.manifests, strict=True) if manifest is None)

    def summary(self) -> Summary:
        """The same in short."""
        return Summary(
            out=self.out,
            clips=len(self.clips),
            frames=sum(len(clip["frame_numbers"]) for clip in self.clips),
            failed_clips=tuple(int(f["clip"]) for f in self.failures),
            quarantined={int(f["clip"]): str(f["reason"]) for f in self.failures if "quarantined" in f},
            faulted={int(f["clip"]): str(f["reason"]) for f in self.failures if "fault" in f},
            missing_shards=tuple(shard.index for shard in self.missing),
            exporters=tuple(self.run["config"]["exporter"]),
            notes=tuple(dict.fromkeys(note for clip in self.clips for note in clip.get("notes", ()))),
            refused=refused_draws([*self.clips, *self.failures]),
        )


def survey(out: Path) -> Survey:
    """Reads all shard manifests. Raises OutputError where `out` is no dataset of ours."""
    run = read_run(out)
    shards = plan(run["config"]["clips"], run["config"]["clips_per_shard"])
    manifests = tuple(published(out, shard, run["config_hash"]) for shard in shards)
    present = [manifest for manifest in manifests if manifest is not None]
    return Survey(
        out=out,
        run=run,
        shards=shards,
        manifests=manifests,
        clips=tuple(sorted((clip for m in present for clip in m["clips"]), key=lambda clip: int(clip["clip"]))),
        failures=tuple(sorted((f for m in present for f in m["failures"]), key=lambda f: int(f["clip"]))),
    )


def refused_draws(clips: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, ...], ...]:
    """The reasons of every draw that was not accepted, of made and given up clips."""
    return tuple(tuple(reasons) for clip in clips for reasons in clip["refused"])
