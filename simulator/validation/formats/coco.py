"""COCO instances: ids, categories, images, splits; masks tight to their boxes; all of it as the record says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as rle

from simulator.validation.findings import Damaged, Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.json_stream import JsonStream
from simulator.validation.stored import Json, RecordedFrame, text_of

PARTS = ("train", "val")
MARKERS = tuple(f"annotations/instances_{part}.json" for part in PARTS)

MIN_VISIBLE_PX = 10
"""Of things that have an annotation, where the run's config does not say."""

ROUNDED = 1e-9


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return CocoChecks(folder)


class CocoChecks(FormatChecks):
    """Streams both splits beside the record: annotations stand in (clip, frame) order."""

    def __init__(self, folder: FormatFolder) -> None:
        self._folder = folder
        self._images: dict[int, Json] = {}
        self._categories: dict[int, str] = {}
        self._streams = [_Annotations(folder, part) for part in MARKERS]
        self._ids: set[int] = set()

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """Categories and images of both splits; no clip is in both."""
        split: dict[Any, str] = {}
        names: set[str] = set()
        for part in MARKERS:
            file = self._folder.path(part)
            if findings.is_damaged(file):
                continue
            own = list(_read(self._folder, part, ("images", "categories")))
            self._check_categories(file, [item for key, item in own if key == "categories"], findings)
            for image in (item for key, item in own if key == "images"):
                told = self._image_fault(image, names) or _split_fault(image, part, split)
                if told:
                    findings.error("coco.images", file, f"image {text_of(image.get('id'))}: {told}")

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """The frame's annotations, mask by mask."""
        key = (frame.clip["clip"], frame.state["index"])
        found: dict[str, list[tuple[str, Json]]] = {}
        for stream in self._streams:
            if findings.is_damaged(stream.file):
                return []
            for annotation in stream.of(key):
                image = self._images.get(annotation.get("image_id", 0))
                if self._is_known(stream.file, annotation, image, findings) and image is not None:
                    found.setdefault(str(image["camera"]), []).append((stream.file, annotation))
        truths = [self._check_camera(frame, camera, entries, findings) for camera, entries in found.items()]
        self._check_complete(frame, found, findings)
        return [truth for truth in truths if truth is not None]

    def check_end(self, findings: Findings) -> None:
        """No annotation is left: each is of a frame of the record, and stands in its order."""
        if any(findings.is_damaged(stream.file) for stream in self._streams):
            return
        for stream in self._streams:
            rest = stream.passed or stream.next()
            if rest is not None:
                place = f"annotation {text_of(rest.get('id'))} of clip {text_of(rest.get('clip'))}, frame "
                reason = f"{place}{text_of(rest.get('frame'))} is of no frame of the record, or out of order"
                findings.error("coco.annotations", stream.file, reason)

    def _check_categories(self, file: str, categories: list[Json], findings: Findings) -> None:
        ids = [entry.get("id") for entry in categories]
        if len(set(ids)) < len(ids):
            findings.error("coco.categories", file, "a category id stands twice")
        own = {int(entry["id"]): str(entry["name"]) for entry in categories}
        if self._categories and own != self._categories:
            findings.error("coco.categories", file, "has other categories than the other split")
        self._categories = own

    def _image_fault(self, image: Json, names: set[str]) -> str:
        number, name = image.get("id"), str(image.get("file_name"))
        if not isinstance(number, int) or number < 1 or number in self._images:
            return "its id is no integer from 1 on, or stands twice"
        self._images[number] = image
        if name in names:
            return f"{name} stands twice"
        names.add(name)
        decoded = self._folder.decoded.get(f"images/{name}")
        if decoded is None:
            return f"its file images/{name} is missing"
        size = (image.get("width"), image.get("height"))
        if decoded.picture is not None and decoded.picture.size_px != size:
            return f"images/{name} has {decoded.picture.size_px} pixels, its entry says {size}"
        return ""

    def _is_known(self, file: str, annotation: Json, image: Json | None, findings: Findings) -> bool:
        number, told = annotation.get("id"), ""
        if image is None:
            told = f"image_id {text_of(annotation.get('image_id'))} is of no image"
        elif not isinstance(number, int) or number < 1 or number in self._ids:
            told = "its id is no integer from 1 on (pycocotools misreads 0), or stands twice"
        elif (image["clip"], image["frame"]) != (annotation.get("clip"), annotation.get("frame")):
            told = "its image is of another frame"
        elif annotation.get("category_id") not in self._categories:
            findings.error(
                "coco.categories", file, f"annotation {number}: unknown category {annotation['category_id']}"
            )
            return False
        if isinstance(number, int):
            self._ids.add(number)
        if told:
            findings.error("coco.annotations", file, f"annotation {text_of(number)}: {told}")
        return not told

    def _check_camera(
        self, frame: RecordedFrame, camera: str, entries: list[tuple[str, Json]], findings: Findings
    ) -> CameraTruth | None:
        things, views = frame.things_of(camera), frame.views(camera)
        ids = None
        for file, annotation in entries:
            place, instance = f"annotation {annotation['id']}", int(annotation.get("track_id", 0))
            try:
                mask = self._rle(annotation)
                told = mask_fault(annotation, mask)
                image = rle.decode(mask)
            except Exception as fault:  # pycocotools raises what its C code meets
                findings.error("coco.masks", file, f"{place}: its mask cannot be decoded ({fault})")
                continue
            ids = np.zeros(image.shape, np.uint16) if ids is None else ids
            told = told or _painted(ids, image, instance, annotation["bbox"])
            if told:
                findings.error("coco.masks", file, f"{place}: {told}")
                continue
            told = self._disagreement(annotation, things.get(instance), views.get(instance))
            if told:
                findings.error("coco.labels_agree", file, f"{place}, instance {instance}: {told}")
        if ids is None:
            return None
        labelled = frozenset(int(annotation["track_id"]) for _, annotation in entries)
        return CameraTruth(camera=camera, file=entries[0][0], ids=ids, labelled=labelled)

    def _rle(self, annotation: Json) -> Json:
        """The mask as RLE; polygons are drawn as pycocotools draws them."""
        mask: Any = annotation["segmentation"]
        if isinstance(mask, list):
            image = self._images[annotation["image_id"]]
            mask = rle.merge(rle.frPyObjects(mask, image["height"], image["width"]))
        return dict(mask)

    def _disagreement(self, annotation: Json, thing: Json | None, view: Json | None) -> str:
        """What of an annotation is not as the record says; empty where all is."""
        if thing is None or view is None:
            return "the record has no such thing in this camera"
        name = self._folder.classes.get(thing["semantic"])
        if annotation.get("class") != name or self._category_of(name) != self._categories[annotation["category_id"]]:
            return f"is a {annotation.get('class')}, the record says {name}"
        if (annotation["area"], annotation.get("amodal_area")) != (view["visible_px"], view["amodal_px"]):
            return f"counts {annotation['area']} of {annotation.get('amodal_area')} px, the record {view['visible_px']}"
        if annotation["bbox"] != _edges(view["modal_box"]) or annotation.get("amodal_bbox") != _edges(
            view["amodal_box"]
        ):
            return f"has boxes {annotation['bbox']}, {annotation.get('amodal_bbox')} that are not the record's"
        shares = [abs(annotation.get(key, -1.0) - view[key]) for key in ("occlusion", "truncation")]
        return "its occlusion or truncation is not the record's" if max(shares) > ROUNDED else ""

    def _category_of(self, name: str | None) -> str | None:
        changes: Mapping[str, str | None] = self._folder.options.get("classes", {})
        column = self._folder.columns.get(name or "", {})
        return changes.get(name or "", column.get("coco")) if column.get("kind") == "thing" else None

    def _check_complete(
        self, frame: RecordedFrame, found: Mapping[str, list[tuple[str, Json]]], findings: Findings
    ) -> None:
        """Whatever the record shows of a class that COCO has stands in the annotations."""
        least_px = self._folder.options.get("min_visible_px", MIN_VISIBLE_PX)
        cameras = self._folder.options.get("cameras") or list(frame.state["views"])
        for camera in cameras:
            things = frame.things_of(camera)
            annotated = {annotation.get("track_id") for _, annotation in found.get(camera, ())}
            for number, view in frame.views(camera).items():
                name = self._folder.classes.get(things[number]["semantic"]) if number in things else None
                if view["visible_px"] >= least_px and number not in annotated and self._category_of(name) is not None:
                    place = f"clip {frame.clip['clip']}, frame {frame.state['index']}, {camera}"
                    reason = f"{place}: instance {number} ({name}) shows {view['visible_px']} px and has no annotation"
                    findings.error("coco.complete", self._folder.path(MARKERS[0]), reason)


