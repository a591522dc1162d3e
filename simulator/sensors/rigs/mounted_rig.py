"""A rig of the user's own: any sensors, each placed by six numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from scenes.clock import Clock
from scenes.dropout import Dropout
from scenes.errors import ConfigError
from scenes.pose import Body, Pose, SensorFrame, axis_angle, multiply_quaternions
from scenes.rig import Between, Mount, Rig
from simulator.sensors.base import Sensor
from simulator.sensors.rigs.rig_model import RigModel

OPTICAL = (-0.5, 0.5, -0.5, 0.5)
"""Rotation (x, y, z, w) that lays camera axes (x right, y down, z forward) into a vehicle-like frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One sensor on the ego, in its body frame (x forward, y left, z up, origin on the ground below the rear axle).

    Angles turn the sensor's forward axis: yaw to the left, then pitch downwards, then roll (its left side rises),
    right-handed about z, y, x. A camera without angles looks forward. rate_hz, offset_s: take the place of the
    sensor's own. between, clock, dropout: see `Mount`.
    """

    sensor: Sensor
    x_m: float
    y_m: float
    z_m: float
    roll_deg: float = 0.0
    pitch_deg: float = 0.0
    yaw_deg: float = 0.0
    rate_hz: float | None = None
    offset_s: float | None = None
    between: Between | None = None
    clock: Clock = field(default_factory=Clock)
    dropout: Dropout = field(default_factory=Dropout)

    def pose(self) -> Pose[Body, SensorFrame]:
        """T_ego_sensor."""
        q = axis_angle((0.0, 0.0, 1.0), math.radians(self.yaw_deg))
        q = multiply_quaternions(q, axis_angle((0.0, 1.0, 0.0), math.radians(self.pitch_deg)))
        q = multiply_quaternions(q, axis_angle((1.0, 0.0, 0.0), math.radians(self.roll_deg)))
        if self.sensor.AXES == "optical":
            q = multiply_quaternions(q, np.array(OPTICAL))
        return Pose.from_arrays(np.array([self.x_m, self.y_m, self.z_m]), q)

    def mount(self, name: str) -> Mount:
        """The sensor on the ego."""
        timing = {"rate_hz": self.rate_hz, "offset_s": self.offset_s}
        return Mount(
            name=name,
            sensor=replace(self.sensor, **{key: value for key, value in timing.items() if value is not None}),
            T_ego_sensor=self.pose(),
            between=self.between,
            clock=self.clock,
            dropout=self.dropout,
        )


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
            angles = (placement.roll_deg, placement.pitch_deg, placement.yaw_deg)
            if not all(map(math.isfinite, values + angles)):
                raise ConfigError(f"mounts.{name}", f"position and angles must be finite, got {values}, {angles}")

    def build(self) -> Rig:
        """The mounts in the order of the config."""
        mounts = []
        for name, placement in self.mounts.items():
            try:
                mounts.append(placement.mount(name))
            except ConfigError as fault:
                raise ConfigError(f"mounts.{name}", str(fault)) from None
        return Rig(name=self.name, mounts=tuple(mounts))
