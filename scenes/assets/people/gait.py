"""Walking and running: joint angles of legs, arms and trunk as functions of the distance travelled and the speed.

Feet are planned first: during stance a foot rolls on the ground from heel to toe without slipping while the hips move
on at the body's speed, and two-link inverse kinematics gives the joints; swing joins toe-off to heel contact with cubic
splines through the peaks that gait laboratories publish (Winter 1991; Novacheck 1998). Angles are flexion-positive,
radians; the phase is in strides, 0 at this foot's contact.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.strides import DEG, froude_number, hermite, smooth_step, strides_made

Float64 = NDArray[np.float64]

PACE_FLOOR_MPS = 0.15
"""Below this speed strides get no shorter (chosen): bodies that creep would otherwise step infinitely often."""
LONGEST_CONTACT = 1.4
"""Hip heights that the body moves on over a planted foot at most, which only sprinters reach; chosen: what legs do."""
STAND_MPS = 0.55
"""Speed at which the standing pose has faded out, for legs of 0.93 m; scaled with Froude's law. Chosen."""

MAX_SLOPE = 0.4
"""Steepest end of a swing spline, radians a swing; chosen: the loading after contact must not make the knee
overstretch."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Legs:
    """Leg segments in metres. sole_m: (K, 2) the sole's lower outline (x, z) seen from the ankle, heel to toe,
    convex.
    """

    thigh_m: float
    shank_m: float
    sole_m: Float64

    @property
    def length_m(self) -> float:
        """Hip to ankle, straight."""
        return self.thigh_m + self.shank_m

    @property
    def hip_height_m(self) -> float:
        """Hip above the ground with a straight leg."""
        return self.length_m - float(self.sole_m[:, 1].min())


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LegPose:
    """Flexion angles of one leg (T,): hip against the vertical, knee, ankle (toes up)."""

    hip_rad: Float64
    knee_rad: Float64
    ankle_rad: Float64


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Pace:
    """What the speed decides, each (T,). run: 0 walking, 1 running. moving: 0 standing, 1 in stride."""

    froude: Float64
    stride_m: Float64
    duty: Float64
    run: Float64
    moving: Float64


def pace_of(legs: Legs, speed_mps: Float64) -> Pace:
    """Stride length 2.3 h Fr^0.3 (Alexander 1976) with Fr = v^2 / (g h), h the hip height; running from Fr about 0.5.

    Duty factors: walking 0.68 - 0.17 sqrt(Fr), 0.60 at 1.4 m/s (Winter 1991); running 0.37 to 0.33 (Novacheck 1998).
    """
    h = legs.hip_height_m
    froude = froude_number(h, speed_mps, PACE_FLOOR_MPS)
    run = smooth_step(froude, 0.40, 0.70)
    walk_duty = 0.68 - 0.17 * np.sqrt(np.minimum(froude, 0.6))
    run_duty = np.clip(0.40 - 0.03 * froude, 0.31, 0.40)
    stride = 2.3 * h * froude**0.3
    return Pace(
        froude=froude,
        stride_m=stride,
        duty=np.minimum((1 - run) * walk_duty + run * run_duty, LONGEST_CONTACT * h / stride),
        run=run,
        moving=smooth_step(np.abs(speed_mps), 0.0, STAND_MPS * np.sqrt(h / 0.93)),
    )


def stride_phase(legs: Legs, distance_m: Float64, speed_mps: Float64) -> Float64:
    """Strides (T,) made along a series in order of time."""
    return strides_made(pace_of(legs, speed_mps).stride_m, distance_m)


def leg_in_stride(legs: Legs, pace: Pace, phase: Float64) -> tuple[LegPose, Float64]:
    """The leg's pose at a phase (T,) of this foot, and the hip's planned height above the ground (T,)."""
    phase = phase % 1.0
    hip_height = planned_hip_height(legs, pace, phase)
    stance = _stance(legs, pace, np.minimum(phase, pace.duty))
    swing = _swing(legs, pace, np.clip((phase - pace.duty) / (1 - pace.duty), 0.0, 1.0))
    on_ground = phase <= pace.duty
    joined = [np.where(on_ground, a, b) for a, b in zip(stance, swing, strict=True)]
    return LegPose(hip_rad=joined[0], knee_rad=joined[1], ankle_rad=joined[2]), hip_height


def standing_leg(legs: Legs, ahead_m: float) -> LegPose:
    """A leg that stands flat with its ankle so far ahead of the hip; hips 0.6 % of the leg below straight."""
    lift = -float(legs.sole_m[:, 1].min())
    hip = np.array([lift + 0.994 * legs.length_m])
    angles = leg_reach(legs, np.array([ahead_m]), np.array([lift]), hip, np.zeros(1))
    return LegPose(hip_rad=angles[0], knee_rad=angles[1], ankle_rad=angles[2])


def lowest_point(legs: Legs, pose: LegPose) -> Float64:
    """Lowest point of the sole (T,) seen from the hip, metres."""
    shank = pose.hip_rad - pose.knee_rad
    pitch = shank + pose.ankle_rad
    ankle = -legs.thigh_m * np.cos(pose.hip_rad) - legs.shank_m * np.cos(shank)
    x, z = legs.sole_m.T
    sole = x * np.sin(pitch)[:, None] + z * np.cos(pitch)[:, None]
    return np.asarray(ankle + sole.min(axis=1), dtype=np.float64)


def planned_hip_height(legs: Legs, pace: Pace, phase: Float64) -> Float64:
    """Hip height (T,): two waves a stride about mid-stance, so that the knee bends as published at contact and
    mid-stance.

    Knees at contact and mid-stance: 5 and 9 degrees walking (Winter 1991), 16 and 46 running (Novacheck 1998).
    """
    middle = pace.duty / 2
    knee_contact = (5 + 11 * pace.run) * DEG
    knee_middle = (9 + 37 * pace.run) * DEG
    heights = []
    for share, knee in ((np.zeros_like(middle), knee_contact), (middle, knee_middle)):
        x, z, _ = _ankle_path(legs, pace, share)
        reach = legs.thigh_m**2 + legs.shank_m**2 + 2 * legs.thigh_m * legs.shank_m * np.cos(knee)
        heights.append(z + np.sqrt(reach - x**2))
    wave = (heights[1] - heights[0]) / (1 - np.cos(4 * np.pi * middle))
    return np.asarray(heights[1] - wave * (1 - np.cos(4 * np.pi * (phase - middle))), dtype=np.float64)


def _foot_pitch(pace: Pace, share: Float64) -> Float64:
    """Foot against the ground (toes up) over stance (share 0..1): heel contact, flat, heel rise (Winter 1991; chosen
    for runs).
    """
    size = np.minimum(pace.stride_m / (1.35 / 0.93), 1.0)
    contact = (20 - 10 * pace.run) * DEG * size
    push = (47 + 3 * pace.run) * DEG * size
    rise = 0.50 - 0.10 * pace.run
    late = np.clip((share - rise) / (1 - rise), 0.0, 1.0)
    return np.asarray(contact * (1 - smooth_step(share, -0.10, 0.18)) / 0.7 - push * late**1.8, dtype=np.float64)


def _ankle_path(legs: Legs, pace: Pace, phase: Float64) -> tuple[Float64, Float64, Float64]:
    """Ankle (x, z) seen from the ground below the hip, and foot pitch, in stance: the sole rolls on the ground."""
    pitch = _foot_pitch(pace, phase / pace.duty)
    x, z = legs.sole_m.T
    arc = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(z)))])
    arc = arc - np.interp(0.0, x, arc)
    s, c = np.sin(pitch)[:, None], np.cos(pitch)[:, None]
    vertex = np.argmin(x * s + z * c, axis=1)
    rows = np.arange(len(pitch))
    down = (x * s + z * c)[rows, vertex]
    along = (x * c - z * s)[rows, vertex]
    drift = pace.stride_m * (pace.duty / 2 - phase) - (0.070 + 0.070 * pace.run) * legs.length_m
    return arc[vertex] - along + drift, -down, pitch


def leg_reach(legs: Legs, x: Float64, z: Float64, hip: Float64, pitch: Float64) -> tuple[Float64, Float64, Float64]:
    """Two-link inverse kinematics: hip, knee and ankle flexion with the ankle at (x, z) and the hip above the
    origin.
    """
    t, s = legs.thigh_m, legs.shank_m
    d = np.clip(np.hypot(x, hip - z), 0.3 * (t + s), 0.99985 * (t + s))
    knee = np.pi - np.arccos((t * t + s * s - d * d) / (2 * t * s))
    thigh = np.arctan2(x, hip - z) + np.arccos((t * t + d * d - s * s) / (2 * t * d))
    return thigh, knee, pitch - thigh + knee


def _stance(legs: Legs, pace: Pace, phase: Float64) -> tuple[Float64, Float64, Float64]:
    x, z, pitch = _ankle_path(legs, pace, phase)
    return leg_reach(legs, x, z, planned_hip_height(legs, pace, phase), pitch)


def _swing(legs: Legs, pace: Pace, share: Float64) -> tuple[Float64, Float64, Float64]:
    """Joints in swing (share 0..1): splines from toe-off to contact through published peaks.

    Peaks: knee 62 degrees at 0.32 of swing walking, 98 at 0.42 running; hip 24 at 0.72 walking, 42 at 0.68 running;
    ankle 4 at 0.5 walking, -6 running (Winter 1991; Novacheck 1998).
    """
    tiny = 1e-4
    off, on = pace.duty, np.zeros_like(pace.duty)
    start, before = _stance(legs, pace, off), _stance(legs, pace, off - tiny)
    end, after = _stance(legs, pace, on), _stance(legs, pace, on + tiny)
    size = 0.80 + 0.20 * np.minimum(pace.froude / 0.2, 1.0)
    run = pace.run
    peaks = (
        ((24 + 18 * run) * DEG * size, 0.72 - 0.04 * run),
        ((62 + 36 * run) * DEG * size, 0.32 + 0.10 * run),
        ((4 - 10 * run) * DEG, 0.50 + 0.0 * run),
    )
    out = []
    for k, (peak, at) in enumerate(peaks):
        v0 = (start[k] - before[k]) / tiny * (1 - pace.duty)
        v1 = np.clip((after[k] - end[k]) / tiny * (1 - pace.duty), -MAX_SLOPE, MAX_SLOPE)
        early = hermite(share / at, start[k], v0 * at, peak, 0.0 * at)
        late = hermite((share - at) / (1 - at), peak, 0.0 * at, end[k], v1 * (1 - at))
        out.append(np.where(share < at, early, late))
    return out[0], out[1], out[2]
