"""The whole body in motion: legs from the gait, arms against the legs, trunk leaning, head level."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from scenes.assets.people.body_shape import sole_outline
from scenes.assets.people.gait import (
    Float64,
    LegPose,
    Legs,
    Pace,
    leg_in_stride,
    lowest_point,
    pace_of,
    standing_leg,
    stride_phase,
)
from scenes.assets.people.proportions import Proportions
from scenes.assets.shaping.strides import DEG

TWO_PI = 2 * np.pi


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Motion:
    """Joint angles by part name, each (T,) radians about the part's own axis, and the lift of the body (T,) metres."""

    angles_rad: dict[str, Float64]
    lift_m: Float64


@functools.lru_cache(maxsize=2)
def motion_along(proportions: Proportions, stride_offset: float, distance_m: bytes, speed_mps: bytes) -> Motion:
    """The motion of somebody who has walked distances at speeds, series (T,) of float64 as bytes.

    Kept, as it is asked for twice in a row: for the joints, and for the height.
    """
    speed = np.frombuffer(speed_mps)
    legs = Legs(thigh_m=proportions.thigh_m, shank_m=proportions.shank_m, sole_m=sole_outline(proportions))
    return motion_of(legs, stride_offset + stride_phase(legs, np.frombuffer(distance_m), speed), speed)


def motion_of(legs: Legs, phase: Float64, speed_mps: Float64) -> Motion:
    """The body at phases (T,) in strides of the left foot, at speeds (T,)."""
    pace = pace_of(legs, speed_mps)
    lean = pace.moving * (2 + 7 * pace.run) * DEG
    angles = {"torso": lean, "head": -0.85 * lean}
    depths, planned = [], []
    for name, offset, ahead in (("left", 0.0, 0.03), ("right", 0.5, -0.055)):
        stride, hip_height = leg_in_stride(legs, pace, phase + offset)
        pose = _blend(standing_leg(legs, ahead * legs.length_m), stride, pace.moving)
        depths.append(lowest_point(legs, pose))
        planned.append(hip_height + lowest_point(legs, stride))
        angles |= {f"thigh_{name}": pose.hip_rad + lean, f"shank_{name}": pose.knee_rad, f"foot_{name}": pose.ankle_rad}
        angles |= _arm(pace, phase + offset, name)
    flight = np.maximum(np.minimum(*planned), 0.0)
    angles |= _skirt(angles)
    return Motion(angles_rad=angles, lift_m=pace.moving * flight - np.minimum(*depths) - legs.hip_height_m)


def _blend(standing: LegPose, stride: LegPose, moving: Float64) -> LegPose:
    """Between a standing pose and a stride."""
    return LegPose(
        hip_rad=(1 - moving) * standing.hip_rad + moving * stride.hip_rad,
        knee_rad=(1 - moving) * standing.knee_rad + moving * stride.knee_rad,
        ankle_rad=(1 - moving) * standing.ankle_rad + moving * stride.ankle_rad,
    )


def _arm(pace: Pace, phase: Float64, name: str) -> dict[str, Float64]:
    """Shoulder and elbow flexion: the arm is back when its own foot lands.

    Walking: shoulder 32 degrees from back to front about -6, elbow 20 to 38 (Murray 1967, at 1.4 m/s); running:
    shoulder 76 about -10, elbow 76 to 104, about a right angle (Hinrichs 1987, rounded).
    """
    swing = -np.cos(TWO_PI * phase)
    stretch = np.minimum(np.sqrt(pace.froude / 0.22), 1.0 + 0.5 * (1 - pace.run))
    run = pace.run
    shoulder = ((1 - run) * (-6 + 16 * stretch * swing) + run * (-10 + 38 * swing)) * DEG
    elbow = ((1 - run) * (22 + 9 * stretch * (1 + swing)) + run * (90 + 14 * swing)) * DEG
    rest_shoulder, rest_elbow = (1 * DEG, 12 * DEG) if name == "left" else (-3 * DEG, 17 * DEG)
    m = pace.moving
    return {
        f"upper_arm_{name}": (1 - m) * rest_shoulder + m * shoulder,
        f"forearm_{name}": (1 - m) * rest_elbow + m * elbow,
    }


def _skirt(angles: dict[str, Float64]) -> dict[str, Float64]:
    """Panels of skirts and coats follow the foremost and the hindmost thigh."""
    left, right = angles["thigh_left"], angles["thigh_right"]
    return {
        "skirt_front": 0.9 * np.maximum(np.maximum(left, right), 0.0),
        "skirt_back": 0.9 * np.minimum(np.minimum(left, right), 0.0),
    }
