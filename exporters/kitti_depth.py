"""KITTI's depth coding: 16-bit grey PNG, metres x 256, 0 where there is none (depth devkit, readme.txt)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

STEPS_PER_METRE = 256.0
_LARGEST = 65_535


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CodedDepth:
    """code: (H, W) uint16. beyond_range_px: pixels with a return farther than 255.996 m, which the code cannot say."""

    code: NDArray[np.uint16]
    beyond_range_px: int


def code_depth(depth_m: NDArray[np.float32] | Float64) -> CodedDepth:
    """Rounds (H, W) z-depth in metres to the code. Too far becomes 0 and is counted; the nearest valid is 1."""
    with np.errstate(over="ignore"):  # what overflows is beyond the code as well
        steps = depth_m * STEPS_PER_METRE  # a power of two: exact in float32
    np.rint(steps, out=steps)
    np.fmax(steps, depth_m > 0, out=steps)  # at least 1 where there is a depth, 0 elsewhere, as for NaN
    beyond = steps > _LARGEST
    steps[beyond] = 0.0
    return CodedDepth(code=steps.astype(np.uint16), beyond_range_px=int(np.count_nonzero(beyond)))


def depth_of_points(points_m: Float64, projection: Float64, size_px: tuple[int, int]) -> Float64:
    """(H, W) z-depth in metres of points (N, 3) where a camera sees them, 0 elsewhere; of several the nearest.

    projection: (3, 4) from the points' frame to pixels, first pixel's centre at (0, 0). size_px: (width, height).
    """
    image = points_m @ projection[:, :3].T + projection[:, 3]
    image = image[image[:, 2] > 0.0]
    width, height = size_px
    columns, rows = np.rint(image[:, :2] / image[:, 2:]).T
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    pixels = (rows[inside] * width + columns[inside]).astype(np.int64)
    nearest = np.full(height * width, np.inf)
    np.minimum.at(nearest, pixels, image[inside, 2])
    return np.where(np.isfinite(nearest), nearest, 0.0).reshape(height, width)
