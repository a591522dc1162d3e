"""An asset seen from above or from the side without perspective, as a small shaded picture."""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset
from scenes.pose import Body, Part, Pose
from simulator.readings.camera import UInt8

Float64 = NDArray[np.float64]
Side = Literal["above", "right"]

SHIFT_BITS = 4
"""OpenCV draws polygons in sixteenths of a pixel then."""


def body_triangles(asset: Asset) -> Float64:
    """(N, 3, 3) corners of all triangles in the body frame, all joints at zero."""
    placed: list[Pose[Body, Part]] = []
    triangles = []
    for part in asset.parts:
        T_body_part = part.T_parent_part if part.parent < 0 else placed[part.parent] @ part.T_parent_part
        placed.append(T_body_part)  # type: ignore[arg-type]  # a root part's parent is the body
        corners = part.mesh.vertices_m[part.mesh.faces].astype(np.float64)
        triangles.append(T_body_part.apply(corners.reshape(-1, 3)).reshape(-1, 3, 3))
    return np.concatenate(triangles)


def silhouette(asset: Asset, side: Side, px_per_m: float) -> tuple[UInt8, tuple[float, float, float, float]]:
    """(picture (H, W, 4) RGBA, its edges left, right, bottom, top in metres): grey, lit from the viewer.

    From above: x to the right, y up. From the right: x to the right, z up.
    """
    triangles = body_triangles(asset)
    flat = triangles[..., [0, 1]] if side == "above" else triangles[..., [0, 2]]
    depth = triangles[..., 2] if side == "above" else -triangles[..., 1]
    low, high = flat.reshape(-1, 2).min(axis=0) - 0.02, flat.reshape(-1, 2).max(axis=0) + 0.02
    width, height = (round(size * px_per_m) for size in high - low)
    normal = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    facing = np.abs(normal[:, 2 if side == "above" else 1]) / np.maximum(np.linalg.norm(normal, axis=1), 1e-12)
    grey = np.clip(110.0 + 120.0 * facing, 0.0, 255.0)
    px = np.stack([(flat[..., 0] - low[0]) * px_per_m, (high[1] - flat[..., 1]) * px_per_m], axis=-1)
    fixed = np.round(px * (1 << SHIFT_BITS)).astype(np.int32)
    picture = np.zeros((height, width, 4), dtype=np.uint8)
    for index in np.argsort(depth.max(axis=1), kind="stable"):
        shade = float(grey[index])
        cv2.fillConvexPoly(picture, fixed[index], (shade, shade, shade, 255.0), cv2.LINE_8, SHIFT_BITS)
    return picture, (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
