"""What else is true of a camera's pixels: where they come from and go to, and what their surfaces reflect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PixelMotion:
    """Motion of a camera reading's pixels to its next and its last reading, one period of its rate away.

    The forward flow itself is `CameraReading.flow_px`. flow_back_px: (H, W, 2) float32 (du, dv) to where the material
    point was seen one period before, NaN as in `flow_px`, and everywhere where that is before the simulated time.
    gone_next, gone_before: (H, W) bool, the next (last) reading does not show the point: it is outside the image,
    something hides it, itself included, or nothing was simulated by then; False for the sky. next_depth_m: (H, W)
    float32 z of the point in the camera's frame at its next reading, 0 where `flow_px` is NaN. scene_flow_m: (H, W, 3)
    float32 the point's own displacement until the next reading, in the axes of the camera frame now: 0 for all that
    stands; NaN for the sky.
    """

    flow_back_px: Float32
    gone_next: Mask
    gone_before: Mask
    next_depth_m: Float32
    scene_flow_m: Float32
