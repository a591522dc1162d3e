"""Exactly-once publication: shards are made in staging, moved file by file, and exist once their manifest does."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from scenes.errors import OutputError, RunStopped
from simulator.dataset import read_run
from simulator.ending import undisturbed
from simulator.files import (
    byte_locked,
    byte_locked_now,
    byte_shared,
    files_below,
    flush,
    make_below,
    sha256_of,
    write_atomically,
)
from simulator.layout import JSON_OPTIONS, MANIFESTS, PUBLISH_LOCK, RUN_FILE, SCHEMA_VERSION, STAGING, STAGING_LOCK
from simulator.object_store.url import Place
from simulator.plan import Shard


class DamagedManifest(Exception):
    """A shard manifest that cannot be used: the shard counts as not published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardContents:
    """What a shard's manifest says. clips: records of made clips; failures: records of clips that were given up."""

    config_hash: str
    clips: Sequence[Mapping[str, Any]]
    failures: Sequence[Mapping[str, Any]]


@contextmanager
def staging(out: Path, shard: Shard) -> Iterator[Path]:
    """A fresh folder beside the dataset's own, on the same file system; gone afterwards whatever happens.

    Its name, `SHARD-PROCESS-*`, is for who looks at it; that somebody works there is told by a lock.

    Raises OutputError where the dataset is not there any more.
    """
    check_there(out)
    with byte_shared(out / STAGING_LOCK, shard.index):
        folder = _new_folder(out / STAGING, f"{shard.name}-{os.getpid()}-")
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _new_folder(parent: Path, prefix: str) -> Path:
    while True:
        parent.mkdir(exist_ok=True)
        with contextlib.suppress(FileNotFoundError):  # another process has just removed the empty parent
            return Path(tempfile.mkdtemp(prefix=prefix, dir=parent))


def publish(out: Path, shard: Shard, folder: Path, contents: ShardContents) -> bool:
    """Moves all files of a staging folder into the dataset, then the manifest that makes them exist.

    False where another worker has published the shard meanwhile: nothing is moved then. Raises OutputError where the
    dataset is not there any more, or has been replaced by another run's.
    """
    paths = files_below(folder)
    for path in paths:
        flush(path)
    manifest = manifest_bytes(shard, folder, paths, contents)
    check_there(out)
    with byte_locked(out / PUBLISH_LOCK, 1 + shard.index), undisturbed():
        if read_run(out)["config_hash"] != contents.config_hash:
            raise OutputError(f"{out}: another run has replaced the dataset (overwrite=true)")
        if is_settled(published(out, shard, contents.config_hash)):
            return False
        _move(paths, folder, out)
        check_there(out)
        write_atomically(manifest_path(out, shard), manifest)
    return True


def _move(paths: Sequence[Path], folder: Path, out: Path) -> None:
    """Staged files to their places in the dataset; they are on the disk afterwards."""
    touched = set()
    try:
        for path in paths:
            target = out / path.relative_to(folder)
            make_below(out, target.parent)
            path.replace(target)
            touched.add(target.parent)
        for parent in sorted(touched):
            flush(parent)
    except FileNotFoundError:
        check_there(out)
        raise


def manifest_bytes(shard: Shard, folder: Path, paths: Sequence[Path], contents: ShardContents) -> bytes:
    """The manifest of a shard whose files lie below a folder."""
    manifest = {
        "schema_version": SCHEMA_VERSION,
        "config_hash": contents.config_hash,
        "shard": shard.index,
        "clips": list(contents.clips),
        "failures": list(contents.failures),
        "files": [file_entry(folder, path) for path in paths],
    }
    return orjson.dumps(manifest, option=JSON_OPTIONS)


def file_entry(root: Path, path: Path) -> dict[str, Any]:
    """How manifests list a file: its path below the root, its hash and size."""
    return {"path": path.relative_to(root).as_posix(), "sha256": sha256_of(path), "bytes": path.stat().st_size}


def manifest_path(out: Path, shard: Shard) -> Path:
    """Where the manifest of a shard is published."""
    return out / manifest_name(shard)


def manifest_name(shard: Shard) -> str:
    """The same, from the dataset's folder."""
    return f"{MANIFESTS}/{shard.name}.json"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ShardManifest:
    """A shard's manifest. path: from the dataset's folder; data: the file's bytes; told: its values."""

    path: str
    data: bytes
    told: Mapping[str, Any]

    def is_whole(self, out: Path) -> bool:
        """Whether all files that it lists are there, each as long as it says."""
        # Not by pathlib: it would take longer than reading the manifest.
        root = os.fspath(out)
        try:
            for entry in self.told["files"]:
                if os.stat(f"{root}/{entry['path']}").st_size != entry["bytes"]:
                    return False
        except (FileNotFoundError, NotADirectoryError, KeyError, TypeError):
            return False
        return True


