"""Open cars with two doors and a folded soft top."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.coupe import COUPE
from scenes.assets.cars.style import CarStyle

CONVERTIBLE = replace(
    COUPE,
    length_m=(4.0, 4.6),
    width_m=(1.74, 1.86),
    height_m=(1.26, 1.38),
    wheelbase_m=(2.45, 2.72),
    front_overhang_m=(0.84, 0.92),
    wheel_radius_m=(0.31, 0.34),
    tyre_width_m=(0.215, 0.245),
    clearance_m=(0.13, 0.15),
    nose_z_m=(0.67, 0.71),
    screen_deg=(27, 30),
    roof_back_m=(0.0, 0.12),
    back_deg=(55, 65),
    base_z_m=(0.94, 0.98),
    roof="open",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Convertible(VehicleSpec):
    """Open cars with two doors and a folded soft top."""

    def style(self) -> CarStyle:
        """What they have in common."""
        return CONVERTIBLE
