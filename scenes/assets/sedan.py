"""A mid-size sedan, whose shape is also the start for other passenger cars."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.vehicle import VehicleSpec
from scenes.assets.vehicle_shape import Shape

SEDAN_SHAPE = Shape(
    shoulder=(
        *((-1.0, 0.66), (-0.9, 0.672), (-0.5, 0.672), (0.2, 0.662), (0.6, 0.652), (0.85, 0.642)),
        *((1.0, 0.62), (1.4, 0.575), (1.8, 0.515), (2.0, 0.475)),
    ),
    sill=((-1.0, 0.19), (-0.6, 0.16), (-0.35, 0.125), (1.0, 0.12), (1.5, 0.12), (2.0, 0.135)),
    front_inset_m=(
        *((0.12, 0.10), (0.17, 0.05), (0.24, 0.008), (0.28, 0.0), (0.36, 0.0), (0.38, 0.012)),
        *((0.44, 0.04), (0.50, 0.07)),
    ),
    rear_inset_m=((0.16, 0.09), (0.22, 0.03), (0.30, 0.0), (0.40, 0.0), (0.43, 0.02), (0.55, 0.045), (0.66, 0.06)),
    side_inset_m=(
        *((0.11, 0.075), (0.16, 0.04), (0.25, 0.01), (0.34, 0.0), (0.42, 0.0)),
        *((0.52, 0.003), (0.535, 0.006), (0.56, 0.02), (0.62, 0.035), (0.68, 0.05)),
    ),
    roof_drop_m=((-0.1, 0.075), (0.1, 0.03), (0.34, 0.0), (0.40, 0.0), (0.54, 0.02), (0.65, 0.06)),
    cabin_front=0.907,
    cabin_rear=-0.66,
    roof_front=0.537,
    roof_rear=0.044,
    cabin_inset_m=0.10,
    roof_inset_m=0.33,
    roof_crown_m=0.045,
    hood_crown_m=0.03,
    edge_radius_m=0.045,
    nose_power=9.0,
    tail_power=11.0,
    flank_power=2.9,
    pillar_lean=0.65,
    cabin_nose_power=10.0,
    cabin_tail_power=9.0,
    cabin_flank_power=2.3,
    side_glass=((0.07, 0.45), (0.475, 0.78), (0.80, 0.88)),
    rear_glass=(0.0, 0.8),
    cabin_gaps=(),
    rear_seams=(),
    glass_levels=(0.10, 0.88),
    doors=(0.80, 0.42, 0.16),
    rows=(0.0, 0.13, 0.32, 0.56, 0.80, 1.0),
    head_lamp=(0.52, 0.40, 0.52),
    tail_lamp=(0.50, 0.49, 0.61),
    grille=(0.45, 0.375, 0.44),
    intake=(0.68, 0.17, 0.245),
    front_plate=0.28,
    rear_plate=0.47,
    rear_bumper=0.42,
    handle=0.56,
    mirror_m=(0.17, 0.23, 0.15),
)
"""Proportions of a family sedan. Chosen: side views of current mid-size cars, no particular make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sedan(VehicleSpec):
    """A sedan with four doors. Defaults: the middle of the European mid-size class, 205/55 R16 tyres."""

    length_m: float = 4.5
    width_m: float = 1.80
    height_m: float = 1.45
    wheelbase_m: float = 2.70
    front_overhang_m: float = 0.86
    wheel_radius_m: float = 0.316
    tyre_width_m: float = 0.205

    def shape(self) -> Shape:
        """Proportions."""
        return SEDAN_SHAPE

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.car"
