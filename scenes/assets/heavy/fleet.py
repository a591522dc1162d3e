"""Heavy and special vehicles by name, for scenarios and traffic: as they are by default, varied, and coupled."""

from __future__ import annotations

from dataclasses import dataclass, replace

from scenes.assets.cars.car import VehicleSpec
from scenes.assets.cars.fleet import FLEET
from scenes.assets.heavy.ambulance import Ambulance, ParcelVan
from scenes.assets.heavy.bus import ArticulatedBus, CityBus
from scenes.assets.heavy.caravan import Caravan, CarTrailer
from scenes.assets.heavy.coach import Coach
from scenes.assets.heavy.excavator import WheeledExcavator
from scenes.assets.heavy.farm_tractor import FarmTractor
from scenes.assets.heavy.fire_engine import FireEngine
from scenes.assets.heavy.refuse_truck import RefuseTruck
from scenes.assets.heavy.rigid_truck import RigidTruck
from scenes.assets.heavy.semi_trailer import SemiTrailer, TractorUnit
from scenes.assets.heavy.vehicle import HeavySpec
from scenes.assets.heavy.wheel_loader import TandemRoller, WheelLoader
from scenes.errors import UnknownName
from scenes.streams import stream

HEAVY: dict[str, HeavySpec] = {
    "box_truck": RigidTruck(),
    "small_box_truck": RigidTruck(
        length_m=7.1, width_m=2.30, height_m=3.25, wheelbase_m=4.0, front_overhang_m=1.25, wheel_radius_m=0.41,
        tyre_width_m=0.235, floor_m=0.95, cab_m=1.70,
    ),
    "curtain_truck": RigidTruck(body="curtain"),
    "flatbed_truck": RigidTruck(body="flatbed", height_m=2.95),
    "tipper_truck": RigidTruck(body="tipper", length_m=7.9, wheelbase_m=4.2, bogie_m=1.35, height_m=2.95, floor_m=1.12),
    "tractor_unit": TractorUnit(),
    "trailer_box": SemiTrailer(body="box"),
    "trailer_curtain": SemiTrailer(body="curtain"),
    "trailer_tank": SemiTrailer(body="tank", length_m=12.2, wheelbase_m=6.9, front_overhang_m=1.3, height_m=3.6),
    "trailer_flatbed": SemiTrailer(body="flatbed", height_m=2.60),
    "trailer_tipper": SemiTrailer(body="tipper", length_m=9.6, wheelbase_m=5.5, front_overhang_m=1.4, height_m=2.95),
    "trailer_container": SemiTrailer(
        body="container", length_m=12.6, wheelbase_m=7.2, front_overhang_m=1.3, height_m=3.85
    ),
    "city_bus": CityBus(),
    "city_bus_three_doors": CityBus(doors=3),
    "articulated_bus": ArticulatedBus(),
    "coach": Coach(),
    "ambulance": Ambulance(),
    "ambulance_van": Ambulance(
        style="van", scheme="red_stripe", length_m=5.95, width_m=2.02, height_m=2.72, wheelbase_m=3.66,
        front_overhang_m=1.02,
    ),
    "parcel_van": ParcelVan(),
    "fire_engine": FireEngine(),
    "turntable_ladder": FireEngine(ladder="turntable", length_m=9.9, wheelbase_m=4.8),
    "refuse_truck": RefuseTruck(),
    "excavator": WheeledExcavator(),
    "wheel_loader": WheelLoader(),
    "road_roller": TandemRoller(),
    "farm_tractor": FarmTractor(),
    "caravan": Caravan(),
    "car_trailer": CarTrailer(),
}  # fmt: skip
"""By name. Dimensions are those of makers' drawings of typical models, within Directive 96/53/EC."""

VEHICLES: dict[str, VehicleSpec | HeavySpec] = {**FLEET, **HEAVY}
"""All vehicles that can be named."""

COMBINATIONS: dict[str, tuple[str, str]] = {
    "semi_box": ("tractor_unit", "trailer_box"),
    "semi_curtain": ("tractor_unit", "trailer_curtain"),
    "semi_tank": ("tractor_unit", "trailer_tank"),
    "semi_flatbed": ("tractor_unit", "trailer_flatbed"),
    "semi_tipper": ("tractor_unit", "trailer_tipper"),
    "semi_container": ("tractor_unit", "trailer_container"),
    "car_and_caravan": ("wagon", "caravan"),
    "car_and_trailer": ("wagon", "car_trailer"),
}
"""What drives and what it draws: two instances that share a group."""

