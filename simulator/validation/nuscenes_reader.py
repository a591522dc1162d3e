"""A strict reader of nuScenes' tables: whatever it returns is consistent, what is not raises NuscenesFormatError.

After the schema document of nuscenes-devkit 1.2.0 (docs/schema_nuscenes.md).
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Row = dict[str, Any]

COLUMNS = {
    "attribute": "name description",
    "calibrated_sensor": "sensor_token translation rotation camera_intrinsic",
    "category": "name index description",
    "ego_pose": "translation rotation timestamp",
    "instance": "category_token nbr_annotations first_annotation_token last_annotation_token",
    "lidarseg": "filename sample_data_token",
    "log": "logfile vehicle date_captured location",
    "map": "log_tokens category filename",
    "panoptic": "filename sample_data_token",
    "sample": "timestamp scene_token next prev",
    "sample_annotation": "sample_token instance_token attribute_tokens visibility_token translation size rotation"
    " num_lidar_pts num_radar_pts next prev",
    "sample_data": "ego_pose_token calibrated_sensor_token filename fileformat is_key_frame height width timestamp"
    " sample_token next prev",
    "scene": "name description log_token nbr_samples first_sample_token last_sample_token",
    "sensor": "channel modality",
    "visibility": "level description",
}
FOREIGN = {
    "calibrated_sensor": {"sensor_token": "sensor"},
    "instance": {
        "category_token": "category",
        "first_annotation_token": "sample_annotation",
        "last_annotation_token": "sample_annotation",
    },
    "lidarseg": {"sample_data_token": "sample_data"},
    "panoptic": {"sample_data_token": "sample_data"},
    "map": {"log_tokens": "log"},
    "sample": {"scene_token": "scene", "next": "sample", "prev": "sample"},
    "sample_annotation": {
        "sample_token": "sample",
        "instance_token": "instance",
        "attribute_tokens": "attribute",
        "visibility_token": "visibility",
        "next": "sample_annotation",
        "prev": "sample_annotation",
    },
    "sample_data": {
        "ego_pose_token": "ego_pose",
        "calibrated_sensor_token": "calibrated_sensor",
        "sample_token": "sample",
        "next": "sample_data",
        "prev": "sample_data",
    },
    "scene": {"log_token": "log", "first_sample_token": "sample", "last_sample_token": "sample"},
}
_OPEN_ENDED = ("next", "prev")
_OWNERS = {"sample": "scene_token", "sample_data": "calibrated_sensor_token", "sample_annotation": "instance_token"}
_LAST_INDEX = 31
"""Of the 32 categories of lidarseg."""


KINDS = ("tables", "keys", "chains", "files", "points", "samples", "splits")


class NuscenesFormatError(Exception):
    """A table that readers would refuse or misread. kind: of `KINDS`. file: relative to the root."""

    def __init__(self, kind: str, file: str, reason: str) -> None:
        self.kind, self.file, self.reason = kind, file, reason
        super().__init__(f"{file}: {reason}")


@dataclass(frozen=True, kw_only=True)
class NuscenesTables:
    """Rows by table and token."""

    root: Path
    version: str
    rows: dict[str, dict[str, Row]]
    _grouped: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict, repr=False)

    def of(self, table: str, **columns: object) -> list[Row]:
        """Rows with these values, in the table's order."""
        if not columns:
            return list(self.rows.get(table, {}).values())
        (first, wanted), *rest = columns.items()
        groups = self._grouped.get((table, first))
        if groups is None:
            groups = self._grouped.setdefault((table, first), {})
            for row in self.rows.get(table, {}).values():
                groups.setdefault(row[first], []).append(row)
        return [row for row in groups.get(wanted, ()) if all(row[name] == value for name, value in rest)]

    def channel(self, sample_data: Row) -> str:
        """Of a row of sample_data."""
        sensor = self.rows["calibrated_sensor"][sample_data["calibrated_sensor_token"]]["sensor_token"]
        return str(self.rows["sensor"][sensor]["channel"])

    def cloud(self, sample_data: Row) -> NDArray[np.float32]:
        """(N, 5) of a LiDAR's row."""
        return np.fromfile(self.root / sample_data["filename"], dtype="<f4").reshape(-1, 5)

    def need(self, condition: bool, kind: str, table: str, reason: str) -> None:
        """Raises NuscenesFormatError where the condition does not hold."""
        if not condition:
            raise NuscenesFormatError(kind, f"{self.version}/{table}.json", reason)


