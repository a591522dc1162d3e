"""A strict reader of nuScenes' tables that shares no code with the exporter: whatever it returns is consistent.

After the schema document of nuscenes-devkit 1.2.0 (docs/schema_nuscenes.md).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

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


@dataclass(frozen=True, kw_only=True)
class NuscenesTables:
    """Rows by table and token."""

    root: Path
    rows: dict[str, dict[str, Row]]

    def of(self, table: str, **columns: object) -> list[Row]:
        """Rows with these values, in the table's order."""
        rows = self.rows.get(table, {}).values()
        return [row for row in rows if all(row[name] == value for name, value in columns.items())]

    def channel(self, sample_data: Row) -> str:
        """Of a row of sample_data."""
        sensor = self.rows["calibrated_sensor"][sample_data["calibrated_sensor_token"]]["sensor_token"]
        return str(self.rows["sensor"][sensor]["channel"])

    def cloud(self, sample_data: Row) -> np.ndarray:
        """(N, 5) of a LiDAR's row."""
        return np.fromfile(self.root / sample_data["filename"], dtype="<f4").reshape(-1, 5)


def read_tables(root: Path, version: str) -> NuscenesTables:
    """All tables. Raises AssertionError for whatever breaks the schema."""
    folder = root / version
    tables = {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
    tables.pop("splits")
    assert set(COLUMNS) - set(tables) <= {"lidarseg", "panoptic"}
    read = NuscenesTables(root=root, rows={name: _by_token(name, rows) for name, rows in tables.items()})
    _check_keys(read)
    _check_chains(read)
    _check_files(read)
    _check_samples(read)
    return read


def _by_token(table: str, rows: list[Row]) -> dict[str, Row]:
    for row in rows:
        missing = set(COLUMNS[table].split()) - set(row)
        assert not missing, f"{table} lacks {missing}"
    found = {row["token"]: row for row in rows}
    assert len(found) == len(rows), f"{table} repeats a token"
    return found


def _check_keys(read: NuscenesTables) -> None:
    for table, keys in FOREIGN.items():
        for row in read.of(table):
            for column, other in keys.items():
                values = row[column] if isinstance(row[column], list) else [row[column]]
                for value in values:
                    open_end = column in _OPEN_ENDED and value == ""
                    assert open_end or value in read.rows[other], f"{table}.{column} points at no {other}: '{value}'"
    for log in read.rows["log"]:
        assert sum(log in row["log_tokens"] for row in read.of("map")) == 1


def _check_chains(read: NuscenesTables) -> None:
    """Every prev is the reverse of a next, times rise along it, and it stays with its own."""
    samples = read.rows["sample"]
    owners = {"sample": "scene_token", "sample_data": "calibrated_sensor_token", "sample_annotation": "instance_token"}
    for table, owner in owners.items():
        heads: dict[str, int] = {}
        for row in read.of(table):
            heads[row[owner]] = heads.get(row[owner], 0) + (row["prev"] == "")
            if row["next"]:
                following = read.rows[table][row["next"]]
                assert following["prev"] == row["token"]
                assert following[owner] == row[owner]
                now, then = (
                    samples[r["sample_token"]] if table == "sample_annotation" else r for r in (row, following)
                )
                assert now["timestamp"] < then["timestamp"], f"{table}: time runs backwards"
        assert all(count == 1 for count in heads.values()), f"{table}: a chain in pieces"
    for row in read.of("instance"):
        chain = read.of("sample_annotation", instance_token=row["token"])
        assert row["nbr_annotations"] == len(chain)
        assert (chain[0]["token"], chain[-1]["token"]) == (row["first_annotation_token"], row["last_annotation_token"])
    for row in read.of("scene"):
        own = read.of("sample", scene_token=row["token"])
        assert row["nbr_samples"] == len(own)
        assert (own[0]["token"], own[-1]["token"]) == (row["first_sample_token"], row["last_sample_token"])


def _check_files(read: NuscenesTables) -> None:
    for table in ("sample_data", "map", "lidarseg", "panoptic"):
        names = [row["filename"] for row in read.of(table)]
        assert len(set(names)) == len(names)
        for name in names:
            assert (read.root / name).is_file(), f"{table}: no file {name}"
    for row in read.of("sample_data"):
        assert row["filename"].startswith(f"{'samples' if row['is_key_frame'] else 'sweeps'}/{read.channel(row)}/")
    for row in read.of("lidarseg"):
        cloud = read.cloud(read.rows["sample_data"][row["sample_data_token"]])
        labels = np.fromfile(read.root / row["filename"], dtype=np.uint8)
        (codes,) = (
            np.load(read.root / other["filename"])["data"]
            for other in read.of("panoptic", sample_data_token=row["sample_data_token"])
        )
        assert len(labels) == len(cloud) == len(codes)
        assert codes.dtype == np.uint16
        np.testing.assert_array_equal(codes // 1000, labels)
        assert labels.max(initial=0) <= 31


def _check_samples(read: NuscenesTables) -> None:
    """One keyframe a channel and sample; other readings belong to the next sample, or to the last."""
    rotations = [
        row["rotation"] for name in ("ego_pose", "calibrated_sensor", "sample_annotation") for row in read.of(name)
    ]
    assert np.allclose(np.linalg.norm(np.reshape(rotations, (-1, 4)), axis=1), 1.0)
    for row in read.of("sample_annotation"):
        assert min(row["size"]) > 0.0
        assert isinstance(row["num_lidar_pts"], int)
        assert len(row["attribute_tokens"]) <= 1
    for scene in read.of("scene"):
        samples = read.of("sample", scene_token=scene["token"])
        place = {sample["token"]: index for index, sample in enumerate(samples)}
        own = [row for row in read.of("sample_data") if row["sample_token"] in place]
        channels = {read.channel(row) for row in own}
        for sample in samples:
            keys = [r for r in own if r["sample_token"] == sample["token"] and r["is_key_frame"]]
            assert sorted(read.channel(row) for row in keys) == sorted(channels)
        times: dict[str, dict[int, int]] = {}
        for row in own:
            if row["is_key_frame"]:
                times.setdefault(read.channel(row), {})[place[row["sample_token"]]] = row["timestamp"]
        for row in own:
            if not row["is_key_frame"]:
                keys_us, index = times[read.channel(row)], place[row["sample_token"]]
                assert row["timestamp"] < keys_us[index] or index == len(samples) - 1
                assert index == 0 or row["timestamp"] > keys_us[index - 1]
