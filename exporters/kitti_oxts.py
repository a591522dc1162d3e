"""KITTI's oxts lines: where its inertial unit is and how it moves, thirty numbers a frame (raw devkit, dataformat.txt).

Readers take latitude and longitude to metres with a Mercator projection about the first line (raw devkit,
convertOxtsToPose.m; pykitti the same); lines are made with its inverse, so that they get the world's metres back.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exporters.kitti_sensors import KittiReadings
from scenes.friction import GRAVITY_MPS2
from scenes.geodesy import Datum, geodetic_of
from scenes.pose import Body, Pose, SensorFrame
from simulator.frame import Frame

Float64 = NDArray[np.float64]

EARTH_RADIUS_M = 6_378_137.0  # of the projection: convertOxtsToPose.m
ACCURACIES = (0.0, 0.0)
"""Of position (m) and velocity (m/s): the truth."""
STATES = (4, 11, 6, 6, 6)
"""navstat: locked; numsats; posmode, velmode, orimode: integer ambiguities. The words of real files, of no meaning."""

DATAFORMAT = """\
lat:   latitude of the oxts-unit (deg)
lon:   longitude of the oxts-unit (deg)
alt:   altitude of the oxts-unit (m)
roll:  roll angle (rad), positive = left side up
pitch: pitch angle (rad), positive = front down
yaw:   heading (rad), 0 = east, positive = counter clockwise
vn:    velocity towards north (m/s)
ve:    velocity towards east (m/s)
vf:    forward velocity, parallel to the ground (m/s)
vl:    leftward velocity, parallel to the ground (m/s)
vu:    upward velocity (m/s)
ax:    specific force in x, the vehicle's front (m/s^2)
ay:    specific force in y, the vehicle's left (m/s^2)
az:    specific force in z, the vehicle's top (m/s^2)
af:    forward specific force (m/s^2)
al:    leftward specific force (m/s^2)
au:    upward specific force (m/s^2)
wx:    angular rate around x (rad/s)
wy:    angular rate around y (rad/s)
wz:    angular rate around z (rad/s)
wf:    angular rate around the forward axis (rad/s)
wl:    angular rate around the leftward axis (rad/s)
wu:    angular rate around the upward axis (rad/s)
pos_accuracy:  position accuracy (m), 0: exact
vel_accuracy:  velocity accuracy (m/s), 0: exact
navstat:       navigation status, constant
numsats:       satellites, constant
posmode:       position mode, constant
velmode:       velocity mode, constant
orimode:       orientation mode, constant
"""
"""What the thirty numbers are, in order: the file dataformat.txt."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ImuState:
    """The unit's place and motion, world frame (x east, y north, z up); axes of the unit: forward, left, up.

    force_mps2: specific force, acceleration minus gravity, as real files have it: +g upwards at rest.
    """

    position_m: Float64
    rotation: Float64
    velocity_mps: Float64
    force_mps2: Float64
    spin_radps: Float64


def imu_state(frame: Frame, kitti: KittiReadings) -> ImuState:
    """The unit's state at the frame's tick, where the calibration places it on the ego."""
    T_ego_imu = imu_mount(frame, kitti)
    T_world_imu = frame.T_world_ego @ T_ego_imu
    lever = frame.T_world_ego.rotation() @ np.asarray(T_ego_imu.translation_m)
    spin, turning = np.asarray(frame.ego_spin_radps), np.asarray(frame.ego_angular_acceleration_radps2)
    swing = np.cross(spin, lever)
    acceleration = np.asarray(frame.ego_acceleration_mps2) + np.cross(turning, lever) + np.cross(spin, swing)
    return ImuState(
        position_m=np.asarray(T_world_imu.translation_m),
        rotation=T_world_imu.rotation(),
        velocity_mps=np.asarray(frame.ego_velocity_mps) + swing,
        force_mps2=acceleration + np.array([0.0, 0.0, GRAVITY_MPS2]),
        spin_radps=spin,
    )


def imu_mount(frame: Frame, kitti: KittiReadings) -> Pose[Body, SensorFrame]:
    """T_ego_imu that Tr_imu_to_velo says, from the LiDAR's stated mount, or the camera's where there is no LiDAR."""
    T_velo_imu: Pose[SensorFrame, SensorFrame] = Pose.from_matrix(kitti.calib.matrices["Tr_imu_to_velo"])
    if kitti.lidar is not None:
        return frame.calibration(kitti.lidar) @ T_velo_imu
    T_camera_velo = kitti.calib.rect_from_velo()
    T_camera_velo[:3, 3] += kitti.calib.camera_from_rect_m()
    T_left_velo: Pose[SensorFrame, SensorFrame] = Pose.from_matrix(T_camera_velo)
    return frame.calibration(kitti.left) @ T_left_velo @ T_velo_imu


def oxts_lines(states: Sequence[ImuState]) -> tuple[str, ...]:
    """A line a state, each with its newline. The world's origin lies where `scenes.geodesy.Datum` has it."""
    if not states:
        return ()
    x, y, z = (float(value) for value in states[0].position_m)
    start = geodetic_of(Datum(), (x, y, z))
    return tuple(_line(state, _geodetic(state.position_m - states[0].position_m, start)) for state in states)


def _geodetic(offset_m: Float64, start: tuple[float, float, float]) -> tuple[float, float, float]:
    """Latitude and longitude (degrees) and altitude (m) that readers project to this offset from the first line."""
    latitude_deg, longitude_deg, altitude_m = start
    scale_m = math.cos(latitude_deg * math.pi / 180.0) * EARTH_RADIUS_M
    north = math.log(math.tan((90.0 + latitude_deg) * math.pi / 360.0)) + float(offset_m[1]) / scale_m
    return (
        math.atan(math.exp(north)) * 360.0 / math.pi - 90.0,
        longitude_deg + float(offset_m[0]) / scale_m * 180.0 / math.pi,
        altitude_m + float(offset_m[2]),
    )


def _line(state: ImuState, place: tuple[float, float, float]) -> str:
    R = state.rotation
    roll = math.atan2(R[2, 1], R[2, 2])
    pitch = math.atan2(-R[2, 0], math.hypot(R[2, 1], R[2, 2]))
    yaw = math.atan2(R[1, 0], R[0, 0])
    level = np.array([[math.cos(yaw), math.sin(yaw), 0.0], [-math.sin(yaw), math.cos(yaw), 0.0], [0.0, 0.0, 1.0]])
    east, north, _ = state.velocity_mps
    numbers = [*place, roll, pitch, yaw, north, east, *_in(level, state.velocity_mps)]
    for vector in (state.force_mps2, state.spin_radps):
        numbers += [*_in(R.T, vector), *_in(level, vector)]
    words = [repr(float(number) + 0.0) for number in (*numbers, *ACCURACIES)]  # + 0.0 turns -0.0 into 0.0
    return " ".join([*words, *(str(state) for state in STATES)]) + "\n"


def _in(rows: Float64, vector: Float64) -> tuple[float, ...]:
    """The vector in the axes that the rows are; summed in one order, whatever the machine's BLAS."""
    return tuple(float(row[0] * vector[0] + row[1] * vector[1] + row[2] * vector[2]) for row in rows)
