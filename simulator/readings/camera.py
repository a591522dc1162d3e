"""A camera's reading: one image and its exact truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.pose import Body, Pose, SensorFrame, World

UInt8 = NDArray[np.uint8]
Float32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CameraReading:
    """One image and its exact per-pixel truth. All arrays are (H, W, ...), row 0 on top.

    time_ns: the trigger, exposure middle. K: (fx, fy, cx, cy) px, first pixel's centre at (0, 0).
    image: (H, W, 3) uint8 sRGB-like. depth_m: float32 z in the camera frame, 0: nothing. normal: float32 unit, camera
    frame. instance uint16, part uint8, semantic uint8 (ids of `scenes.ontology`). flow_px: (H, W, 2) float32 forward
    motion (du, dv) to the next frame's time, NaN where the point leaves in front of the camera plane or is sky.
    """

    name: str
    time_ns: int
    T_ego_sensor: Pose[Body, SensorFrame]
    T_world_sensor: Pose[World, SensorFrame]
    K: tuple[float, float, float, float]
    image: UInt8
    depth_m: Float32
    normal: Float32
    instance: NDArray[np.uint16]
    part: UInt8
    semantic: UInt8
    flow_px: Float32

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""
        return self.image.shape[1], self.image.shape[0]
