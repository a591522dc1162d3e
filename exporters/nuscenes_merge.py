"""The tables of a nuScenes dataset, merged from the parts of its clips one after the other: memory holds one clip."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from exporters.nuscenes_schema import SCENE_TABLES, Row, token

_JSON = orjson.OPT_SORT_KEYS
_OPTIONAL = ("lidarseg", "panoptic")  # the devkit looks for a folder of label files where such a table exists


class Table:
    """A context: one JSON list, written beside its final name, renamed when it is whole, removed on a fault."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.rows = 0
        self._beside = path.with_name(path.name + ".part")
        self._file = self._beside.open("wb")

    def add(self, rows: Iterable[Row]) -> None:
        """Appends rows, one a line, keys sorted."""
        for row in rows:
            self._file.write((b",\n" if self.rows else b"[\n") + orjson.dumps(row, option=_JSON))
            self.rows += 1

    def __enter__(self) -> Table:
        return self

    def __exit__(self, kind: object, fault: object, trace: object) -> None:
        if fault is None:
            self._file.write(b"\n]\n" if self.rows else b"[]\n")
        self._file.close()
        if fault is None:
            os.replace(self._beside, self.path)
        else:
            self._beside.unlink(missing_ok=True)


@dataclass(kw_only=True)
class Merged:
    """What merging found. scenes: names by clip, of clips that have one. channels: modalities. counted: sums."""

    files: list[str] = field(default_factory=list)
    scenes: dict[int, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)


def merge_tables(
    folder: Path, parts: Iterable[tuple[int, Mapping[str, Any]]], shared: Mapping[str, Sequence[Row]], map_file: str
) -> Merged:
    """Writes all tables to a folder: those of scenes from the clips' parts in their order, and `shared`.

    map_file: the mask that every log gets. Tables of point labels that would be empty are left out.
    """
    merged, logs = Merged(), list[str]()
    with ExitStack() as stack:
        tables = {name: stack.enter_context(Table(folder / f"{name}.json")) for name in SCENE_TABLES}
        for clip, part in parts:
            for name, table in tables.items():
                table.add(part["tables"].get(name, ()))
            logs += (row["token"] for row in part["tables"].get("log", ()))
            merged.channels |= part["channels"]
            merged.scenes |= {clip: part["scene"]} if "scene" in part else {}
            for what, number in part["counted"].items():
                merged.counted[what] = merged.counted.get(what, 0) + number
            merged.counted["samples"] = tables["sample"].rows
            merged.counted["annotations"] = tables["sample_annotation"].rows
    rows = {**shared, "sensor": _sensors(merged.channels), "map": [_map(map_file, logs)]}
    for name, own in rows.items():
        with Table(folder / f"{name}.json") as table:
            table.add(own)
    empty = {name for name in _OPTIONAL if not tables[name].rows}
    for name in empty:
        tables[name].path.unlink()
    merged.files = sorted(f"{name}.json" for name in {*tables, *rows} - empty)
    return merged


def _sensors(modalities: Mapping[str, str]) -> list[Row]:
    return [
        {"token": token("sensor", channel), "channel": channel, "modality": modalities[channel]}
        for channel in sorted(modalities)
    ]


def _map(file_name: str, logs: Sequence[str]) -> Row:
    return {
        "token": token("map", file_name),
        "category": "semantic_prior",
        "filename": file_name,
        "log_tokens": list(logs),
    }
