"""Minivans: one and a half boxes, three rows of seats."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.style import CarStyle

MINIVAN = CarStyle(
    length_m=(4.3, 4.95),
    width_m=(1.78, 1.9),
    height_m=(1.62, 1.78),
    wheelbase_m=(2.68, 2.95),
    front_overhang_m=(0.84, 0.94),
    wheel_radius_m=(0.315, 0.345),
    nose_z_m=(0.8, 0.86),
    cowl_back_m=(0.02, 0.16),
    cowl_z_m=(1.08, 1.14),
    roof_back_m=(0.62, 0.76),
    roof_drop_m=(0.06, 0.09),
    back_deg=(66, 76),
    base_z_m=(1.1, 1.16),
    tail_rise_m=(-0.06, -0.03),
    belt_z_m=(1.0, 1.05),
    belt_rise_m=(0, 0.05),
    rail_share=(0.68, 0.73),
    tail_lean_m=(0.07, 0.11),
    glass_end=(0.2, 0.16),
    rows=3,
    rear="hatch",
    tail_bow_m=(0.18, 0.26),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Minivan(VehicleSpec):
    """Minivans: one and a half boxes, three rows of seats."""

    def style(self) -> CarStyle:
        """What they have in common."""
        return MINIVAN
