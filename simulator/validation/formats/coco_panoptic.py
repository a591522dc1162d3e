"""COCO panoptic: segments are exactly what the ids of the pictures cover, and things are the record's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.validation.findings import Damaged, Findings
from simulator.validation.formats.base import CameraTruth, FormatChecks, FormatFolder
from simulator.validation.json_stream import JsonStream
from simulator.validation.pixels import RGB, Region, png_samples, regions
from simulator.validation.stored import Json, RecordedFrame, text_of

PARTS = ("train", "val")
MARKERS = tuple(f"annotations/panoptic_{part}.json" for part in PARTS)

STUFF_FROM = 65_536
"""A thing's segment id is its instance, below; stuff has this plus its category's id (docs/formats.md)."""

Key = tuple[Any, Any, Any]


def open_folder(folder: FormatFolder) -> FormatChecks:
    """The checks of one folder."""
    return PanopticChecks(folder)


class PanopticChecks(FormatChecks):
    """Streams both splits beside the record: annotations stand in the order of their images' ids."""

    def __init__(self, folder: FormatFolder) -> None:
        self._folder = folder
        self._images: dict[Key, tuple[str, Json]] = {}
        self._ids: set[int] = set()
        self._categories: dict[int, Json] = {}
        self._streams = {part: _Annotations(folder, file) for part, file in zip(PARTS, MARKERS, strict=True)}
        self._listed, self._read, self._void_px = 0, 0, 0

    def check_whole(self, clips: list[Json], findings: Findings) -> None:
        """Categories and images of both splits; no clip is in both."""
        split: dict[Any, str] = {}
        for part, file in zip(PARTS, MARKERS, strict=True):
            told = self._folder.path(file)
            if findings.is_damaged(told):
                continue
            own = list(_read(self._folder, file, ("images", "categories")))
            self._check_categories(told, [item for key, item in own if key == "categories"], findings)
            for image in (item for key, item in own if key == "images"):
                fault = self._image_fault(image, part)
                if split.setdefault(image.get("clip"), part) != part:
                    fault = fault or f"its clip {text_of(image.get('clip'))} is in both splits"
                if fault:
                    findings.error("coco_panoptic.images", told, f"image {text_of(image.get('id'))}: {fault}")

    def check_frame(self, frame: RecordedFrame, findings: Findings) -> list[CameraTruth]:
        """The ids of the frame's images, camera by camera."""
        if any(findings.is_damaged(self._folder.path(file)) for file in MARKERS):
            return []
        cameras = self._folder.options.get("cameras") or [
            c for c in frame.state["views"] if c in frame.state["sensors"]
        ]
        found = []
        for camera in cameras:
            part, image = self._images.get((frame.clip["clip"], frame.state["index"], camera), ("", {}))
            if not image:
                if camera in frame.state["sensors"]:
                    place = f"clip {frame.clip['clip']}, frame {frame.state['index']}"
                    findings.error("coco_panoptic.complete", self._folder.path(MARKERS[0]), f"{place}: no {camera}")
                continue
            try:
                truth = self._check_image(frame, camera, part, image, findings)
            except (KeyError, TypeError, ValueError, AttributeError) as fault:
                reason = f"image {image['id']}: its annotation is not of the format ({type(fault).__name__}: {fault})"
                raise Damaged(self._told(part), reason, check="coco_panoptic.format") from None
            if truth is not None:
                found.append(truth)
        return found

    def check_end(self, findings: Findings) -> None:
        """No annotation is left, and mapping.json counts the void pixels of all pictures."""
        if any(findings.is_damaged(self._folder.path(file)) for file in MARKERS):
            return
        for part, stream in self._streams.items():
            rest = stream.next()
            if rest is not None:
                reason = f"an annotation of image {text_of(rest.get('image_id'))} is of no image, or out of order"
                findings.error("coco_panoptic.complete", self._told(part), reason)
        mapping = self._folder.path("mapping.json")
        counted = self._folder.dataset.object(mapping).get("counted", {}).get("void_px", 0)
        if self._read == self._listed and counted != self._void_px:
            reason = f"counts {counted} void pixels, the pictures have {self._void_px}"
            findings.error("coco_panoptic.void", mapping, reason)

    def _check_image(
        self, frame: RecordedFrame, camera: str, part: str, image: Json, findings: Findings
    ) -> CameraTruth | None:
        annotation = self._streams[part].of(int(image["id"]))
        place = f"image {image['id']}"
        if annotation is None:
            findings.error("coco_panoptic.complete", self._told(part), f"{place} has no annotation")
            return None
        file = self._folder.path(f"panoptic/{image['file_name']}")
        rgb = png_samples(self._folder.dataset, file, 8, RGB, check="coco_panoptic.format").astype(np.uint32)
        ids = rgb[..., 0] + 256 * rgb[..., 1] + 65_536 * rgb[..., 2]
        covered = regions(ids)
        self._read += 1
        self._void_px += int(ids.size - sum(region.area_px for region in covered.values()))
        segments = annotation["segments_info"]
        fault = segments_fault(segments, covered, self._categories)
        if fault:
            findings.error("coco_panoptic.segments", self._told(part), f"{place}: {fault}")
            return None
        things = {segment["id"]: segment for segment in segments if segment["id"] < STUFF_FROM}
        for told in self._disagreements(frame, camera, things, covered):
            findings.error("coco_panoptic.labels_agree", self._told(part), f"{place}, {told}")
        shown: NDArray[np.uint16] = np.where(ids < STUFF_FROM, ids, 0).astype(np.uint16)
        return CameraTruth(camera=camera, file=file, ids=shown, labelled=frozenset(things))

    def _disagreements(
        self, frame: RecordedFrame, camera: str, segments: Mapping[int, Json], covered: Mapping[int, Region]
    ) -> Iterator[str]:
        """Segments that are not what the record says of things, and things without one."""
        things, views = frame.things_of(camera), frame.views(camera)
        for number, segment in segments.items():
            thing, view = things.get(number), views.get(number)
            if thing is None or view is None:
                yield f"segment {number}: the record has no such thing in this camera"
                continue
            due, name = self._category_of(thing), self._categories[segment["category_id"]]["name"]
            if name != due:
                yield f"segment {number} is a {name}, the record's class is {due} here"
            region = covered[number]
            if region.area_px != view["visible_px"] or list(region.box) != view["modal_box"]:
                yield f"segment {number} has {region.area_px} px, the record {view['visible_px']}, or has another box"
        for number, view in views.items():
            due = self._category_of(things[number]) if number in things else None
            if view["visible_px"] and number not in segments and due is not None:
                yield f"instance {number} ({due}) shows {view['visible_px']} px and has no segment"

    def _category_of(self, thing: Json) -> str | None:
        name = self._folder.classes.get(thing["semantic"], "")
        changes: Mapping[str, str | None] = self._folder.options.get("classes", {})
        column = self._folder.columns.get(name, {})
        return changes.get(name, column.get("coco")) if column.get("kind") == "thing" else None

    def _check_categories(self, file: str, categories: list[Json], findings: Findings) -> None:
        own = {entry.get("id", 0): entry for entry in categories}
        told = ""
        if len(own) < len(categories) or not all(isinstance(number, int) and number >= 1 for number in own):
            told = "a category id is no integer from 1 on, or stands twice"
        elif any(entry.get("isthing") not in (0, 1) or not entry.get("name") for entry in categories):
            told = "a category has no name, or is neither thing (1) nor stuff (0)"
        elif self._categories and own != self._categories:
            told = "has other categories than the other split"
        if told:
            findings.error("coco_panoptic.categories", file, told)
        self._categories = own

    def _image_fault(self, image: Json, part: str) -> str:
        number, name = image.get("id"), str(image.get("file_name"))
        self._listed += 1
        if not isinstance(number, int) or number < 1 or number in self._ids:
            return "its id is no integer from 1 on, or stands twice"
        self._ids.add(number)
        self._images[(image.get("clip"), image.get("frame"), image.get("camera"))] = (part, image)
        size, hashes = (image.get("width"), image.get("height")), set()
        for file in (f"images/{name}", f"panoptic/{name}", f"annotations/panoptic_{part}/{name}"):
            decoded = self._folder.decoded.get(file)
            if decoded is None:
                return f"its file {file} is missing"
            if decoded.picture is not None and decoded.picture.size_px != size:
                return f"{file} has {decoded.picture.size_px} pixels, its entry says {size}"
            if not file.startswith("images/"):
                hashes.add(decoded.sha256)
        return "" if len(hashes) == 1 else f"annotations/panoptic_{part}/{name} is not panoptic/{name}"

    def _told(self, part: str) -> str:
        return self._folder.path(f"annotations/panoptic_{part}.json")