TOW_BALL_M = 0.09
"""How far a car's tow ball stands behind its rear end: ISO 1103 asks for at least 65 mm of room."""

# (metres between the axles, metres of height) that `varied` adds at most, down and up.
_SPREADS: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "box_truck": ((-1.6, 1.0), (-0.35, 0.25)),
    "small_box_truck": ((-0.5, 0.7), (-0.15, 0.2)),
    "curtain_truck": ((-1.4, 1.0), (-0.3, 0.25)),
    "flatbed_truck": ((-1.6, 0.9), (0.0, 0.0)),
    "tipper_truck": ((-0.3, 0.5), (0.0, 0.0)),
    "tractor_unit": ((-0.1, 0.15), (-0.12, 0.15)),
    "trailer_tank": ((-0.8, 0.3), (-0.15, 0.15)),
    "trailer_flatbed": ((-1.5, 0.0), (0.0, 0.0)),
    "trailer_tipper": ((-0.4, 0.6), (-0.15, 0.35)),
    "trailer_box": ((0.0, 0.0), (-0.2, 0.0)),
    "trailer_curtain": ((0.0, 0.0), (-0.15, 0.0)),
    "city_bus": ((-0.9, 0.0), (-0.1, 0.1)),
    "coach": ((-0.6, 0.8), (-0.25, 0.15)),
    "ambulance": ((-0.25, 0.3), (-0.1, 0.15)),
    "ambulance_van": ((-0.25, 0.5), (-0.1, 0.1)),
    "parcel_van": ((-0.3, 0.7), (-0.12, 0.12)),
    "fire_engine": ((-0.5, 0.4), (0.0, 0.0)),
    "refuse_truck": ((-0.4, 0.4), (0.0, 0.0)),
    "farm_tractor": ((-0.1, 0.12), (-0.1, 0.1)),
    "caravan": ((-0.5, 0.3), (-0.05, 0.05)),
}
_SCHEMES = ("check", "red_stripe", "orange_stripe")


def varied(name: str, seed: int) -> HeavySpec:
    """A vehicle of a name with proportions, livery and options of its own; the same for the same seed.

    Raises UnknownName with the nearest name.
    """
    if name not in HEAVY:
        raise UnknownName("", "heavy vehicle", name, HEAVY)
    base, rng = HEAVY[name], stream(seed, "heavy_fleet", name)
    (short, long), (low, high) = _SPREADS.get(name, ((0.0, 0.0), (0.0, 0.0)))
    # steps of 5 cm, as makers offer wheelbases
    stretch, rise = (round(20 * float(rng.uniform(*reach))) / 20 for reach in ((short, long), (low, high)))
    made = replace(
        base,
        seed=int(rng.integers(2**31)),
        length_m=base.length_m + stretch,
        wheelbase_m=base.wheelbase_m + stretch * _between(base),
        height_m=base.height_m + rise,
    )
    if isinstance(made, Ambulance):
        return replace(made, scheme=_SCHEMES[int(rng.integers(3))])  # type: ignore[arg-type]
    if isinstance(made, CarTrailer):
        cover = ("open", "flat", "high")[int(rng.integers(3))]
        return replace(made, cover=cover)  # type: ignore[arg-type]
    return made


def _between(spec: HeavySpec) -> float:
    """Share of a stretch that lies between the axles; the rest is overhang behind."""
    return 0.62 if isinstance(spec, RigidTruck | SemiTrailer | Caravan) else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Coupling:
    """How far the coupling lies ahead of the origin of what draws (negative: behind), and of what is drawn."""

    lead_m: float
    back_m: float


def coupling(puller: VehicleSpec | HeavySpec, drawn: HeavySpec) -> Coupling:
    """Where two vehicles are joined. Raises ValueError for what has no kingpin or coupling head."""
    if not isinstance(drawn, SemiTrailer | Caravan | CarTrailer):
        raise ValueError(f"{type(drawn).__name__} cannot be drawn: a SemiTrailer, Caravan or CarTrailer can")
    if isinstance(puller, TractorUnit) and isinstance(drawn, SemiTrailer):
        return Coupling(lead_m=puller.kingpin_m()[0], back_m=drawn.kingpin_m()[0])
    if isinstance(puller, VehicleSpec) and not isinstance(drawn, SemiTrailer):
        return Coupling(lead_m=-puller.size().rear_overhang_m - TOW_BALL_M, back_m=drawn.kingpin_m()[0])
    raise ValueError(f"{type(puller).__name__} does not draw a {type(drawn).__name__}")