class _Annotations:
    """Annotations of one split, taken frame by frame. passed: the first that stood behind its frame."""

    def __init__(self, folder: FormatFolder, part: str) -> None:
        self.file = folder.path(part)
        self._source: Iterator[Json] = (item for _, item in _read(folder, part, ("annotations",)))
        self._waiting: Json | None = None
        self.passed: Json | None = None

    def of(self, key: tuple[int, int]) -> Iterator[Json]:
        """Those at the front that are of a clip's frame."""
        while (annotation := self.next()) is not None:
            own = (annotation.get("clip", -1), annotation.get("frame", -1))
            if own > key:
                self._waiting = annotation
                return
            if own == key:
                yield annotation
            else:
                self.passed = self.passed or annotation

    def next(self) -> Json | None:
        """The first that has not been taken, None at the end."""
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            return waiting
        return next(self._source, None)


def mask_fault(annotation: Json, mask: Json) -> str:
    """What of a box or an area is not what the RLE mask says; empty where both are."""
    area, tight = int(rle.area(mask)), [float(side) for side in rle.toBbox(mask)]
    if not area:
        return "its mask is empty"
    if annotation.get("bbox") != tight:
        return f"its bbox {text_of(annotation.get('bbox'))} is not tight to its mask, {tight}"
    return "" if annotation.get("area") == area else f"its area {text_of(annotation.get('area'))} is not {area} px"


