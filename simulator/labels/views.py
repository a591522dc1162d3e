"""What one camera shows of every thing: pixels counted, modal and amodal, and who hides whom."""

from __future__ import annotations

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
from simulator.labels.truncation import truncation
from simulator.physics.history import WorldHistory
from simulator.render.base import PinholeView, Renderer

Mask = NDArray[np.bool_]
Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]


def count_views(
    scene: Scene, history: WorldHistory, renderer: Renderer, reading: CameraReading
) -> tuple[ThingInView, ...]:
    """The things with at least one amodal pixel in the reading, by rising id. The renderer has the scene loaded."""
    view = PinholeView(
        T_world_camera=reading.T_world_sensor, K=reading.K, size_px=reading.size_px, t_s=reading.time_ns * 1e-9
    )
    boxes = link_corners(scene, history, view.t_s)
    corners = camera_corners(boxes, view)
    prints = footprints(corners, boxes.first)
    links = np.split(corners, boxes.first[1:])
    views = []
    for index, thing_corners in enumerate(links if len(boxes.first) else []):
        instance = EGO_INSTANCE + 1 + index
        bounds = pixel_bounds(prints.low[index], prints.high[index], view)
        box = within_image(bounds, view)
        if box is None:
            continue
        cut_out = np.s_[box.top : box.bottom + 1, box.left : box.right + 1]
        shown = reading.instance[cut_out]
        hidden = _may_be_hidden(shown, reading.depth_m[cut_out], instance, thing_corners)
        silhouette = lone_silhouette(renderer, history, view, box, instance, hidden) | (shown == instance)
        amodal_px = int(np.count_nonzero(silhouette))
        if amodal_px:
            inside = bool(prints.in_front[index]) and _holds(view, bounds)
            cut = 0.0 if inside else truncation(renderer, history, view, instance, thing_corners, amodal_px)
            views.append(_counted(instance, box, silhouette, shown, cut))
    return tuple(views)


def lone_silhouette(
    renderer: Renderer, history: WorldHistory, view: PinholeView, box: PixelBox, instance: int, asked: Mask
) -> Mask:
    """(h, w) pixels of a box, among the asked ones, whose centre rays would hit the thing if it were alone."""
    if not asked.any():
        return np.zeros(asked.shape, dtype=np.bool_)
    hits = renderer.look(view, history, (box.left, box.top, box.right, box.bottom), alone=instance)
    return np.asarray((hits.link >= 0).reshape(asked.shape) & asked)


def mask_box(mask: Mask, left: int, top: int) -> PixelBox:
    """Pixel ranges of a mask with at least one pixel, whose first pixel is (left, top) of the image."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return PixelBox(
        left=left + int(columns[0]), top=top + int(rows[0]), right=left + int(columns[-1]), bottom=top + int(rows[-1])
    )


def _may_be_hidden(shown: NDArray[np.uint16], depth_m: Float32, instance: int, corners_m: Float64) -> Mask:
    """Pixels that show something else, near enough to stand before the thing; sky and far things hide nothing."""
    farthest_m = corners_m[..., 2].max() + NEAREST_M
    return np.asarray((shown != instance) & (depth_m > 0) & (depth_m < farthest_m))


def _holds(view: PinholeView, bounds: tuple[int, int, int, int]) -> bool:
    """Whether pixel bounds lie wholly in the image."""
    width, height = view.size_px
    return bounds[0] >= 0 and bounds[1] >= 0 and bounds[2] < width and bounds[3] < height


def _counted(instance: int, box: PixelBox, silhouette: Mask, shown: NDArray[np.uint16], cut: float) -> ThingInView:
    visible = shown == instance
    visible_px = int(np.count_nonzero(visible))
    hiders, counts = np.unique(shown[silhouette & ~visible], return_counts=True)
    amodal = mask_box(silhouette, box.left, box.top)
    mask = silhouette[
        amodal.top - box.top : amodal.bottom - box.top + 1, amodal.left - box.left : amodal.right - box.left + 1
    ].copy()
    mask.flags.writeable = False
    return ThingInView(
        instance=instance,
        visible_px=visible_px,
        amodal_px=int(np.count_nonzero(silhouette)),
        truncation=cut,
        modal_box=mask_box(visible, box.left, box.top) if visible_px else None,
        amodal_box=amodal,
        amodal_mask=mask,
        occluders={int(hider): int(count) for hider, count in zip(hiders, counts, strict=True)},
    )
