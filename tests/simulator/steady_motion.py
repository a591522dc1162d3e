"""Histories of an ego alone that moves by a formula, and dead reckoning from what an IMU there says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from scenes.pose import axis_angle, multiply_quaternions, rotate
from simulator.physics.history import LinkPoses, WorldHistory
from simulator.sensors.base import Mounting
from simulator.sensors.motion.imu import GRAVITY_MPS2
from simulator.sensors.motion.mounted import mount_velocity

STEP_S = 1 / 240
Motion = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray, np.ndarray]]
"""Times (T,) to positions (T, 3), yaw angles (T,) and yaw rates (T,)."""


def moved(motion: Motion, duration_s: float) -> WorldHistory:
    times = -0.2 + np.arange(round((duration_s + 0.4) / STEP_S)) * STEP_S
    position, yaw, rate = motion(times)
    nudge = 1e-5
    velocity = (motion(times + nudge)[0] - motion(times - nudge)[0]) / (2 * nudge)
    spin = np.zeros((len(times), 1, 3))
    spin[:, 0, 2] = rate
    return WorldHistory(
        start_s=-0.2,
        step_s=STEP_S,
        moving_links=np.zeros(0, dtype=np.int64),
        moving_position_m=np.zeros((len(times), 0, 3)),
        moving_rotation_xyzw=np.zeros((len(times), 0, 4)),
        rest=LinkPoses(position_m=np.zeros((1, 3)), rotation_xyzw=np.array([[0.0, 0.0, 0.0, 1.0]])),
        body_position_m=position[:, None, :],
        body_rotation_xyzw=axis_angle((0.0, 0.0, 1.0), yaw)[:, None, :],
        body_velocity_mps=velocity[:, None, :],
        body_spin_radps=spin,
        brake_lamp=np.zeros((len(times), 1), dtype=bool),
    )


def circling(radius_m: float, speed_mps: float, duration_s: float = 3.0) -> WorldHistory:
    """A left turn about (0, radius) from the origin, facing along the path."""
    rate = speed_mps / radius_m

    def motion(t: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        a = rate * t
        place = np.stack([radius_m * np.sin(a), radius_m * (1 - np.cos(a)), np.zeros_like(t)], axis=1)
        return place, a, np.full_like(t, rate)

    return moved(motion, duration_s)


def wavering(duration_s: float) -> WorldHistory:
    """Forward at a changing speed on a winding road, heaving a little."""

    def motion(t: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        place = np.stack([8 * t + np.sin(1.3 * t), 2 * np.sin(0.9 * t), 0.03 * np.sin(4 * t)], axis=1)
        return place, 0.3 * np.sin(0.8 * t), 0.24 * np.cos(0.8 * t)

    return moved(motion, duration_s)


def speeding(acceleration_mps2: float, duration_s: float = 3.0) -> WorldHistory:
    """Along x from 5 m/s at t = 0."""

    def motion(t: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        zero = np.zeros_like(t)
        return np.stack([5 * t + 0.5 * acceleration_mps2 * t**2, zero, zero], axis=1), zero, zero

    return moved(motion, duration_s)


def integrated(
    mounting: Mounting, history: WorldHistory, motion: list[tuple[np.ndarray, np.ndarray]], rate_hz: float
) -> tuple[np.ndarray, np.ndarray]:
    """Path (N, 3) by strap-down sums from the true start, and the mount's true places at the intervals' ends."""
    start = history.body_at(1, 0.0) @ mounting.T_ego_sensor
    place, q = np.array(start.translation_m), np.array(start.rotation_xyzw)
    velocity = mount_velocity(history, mounting, 0.0)
    path, true = [], []
    for k, (force, rate) in enumerate(motion):
        turn = rate / rate_hz
        angle = float(np.sqrt((turn**2).sum()))
        axis = tuple(turn / angle) if angle > 0 else (0.0, 0.0, 1.0)
        half, whole = (axis_angle(axis, angle * share) for share in (0.5, 1.0))
        ahead = rotate(multiply_quaternions(q, half), force) - np.array([0.0, 0.0, GRAVITY_MPS2])
        place = place + velocity / rate_hz + 0.5 * ahead / rate_hz**2
        velocity = velocity + ahead / rate_hz
        q = multiply_quaternions(q, whole)
        path.append(place)
        true.append((history.body_at(1, (k + 1) / rate_hz) @ mounting.T_ego_sensor).translation_m)
    return np.array(path), np.array(true)
