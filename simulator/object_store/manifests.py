"""Shard manifests in a bucket: a shard counts as published when its manifest and all files that it lists are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from simulator.object_store.bucket import Bucket, Found
from simulator.plan import Shard
from simulator.publish import DamagedManifest, ShardManifest, is_settled, manifest_name, parsed_manifest


def has_all(manifest: ShardManifest, sizes: Mapping[str, int]) -> bool:
    """Whether the files that a manifest lists are among those of a listing, each as long as it says."""
    try:
        return all(sizes.get(entry["path"]) == entry["bytes"] for entry in manifest.told["files"])
    except (KeyError, TypeError):
        return False


def read_manifests(bucket: Bucket, shards: Sequence[Shard], config_hash: str) -> Iterator[tuple[int, ShardManifest]]:
    """Shards' numbers and their undamaged manifests of this config, in no order, whatever their files are like."""
    for shard, found in bucket.each(lambda shard: bucket.find(manifest_name(shard)), shards):
        manifest = _parsed(bucket, shard, found, config_hash)
        if manifest is not None:
            yield shard.index, manifest


def is_done(bucket: Bucket, shard: Shard, found: Found | None, config_hash: str) -> bool:
    """Whether a manifest leaves nothing to make of its shard; looks for the files that it lists one by one."""
    manifest = _parsed(bucket, shard, found, config_hash)
    if manifest is None or not is_settled(manifest.told):
        return False
    paths = [str(entry["path"]) for entry in manifest.told["files"]]
    sizes = {path: size for path, size in bucket.each(bucket.size, paths) if size is not None}
    return has_all(manifest, sizes)


def _parsed(bucket: Bucket, shard: Shard, found: Found | None, config_hash: str) -> ShardManifest | None:
    if found is None:
        return None
    try:
        return parsed_manifest(found.data, shard, config_hash, bucket.url)
    except DamagedManifest:
        return None