def read_tables(root: Path, version: str) -> NuscenesTables:
    """All tables. Raises NuscenesFormatError for whatever breaks the schema."""
    folder = root / version
    tables = {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
    splits = tables.pop("splits", {})
    for name in sorted(set(COLUMNS) - set(tables) - {"lidarseg", "panoptic"}):
        raise NuscenesFormatError("tables", f"{version}/{name}.json", "is missing")
    known = {name: rows for name, rows in tables.items() if name in COLUMNS}
    read = NuscenesTables(
        root=root,
        version=version,
        rows={name: {row.get("token", ""): row for row in rows} for name, rows in known.items()},
    )
    for name, rows in known.items():
        for row in rows:
            missing = {*COLUMNS[name].split(), "token"} - set(row)
            read.need(not missing, "tables", name, f"lacks {sorted(missing)}")
        read.need(len(read.rows[name]) == len(rows), "tables", name, "repeats a token")
    _check_keys(read)
    _check_chains(read)
    _check_files(read)
    _check_points(read)
    _check_samples(read)
    _check_splits(read, splits)
    return read


def _check_keys(read: NuscenesTables) -> None:
    for table, keys in FOREIGN.items():
        for row in read.of(table):
            for column, other in keys.items():
                values = row[column] if isinstance(row[column], list) else [row[column]]
                for value in values:
                    resolves = (column in _OPEN_ENDED and value == "") or value in read.rows.get(other, {})
                    read.need(resolves, "keys", table, f"{row['token']}: {column} points at no {other}: '{value}'")
    for log in read.rows["log"]:
        maps = sum(log in row["log_tokens"] for row in read.of("map"))
        read.need(maps == 1, "keys", "map", f"log {log} is in {maps} maps, expected one")


def _check_chains(read: NuscenesTables) -> None:
    """Every prev is the reverse of a next, times rise along it, and it stays with its own."""
    for table, owner in _OWNERS.items():
        for row in read.of(table):
            for end, back in (("next", "prev"), ("prev", "next")):
                other = read.rows[table][row[end]] if row[end] else None
                told = f"{row['token']}: its {end} "
                read.need(other is None or other[back] == row["token"], "chains", table, f"{told}does not lead back")
                read.need(other is None or other[owner] == row[owner], "chains", table, f"{told}has another {owner}")
            if row["next"]:
                now_us, then_us = (_time_us(read, table, r) for r in (row, read.rows[table][row["next"]]))
                read.need(now_us < then_us, "chains", table, f"{row['token']}: its next is not later")
        heads = Counter(row[owner] for row in read.of(table) if row["prev"] == "")
        for value in {row[owner] for row in read.of(table)}:
            read.need(heads[value] == 1, "chains", table, f"the chain of {owner} {value} is in {heads[value]} pieces")
    for table, own, column, first, count in (
        ("instance", "sample_annotation", "instance_token", "annotation", "nbr_annotations"),
        ("scene", "sample", "scene_token", "sample", "nbr_samples"),
    ):
        for row in read.of(table):
            chain = read.of(own, **{column: row["token"]})
            read.need(row[count] == len(chain), "chains", table, f"{row['token']}: {count} is not {len(chain)}")
            for end, link in (("first", "prev"), ("last", "next")):
                tip = read.rows[own][row[f"{end}_{first}_token"]]
                fits = tip[column] == row["token"] and tip[link] == ""
                read.need(fits, "chains", table, f"{row['token']}: its {end} {own} is not at the end of its chain")


def _time_us(read: NuscenesTables, table: str, row: Row) -> int:
    return int((read.rows["sample"][row["sample_token"]] if table == "sample_annotation" else row)["timestamp"])


def _check_files(read: NuscenesTables) -> None:
    for table in ("sample_data", "map", "lidarseg", "panoptic"):
        names = Counter(row["filename"] for row in read.of(table))
        for name, count in names.items():
            read.need(count == 1, "files", table, f"{name} stands {count} times")
            read.need((read.root / name).is_file(), "files", table, f"there is no file {name}")
    for row in read.of("sample_data"):
        place = f"{'samples' if row['is_key_frame'] else 'sweeps'}/{read.channel(row)}/"
        read.need(row["filename"].startswith(place), "files", "sample_data", f"{row['filename']} is not in {place}")


def _check_points(read: NuscenesTables) -> None:
    """A label a point, the same in lidarseg and in panoptic."""
    for row in read.of("lidarseg"):
        points, rest = divmod(
            (read.root / read.rows["sample_data"][row["sample_data_token"]]["filename"]).stat().st_size, 20
        )
        labels = np.fromfile(read.root / row["filename"], dtype=np.uint8)
        file = row["filename"]
        if rest or len(labels) != points:
            raise NuscenesFormatError("points", file, f"has {len(labels)} labels of {points} points")
        if labels.max(initial=0) > _LAST_INDEX:
            raise NuscenesFormatError("points", file, f"has the category {labels.max()}, the last is {_LAST_INDEX}")
        for other in read.of("panoptic", sample_data_token=row["sample_data_token"]):
            with np.load(read.root / other["filename"]) as archive:
                codes = archive["data"]
            if codes.dtype != np.uint16 or codes.shape != labels.shape:
                raise NuscenesFormatError("points", other["filename"], f"has {len(codes)} codes of {points} points")
            if not np.array_equal(codes // 1000, labels):
                raise NuscenesFormatError("points", other["filename"], "has other categories than lidarseg")


def _check_samples(read: NuscenesTables) -> None:
    """One keyframe a channel and sample; other readings belong to the next sample, or to the last."""
    for table in ("ego_pose", "calibrated_sensor", "sample_annotation"):
        for row in read.of(table):
            norm = float(np.linalg.norm(row["rotation"]))
            read.need(abs(norm - 1.0) < 1e-6, "samples", table, f"{row['token']}: its rotation has the norm {norm:.6f}")
    for row in read.of("sample_annotation"):
        table = "sample_annotation"
        read.need(min(row["size"]) > 0.0, "samples", table, f"{row['token']}: has no size")
        counts = isinstance(row["num_lidar_pts"], int) and len(row["attribute_tokens"]) <= 1
        read.need(counts, "samples", table, f"{row['token']}: more than one attribute, or points that are no integer")
    for scene in read.of("scene"):
        _check_scene(read, read.of("sample", scene_token=scene["token"]))


def _check_scene(read: NuscenesTables, samples: list[Row]) -> None:
    place = {sample["token"]: index for index, sample in enumerate(samples)}
    own = [row for sample in samples for row in read.of("sample_data", sample_token=sample["token"])]
    channels = {read.channel(row) for row in own}
    times: dict[str, dict[int, int]] = {}
    for sample in samples:
        keys = [row for row in read.of("sample_data", sample_token=sample["token"]) if row["is_key_frame"]]
        whole = sorted(read.channel(row) for row in keys) == sorted(channels)
        read.need(whole, "samples", "sample_data", f"sample {sample['token']} has not one keyframe a channel")
        for row in keys:
            times.setdefault(read.channel(row), {})[place[sample["token"]]] = row["timestamp"]
    for row in own:
        keys_us, index = times[read.channel(row)], place[row["sample_token"]]
        fits = row["is_key_frame"] or row["timestamp"] < keys_us[index] or index == len(samples) - 1
        fits = fits and (row["is_key_frame"] or index == 0 or row["timestamp"] > keys_us[index - 1])
        read.need(fits, "samples", "sample_data", f"{row['filename']} is no reading before its sample")


def _check_splits(read: NuscenesTables, splits: Any) -> None:
    """Splits name scenes that there are, each scene once."""
    names = Counter(name for scenes in splits.values() for name in scenes)
    known = {row["name"] for row in read.of("scene")}
    for name, count in names.items():
        read.need(name in known, "splits", "splits", f"names {name}, which is no scene")
        read.need(count == 1, "splits", "splits", f"has {name} in {count} splits")
    for name in sorted(known - set(names)):
        read.need(not splits, "splits", "splits", f"has {name} in no split")
