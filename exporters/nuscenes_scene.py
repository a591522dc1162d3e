"""One clip's rows of nuScenes' tables: a scene with its samples, readings and annotations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from exporters.nuscenes_annotations import Annotation, wxyz
from exporters.nuscenes_channels import Channel
from exporters.nuscenes_schema import SCENE_TABLES, Row, token
from scenes.pose import Body, Pose, SensorFrame, World
from simulator.frame import Clip

START_US = 1_514_764_800_000_000
"""2018-01-01, UTC; time 0 of clip 0. nuScenes' timestamps are Unix times, ours only look like it."""
CLIP_SPACING_US = 1_000_000_000
"""Chosen: clips are shorter, so that no two scenes of a dataset share a time."""
_DAY = "2018-01-01"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Measured:
    """One reading's file. intrinsics: 3x3 row by row, () of other sensors than cameras. size_px: (0, 0) likewise.

    T_world_ego: at the reading's time. T_ego_sensor: as the calibration has it, of the frame that the file is in.
    """

    channel: Channel
    time_ns: int
    T_world_ego: Pose[World, Body]
    T_ego_sensor: Pose[Body, SensorFrame]
    intrinsics: tuple[tuple[float, ...], ...] = ()
    size_px: tuple[int, int] = (0, 0)
    file_name: str
    file_format: str


@dataclass(kw_only=True)
class SceneTables:
    """Collects rows in the order of time. Readings that are no keyframe's belong to the sample that follows them.

    trailing: how many follow the last one, and so belong to that.
    """

    clip: Clip
    trailing: int = 0
    _tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in SCENE_TABLES})
    _waiting: list[Row] = field(default_factory=list)
    _channels: dict[str, Channel] = field(default_factory=dict)
    _instances: set[int] = field(default_factory=set)

    @property
    def name(self) -> str:
        """Of the scene."""
        return f"scene-{self.clip.index:06d}"

    @property
    def samples(self) -> int:
        """So far."""
        return len(self._tables["sample"])

    def token(self, *parts: str | int) -> str:
        """A token of this scene's."""
        return token(self.clip.seed, self.clip.index, *parts)

    def timestamp_us(self, time_ns: int) -> int:
        """Microseconds as the tables have them, of a time of the clip."""
        return START_US + self.clip.index * CLIP_SPACING_US + (time_ns + 500) // 1000

    def add_sample(self, time_ns: int, found: Iterable[Annotation]) -> None:
        """A keyframe starts: readings that waited for it belong to it, and those that are added as its own."""
        own = self.token("sample", self.samples)
        timestamp = self.timestamp_us(time_ns)
        self._tables["sample"].append({"token": own, "timestamp": timestamp, "scene_token": self.token("scene")})
        for waiting in self._waiting:
            waiting["sample_token"] = own
        self._waiting.clear()
        for annotation in found:
            self._annotate(annotation, own)

    def add_reading(self, reading: Measured, *, of_sample: bool) -> str:
        """A reading's rows; of_sample: it is the newest sample's keyframe. Returns its token."""
        channel = reading.channel
        own = self.token("sample_data", channel.name, reading.time_ns)
        if channel.name not in self._channels:
            self._channels[channel.name] = channel
            self._tables["calibrated_sensor"].append(self._calibrated(reading))
        timestamp = self.timestamp_us(reading.time_ns)
        pose = {"translation": list(reading.T_world_ego.translation_m), "rotation": wxyz(reading.T_world_ego)}
        self._tables["ego_pose"].append({"token": own, "timestamp": timestamp} | pose)
        row = {
            "token": own,
            "sample_token": self._tables["sample"][-1]["token"] if of_sample else "",
            "ego_pose_token": own,
            "calibrated_sensor_token": self.token("calibrated_sensor", channel.name),
            "timestamp": timestamp,
            "fileformat": reading.file_format,
            "is_key_frame": of_sample,
            "width": reading.size_px[0],
            "height": reading.size_px[1],
            "filename": reading.file_name,
        }
        self._tables["sample_data"].append(row)
        if not of_sample:
            self._waiting.append(row)
        return own

    def add_labels(self, table: str, sample_data: str, file_name: str) -> None:
        """A row of lidarseg or panoptic; its token is its reading's."""
        self._tables[table].append({"token": sample_data, "sample_data_token": sample_data, "filename": file_name})

    def tables(self) -> dict[str, list[Row]]:
        """All rows of the scene, which has a sample; chains are closed."""
        samples = self._tables["sample"]
        self.trailing = len(self._waiting)
        for waiting in self._waiting:
            waiting["sample_token"] = samples[-1]["token"]
        self._waiting.clear()
        by_instance = _grouped(self._tables["sample_annotation"], "instance_token")
        by_channel = _grouped(self._tables["sample_data"], "calibrated_sensor_token")
        for chain in (samples, *by_channel.values(), *by_instance.values()):
            _link(chain)
        for row in self._tables["instance"]:
            chain = by_instance[row["token"]]
            row["nbr_annotations"] = len(chain)
            row["first_annotation_token"], row["last_annotation_token"] = chain[0]["token"], chain[-1]["token"]
        self._tables["log"] = [self._log()]
        self._tables["scene"] = [self._scene(samples)]
        return self._tables

    def channels(self) -> list[Channel]:
        """Those that have a reading, as they came."""
        return list(self._channels.values())

    def _calibrated(self, reading: Measured) -> Row:
        return {
            "token": self.token("calibrated_sensor", reading.channel.name),
            "sensor_token": token("sensor", reading.channel.name),
            "translation": list(reading.T_ego_sensor.translation_m),
            "rotation": wxyz(reading.T_ego_sensor),
            "camera_intrinsic": [list(row) for row in reading.intrinsics],
        }

    def _annotate(self, annotation: Annotation, sample: str) -> None:
        instance = self.token("instance", annotation.instance)
        if annotation.instance not in self._instances:
            self._instances.add(annotation.instance)
            category = token("category", annotation.category)
            row = {"token": instance, "category_token": category, "swerve_instance": annotation.instance}
            self._tables["instance"].append(row)
        own = self.token("sample_annotation", self.samples, annotation.instance)
        row = {"token": own, "sample_token": sample, "instance_token": instance}
        self._tables["sample_annotation"].append(annotation.row | row)

    def _log(self) -> Row:
        place = {"vehicle": "swerve", "date_captured": _DAY, "location": "swerve"}
        return {"token": self.token("log"), "logfile": f"clip-{self.clip.index:06d}"} | place

    def _scene(self, samples: Sequence[Row]) -> Row:
        return {
            "token": self.token("scene"),
            "log_token": self.token("log"),
            "name": self.name,
            "description": f"{self.clip.case_id} {self.clip.case_name}",
            "nbr_samples": len(samples),
            "first_sample_token": samples[0]["token"],
            "last_sample_token": samples[-1]["token"],
        }


def _grouped(rows: Sequence[Row], key: str) -> dict[str, list[Row]]:
    """Rows by the value of a column, in their order."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def _link(chain: Sequence[Row]) -> None:
    """Sets prev and next of rows in the order of time, empty at the ends."""
    for row in chain:
        row["prev"] = row["next"] = ""
    for earlier, later in pairwise(chain):
        earlier["next"], later["prev"] = later["token"], earlier["token"]
