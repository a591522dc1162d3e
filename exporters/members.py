"""What formats that label a rider together with what is ridden count as one object."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.ontology import class_by_id
from scenes.pose import Box, Pose, World
from simulator.frame import OrientedBox, PixelBox, Thing, ThingInView

UPRIGHT_TILT_RAD = math.radians(15.0)  # DESIGN: beyond it a yaw-only format gets the gravity-aligned box
_RIDER = "human.rider."


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Assembly:
    """A thing, or a rider and what is ridden. things: its members in the world, what is ridden first."""

    things: tuple[Thing, ...]

    @property
    def instance(self) -> int:
        """The lowest id of its members."""
        return min(thing.instance for thing in self.things)

    @property
    def speaker(self) -> Thing:
        """The member whose class is the whole's: the rider of a pair."""
        return self.things[-1]

    @property
    def has_rider(self) -> bool:
        """Whether somebody rides."""
        return _is_rider(self.speaker)

    def solid(self) -> OrientedBox:
        """The 3D box around all members, for formats that know only yaw."""
        solids = [yaw_only_box(thing) for thing in self.things]
        return solids[0] if len(solids) == 1 else enclosing_box(solids)


def assemblies(things: Iterable[Thing]) -> tuple[Assembly, ...]:
    """Things that share a group with a rider are one, everything else stands alone; by instance."""
    ordered = sorted(things, key=lambda thing: thing.instance)
    ridden = {thing.group for thing in ordered if _is_rider(thing) and thing.group}
    found: dict[tuple[str, int], list[Thing]] = {}
    for thing in ordered:
        key = ("group", thing.group) if thing.group in ridden else ("thing", thing.instance)
        found.setdefault(key, []).append(thing)
    return tuple(Assembly(things=tuple(sorted(own, key=_is_rider))) for own in found.values())


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


def amodal_extent(views: Sequence[ThingInView]) -> PixelBox:
    """The box around the silhouettes of an assembly's members in one camera, of which there is at least one."""
    return PixelBox(
        left=min(view.amodal_box.left for view in views),
        top=min(view.amodal_box.top for view in views),
        right=max(view.amodal_box.right for view in views),
        bottom=max(view.amodal_box.bottom for view in views),
    )


def amodal_pixels(views: Sequence[ThingInView]) -> int:
    """Pixels of the union of those silhouettes."""
    if len(views) == 1:
        return views[0].amodal_px
    box = amodal_extent(views)
    canvas: NDArray[np.bool_] = np.zeros((box.bottom - box.top + 1, box.right - box.left + 1), dtype=np.bool_)
    for view in views:
        top, left = view.amodal_box.top - box.top, view.amodal_box.left - box.left
        height, width = view.amodal_mask.shape
        canvas[top : top + height, left : left + width] |= view.amodal_mask
    return int(np.count_nonzero(canvas))


def _is_rider(thing: Thing) -> bool:
    return class_by_id(thing.semantic).name.startswith(_RIDER)
