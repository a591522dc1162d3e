"""The motion of one body's frame over a clip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.pose import Body, Pose, World

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Motion:
    """Poses and velocities of a body frame at T states, world frame: (T, 3), (T, 4), (T, 3), (T, 3)."""

    position_m: Float64
    rotation_xyzw: Float64
    velocity_mps: Float64
    spin_radps: Float64


def at_rest(pose: Pose[World, Body], states: int) -> Motion:
    """A body that stays where it is."""
    return Motion(
        position_m=np.tile(np.array(pose.translation_m), (states, 1)),
        rotation_xyzw=np.tile(np.array(pose.rotation_xyzw), (states, 1)),
        velocity_mps=np.zeros((states, 3)),
        spin_radps=np.zeros((states, 3)),
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Rail:
    """How one body follows its path, were it never disturbed. The motion is of the frame that its wheels stand on.

    distance_m, speed_mps: (T,) along the path. longitudinal_mps2, lateral_mps2: (T,) accelerations along its x and y.
    """

    motion: Motion
    distance_m: Float64
    speed_mps: Float64
    longitudinal_mps2: Float64
    lateral_mps2: Float64
