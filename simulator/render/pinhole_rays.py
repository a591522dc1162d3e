"""Rays through pixel centres, made on the host in one way, so that a box of an image has the very rays of the image."""

from __future__ import annotations

import numpy as np

from simulator.render.base import PinholeView, Rays

PixelRange = tuple[int, int, int, int]
"""Inclusive (left, top, right, bottom)."""


def pinhole_rays(view: PinholeView, box: PixelRange | None = None) -> Rays:
    """Row-major rays with camera z = 1 of a box of pixels; of the whole view, which they then name, without one."""
    fx, fy, cx, cy = view.K
    left, top, right, bottom = box or (0, 0, view.size_px[0] - 1, view.size_px[1] - 1)
    u = (np.arange(left, right + 1) - cx) / fx
    v = (np.arange(top, bottom + 1) - cy) / fy
    R = view.T_world_camera.rotation()
    across = (u[:, None] * R[:, 0] + R[:, 2]).astype(np.float32)
    down = (v[:, None] * R[:, 1]).astype(np.float32)
    direction = (down[:, None, :] + across[None, :, :]).reshape(-1, 3)
    origin = np.asarray(view.T_world_camera.translation_m, dtype=np.float32)
    return Rays(
        origin_m=np.broadcast_to(origin, direction.shape),
        direction=direction,
        time_s=np.full(len(direction), view.t_s, dtype=np.float32),
        view=view if box is None else None,
    )
