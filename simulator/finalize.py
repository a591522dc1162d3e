"""What spans shards: tables, ImageSets, the manifest of all files. Idempotent; removes files that no shard lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from scenes.refusals import counted
from simulator.config import RunConfig, config_of
from simulator.files import files_below, write_atomically
from simulator.frame import PublishedClip
from simulator.layout import (
    CLIP_FOLDERS,
    CLIPS_FILE,
    HOST,
    JSON_OPTIONS,
    MANIFEST,
    MANIFESTS,
    QUARANTINE,
    SCHEMA_VERSION,
)
from simulator.parts import build_exporters, run_info
from simulator.publish import file_entry
from simulator.survey import Summary, refused_draws, survey


def finalize(out: Path) -> Summary:
    """Writes what spans shards, from published manifests alone, in (clip, frame) order.

    Raises OutputError where `out` is no dataset of ours, ConfigError where a plug-in of its config is not installed.
    """
    found = survey(out)
    run, clips = found.run, found.clips
    config = config_of_run(run, out)
    for name, exporter in build_exporters(config).items():
        (out / name).mkdir(exist_ok=True)
        info = run_info(config, name, run["version"])
        spanning = exporter.finalize(out / name, info, [_of_exporter(clip, name) for clip in clips])
        _keep_only(out / name, {*spanning, *(file for clip in clips for file in clip["files"][name])})
    for folder in CLIP_FOLDERS:
        kept = {file for clip in clips for file in clip["files"]["record"]}
        _keep_only(out / folder, {Path(file).name for file in kept if file.startswith(f"{folder}/")})
    listed = {entry["path"] for manifest in found.manifests if manifest is not None for entry in manifest["files"]}
    prefix = f"{QUARANTINE}/"
    _keep_only(out / QUARANTINE, {path.removeprefix(prefix) for path in listed if path.startswith(prefix)})
    missing = found.missing
    _keep_only(out / MANIFESTS, {f"{s.name}.json" for s in found.shards if s not in missing})
    _write_tables(out, run, [*clips, *found.failures], [shard.index for shard in missing])
    return found.summary()


def config_of_run(run: Mapping[str, Any], out: Path) -> RunConfig:
    """The config in a `record/run.json`, for the folder where it lies."""
    kept = {key: value for key, value in run["config"].items() if key not in ("clips_per_shard", "rig_hash")}
    executor = {"clips_per_shard": run["config"]["clips_per_shard"]}
    return config_of({**kept, "executor": executor, "out": str(out), "overwrite": False, "workers": 1})


def _of_exporter(clip: Mapping[str, Any], name: str) -> PublishedClip:
    return PublishedClip(
        clip=clip["clip"], frame_numbers=tuple(clip["frame_numbers"]), files=tuple(clip["files"][name])
    )


def _keep_only(folder: Path, kept: Iterable[str]) -> None:
    """Removes files below a folder that are not listed, and folders that this leaves empty."""
    names = set(kept)
    for path in files_below(folder):
        if path.relative_to(folder).as_posix() not in names:
            path.unlink()
    for path in sorted((p for p in folder.rglob("*") if p.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()


def _write_tables(out: Path, run: Mapping[str, Any], clips: Sequence[Mapping[str, Any]], missing: list[int]) -> None:
    """clips.jsonl: one line a clip, made or given up. manifest.json: draws, and all files outside record/host."""
    ordered = sorted(clips, key=lambda clip: int(clip["clip"]))
    lines = b"".join(orjson.dumps(clip, option=JSON_OPTIONS) + b"\n" for clip in ordered)
    write_atomically(out / CLIPS_FILE, lines)
    folders = [*run["config"]["exporter"], "record"]
    paths = [path for folder in folders for path in files_below(out / folder)]
    unlisted = (out / HOST, out / MANIFEST)
    entries = [file_entry(out, p) for p in paths if not any(p == u or u in p.parents for u in unlisted)]
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "config_hash": run["config_hash"],
        "clips": [clip["clip"] for clip in ordered if "files" in clip],
        "failed_clips": [clip["clip"] for clip in ordered if "files" not in clip],
        "missing_shards": missing,
        "draws": _draws(ordered),
        "files": sorted(entries, key=lambda entry: str(entry["path"])),
    }
    write_atomically(out / MANIFEST, orjson.dumps(manifest, option=orjson.OPT_INDENT_2))


def _draws(clips: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How many draws were accepted and refused, and why: counts by reason, numbers in them as #."""
    refused = refused_draws(clips)
    return {
        "accepted": sum("files" in clip for clip in clips),
        "refused": len(refused),
        "reasons": counted(reason for reasons in refused for reason in reasons),
    }
