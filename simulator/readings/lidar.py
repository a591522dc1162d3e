"""A LiDAR's reading: one sweep of points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.pose import Body, Pose, SensorFrame, World

UInt8 = NDArray[np.uint8]
Float32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LidarReading:
    """One sweep in file order. Points are as measured: in the sensor's frame at their own firing times (not de-skewed).

    points: (N, 4) float32 x, y, z (metres, sensor frame), reflectance 0..1. offset_ns: (N,) int32 firing time minus
    time_ns. ring (N,) uint8. instance (N,) uint16, semantic (N,) uint8. time_ns: when the sweep faces forward.
    """

    name: str
    time_ns: int
    T_ego_sensor: Pose[Body, SensorFrame]
    T_world_sensor: Pose[World, SensorFrame]
    points: Float32
    offset_ns: NDArray[np.int32]
    ring: UInt8
    instance: NDArray[np.uint16]
    semantic: UInt8
