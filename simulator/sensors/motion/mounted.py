"""How a point that is fixed to the ego moves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.pose import rotate
from scenes.scene import EGO_INSTANCE
from simulator.physics.history import WorldHistory
from simulator.sensors.base import Mounting

Float64 = NDArray[np.float64]


def mount_velocity(history: WorldHistory, mounting: Mounting, t_s: float) -> Float64:
    """(3,) m/s in the world: the body's velocity and omega x r of the lever arm to the mount."""
    velocity, spin = history.velocity_at(EGO_INSTANCE, t_s)
    _, rotation = history.bodies_at(EGO_INSTANCE, np.array([t_s]))
    arm = rotate(rotation[0], np.asarray(mounting.T_ego_sensor.translation_m))
    return np.asarray(velocity + np.cross(spin, arm), dtype=np.float64)


def triple(values: Float64) -> tuple[float, float, float]:
    """Three numbers as plain floats."""
    return float(values[0]), float(values[1]), float(values[2])
