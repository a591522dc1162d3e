"""The vehicles that scenarios and traffic choose from, by name, and the different ones that a name stands for."""

from __future__ import annotations

from dataclasses import replace

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.city_car import CityCar
from scenes.assets.cars.convertible import Convertible
from scenes.assets.cars.coupe import Coupe
from scenes.assets.cars.hatchback import Hatchback
from scenes.assets.cars.minivan import Minivan
from scenes.assets.cars.pickup import Pickup
from scenes.assets.cars.police_car import PoliceCar
from scenes.assets.cars.sedan import Sedan
from scenes.assets.cars.suv import Suv
from scenes.assets.cars.van import Van
from scenes.assets.cars.wagon import Wagon

FLEET: dict[str, VehicleSpec] = {
    "small_car": Hatchback(
        seed=1,
        length_m=4.3,
        width_m=1.79,
        height_m=1.48,
        wheelbase_m=2.58,
        front_overhang_m=0.84,
        wheel_radius_m=0.31,
        tyre_width_m=0.195,
        head_lamps="halogen",
    ),
    "compact_car": Hatchback(
        seed=2,
        length_m=4.05,
        width_m=1.75,
        height_m=1.47,
        wheelbase_m=2.56,
        front_overhang_m=0.82,
        head_lamps="halogen",
    ),
    "city_car": CityCar(head_lamps="halogen"),
    "sedan": Sedan(
        length_m=4.5,
        width_m=1.80,
        height_m=1.45,
        wheelbase_m=2.70,
        front_overhang_m=0.86,
        wheel_radius_m=0.316,
        tyre_width_m=0.205,
    ),
    "wagon": Wagon(length_m=4.65, width_m=1.82, height_m=1.49, wheelbase_m=2.72, front_overhang_m=0.88),
    "large_sedan": Sedan(seed=3, length_m=4.85, width_m=1.86, height_m=1.47, wheelbase_m=2.88, front_overhang_m=0.88),
    "suv": Suv(),
    "coupe": Coupe(),
    "convertible": Convertible(),
    "minivan": Minivan(),
    "pickup": Pickup(),
    "small_van": Van(length_m=4.75, width_m=1.86, height_m=1.86, wheelbase_m=2.95, front_overhang_m=0.88),
    "van": Van(length_m=5.4, width_m=1.98, height_m=2.3, wheelbase_m=3.3, front_overhang_m=0.95, head_lamps="halogen"),
    "police_car": PoliceCar(),
}
"""small_car: Euro NCAP's small obstruction vehicle (CPNCO). The others: chosen, middles of their classes."""
_OWN_SIZE = ("sedan", "wagon", "large_sedan", "compact_car")


def fleet_car(name: str, variant: int = 0) -> VehicleSpec:
    """A vehicle of the fleet: as it is listed for variant 0, else another of its kind that is drawn by the number.

    Sizes that define a name (the small car of a test, the vans) stay; everyday cars have their own.
    """
    listed = FLEET[name]
    if variant == 0:
        return listed
    other = replace(listed, seed=1000 + variant)
    return other.of_any_size() if name in _OWN_SIZE else other
