"""How things hang from hands: parts of their own that stay upright, or on their wheels, while arms and trunk move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.assets.people.carried import Bag, Side, from_hand, trolley_length_m, trolley_tilt_rad
from scenes.assets.people.person_joints import body_poses, joint_of
from scenes.assets.people.posture import Posture
from scenes.assets.people.proportions import Proportions
from scenes.assets.shaping.articulated import BEND, Limb, vec
from scenes.pose import Part, Pose

Float64 = NDArray[np.float64]

SWING_SHARE = 0.35
"""Of the arm's swing that is left with a load in the hand; chosen by looking."""


def grip_m(p: Proportions, side: Side) -> Float64:
    """(3,) the middle of the fist in the forearm's frame."""
    return vec(0.0, (-0.03 if side == "left" else 0.03) * p.girth, -p.forearm_m - 0.40 * p.hand_m)


def hand_m(p: Proportions, posture: Posture, side: Side) -> Float64:
    """(3,) a grip in the body's frame while all joints are at zero."""
    limbs = []
    for name in ("torso", f"upper_arm_{side}", f"forearm_{side}"):
        parent, pose, axis = joint_of(name, p, posture)
        limbs.append(Limb(name=name, covers=(), parent=parent, T_parent_part=pose, axis=axis))
    return body_poses(limbs)[f"forearm_{side}"].apply(grip_m(p, side))


def carried_name(side: Side) -> str:
    """The part that hangs from a hand."""
    return f"carried_{side}"


def carried_limbs(bag: Bag, p: Proportions, limbs: Sequence[Limb], hands: Sequence[Side]) -> list[Limb]:
    """Parts in the hands, which hang down while all joints are at zero; their joint is the grip."""
    out = []
    for side in hands:
        forearm = body_poses(limbs)[f"forearm_{side}"]
        at = grip_m(p, side)
        covers = from_hand(bag, float(forearm.apply(at)[2]))
        if covers:
            upright: Pose[Part, Part] = Pose(
                translation_m=(float(at[0]), float(at[1]), float(at[2])),
                rotation_xyzw=forearm.inverse().rotation_xyzw,
            )
            out.append(
                Limb(name=carried_name(side), covers=covers, parent=f"forearm_{side}", T_parent_part=upright, axis=BEND)
            )
    return out


def with_load(angles: Mapping[str, Float64], hands: Sequence[Side]) -> dict[str, Float64]:
    """Joint angles (T,) by part of somebody whose loaded arms swing less, and whose loads hang down."""
    out = dict(angles)
    for side in hands:
        for limb in (f"upper_arm_{side}", f"forearm_{side}"):
            out[limb] = SWING_SHARE * angles[limb]
        out[carried_name(side)] = angles["torso"] - out[f"upper_arm_{side}"] - out[f"forearm_{side}"]
    return out


def rolling_rad(lean_rad: Float64, lift_m: Float64, hip_height_m: float, hand_m: Float64) -> Float64:
    """Joint angle (T,) of a pulled suitcase whose wheels stay on the ground while trunk and hand rise and fall.

    lean_rad: (T,) of the trunk about the hip joints; lift_m: (T,) of the body; hand_m: (3,) the grip, unmoved.
    """
    x, z = float(hand_m[0]), float(hand_m[2]) - hip_height_m
    height = lift_m + hip_height_m + z * np.cos(lean_rad) - x * np.sin(lean_rad)
    length = trolley_length_m(float(hand_m[2]))
    rest = trolley_tilt_rad(hand_m[2:], length)
    return np.asarray(lean_rad - (trolley_tilt_rad(height, length) - rest))
