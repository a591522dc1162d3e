"""KITTI object detection: image_2, label_2, calib, velodyne, ImageSets; and depth_2, z-depth in KITTI's depth coding.

training/{image_2,label_2,calib,velodyne,depth_2}/%06d.*   ImageSets/{train,val,trainval}.txt
training/image_3/%06d.png                                 of rigs with a right camera, and P3 is its projection
training/image_2_clean/%06d.png                           the same view without the weather, of runs with pair=clean
metadata/clip-%06d.json   what label_2 cannot say: instance, exact visible share, clipped depth pixels
mapping.json              classes, thresholds and codings of this dataset
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import orjson

from exporters.base import PublishedClip, RunInfo
from exporters.class_map import Changes, class_map
from exporters.files import replace_file
from exporters.kitti_depth import STEPS_PER_METRE, code_depth
from exporters.kitti_label import AlphaOrigin, LabelFile, LabelRow, LabelRules, label_file
from exporters.kitti_rig_exporter import KittiRigExporter
from exporters.png import grey16_png
from exporters.split import split_clips
from simulator.frame import Clip, Frame, PixelBox

EmptyFrames = Literal["dont_care", "leave_out"]

_LOST = (
    "things without a KITTI type, and which things are one group: a rider and what is ridden are one object",
    "how much of a thing is visible, but for three levels: metadata has the shares",
    "which thing is which from frame to frame: metadata has the instances",
    "roll and pitch of a thing: a box turns about the camera's y axis alone",
    "masks; velocities, attributes and keypoints",
    "depth of 256 m and more: such pixels are 0, none",
)
_RULES = ("alpha_origin", "occluded_shares", "min_visible_px", "min_height_px")
_NOTHING = PixelBox(left=0, top=0, right=0, bottom=0)
_JSON = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


@dataclass(kw_only=True)
class KittiExporter(KittiRigExporter):
    """Writes one camera and one LiDAR of the rig as KITTI's left colour camera and Velodyne.

    camera, lidar: sensor names; empty: the rig's first. right_camera: of a rig with a KITTI calibration, written as
    image_3; the rig may lack the default one, empty: none. A frame that lacks a reading of one of these has no files,
    and metadata says so. A rig without a LiDAR gives no velodyne folder, and calib's Velodyne is then the ego's frame.
    alpha_origin, occluded_shares, min_visible_px, min_height_px: see LabelRules. empty_frames: a frame without a row
    breaks common readers; `dont_care` gives it one DontCare row without area, `leave_out` writes it but keeps it out of
    ImageSets. classes: other types for classes of the ontology, null: not labelled. `write` raises UnknownName where a
    named sensor has no reading, and OutputError where the camera is missing or where the rig's calibration contradicts
    its mounts.
    """

    alpha_origin: AlphaOrigin = "velodyne"
    occluded_shares: tuple[float, float] = (0.8, 0.4)
    min_visible_px: int = 10
    min_height_px: int = 5
    empty_frames: EmptyFrames = "dont_care"
    classes: Changes = field(default_factory=dict)
    _notes: list[dict[str, Any]] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        self._rules()

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._notes = []

    def write(self, frame: Frame) -> None:
        """Writes the files of one frame, and the pictures' clean twins where it has them; none where one was lost."""
        kitti = self._choice().readings(self._current(), frame)
        if kitti is None:
            self._notes.append({"frame": frame.number, "time_ns": frame.time_ns, "left_out": list(frame.lost())})
            return
        label = label_file(frame, kitti.left, kitti.true_calib, self._rules())
        depth = code_depth(kitti.left.depth_m)
        name = f"{frame.number:06d}"
        for number, picture in kitti.pictures.items():
            folder = f"image_{number}"
            self._files.write_picture(f"training/{folder}/{name}.png", frame, picture.image)
            if picture.name in frame.clean:
                twin = frame.clean[picture.name].image
                self._files.write_picture(f"training/{folder}_clean/{name}.png", frame, twin)
        self._files.write(f"training/label_2/{name}.txt", self._filled(label).text().encode("ascii"))
        self._files.write(f"training/calib/{name}.txt", kitti.calib.text().encode("ascii"))
        self._files.write(f"training/depth_2/{name}.png", grey16_png(depth.code))
        cloud = kitti.cloud()
        if cloud is not None:
            self._files.write(f"training/velodyne/{name}.bin", cloud.data)
        note = {"frame": frame.number, "time_ns": frame.time_ns, "objects": [_object_note(row) for row in label.rows]}
        self._notes.append({**note, "depth_beyond_range_px": depth.beyond_range_px})

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter."""
        clip = self._current()
        note = {"clip": clip.index, "frames": self._notes}
        self._files.write(_metadata_path(clip.index), orjson.dumps(note, option=_JSON))
        return self._closed()

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """See Exporter."""
        return [_metadata_path(clip.clip), *(name for name in clip.files if name.startswith("training/label_2/"))]

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Writes ImageSets (by clip) and mapping.json from the published files alone."""
        ordered = sorted(clips, key=lambda entry: entry.clip)
        split = split_clips((entry.clip for entry in ordered), info.val_share)
        members = {"train": set(split.train), "val": set(split.val), "trainval": {*split.train, *split.val}}
        names = {entry.clip: _listed_frames(root, entry) for entry in ordered}
        written = []
        for part, chosen in members.items():
            lines = [f"{name}\n" for entry in ordered if entry.clip in chosen for name in names[entry.clip]]
            written.append(replace_file(root, f"ImageSets/{part}.txt", "".join(lines).encode("ascii")))
        counted = Counter(depth_beyond_range_px=0, frames_left_out=0)
        for note in (note for entry in ordered for note in _notes(root, entry)):
            counted["depth_beyond_range_px"] += note.get("depth_beyond_range_px", 0)
            counted["frames_left_out"] += "left_out" in note
        described = self._description(counted)
        written.append(replace_file(root, "mapping.json", orjson.dumps(described, option=_JSON)))
        return tuple(sorted(written))

    def _rules(self) -> LabelRules:
        return LabelRules(
            classes=class_map("kitti", self.classes),
            alpha_origin=self.alpha_origin,
            occluded_shares=self.occluded_shares,
            min_visible_px=self.min_visible_px,
            min_height_px=self.min_height_px,
        )

    def _filled(self, label: LabelFile) -> LabelFile:
        empty = not label.rows and not label.dont_care
        return LabelFile(dont_care=(_NOTHING,)) if empty and self.empty_frames == "dont_care" else label

    def _description(self, counted: Mapping[str, int]) -> dict[str, Any]:
        return {
            "format": "KITTI object",
            "classes": self._rules().classes.things(),
            "class_note": "null: not labelled; a rider and what is ridden are one object of the rider's type",
            "label_rules": {name: getattr(self._rules(), name) for name in _RULES},
            "box_note": "bbox: amodal silhouette inside the image, pixel centres; occluded: levels by visible share",
            "depth_2": {
                "coding": "uint16 = round(z-depth in metres * steps_per_metre), 0: none",
                "steps_per_metre": STEPS_PER_METRE,
                "pixels_beyond_range_set_to_0": counted["depth_beyond_range_px"],
            },
            "empty_frames": self.empty_frames,
            **({"frames_left_out": counted["frames_left_out"]} if counted["frames_left_out"] else {}),
            "lost": _LOST,
            "counted": counted,
            "split": "by clip",
        }


def _object_note(row: LabelRow) -> dict[str, Any]:
    return {"instance": row.instance, "visible_share": row.visible_share, "truncation": row.truncation}


def _metadata_path(clip: int) -> str:
    return f"metadata/clip-{clip:06d}.json"


def _listed_frames(root: Path, entry: PublishedClip) -> list[str]:
    """Names of the clip's frames that have a row; a frame that was left out has no file."""
    names = [f"{number:06d}" for number in sorted(entry.frame_numbers)]
    labels = {name: root / f"training/label_2/{name}.txt" for name in names}
    return [name for name, label in labels.items() if label.exists() and label.stat().st_size > 0]


def _notes(root: Path, entry: PublishedClip) -> list[dict[str, Any]]:
    """What metadata says of the clip's frames."""
    frames: list[dict[str, Any]] = orjson.loads((root / _metadata_path(entry.clip)).read_bytes())["frames"]
    return frames
