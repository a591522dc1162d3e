"""Hits as a camera's buffers: normals in its frame, and where the points that were hit move in the image."""

from __future__ import annotations

import numpy as np

from scenes.pose import Pose, SensorFrame, World
from simulator.render.rays import Float32, Hits, PinholeView


def camera_normals(view: PinholeView, hits: Hits) -> Float32:
    """(H, W, 3) normals of a whole view's hits in the camera frame."""
    width, height = view.size_px
    return _turned_to_camera(view.T_world_camera, hits.normal).reshape(height, width, 3)


def pixel_flow(moved_m: Float32, hits: Hits, after: PinholeView) -> Float32:
    """(H, W, 2) pixel motion of the hit points, now at moved_m (N, 3), world frame, to where `after` sees them.

    NaN for sky and behind the camera plane.
    """
    width, height = after.size_px
    fx, fy, cx, cy = (np.float32(k) for k in after.K)
    from_centre = moved_m - np.asarray(after.T_world_camera.translation_m, dtype=np.float32)
    local = _turned_to_camera(after.T_world_camera, from_centre)
    gone = (hits.link < 0) | (local[:, 2] <= 0.0)
    z = np.where(gone, np.float32(np.nan), local[:, 2])
    flow = np.empty((height, width, 2), dtype=np.float32)
    flow[..., 0] = (local[:, 0] / z * fx + cx).reshape(height, width) - np.arange(width, dtype=np.float32)
    flow[..., 1] = (local[:, 1] / z * fy + cy).reshape(height, width) - np.arange(height, dtype=np.float32)[:, None]
    return flow


def _turned_to_camera(T_world_camera: Pose[World, SensorFrame], vectors: Float32) -> Float32:
    """World vectors (N, 3) in the camera frame; elementwise, so that no library's thread count can change a bit."""
    R = T_world_camera.rotation().astype(np.float32)
    x, y, z = vectors.T
    out = np.empty_like(vectors)
    for k in range(3):
        np.add(x * R[0, k] + y * R[1, k], z * R[2, k], out=out[:, k])
    return out
