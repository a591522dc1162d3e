"""KITTI raw data, synchronised and rectified: a clip is a drive, and has its own day because a day has one calibration.

2000_01_01/calib_{cam_to_cam,velo_to_cam,imu_to_velo}.txt
2000_01_01/2000_01_01_drive_0000_sync/{image_02,image_03,velodyne_points,oxts}/{data/%010d.*,timestamps.txt}
2000_01_01/2000_01_01_drive_0000_sync/velodyne_points/timestamps_{start,end}.txt   oxts/dataformat.txt
2000_01_01/2000_01_01_drive_0000_sync/tracklet_labels.xml
splits/{train,val}.txt    drives as `day/drive`, by clip
metadata/clip-%06d.json   which frame and time of the clip each number is, and which frames were left out
mapping.json              classes, thresholds, and what the format cannot say
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from exporters.base import PublishedClip, RunInfo
from exporters.class_map import Changes
from exporters.files import replace_file
from exporters.kitti_drives import day_of, drive_of, timestamp
from exporters.kitti_label import LabelRules, labels_of
from exporters.kitti_members import sights
from exporters.kitti_oxts import DATAFORMAT, oxts_lines
from exporters.kitti_raw_calib import cam_to_cam, imu_to_velo, velo_to_cam
from exporters.kitti_sensors import KittiReadings
from exporters.kitti_sequence import JSON, KittiSequenceExporter, read_metadata
from exporters.kitti_tracklet_xml import tracklet_xml
from exporters.kitti_tracklets import TrackletBook
from exporters.kitti_types import kitti_classes
from exporters.split import split_clips
from simulator.frame import Clip, Frame

SITTING = "Person (sitting)"

_LOST = (
    "which things are one group: a rider and what is ridden are one track of the rider's type",
    "how much of a thing is visible, but for three levels; and truncation, but for whether there is any",
    "roll and pitch of a thing: a box turns about the Velodyne's z axis alone",
    "a size that changes: a track has one, the largest of each side",
    "pixels: raw data have no 2D boxes and no masks",
    "grey cameras: image_00 and image_01 are not written, their calibration is",
)


@dataclass(kw_only=True)
class KittiRawExporter(KittiSequenceExporter):
    """Writes one or two cameras and one LiDAR of the rig, and the ego's motion, as drives of KITTI's raw data.

    camera, lidar, right_camera: see KittiChoice. Clouds are as measured, not de-skewed. occluded_shares,
    min_visible_px, min_height_px: see LabelRules; a track begins and ends with a frame in which its thing has a row by
    these. classes: other types for classes of the ontology, null: not labelled. `write` raises as KittiSequence.take.
    """

    occluded_shares: tuple[float, float] = (0.8, 0.4)
    min_visible_px: int = 10
    min_height_px: int = 5
    classes: Changes = field(default_factory=dict)
    _times_ns: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False)
    _sizes_px: dict[int, tuple[int, int]] = field(default_factory=dict, init=False, repr=False)
    _tracks: TrackletBook = field(default_factory=TrackletBook, init=False, repr=False)

    def __post_init__(self) -> None:
        self._rules()

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._times_ns, self._sizes_px, self._tracks = {}, {}, TrackletBook()

    def write(self, frame: Frame) -> None:
        """Writes one frame's pictures and cloud and keeps its times and tracks; nothing where a reading was lost."""
        sequence = self._begun()
        number, kitti = sequence.length, sequence.take(frame)
        if kitti is None:
            return
        drive = _drive_path(sequence.clip.index)
        for place, picture in kitti.pictures.items():
            folder = f"image_0{place}"
            sequence.write_picture(f"{drive}/{folder}", f"data/{number:010d}.png", frame, kitti, place)
            self._time(f"{folder}/timestamps", picture.time_ns)
            self._sizes_px[place] = picture.size_px
        self._write_cloud(number, kitti)
        self._time("oxts/timestamps", frame.time_ns)
        rules = self._rules()
        seen = sights(frame, kitti.left, rules.classes)
        rows = labels_of(seen, kitti.left, kitti.true_calib, rules).rows
        self._tracks.add(number, frame, kitti, seen, {row.instance for row in rows}, rules.occluded_shares)
        sequence.note(objects=[{"instance": row.instance, "visible_share": row.visible_share} for row in rows])

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter. A clip of which no frame is whole becomes no drive."""
        sequence = self._begun()
        tracklets = self._tracks.tracklets()
        if sequence.calib is not None:
            self._write_calib()
            drive = _drive_path(sequence.clip.index)
            for name, times_ns in self._times_ns.items():
                lines = "".join(f"{timestamp(sequence.clip.index, time_ns)}\n" for time_ns in times_ns)
                sequence.files.write(f"{drive}/{name}.txt", lines.encode("ascii"))
            for number, line in enumerate(oxts_lines(sequence.motion)):
                sequence.files.write(f"{drive}/oxts/data/{number:010d}.txt", line.encode("ascii"))
            sequence.files.write(f"{drive}/oxts/dataformat.txt", DATAFORMAT.encode("ascii"))
            sequence.files.write(f"{drive}/tracklet_labels.xml", tracklet_xml(tracklets).encode("utf-8"))
        sequence.write_metadata(
            drive=_drive_path(sequence.clip.index),
            tracks=[track.instance for track in tracklets],
            tracks_of_several_sizes=sum(track.resized for track in tracklets),
        )
        self._sequence = None
        return self._closed()

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Writes the split (by clip) and mapping.json from the published files alone."""
        counted = Counter(frames_left_out=0, tracks_of_several_sizes=0)
        drives: dict[int, str | None] = {}
        for entry in sorted(clips, key=lambda entry: entry.clip):
            told = read_metadata(root, entry)
            drives[entry.clip] = told["drive"] if told["frames"] else None
            counted["frames_left_out"] += len(told["left_out"])
            counted["tracks_of_several_sizes"] += told["tracks_of_several_sizes"]
        split = split_clips(drives, info.val_share)
        written = []
        for part, chosen in (("train", split.train), ("val", split.val)):
            lines = "".join(f"{drives[clip]}\n" for clip in chosen if drives[clip])
            written.append(replace_file(root, f"splits/{part}.txt", lines.encode("ascii")))
        described = orjson.dumps(self._description(counted), option=JSON)
        written.append(replace_file(root, "mapping.json", described))
        return tuple(sorted(written))

    def _write_cloud(self, number: int, kitti: KittiReadings) -> None:
        """The cloud, and the times at which the sweep faces forward, begins and ends."""
        sequence, cloud = self._begun(), kitti.cloud()
        if cloud is None or kitti.lidar is None:
            return
        sequence.files.write(
            f"{_drive_path(sequence.clip.index)}/velodyne_points/data/{number:010d}.bin", cloud.tobytes()
        )
        offset_ns = kitti.lidar.offset_ns
        span_ns = (int(offset_ns.min()), int(offset_ns.max())) if len(offset_ns) else (0, 0)
        for name, shift_ns in zip(("timestamps", "timestamps_start", "timestamps_end"), (0, *span_ns), strict=True):
            self._time(f"velodyne_points/{name}", kitti.lidar.time_ns + shift_ns)

    def _write_calib(self) -> None:
        sequence = self._begun()
        if sequence.calib is None:
            return
        day, time = day_of(sequence.clip.index), timestamp(sequence.clip.index, 0)
        files = {
            "cam_to_cam": cam_to_cam(sequence.calib, self._sizes_px, time),
            "velo_to_cam": velo_to_cam(sequence.calib, time),
            "imu_to_velo": imu_to_velo(sequence.calib, time),
        }
        for name, text in files.items():
            sequence.files.write(f"{day}/calib_{name}.txt", text.encode("ascii"))

    def _time(self, name: str, time_ns: int) -> None:
        self._times_ns.setdefault(name, []).append(time_ns)

    def _rules(self) -> LabelRules:
        return LabelRules(
            classes=kitti_classes(SITTING, self.classes),
            occluded_shares=self.occluded_shares,
            min_visible_px=self.min_visible_px,
            min_height_px=self.min_height_px,
        )

    def _description(self, counted: Mapping[str, int]) -> dict[str, Any]:
        rules = self._rules()
        return {
            "format": "KITTI raw, synchronised and rectified",
            "classes": rules.classes.things(),
            "label_rules": {
                "min_height_px": rules.min_height_px,
                "min_visible_px": rules.min_visible_px,
                "occluded_shares": rules.occluded_shares,
            },
            "days": "one a clip, counted from 2000-01-01, each from noon: no real dates",
            "lost": _LOST,
            "counted": counted,
            "split": "by clip",
        }


def _drive_path(clip: int) -> str:
    return f"{day_of(clip)}/{drive_of(clip)}"