def segments_fault(segments: list[Json], covered: Mapping[int, Region], categories: Mapping[int, Json]) -> str:
    """What of an image's segments is not what its ids cover; empty where they are the same."""
    listed = {int(segment["id"]): segment for segment in segments}
    if len(listed) < len(segments):
        return "a segment id stands twice"
    if set(listed) != set(covered):
        odd = sorted(set(map(str, listed)) ^ set(map(str, covered)))
        return f"the ids {text_of(odd)} stand in the picture or in segments_info alone"
    faults = (
        _segment_fault(number, segment, covered[number], categories.get(segment.get("category_id", 0)))
        for number, segment in listed.items()
    )
    return next((f"segment {fault}" for fault in faults if fault), "")


def _segment_fault(number: int, segment: Json, region: Region, category: Json | None) -> str:
    if category is None:
        return f"{number} has the unknown category {text_of(segment.get('category_id'))}"
    if number != STUFF_FROM + category["id"] and not (category["isthing"] and number < STUFF_FROM):
        return f"{number} is {category['name']}, whose segments have other ids"
    left, top, right, bottom = region.box
    if segment.get("area") != region.area_px:
        return f"{number} has the area {text_of(segment.get('area'))}, the picture {region.area_px} px"
    if segment.get("bbox") != [left, top, right - left + 1, bottom - top + 1]:
        return f"{number} has the box {text_of(segment.get('bbox'))}, which is not tight to {region.box}"
    return ""


class _Annotations:
    """Annotations of one split, taken image by image."""

    def __init__(self, folder: FormatFolder, file: str) -> None:
        self._source: Iterator[Json] = (item for _, item in _read(folder, file, ("annotations",)))
        self._waiting: Json | None = None

    def of(self, image_id: int) -> Json | None:
        """The one of an image, if it comes next."""
        annotation = self.next()
        if annotation is not None and annotation.get("image_id") != image_id:
            self._waiting, annotation = annotation, None
        return annotation

    def next(self) -> Json | None:
        """The first that has not been taken, None at the end."""
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            return waiting
        return next(self._source, None)


def _read(folder: FormatFolder, file: str, wanted: tuple[str, ...]) -> Iterator[tuple[str, Json]]:
    try:
        for key, item in JsonStream(folder.dataset.root / folder.path(file)).items():
            if key in wanted:
                yield key, item
    except (ValueError, OSError) as fault:
        raise Damaged(folder.path(file), f"cannot be read as JSON ({fault})") from None
