"""A dataset's folder: whose it is, whether this run may write there, and what of it belongs to us."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from scenes.errors import OutputError
from scenes.ontology import CLASSES, PARTS
from simulator.files import byte_locked, is_leftover, names_below, write_atomically
from simulator.layout import LOCK_FILE, ONTOLOGY_FILE, PROBE, PUBLISH_LOCK, RUN_FILE, SCHEMA_VERSION, STAGING
from simulator.object_store.url import Place

_IDENTITY = ("config", "version", "target", "libraries", "python", "data")
"""Keys of `record/run.json` whose differences are told; they hold short values."""


def read_run(out: Path) -> dict[str, Any]:
    """`record/run.json` of a dataset. Raises OutputError where the folder is not a dataset of ours."""
    try:
        return parsed_run((out / RUN_FILE).read_bytes(), out)
    except (FileNotFoundError, NotADirectoryError):
        raise OutputError(f"{out}: is not a dataset of this program (no {RUN_FILE})") from None


def parsed_run(data: bytes, out: Place) -> dict[str, Any]:
    """`record/run.json` from its bytes. out: where the dataset lies. Raises OutputError where it is damaged."""
    try:
        run: dict[str, Any] = orjson.loads(data)
        dict(run["config"]), str(run["config_hash"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as fault:
        told = f"{type(fault).__name__}: {fault}"
        advice = "the same command begins anew once the dataset is removed"
        raise OutputError(f"{out / RUN_FILE}: is damaged ({told}); {advice}") from None
    return run


def check_out(out: Path, run: Mapping[str, Any], overwrite: bool) -> None:
    """Raises OutputError where a run may not write to `out`; writes nothing.

    run: what `record/run.json` would hold. It may be missing, empty or the same run's; with `overwrite` any run's.
    """
    check_writable(out)
    if _is_anothers(out):
        raise OutputError(
            f"out={out}: the folder holds files that are not a dataset of this program; choose another, empty folder"
            + (" (overwrite=true removes datasets only)" if overwrite else "")
        )
    if not overwrite and (out / RUN_FILE).exists():
        check_same_run(out, read_run(out), run)


def check_same_run(out: Place, before: Mapping[str, Any], run: Mapping[str, Any]) -> None:
    """Raises OutputError where two records, the one that lies in `out` and a run's own, are not of the same run."""
    if before.get("config_hash") == run["config_hash"]:
        return
    kind, replace = ("folder", "overwrite=true to replace it") if isinstance(out, Path) else ("prefix", out.to_remove)
    raise OutputError(
        f"out={out}: the {kind} holds another run's data ({differences(before, run)}); "
        f"choose another {kind}, or {replace}"
    )


def open_out(out: Path, run: Mapping[str, Any], overwrite: bool) -> None:
    """Makes the folder this run's: removes another's data where asked to, writes `record/run.json` and the ontology.

    Raises OutputError where another run has been faster.
    """
    with byte_locked(out / PUBLISH_LOCK, 0):
        if overwrite and (out / RUN_FILE).exists():
            remove_dataset(out)
        if overwrite or not (out / RUN_FILE).exists():
            write_atomically(out / ONTOLOGY_FILE, ontology_bytes())
            write_atomically(out / RUN_FILE, run_bytes(run))
    check_out(out, run, overwrite=False)


def remove_dataset(out: Path) -> None:
    """Removes what a run wrote, and nothing else that may lie in the folder.

    run.json stays to be replaced: without it the rest would be somebody else's for the run after one that is killed.
    """
    for name in (STAGING, *_folders_of(out)):
        if (out / name).exists():
            shutil.rmtree(out / name)
    for path in sorted((out / "record").iterdir()):
        if path.is_dir() and path.name != "host":
            shutil.rmtree(path)
        elif path.is_file() and path.name != "run.json":
            path.unlink()


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Nobody else writes to the dataset meanwhile; the system frees a killed process's lock. Raises OutputError."""
    with _holding(out, fcntl.LOCK_EX):
        yield


@contextmanager
def locked_with_others(out: Path) -> Iterator[None]:
    """Others of the same run may write meanwhile, nobody who wants the dataset alone. Raises OutputError."""
    with _holding(out, fcntl.LOCK_SH):
        yield


@contextmanager
def _holding(out: Path, kind: int) -> Iterator[None]:
    path = out / LOCK_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise OutputError(f"out={out}: the folder cannot be made ({fault.strerror}: {fault.filename})") from None
    # To be read and written: NFS shares a lock only through what can be read (flock(2), NFS details).
    with path.open("a+") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            raise OutputError(f"out={out}: another run is writing there now") from None
        yield


def check_writable(out: Path) -> None:
    """Raises OutputError unless the nearest thing that exists on the way to `out` is a folder that can be written."""
    standing = next(path for path in (out, *out.absolute().parents) if path.exists() or path.is_symlink())
    if not standing.is_dir():
        raise OutputError(f"out={out}: {standing} is a file, expected a folder")
    if os.statvfs(standing).f_flag & os.ST_RDONLY:
        raise OutputError(f"out={out}: {standing} is on a file system that is read-only now")
    if not os.access(standing, os.W_OK | os.X_OK):
        raise OutputError(f"out={out}: {standing} is not writable for this user")


def _is_anothers(out: Path) -> bool:
    """True for files without a run.json, but for what lies there before it: of a run killed, or of one that starts."""
    if (out / RUN_FILE).exists():
        return False
    early = [out / name for name in (ONTOLOGY_FILE, LOCK_FILE, PUBLISH_LOCK)]
    found = (out / name for name in names_below(out) if not name.startswith(PROBE))
    ours = all(path in early or any(is_leftover(path, of) for of in (*early, out / RUN_FILE)) for path in found)
    # An element of the same run may have come as far as its shards while we looked.
    return not ours and not (out / RUN_FILE).exists()


def _folders_of(out: Path) -> list[str]:
    """The exporters' folders of a dataset, as its run.json names them; never a path out of the dataset.

    None where it is damaged; finalizing clears those that the next run has, too.
    """
    try:
        names = [str(name) for name in read_run(out).get("config", {}).get("exporter", {})]
    except OutputError:
        return []
    return [name for name in names if name == Path(name).name and name not in ("", ".", "..")]


def differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """The first few keys in which two runs differ, as `key: before -> now`."""
    old, new = (_flat({k: run.get(k) for k in _IDENTITY}) for run in (before, now))
    changed = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
    shown = [f"{key.removeprefix('config.')}: {old.get(key)} -> {new.get(key)}" for key in changed[:5]]
    more = f" and {len(changed) - 5} more" if len(changed) > 5 else ""
    return "; ".join(shown) + more or "in the order of its keys"


def _flat(node: Any, path: str = "") -> dict[str, Any]:
    if not isinstance(node, Mapping):
        return {path: node}
    flat: dict[str, Any] = {}
    for key, item in node.items():
        flat.update(_flat(item, f"{path}.{key}" if path else str(key)))
    return flat


def run_bytes(run: Mapping[str, Any]) -> bytes:
    """What `record/run.json` is to hold, as a file."""
    return orjson.dumps(run, option=orjson.OPT_INDENT_2)


def ontology_bytes() -> bytes:
    """The whole table of classes and parts, so that ids in a dataset never need this program to be read."""
    table = {"schema_version": SCHEMA_VERSION, "classes": list(CLASSES), "parts": list(PARTS)}
    return orjson.dumps(table, option=orjson.OPT_INDENT_2)
