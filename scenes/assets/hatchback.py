"""A small hatchback."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenes.assets.sedan import SEDAN_SHAPE
from scenes.assets.vehicle import VehicleSpec
from scenes.assets.vehicle_shape import Shape

HATCHBACK_SHAPE = replace(
    SEDAN_SHAPE,
    shoulder=(
        *((-1.0, 0.635), (-0.8, 0.645), (-0.3, 0.648), (0.2, 0.642), (0.6, 0.632), (0.85, 0.625)),
        *((1.0, 0.61), (1.4, 0.575), (1.75, 0.525), (2.0, 0.48)),
    ),
    rear_inset_m=((0.16, 0.07), (0.22, 0.02), (0.28, 0.0), (0.37, 0.0), (0.40, 0.025), (0.55, 0.05), (0.65, 0.075)),
    roof_drop_m=((-0.7, 0.10), (-0.4, 0.055), (0.0, 0.02), (0.36, 0.0), (0.42, 0.0), (0.55, 0.02), (0.68, 0.06)),
    cabin_front=0.97,
    cabin_rear=-0.86,
    roof_front=0.60,
    roof_rear=-0.56,
    cabin_inset_m=0.085,
    roof_inset_m=0.29,
    tail_power=18.0,
    pillar_lean=0.6,
    cabin_tail_power=12.0,
    side_glass=((0.07, 0.46), (0.48, 0.77)),
    rear_glass=(0.0, 0.75),
    doors=(0.83, 0.42, 0.17),
    head_lamp=(0.56, 0.42, 0.52),
    tail_lamp=(0.62, 0.46, 0.60),
    grille=(0.50, 0.39, 0.435),
    rear_plate=0.43,
    rear_bumper=0.385,
)
"""Proportions of a supermini with a steep tailgate. Chosen: side views of current small cars, no particular make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hatchback(VehicleSpec):
    """A small car with five doors. Defaults: the middle of the European supermini class, 195/55 R16 tyres."""

    length_m: float = 4.05
    width_m: float = 1.75
    height_m: float = 1.47
    wheelbase_m: float = 2.56
    front_overhang_m: float = 0.82
    wheel_radius_m: float = 0.310
    tyre_width_m: float = 0.195

    def shape(self) -> Shape:
        """Proportions."""
        return HATCHBACK_SHAPE

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.car"
