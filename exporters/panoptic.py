"""Segments of one image: every pixel's thing or stuff, with exact areas and boxes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from exporters.coco_panoptic_categories import PanopticCategory
from simulator.frame import CameraReading, Thing

STUFF_FROM = 65_536
"""Ids of stuff segments begin here, so that things keep their instance ids (uint16)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Segments:
    """rgb: (H, W, 3) uint8, id = R + 256 G + 65536 B. segments: `segments_info`, by id. void_px: pixels of id 0."""

    rgb: NDArray[np.uint8]
    segments: list[dict[str, Any]]
    void_px: int


def panoptic_segments(
    camera: CameraReading, things: Mapping[int, Thing], categories: Mapping[int, PanopticCategory]
) -> Segments:
    """categories: by class id; pixels of a class without one are void."""
    ids = _ids(camera, things, categories)
    of_id = {STUFF_FROM + category.id: category.id for category in categories.values() if not category.isthing}
    of_id |= {n: categories[thing.semantic].id for n, thing in things.items() if thing.semantic in categories}
    areas = np.bincount(ids.ravel())
    present = [number for number in np.flatnonzero(areas).tolist() if number]
    places = np.zeros(len(areas), dtype=np.int32)
    places[present] = np.arange(1, len(present) + 1)
    boxes = ndimage.find_objects(places[ids], max_label=len(present))
    segments = [
        {"id": number, "category_id": of_id[number], "area": int(areas[number]), "bbox": _bbox(box), "iscrowd": 0}
        for number, box in zip(present, boxes, strict=True)
    ]
    low_bytes = ids.astype("<u4").view(np.uint8).reshape(*ids.shape, 4)[:, :, :3]
    return Segments(rgb=np.ascontiguousarray(low_bytes), segments=segments, void_px=int(areas[0]))


def _ids(
    camera: CameraReading, things: Mapping[int, Thing], categories: Mapping[int, PanopticCategory]
) -> NDArray[np.uint32]:
    stuff = np.zeros(256, dtype=np.uint32)
    for number, category in categories.items():
        if not category.isthing:
            stuff[number] = STUFF_FROM + category.id
    named = np.zeros(STUFF_FROM, dtype=np.uint32)
    labelled = [number for number, thing in things.items() if thing.semantic in categories]
    named[labelled] = labelled
    return np.where(camera.instance > 0, named[camera.instance], stuff[camera.semantic])


def _bbox(box: tuple[slice, slice]) -> list[int]:
    """[x, y, width, height] in pixel edges."""
    rows, columns = box
    return [columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start]
