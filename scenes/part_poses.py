"""Where the parts of a body are, in its own frame, at joint angles."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset
from scenes.pose import axis_angle, multiply_quaternions, rotate

Float64 = NDArray[np.float64]


def part_poses(asset: Asset, angles_rad: Float64, lift_m: Float64) -> tuple[Float64, Float64]:
    """Poses of P parts in the body frame: positions (T, P, 3), quaternions (T, P, 4).

    angles_rad: (T, P) joint angles. lift_m: (T,) how far all parts are lifted.
    """
    states, parts = angles_rad.shape
    position, rotation = np.zeros((states, parts, 3)), np.zeros((states, parts, 4))
    for k, part in enumerate(asset.parts):
        at = np.array(part.T_parent_part.translation_m)
        turned = multiply_quaternions(
            np.array(part.T_parent_part.rotation_xyzw), axis_angle(part.axis, angles_rad[:, k])
        )
        if part.parent < 0:
            position[:, k], rotation[:, k] = at, turned
            position[:, k, 2] += lift_m
        else:
            above = rotation[:, part.parent]
            position[:, k] = position[:, part.parent] + rotate(above, np.broadcast_to(at, (states, 3)))
            rotation[:, k] = multiply_quaternions(above, turned)
    return position, rotation


def rest_poses(asset: Asset) -> tuple[Float64, Float64]:
    """Poses of all parts in the body frame with every joint at zero: positions (P, 3), quaternions (P, 4)."""
    position, rotation = part_poses(asset, np.zeros((1, len(asset.parts))), np.zeros(1))
    return position[0], rotation[0]
