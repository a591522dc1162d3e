"""What spans shards: tables, ImageSets, the manifest of all files. Idempotent; removes files that no shard lists.

One pass over the shards' manifests, whose hashes are taken over: what has changed on the disk since is to be found by
who compares, and not to be written down as if it had always been so.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from scenes.errors import OutputError
from simulator.config import RunConfig, config_of
from simulator.dataset import read_run
from simulator.file_listing import FileListing
from simulator.files import all_locked, leftovers, names_below, replaced
from simulator.frame import PublishedClip
from simulator.layout import (
    CLIP_FOLDERS,
    CLIPS_FILE,
    HOST,
    JSON_OPTIONS,
    MANIFEST,
    MANIFESTS,
    ONTOLOGY_FILE,
    PUBLISH_LOCK,
    QUARANTINE,
    RUN_FILE,
    SCHEMA_VERSION,
)
from simulator.object_store.url import Place
from simulator.parts import build_exporters, run_info
from simulator.ports import ExporterPort
from simulator.publish import IsWhole, ShardManifest
from simulator.survey import Summary, Tally, manifests

OF_SHARDS = (*CLIP_FOLDERS, QUARANTINE, MANIFESTS)
"""Folders of the record in which every file belongs to a shard."""

OWN_FILES = (RUN_FILE, ONTOLOGY_FILE, CLIPS_FILE, MANIFEST)
"""Files of the record that are written with the lock held that finalizing holds."""


def finalize(out: Path, is_whole: IsWhole | None = None) -> Summary:
    """Writes what spans shards, from published manifests alone, in (clip, frame) order.

    Waits for those who publish a shard right now. is_whole: see `survey.manifests`, for a folder that holds only what
    this reads. Raises OutputError where `out` is no dataset of ours, or another version's, ConfigError where a plug-in
    of its config is not installed.
    """
    run = read_run(out)
    check_schema(run, out)
    config = config_of_run(run, out)
    exporters = build_exporters(config)
    with all_locked(out / PUBLISH_LOCK):
        return _finalize(out, run, config, exporters, is_whole)


def _finalize(
    out: Path,
    run: Mapping[str, Any],
    config: RunConfig,
    exporters: Mapping[str, ExporterPort],
    is_whole: IsWhole | None,
) -> Summary:
    tally, listing = Tally(), FileListing()
    clips: dict[str, list[PublishedClip]] = {name: [] for name in exporters}
    with replaced(out / CLIPS_FILE) as lines:
        for shard, manifest in manifests(out, run, is_whole):
            tally.add(shard, None if manifest is None else manifest.told)
            if manifest is not None:
                _merge(manifest, lines, listing, clips)
    for name, exporter in exporters.items():
        (out / name).mkdir(exist_ok=True)
        spanning = exporter.finalize(out / name, run_info(config, name, run["version"]), clips[name])
        for file in spanning:
            listing.add_file(out, f"{name}/{file}")
    _remove_leftovers(out)
    for folder in (*exporters, *OF_SHARDS):
        _keep_listed(out, folder, listing)
    _list_rest_of_record(out, listing)
    summary = tally.summary(out, run)
    _write_manifest(out, run, tally, summary, listing)
    return summary


def check_schema(run: Mapping[str, Any], out: Place) -> None:
    """Raises OutputError for another schema: none of its shards would count as published, all files be removed."""
    if run.get("schema_version") != SCHEMA_VERSION:
        raise OutputError(
            f"{out}: has schema_version {run.get('schema_version')}, and this program writes {SCHEMA_VERSION}; "
            f"finalize it with the version that made it ({run.get('version')})"
        )


def config_of_run(run: Mapping[str, Any], out: Path) -> RunConfig:
    """The config in a `record/run.json`, for the folder where it lies."""
    kept = {key: value for key, value in run["config"].items() if key not in ("clips_per_shard", "rig_hash")}
    executor = {"clips_per_shard": run["config"]["clips_per_shard"]}
    return config_of({**kept, "executor": executor, "out": str(out), "overwrite": False, "workers": 1})


def _merge(
    manifest: ShardManifest, lines: BinaryIO, listing: FileListing, clips: Mapping[str, list[PublishedClip]]
) -> None:
    """One shard: a line a clip, made or given up; its files; and what exporters need of its clips."""
    told = manifest.told
    for clip in sorted((*told["clips"], *told["failures"]), key=lambda clip: int(clip["clip"])):
        lines.write(orjson.dumps(clip, option=JSON_OPTIONS | orjson.OPT_APPEND_NEWLINE))
    for entry in told["files"]:
        listing.add(entry)
    own = {"path": manifest.path, "sha256": hashlib.sha256(manifest.data).hexdigest(), "bytes": len(manifest.data)}
    listing.add(own)
    for clip in told["clips"]:
        for name, published in clips.items():
            numbers, files = tuple(clip["frame_numbers"]), tuple(clip["files"][name])
            published.append(PublishedClip(clip=clip["clip"], frame_numbers=numbers, files=files))


def _keep_listed(out: Path, folder: str, listing: FileListing) -> None:
    """Removes files below a folder that are not listed, and folders that this leaves empty."""
    waiting, folders = [folder], []
    while waiting:
        place = waiting.pop()
        for name in _names_in(out / place):
            path = f"{place}/{name}"
            if path in listing:
                continue
            if (out / path).is_dir() and not (out / path).is_symlink():
                waiting.append(path)
                folders.append(path)
            else:
                (out / path).unlink(missing_ok=True)
    for path in reversed(folders):
        with contextlib.suppress(OSError):  # not empty
            (out / path).rmdir()


def _names_in(folder: Path) -> list[str]:
    """By os.listdir: half the time of os.scandir, which tells in a folder of a million files."""
    try:
        return os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _remove_leftovers(out: Path) -> None:
    """What of the record's own files processes left that were killed while they wrote them."""
    for own in OWN_FILES:
        for path in leftovers(out / own):
            path.unlink(missing_ok=True)


def _list_rest_of_record(out: Path, listing: FileListing) -> None:
    """What lies in the record beside what shards list: run.json, tables. Neither the host's facts nor the manifest."""
    for path in sorted((out / "record").iterdir()):
        place = f"record/{path.name}"
        if path.is_dir() and not path.is_symlink():
            names = () if place in (*OF_SHARDS, HOST) else names_below(path)
            for name in names:
                listing.add_file(out, f"{place}/{name}")
        elif place != MANIFEST:
            listing.add_file(out, place)


def _write_manifest(out: Path, run: Mapping[str, Any], tally: Tally, summary: Summary, listing: FileListing) -> None:
    """manifest.json: which clips there are, draws, and all files outside record/host, a line each."""
    head = {
        "schema_version": SCHEMA_VERSION,
        "config_hash": run["config_hash"],
        "clips": tally.made,
        "failed_clips": tally.failed,
        "missing_shards": tally.missing,
        "draws": summary.draws,
    }
    with replaced(out / MANIFEST) as file:
        file.write(orjson.dumps(head, option=orjson.OPT_INDENT_2).removesuffix(b"\n}"))
        before = b',\n  "files": [\n    '
        for line in listing.lines():
            file.write(before + line)
            before = b",\n    "
        file.write(b"\n  ]\n}")
