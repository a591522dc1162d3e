"""A LiDAR's reading: one sweep of points."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from scenes.pose import Body, Pose, SensorFrame, World

UInt8 = NDArray[np.uint8]
Float32 = NDArray[np.float32]


class PointKind(IntEnum):
    """What a point is of: one surface, an edge between several, a mirror image, fog, rain, snow, a cloud of particles.

    PARTICLE: spray, smoke and dust.
    """

    SURFACE = 0
    MIXED = 1
    GHOST = 2
    FOG = 3
    RAIN = 4
    SNOW = 5
    PARTICLE = 6


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LidarReading:
    """One sweep in file order, the returns of a pulse beside each other.

    points: (N, 4) float32 x, y, z (metres), reflectance 0..1, as measured: in the sensor's frame at their own firing
    times (motion-distorted). deskewed_m: (N, 3) float32 the same places in the sensor's frame at time_ns: the ego's
    motion is taken out, that of others stays. offset_ns: (N,) int32 firing time minus time_ns. ring (N,) uint8.
    instance (N,) uint16, semantic (N,) uint8: 0 for ghosts and weather. velocity_mps: (N, 3) float32 of the surface
    point, world frame. return_number: (N,) uint8, 1 for a pulse's strongest return. kind: (N,) uint8, `PointKind`.
    time_ns: of a spinning scanner when the sweep faces forward.
    """

    name: str
    time_ns: int
    T_ego_sensor: Pose[Body, SensorFrame]
    T_world_sensor: Pose[World, SensorFrame]
    points: Float32
    deskewed_m: Float32
    offset_ns: NDArray[np.int32]
    ring: UInt8
    instance: NDArray[np.uint16]
    semantic: UInt8
    velocity_mps: Float32
    return_number: UInt8
    kind: UInt8
