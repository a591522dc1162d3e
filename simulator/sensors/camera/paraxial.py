"""Where a lens looks straight ahead, and how many pixels an angle takes there."""

from __future__ import annotations

import numpy as np

from scenes.lenses.base import Lens

_ANGLE = 1e-3


def centre_px(lens: Lens) -> tuple[float, float]:
    """Image point of the optical axis; the image's middle for a lens that does not see along it."""
    u, v = (float(c) for c in lens.project(np.array([0.0, 0.0, 1.0])))
    if not np.isfinite(u + v):
        return (lens.width_px - 1) / 2, (lens.height_px - 1) / 2
    return u, v


def focal_px(lens: Lens) -> float:
    """Pixels per radian near the axis; the image's width for a lens that does not see along it."""
    u, v = centre_px(lens)
    point = lens.project(np.array([np.sin(_ANGLE), 0.0, np.cos(_ANGLE)]))
    focal = float(np.hypot(point[0] - u, point[1] - v)) / _ANGLE
    return focal if np.isfinite(focal) and focal > 0.0 else float(lens.width_px)
