"""Readings of the ego's own motion: inertia, satellites, wheels. One reading is one sample."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.pose import Body, Pose, SensorFrame, World

Vector = tuple[float, float, float]

Fix = Literal["none", "code", "float", "fixed"]
"""How a position was found: not at all, from code, from carrier phase with float or with fixed ambiguities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImuReading:
    """Specific force and angular rate in the sensor's frame, means over the sample's interval around time_ns.

    specific_force_mps2: acceleration minus gravity: +g upwards at rest. true_*: without any error of the sensor.
    """

    name: str
    time_ns: int
    T_ego_sensor: Pose[Body, SensorFrame]
    T_world_sensor: Pose[World, SensorFrame]
    specific_force_mps2: Vector
    angular_rate_radps: Vector
    true_specific_force_mps2: Vector
    true_angular_rate_radps: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class GnssReading:
    """The antenna's position and velocity as a receiver gives them; the last ones, where fix is "none".

    position_m, velocity_mps: world frame (x east, y north, z up), true_* the antenna's own. latitude_deg, longitude_deg
    (WGS 84), altitude_m: the same position. position_sigma_m: what the receiver believes, east, north, up.
    satellites: used; tracked in sight of the antenna. hdop_ratio, vdop_ratio: dilution of precision, 99 without a fix.
    """

    name: str
    time_ns: int
    T_ego_sensor: Pose[Body, SensorFrame]
    T_world_sensor: Pose[World, SensorFrame]
    fix: Fix
    position_m: Vector
    velocity_mps: Vector
    latitude_deg: float
    longitude_deg: float
    altitude_m: float
    position_sigma_m: Vector
    velocity_sigma_mps: float
    satellites: int
    hdop_ratio: float
    vdop_ratio: float
    true_position_m: Vector
    true_velocity_mps: Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class OdometryReading:
    """Counts of the rear wheels, and what a controller makes of the last interval.

    ticks_left, ticks_right: since one interval before the clip's first sample, signed, forward positive. speed_mps,
    yaw_rate_radps: of the ego's origin, from the ticks. true_speed_mps: along the ego's x axis.
    """

    name: str
    time_ns: int
    T_ego_sensor: Pose[Body, SensorFrame]
    T_world_sensor: Pose[World, SensorFrame]
    ticks_left: int
    ticks_right: int
    speed_mps: float
    yaw_rate_radps: float
    true_speed_mps: float
