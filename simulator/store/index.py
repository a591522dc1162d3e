"""What a store holds: `store.json` at its root, written last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from scenes.errors import OutputError
from simulator.annotations.wanted import LabelKind

INDEX_FILE = "store.json"
FORMAT = "swerve"
SCHEMA_VERSION = 1
"""Of everything below a store's root. A store of another one is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredClips:
    """Which clips are there. frames: how many each has, by clip; val: those of the validation split."""

    frames: Mapping[int, int]
    val: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreIndex:
    """labels: what all frames hold beside the labels that every frame has. version: of the program that wrote it."""

    clips: StoredClips
    labels: tuple[LabelKind, ...]
    seed: int
    fps: float
    version: str

    def json(self) -> bytes:
        """The file."""
        told = asdict(self) | {
            "format": FORMAT,
            "schema_version": SCHEMA_VERSION,
            "clips": [
                {"clip": clip, "frames": count, "split": "val" if clip in self.clips.val else "train"}
                for clip, count in sorted(self.clips.frames.items())
            ],
        }
        return orjson.dumps(told, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def read_index(root: Path) -> StoreIndex:
    """Raises OutputError where the folder is no store, a damaged one, or one of another schema."""
    path = root / INDEX_FILE
    try:
        told: dict[str, Any] = orjson.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise OutputError(
            f"{root}: is no store (no {INDEX_FILE}); exporter=[swerve,...] writes one, in the folder `swerve` of a "
            "dataset"
        ) from None
    except orjson.JSONDecodeError as fault:
        raise OutputError(f"{path}: is damaged ({fault}); `swerve finalize DATASET` writes it again") from None
    if told.get("format") != FORMAT or told.get("schema_version") != SCHEMA_VERSION:
        found = f"{told.get('format')} {told.get('schema_version')}"
        raise OutputError(f"{path}: this program reads {FORMAT} {SCHEMA_VERSION}, and the file says {found}")
    try:
        entries = told["clips"]
        clips = StoredClips(
            frames={entry["clip"]: entry["frames"] for entry in entries},
            val=tuple(entry["clip"] for entry in entries if entry["split"] == "val"),
        )
        rest = {name: told[name] for name in ("seed", "fps", "version")}
        return StoreIndex(clips=clips, labels=tuple(told["labels"]), **rest)
    except (KeyError, TypeError) as fault:
        raise OutputError(f"{path}: is damaged (no {fault}); `swerve finalize DATASET` writes it again") from None


def store_of(source: Path, run: Mapping[str, Any]) -> Path:
    """The folder of a dataset that is a store; run: its `record/run.json`. Raises OutputError where it has none."""
    names = [str(name) for name in run["config"]["exporter"]]
    found = [source / name for name in names if (source / name / INDEX_FILE).exists()]
    if not found:
        raise OutputError(
            f"{source}: holds {', '.join(names)} and no store; frames are kept where a run has exporter=[swerve,...]"
        )
    return found[0].absolute()
