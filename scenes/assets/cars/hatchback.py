"""Hatchbacks of the B and C segments: two boxes, four doors and a tailgate."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.style import CarStyle

HATCHBACK = CarStyle(
    length_m=(3.95, 4.4),
    width_m=(1.73, 1.81),
    height_m=(1.43, 1.5),
    wheelbase_m=(2.5, 2.66),
    front_overhang_m=(0.8, 0.88),
    wheel_radius_m=(0.305, 0.33),
    nose_z_m=(0.73, 0.79),
    cowl_back_m=(0.28, 0.42),
    cowl_z_m=(0.97, 1.03),
    screen_deg=(28, 32),
    roof_back_m=(0.38, 0.5),
    roof_drop_m=(0.06, 0.09),
    back_deg=(52, 64),
    base_z_m=(1.02, 1.08),
    tail_rise_m=(-0.06, -0.03),
    belt_rise_m=(0.05, 0.11),
    tail_lean_m=(0.07, 0.12),
    glass_end=(0.22, 0.16),
    rear="hatch",
    tail_bow_m=(0.18, 0.26),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hatchback(VehicleSpec):
    """Hatchbacks of the B and C segments: two boxes, four doors and a tailgate."""

    def style(self) -> CarStyle:
        """What they have in common."""
        return HATCHBACK
