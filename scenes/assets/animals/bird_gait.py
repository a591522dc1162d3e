"""How birds walk: leg angles and body height from the distance travelled and the speed.

Feet are planned first, as people's are: in stance a toe stands still on the ground while the body moves on; two-link
inverse kinematics gives the joints above the cannon. Strides follow Froude numbers (Alexander & Jayes 1983).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.strides import froude_number, smooth_step, strides_made

Float64 = NDArray[np.float64]

EXCURSION = 0.66
"""A foot stays on the ground over at most this share of the leg's height: legs swing by some 20 degrees; chosen."""
PACE_FLOOR_MPS = 0.12
"""Below this speed strides get no shorter; chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegBuild:
    """One leg in metres. root: (x, z) of its first joint in the body's frame. toe_x: where it stands, seen from there.

    upper, lower, cannon: lengths of its three segments; the cannon ends on the ground. cannon_rad: its slope standing,
    forward positive. bend_factor: where the middle joint points: 1 forward (stifle), -1 backward (elbow).
    """

    root_m: tuple[float, float]
    toe_x_m: float
    upper_m: float
    lower_m: float
    cannon_m: float
    cannon_rad: float
    bend_factor: float


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Stride:
    """What the speed decides (T,): metres a stride, share of it on the ground, and how much it is a stride at all."""

    stride_m: Float64
    duty: Float64
    moving: Float64
    trot: Float64
    gallop: Float64


def stride_of(height_m: float, speed_mps: Float64) -> Stride:
    """Of an animal whose hips are at a height: 2.3 h Fr^0.34; trotting from Fr about 0.5, galloping from about 2.7."""
    froude = froude_number(height_m, speed_mps, PACE_FLOOR_MPS)
    stride = 2.3 * height_m * froude**0.34
    duty = np.minimum(np.clip(0.44 * froude**-0.2, 0.22, 0.74), EXCURSION * height_m / stride)
    return Stride(
        stride_m=stride,
        duty=duty,
        moving=smooth_step(np.abs(speed_mps), 0.0, 0.35 * np.sqrt(height_m)),
        trot=smooth_step(froude, 0.35, 0.70),
        gallop=smooth_step(froude, 2.0, 3.4),
    )


def phase_of(height_m: float, distance_m: Float64, speed_mps: Float64) -> Float64:
    """Strides (T,) made along a series in order of time."""
    return strides_made(stride_of(height_m, speed_mps).stride_m, distance_m)


def body_lift(height_m: float, stride: Stride, phase: Float64) -> Float64:
    """Height of the body over standing (T,): a little lower in motion, two waves a stride, one in the gallop."""
    walk = 0.010 * np.cos(4 * np.pi * phase)
    gallop = 0.045 * np.cos(2 * np.pi * (phase - 0.05))
    wave = (1 - stride.gallop) * (1 + 0.6 * stride.trot) * walk + stride.gallop * gallop
    return np.asarray(stride.moving * height_m * (wave - 0.022 - 0.012 * stride.trot))


def leg_angles(leg: LegBuild, stride: Stride, phase: Float64, lift_m: Float64) -> tuple[Float64, Float64, Float64]:
    """Slopes (T,) of the three segments against the vertical, forward positive; phase: of this foot."""
    phase = phase % 1.0
    share = np.clip(phase / stride.duty, 0.0, 1.0)
    swing = np.clip((phase - stride.duty) / (1.0 - stride.duty), 0.0, 1.0)
    on_ground = phase <= stride.duty
    reach = stride.stride_m * stride.duty * stride.moving
    # the swing leaves and lands with the ground's own speed
    slope = -(1.0 - stride.duty) / stride.duty
    u = swing
    back = -0.5 + slope * u + (3 - 3 * slope) * u**2 + (2 * slope - 2) * u**3
    x = leg.toe_x_m + reach * np.where(on_ground, 0.5 - share, np.clip(back, -0.56, 0.56))
    height = leg.root_m[1]
    up = np.sin(np.pi * np.clip(u * 1.05, 0.0, 1.0)) ** 2
    clear = height * stride.moving * (0.09 + 0.07 * stride.trot + 0.06 * stride.gallop)
    z = np.where(on_ground, 0.0, clear * up)
    fold = stride.moving * (0.65 + 0.35 * stride.trot) * np.where(on_ground, 0.0, np.sin(np.pi * u) ** 1.5)
    cannon = leg.cannon_rad + 0.85 * (x - leg.toe_x_m) / height - fold
    ankle_x, ankle_z = x - leg.cannon_m * np.sin(cannon), z + leg.cannon_m * np.cos(cannon)
    first, second = two_links(leg, ankle_x, height + lift_m - ankle_z)
    return first, second, cannon


def two_links(leg: LegBuild, ahead_m: Float64, below_m: Float64) -> tuple[Float64, Float64]:
    """Slopes of upper and lower segment whose end lies ahead of and below the root, by the cosine rule."""
    a, b = leg.upper_m, leg.lower_m
    d = np.clip(np.hypot(ahead_m, below_m), abs(a - b) + 1e-3, 0.9992 * (a + b))
    line = np.arctan2(ahead_m, below_m)
    first = line + leg.bend_factor * np.arccos(np.clip((a * a + d * d - b * b) / (2 * a * d), -1.0, 1.0))
    second = line - leg.bend_factor * np.arccos(np.clip((b * b + d * d - a * a) / (2 * b * d), -1.0, 1.0))
    return np.asarray(first), np.asarray(second)


def standing_angles(leg: LegBuild) -> tuple[float, float, float]:
    """Slopes of the three segments while standing."""
    x = leg.toe_x_m - leg.cannon_m * np.sin(leg.cannon_rad)
    z = leg.root_m[1] - leg.cannon_m * np.cos(leg.cannon_rad)
    first, second = two_links(leg, np.array([x]), np.array([z]))
    return float(first[0]), float(second[0]), leg.cannon_rad
