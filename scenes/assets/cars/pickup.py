"""Double-cab pickups with a load bed; trucks, as nuScenes defines them."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.style import CarStyle

PICKUP = CarStyle(
    length_m=(5.2, 5.4),
    width_m=(1.83, 1.92),
    height_m=(1.76, 1.84),
    wheelbase_m=(3.05, 3.25),
    front_overhang_m=(0.88, 0.96),
    wheel_radius_m=(0.37, 0.395),
    tyre_width_m=(0.245, 0.265),
    clearance_m=(0.25, 0.29),
    nose_z_m=(1.02, 1.1),
    cowl_back_m=(0.55, 0.68),
    cowl_z_m=(1.24, 1.29),
    screen_deg=(33, 37),
    roof_back_m=(-0.78, -0.66),
    roof_drop_m=(0.06, 0.09),
    back_deg=(72, 80),
    base_z_m=(1.2, 1.26),
    tail_rise_m=(-0.02, 0.0),
    belt_z_m=(1.16, 1.2),
    belt_rise_m=(0.02, 0.05),
    rail_share=(0.7, 0.74),
    nose_bow_m=(0.26, 0.34),
    tail_bow_m=(0.05, 0.07),
    bow_power=(3.5, 5),
    tail_lean_m=(0.0, 0.02),
    glass_end=(0.12, 0.1),
    panes=2,
    cladding_m=0.1,
    rear="bed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup(VehicleSpec):
    """Double-cab pickups with a load bed; trucks, as nuScenes defines them."""

    def style(self) -> CarStyle:
        """What they have in common."""
        return PICKUP

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.truck"
