"""Falling particles as streaks of a picture: how long, how wide, how opaque, and where."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from simulator.render.bands import BandLauncher
from simulator.render.kernels.streaks import Streaks, draw_rows

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

DEVICE = "cpu"
"""Pictures are on the host by then, and streaks cost less than the way to a GPU and back."""
APERTURE_M = 0.002
"""Entrance pupil of a camera focused far away (chosen: 4 mm at f/2): nearer than 1 m drops are blurred by it."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Lines:
    """N streaks. start, end (N, 2) px; width_px (N,) as drawn; opacity (N,); range_m (N,); radiance (N, 3)."""

    start: Float64
    end: Float64
    width_px: Float64
    opacity: Float64
    range_m: Float64
    radiance: Float64


def exposed(
    start: Float64, end: Float64, sharp_px: Float64, px_per_rad: float, range_m: Float64
) -> tuple[Float64, Float64]:
    """Width (N,) px and opacity (N,) of discs of `sharp_px` that move from start to end (N, 2) px while exposed.

    A disc covers pi/4 w^2 pixels at a time, wherever it is: its streak shares that out over all it touches (Garg &
    Nayar 2007: a pixel sees it for w / v of the exposure). Blur: f A / Z of a lens focused far away; at least a pixel.
    """
    blur = px_per_rad * APERTURE_M / range_m
    width = np.maximum(np.sqrt(sharp_px * sharp_px + blur * blur), 1.0)
    length = np.hypot(end[:, 0] - start[:, 0], end[:, 1] - start[:, 1])
    touched = width * length + 0.25 * math.pi * width * width
    return width, np.minimum(0.25 * math.pi * sharp_px * sharp_px / touched, 1.0)


def draw(radiance: Float32, range_m: Float32, lines: Lines) -> Float32:
    """The picture (H, W, 3) with streaks over what is farther than they; range_m (H, W), 0: nothing is there."""
    if not len(lines.opacity):
        return radiance
    height, width = radiance.shape[:2]
    order = np.argsort(-lines.range_m, kind="stable")
    margin = 0.5 * lines.width_px + 0.5
    top = np.ceil(np.minimum(lines.start[:, 1], lines.end[:, 1]) - margin)
    bottom = np.floor(np.maximum(lines.start[:, 1], lines.end[:, 1]) + margin)
    row_start, row_item = by_rows(order, top, bottom, height)
    picture = wp.array(np.ascontiguousarray(radiance).reshape(-1, 3), dtype=wp.vec3, device=DEVICE)
    ranges = wp.array(np.ascontiguousarray(range_m).reshape(-1), dtype=wp.float32, device=DEVICE)
    inputs = [_uploaded(lines), _ints(row_start), _ints(row_item), ranges, width]
    launcher().launch_each(draw_rows, height, inputs, [picture])
    return np.asarray(picture.numpy(), dtype=np.float32).reshape(radiance.shape)


@cache
def launcher() -> BandLauncher:
    """Threads of the host."""
    return BandLauncher(DEVICE)


def by_rows(
    order: NDArray[np.int64], first_row: Float64, last_row: Float64, height: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """What of N things that span rows each row has, in an order (N,): row r's are items start[r] .. start[r + 1]."""
    top = np.clip(first_row, 0, height)[order]
    bottom = np.clip(last_row, -1, height - 1)[order]
    count = np.maximum(bottom - top + 1, 0).astype(np.int64)
    item = np.repeat(order, count)
    before = np.repeat(np.cumsum(count) - count, count)
    row = np.repeat(top.astype(np.int64), count) + np.arange(len(item)) - before
    by_row = np.argsort(row, kind="stable")
    start = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=height))])
    return start, item[by_row]


def _uploaded(lines: Lines) -> Any:
    streaks = Streaks()
    streaks.start = _vectors(lines.start, wp.vec2)
    streaks.end = _vectors(lines.end, wp.vec2)
    streaks.half = _vectors(0.5 * lines.width_px, wp.float32)
    streaks.opacity = _vectors(lines.opacity, wp.float32)
    streaks.range = _vectors(lines.range_m, wp.float32)
    streaks.radiance = _vectors(lines.radiance, wp.vec3)
    return streaks


def _vectors(values: Float64, dtype: Any) -> Any:
    return wp.array(np.ascontiguousarray(values, dtype=np.float32), dtype=dtype, device=DEVICE)


def _ints(values: NDArray[np.int64]) -> Any:
    return wp.array(values.astype(np.int32), dtype=wp.int32, device=DEVICE)
