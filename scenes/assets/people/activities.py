"""What upright people do with their trunk, head and arms while their legs stand, walk or run."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.people.carried import HELD, HELD_BY_BOTH, Bag, Side
from scenes.assets.people.figure_fields import HandShape
from scenes.assets.people.person_joints import base_rotation, neck_root_m, shoulder_m
from scenes.assets.people.posture import SIDES, Posture, Quaternion, arm, leg, product, quaternion, turn
from scenes.assets.people.proportions import Proportions

Float64 = NDArray[np.float64]
Activity = Literal[
    "walking",
    "arms_crossed",
    "hands_in_pockets",
    "phone_call",
    "reading_phone",
    "waving",
    "hitchhiking",
    "stopping_traffic",
    "pushing",
    "crouching",
]
"""walking: arms swing with the stride, and hang while standing. All but crouching may walk, run or stand."""

BUSY: dict[Activity, tuple[Side, ...]] = {
    "walking": (),
    "arms_crossed": ("left", "right"),
    "hands_in_pockets": ("left", "right"),
    "phone_call": ("right",),
    "reading_phone": ("right",),
    "waving": ("right",),
    "hitchhiking": ("right",),
    "stopping_traffic": ("right",),
    "pushing": ("left", "right"),
    "crouching": ("left", "right"),
}
"""Hands that an activity needs; what is carried goes to the others."""
TWO_HANDED: frozenset[str] = frozenset(name for name, busy in BUSY.items() if len(busy) == 2)
ON_PHONE: tuple[Activity, ...] = ("phone_call", "reading_phone")
HANDLE_M = 1.0
"""Height above the ground of the handles that people push; usual ones lie between 0.9 and 1.08 m."""
CALL_TILT_RAD, READ_RAD = 0.12, 0.50
"""Of the head towards a telephone; chosen by looking."""


def carrying_hands(activity: Activity, bag: Bag) -> tuple[Side, ...]:
    """Hands that carry: both for what comes in pairs, else the right one if it is free, the left one if not.

    Empty for what hangs on the trunk, and for the telephone that somebody is using. Raises ValueError where no hand is
    free, and for handbags of people who crouch, whose thighs are where the bag would be.
    """
    if activity == "crouching" and bag == "handbag":
        raise ValueError("nobody crouches with a handbag at the hip: choose bag none, backpack or school_bag")
    if bag not in HELD or (bag == "phone" and activity in ON_PHONE):
        return ()
    free: tuple[Side, ...] = tuple(side for side in ("right", "left") if side not in BUSY[activity])
    if not free:
        able = ", ".join(name for name in BUSY if name not in TWO_HANDED)
        raise ValueError(
            f"bag '{bag}' needs a hand, and activity '{activity}' takes both: choose a bag that hangs on the body "
            f"(backpack, school_bag, none) or one of the activities {able}"
        )
    return free if bag in HELD_BY_BOTH else free[:1]


def activity_posture(p: Proportions, activity: Activity, bag: Bag, stoop_rad: float, gaze_rad: float) -> Posture:
    """The posture of an activity."""
    if activity == "crouching":
        return _crouching(p, gaze_rad)
    torso = turn("y", stoop_rad)
    nod = {"reading_phone": READ_RAD}.get(activity, 0.0)
    tilt = {"phone_call": -CALL_TILT_RAD}.get(activity, 0.0)
    turned: dict[str, Quaternion] = {
        "torso": quaternion(torso),
        "head": quaternion(product(turn("z", gaze_rad), turn("y", nod - 0.85 * stoop_rad), turn("x", tilt))),
    }
    for name, _ in SIDES:
        for limb in ("upper_arm", "thigh"):
            base = base_rotation(f"{limb}_{name}")
            turned[f"{limb}_{name}"] = quaternion(product(torso.T, _matrix(base)))
    posed = _arms(p, activity, bag, stoop_rad)
    turned |= posed
    return Posture(turned=turned, still=frozenset(posed))


def hand_shapes(activity: Activity, bag: Bag) -> tuple[HandShape, HandShape]:
    """Of the left and the right hand."""
    if activity == "pushing":
        return "fist", "fist"
    carrying = carrying_hands(activity, bag)
    left: HandShape = "fist" if "left" in carrying else "relaxed"
    if activity in ("waving", "stopping_traffic"):
        return left, "flat"
    return left, "fist" if "right" in carrying or activity in (*ON_PHONE, "hitchhiking") else "relaxed"


def umbrella_hand_m(p: Proportions, hand: Side) -> Float64:
    """(3,) the fist that holds an umbrella, in the torso's frame."""
    side = 1.0 if hand == "left" else -1.0
    return np.array([0.20 * p.girth, side * 0.15 * p.girth, 0.70 * p.trunk_m])