def _painted(ids: NDArray[np.uint16], image: NDArray[np.uint8], instance: int, bbox: list[float]) -> str:
    """Writes the instance where its mask (H, W) is; says where it cannot. bbox: tight to the mask."""
    if ids.shape != image.shape:
        return "its mask has another size than the camera's others"
    left, top, width, height = (int(side) for side in bbox)
    window = np.s_[top : top + height, left : left + width]
    mask = image[window] != 0
    if ids[window][mask].any():
        return "it overlaps another mask"
    ids[window][mask] = instance
    return ""


def _edges(box: list[int] | None) -> list[float]:
    """COCO's x, y, width, height of inclusive pixel ranges."""
    if box is None:
        return []
    return [float(v) for v in (box[0], box[1], box[2] - box[0] + 1, box[3] - box[1] + 1)]


def _split_fault(image: Json, part: str, split: dict[Any, str]) -> str:
    first = split.setdefault(image.get("clip"), part)
    return "" if first == part else f"its clip {text_of(image.get('clip'))} is in both splits"


def _read(folder: FormatFolder, part: str, wanted: tuple[str, ...]) -> Iterator[tuple[str, Json]]:
    try:
        for key, item in JsonStream(folder.dataset.root / folder.path(part)).items():
            if key in wanted:
                yield key, item
    except (ValueError, OSError) as fault:
        raise Damaged(folder.path(part), f"cannot be read as JSON ({fault})") from None
