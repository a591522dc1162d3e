"""City cars of the A segment: short, narrow and high."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.style import CarStyle

CITY_CAR = CarStyle(
    length_m=(3.45, 3.75),
    width_m=(1.62, 1.7),
    height_m=(1.46, 1.56),
    wheelbase_m=(2.3, 2.46),
    front_overhang_m=(0.66, 0.74),
    wheel_radius_m=(0.28, 0.3),
    tyre_width_m=(0.165, 0.185),
    nose_z_m=(0.76, 0.82),
    cowl_back_m=(0.12, 0.24),
    cowl_z_m=(1.0, 1.06),
    screen_deg=(34, 40),
    roof_back_m=(0.34, 0.46),
    back_deg=(66, 76),
    base_z_m=(1.02, 1.08),
    tail_rise_m=(-0.06, -0.03),
    nose_bow_m=(0.34, 0.44),
    tail_lean_m=(0.08, 0.12),
    glass_end=(0.14, 0.12),
    rear="hatch",
    tail_bow_m=(0.12, 0.18),
    bow_power=(3.0, 4.0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CityCar(VehicleSpec):
    """City cars of the A segment: short, narrow and high."""

    def style(self) -> CarStyle:
        """What they have in common."""
        return CITY_CAR
