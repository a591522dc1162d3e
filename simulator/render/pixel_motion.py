"""Hits as a camera's buffers: normals in its frame, and where the points that were hit move in the image."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.pose import rotation_of
from simulator.render.lens_view import LensView
from simulator.render.rays import Float32, Hits, PinholeView, View

Floats = NDArray[np.floating]
Float64 = NDArray[np.float64]

_ROW_STEPS = 12
"""At most, of the search for the row that meets a moving point: each shrinks the error by the ratio of the point's
speed to the shutter's, which is below a tenth but for what passes close by."""
_ROW_ERROR = 0.01


def camera_normals(view: View, hits: Hits) -> Float32:
    """(H, W, 3) normals of a whole view's hits in the camera frame, each row's in its own."""
    width, height = view.size_px
    if isinstance(view, PinholeView):
        R = np.broadcast_to(view.T_world_camera.rotation(), (1, 3, 3))
    else:
        R = np.repeat(rotation_of(view.row_rotation_xyzw), width, axis=0)
    return turned_to_camera(R.astype(np.float32), hits.normal).reshape(height, width, 3)


def pixel_flow(moved_m: Sequence[Floats], hits: Hits, after: View) -> Float32:
    """(H, W, 2) pixel motion of the hit points to where `after` sees them.

    moved_m: where they are by then, (N, 3) each, world frame, at the first and last of `after`'s times (`time_span`),
    one where they are the same; points move straight between them. NaN for sky and for what the lens does not see.
    """
    width, height = after.size_px
    uv = image_points(moved_m, after)
    uv[hits.link < 0] = np.nan
    flow = uv.reshape(height, width, 2).astype(np.float32)
    flow[..., 0] -= np.arange(width, dtype=np.float32)
    flow[..., 1] -= np.arange(height, dtype=np.float32)[:, None]
    return flow


def image_points(moved_m: Sequence[Floats], view: View) -> Floats:
    """(N, 2) image points of points in the world, also outside the image; NaN where the lens sees none. moved_m: as in
    `pixel_flow`; of what stands still, once.
    """
    return _pinhole_points(moved_m[0], view) if isinstance(view, PinholeView) else lens_points(moved_m, view)


def _pinhole_points(points_m: Floats, view: PinholeView) -> Floats:
    """(N, 2) image points; NaN behind the camera plane."""
    kind = points_m.dtype.type
    fx, fy, cx, cy = (kind(k) for k in view.K)
    from_centre = points_m - np.asarray(view.T_world_camera.translation_m, dtype=kind)
    R = view.T_world_camera.rotation().astype(kind)[None]
    local = turned_to_camera(R, from_centre)
    z = np.where(local[:, 2] <= 0.0, kind(np.nan), local[:, 2])
    return np.stack([local[:, 0] / z * fx + cx, local[:, 1] / z * fy + cy], axis=1)


def lens_points(moved_m: Sequence[Floats], view: LensView) -> Float32:
    """(N, 2) image points: of each point as it is when the row is exposed that then sees it.

    moved_m: as `pixel_flow` takes them.
    """
    first_s, last_s = float(view.row_time_s.min()), float(view.row_time_s.max())
    last = view.size_px[1] - 1
    row = np.full(len(moved_m[0]), last / 2.0)
    uv = np.full((len(row), 2), np.nan)
    for _ in range(_ROW_STEPS if last_s > first_s else 1):
        time_s, eye_m, R = exposed(view, row)
        done = ((time_s - first_s) / (last_s - first_s) if last_s > first_s else np.zeros_like(time_s))[:, None]
        point = moved_m[0] * (1 - done) + moved_m[-1] * done
        uv = view.lens.project(turned_to_camera(R, point - eye_m).astype(np.float64))
        before, row = row, uv[:, 1]
        if not (np.abs(row - before) > _ROW_ERROR).any():
            break
    if last_s > first_s:
        # A point that leaves the field before its row's turn is seen by none.
        uv[~(np.abs(row - before) <= 1.0)] = np.nan
    return uv.astype(np.float32)


def exposed(view: LensView, row: Float64) -> tuple[Float64, Float64, Float64]:
    """When image rows (N,) are exposed, whole or not, and from where: time_s (N,), eye_m (N, 3), and the camera's
    rotation (N, 3, 3), the nearest row's. Of the nearest row where a row is outside the image, the middle for NaN.
    """
    last = view.size_px[1] - 1
    known = np.clip(np.nan_to_num(row, nan=last / 2.0), 0.0, last)
    low = np.minimum(known.astype(np.int64), max(last - 1, 0))
    share = (known - low)[:, None]
    high = np.minimum(low + 1, last)
    time_s = view.row_time_s[low] * (1 - share[:, 0]) + view.row_time_s[high] * share[:, 0]
    eye_m = view.row_position_m[low] * (1 - share) + view.row_position_m[high] * share
    return time_s, eye_m, rotation_of(view.row_rotation_xyzw)[np.rint(known).astype(np.int64)]


def turned_to_camera(R: Floats, vectors: Floats) -> Floats:
    """World vectors (N, 3) in the frames of cameras (N or 1, 3, 3), camera to world; elementwise, so that no library's
    thread count can change a bit.
    """
    x, y, z = vectors.T
    out = np.empty_like(vectors)
    for k in range(3):
        np.add(x * R[:, 0, k] + y * R[:, 1, k], z * R[:, 2, k], out=out[:, k])
    return out
