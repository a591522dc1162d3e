"""Sedans of the C to E segments: three boxes, four doors."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.style import CarStyle

SEDAN = CarStyle(
    length_m=(4.45, 4.95),
    width_m=(1.77, 1.88),
    height_m=(1.42, 1.48),
    wheelbase_m=(2.65, 2.95),
    front_overhang_m=(0.82, 0.92),
    wheel_radius_m=(0.315, 0.345),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sedan(VehicleSpec):
    """Sedans of the C to E segments: three boxes, four doors."""

    def style(self) -> CarStyle:
        """What they have in common."""
        return SEDAN
