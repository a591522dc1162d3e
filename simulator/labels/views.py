"""What one camera shows of every thing: pixels counted, modal and amodal, and who hides whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from scenes.scene import EGO_INSTANCE, Scene
from simulator.frame import CameraReading, PixelBox, ThingInView
from simulator.labels.footprints import (
    NEAREST_M,
    camera_corners,
    footprints,
    link_corners,
    pixel_bounds,
    within_image,
)
from simulator.labels.truncation import CutThing, truncations
from simulator.physics.history import WorldHistory
from simulator.render.base import LonePixels, Mask, PinholeView, Renderer

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Candidate:
    """A thing that may be in the view. corners_m: (L, 8, 3) of its links, camera frame.

    box: of pixels that it may touch; shown (h, w): the ids that the picture has there. whole: it lies in the image.
    """

    instance: int
    corners_m: Float64
    box: PixelBox
    shown: NDArray[np.uint16]
    whole: bool


def count_views(
    scene: Scene, history: WorldHistory, renderer: Renderer, reading: CameraReading
) -> tuple[ThingInView, ...]:
    """The things with at least one amodal pixel in the reading, by rising id. The renderer has the scene loaded."""
    view = PinholeView(
        T_world_camera=reading.T_world_sensor, K=reading.K, size_px=reading.size_px, t_s=reading.time_ns * 1e-9
    )
    candidates = _candidates(scene, history, view, reading.instance)
    asked = [lone_pixels(c.instance, c.box, _may_be_hidden(c, reading.depth_m)) for c in candidates]
    silhouettes = renderer.silhouettes(view, history, asked)
    silhouettes = [hidden | (c.shown == c.instance) for hidden, c in zip(silhouettes, candidates, strict=True)]
    seen = [(c, silhouette) for c, silhouette in zip(candidates, silhouettes, strict=True) if silhouette.any()]
    cut = [
        CutThing(instance=c.instance, corners_m=c.corners_m, amodal_px=int(np.count_nonzero(silhouette)))
        for c, silhouette in seen
        if not c.whole
    ]
    outside = truncations(renderer, history, view, cut)
    return tuple(_counted(c, silhouette, outside.get(c.instance, 0.0)) for c, silhouette in seen)


def lone_pixels(instance: int, box: PixelBox, asked: Mask) -> LonePixels:
    """The question whether a thing alone would show in the asked pixels (h, w) of a box."""
    return LonePixels(instance=instance, box=(box.left, box.top, box.right, box.bottom), pixels=asked)


def _candidates(scene: Scene, history: WorldHistory, view: PinholeView, shown: NDArray[np.uint16]) -> list[_Candidate]:
    """The things whose links' boxes reach into a view, by rising id. shown (H, W): ids of its pixels."""
    boxes = link_corners(scene, history, view.t_s)
    corners = camera_corners(boxes, view)
    prints = footprints(corners, boxes.first)
    links = np.split(corners, boxes.first[1:]) if len(boxes.first) else []
    found = []
    for index, thing_corners in enumerate(links):
        bounds = pixel_bounds(prints.low[index], prints.high[index], view)
        box = within_image(bounds, view)
        if box is not None:
            found.append(
                _Candidate(
                    instance=EGO_INSTANCE + 1 + index,
                    corners_m=thing_corners,
                    box=box,
                    shown=_cut_out(shown, box),
                    whole=bool(prints.in_front[index]) and _holds(view, bounds),
                )
            )
    return found


def mask_box(mask: Mask, left: int, top: int) -> PixelBox:
    """Pixel ranges of a mask with at least one pixel, whose first pixel is (left, top) of the image."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return PixelBox(
        left=left + int(columns[0]), top=top + int(rows[0]), right=left + int(columns[-1]), bottom=top + int(rows[-1])
    )


def _may_be_hidden(thing: _Candidate, depth_m: Float32) -> Mask:
    """Pixels that show something else, near enough to stand before the thing; sky and far things hide nothing."""
    farthest_m = thing.corners_m[..., 2].max() + NEAREST_M
    depth = _cut_out(depth_m, thing.box)
    return np.asarray((thing.shown != thing.instance) & (depth > 0) & (depth < farthest_m))


def _cut_out(image: NDArray[Scalar], box: PixelBox) -> NDArray[Scalar]:
    return image[box.top : box.bottom + 1, box.left : box.right + 1]


def _holds(view: PinholeView, bounds: tuple[int, int, int, int]) -> bool:
    """Whether pixel bounds lie wholly in the image."""
    width, height = view.size_px
    return bounds[0] >= 0 and bounds[1] >= 0 and bounds[2] < width and bounds[3] < height


def _counted(thing: _Candidate, silhouette: Mask, cut: float) -> ThingInView:
    """The label of a thing from its silhouette (h, w) in its box, and the share of it outside the image."""
    box = thing.box
    visible = thing.shown == thing.instance
    visible_px = int(np.count_nonzero(visible))
    hiders, counts = np.unique(thing.shown[silhouette & ~visible], return_counts=True)
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
