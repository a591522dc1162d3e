"""The vehicles that scenarios and traffic choose from, by name."""

from __future__ import annotations

from scenes.assets.hatchback import Hatchback
from scenes.assets.sedan import Sedan
from scenes.assets.van import Van
from scenes.assets.vehicle import VehicleSpec
from scenes.assets.wagon import Wagon

FLEET: dict[str, VehicleSpec] = {
    "small_car": Hatchback(
        length_m=4.3, width_m=1.79, height_m=1.48, wheelbase_m=2.58, front_overhang_m=0.84, head_lamps="halogen"
    ),
    "compact_car": Hatchback(head_lamps="halogen"),
    "sedan": Sedan(),
    "wagon": Wagon(),
    "large_sedan": Sedan(length_m=4.85, width_m=1.86, height_m=1.47, wheelbase_m=2.88, front_overhang_m=0.88),
    "small_van": Van(length_m=4.75, width_m=1.86, height_m=1.86, wheelbase_m=2.95, front_overhang_m=0.88),
    "van": Van(head_lamps="halogen"),
}
"""small_car: Euro NCAP's small obstruction vehicle (CPNCO). The others are chosen about the middles of their classes.

Few sizes, so that a street's many vehicles share few meshes.
"""
