"""The joints of people: names, places and axes of their parts, nominal boxes and keypoints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.asset import BodyBox, Keypoint
from scenes.assets.people.figure_fields import SHOULDER_DEPTH
from scenes.assets.people.posture import Posture, Quaternion, quaternion, turn
from scenes.assets.people.proportions import Proportions
from scenes.assets.shaping.articulated import ABOUT_Y, BEND, Axis, Limb
from scenes.pose import Body, Part, Pose

Float64 = NDArray[np.float64]

ABDUCTION_RAD = 0.11
"""Upper arms stand off the trunk by this angle; forearms turn most of it back. Chosen by looking."""
KNOCK_RAD = 0.035
"""Thighs lean inward by this angle, so that the feet stand closer than the hips. Chosen by looking."""
SIDE_NAMES = ("left", "right")
PART_NAMES = (
    "torso",
    "head",
    *(f"{limb}_{side}" for side in SIDE_NAMES for limb in ("upper_arm", "forearm")),
    *(f"{limb}_{side}" for side in SIDE_NAMES for limb in ("thigh", "shank", "foot")),
)
"""Parts of every person in order; dresses and coats add skirt_front and skirt_back."""
LEG_PARTS = frozenset(f"{limb}_{side}" for side in SIDE_NAMES for limb in ("thigh", "shank", "foot"))
_HEAD_POINTS = {
    "nose": (0.118, 0.0, 0.068),
    "left_eye": (0.088, 0.0315, 0.1005),
    "right_eye": (0.088, -0.0315, 0.1005),
    "left_ear": (-0.006, 0.085, 0.09),
    "right_ear": (-0.006, -0.085, 0.09),
}
"""In the head's frame, heights from the chin, of an adult of 1.75 m."""


def nominal_box(height_m: float) -> BodyBox:
    """The mean KITTI pedestrian, 1.76 x 0.66 x 0.84 m (height, width, length), scaled to the height."""
    return BodyBox(length_m=0.84 / 1.76 * height_m, width_m=0.66 / 1.76 * height_m, height_m=height_m)


def neck_root_m(p: Proportions) -> float:
    """Height of the joint between trunk and neck above the ground: a little above the shoulders, in the collar."""
    return p.shoulder_height_m + 0.06 * p.trunk_m


def shoulder_m(p: Proportions, side: float) -> Float64:
    """(3,) the shoulder joint in the torso's frame; side: 1 left, -1 right."""
    return np.array([-0.012 * p.girth, side * p.shoulder_half_m, SHOULDER_DEPTH * p.trunk_m])


def base_rotation(name: str) -> Quaternion:
    """How a part's joint is turned while somebody stands with hanging arms."""
    side = -1.0 if name.endswith("right") else 1.0
    limb = name.removesuffix("_left").removesuffix("_right")
    rolls = {
        "upper_arm": ABDUCTION_RAD * side,
        "forearm": -0.8 * ABDUCTION_RAD * side,
        "thigh": -KNOCK_RAD * side,
        "foot": KNOCK_RAD * side,
    }
    return quaternion(turn("x", rolls.get(limb, 0.0)))


def joint_of(name: str, p: Proportions, posture: Posture) -> tuple[str, Pose[Part, Part], Axis]:
    """Parent (empty: the body), `T_parent_part` and axis of a part."""
    side = -1.0 if name.endswith("right") else 1.0
    limb = name.removesuffix("_left").removesuffix("_right")
    suffix = name[len(limb) :]
    place: dict[str, tuple[str, tuple[float, float, float], Axis]] = {
        "torso": ("", posture.hip_m or (0.0, 0.0, p.hip_height_m), ABOUT_Y),
        "head": ("torso", (-0.018 * p.girth, 0.0, neck_root_m(p) - p.hip_height_m), ABOUT_Y),
        "upper_arm": ("torso", _triple(shoulder_m(p, side)), BEND),
        "forearm": (f"upper_arm{suffix}", (0.0, 0.0, -p.upper_arm_m), BEND),
        "thigh": ("torso", (0.0, side * p.hip_half_m, 0.0), BEND),
        "shank": (f"thigh{suffix}", (0.0, 0.0, -p.thigh_m), ABOUT_Y),
        "foot": (f"shank{suffix}", (0.0, 0.0, -p.shank_m), BEND),
        "skirt_front": ("torso", (0.0, 0.0, 0.0), BEND),
        "skirt_back": ("torso", (0.0, 0.0, 0.0), BEND),
    }
    parent, offset, axis = place[limb]
    rotation = posture.turned.get(name, base_rotation(name))
    return parent, Pose(translation_m=offset, rotation_xyzw=rotation), axis


def body_poses(limbs: Sequence[Limb]) -> dict[str, Pose[Body, Part]]:
    """T_body_part of every part, joints at zero."""
    out: dict[str, Pose[Body, Part]] = {}
    for limb in limbs:
        above: Pose[Body, Part] = out[limb.parent] if limb.parent else Pose()
        out[limb.name] = above @ limb.T_parent_part
    return out


def keypoints_of(limbs: Sequence[Limb], p: Proportions) -> tuple[Keypoint, ...]:
    """The 17 keypoints of COCO (Lin et al. 2014), left and right the person's own."""
    poses = body_poses(limbs)
    lift = p.chin_height_m - neck_root_m(p)
    out = []
    for name, point in _HEAD_POINTS.items():
        local = np.array(point) * p.head_scale + np.array([0.0, 0.0, lift])
        out.append(Keypoint(name=name, position_m=_triple(poses["head"].apply(local)), part="head"))
    joints = (
        ("shoulder", "upper_arm"),
        ("elbow", "forearm"),
        ("wrist", ""),
        ("hip", "thigh"),
        ("knee", "shank"),
        ("ankle", "foot"),
    )
    for name, part in joints:
        for side in SIDE_NAMES:
            limb = f"{part or 'forearm'}_{side}"
            end = np.array([0.0, 0.0, 0.0 if part else -p.forearm_m])
            out.append(Keypoint(name=f"{side}_{name}", position_m=_triple(poses[limb].apply(end)), part=limb))
    return tuple(out)


def posed_box(limbs: Sequence[Limb]) -> BodyBox:
    """The box around all surfaces with the joints at zero, standing on the ground below them."""
    poses = body_poses(limbs)
    points = np.concatenate([poses[limb.name].apply(c.patch[0]) for limb in limbs for c in limb.covers])
    return BodyBox.around(np.maximum(points, (-np.inf, -np.inf, 0.0)))


def _triple(point: Float64) -> tuple[float, float, float]:
    return (float(point[0]), float(point[1]), float(point[2]))
