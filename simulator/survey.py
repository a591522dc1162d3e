"""What is on disk of a dataset, from its shard manifests. Loads neither plug-ins nor renderers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from scenes.errors import OutputError
from scenes.refusals import counted
from simulator.dataset import read_run
from simulator.object_store.url import Place
from simulator.plan import Shard, plan, shard_of
from simulator.publish import (
    DamagedManifest,
    IsWhole,
    ShardManifest,
    manifest_path,
    published,
    published_manifest,
    read_manifest,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is on disk. exporters: their folders' names. failed_clips were given up; missing_shards have not been made;
    problems say why, a line each.

    notes: what of maps could not be as they say, the same in any number of clips once. refused: the reasons of every
    draw that was not accepted. quarantined: of the failed clips, those that were made and did not pass the gate, with
    the reason. faulted: of the failed clips, those on which something broke; a rerun tries them again. others_shards:
    have not been made by other processes of the run.
    """

    out: Place
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

    def for_maker_of(self, shards: Sequence[Shard]) -> Summary:
        """The same for who makes these shards only: failures are its own, what else is missing is left to others."""
        own = {shard.index for shard in shards}
        clips = {clip for shard in shards for clip in shard.clips}
        return replace(
            self,
            failed_clips=tuple(clip for clip in self.failed_clips if clip in clips),
            quarantined={clip: reason for clip, reason in self.quarantined.items() if clip in clips},
            faulted={clip: reason for clip, reason in self.faulted.items() if clip in clips},
            missing_shards=tuple(shard for shard in self.missing_shards if shard in own),
            others_shards=tuple(shard for shard in self.missing_shards if shard not in own),
        )

    @property
    def draws(self) -> dict[str, Any]:
        """How many draws were accepted and refused, and why: counts by reason, numbers in them as #."""
        return {
            "accepted": self.clips,
            "refused": len(self.refused),
            "reasons": counted(reason for reasons in self.refused for reason in reasons),
        }


class Tally:
    """Adds up shards of a run, in the order of the plan; keeps nothing of their clips but numbers and reasons."""

    def __init__(self) -> None:
        self.made: list[int] = []
        self.missing: list[int] = []
        self._failures: list[tuple[int, str, str]] = []
        self._frames = 0
        self._notes: dict[str, None] = {}
        self._refused: list[tuple[str, ...]] = []
        self._given_up: list[tuple[str, ...]] = []

    def add(self, shard: Shard, manifest: Mapping[str, Any] | None) -> None:
        """One more shard, and its manifest where it is published."""
        if manifest is None:
            self.missing.append(shard.index)
            return
        for clip in manifest["clips"]:
            self.made.append(int(clip["clip"]))
            self._frames += len(clip["frame_numbers"])
            self._notes |= dict.fromkeys(clip.get("notes", ()))
            self._refused += map(tuple, clip["refused"])
        for failure in manifest["failures"]:
            kind = next((kind for kind in ("quarantined", "fault") if kind in failure), "")
            self._failures.append((int(failure["clip"]), kind, str(failure["reason"])))
            self._given_up += map(tuple, failure["refused"])

    @property
    def failed(self) -> list[int]:
        """Clips that were given up."""
        return [clip for clip, _, _ in self._failures]

    def summary(self, out: Place, run: Mapping[str, Any]) -> Summary:
        """What was added up."""
        return Summary(
            out=out,
            clips=len(self.made),
            frames=self._frames,
            failed_clips=tuple(self.failed),
            quarantined={clip: reason for clip, kind, reason in self._failures if kind == "quarantined"},
            faulted={clip: reason for clip, kind, reason in self._failures if kind == "fault"},
            missing_shards=tuple(self.missing),
            exporters=tuple(run["config"]["exporter"]),
            notes=tuple(self._notes),
            refused=(*self._refused, *self._given_up),
        )


def survey(out: Path, shards: Sequence[Shard]) -> Summary:
    """What is on disk of some shards of a run. Raises OutputError where `out` is no dataset of ours."""
    run = read_run(out)
    tally = Tally()
    for shard in shards:
        tally.add(shard, published(out, shard, run["config_hash"]))
    return tally.summary(out, run)


def manifests(
    out: Path, run: Mapping[str, Any], is_whole: IsWhole | None = None
) -> Iterator[tuple[Shard, ShardManifest | None]]:
    """Every shard of a run's plan in order, one in memory at a time; its manifest where all of it is published.

    is_whole: whether the files that a manifest lists are there; None: looks for them in `out`.
    """
    for shard in plan(run["config"]["clips"], run["config"]["clips_per_shard"]):
        yield shard, published_manifest(out, shard, run["config_hash"], is_whole)


def told_of(out: Path, run: Mapping[str, Any], clip: int) -> tuple[Mapping[str, Any], Mapping[str, Any]] | None:
    """The manifest of a clip's shard and the clip's entry there; None where the shard has not been made.

    Files may be missing. Raises OutputError for a clip that the run never had, and where the manifest is damaged.
    """
    clips = int(run["config"]["clips"])
    if not 0 <= clip < clips:
        raise OutputError(f"{out}: has clips 0 to {clips - 1}, got {clip}")
    shard = shard_of(clip, run["config"])
    try:
        manifest = read_manifest(out, shard, str(run["config_hash"])).told
    except FileNotFoundError:
        return None
    except DamagedManifest as fault:
        raise OutputError(f"{fault}; the command that made the dataset makes it again") from None
    entry = entry_of(manifest, clip)
    if entry is None:
        raise OutputError(f"{manifest_path(out, shard)}: is damaged (it does not tell of clip {clip})")
    return manifest, entry


def entry_of(manifest: Mapping[str, Any], clip: int) -> Mapping[str, Any] | None:
    """What a shard's manifest says of a clip, made or given up."""
    entries = (*manifest["clips"], *manifest["failures"])
    return next((entry for entry in entries if entry["clip"] == clip), None)
