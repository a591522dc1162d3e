"""Finalizing a dataset in a bucket: what is needed is fetched, merged in a folder, and what came of it put."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simulator.dataset import read_run
from simulator.files import names_below
from simulator.finalize import OF_SHARDS, check_schema, config_of_run, finalize
from simulator.frame import PublishedClip
from simulator.layout import CLIPS_FILE, HOST, MANIFEST, MANIFESTS, RUN_FILE
from simulator.object_store.bucket import Bucket
from simulator.object_store.manifests import has_all
from simulator.object_store.scratch import scratch
from simulator.parts import build_exporters
from simulator.plan import plan
from simulator.ports import ExporterPort
from simulator.publish import ShardManifest, manifest_name
from simulator.survey import Summary, manifests


def finalize_bucket(bucket: Bucket) -> Summary:
    """See `simulator.finalize`. Done again where other processes publish the last shards meanwhile: the last word is
    right. While shards are missing it is done once, for what is there: who publishes the last one does it again.

    Files that no shard lists are removed once no shard is missing: until then somebody may be putting them.
    """
    while True:
        with scratch("finalize") as folder:
            summary = _finalize_once(bucket, folder)
        if summary is not None:
            return dataclasses.replace(summary, out=bucket.url)


def _finalize_once(bucket: Bucket, folder: Path) -> Summary | None:
    """None where it was overtaken, and is to be done again."""
    merged, sizes = bucket.tags(MANIFESTS), bucket.sizes()
    bucket.fetch([RUN_FILE], folder)
    run = read_run(folder)
    check_schema(run, bucket.url)
    bucket.fetch([path for path in sizes if path != RUN_FILE and _is_of_record(path)], folder)
    exporters = build_exporters(config_of_run(run, folder))

    def is_whole(manifest: ShardManifest) -> bool:
        return has_all(manifest, sizes)

    listed: set[str] = set()
    needed: set[str] = set()
    for _, manifest in manifests(folder, run, is_whole):
        if manifest is not None:
            listed |= {manifest.path, *(entry["path"] for entry in manifest.told["files"])}
            needed.update(_read_by_exporters(manifest.told, exporters))
    bucket.fetch(needed, folder)
    before = set(names_below(folder))
    summary = finalize(folder, is_whole)
    if _is_overtaken(bucket, merged, run):
        return None  # who knows more may have put it already
    made = {path for path in names_below(folder) if path not in before and not path.startswith(f"{HOST}/")}
    bucket.upload(folder, made - {MANIFEST})
    bucket.upload(folder, [MANIFEST])
    if not (summary.missing_shards or summary.faulted):
        ours = tuple(f"{name}/" for name in (*exporters, *OF_SHARDS))
        bucket.remove([path for path in sizes if path.startswith(ours) and path not in listed | made])
    return None if _is_overtaken(bucket, merged, run) else summary


def _is_overtaken(bucket: Bucket, merged: Mapping[str, str], run: Mapping[str, Any]) -> bool:
    """Whether manifests have changed, and none is missing now. merged: their tags before."""
    now = bucket.tags(MANIFESTS)
    shards = plan(run["config"]["clips"], run["config"]["clips_per_shard"])
    return now != merged and all(manifest_name(shard) in now for shard in shards)


def _is_of_record(path: str) -> bool:
    """Whether a file of the record is read by finalizing: manifests of shards, and what belongs to none of them."""
    place = "/".join(path.split("/")[:2])
    return place == MANIFESTS or (path.startswith("record/") and place not in (*OF_SHARDS, HOST, CLIPS_FILE, MANIFEST))


def _read_by_exporters(told: Mapping[str, Any], exporters: Mapping[str, ExporterPort]) -> Iterator[str]:
    for clip in told["clips"]:
        for name, exporter in exporters.items():
            numbers, files = tuple(clip["frame_numbers"]), tuple(clip["files"][name])
            published = PublishedClip(clip=clip["clip"], frame_numbers=numbers, files=files)
            yield from (f"{name}/{file}" for file in exporter.read_by_finalize(published))
