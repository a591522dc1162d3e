"""COCO instances (cocodataset.org/#format-data): one mask a visible thing, riders and vehicles apart.

images/%06d.png                        one camera; several: images/<camera>/%06d.png
images_clean/...                       of runs with pair=clean: the same views without the weather, by the same names
annotations/instances_{train,val}.json split by clip; ids are unique over both files and start at 1
annotations/person_keypoints_...       the same images and ids, people alone, with their keypoints
parts/clip-%06d.jsonl                  one clip's images and annotations, merged by finalize
mapping.json                           classes, and what COCO cannot say
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import orjson

from exporters.base import PublishedClip, RunInfo
from exporters.class_map import Changes, class_map
from exporters.coco_annotations import KEYPOINT_KEYS, AnnotationRules, Segmentation, Written, image_labels
from exporters.coco_categories import CATEGORIES, PERSON_WITH_KEYPOINTS, category_map
from exporters.coco_images import image_entry
from exporters.coco_merge import AnnotationFile, part_bytes, part_images, with_ids
from exporters.files import replace_file
from exporters.picture_set import PictureSetExporter
from exporters.split import split_clips
from scenes.errors import ConfigError
from simulator.annotations.wanted import NO_LABELS, LabelKind
from simulator.frame import Clip, Frame

Annotations = list[dict[str, Any]]

CLEAN_FOLDER = "images_clean"

_JSON = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_SPLITS = ("train", "val")
_HAS_KEYPOINTS = b'"keypoints":['
_LOST = (
    "things of which too few pixels are visible (min_visible_px) have no annotation",
    "group: that a rider and what is ridden, or a tractor and its trailer, belong together",
    "3D boxes, velocities, attributes and the keypoints of vehicles",
)


@dataclass(kw_only=True)
class CocoExporter(PictureSetExporter):
    """Writes modal masks with their exact box and area, and what else is known of the thing as extra fields.

    cameras: names; empty: all of the rig. min_visible_px: things with fewer visible pixels get no annotation.
    segmentation: `rle`, or `polygons`, which rasterise to the same mask; a mask with a hole stays RLE and is counted.
    amodal_masks: `write` adds `amodal_segmentation`. keypoints: `write` adds person_keypoints files; x and y are pixel
    centres, as COCO's own whole numbers. Extra fields: amodal_bbox, amodal_area, occlusion, truncation, track_id, clip,
    frame (index in the clip), class (of our ontology), anomaly (it is out of place, as its case says), novel (of no
    class that detectors usually learn). classes: other categories for classes of the ontology, null: not labelled.
    `write` raises UnknownName for a camera that the frame lacks, OutputError for a frame without any.
    """

    min_visible_px: int = 10
    segmentation: Segmentation = "rle"
    amodal_masks: Written = "leave_out"
    keypoints: Written = "leave_out"
    classes: Changes = field(default_factory=dict)
    _rules: AnnotationRules = field(init=False, repr=False)
    _images: list[tuple[dict[str, Any], Annotations]] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.min_visible_px < 1:
            raise ConfigError("min_visible_px", f"must be 1 px or more, got {self.min_visible_px}")
        self._rules = AnnotationRules(
            categories=category_map(self.classes),
            min_visible_px=self.min_visible_px,
            segmentation=self.segmentation,
            amodal_masks=self.amodal_masks,
            keypoints=self.keypoints,
        )

    def wants(self) -> frozenset[LabelKind]:
        """Keypoints where they are written."""
        return frozenset({"keypoints"}) if self.keypoints == "write" else NO_LABELS

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        super().begin_clip(clip)
        self._images = []

    def write(self, frame: Frame) -> None:
        """Writes the frame's images, none for a lost reading; their annotations follow with the clip."""
        for camera, path in self._pictures(frame):
            if camera.name in frame.clean:
                twin = path.replace("images", CLEAN_FOLDER, 1)
                self._files.write_picture(twin, frame, frame.clean[camera.name].image)
            labels = image_labels(frame, camera, self._rules)
            self._counted.update(labels.counted)
            self._images.append((image_entry(frame, camera, path), labels.annotations))

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter."""
        self._files.write(_part_path(self._current().index), part_bytes(self._images, self._counted))
        return self._closed()

    def read_by_finalize(self, clip: PublishedClip) -> Sequence[str]:
        """See Exporter."""
        return (_part_path(clip.clip),)

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Numbers images and annotations in (clip, frame, camera, instance) order and writes both splits."""
        val = frozenset(split_clips((entry.clip for entry in clips), info.val_share).val)
        about = {"description": f"Synthetic driving data, seed {info.seed}", "version": info.version}
        categories = {"instances": [asdict(category) for category in CATEGORIES]}
        if self.keypoints == "write":
            categories["person_keypoints"] = [PERSON_WITH_KEYPOINTS]
        names = {(kind, part): f"annotations/{kind}_{part}.json" for kind in categories for part in _SPLITS}
        counted: Counter[str] = Counter()
        with ExitStack() as stack:
            files = {
                key: stack.enter_context(AnnotationFile(root / name, about, categories[key[0]]))
                for key, name in names.items()
            }
            for clip, image, annotations in _numbered(root, sorted(entry.clip for entry in clips), counted):
                for kind in categories:
                    file = files[kind, "val" if clip in val else "train"]
                    file.add(image, _OF_KIND[kind](annotations))
        described = orjson.dumps(self._description(counted), option=_JSON)
        return tuple(sorted((*names.values(), replace_file(root, "mapping.json", described))))

    def _description(self, counted: Mapping[str, int]) -> dict[str, Any]:
        return {
            "format": "COCO instances",
            "classes": class_map("coco", self.classes).things(),
            "segmentation": self.segmentation,
            "lost": _LOST,
            "counted": counted,
            "split": "by clip",
        }


def _without_keypoints(annotations: list[bytes]) -> list[bytes]:
    def stripped(annotation: bytes) -> bytes:
        values = orjson.loads(annotation)
        return orjson.dumps({key: value for key, value in values.items() if key not in KEYPOINT_KEYS})

    return [stripped(one) if _HAS_KEYPOINTS in one else one for one in annotations]


def _people(annotations: list[bytes]) -> list[bytes]:
    return [one for one in annotations if _HAS_KEYPOINTS in one]


_OF_KIND = {"instances": _without_keypoints, "person_keypoints": _people}


def _numbered(root: Path, clips: Sequence[int], counted: Counter[str]) -> Iterator[tuple[int, bytes, list[bytes]]]:
    """Clip, image and annotations of all clips with their ids, from 1 on; adds what the clips counted."""
    image_ids, annotation_ids = count(1), count(1)
    for clip in clips:
        for image in part_images(root / _part_path(clip), counted):
            number = next(image_ids)
            annotations = [with_ids(one, next(annotation_ids), number) for one in image.annotations]
            yield clip, orjson.dumps({"id": number, **image.entry}), annotations


def _part_path(clip: int) -> str:
    return f"parts/clip-{clip:06d}.jsonl"
