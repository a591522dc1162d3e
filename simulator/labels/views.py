"""What one camera shows of every thing: pixels counted, modal and amodal, and who hides whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scenes.scene import Scene
from simulator.frame import CameraReading, PixelBox, ThingInView
from simulator.labels.footprints import NEAREST_M
from simulator.labels.reach import InReach, things_in_reach
from simulator.labels.truncation import CutThing, truncations
from simulator.physics.history import WorldHistory
from simulator.render.base import LonePixels, Mask, Renderer
from simulator.render.views import camera_view

Float32 = NDArray[np.float32]
MOVED = 1.2
"""Chosen: how much farther a thing may be in another row of a rolling shutter; it costs rays, and no label."""
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Candidate:
    """A thing that may be in the view, and the ids (h, w) that the picture shows in its box."""

    thing: InReach
    shown: NDArray[np.uint16]


def count_views(
    scene: Scene, history: WorldHistory, renderer: Renderer, reading: CameraReading
) -> tuple[ThingInView, ...]:
    """The things with at least one amodal pixel in the reading, by rising id. The renderer has the scene loaded."""
    view = camera_view(reading.lens, reading.T_ego_sensor, history, reading.time_ns * 1e-9, reading.readout_s)
    reach = things_in_reach(scene, history, view)
    candidates = [_Candidate(thing=thing, shown=_cut_out(reading.instance, thing.box)) for thing in reach]
    asked = [lone_pixels(c.thing.instance, c.thing.box, _may_be_hidden(c, reading.range_m)) for c in candidates]
    silhouettes = renderer.silhouettes(view, history, asked)
    silhouettes = [hidden | (c.shown == c.thing.instance) for hidden, c in zip(silhouettes, candidates, strict=True)]
    seen = [(c, silhouette) for c, silhouette in zip(candidates, silhouettes, strict=True) if silhouette.any()]
    cut = [
        CutThing(instance=c.thing.instance, corners_m=c.thing.corners_m, amodal_px=int(np.count_nonzero(silhouette)))
        for c, silhouette in seen
        if not c.thing.whole
    ]
    outside = truncations(renderer, history, view, cut)
    return tuple(_counted(c, silhouette, outside.get(c.thing.instance, 0.0)) for c, silhouette in seen)


def lone_pixels(instance: int, box: PixelBox, asked: Mask) -> LonePixels:
    """The question whether a thing alone would show in the asked pixels (h, w) of a box."""
    return LonePixels(instance=instance, box=(box.left, box.top, box.right, box.bottom), pixels=asked)


def mask_box(mask: Mask, left: int, top: int) -> PixelBox:
    """Pixel ranges of a mask with at least one pixel, whose first pixel is (left, top) of the image."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return PixelBox(
        left=left + int(columns[0]), top=top + int(rows[0]), right=left + int(columns[-1]), bottom=top + int(rows[-1])
    )


def _may_be_hidden(candidate: _Candidate, range_m: Float32) -> Mask:
    """Pixels that show something else, near enough to stand before the thing; sky and far things hide nothing."""
    thing = candidate.thing
    farthest_m = np.linalg.norm(thing.corners_m, axis=-1).max() * MOVED + NEAREST_M
    distance = _cut_out(range_m, thing.box)
    return np.asarray((candidate.shown != thing.instance) & (distance > 0) & (distance < farthest_m))


def _cut_out(image: NDArray[Scalar], box: PixelBox) -> NDArray[Scalar]:
    return image[box.top : box.bottom + 1, box.left : box.right + 1]


def _counted(candidate: _Candidate, silhouette: Mask, cut: float) -> ThingInView:
    """The label of a thing from its silhouette (h, w) in its box, and the share of it outside the image."""
    thing, box = candidate.thing, candidate.thing.box
    visible = candidate.shown == thing.instance
    visible_px = int(np.count_nonzero(visible))
    hiders, counts = np.unique(candidate.shown[silhouette & ~visible], return_counts=True)
    amodal = mask_box(silhouette, box.left, box.top)
    mask = silhouette[
        amodal.top - box.top : amodal.bottom - box.top + 1, amodal.left - box.left : amodal.right - box.left + 1
    ].copy()
    mask.flags.writeable = False
    return ThingInView(
        instance=thing.instance,
        visible_px=visible_px,
        amodal_px=int(np.count_nonzero(silhouette)),
        truncation=cut,
        modal_box=mask_box(visible, box.left, box.top) if visible_px else None,
        amodal_box=amodal,
        amodal_mask=mask,
        occluders={int(hider): int(count) for hider, count in zip(hiders, counts, strict=True)},
    )
