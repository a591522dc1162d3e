"""A dataset in a bucket. No folder is shared and nobody holds a lock: objects that are put once decide."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from scenes.errors import ConfigError, OutputError
from simulator.dataset import check_same_run, ontology_bytes, parsed_run, run_bytes
from simulator.files import files_below, names_below
from simulator.layout import MANIFEST, MANIFESTS, ONTOLOGY_FILE, PROBE, RUN_FILE
from simulator.object_store.bucket import Bucket
from simulator.object_store.finalize import finalize_bucket
from simulator.object_store.host_files import host_files
from simulator.object_store.manifests import has_all, is_done, read_manifests
from simulator.object_store.scratch import clear_scratch, scratch
from simulator.object_store.url import StoreUrl
from simulator.plan import Shard
from simulator.publish import ShardContents, is_settled, manifest_bytes, manifest_name
from simulator.storage import Storage
from simulator.survey import Summary, Tally

FIRST_PATIENCE_S = 15.0
"""Chosen: an address that was mistyped is told while its user still looks; whoever goes on can be started again."""


class BucketStorage(Storage):
    """See Storage. patience_s: how long the storage may give no answer, as while its server is started again."""

    def __init__(self, url: StoreUrl, patience_s: float) -> None:
        self._url = url
        self._patience_s = patience_s

    def __reduce__(self) -> tuple[type[BucketStorage], tuple[StoreUrl, float]]:
        return BucketStorage, (self._url, self._patience_s)

    @property
    def place(self) -> StoreUrl:
        """The URL."""
        return self._url

    @cached_property
    def bucket(self) -> Bucket:
        """The objects."""
        return Bucket(self._url, self._patience_s)

    def check(self, run: Mapping[str, Any], *, overwrite: bool) -> None:
        """See Storage. Also raises ConfigError where `overwrite` is asked for."""
        if overwrite:
            told = f"works on folders only; remove the other dataset first: {self._url.to_remove}"
            raise ConfigError("overwrite", told)
        before = self.bucket.impatient(FIRST_PATIENCE_S).read(RUN_FILE)
        if before is None:
            others = [path for path in self.bucket.sizes() if not path.startswith(PROBE)]
            # Another driver may have begun meanwhile: what it puts comes after the record of its run.
            before = self.bucket.read(RUN_FILE) if others else None
            if others and before is None:
                raise OutputError(
                    f"out={self._url}: objects that are not a dataset of this program are there "
                    f"({others[0]}, for one); choose another prefix"
                )
        if before is not None:
            check_same_run(self._url, parsed_run(before, self._url), run)

    @contextmanager
    def opened(self, run: Mapping[str, Any], *, overwrite: bool, shared: bool) -> Iterator[Path]:
        """See Storage. Everything is always shared. Raises OutputError where the storage has no put-if-absent."""
        self.clear_up(shared=shared)
        if self.bucket.create(RUN_FILE, run_bytes(run)) and self.bucket.create(RUN_FILE, run_bytes(run)):
            raise OutputError(f"{self._url}: the storage puts objects over others in spite of If-None-Match")
        self.check(run, overwrite=overwrite)
        self.bucket.create(ONTOLOGY_FILE, ontology_bytes())
        with host_files(self.bucket) as folder:
            yield folder

    def clear_up(self, *, shared: bool) -> None:
        """See Storage. Of the bucket nothing: files without a manifest may be those that somebody puts now."""
        clear_scratch()

    def unsettled(self, shards: Sequence[Shard], config_hash: str) -> list[Shard]:
        """See Storage."""
        manifests = self._whole_manifests(shards, config_hash)
        return [shard for shard in shards if not is_settled(manifests.get(shard.index))]

    def absent(self, shards: Sequence[Shard]) -> list[Shard]:
        """See Storage."""
        there = self.bucket.sizes(MANIFESTS)
        return [shard for shard in shards if manifest_name(shard) not in there]

    def survey(self, shards: Sequence[Shard]) -> Summary:
        """See Storage."""
        run = self.read_run()
        manifests = self._whole_manifests(shards, run["config_hash"])
        tally = Tally()
        for shard in shards:
            tally.add(shard, manifests.get(shard.index))
        return tally.summary(self._url, run)

    def _whole_manifests(self, shards: Sequence[Shard], config_hash: str) -> dict[int, Mapping[str, Any]]:
        """What manifests of published shards tell, by the shard's number."""
        there = self.bucket.sizes(MANIFESTS)
        asked = [shard for shard in shards if manifest_name(shard) in there]
        found = dict(read_manifests(self.bucket, asked, config_hash))
        sizes = self.bucket.sizes() if found else {}
        return {index: manifest.told for index, manifest in found.items() if has_all(manifest, sizes)}

    def is_finalized(self) -> bool:
        """See Storage."""
        times = self.bucket.times("record")
        done = times.get(MANIFEST)
        published = (time for path, time in times.items() if path.startswith(f"{MANIFESTS}/"))
        return done is not None and all(time < done for time in published)

    def finalize(self) -> Summary:
        """See Storage."""
        return finalize_bucket(self.bucket)

    def read_run(self) -> dict[str, Any]:
        """See Storage."""
        data = self.bucket.read(RUN_FILE)
        if data is None:
            raise OutputError(f"{self._url}: is not a dataset of this program (no {RUN_FILE})")
        return parsed_run(data, self._url)

    def check_here(self, config_hash: str) -> None:
        """See Storage."""
        if self.read_run()["config_hash"] != config_hash:
            raise OutputError(f"out={self._url}: another run's dataset is there, as {platform.node()} sees it")

    def is_there(self) -> bool:
        """See Storage."""
        return self.bucket.size(RUN_FILE) is not None

    def check_there(self) -> None:
        """See Storage."""
        if not self.is_there():
            raise OutputError(f"{self._url}: its {RUN_FILE} has gone during the run; was the dataset removed?")

    @contextmanager
    def staging(self, shard: Shard) -> Iterator[Path]:
        """See Storage. It lies in TMPDIR."""
        self.check_there()
        with scratch(shard.name) as folder:
            yield folder

    def publish(self, shard: Shard, folder: Path, contents: ShardContents) -> bool:
        """See Storage. Files are put first: two who put the same ones put the same bytes. Then the manifest, once."""
        name, paths = manifest_name(shard), files_below(folder)
        manifest = manifest_bytes(shard, folder, paths, contents)
        uploaded = False
        while True:
            found = self.bucket.find(name)
            if found is not None and uploaded and found.data == manifest:
                return True  # another's in time, or our own, whose answer was lost
            if is_done(self.bucket, shard, found, contents.config_hash):
                return False
            if not uploaded:
                self.bucket.upload(folder, names_below(folder))
                uploaded = True
            if found is None:
                put = self.bucket.create(name, manifest)
            else:
                put = self.bucket.replace(name, manifest, found.tag)
            if put:
                return True

    def read(self, path: str) -> bytes | None:
        """See Storage."""
        return self.bucket.read(path)

    def keep(self, path: str, data: bytes) -> None:
        """See Storage."""
        self.bucket.write(path, data)

    def forget(self, paths: Sequence[str]) -> None:
        """See Storage."""
        self.bucket.remove(paths)
