"""What shard manifests say: shards that are there, clips made and not made, frames, bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scenes.refusals import counted
from simulator.layout import MANIFESTS
from simulator.plan import plan
from simulator.publish import DamagedManifest, read_manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """shards: of the plan. missing: not published, damaged ones among them, with what is wrong. faulted: published
    with clips on which something broke. published: the others' and theirs.

    Clips that are not there, by why: refused (no draw was accepted), quarantined (did not pass the gate), broken
    (something broke), each with the number of clips by reason, numbers in it as #. refusals: why draws of the refused
    clips were not accepted, with the number of draws.
    """

    shards: int
    published: tuple[int, ...]
    missing: tuple[int, ...]
    damaged: Mapping[int, str]
    faulted: tuple[int, ...]
    clips: tuple[int, ...]
    failed_clips: tuple[int, ...]
    refused: Mapping[str, int]
    refusals: Mapping[str, int]
    quarantined: Mapping[str, int]
    broken: Mapping[str, int]
    frames: int
    bytes: int


def read_made(out: Path, run: Mapping[str, Any]) -> Made:
    """Reads every shard manifest of a dataset once, whatever its files are like. run: its `record/run.json`."""
    tally = _Tally()
    there = {path.stem for path in (out / MANIFESTS).glob("*.json")}
    shards = plan(run["config"]["clips"], run["config"]["clips_per_shard"])
    for shard in shards:
        if shard.name not in there:
            tally.missing.append(shard.index)
            continue
        try:
            manifest = read_manifest(out, shard, run["config_hash"])
        except DamagedManifest as fault:
            tally.missing.append(shard.index)
            tally.damaged[shard.index] = str(fault)
        else:
            tally.add(shard.index, manifest.told)
    return tally.made(len(shards))


class _Tally:
    """Adds up manifests."""

    def __init__(self) -> None:
        self.missing: list[int] = []
        self.damaged: dict[int, str] = {}
        self._published: list[int] = []
        self._faulted: list[int] = []
        self._clips: list[int] = []
        self._failed: list[int] = []
        self._reasons: dict[str, list[str]] = {"refused": [], "quarantined": [], "fault": []}
        self._refusals: list[str] = []
        self._frames = self._bytes = 0

    def add(self, shard: int, manifest: Mapping[str, Any]) -> None:
        """One more published shard."""
        self._published.append(shard)
        for clip in manifest["clips"]:
            self._clips.append(clip["clip"])
            self._frames += len(clip["frame_numbers"])
        self._bytes += sum(entry["bytes"] for entry in manifest["files"])
        for failure in manifest["failures"]:
            self._failed.append(failure["clip"])
            kind = _kind(failure)
            self._reasons[kind].append(str(failure["reason"]))
            if kind == "refused":
                self._refusals += (reason for draw in failure.get("refused", ()) for reason in draw)
        if any("fault" in failure for failure in manifest["failures"]):
            self._faulted.append(shard)

    def made(self, shards: int) -> Made:
        """What was added up. shards: of the plan."""
        return Made(
            shards=shards,
            published=tuple(self._published),
            missing=tuple(self.missing),
            damaged=self.damaged,
            faulted=tuple(self._faulted),
            clips=tuple(self._clips),
            failed_clips=tuple(self._failed),
            refused=counted(self._reasons["refused"]),
            refusals=counted(self._refusals),
            quarantined=counted(self._reasons["quarantined"]),
            broken=counted(self._reasons["fault"]),
            frames=self._frames,
            bytes=self._bytes,
        )


def _kind(failure: Mapping[str, Any]) -> str:
    return next((kind for kind in ("fault", "quarantined") if kind in failure), "refused")