def _arms(p: Proportions, activity: Activity, bag: Bag, stoop_rad: float) -> dict[str, Quaternion]:
    """Rotations of the arms that do not swing."""
    g, t = p.girth, p.trunk_m
    ear = p.chin_height_m - p.hip_height_m + 0.075 * p.head_scale
    low = shoulder_m(p, -1.0)[2] - 0.95 * (p.upper_arm_m + p.forearm_m + 0.42 * p.hand_m)
    both: dict[Activity, tuple[tuple[float, float, float], tuple[float, float, float], float]] = {
        "hands_in_pockets": ((0.035 * g, 0.165 * g, -0.10 * t), (-1.0, 0.35, 0.0), 0.0),
        "pushing": (_handle(p, stoop_rad), (-0.5, 0.7, -1.0), 1.2),
    }
    right: dict[Activity | Bag, tuple[tuple[float, float, float], tuple[float, float, float], float]] = {
        "phone_call": ((0.02 * g, -0.125 * p.head_scale, ear), (0.45, -1.0, -0.7), 0.5),
        "reading_phone": ((0.30 * g, -0.03 * g, 0.60 * t), (-0.1, -0.6, -1.0), 0.9),
        "waving": ((0.14 * g, -0.36 * g, neck_root_m(p) - p.hip_height_m + 0.26 * g), (0.1, -1.0, -0.5), 1.3),
        "hitchhiking": ((0.26 * g, -0.52 * g, 0.52 * t), (-0.3, -0.2, -1.0), 0.3),
        "stopping_traffic": ((0.62 * g, -0.20 * g, 0.98 * t), (-0.2, -0.7, -1.0), 1.4),
        "umbrella": ((0.20 * g, -0.15 * g, 0.70 * t), (-0.3, -0.5, -1.0), 0.0),
        "phone": ((0.16 * g, -0.24 * g, low + 0.10), (-1.0, -0.2, 0.0), 0.0),
        "cane": ((0.12 * g, -0.27 * g, low + 0.02), (-1.0, -0.2, 0.0), 0.0),
        "suitcase": ((-0.16 * g, -0.32 * g, low + 0.02), (-1.0, -0.2, 0.0), 0.0),
    }
    out: dict[str, Quaternion] = {}
    if activity == "arms_crossed":
        out |= arm(p, 1.0, shoulder_m(p, 1.0), (0.165 * g, -0.085 * g, 0.52 * t), (0.15, 1.0, -0.75), 0.3)
        out |= arm(p, -1.0, shoulder_m(p, -1.0), (0.200 * g, 0.085 * g, 0.48 * t), (0.15, -1.0, -0.75), 0.3)
    if activity in both:
        (x, y, z), (hx, hy, hz), twist = both[activity]
        for _, side in SIDES:
            out |= arm(p, side, shoulder_m(p, side), (x, side * y, z), (hx, side * hy, hz), twist)
    hands = carrying_hands(activity, bag)
    sides = {bag: 1.0 if hands == ("left",) else -1.0, activity: -1.0}
    for key in (bag, activity):
        if key in right and (hands or key == activity):
            ((x, y, z), (hx, hy, hz), twist), side = right[key], -sides[key]
            out |= arm(p, -side, shoulder_m(p, -side), (x, side * y, z), (hx, side * hy, hz), twist)
    return out


def _handle(p: Proportions, stoop_rad: float) -> tuple[float, float, float]:
    """The left hand on a handle, in the torso's frame."""
    forward, up = pushing_reach_m(p), HANDLE_M - p.hip_height_m
    c, s = np.cos(stoop_rad), np.sin(stoop_rad)
    return (float(c * forward - s * up), 0.20 * p.girth, float(s * forward + c * up))


def pushing_reach_m(p: Proportions) -> float:
    """How far before the hips somebody holds what is pushed."""
    return 0.46 * p.girth


def _crouching(p: Proportions, gaze_rad: float) -> Posture:
    """Squatting on the balls of the feet, hands between the knees."""
    torso = turn("y", 0.55)
    hip = np.array([-0.14 * p.girth, 0.0, 0.30 * p.leg_m + p.ankle_height_m])
    turned: dict[str, Quaternion] = {
        "torso": quaternion(torso),
        "head": quaternion(product(turn("z", gaze_rad), turn("y", -0.35))),
    }
    for name, side in SIDES:
        del name
        foot = turn("y", 0.35 if side < 0 else 0.10)
        raised = p.ankle_height_m + (0.10 if side < 0 else 0.025) * p.foot_m / 0.26
        ankle = (0.02 if side > 0 else -0.10, side * 0.13 * p.girth, raised)
        joint = hip + np.array([0.0, side * p.hip_half_m, 0.0])
        turned |= leg(p, side, joint, ankle, (1.0, 0.25 * side, 0.4), foot, torso)
        shoulder = hip + np.einsum("ij,j->i", torso, shoulder_m(p, side))
        hand = (0.42 * p.girth, side * 0.06 * p.girth, 0.33 * p.girth)
        turned |= arm(p, side, shoulder, hand, (-0.2, side, -0.4), 0.4, torso)
    still = frozenset((*turned, "torso", "head"))
    return Posture(hip_m=(float(hip[0]), 0.0, float(hip[2])), turned=turned, still=still)


def _matrix(q: Quaternion) -> Float64:
    return turn("x", 2.0 * float(np.arctan2(q[0], q[3])))
