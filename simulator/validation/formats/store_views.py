"""What a stored frame counts of its things in a camera, against the camera's own pixels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.validation.pixels import Region, regions
from simulator.validation.stored import Json, text_of

KEYPOINT_VISIBLE = 2
"""COCO's number of a keypoint that is seen."""

KEYPOINT_PX = 2
"""How far a visible keypoint may project beside its thing's pixels; chosen: none is more than 1 px beside them."""

KEYPOINTS_BESIDE = 1
"""Of a thing's visible keypoints that may lie farther off; chosen: a finger is thinner than a pixel."""


def view_faults(stored: Json, camera: str, ego: frozenset[int]) -> Iterator[tuple[str, str]]:
    """Checks that fail and why: masks, counts, boxes, silhouettes, shares and keypoints of one camera.

    ego: classes of the ego's own parts, which are no thing and have no view.
    """
    reading = stored["readings"].get(camera)
    if reading is None:
        yield "store.views", f"{camera} has views and no reading"
        return
    ids, found = reading["instance"], regions(reading["instance"])
    views = {view["instance"]: view for view in stored["views"][camera]}
    own = np.unique(reading["instance"][np.isin(reading["semantic"], list(ego))]).tolist()
    foreign = [n for n in found if n not in own and (n not in views or str(n) not in stored["things"])]
    if foreign:
        yield "store.views", f"{camera}: its pixels show {text_of(foreign)}, of which it has no view"
    if len(views) < len(stored["views"][camera]):
        yield "store.views", f"{camera}: an instance has two views"
    for number, view in views.items():
        place = f"{camera}, instance {number}"
        for check, told in _faults(ids, number, view, found.get(number)):
            yield check, f"{place}: {told}"


def _faults(ids: NDArray[Any], number: int, view: Json, region: Region | None) -> Iterator[tuple[str, str]]:
    modal = view["modal_box"]
    box = None if modal is None else (modal["left"], modal["top"], modal["right"], modal["bottom"])
    counted = 0 if region is None else region.area_px
    tight = None if region is None else region.box
    if (view["visible_px"], box) != (counted, tight):
        yield "store.views", f"counts {view['visible_px']} px in {box}, its mask has {counted} in {tight}"
    for name in ("truncation", "transmittance", "contrast"):
        share = view[name]
        if share is not None and not 0.0 <= share <= 1.0:
            yield "store.shares", f"{name} is {share}, expected 0 to 1"
    if not 0 <= view["visible_px"] <= view["amodal_px"]:
        yield "store.shares", f"its occlusion is of {view['visible_px']} visible of {view['amodal_px']} px"
    told = _silhouette_fault(ids == number, view, counted)
    if told:
        yield "store.amodal", told
    if view["keypoint_state"] is not None and view["keypoints_px"] is not None:
        told = _keypoint_fault(ids, number, view["keypoints_px"], view["keypoint_state"])
        if told:
            yield "store.keypoints", told


def _silhouette_fault(mask: NDArray[np.bool_], view: Json, counted: int) -> str:
    """What of the amodal mask cannot be: its count, its box, what the modal mask has outside it, who hides it."""
    amodal, box = view["amodal_mask"], view["amodal_box"]
    area = int(np.count_nonzero(amodal))
    if area != view["amodal_px"]:
        return f"its silhouette has {area} px, its view counts {view['amodal_px']}"
    if not (amodal[0].any() and amodal[-1].any() and amodal[:, 0].any() and amodal[:, -1].any()):
        return "its amodal box is not tight to its silhouette"
    if box["left"] < 0 or box["top"] < 0 or box["right"] >= mask.shape[1] or box["bottom"] >= mask.shape[0]:
        return "its amodal box leaves the image"
    window = mask[box["top"] : box["bottom"] + 1, box["left"] : box["right"] + 1]
    inside = int(np.count_nonzero(window & amodal))
    if inside != counted:
        return f"{counted - inside} of its {counted} visible px lie outside its silhouette"
    hidden = sum(view["occluders"].values())
    expected = area - view["visible_px"]
    return "" if hidden == expected else f"others hide {hidden} px of it, {expected} are hidden"


def _keypoint_fault(ids: NDArray[Any], number: int, points_px: NDArray[Any], states: NDArray[Any]) -> str:
    """Visible keypoints lie on the thing's own pixels, or next to them."""
    seen = points_px[states == KEYPOINT_VISIBLE]
    beside = [point.tolist() for point in seen if not _is_near(ids, number, point)]
    if len(beside) <= KEYPOINTS_BESIDE:
        return ""
    place = [round(side, 1) for side in beside[0]]
    return f"{len(beside)} of {len(seen)} visible keypoints are not on its pixels, such as {place}"


def _is_near(ids: NDArray[Any], number: int, point: NDArray[Any]) -> bool:
    if not np.isfinite(point).all():
        return False
    column, row = np.rint(point).astype(np.int64).tolist()
    if not (0 <= column < ids.shape[1] and 0 <= row < ids.shape[0]):
        return False
    window = ids[
        max(0, row - KEYPOINT_PX) : row + KEYPOINT_PX + 1, max(0, column - KEYPOINT_PX) : column + KEYPOINT_PX + 1
    ]
    return bool((window == number).any())
