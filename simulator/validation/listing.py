"""Whether the dataset holds exactly the files that its manifests list, and whether they are what was written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.validation.decoding import Decoded, decode, hashed
from simulator.validation.findings import Damaged, Findings
from simulator.validation.stored import CLIPS, MANIFEST, RUN_FILE, SCHEMA_VERSION, Dataset, Json, text_of

STAGING = ".staging"
QUARANTINE = "record/quarantine/"
"""Where clips lie that failed the gate: kept as they are, which need not be whole."""

UNLISTED = (MANIFEST, "record/host/")
"""What no manifest lists: itself, and what belongs to the host that made it."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Inventory:
    """What lies in a dataset. files: paths relative to it, sorted, without those of the host. decoded: by file."""

    files: tuple[str, ...]
    decoded: dict[str, Decoded] = field(default_factory=dict)


def check_listing(dataset: Dataset, findings: Findings) -> Inventory:
    """Missing, foreign, altered and broken files; what is left of runs that were killed."""
    entries = _manifest(dataset, findings)
    files = tuple(_files(dataset.root, findings))
    for file in sorted(set(files) - set(entries) - {MANIFEST}):
        if entries:
            findings.error(
                "files.unlisted", file, "is not in the manifest: not written by this run, or left by another"
            )
    for file in sorted(set(entries) - set(files)):
        findings.damaged(Damaged(file, "is in the manifest and not on the disk", check="files.missing"))
    inventory = Inventory(files=files)
    known: dict[tuple[int, int], Decoded] = {}
    for file in files:
        decoded = _decoded(dataset.root, file, known, findings)
        inventory.decoded[file] = decoded
        _compare(file, decoded, entries.get(file), findings)
    _shards(dataset, inventory, entries, findings)
    return inventory


def _manifest(dataset: Dataset, findings: Findings) -> dict[str, Json]:
    """Entries by path; empty where the manifest cannot be read."""
    try:
        manifest = dataset.object(MANIFEST)
        run = dataset.object(RUN_FILE)
        for file, found in ((MANIFEST, manifest), (RUN_FILE, run)):
            _schema(file, found, findings)
        if manifest.get("config_hash") != run.get("config_hash"):
            findings.error(
                "record.schema", MANIFEST, "has another config_hash than record/run.json: two runs are mixed"
            )
        if manifest.get("missing_shards"):
            shown = text_of(manifest["missing_shards"])
            findings.error("shards.missing", MANIFEST, f"shards {shown} have not been made; run the same command again")
        return {str(entry["path"]): entry for entry in manifest["files"]}
    except Damaged as fault:
        findings.damaged(fault)
    except (KeyError, TypeError) as fault:
        findings.error("record.schema", MANIFEST, f"is no manifest of this program ({type(fault).__name__}: {fault})")
    return {}


def _schema(file: str, found: Json, findings: Findings) -> None:
    version = found.get("schema_version")
    if version != SCHEMA_VERSION:
        reason = f"has schema_version {text_of(version)}, and this program reads {SCHEMA_VERSION}"
        findings.error("record.schema", file, reason)


def _files(root: Path, findings: Findings) -> Iterator[str]:
    for path in sorted(root.rglob("*")):
        file = path.relative_to(root).as_posix()
        if file == STAGING:
            findings.error("files.staging", file, "is left of a run that was killed; the same command removes it")
        if path.is_dir() or file.startswith((*UNLISTED[1:], f"{STAGING}/")):
            continue
        if not path.is_file():
            findings.error("files.unlisted", file, "is no plain file")
            continue
        yield file


def _decoded(root: Path, file: str, known: dict[tuple[int, int], Decoded], findings: Findings) -> Decoded:
    """A file read once, however many names it has."""
    if file.startswith(QUARANTINE):
        return hashed(root, file)
    status = os.stat(root / file)
    key = (status.st_dev, status.st_ino)
    if status.st_nlink == 1 or key not in known:
        decoded = decode(root, file)
        if status.st_nlink > 1:
            known[key] = decoded
    else:
        decoded = known[key]
    if decoded.problem:
        findings.damaged(Damaged(file, decoded.problem))
    return decoded


def _compare(file: str, found: Decoded, entry: Json | None, findings: Findings) -> None:
    if entry is None:
        return
    if entry.get("bytes") != found.size_bytes:
        reason = f"has {found.size_bytes} bytes, the manifest says {text_of(entry.get('bytes'))}"
        findings.error("files.size", file, reason)
    elif entry.get("sha256") != found.sha256:
        told = str(entry.get("sha256"))[:12]
        findings.error("files.hash", file, f"has SHA-256 {found.sha256[:12]}..., the manifest says {told}...")


def _shards(dataset: Dataset, inventory: Inventory, entries: dict[str, Json], findings: Findings) -> None:
    """Every shard's manifest is whole, of this run, and says of its files what the dataset's manifest says."""
    clips: list[Any] = []
    shards = [name for name in inventory.files if name.startswith("record/shards/")]
    for file in shards:
        try:
            shard = dataset.object(file)
            _schema(file, shard, findings)
            clips += [clip["clip"] for clip in (*shard["clips"], *shard["failures"])]
            for entry in shard["files"]:
                listed = entries.get(entry["path"])
                if entries and (listed is None or listed.get("sha256") != entry["sha256"]):
                    reason = (
                        f"says of {entry['path']} what {MANIFEST} does not: the shard is half written, or not its own"
                    )
                    findings.error("shards.whole", file, reason)
        except Damaged as fault:
            findings.damaged(fault)
        except (KeyError, TypeError) as fault:
            findings.error("shards.whole", file, f"is no shard of this program ({type(fault).__name__}: {fault})")
    _same_clips(dataset, shards, clips, findings)


def _same_clips(dataset: Dataset, shards: list[str], in_shards: list[Any], findings: Findings) -> None:
    broken = any(findings.is_damaged(file) for file in (CLIPS, *shards))
    if broken or any(name.startswith("shards.") for name in findings.counts("error")):
        return
    try:
        listed = [clip.get("clip") for clip in dataset.lines(CLIPS)]
    except Damaged as fault:
        findings.damaged(fault)
        return
    if sorted(map(str, listed)) != sorted(map(str, in_shards)):
        findings.error("shards.whole", CLIPS, f"lists the clips {text_of(listed)}, the shards {text_of(in_shards)}")
