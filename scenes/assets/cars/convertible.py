"""Open cars with two doors and a folded soft top."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.style import CarStyle

CONVERTIBLE = CarStyle(
    length_m=(4.0, 4.6),
    width_m=(1.74, 1.86),
    height_m=(1.26, 1.38),
    wheelbase_m=(2.45, 2.72),
    front_overhang_m=(0.84, 0.92),
    wheel_radius_m=(0.31, 0.34),
    tyre_width_m=(0.215, 0.245),
    clearance_m=(0.13, 0.15),
    nose_z_m=(0.67, 0.71),
    cowl_back_m=(0.55, 0.72),
    cowl_z_m=(0.9, 0.94),
    screen_deg=(27, 30),
    roof_back_m=(0.0, 0.12),
    roof_drop_m=(0.06, 0.09),
    back_deg=(55, 65),
    base_z_m=(0.94, 0.98),
    tail_rise_m=(-0.02, 0.02),
    belt_z_m=(0.86, 0.9),
    rail_share=(0.6, 0.64),
    glass_end=(0.5, 0.02),
    doors=1,
    panes=2,
    roof="open",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convertible(VehicleSpec):
    """Open cars with two doors and a folded soft top."""

    def style(self) -> CarStyle:
        """What they have in common."""
        return CONVERTIBLE

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.car"
