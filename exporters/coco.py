"""COCO instances (cocodataset.org/#format-data): one mask a visible thing, riders and vehicles apart.

images/%06d.png                        one camera; several: images/<camera>/%06d.png
images_clean/...                       of runs with pair=clean: the same views without the weather, by the same names
annotations/instances_{train,val}.json split by clip; ids are unique over both files and start at 1
parts/clip-%06d.json                   one clip's images and annotations, merged by finalize
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import orjson

from exporters.base import Exporter, PublishedClip, RunInfo
from exporters.class_map import Changes
from exporters.coco_categories import Category, category_map
from exporters.coco_merge import InstancesFile
from exporters.files import ClipFiles
from exporters.rle import Rle, encode_ids, encode_mask
from exporters.sensor_choice import camera_named, cameras_due, check_named
from exporters.split import split_clips
from scenes.errors import ConfigError, OutputError, UnknownName
from scenes.ontology import class_by_id
from simulator.frame import CameraReading, Clip, Frame, PixelBox, ThingInView

CLEAN_FOLDER = "images_clean"

_JSON = orjson.OPT_SORT_KEYS | orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE


@dataclass(kw_only=True)
class CocoExporter(Exporter):
    """Writes modal masks (RLE) with their exact box and area, and what else is known of the thing as extra fields.

    cameras: names; empty: all of the rig. min_visible_px: things with fewer visible pixels get no annotation.
    amodal_masks: `write` adds `amodal_segmentation`. Extra fields: amodal_bbox, amodal_area, occlusion, truncation,
    track_id, clip, frame (index in the clip), class (of our ontology), anomaly (it is out of place, as its case says),
    novel (of no class that detectors usually learn). classes: other categories for classes of the ontology, null:
    not labelled. `write` raises UnknownName for a camera that the frame lacks,
    OutputError for a frame without any.
    """

    cameras: tuple[str, ...] = ()
    min_visible_px: int = 10
    amodal_masks: Literal["leave_out", "write"] = "leave_out"
    classes: Changes = field(default_factory=dict)
    _categories: Mapping[int, Category] = field(default_factory=dict, init=False, repr=False)
    _out: Path = field(default=Path(), init=False, repr=False)
    _clip: Clip | None = field(default=None, init=False, repr=False)
    _files: ClipFiles = field(default_factory=lambda: ClipFiles(Path()), init=False, repr=False)
    _images: list[dict[str, Any]] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        if self.min_visible_px < 1:
            raise ConfigError("min_visible_px", f"must be 1 px or more, got {self.min_visible_px}")
        self._categories = category_map(self.classes)

    def check(self, info: RunInfo) -> None:
        """Raises UnknownName for a camera that the rig has not."""
        check_named("cameras", self.cameras, info.sensors)

    def open(self, out: Path, info: RunInfo) -> None:
        """See Exporter. The run tells nothing that a clip's images need."""
        self._out = out
        self._clip = None

    def begin_clip(self, clip: Clip) -> None:
        """See Exporter."""
        self._clip = clip
        self._files = ClipFiles(self._out)
        self._images = []

    def write(self, frame: Frame) -> None:
        """Writes the frame's images, none for a lost reading; their annotations follow with the clip."""
        names = self._chosen(frame)
        for name in names:
            camera = camera_named(frame, name)
            if camera is None:
                continue
            folder = "images" if len(names) == 1 else f"images/{name}"
            file_name = f"{folder}/{frame.number:06d}.png"
            self._files.write_picture(file_name, frame, camera.image)
            if camera.name in frame.clean:
                twin = file_name.replace("images", CLEAN_FOLDER, 1)
                self._files.write_picture(twin, frame, frame.clean[camera.name].image)
            self._images.append(self._image(frame, camera, file_name))

    def end_clip(self, measures: Mapping[str, Any]) -> tuple[str, ...]:
        """See Exporter."""
        if self._clip is None:
            raise RuntimeError("no clip has begun")
        self._files.write(_part_path(self._clip.index), orjson.dumps(self._images, option=_JSON))
        self._clip = None
        return self._files.listed()

    def abort_clip(self) -> None:
        """See Exporter."""
        self._files.remove()
        self._clip = None

    def finalize(self, root: Path, info: RunInfo, clips: Sequence[PublishedClip]) -> tuple[str, ...]:
        """Numbers images and annotations in (clip, frame, camera, instance) order and writes both splits."""
        split = split_clips((entry.clip for entry in clips), info.val_share)
        about = {"description": f"Synthetic driving data, seed {info.seed}", "version": info.version}
        names = tuple(f"annotations/instances_{part}.json" for part in ("train", "val"))
        with InstancesFile(root / names[0], about) as train, InstancesFile(root / names[1], about) as val:
            first_image, first_annotation = 1, 1
            for clip in sorted(entry.clip for entry in clips):
                images = orjson.loads((root / _part_path(clip)).read_bytes())
                part = val if clip in split.val else train
                first_annotation = part.add(images, first_image, first_annotation)
                first_image += len(images)
        return names

    def _chosen(self, frame: Frame) -> tuple[str, ...]:
        """Names of the cameras that are written, also where a reading was lost."""
        known = cameras_due(frame)
        if not known:
            raise OutputError(f"frame {frame.number} has no camera reading, and COCO needs one")
        for name in self.cameras:
            if name not in known:
                raise UnknownName("cameras", "camera", name, known)
        return self.cameras or known

    def _image(self, frame: Frame, camera: CameraReading, file_name: str) -> dict[str, Any]:
        width, height = camera.size_px
        views = [view for view in frame.views.get(camera.name, ()) if view.visible_px >= self.min_visible_px]
        views.sort(key=lambda view: view.instance)
        masks = encode_ids(camera.instance, [view.instance for view in views])
        found = (self._annotation(frame, view, masks[view.instance]) for view in views)
        return {
            "file_name": file_name.removeprefix("images/"),
            "width": width,
            "height": height,
            "clip": frame.clip,
            "frame": frame.index,
            "camera": camera.name,
            "time_ns": camera.time_ns,
            "annotations": [annotation for annotation in found if annotation is not None],
        }

    def _annotation(self, frame: Frame, view: ThingInView, mask: Rle) -> dict[str, Any] | None:
        entry = class_by_id(frame.things[view.instance].semantic)
        category = self._categories.get(entry.id)
        if category is None or view.modal_box is None:
            return None
        annotation: dict[str, Any] = {
            "category_id": category.id,
            "class": entry.name,
            "segmentation": mask.json(),
            "area": view.visible_px,
            "bbox": edge_box(view.modal_box),
            "iscrowd": 0,
            "amodal_bbox": edge_box(view.amodal_box),
            "amodal_area": view.amodal_px,
            "occlusion": view.occlusion,
            "truncation": view.truncation,
            "anomaly": frame.things[view.instance].is_anomaly,
            "novel": entry.is_novel,
            "track_id": view.instance,
            "clip": frame.clip,
            "frame": frame.index,
        }
        if self.amodal_masks == "write":
            annotation["amodal_segmentation"] = _amodal_rle(view, (mask.size[0], mask.size[1])).json()
        return annotation


def edge_box(box: PixelBox) -> list[float]:
    """[x, y, width, height] in pixel edges: an inclusive range is one wider than the difference of its ends."""
    return [float(v) for v in (box.left, box.top, box.right - box.left + 1, box.bottom - box.top + 1)]


def _amodal_rle(view: ThingInView, size: tuple[int, int]) -> Rle:
    box = view.amodal_box
    whole = np.zeros(size, dtype=np.bool_)
    whole[box.top : box.bottom + 1, box.left : box.right + 1] = view.amodal_mask
    return encode_mask(whole)


def _part_path(clip: int) -> str:
    return f"parts/clip-{clip:06d}.json"