def read_manifest(out: Path, shard: Shard, config_hash: str) -> ShardManifest:
    """The manifest of a published shard, whatever its files are like.

    Raises FileNotFoundError where there is none, DamagedManifest for one that is not whole or another config's.
    """
    name = manifest_name(shard)
    try:
        with open(f"{os.fspath(out)}/{name}", "rb", buffering=0) as file:
            data = file.read()
    except NotADirectoryError as fault:
        raise FileNotFoundError(*fault.args) from None
    return parsed_manifest(data, shard, config_hash, out)


def parsed_manifest(data: bytes, shard: Shard, config_hash: str, out: Place) -> ShardManifest:
    """A manifest from its bytes. out: where the dataset lies. Raises DamagedManifest."""
    name = manifest_name(shard)
    try:
        told: dict[str, Any] = orjson.loads(data)
        before = told["config_hash"], told["schema_version"], told["shard"]
        _check_form(told)
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as fault:
        raise DamagedManifest(f"{out / name}: is damaged ({type(fault).__name__}: {fault})") from None
    if before != (config_hash, SCHEMA_VERSION, shard.index):
        raise DamagedManifest(f"{out / name}: belongs to another run, schema or shard")
    return ShardManifest(path=name, data=data, told=told)


def _check_form(told: Mapping[str, Any]) -> None:
    """Raises KeyError, TypeError or ValueError where something lacks that readers of manifests take as given."""
    for clip in told["clips"]:
        int(clip["clip"]), len(clip["frame_numbers"]), dict(clip["files"]), [tuple(draw) for draw in clip["refused"]]
    for failure in told["failures"]:
        int(failure["clip"]), str(failure["reason"]), [tuple(draw) for draw in failure["refused"]]
    for file in told["files"]:
        str(file["path"]), str(file["sha256"]), int(file["bytes"])


IsWhole = Callable[[ShardManifest], bool]


def published_manifest(
    out: Path, shard: Shard, config_hash: str, is_whole: IsWhole | None = None
) -> ShardManifest | None:
    """The manifest of a published shard of this config, whose files are all there; else None: it is to be made.

    is_whole: whether they are; None: looks for them in `out`.
    """
    try:
        manifest = read_manifest(out, shard, config_hash)
    except (FileNotFoundError, DamagedManifest):
        return None
    whole = manifest.is_whole(out) if is_whole is None else is_whole(manifest)
    return manifest if whole else None


def published(out: Path, shard: Shard, config_hash: str) -> Mapping[str, Any] | None:
    """What that manifest tells."""
    manifest = published_manifest(out, shard, config_hash)
    return None if manifest is None else manifest.told


def is_settled(manifest: Mapping[str, Any] | None) -> bool:
    """Whether a shard needs no further run: it is published, and none of its clips failed by a fault of the moment."""
    return manifest is not None and not any("fault" in failure for failure in manifest["failures"])


def check_there(out: Path) -> None:
    """Raises RunStopped where the dataset has gone, as when its storage was unmounted or its folder removed."""
    if not (out / RUN_FILE).exists():
        raise RunStopped(
            f"{out}: its {RUN_FILE} has gone during the run; was the storage unmounted, the folder removed?"
        )


def clear_staging(out: Path) -> None:
    """Removes what killed runs left in staging. Only who holds the dataset's lock alone may."""
    shutil.rmtree(out / STAGING, ignore_errors=True)


def clear_deserted_staging(out: Path) -> None:
    """Removes what processes left in staging that live no longer, on whatever machine: nobody works on their shard."""
    with contextlib.suppress(FileNotFoundError):  # somebody else has just removed all of it
        shards = {name.partition("-")[0] for name in os.listdir(out / STAGING)}
        for shard in filter(str.isdecimal, shards):
            with contextlib.suppress(BlockingIOError), byte_locked_now(out / STAGING_LOCK, int(shard)):
                for folder in (out / STAGING).glob(f"{shard}-*"):
                    shutil.rmtree(folder, ignore_errors=True)


def check_listed(folder: Path, listed: Sequence[str], owner: str) -> None:
    """Raises OutputError where an exporter's list of files and its folder differ."""
    there = {path.relative_to(folder).as_posix() for path in files_below(folder)}
    for path in sorted(there.symmetric_difference(listed)):
        what = "wrote a file that it did not list" if path in there else "listed a file that it did not write"
        raise OutputError(f"exporter '{owner}' {what}: {path}")
