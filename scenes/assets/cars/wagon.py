"""Estate cars: a sedan's front, a long roof and a tailgate."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.style import CarStyle

WAGON = CarStyle(
    length_m=(4.55, 4.95),
    width_m=(1.77, 1.88),
    height_m=(1.45, 1.52),
    wheelbase_m=(2.68, 2.95),
    front_overhang_m=(0.82, 0.92),
    wheel_radius_m=(0.315, 0.345),
    roof_back_m=(0.68, 0.8),
    roof_drop_m=(0.07, 0.1),
    back_deg=(46, 60),
    base_z_m=(1.02, 1.07),
    tail_rise_m=(-0.06, -0.03),
    roof_taper_share=(0.04, 0.08),
    tail_lean_m=(0.07, 0.12),
    glass_end=(0.3, 0.2),
    rear="hatch",
    tail_bow_m=(0.18, 0.26),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wagon(VehicleSpec):
    """Estate cars: a sedan's front, a long roof and a tailgate."""

    def style(self) -> CarStyle:
        """What they have in common."""
        return WAGON
