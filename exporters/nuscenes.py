"""nuScenes v1.0 (nuscenes.org, schema of nuscenes-devkit 1.2.0) with lidarseg and panoptic point labels.

samples/<channel>/...  sweeps/<channel>/...      keyframes, and what is measured between them
samples_clean/...  sweeps_clean/...              pictures without the weather, of runs with pair=clean
lidarseg/<version>/<token>_lidarseg.bin  panoptic/<version>/<token>_panoptic.npz   of LiDAR keyframes
<version>/*.json                                 the tables; splits.json; parts/clip-%06d.json: one clip's rows
maps/none.png                                    a mask without foreground: there is no base map
mapping.json                                     categories, channels, what the format cannot say, what was left out
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import orjson

from exporters.base import Exporter, PublishedClip, RunInfo
from exporters.class_map import Changes, ClassMap, class_map
from exporters.files import ClipFiles, replace_file
from exporters.jpeg import rgb_jpeg
from exporters.nuscenes_annotations import annotated, whole_ids
from exporters.nuscenes_channels import Channel, channels_of, check_distinct
from exporters.nuscenes_clouds import LIDAR_TOP, Cloud, PointLabels, axes_of, cloud_bytes
from exporters.nuscenes_description import MAP_FILE, description, empty_mask, shared_tables
from exporters.nuscenes_merge import merge_tables
from exporters.nuscenes_scene import Measured, SceneTables
from exporters.nuscenes_schema import CATEGORIES
from exporters.radar_pcd import radar_pcd
from exporters.sensor_choice import check_named
from exporters.split import split_clips
from scenes.errors import ConfigError
from simulator.frame import CameraReading, Clip, Frame, LidarReading, RadarReading, Reading

_JSON = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_TAKEN = ("trainval", "mini", "test")  # versions whose split names stand for nuScenes' own scenes in the devkit


@dataclass(kw_only=True)
class NuscenesExporter(Exporter):
    """Writes all cameras, LiDARs and radars of a rig as one nuScenes dataset, a clip as a scene.

    version: folder and name of the tables; its last part names the splits: v1.0-swerve has swerve_train and swerve_val.
    sensors: names, empty for all. channels: of single sensors, by name; see `channels_of`. keyframe_hz: rate of
    samples where the frames' is a multiple of it, else every frame is one; a frame that lacks a reading is none, and
    the next whole one is. image_format: jpg as the real pictures, or png, without loss and shared with other exporters.
    cloud: see `cloud_bytes`. classes: other categories for classes of the ontology, null: noise, and not annotated.
    `write` raises OutputError for a camera that no matrix describes, or a frame without camera, LiDAR and radar.
    """

    version: str = "v1.0-swerve"
    sensors: tuple[str, ...] = ()
    channels: Mapping[str, str] = field(default_factory=dict)
    keyframe_hz: float = 2.0
    image_format: Literal["jpg", "png"] = "jpg"
    jpeg_quality: int = 95
    cloud: Cloud = "deskewed"
    classes: Changes = field(default_factory=dict)
    _classes: ClassMap = field(init=False, repr=False)
    _out: Path = field(default=Path(), init=False, repr=False)
    _files: ClipFiles = field(default_factory=lambda: ClipFiles(Path()), init=False, repr=False)
    _scene: SceneTables | None = field(default=None, init=False, repr=False)
    _labels: PointLabels | None = field(default=None, init=False, repr=False)
    _next_key: int = field(default=0, init=False, repr=False)

    def __post_init__(self) -> None:
        self._classes = class_map("nuscenes", self.classes, CATEGORIES)
        if not 1 <= self.jpeg_quality <= 100:
            raise ConfigError("jpeg_quality", f"must lie in [1, 100], got {self.jpeg_quality}")
        if not self.keyframe_hz > 0.0:
            raise ConfigError("keyframe_hz", f"must be above 0 Hz, got {self.keyframe_hz}")
        if not self.version or "/" in self.version or self.version.startswith(".") or self.version.endswith(_TAKEN):
            raise ConfigError(
                "version",
                f"must be a folder's name that ends on none of {', '.join(_TAKEN)}, whose splits the devkit ties to "
                f"nuScenes' own scenes; got '{self.version}'",
            )
        check_distinct(tuple(self.channels.values()))

    def check(self, info: RunInfo) -> None:
        """Raises UnknownName for a sensor that the rig has not."""
        check_named("sensors", self.sensors, info.sensors)
        check_named("channels", self.channels, info.sensors)

    def open(self, out: Path, info: RunInfo) -> None:
        """See Exporter. The run tells nothing that a scene needs."""
        self._out = out
        self._scene = None

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        self._files = ClipFiles(self._out)
        self._scene = SceneTables(clip=clip)
        self._labels = PointLabels(classes=self._classes)
        self._next_key = 0

    def write(self, frame: Frame) -> None:
        """Writes the frame's readings and those since the last frame, and a sample where the frame is a keyframe."""
        scene, _ = self._current()
        channels = channels_of(frame, self.sensors, self.channels)
        for sensor, channel in channels.items():
            for sweep in frame.sweeps.get(sensor, ()):
                self._add(frame, sweep, channel, of_sample=False)
        own = [frame.readings[sensor] for sensor in channels if sensor in frame.readings]
        is_key = frame.index >= self._next_key and len(own) == len(channels)
        if is_key:
            stride = _stride(scene.clip.fps, self.keyframe_hz)
            self._next_key = (frame.index // stride + 1) * stride
            leader = next((reading for reading in own if channels[reading.name].name == LIDAR_TOP), None)
            things = frame.things if leader is None else frame.things_of(leader)
            time_ns = frame.time_ns if leader is None else leader.time_ns
            scene.add_sample(time_ns, annotated(frame, own, things, self._classes))
        for reading in own:
            self._add(frame, reading, channels[reading.name], of_sample=is_key)

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter. A clip without a whole frame has no scene and no files but its part."""
        scene, labels = self._current()
        part: dict[str, Any] = {"tables": {}, "channels": {}, "counted": {"clips_without_sample": 1}}
        if scene.samples:
            part["scene"], part["tables"] = scene.name, scene.tables()
            part["channels"] = {channel.name: channel.modality for channel in scene.channels()}
            part["counted"] = {
                "points_beyond_panoptic_numbers": labels.unnumbered,
                "readings_after_the_last_sample": scene.trailing,
            }
        else:
            self._files.remove()
        self._files.write(_part_path(scene.clip.index), orjson.dumps(part, option=_JSON))
        self._scene = None
        return self._files.listed()

    def abort_clip(self) -> None:
        """See Exporter."""
        self._files.remove()
        self._scene = None

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """See Exporter."""
        return (_part_path(clip.clip),)

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Writes tables, splits and mapping.json from the published clips' parts."""
        numbers = sorted(entry.clip for entry in clips)
        parts = ((clip, orjson.loads((root / _part_path(clip)).read_bytes())) for clip in numbers)
        merged = merge_tables(root / self.version, parts, shared_tables(self._classes), MAP_FILE)
        split = split_clips(merged.scenes, info.val_share)
        stem = self.version.rpartition("-")[2]
        scenes = {
            f"{stem}_{part}": [merged.scenes[clip] for clip in members]
            for part, members in (("train", split.train), ("val", split.val))
        }
        described = description(self.version, self._classes, merged)
        described |= {"cloud": self.cloud, "image_format": self.image_format, "keyframe_hz": self.keyframe_hz}
        written = [f"{self.version}/{name}" for name in merged.files]
        written.append(replace_file(root, MAP_FILE, empty_mask()))
        written.append(replace_file(root, f"{self.version}/splits.json", orjson.dumps(scenes, option=_JSON)))
        written.append(replace_file(root, "mapping.json", orjson.dumps(described, option=_JSON)))
        return tuple(sorted(written))

    def _add(self, frame: Frame, reading: Reading, channel: Channel, *, of_sample: bool) -> None:
        """One reading's file and rows, and a LiDAR keyframe's labels."""
        scene, labels = self._current()
        folder = f"{'samples' if of_sample else 'sweeps'}/{channel.name}"
        stem = f"clip-{scene.clip.index:06d}__{channel.name}__{scene.timestamp_us(reading.time_ns)}"
        T_ego_sensor = frame.calibration(reading)
        measured = Measured(
            channel=channel,
            time_ns=reading.time_ns,
            T_world_ego=reading.T_world_sensor @ reading.T_ego_sensor.inverse(),
            T_ego_sensor=T_ego_sensor,
            file_name=f"{folder}/{stem}",
            file_format="pcd",
        )
        if isinstance(reading, CameraReading):
            scene.add_reading(self._write_picture(frame, reading, measured), of_sample=of_sample)
        elif isinstance(reading, RadarReading):
            measured = replace(measured, file_name=f"{folder}/{stem}.pcd")
            self._files.write(measured.file_name, radar_pcd(reading.points))
            scene.add_reading(measured, of_sample=of_sample)
        elif isinstance(reading, LidarReading):
            axes = axes_of(channel.name, T_ego_sensor)
            pose = axes.pose(T_ego_sensor)
            measured = replace(measured, file_name=f"{folder}/{stem}.pcd.bin", T_ego_sensor=pose)
            self._files.write(measured.file_name, cloud_bytes(reading, axes, self.cloud))
            own = scene.add_reading(measured, of_sample=of_sample)
            if of_sample:
                self._write_labels(frame, reading, labels, own)

    def _write_picture(self, frame: Frame, camera: CameraReading, measured: Measured) -> Measured:
        """The picture, and its twin without the weather where there is one. Returns what the tables say of it."""
        name = f"{measured.file_name}.{self.image_format}"
        pictures = {name: camera.image}
        twin = frame.clean.get(camera.name)
        if twin is not None and twin.time_ns == camera.time_ns:
            pictures[name.replace("/", "_clean/", 1)] = twin.image
        for file_name, image in pictures.items():
            if self.image_format == "png":
                self._files.write_picture(file_name, frame, image)
            else:
                self._files.write(file_name, rgb_jpeg(image, self.jpeg_quality))
        fx, fy, cx, cy = camera.K
        return replace(
            measured,
            intrinsics=((fx, 0.0, cx), (0.0, fy, cy), (0.0, 0.0, 1.0)),
            size_px=camera.size_px,
            file_name=name,
            file_format=self.image_format,
        )

    def _write_labels(self, frame: Frame, lidar: LidarReading, labels: PointLabels, own: str) -> None:
        scene, _ = self._current()
        categories = labels.categories(lidar)
        codes = labels.panoptic(lidar, categories, whole_ids(frame.things.values()))
        for table, data, ending in (("lidarseg", categories.tobytes(), "bin"), ("panoptic", codes, "npz")):
            file_name = f"{table}/{self.version}/{own}_{table}.{ending}"
            self._files.write(file_name, data)
            scene.add_labels(table, own, file_name)

    def _current(self) -> tuple[SceneTables, PointLabels]:
        if self._scene is None or self._labels is None:
            raise RuntimeError("no clip has begun")
        return self._scene, self._labels


def _stride(fps: float, keyframe_hz: float) -> int:
    """Frames from one sample to the next: as many as the rates' ratio where that is whole, else one."""
    ratio = fps / keyframe_hz
    return round(ratio) if ratio >= 1.0 and abs(ratio - round(ratio)) < 1e-6 else 1


def _part_path(clip: int) -> str:
    return f"parts/clip-{clip:06d}.json"
