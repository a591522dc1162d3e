"""Vehicles of ours for vehicles of files: cars of a size, trucks and buses of a length, two-wheelers with riders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from scenes.asset import AssetSpec
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.city_car import CityCar
from scenes.assets.cars.convertible import Convertible
from scenes.assets.cars.coupe import Coupe
from scenes.assets.cars.hatchback import Hatchback
from scenes.assets.cars.minivan import Minivan
from scenes.assets.cars.paint import PAINTS
from scenes.assets.cars.pickup import Pickup
from scenes.assets.cars.police_car import PoliceCar
from scenes.assets.cars.sedan import Sedan
from scenes.assets.cars.suv import Suv
from scenes.assets.cars.van import Van
from scenes.assets.cars.wagon import Wagon
from scenes.assets.heavy.ambulance import Ambulance
from scenes.assets.heavy.bus import ArticulatedBus, CityBus
from scenes.assets.heavy.caravan import Caravan, CarTrailer
from scenes.assets.heavy.coach import Coach
from scenes.assets.heavy.excavator import WheeledExcavator
from scenes.assets.heavy.farm_tractor import FarmTractor
from scenes.assets.heavy.fire_engine import FireEngine
from scenes.assets.heavy.fleet import HEAVY
from scenes.assets.heavy.rigid_truck import RigidTruck
from scenes.assets.heavy.semi_trailer import SemiTrailer, TractorUnit
from scenes.assets.heavy.vehicle import HeavySpec
from scenes.assets.two_wheelers.bicycle import Bicycle
from scenes.assets.two_wheelers.kick_scooter import KickScooter
from scenes.assets.two_wheelers.motorcycle import Motorcycle
from scenes.assets.two_wheelers.riders import BicycleRider, KickScooterRider, MotorcycleRider
from scenes.errors import SceneError
from scenes.material import Material
from scenes.openscenario.entities import Entity

Looks = tuple[tuple[str, Material], ...]
CARS: tuple[type[VehicleSpec], ...] = (Hatchback, CityCar, Sedan, Wagon, Suv, Minivan, Van)
"""Everyday cars, which are chosen by size."""
NAMED: Mapping[str, type[VehicleSpec]] = MappingProxyType(
    {
        **{"police": PoliceCar, "pickup": Pickup, "suv": Suv, "coupe": Coupe, "sports": Coupe, "roadster": Convertible},
        **{"convertible": Convertible, "cabrio": Convertible, "minivan": Minivan, "mpv": Minivan, "wagon": Wagon},
        **{"estate": Wagon, "sedan": Sedan, "limousine": Sedan, "hatchback": Hatchback},
        **{"van": Van, "transporter": Van, "sprinter": Van},
    }
)
"""By words in an entity's name, model or role."""
COLORS: Mapping[str, str] = MappingProxyType(
    {"white": "white", "red": "red", "blue": "blue", "yellow": "yellow", "green": "green", "black": "black"}
    | {"silver": "silver", "grey": "grey", "gray": "grey", "orange": "orange", "brown": "brown", "beige": "beige"}
)
TRUCKS: Mapping[str, Callable[..., HeavySpec]] = MappingProxyType(
    {"fire": FireEngine, "ambulance": Ambulance, "tractor": TractorUnit, "semi": TractorUnit}
)
"""By words, too."""
BEYOND = 0.06
"""Chosen: cars may be that share longer, wider or higher than those sold, as sizes of files often hold mirrors."""
TRIES = 16
"""Chosen: every fifth car or so has something on its roof."""
TRUCK_M, BUS_M, COACH_M = (6.2, 12.0), (10.4, 12.2), (11.7, 13.1)
"""Lengths that are built; Directive 96/53/EC allows rigid trucks 12 m."""


def vehicle(entity: Entity, rng: np.random.Generator) -> tuple[AssetSpec, Looks]:
    """A vehicle with a driver, and its paint where its name says one. Raises SceneError for trains and trams."""
    seed, category = int(rng.integers(2**31)), entity.category
    if category in ("train", "tram"):
        raise SceneError(f"entity '{entity.name}': there is no {category} among our vehicles")
    if category in ("car", "van") or (category == "truck" and entity.box.length_m < TRUCK_M[0] and _is_van(entity)):
        car = _car(entity, seed)
        return car, _paint(entity, car)
    return _heavy(entity, seed), ()


def ridden(entity: Entity, rng: np.random.Generator) -> tuple[AssetSpec, AssetSpec]:
    """A two-wheeler and its rider."""
    tall = round(float(rng.uniform(1.66, 1.84)), 2)
    if entity.category == "standupscooter":
        scooter = KickScooter()
        return scooter, KickScooterRider(height_m=tall, scooter=scooter)
    if entity.category == "motorbike":
        small = entity.box.length_m < 1.95 or "scooter" in _words(entity)
        machine = Motorcycle(kind="scooter" if small else ("naked", "sport")[int(rng.integers(2))])
        return machine, MotorcycleRider(height_m=tall, machine=machine)
    if entity.box.length_m < 1.5:
        bicycle = Bicycle(kind="child", rider_height_m=1.25)
        return bicycle, BicycleRider(height_m=1.25, bicycle=bicycle, clothing="trousers_tshirt")
    bicycle = Bicycle(kind="city" if entity.box.length_m < 1.86 else "mountain", rider_height_m=tall)
    return bicycle, BicycleRider(height_m=tall, bicycle=bicycle)


