"""The right camera of a rectified pair: disparities of the left one's pixels, and which of them it shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exporters.kitti_calib import KittiCalib
from exporters.kitti_depth import Float64
from simulator.frame import CameraReading

Float32 = NDArray[np.float32]
Mask = NDArray[np.bool_]

_LEAST_BASELINE_M = 1e-3  # chosen: nearer cameras are one
HIDDEN_PX = 1.0
"""A pixel is hidden where the right camera sees something of so much more disparity at both neighbours of the place
where it should be. Chosen: the tolerance of the usual left-right check; slanted surfaces change by less a pixel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StereoPair:
    """left, right: (fx, fy, cx, cy) px. right_m: the right camera's place in the left one's frame, axes parallel."""

    left: tuple[float, float, float, float]
    right: tuple[float, float, float, float]
    right_m: tuple[float, float, float]

    def in_right(self, u_px: Float64, v_px: Float64, depth_m: Float32 | Float64) -> tuple[Float64, Float64]:
        """Pixels in the right image of points that the left one sees at (u, v) in a depth; nan for depth 0."""
        fx, fy, cx, cy = self.left
        x_m, y_m, z_m = self.right_m
        depth = np.where(depth_m > 0.0, depth_m, np.nan).astype(np.float64)
        ahead = depth - z_m
        columns = self.right[0] * ((u_px - cx) / fx * depth - x_m) / ahead + self.right[2]
        rows = self.right[1] * ((v_px - cy) / fy * depth - y_m) / ahead + self.right[3]
        return columns, rows


def stereo_pair(calib: KittiCalib, left: CameraReading, baseline_m: float | None) -> StereoPair | None:
    """Of the calibration's P2 and P3, or with an ideal right camera at a baseline; None where they are one camera."""
    if baseline_m is not None:
        return StereoPair(left=left.K, right=left.K, right_m=(baseline_m, 0.0, 0.0))
    P2, P3 = calib.matrices["P2"], calib.matrices["P3"]
    offset_m = np.linalg.solve(P2[:, :3], P2[:, 3]) - np.linalg.solve(P3[:, :3], P3[:, 3])
    if offset_m[0] < _LEAST_BASELINE_M:
        return None
    x_m, y_m, z_m = (float(value) for value in offset_m)
    intrinsics = (float(P3[0, 0]), float(P3[1, 1]), float(P3[0, 2]), float(P3[1, 2]))
    return StereoPair(left=left.K, right=intrinsics, right_m=(x_m, y_m, z_m))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Disparity:
    """px: (H, W) u_left - u_right, nan for none. shown: (H, W), the right image shows the point."""

    px: Float64
    shown: Mask


def disparity_at(pair: StereoPair, u_px: Float64, v_px: Float64, depth_m: Float32, beside_px: Float64) -> Disparity:
    """Of points that the left camera would see at (u, v) in a depth, each (H, W); 0 depth: none.

    beside_px: (H, W) of `right_view`, at that time.
    """
    columns, rows = pair.in_right(u_px, v_px, depth_m)
    disparity = u_px - columns
    height, width = beside_px.shape
    inside = (columns >= -0.5) & (columns < width - 0.5) & (rows >= -0.5) & (rows < height - 0.5)
    row = np.where(inside, np.rint(rows), 0).astype(np.intp)
    low = np.where(inside, np.floor(columns), 0).astype(np.intp)
    nearest = np.minimum(beside_px[row, np.clip(low, 0, width - 1)], beside_px[row, np.clip(low + 1, 0, width - 1)])
    return Disparity(px=disparity, shown=inside & (nearest <= disparity + HIDDEN_PX))


def right_view(pair: StereoPair, left: CameraReading, right: CameraReading | None) -> Float64:
    """(H, W) largest disparity in px that each pixel of the right image shows, 0 for none.

    Without a picture of the right camera: of what the left one sees, so that what only the right one saw hides nothing.
    """
    if right is not None:
        depth = np.where(right.depth_m > 0.0, right.depth_m, np.inf).astype(np.float64)
        return np.asarray(pair.left[0] * pair.right_m[0] / depth + pair.left[2] - pair.right[2])
    u_px, v_px = pixel_grid(left.size_px)
    columns, rows = pair.in_right(u_px, v_px, left.depth_m.astype(np.float64))
    width, height = left.size_px
    inside = (columns >= -0.5) & (columns < width - 0.5) & (rows >= -0.5) & (rows < height - 0.5)
    places = np.rint(rows[inside]).astype(np.intp) * width + np.rint(columns[inside]).astype(np.intp)
    largest = np.zeros(width * height)
    np.maximum.at(largest, places, (u_px - columns)[inside])
    return largest.reshape(height, width)


def pixel_grid(size_px: tuple[int, int]) -> tuple[Float64, Float64]:
    """U and v (H, W) of pixel centres."""
    width, height = size_px
    v, u = np.mgrid[0:height, 0:width].astype(np.float64)
    return u, v
