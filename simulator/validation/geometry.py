"""The few formulas that the gate needs, written anew: rotations, placing points, boxes in a camera."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Json = dict[str, Any]


def rotation(xyzw: Sequence[float]) -> Float64:
    """(3, 3) rotation of a unit quaternion."""
    x, y, z, w = xyzw
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def times(points: Float64, matrix: Float64) -> Float64:
    """(N, 3) points times (3, M), elementwise: no BLAS, whose threads cost more than they do on few columns."""
    return np.asarray(points[:, :1] * matrix[0] + points[:, 1:2] * matrix[1] + points[:, 2:3] * matrix[2])


def placed(pose: Sequence[float], points_m: Float64) -> Float64:
    """Points (N, 3) of the pose's inner frame in its outer one. pose: x, y, z, qx, qy, qz, qw."""
    return np.asarray(times(points_m, rotation(pose[3:]).T) + np.array(pose[:3]))


def local(pose: Sequence[float], points_m: Float64) -> Float64:
    """Points (N, 3) of the pose's outer frame in its inner one."""
    return times(points_m - np.array(pose[:3]), rotation(pose[3:]))


def wrapped(angle_rad: float) -> float:
    """The same angle in [-pi, pi)."""
    return float((angle_rad + np.pi) % (2 * np.pi) - np.pi)


def corners(box: Json) -> Float64:
    """(8, 3) corners of a recorded box in the world: its pose is that of the bottom's centre."""
    length_m, width_m, height_m = box["size_m"]
    x_m, y_m = length_m / 2, width_m / 2
    inner = [[x, y, z] for x in (-x_m, x_m) for y in (-y_m, y_m) for z in (0.0, height_m)]
    return placed(box["T_world_box"], np.array(inner))


def beyond_m(box: Json, points_m: Float64) -> Float64:
    """How far each of the points (N, 3) lies outside a recorded box, along its worst axis; negative inside."""
    half = np.array(box["size_m"]) / 2
    inner = local(box["T_world_box"], points_m) - [0.0, 0.0, half[2]]
    return np.asarray((np.abs(inner) - half).max(axis=1, initial=-np.inf))


def between(depth_m: Float64, pixels: Float64) -> Float64:
    """Depth (N,) at pixels (N, 2) between pixel centres: its inverse is linear over a plane's image."""
    corner = np.floor(pixels).astype(np.int64)
    (x, y), (right, down) = corner.T, (pixels - corner).T
    with np.errstate(divide="ignore"):
        inverse = 1.0 / depth_m
    upper = inverse[y, x] * (1.0 - right) + inverse[y, x + 1] * right
    lower = inverse[y + 1, x] * (1.0 - right) + inverse[y + 1, x + 1] * right
    return np.asarray(1.0 / (upper * (1.0 - down) + lower * down))
