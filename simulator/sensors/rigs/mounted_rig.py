"""A rig of the user's own: any sensors, each placed by six numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scenes.errors import ConfigError
from scenes.pose import Body, Pose, SensorFrame, axis_angle, multiply_quaternions
from scenes.rig import Mount, Rig
from simulator.sensors.base import Sensor
from simulator.sensors.camera.camera import Camera
from simulator.sensors.rigs.rig_model import RigModel

OPTICAL = (-0.5, 0.5, -0.5, 0.5)
"""Rotation (x, y, z, w) that lays camera axes (x right, y down, z forward) into a vehicle-like frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One sensor on the ego, in its body frame (x forward, y left, z up, origin on the ground below the rear axle).

    Angles turn the sensor's forward axis: yaw to the left, then pitch downwards, then roll, right-handed about z, y, x.
    A camera without angles looks forward.
    """

    sensor: Sensor
    x_m: float
    y_m: float
    z_m: float
    roll_rad: float = 0.0
    pitch_rad: float = 0.0
    yaw_rad: float = 0.0

    def pose(self) -> Pose[Body, SensorFrame]:
        """T_ego_sensor."""
        q = axis_angle((0.0, 0.0, 1.0), self.yaw_rad)
        q = multiply_quaternions(q, axis_angle((0.0, 1.0, 0.0), self.pitch_rad))
        q = multiply_quaternions(q, axis_angle((1.0, 0.0, 0.0), self.roll_rad))
        if isinstance(self.sensor, Camera):
            q = multiply_quaternions(q, np.array(OPTICAL))
        return Pose.from_arrays(np.array([self.x_m, self.y_m, self.z_m]), q)


@dataclass(frozen=True, slots=True, kw_only=True)
class MountedRig(RigModel):
    """Sensors by name. Names become folders and record keys; the first camera judges what is visible."""

    mounts: Mapping[str, Placement]
    name: str = "mounted"

    def __post_init__(self) -> None:
        if not self.mounts:
            raise ConfigError("mounts", "a rig needs at least one sensor")
        for name, placement in self.mounts.items():
            values = (placement.x_m, placement.y_m, placement.z_m)
            angles = (placement.roll_rad, placement.pitch_rad, placement.yaw_rad)
            if not all(map(math.isfinite, values + angles)):
                raise ConfigError(f"mounts.{name}", f"position and angles must be finite, got {values}, {angles}")

    def build(self) -> Rig:
        """The mounts in the order of the config."""
        mounts = (Mount(name=n, sensor=p.sensor, T_ego_sensor=p.pose()) for n, p in self.mounts.items())
        return Rig(name=self.name, mounts=tuple(mounts))
