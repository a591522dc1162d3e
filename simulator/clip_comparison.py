"""A clip of a dataset beside the same clip made again: what the record says of it, and every one of its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import orjson

from simulator.differences import difference, differing
from simulator.files import sha256_of
from simulator.layout import CLIPS_FILE, JSON_OPTIONS, MANIFEST
from simulator.plan import Shard
from simulator.publish import manifest_name

Outcome = Literal["made", "quarantined", "given up", "faulted", "missing"]

SHOWN_PLACES = 3
"""Places in which two entries of the record differ that are told; chosen: the first says most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """outcome: the clip's in the run. files: how many were compared. faults: what differs, a line each."""

    clip: int
    outcome: Outcome
    files: int
    faults: tuple[str, ...]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ClipFiles:
    """A clip in a folder. manifest: its shard's, by path from there; entry: what that says of the clip. digests: of
    its files by path.
    """

    root: Path
    manifest: str
    entry: Mapping[str, Any]
    digests: Mapping[str, str]

    @classmethod
    def of(cls, root: Path, manifest: Mapping[str, Any], entry: Mapping[str, Any]) -> ClipFiles:
        """The clip of an entry of a manifest."""
        listed = {str(file["path"]): str(file["sha256"]) for file in manifest["files"]}
        name = manifest_name(Shard(index=manifest["shard"], clips=()))
        digests = {path: listed.get(path, "") for path in _paths(entry, listed)}
        return cls(root=root, manifest=name, entry=entry, digests=digests)


def verdict_on(kept: ClipFiles, made: ClipFiles) -> Verdict:
    """Compares the dataset's clip with the one made again."""
    clip, before, now = int(kept.entry["clip"]), outcome_of(kept.entry), outcome_of(made.entry)
    if before != now:
        reason = f": {made.entry['reason']}" if "reason" in made.entry else ""
        told = f"the clip was {before} in the run, and now it is {now}{reason}"
        return Verdict(clip=clip, outcome=before, files=0, faults=(told,))
    faults = (*_record_faults(kept, made), *_file_faults(kept, made))
    return Verdict(clip=clip, outcome=before, files=len(kept.digests), faults=faults)


def outcome_of(entry: Mapping[str, Any]) -> Outcome:
    """What became of a clip in its run."""
    if "files" in entry:
        return "made"
    if "quarantined" in entry:
        return "quarantined"
    return "faulted" if "fault" in entry else "given up"


def _paths(entry: Mapping[str, Any], listed: Mapping[str, str]) -> list[str]:
    """Where a clip's files lie below the dataset."""
    if "quarantined" in entry:
        return [path for path in listed if path.startswith(f"{entry['quarantined']['folder']}/")]
    files = entry.get("files", {})
    return [file if owner == "record" else f"{owner}/{file}" for owner in files for file in files[owner]]


def _record_faults(kept: ClipFiles, made: ClipFiles) -> Iterator[str]:
    found = list(differing(_promised(kept.entry), _promised(made.entry)))
    yield from (f"the shard's manifest: {place}" for place in found[:SHOWN_PLACES])
    if len(found) > SHOWN_PLACES:
        yield f"the shard's manifest: and {len(found) - SHOWN_PLACES} more places"
    if not _is_in_tables(kept):
        return
    line = _line_beginning(kept.root / CLIPS_FILE, b'{"clip":%d,' % kept.entry["clip"])
    if line is None:
        yield f"{CLIPS_FILE}: has no line of the clip"
    elif line != orjson.dumps(kept.entry, option=JSON_OPTIONS):
        yield f"{CLIPS_FILE}: the clip's line was changed after the run"


def _promised(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What of an entry is the same whenever the clip is made; of a fault, not how often it was tried."""
    if "fault" not in entry:
        return dict(entry)
    fault = entry["fault"]
    return {"clip": entry["clip"], "fault": fault["type"], "message": str(fault["message"]).partition(" (tried ")[0]}


def _is_in_tables(kept: ClipFiles) -> bool:
    """Whether the tables tell of the clip's shard as it is now: those of a run that goes on are older, or not there."""
    listed = _line_beginning(kept.root / MANIFEST, b'{"path":"%s",' % kept.manifest.encode())
    return listed is not None and sha256_of(kept.root / kept.manifest).encode() in listed


def _line_beginning(path: Path, beginning: bytes) -> bytes | None:
    """A line of a table, which is not parsed: it may be very long."""
    try:
        with path.open("rb") as lines:
            return next((line.rstrip(b"\n") for line in lines if line.lstrip().startswith(beginning)), None)
    except OSError:
        return None


def _file_faults(kept: ClipFiles, made: ClipFiles) -> Iterator[str]:
    for path in dict.fromkeys((*kept.digests, *made.digests)):
        if path not in made.digests:
            yield f"{path}: was not made again"
        elif path not in kept.digests:
            yield f"{path}: was made again, and the run did not list it"
        elif told := _file_fault(kept, made, path):
            yield f"{path}: {told}"


def _file_fault(kept: ClipFiles, made: ClipFiles, path: str) -> str:
    """What is wrong with one file, nothing where disk, manifest and the file made again agree."""
    recorded, again = kept.digests[path], made.digests[path]
    try:
        found = sha256_of(kept.root / path)
    except OSError as fault:
        then = "made again, it is as the run made it" if recorded == again else "made again, it is not as recorded"
        return f"cannot be read ({fault.strerror}); {then}"
    if found == recorded == again:
        return ""
    if found == again:
        return "the file is what was made again, and the shard's manifest has another hash"
    told = difference(kept.root / path, made.root / path)
    if recorded == again:
        return f"the file was changed after the run: {told}"
    if found == recorded:
        return f"made again, it differs: {told}"
    return f"the file was changed after the run, and made again, it differs from what it was: {told}"
