"""How well a thing can be seen though nothing stands before it: what the air leaves of its light, and its contrast.

A child in dense fog is unoccluded and yet invisible (DESIGN section 13).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.pose import rotate
from scenes.weather.air import air_at, optical_depth
from simulator.frame import CameraReading, PixelBox, ThingInView
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.render.kernels.puffs import depth_along

Float64 = NDArray[np.float64]

MOST_PIXELS = 64
"""Of a thing that are looked at, evenly chosen (chosen: air changes little over a thing)."""
MARGIN_SHARE = 0.5
"""Of a box's sides, by which it is widened to what surrounds the thing; at least LEAST_MARGIN_PX."""
LEAST_MARGIN_PX = 3
LUMA = (0.299, 0.587, 0.114)
"""Rec. 601, of pixel values as they are."""


def with_visibility(
    views: Sequence[ThingInView],
    reading: CameraReading,
    renderer: Renderer,
    history: WorldHistory,
    environment: Environment,
) -> tuple[ThingInView, ...]:
    """The labels of a reading with `transmittance` and `contrast`. The renderer has the scene loaded."""
    pixels = [_some_pixels(reading, view) for view in views]
    row, column = (np.concatenate([np.zeros(0, np.int64), *(p[axis] for p in pixels)]) for axis in (0, 1))
    left = _transmittance(reading, row, column, renderer, history, environment)
    parts = np.split(left, np.cumsum([len(p[0]) for p in pixels])[:-1]) if views else []
    return tuple(
        replace(view, transmittance=float(part.mean()) if len(part) else None, contrast=_contrast(reading, view))
        for view, part in zip(views, parts, strict=True)
    )


def _some_pixels(reading: CameraReading, view: ThingInView) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of visible pixels of a thing."""
    box = view.modal_box
    if box is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    inside = reading.instance[box.top : box.bottom + 1, box.left : box.right + 1] == view.instance
    row, column = np.nonzero(inside)
    step = max(1, len(row) // MOST_PIXELS)
    return row[::step] + box.top, column[::step] + box.left


def _transmittance(
    reading: CameraReading,
    row: NDArray[np.int64],
    column: NDArray[np.int64],
    renderer: Renderer,
    history: WorldHistory,
    environment: Environment,
) -> Float64:
    """Share (N,) of green light that passes from what pixels show to the camera, through fog, rain and puffs."""
    t_s = reading.time_ns * 1e-9
    pose = reading.T_world_sensor
    looks = reading.lens.directions(column.astype(np.float64), row.astype(np.float64))
    direction = rotate(np.array(pose.rotation_xyzw), looks)
    origin = np.broadcast_to(np.array(pose.translation_m), direction.shape)
    range_m = reading.range_m[row, column].astype(np.float64)
    depth = optical_depth(air_at(environment, t_s), origin, direction, range_m)
    puffs = renderer.puffs(history, environment, t_s)
    return np.asarray(np.exp(-depth - depth_along(puffs, origin, direction, range_m)), dtype=np.float64)


def _contrast(reading: CameraReading, view: ThingInView) -> float | None:
    """|a - b| / (a + b) of the mean pixel value of a thing and of what is around it (Michelson); None if unseen."""
    box = view.modal_box
    if box is None:
        return None
    wide = _widened(box, reading.size_px)
    cut = (slice(wide.top, wide.bottom + 1), slice(wide.left, wide.right + 1))
    own = reading.instance[cut] == view.instance
    if own.all():
        return None
    red, green, blue = (reading.image[cut][..., k] * LUMA[k] for k in range(3))
    grey = red + green + blue
    thing, around = float(grey[own].mean()), float(grey[~own].mean())
    return abs(thing - around) / max(thing + around, 1.0)


def _widened(box: PixelBox, size_px: tuple[int, int]) -> PixelBox:
    across = max(LEAST_MARGIN_PX, round(MARGIN_SHARE * (box.right - box.left + 1)))
    down = max(LEAST_MARGIN_PX, round(MARGIN_SHARE * (box.bottom - box.top + 1)))
    return PixelBox(
        left=max(box.left - across, 0),
        top=max(box.top - down, 0),
        right=min(box.right + across, size_px[0] - 1),
        bottom=min(box.bottom + down, size_px[1] - 1),
    )
