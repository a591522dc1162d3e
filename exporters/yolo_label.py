"""YOLO label rows, shares of the image: `class x_centre y_centre width height [x y v ...]` or `class x y x y ...`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from exporters.coco_polygons import exact_polygons
from exporters.outlines import Float64, joined, outlines
from exporters.rle import encode_mask
from scenes.skeletons import PERSON
from simulator.annotations.things import KEYPOINT_OUTSIDE
from simulator.frame import CameraReading, Frame, PixelBox, Thing, ThingInView

Task = Literal["detect", "segment", "pose"]
_STEPS = 1_000_000
"""Edges are rounded to millionths of the image, 1 / 800 px of the widest cameras, so that no sum leaves [0, 1]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YoloRules:
    """numbers: by class id; a class without one is not labelled. The rest: see YoloExporter."""

    task: Task
    numbers: Mapping[int, int]
    min_visible_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YoloLabels:
    """text: the file. counted: what was left out or said otherwise, by kind."""

    text: str
    counted: Counter[str]


def yolo_labels(frame: Frame, camera: CameraReading, rules: YoloRules) -> YoloLabels:
    """The rows of one camera's image, by instance."""
    counted: Counter[str] = Counter()
    rows = []
    things = frame.things_of(camera)
    for view in sorted(frame.views.get(camera.name, ()), key=lambda view: view.instance):
        thing = things[view.instance]
        number = rules.numbers.get(thing.semantic)
        if number is None:
            counted["things_without_class"] += 1
        elif view.visible_px < rules.min_visible_px or view.modal_box is None:
            counted["things_with_too_few_visible_px"] += 1
        else:
            values = _values(camera, thing, view, view.modal_box, rules.task, counted)
            rows.append(f"{number} {' '.join(values)}\n")
    return YoloLabels(text="".join(rows), counted=counted)


def box_values(box: PixelBox, size_px: tuple[int, int]) -> tuple[str, ...]:
    """x_centre, y_centre, width, height of an inclusive pixel range; its edges are within [0, 1] to the last digit."""
    ends = ((box.left, box.right + 1, size_px[0]), (box.top, box.bottom + 1, size_px[1]))
    steps = [(round(low * _STEPS / size), round(high * _STEPS / size)) for low, high, size in ends]
    centres = (f"{(low + high) / (2 * _STEPS):.7f}" for low, high in steps)
    return (*centres, *(f"{(high - low) / _STEPS:.6f}" for low, high in steps))


def _values(
    camera: CameraReading, thing: Thing, view: ThingInView, box: PixelBox, task: Task, counted: Counter[str]
) -> tuple[str, ...]:
    if task == "segment":
        outline = _outline(camera.instance == view.instance, box, counted)
        return _shares(outline, camera.size_px)
    boxed = box_values(box, camera.size_px)
    return boxed if task == "detect" else (*boxed, *_points(thing, view, camera.size_px))


def _outline(mask: NDArray[np.bool_], box: PixelBox, counted: Counter[str]) -> Float64:
    """One polygon; several parts hang together by bridges without width, and holes are filled: both are counted."""
    parts = outlines(mask, box)
    counted["masks_of_several_parts_joined"] += len(parts) > 1
    counted["masks_with_holes_filled"] += exact_polygons(mask, box, encode_mask(mask)) is None
    return joined(parts)


def _points(thing: Thing, view: ThingInView, size_px: tuple[int, int]) -> tuple[str, ...]:
    """x, y, v of every keypoint, v as COCO has it; 0 0 0 for points outside the image, and of what is no body."""
    if thing.skeleton != PERSON.name or view.keypoints_px is None or view.keypoint_state is None:
        return ("0", "0", "0") * len(PERSON.points)
    values: list[str] = []
    for point, state in zip(view.keypoints_px.astype(np.float64), view.keypoint_state.tolist(), strict=True):
        known = state != KEYPOINT_OUTSIDE
        values += (*_shares(point[None] + 0.5, size_px), str(state)) if known else ("0", "0", "0")
    return tuple(values)


def _shares(points: Float64, size_px: tuple[int, int]) -> tuple[str, ...]:
    """x, y, x, y ... of points (N, 2) in pixel edges."""
    shares = np.clip(points / np.array(size_px), 0.0, 1.0)
    return tuple(f"{share:.6f}" for share in shares.ravel().tolist())
