"""A wagon: the sedan with its roof drawn out to the tail."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenes.assets.sedan import SEDAN_SHAPE
from scenes.assets.vehicle import VehicleSpec
from scenes.assets.vehicle_shape import Shape

WAGON_SHAPE = replace(
    SEDAN_SHAPE,
    shoulder=(
        *((-1.0, 0.635), (-0.8, 0.65), (-0.3, 0.652), (0.2, 0.648), (0.6, 0.638), (0.85, 0.63)),
        *((1.0, 0.61), (1.4, 0.565), (1.8, 0.505), (2.0, 0.465)),
    ),
    rear_inset_m=((0.16, 0.08), (0.22, 0.02), (0.29, 0.0), (0.38, 0.0), (0.41, 0.025), (0.55, 0.05), (0.65, 0.07)),
    roof_drop_m=((-0.8, 0.10), (-0.5, 0.06), (0.0, 0.02), (0.34, 0.0), (0.42, 0.0), (0.54, 0.02), (0.65, 0.06)),
    cabin_rear=-0.89,
    roof_rear=-0.62,
    cabin_inset_m=0.09,
    roof_inset_m=0.31,
    pillar_lean=0.5,
    cabin_tail_power=14.0,
    side_glass=((0.06, 0.37), (0.39, 0.645), (0.67, 0.90)),
    rear_glass=(0.0, 0.78),
    tail_lamp=(0.60, 0.47, 0.60),
    rear_plate=0.44,
    rear_bumper=0.395,
)
"""Proportions of a family wagon. Chosen: side views of current mid-size cars, no particular make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wagon(VehicleSpec):
    """A wagon with five doors. Defaults: the middle of the European mid-size class, 215/55 R17 tyres."""

    length_m: float = 4.65
    width_m: float = 1.82
    height_m: float = 1.49
    wheelbase_m: float = 2.72
    front_overhang_m: float = 0.88
    wheel_radius_m: float = 0.334
    tyre_width_m: float = 0.215

    def shape(self) -> Shape:
        """Proportions."""
        return WAGON_SHAPE

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.car"
