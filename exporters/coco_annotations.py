"""COCO annotations of one image: what is labelled, and how a mask and a body's points are said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from exporters.coco_categories import Category
from exporters.coco_polygons import exact_polygons
from exporters.rle import Rle, encode_ids, encode_mask
from scenes.ontology import class_by_id
from scenes.skeletons import PERSON
from simulator.annotations.things import KEYPOINT_OUTSIDE
from simulator.frame import CameraReading, Frame, PixelBox, Thing, ThingInView

Segmentation = Literal["rle", "polygons"]
Written = Literal["leave_out", "write"]
KEYPOINT_KEYS = ("keypoints", "num_keypoints")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationRules:
    """categories: by class id; a class without one is not labelled. The rest: see CocoExporter."""

    categories: Mapping[int, Category]
    min_visible_px: int
    segmentation: Segmentation
    amodal_masks: Written
    keypoints: Written


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ImageLabels:
    """annotations: by instance, without ids. counted: what was left out or said otherwise, by kind."""

    annotations: list[dict[str, Any]]
    counted: Counter[str]


def image_labels(frame: Frame, camera: CameraReading, rules: AnnotationRules) -> ImageLabels:
    """All annotations of one camera's image."""
    counted: Counter[str] = Counter()
    views = []
    things = frame.things_of(camera)
    for view in sorted(frame.views.get(camera.name, ()), key=lambda view: view.instance):
        if things[view.instance].semantic not in rules.categories:
            counted["things_without_category"] += 1
        elif view.visible_px < rules.min_visible_px:
            counted["things_with_too_few_visible_px"] += 1
        else:
            views.append(view)
    masks = encode_ids(camera.instance, [view.instance for view in views])
    annotations = [_annotation(frame, camera, view, masks[view.instance], rules) for view in views]
    if rules.segmentation == "polygons":
        counted["masks_with_holes_as_rle"] = sum(isinstance(one["segmentation"], dict) for one in annotations)
    return ImageLabels(annotations=annotations, counted=counted)


def edge_box(box: PixelBox) -> list[float]:
    """[x, y, width, height] in pixel edges: an inclusive range is one wider than the difference of its ends."""
    return [float(v) for v in (box.left, box.top, box.right - box.left + 1, box.bottom - box.top + 1)]


def _annotation(
    frame: Frame, camera: CameraReading, view: ThingInView, mask: Rle, rules: AnnotationRules
) -> dict[str, Any]:
    thing = frame.things_of(camera)[view.instance]
    entry = class_by_id(thing.semantic)
    box = _modal_box(view)
    annotation: dict[str, Any] = {
        "category_id": rules.categories[entry.id].id,
        "class": entry.name,
        "segmentation": mask.json(),
        "area": view.visible_px,
        "bbox": edge_box(box),
        "iscrowd": 0,
        "amodal_bbox": edge_box(view.amodal_box),
        "amodal_area": view.amodal_px,
        "occlusion": view.occlusion,
        "truncation": view.truncation,
        "anomaly": thing.is_anomaly,
        "novel": entry.is_novel,
        "track_id": view.instance,
        "clip": frame.clip,
        "frame": frame.index,
    }
    if rules.segmentation == "polygons":
        polygons = exact_polygons(camera.instance == view.instance, box, mask)
        annotation["segmentation"] = mask.json() if polygons is None else polygons
    if rules.amodal_masks == "write":
        annotation["amodal_segmentation"] = _amodal_rle(view, mask.size).json()
    if rules.keypoints == "write" and rules.categories[entry.id].name == PERSON.name:
        annotation.update(_keypoints(thing, view))
    return annotation


def _modal_box(view: ThingInView) -> PixelBox:
    if view.modal_box is None:
        raise ValueError(f"instance {view.instance} has {view.visible_px} visible pixels and no modal box")
    return view.modal_box


def _keypoints(thing: Thing, view: ThingInView) -> dict[str, Any]:
    """[x, y, v] * 17 in pixel centres, v of COCO; 0, 0, 0 for points outside the image, and of what is no body."""
    if thing.skeleton != PERSON.name or view.keypoints_px is None or view.keypoint_state is None:
        return {"keypoints": [0] * (3 * len(PERSON.points)), "num_keypoints": 0}
    labelled = view.keypoint_state != KEYPOINT_OUTSIDE
    points = np.where(labelled[:, None], view.keypoints_px.astype(np.float64), 0.0).round(2)
    rows = zip(points.tolist(), view.keypoint_state.tolist(), strict=True)
    flat = [value for (x, y), state in rows for value in (x, y, state)]
    return {"keypoints": flat, "num_keypoints": int(np.count_nonzero(labelled))}


def _amodal_rle(view: ThingInView, size: tuple[int, int]) -> Rle:
    box = view.amodal_box
    whole = np.zeros(size, dtype=np.bool_)
    whole[box.top : box.bottom + 1, box.left : box.right + 1] = view.amodal_mask
    return encode_mask(whole)
