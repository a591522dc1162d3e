"""Postures: how the trunk is placed and limbs are turned before any joint moves, by tables and inverse kinematics."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.assets.people.proportions import Proportions
from scenes.pose import quaternion_of, rotation_of

Float64 = NDArray[np.float64]
Quaternion = tuple[float, float, float, float]

UPRIGHT: Quaternion = (0.0, 0.0, 0.0, 1.0)
SIDES = (("left", 1.0), ("right", -1.0))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Posture:
    """How a person is held. hip_m: (3,) middle between the hip joints in the body's frame; None: above the feet.

    turned: rotations (x, y, z, w) that replace those of parts' joints. still: parts that the gait does not move.
    """

    hip_m: tuple[float, float, float] | None = None
    turned: Mapping[str, Quaternion] = field(default_factory=dict)
    still: frozenset[str] = frozenset()


def turn(axis: str, angle_rad: float) -> Float64:
    """Rotation matrix (3, 3) about x, y or z."""
    k = "xyz".index(axis)
    q = np.zeros(4)
    q[k], q[3] = math.sin(angle_rad / 2), math.cos(angle_rad / 2)
    return rotation_of(q)


def quaternion(rotation: Float64) -> Quaternion:
    """(x, y, z, w) of a matrix."""
    return quaternion_of(rotation)


def product(*rotations: Float64) -> Float64:
    """Matrices multiplied from the left."""
    out = np.eye(3)
    for r in rotations:
        out = np.einsum("ij,jk->ik", out, r)
    return out


def limb_frames(
    root: ArrayLike, end: ArrayLike, upper_m: float, lower_m: float, hint: ArrayLike, bends: float
) -> tuple[Float64, Float64]:
    """Rotations (3, 3) of the two segments of a limb from its root to its end; each hangs along its frame's -z.

    hint: where the middle joint points. bends: 1 for elbows (the lower segment swings towards +x), -1 for knees.
    Ends out of reach are pointed at with the limb nearly straight. Two-link inverse kinematics by the cosine rule.
    """
    a, b = np.asarray(root, dtype=np.float64), np.asarray(end, dtype=np.float64)
    way = b - a
    d = float(np.clip(np.linalg.norm(way), abs(upper_m - lower_m) + 1e-3, 0.9995 * (upper_m + lower_m)))
    along = way / np.linalg.norm(way)
    out = np.asarray(hint, dtype=np.float64) - np.einsum("i,i->", np.asarray(hint, dtype=np.float64), along) * along
    out = out / np.linalg.norm(out)
    share = (upper_m**2 + d * d - lower_m**2) / (2 * d)
    rise = math.sqrt(max(upper_m**2 - share**2, 0.0))
    joint = share * along + rise * out
    first = joint / np.linalg.norm(joint)
    second = along * d - joint
    second = second / np.linalg.norm(second)
    front = -bends * out
    return _frame(first, front), _frame(second, front)


def _frame(down: Float64, front: Float64) -> Float64:
    """The rotation whose -z is `down` and whose x is as near to `front` as it can be."""
    x = front - np.einsum("i,i->", front, down) * down
    x = x / np.linalg.norm(x)
    return np.stack([x, np.cross(-down, x), -down], axis=1)


def arm(
    p: Proportions,
    side: float,
    shoulder_m: Float64,
    hand_m: ArrayLike,
    hint: ArrayLike,
    twist_rad: float = 0.0,
    torso: Float64 | None = None,
) -> dict[str, Quaternion]:
    """Rotations of an arm whose fist closes about `hand_m`; both points in one frame.

    twist_rad: of the forearm about itself, inward positive. torso: the trunk's rotation in it, if any.
    """
    name = "left" if side > 0 else "right"
    reach = p.forearm_m + 0.42 * p.hand_m
    upper, lower = limb_frames(shoulder_m, hand_m, p.upper_arm_m, reach, hint, 1.0)
    lower = product(lower, turn("z", twist_rad * side))
    base = np.eye(3) if torso is None else torso
    return {
        f"upper_arm_{name}": quaternion(product(base.T, upper)),
        f"forearm_{name}": quaternion(product(upper.T, lower)),
    }


def leg(
    p: Proportions, side: float, hip_m: Float64, ankle_m: ArrayLike, hint: ArrayLike, foot: Float64, torso: Float64
) -> dict[str, Quaternion]:
    """Rotations of a leg whose ankle is at a place; foot: the foot's rotation in the body's frame."""
    name = "left" if side > 0 else "right"
    upper, lower = limb_frames(hip_m, ankle_m, p.thigh_m, p.shank_m, hint, -1.0)
    return {
        f"thigh_{name}": quaternion(product(torso.T, upper)),
        f"shank_{name}": quaternion(product(upper.T, lower)),
        f"foot_{name}": quaternion(product(lower.T, foot)),
    }
