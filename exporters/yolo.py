"""YOLO datasets as Ultralytics reads them (docs.ultralytics.com/datasets): detection, segmentation or pose.

images/%06d.png, labels/%06d.txt   one camera; several: images/<camera>/..., labels/<camera>/...; no thing: empty file
train.txt, val.txt                 images of each split, which is by clip; folders could not say it, since the split is
                                   known when the last clip is, and published files stay where they are
data.yaml                          without `path`: train and val are relative to it, wherever the dataset lies
                                   (older releases of Ultralytics want its absolute path)
parts/clip-%06d.json               one clip's images and counts
mapping.json                       classes, and what YOLO cannot say
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
import yaml

from exporters.base import PublishedClip, RunInfo
from exporters.class_map import Changes, class_map
from exporters.coco_images import IMAGES
from exporters.files import replace_file
from exporters.picture_set import PictureSetExporter
from exporters.split import split_clips
from exporters.yolo_classes import DETECTED, flip_idx, number_map
from exporters.yolo_label import Task, YoloRules, yolo_labels
from scenes.errors import ConfigError
from scenes.skeletons import PERSON
from simulator.annotations.wanted import NO_LABELS, LabelKind
from simulator.frame import Clip, Frame

_JSON = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
_LOST = (
    "things of which too few pixels are visible (min_visible_px) have no row",
    "instance ids, groups, what is hidden, occlusion and truncation",
)
_LOST_BY_TASK: Mapping[Task, tuple[str, ...]] = {
    "detect": ("masks",),
    "segment": ("holes of masks, which are filled", "parts of a mask, which hang together by bridges without width"),
    "pose": ("masks", "all classes but people, and the keypoints of vehicles"),
}


@dataclass(kw_only=True)
class YoloExporter(PictureSetExporter):
    """Writes boxes or outlines of what is visible of each thing.

    task: detect (boxes), segment (outlines), pose (people's boxes and 17 keypoints). cameras: names; empty: all of the
    rig. min_visible_px: things with fewer visible pixels get no row. classes: other COCO categories for classes of the
    ontology, null: not labelled. `write` raises UnknownName for a camera that the frame lacks, OutputError for a frame
    without any.
    """

    task: Task = "detect"
    min_visible_px: int = 10
    classes: Changes = field(default_factory=dict)
    _rules: YoloRules = field(init=False, repr=False)
    _images: list[str] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.min_visible_px < 1:
            raise ConfigError("min_visible_px", f"must be 1 px or more, got {self.min_visible_px}")
        numbers = number_map(self.classes)
        if self.task == "pose":
            person = DETECTED.index(PERSON.name)
            numbers = {semantic: 0 for semantic, number in numbers.items() if number == person}
        self._rules = YoloRules(task=self.task, numbers=numbers, min_visible_px=self.min_visible_px)

    def wants(self) -> frozenset[LabelKind]:
        """Keypoints for the pose task."""
        return frozenset({"keypoints"}) if self.task == "pose" else NO_LABELS

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._images = []

    def write(self, frame: Frame) -> None:
        """Writes the frame's images and rows, none for a lost reading."""
        for camera, path in self._pictures(frame):
            labels = yolo_labels(frame, camera, self._rules)
            self._files.write(_label_path(path), labels.text.encode("ascii"))
            self._images.append(path)
            self._counted.update(labels.counted)

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter."""
        part = {"images": self._images, "counted": self._counted}
        self._files.write(_part_path(self._current().index), orjson.dumps(part, option=_JSON))
        return self._closed()

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """See Exporter."""
        return (_part_path(clip.clip),)

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Writes both lists, data.yaml and mapping.json."""
        split = split_clips((entry.clip for entry in clips), info.val_share)
        counted: Counter[str] = Counter()
        written = []
        for name, chosen in (("train", split.train), ("val", split.val)):
            parts = [orjson.loads((root / _part_path(clip)).read_bytes()) for clip in chosen]
            lines = "".join(f"./{image}\n" for part in parts for image in part["images"])
            written.append(replace_file(root, f"{name}.txt", lines.encode("ascii")))
            for part in parts:
                counted.update(part["counted"])
        data = yaml.safe_dump(self._data(), sort_keys=False, width=120)
        written.append(replace_file(root, "data.yaml", data.encode("utf-8")))
        described = orjson.dumps(self._description(counted), option=_JSON | orjson.OPT_INDENT_2)
        return tuple(sorted((*written, replace_file(root, "mapping.json", described))))

    def _data(self) -> dict[str, Any]:
        """data.yaml."""
        lists = {"train": "train.txt", "val": "val.txt"}
        if self.task != "pose":
            return {**lists, "names": dict(enumerate(DETECTED))}
        return {**lists, "kpt_shape": [len(PERSON.points), 3], "flip_idx": flip_idx(), "names": {0: PERSON.name}}

    def _description(self, counted: Mapping[str, int]) -> dict[str, Any]:
        return {
            "format": f"YOLO {self.task}",
            "classes": class_map("coco", self.classes).things(),
            "lost": (*_LOST, *_LOST_BY_TASK[self.task]),
            "counted": counted,
            "split": "by clip",
        }


def _label_path(image: str) -> str:
    """Readers find it by this rule."""
    return f"labels/{image.removeprefix(IMAGES).removesuffix('.png')}.txt"


def _part_path(clip: int) -> str:
    return f"parts/clip-{clip:06d}.json"
