"""Coupes: two doors, low, with a roof that falls to the tail."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.style import CarStyle

COUPE = CarStyle(
    length_m=(4.3, 4.75),
    width_m=(1.79, 1.9),
    height_m=(1.28, 1.38),
    wheelbase_m=(2.5, 2.8),
    front_overhang_m=(0.84, 0.94),
    wheel_radius_m=(0.325, 0.35),
    tyre_width_m=(0.225, 0.265),
    clearance_m=(0.12, 0.14),
    nose_z_m=(0.66, 0.7),
    cowl_back_m=(0.55, 0.72),
    cowl_z_m=(0.9, 0.94),
    screen_deg=(25, 28),
    roof_back_m=(-0.05, 0.12),
    roof_drop_m=(0.06, 0.09),
    back_deg=(19, 25),
    base_z_m=(0.96, 1.0),
    tail_rise_m=(-0.02, 0.02),
    belt_z_m=(0.86, 0.9),
    rail_share=(0.6, 0.64),
    glass_end=(0.5, 0.02),
    doors=1,
    panes=2,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupe(VehicleSpec):
    """Coupes: two doors, low, with a roof that falls to the tail."""

    def style(self) -> CarStyle:
        """What they have in common."""
        return COUPE
