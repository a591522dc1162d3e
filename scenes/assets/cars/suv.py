"""Sport utility vehicles: high on large wheels, with cladding round the lower edge."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.style import CarStyle

SUV = CarStyle(
    length_m=(4.3, 4.9),
    width_m=(1.8, 1.93),
    height_m=(1.6, 1.75),
    wheelbase_m=(2.6, 2.9),
    front_overhang_m=(0.82, 0.92),
    wheel_radius_m=(0.345, 0.38),
    tyre_width_m=(0.215, 0.255),
    clearance_m=(0.2, 0.24),
    nose_z_m=(0.9, 0.99),
    cowl_back_m=(0.34, 0.48),
    cowl_z_m=(1.12, 1.18),
    screen_deg=(31, 36),
    roof_back_m=(0.55, 0.68),
    roof_drop_m=(0.07, 0.1),
    back_deg=(56, 68),
    base_z_m=(1.18, 1.25),
    tail_rise_m=(-0.06, -0.03),
    belt_z_m=(1.05, 1.1),
    nose_bow_m=(0.36, 0.46),
    bow_power=(3, 4),
    tail_lean_m=(0.07, 0.12),
    glass_end=(0.28, 0.2),
    cladding_m=0.12,
    rear="hatch",
    tail_bow_m=(0.18, 0.26),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suv(VehicleSpec):
    """Sport utility vehicles: high on large wheels, with cladding round the lower edge."""

    def style(self) -> CarStyle:
        """What they have in common."""
        return SUV