def _words(entity: Entity) -> frozenset[str]:
    """Where hints stand: the entry's name, model and role, not the entity's own name, which tells its part."""
    text = f"{entity.entry} {entity.model} {entity.role}".lower()
    return frozenset("".join(c if c.isalpha() else " " for c in text).split())


def _is_van(entity: Entity) -> bool:
    return entity.box.width_m < 2.2 and entity.box.height_m < 2.9 and "tractor" not in _words(entity)


def _car(entity: Entity, seed: int) -> VehicleSpec:
    """The car whose sizes are nearest, with the file's sizes as far as cars go."""
    words = _words(entity)
    named = [kind for word, kind in NAMED.items() if word in words]
    kinds = (Van,) if entity.category in ("van", "truck") else (named[0],) if named else CARS
    kind = min(kinds, key=lambda one: _misfit(one(), entity))
    style, box = kind().style(), entity.box
    length = _within(box.length_m, style.length_m)
    base = _within(entity.wheelbase_m or sum(style.wheelbase_m) / 2, style.wheelbase_m)
    # The middle of the box is where the file has it, as far as overhangs go.
    front = _within(box.x_m + length / 2 - base, style.front_overhang_m, 0.15)
    car = kind(
        seed=seed,
        driver="seated",
        length_m=length,
        width_m=_within(box.width_m, style.width_m),
        height_m=_within(box.height_m, style.height_m),
        wheelbase_m=base,
        front_overhang_m=front,
    )
    # A box on the roof would make it higher than asked.
    others = (replace(car, seed=seed + k) for k in range(TRIES))
    return next((other for other in others if other.nominal().height_m < other.size().height_m + 0.1), car)


def _misfit(car: VehicleSpec, entity: Entity) -> float:
    """How far an entity's sizes lie outside those of a style, as shares; heights count most: they tell a van."""
    style, box = car.style(), entity.box
    pairs = (
        (box.length_m, style.length_m, 1.0),
        (box.width_m, style.width_m, 0.5),
        (box.height_m, style.height_m, 2.0),
    )
    total = 0.0
    for size, (low, high), weight in pairs:
        outside = max(low * (1.0 - BEYOND) - size, size - high * (1.0 + BEYOND), 0.0)
        total += weight * (outside + 0.1 * abs(size - (low + high) / 2)) / size
    return total


def _within(size: float, reach: tuple[float, float], beyond: float = BEYOND) -> float:
    return min(max(size, reach[0] * (1.0 - beyond)), reach[1] * (1.0 + beyond))


def _paint(entity: Entity, car: VehicleSpec) -> Looks:
    """The paint that the entry's name or model says, as far as the car has one of its own."""
    words = _words(entity)
    found = [color for word, color in COLORS.items() if word in words]
    if not found or isinstance(car, PoliceCar):
        return ()
    return ((car.paint_name(), next(material for name, _, material in PAINTS if name == found[0])),)


def _heavy(entity: Entity, seed: int) -> HeavySpec:
    if entity.category == "bus":
        return _bus(entity, seed)
    if entity.category in ("trailer", "semitrailer"):
        return _trailer(entity, seed)
    return _truck(entity, seed)


def _truck(entity: Entity, seed: int) -> HeavySpec:
    words = _words(entity)
    if entity.category == "workMachine":
        return replace(FarmTractor() if "tractor" in words else WheeledExcavator(), seed=seed, driver="seated")
    for word, kind in TRUCKS.items():
        if word in words:
            return kind(seed=seed, driver="seated")
    if entity.box.length_m < 8.0:
        return replace(HEAVY["small_box_truck"], seed=seed, driver="seated")
    return _stretched(RigidTruck(seed=seed, driver="seated"), entity, TRUCK_M)


def _bus(entity: Entity, seed: int) -> HeavySpec:
    if entity.box.length_m >= 16.0:
        return ArticulatedBus(seed=seed, driver="seated")
    if "coach" in _words(entity) or entity.box.length_m > BUS_M[1]:
        return _stretched(Coach(seed=seed, driver="seated"), entity, COACH_M)
    return _stretched(CityBus(seed=seed, driver="seated"), entity, BUS_M)


def _trailer(entity: Entity, seed: int) -> HeavySpec:
    if entity.box.length_m > 8.0:
        return SemiTrailer(seed=seed)
    return replace(Caravan() if entity.box.height_m > 2.0 else CarTrailer(), seed=seed)


def _stretched(spec: HeavySpec, entity: Entity, reach: tuple[float, float]) -> HeavySpec:
    """The vehicle at the file's length as far as it is built; what is longer lies mostly between the axles."""
    more = min(max(entity.box.length_m, reach[0]), reach[1]) - spec.length_m
    return replace(spec, length_m=spec.length_m + more, wheelbase_m=spec.wheelbase_m + 0.62 * more)
