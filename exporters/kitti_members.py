"""What KITTI counts as one object: a thing, or a rider together with what is ridden."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from exporters.class_map import ClassMap
from scenes.ontology import class_by_id
from scenes.pose import Box, Pose, World
from simulator.frame import CameraReading, Frame, OrientedBox, PixelBox, Thing, ThingInView

UPRIGHT_TILT_RAD = math.radians(15.0)  # DESIGN: beyond it a yaw-only format gets the gravity-aligned box
_RIDER = "human.rider."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One KITTI object in one camera. instance: its lowest member's id. solid: the 3D box that yaw-only formats use.

    A pair's amodal pixels are the union of its members' silhouettes. Its truncation is the mean of its members',
    weighted with their whole silhouettes: exact where no member is truncated, else within the members' overlap.
    """

    instance: int
    kind: str
    visible_px: int
    amodal_px: int
    truncation: float
    amodal_box: PixelBox
    solid: OrientedBox


def sights(frame: Frame, camera: CameraReading, classes: ClassMap) -> tuple[Sight, ...]:
    """All objects of a class that KITTI knows, by instance id."""
    frame = replace(frame, things=frame.things_of(camera))
    views = frame.views.get(camera.name, ())
    things = [view for view in views if class_by_id(frame.things[view.instance].semantic).kind == "thing"]
    objects = [_sight(item, classes) for item in _objects(frame, things)]
    return tuple(sorted((sight for sight in objects if sight is not None), key=lambda sight: sight.instance))


def yaw_only_box(thing: Thing) -> OrientedBox:
    """`box` while it stands, `box_upright` once it has tilted by 15 degrees."""
    up = thing.box.T_world_box.rotation()[2, 2]
    return thing.box if up >= math.cos(UPRIGHT_TILT_RAD) else thing.box_upright


def enclosing_box(boxes: Sequence[OrientedBox]) -> OrientedBox:
    """The smallest box around all, in the orientation of the first."""
    T_world_first = boxes[0].T_world_box
    corners = [T_world_first.inverse().apply(box.corners_m()) for box in boxes]
    low, high = np.concatenate(corners).min(axis=0), np.concatenate(corners).max(axis=0)
    centre = (float((low[0] + high[0]) / 2), float((low[1] + high[1]) / 2), float(low[2]))
    T_first_all: Pose[Box, Box] = Pose(translation_m=centre)
    length_m, width_m, height_m = (float(side) for side in high - low)
    T_world_box: Pose[World, Box] = T_world_first @ T_first_all
    return OrientedBox(T_world_box=T_world_box, length_m=length_m, width_m=width_m, height_m=height_m)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Object:
    """things: its parts in the world, what is ridden first. views: those of them that are in this camera."""

    things: tuple[Thing, ...]
    views: tuple[ThingInView, ...]


def _objects(frame: Frame, views: Sequence[ThingInView]) -> list[_Object]:
    """Things that share a group with a rider are one object, in view or not; everything else stands alone."""
    ridden = {thing.group for thing in frame.things.values() if _is_rider(thing) and thing.group}
    seen: dict[tuple[str, int], list[ThingInView]] = {}
    for view in sorted(views, key=lambda view: view.instance):
        thing = frame.things[view.instance]
        key = ("group", thing.group) if thing.group in ridden else ("thing", thing.instance)
        seen.setdefault(key, []).append(view)
    return [_Object(things=_parts(frame, *key), views=tuple(own)) for key, own in seen.items()]


def _parts(frame: Frame, key: str, number: int) -> tuple[Thing, ...]:
    if key == "thing":
        return (frame.things[number],)
    parts = (thing for thing in frame.things.values() if thing.group == number)
    return tuple(sorted(parts, key=lambda thing: (_is_rider(thing), thing.instance)))


def _is_rider(thing: Thing) -> bool:
    return class_by_id(thing.semantic).name.startswith(_RIDER)


def _sight(item: _Object, classes: ClassMap) -> Sight | None:
    speaker = item.things[-1]  # the rider of a pair
    kind = classes.name_of(speaker.semantic)
    if kind is None:
        return None
    box = PixelBox(
        left=min(view.amodal_box.left for view in item.views),
        top=min(view.amodal_box.top for view in item.views),
        right=max(view.amodal_box.right for view in item.views),
        bottom=max(view.amodal_box.bottom for view in item.views),
    )
    solids = [yaw_only_box(thing) for thing in item.things]
    return Sight(
        instance=min(thing.instance for thing in item.things),
        kind=kind,
        visible_px=sum(view.visible_px for view in item.views),
        amodal_px=int(np.count_nonzero(_union(item.views, box))),
        truncation=_truncation(item.views),
        amodal_box=box,
        solid=solids[0] if len(solids) == 1 else enclosing_box(solids),
    )


def _truncation(views: Sequence[ThingInView]) -> float:
    if len(views) == 1:
        return views[0].truncation
    inside_px = sum(view.amodal_px for view in views)
    whole_px = sum(view.amodal_px / max(1.0 - view.truncation, 1e-9) for view in views)
    return max(0.0, 1.0 - inside_px / whole_px)


def _union(views: Sequence[ThingInView], box: PixelBox) -> NDArray[np.bool_]:
    canvas = np.zeros((box.bottom - box.top + 1, box.right - box.left + 1), dtype=np.bool_)
    for view in views:
        top, left = view.amodal_box.top - box.top, view.amodal_box.left - box.left
        height, width = view.amodal_mask.shape
        canvas[top : top + height, left : left + width] |= view.amodal_mask
    return canvas
