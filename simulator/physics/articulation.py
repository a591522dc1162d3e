"""From bodies to links: the poses of all parts of a body over time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset
from scenes.part_poses import part_poses, rest_poses
from scenes.pose import multiply_quaternions, rotate

__all__ = ["is_unsprung", "part_poses", "placed", "rest_poses"]

Float64 = NDArray[np.float64]


def is_unsprung(asset: Asset, part: int) -> bool:
    """Whether a part stays on the ground while its vehicle pitches and rolls: parts named `wheel...`, and theirs."""
    while part >= 0:
        if asset.parts[part].name.startswith("wheel"):
            return True
        part = asset.parts[part].parent
    return False


def placed(
    position_m: Float64, rotation_xyzw: Float64, local_position_m: Float64, local_rotation_xyzw: Float64
) -> tuple[Float64, Float64]:
    """Parts of a moving frame in the world: frame (T, 3), (T, 4) and parts (T, P, 3), (T, P, 4) in it."""
    turned = np.broadcast_to(rotation_xyzw[:, None, :], local_rotation_xyzw.shape)
    return (
        position_m[:, None, :] + rotate(turned, local_position_m),
        multiply_quaternions(turned, local_rotation_xyzw),
    )
