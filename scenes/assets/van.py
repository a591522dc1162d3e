"""A delivery van with a closed cargo body."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.vehicle import VehicleSpec
from scenes.assets.vehicle_shape import Shape

VAN_SHAPE = Shape(
    shoulder=((-1.0, 0.50), (0.8, 0.50), (1.0, 0.495), (1.35, 0.472), (1.7, 0.435), (2.0, 0.385)),
    sill=((-1.0, 0.15), (-0.6, 0.12), (-0.35, 0.095), (1.0, 0.095), (1.5, 0.095), (2.0, 0.105)),
    front_inset_m=(
        *((0.09, 0.09), (0.13, 0.03), (0.16, 0.0), (0.23, 0.0), (0.26, 0.03), (0.32, 0.07)),
        *((0.40, 0.14), (0.48, 0.20)),
    ),
    rear_inset_m=((0.12, 0.05), (0.15, 0.0), (0.22, 0.0), (0.235, 0.03), (0.50, 0.035)),
    side_inset_m=((0.09, 0.05), (0.13, 0.02), (0.20, 0.0), (0.30, 0.0), (0.32, 0.008), (0.40, 0.008), (0.50, 0.02)),
    roof_drop_m=((-1.0, 0.04), (-0.6, 0.01), (0.1, 0.0), (0.5, 0.0), (0.75, 0.03), (0.9, 0.09)),
    cabin_front=1.46,
    cabin_rear=-0.955,
    roof_front=0.89,
    roof_rear=-0.90,
    cabin_inset_m=0.035,
    roof_inset_m=0.20,
    roof_crown_m=0.05,
    hood_crown_m=0.03,
    edge_radius_m=0.035,
    nose_power=11.0,
    tail_power=40.0,
    flank_power=3.4,
    pillar_lean=0.42,
    cabin_nose_power=12.0,
    cabin_tail_power=50.0,
    cabin_flank_power=2.8,
    side_glass=((0.045, 0.235),),
    rear_glass=(0.06, 0.72),
    cabin_gaps=(0.56, 0.17),
    rear_seams=(0.0,),
    glass_levels=(0.06, 0.62),
    doors=(0.87, 0.56, 0.17),
    rows=(0.0, 0.16, 0.36, 0.56, 0.78, 1.0),
    head_lamp=(0.58, 0.325, 0.40),
    tail_lamp=(0.84, 0.27, 0.47),
    grille=(0.50, 0.285, 0.335),
    intake=(0.66, 0.125, 0.175),
    front_plate=0.20,
    rear_plate=0.26,
    rear_bumper=0.225,
    handle=0.42,
    mirror_m=(0.17, 0.22, 0.32),
)
"""Proportions of a panel van with a short hood. Chosen: side views of current delivery vans, no particular make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Van(VehicleSpec):
    """A delivery van. Defaults: the medium length of the European 3-tonne class, 215/65 R16 tyres."""

    length_m: float = 5.4
    width_m: float = 1.98
    height_m: float = 2.3
    wheelbase_m: float = 3.3
    front_overhang_m: float = 0.95
    wheel_radius_m: float = 0.343
    tyre_width_m: float = 0.215

    def shape(self) -> Shape:
        """Proportions."""
        return VAN_SHAPE

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.van"
