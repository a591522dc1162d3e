"""Where a bicycle's wheels, cranks, saddle and grips are: the frame geometries of four kinds of bicycle."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.people.proportions import Proportions

Float64 = NDArray[np.float64]
BicycleKind = Literal["city", "road", "mountain", "child"]

SIT_M = 0.085
"""Hip joints above the saddle's top for a stature of 1.75 m: ischial tuberosity to joint centre and soft tissue."""
KNEE_AT_BOTTOM_RAD = math.radians(30.0)
"""Knee flexion with the pedal at its lowest: 25 to 35 degrees is the usual fit (Holmes et al. 1994)."""
TREAD_M = 0.012
"""From the pedal's axle to the sole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BicycleGeometry:
    """Places in the bicycle's frame (x forward, z up, origin on the ground below the rear axle), metres.

    bottom_m: (x, z) of the cranks' axle. grip_m: (x, z) of the middle of a grip, grip_half_m to its side.
    lean_rad: how far a rider's trunk leans forward of upright. turn_m: distance rolled a turn of the cranks.
    pedal_out_m: from the middle to the middle of a pedal (Q factor of 0.15 m and half a pedal, rounded).
    """

    wheel_radius_m: float
    tyre_m: float
    wheelbase_m: float
    bottom_m: tuple[float, float]
    crank_m: float
    seat_angle_rad: float
    head_angle_rad: float
    rake_m: float
    grip_m: tuple[float, float]
    grip_half_m: float
    lean_rad: float
    turn_m: float
    pedal_out_m: float = 0.112

    def hip_m(self, rider: Proportions) -> tuple[float, float]:
        """(x, z) of the hip joints of a seated rider whose saddle is set so that the lowest pedal is reached easily.

        On the seat tube's line, where the leg to the lowest pedal is flexed by KNEE_AT_BOTTOM_RAD.
        """
        ankle = ankle_m(self, rider, np.array([math.pi / 2]))[0]
        t, s = rider.thigh_m, rider.shank_m
        reach = math.sqrt(t * t + s * s + 2 * t * s * math.cos(KNEE_AT_BOTTOM_RAD))
        along = np.array([-math.cos(self.seat_angle_rad), math.sin(self.seat_angle_rad)])
        # |bottom + d along - ankle| = reach, the larger root
        gap = np.array(self.bottom_m) - ankle
        half = float(gap[0] * along[0] + gap[1] * along[1])
        d = -half + math.sqrt(max(half * half - float(gap[0] ** 2 + gap[1] ** 2) + reach * reach, 0.0))
        return (float(self.bottom_m[0] + d * along[0]), float(self.bottom_m[1] + d * along[1]))

    def saddle_m(self, rider: Proportions) -> tuple[float, float]:
        """(x, z) of the middle of the saddle's top for such a rider."""
        x, z = self.hip_m(rider)
        return (x + 0.03 * rider.girth, z - SIT_M * rider.girth)

    def crank_rad(self, distance_m: Float64) -> Float64:
        """Angle of the cranks (T,), about y; at 0 the right pedal is foremost."""
        return np.asarray(2 * math.pi * distance_m / self.turn_m, dtype=np.float64)

    def pedal_m(self, crank_rad: Float64) -> Float64:
        """(x, z) of the right pedal's axle (T, 2); the left one is half a turn on."""
        x, z = self.bottom_m
        return np.column_stack([x + self.crank_m * np.cos(crank_rad), z - self.crank_m * np.sin(crank_rad)])


def foot_pitch(crank_rad: Float64) -> Float64:
    """Pitch of the foot over a turn (T,), toes up positive: the heel drops on the way down and rises behind.

    About -7 to -27 degrees, in the range that Cavanagh and Sanderson 1986 measured of trained cyclists.
    """
    return np.asarray(np.radians(-17.0 + 10.0 * np.cos(crank_rad)), dtype=np.float64)


def ball_m(rider: Proportions) -> tuple[float, float]:
    """(x, z) of the sole below the ball of the foot, seen from the ankle."""
    return (0.42 * rider.foot_m, -rider.ankle_height_m)


def ankle_m(geometry: BicycleGeometry, rider: Proportions, crank_rad: Float64) -> Float64:
    """(x, z) of the right ankle (T, 2) while its ball of the foot is on the pedal."""
    pitch = foot_pitch(crank_rad)
    x, z = ball_m(rider)
    c, s = np.cos(pitch), np.sin(pitch)
    contact = geometry.pedal_m(crank_rad) + np.array([0.0, TREAD_M])
    return np.asarray(contact - np.column_stack([c * x - s * z, s * x + c * z]), dtype=np.float64)


GEOMETRIES: dict[BicycleKind, BicycleGeometry] = {
    "city": BicycleGeometry(
        wheel_radius_m=0.352,
        tyre_m=0.042,
        wheelbase_m=1.11,
        bottom_m=(0.46, 0.285),
        crank_m=0.170,
        seat_angle_rad=math.radians(69.5),
        head_angle_rad=math.radians(69.0),
        rake_m=0.055,
        grip_m=(0.66, 1.10),
        grip_half_m=0.275,
        lean_rad=math.radians(17.0),
        turn_m=5.2,
    ),
    "road": BicycleGeometry(
        wheel_radius_m=0.336,
        tyre_m=0.026,
        wheelbase_m=0.99,
        bottom_m=(0.405, 0.270),
        crank_m=0.1725,
        seat_angle_rad=math.radians(73.5),
        head_angle_rad=math.radians(72.5),
        rake_m=0.045,
        grip_m=(0.90, 0.965),
        grip_half_m=0.205,
        lean_rad=math.radians(46.0),
        turn_m=6.3,
    ),
    "mountain": BicycleGeometry(
        wheel_radius_m=0.368,
        tyre_m=0.058,
        wheelbase_m=1.17,
        bottom_m=(0.435, 0.320),
        crank_m=0.175,
        seat_angle_rad=math.radians(73.5),
        head_angle_rad=math.radians(67.5),
        rake_m=0.048,
        grip_m=(0.78, 1.07),
        grip_half_m=0.345,
        lean_rad=math.radians(33.0),
        turn_m=4.6,
    ),
    "child": BicycleGeometry(
        wheel_radius_m=0.253,
        tyre_m=0.044,
        wheelbase_m=0.86,
        bottom_m=(0.345, 0.245),
        crank_m=0.127,
        seat_angle_rad=math.radians(70.0),
        head_angle_rad=math.radians(69.0),
        rake_m=0.04,
        grip_m=(0.555, 0.80),
        grip_half_m=0.245,
        lean_rad=math.radians(12.0),
        turn_m=3.0,
        pedal_out_m=0.092,
    ),
}
"""Chosen within the usual ranges of such bicycles: wheels of ISO 5775-1 (622 and 406 mm rims), wheelbases, angles."""
