"""A dataset in a folder that everybody of the run sees."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from scenes.errors import OutputError
from simulator.dataset import check_out, check_writable, locked, locked_with_others, open_out, read_run
from simulator.files import names_below, write_atomically
from simulator.finalize import finalize
from simulator.layout import MANIFEST, MANIFESTS, RUN_FILE, STAGING
from simulator.plan import Shard
from simulator.publish import (
    ShardContents,
    check_there,
    clear_deserted_staging,
    clear_staging,
    is_settled,
    manifest_path,
    publish,
    published,
    staging,
)
from simulator.storage import Storage
from simulator.survey import Summary, survey


class FolderStorage(Storage):
    """See Storage."""

    def __init__(self, out: Path) -> None:
        self._out = out

    @property
    def place(self) -> Path:
        """The folder."""
        return self._out

    def check(self, run: Mapping[str, Any], *, overwrite: bool) -> None:
        """See Storage."""
        check_out(self._out, run, overwrite)

    @contextmanager
    def opened(self, run: Mapping[str, Any], *, overwrite: bool, shared: bool) -> Iterator[Path]:
        """See Storage. The folder is the dataset's own."""
        with locked_with_others(self._out) if shared else locked(self._out):
            open_out(self._out, run, overwrite)
            self.clear_up(shared=shared)
            yield self._out

    def clear_up(self, *, shared: bool) -> None:
        """See Storage."""
        (clear_deserted_staging if shared else clear_staging)(self._out)

    def unsettled(self, shards: Sequence[Shard], config_hash: str) -> list[Shard]:
        """See Storage."""
        return [shard for shard in shards if not is_settled(published(self._out, shard, config_hash))]

    def absent(self, shards: Sequence[Shard]) -> list[Shard]:
        """See Storage."""
        there = set(names_below(self._out / MANIFESTS))
        return [shard for shard in shards if manifest_path(self._out, shard).name not in there]

    def survey(self, shards: Sequence[Shard]) -> Summary:
        """See Storage."""
        return survey(self._out, shards)

    def is_finalized(self) -> bool:
        """See Storage."""
        try:
            return (self._out / MANIFEST).stat().st_mtime_ns >= (self._out / MANIFESTS).stat().st_mtime_ns
        except FileNotFoundError:
            return False

    def finalize(self) -> Summary:
        """See Storage."""
        with contextlib.suppress(OSError):
            (self._out / STAGING).rmdir()
        return finalize(self._out)

    def read_run(self) -> dict[str, Any]:
        """See Storage."""
        return read_run(self._out)

    def check_here(self, config_hash: str) -> None:
        """See Storage."""
        out = self._out.absolute()
        if not (out / RUN_FILE).exists():
            raise OutputError(f"out={out}: the run's {RUN_FILE} is not there; all machines must see the same folder")
        if read_run(out)["config_hash"] != config_hash:
            raise OutputError(f"out={out}: another run's dataset is there; all machines must see the same folder")
        check_writable(out)

    def is_there(self) -> bool:
        """See Storage."""
        return (self._out / RUN_FILE).exists()

    def check_there(self) -> None:
        """See Storage."""
        check_there(self._out)

    def staging(self, shard: Shard) -> AbstractContextManager[Path]:
        """See Storage. It lies beside the dataset's own files, on the same file system."""
        return staging(self._out, shard)

    def publish(self, shard: Shard, folder: Path, contents: ShardContents) -> bool:
        """See Storage."""
        return publish(self._out, shard, folder, contents)

    def read(self, path: str) -> bytes | None:
        """See Storage."""
        try:
            return (self._out / path).read_bytes()
        except FileNotFoundError:
            return None

    def keep(self, path: str, data: bytes) -> None:
        """See Storage."""
        check_there(self._out)
        write_atomically(self._out / path, data)

    def forget(self, paths: Sequence[str]) -> None:
        """See Storage."""
        for path in paths:
            (self._out / path).unlink(missing_ok=True)
