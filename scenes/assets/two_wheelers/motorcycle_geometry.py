"""Where a motor cycle's wheels, seat, grips and foot rests are: three kinds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

MotorcycleKind = Literal["naked", "sport", "scooter"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MotorcycleGeometry:
    """Places in the machine's frame (x forward, z up, origin on the ground below the rear axle), metres.

    seat_m: (x, z) of the rider's place on the seat. grip_m: (x, z) of a grip's middle, grip_half_m to its side.
    rest_m: (x, y, z) of the left foot rest. lean_rad: how far a rider's trunk leans forward.
    """

    front_radius_m: float
    rear_radius_m: float
    front_tyre_m: float
    rear_tyre_m: float
    wheelbase_m: float
    rake_rad: float
    trail_offset_m: float
    seat_m: tuple[float, float]
    grip_m: tuple[float, float]
    grip_half_m: float
    rest_m: tuple[float, float, float]
    lean_rad: float
    length_m: float
    width_m: float
    height_m: float


GEOMETRIES: dict[MotorcycleKind, MotorcycleGeometry] = {
    "naked": MotorcycleGeometry(
        front_radius_m=0.300,
        rear_radius_m=0.317,
        front_tyre_m=0.120,
        rear_tyre_m=0.180,
        wheelbase_m=1.43,
        rake_rad=math.radians(25.0),
        trail_offset_m=0.035,
        seat_m=(0.42, 0.815),
        grip_m=(0.93, 1.05),
        grip_half_m=0.335,
        rest_m=(0.44, 0.205, 0.335),
        lean_rad=math.radians(14.0),
        length_m=2.09,
        width_m=0.80,
        height_m=1.12,
    ),
    "sport": MotorcycleGeometry(
        front_radius_m=0.300,
        rear_radius_m=0.320,
        front_tyre_m=0.120,
        rear_tyre_m=0.190,
        wheelbase_m=1.40,
        rake_rad=math.radians(24.0),
        trail_offset_m=0.030,
        seat_m=(0.36, 0.835),
        grip_m=(0.97, 0.885),
        grip_half_m=0.285,
        rest_m=(0.30, 0.19, 0.40),
        lean_rad=math.radians(47.0),
        length_m=2.05,
        width_m=0.72,
        height_m=1.14,
    ),
    "scooter": MotorcycleGeometry(
        front_radius_m=0.228,
        rear_radius_m=0.225,
        front_tyre_m=0.110,
        rear_tyre_m=0.120,
        wheelbase_m=1.30,
        rake_rad=math.radians(26.0),
        trail_offset_m=0.03,
        seat_m=(0.34, 0.775),
        grip_m=(0.86, 1.00),
        grip_half_m=0.285,
        rest_m=(0.74, 0.135, 0.285),
        lean_rad=math.radians(3.0),
        length_m=1.86,
        width_m=0.70,
        height_m=1.12,
    ),
}
"""Chosen within the data sheets of middle-class machines; tyres 120/70-17, 180/55-17 and 190/55-17, 110/70-12."""
