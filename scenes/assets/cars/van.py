"""Delivery vans: a short bonnet before a box without windows."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.style import CarStyle

VAN = CarStyle(
    length_m=(4.95, 5.9),
    width_m=(1.92, 2.05),
    height_m=(1.92, 2.5),
    wheelbase_m=(3.0, 3.7),
    front_overhang_m=(0.92, 1.02),
    wheel_radius_m=(0.33, 0.35),
    tyre_width_m=(0.205, 0.235),
    clearance_m=(0.19, 0.22),
    nose_z_m=(0.98, 1.06),
    cowl_back_m=(-0.22, -0.08),
    cowl_z_m=(1.26, 1.34),
    screen_deg=(38, 44),
    roof_back_m=(3.0, 3.0),
    roof_drop_m=(0.04, 0.06),
    back_deg=(84, 88),
    base_z_m=(1.25, 1.3),
    tail_rise_m=(-0.05, -0.03),
    belt_z_m=(1.15, 1.2),
    belt_rise_m=(0, 0.02),
    rail_share=(0.86, 0.89),
    roof_taper_share=(0, 0.01),
    nose_bow_m=(0.3, 0.36),
    tail_bow_m=(0.06, 0.1),
    bow_power=(3.5, 5),
    tail_lean_m=(0.04, 0.07),
    glass_end=(0.2, 0.16),
    rows=1,
    rear="cargo",
    shoulder_m=(0.022, 0.02),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Van(VehicleSpec):
    """Delivery vans: a short bonnet before a box without windows."""

    def style(self) -> CarStyle:
        """What they have in common."""
        return VAN

    def semantic(self) -> str:
        """Class name in the ontology."""
        return "vehicle.van"
