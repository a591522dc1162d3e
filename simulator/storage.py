"""Where a run's dataset lies, as the run and its workers see it: a folder, or a bucket of an object store."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from simulator.config import RunConfig
from simulator.object_store.patience import DEFAULT_PATIENCE_S
from simulator.object_store.url import Place, StoreUrl
from simulator.plan import Shard
from simulator.publish import ShardContents
from simulator.survey import Summary


class Storage(ABC):
    """All that a run asks of the place of its dataset. Picklable: workers take it along, to other machines, too."""

    @property
    @abstractmethod
    def place(self) -> Place:
        """As a user would write it."""

    @abstractmethod
    def check(self, run: Mapping[str, Any], *, overwrite: bool) -> None:
        """Raises OutputError where a run may not write there; writes nothing. run: its `record/run.json`."""

    @abstractmethod
    def opened(self, run: Mapping[str, Any], *, overwrite: bool, shared: bool) -> AbstractContextManager[Path]:
        """Makes it this run's. shared: others of the same run may write meanwhile.

        A context that gives a folder; what is written to `record/host` there is the dataset's afterwards.
        """

    @abstractmethod
    def clear_up(self, *, shared: bool) -> None:
        """Removes what workers that live no longer left of their work."""

    @abstractmethod
    def unsettled(self, shards: Sequence[Shard], config_hash: str) -> list[Shard]:
        """Those that are not published, or hold clips that faulted."""

    @abstractmethod
    def absent(self, shards: Sequence[Shard]) -> list[Shard]:
        """Those of which there is no manifest. One look for all of them: what manifests say is not read."""

    @abstractmethod
    def survey(self, shards: Sequence[Shard]) -> Summary:
        """What is published of some shards. Raises OutputError where there is no dataset of ours."""

    @abstractmethod
    def is_finalized(self) -> bool:
        """Whether nothing has been published since the dataset was finalized."""

    @abstractmethod
    def finalize(self) -> Summary:
        """Writes what spans shards; see `simulator.finalize`."""

    @abstractmethod
    def read_run(self) -> dict[str, Any]:
        """`record/run.json`. Raises OutputError where there is no dataset of ours."""

    @abstractmethod
    def check_here(self, config_hash: str) -> None:
        """Raises OutputError where this machine does not see the run's dataset, or may not write to it."""

    @abstractmethod
    def is_there(self) -> bool:
        """Whether there is a dataset of ours."""

    @abstractmethod
    def check_there(self) -> None:
        """Raises OutputError where the dataset has gone during the run."""

    @abstractmethod
    def staging(self, shard: Shard) -> AbstractContextManager[Path]:
        """A fresh folder to make a shard in; gone afterwards whatever happens."""

    @abstractmethod
    def publish(self, shard: Shard, folder: Path, contents: ShardContents) -> bool:
        """Makes what lies in a staging folder a published shard; False where another worker has done so meanwhile."""

    @abstractmethod
    def read(self, path: str) -> bytes | None:
        """A file of `record/host`, None where there is none."""

    @abstractmethod
    def keep(self, path: str, data: bytes) -> None:
        """Writes a file of `record/host`."""

    @abstractmethod
    def forget(self, paths: Sequence[str]) -> None:
        """Removes files of `record/host`, those that are there."""


def storage_of(config: RunConfig) -> Storage:
    """Where the dataset of a config lies."""
    return storage_at(config.place, config.settings.store_patience_s)


def storage_at(place: Place, patience_s: float = DEFAULT_PATIENCE_S) -> Storage:
    """A folder, or a bucket which may give no answer for so long."""
    if isinstance(place, StoreUrl):
        # Imported here: most runs write to a folder.
        from simulator.object_store.storage import BucketStorage  # noqa: PLC0415

        return BucketStorage(place, patience_s)
    from simulator.folder_storage import FolderStorage  # noqa: PLC0415  (it imports this module)

    return FolderStorage(place)
