"""What a body weighs and how it slides and bounces where its actor does not say: by its class."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.actor import Actor
from scenes.asset import asset_of

ANCHORED = (
    "object.bollard",
    "object.hydrant",
    "object.traffic_sign",
    "object.traffic_light",
    "object.parking_meter",
    "object.mailbox",
    "object.cabinet",
    "static_object.bicycle_rack",
    "vehicle.tram",
    "vehicle.train",
)
"""Chosen: stand in the ground or on rails and stay; a vehicle stops at them as at a wall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substance:
    """Mass, friction against dry asphalt and restitution of a body's outside."""

    mass_kg: float
    friction: float
    restitution: float


_CARS = (125.0, 0.45, 0.15)
# kg per m3 of the nominal box (class: friction of the bodywork, restitution); chosen so that common sizes get common
# kerb weights: a sedan of 12 m3 1500 kg, a rigid truck of 85 m3 with half a load 14 t, a city bus of 95 m3 13 t,
# a red deer of 1.4 m3 220 kg
_BY_VOLUME: dict[str, tuple[float, float, float]] = {
    "vehicle.car": _CARS,
    "vehicle.emergency.police": _CARS,
    "vehicle.van": (95.0, 0.45, 0.15),
    "vehicle.emergency": (120.0, 0.45, 0.15),
    "vehicle.bus": (140.0, 0.45, 0.15),
    "vehicle.truck": (160.0, 0.45, 0.15),
    "vehicle.trailer": (110.0, 0.45, 0.15),
    "vehicle.caravan": (45.0, 0.45, 0.15),
    "vehicle.construction": (220.0, 0.5, 0.1),
    "vehicle.agricultural": (160.0, 0.5, 0.1),
    "vehicle.tram": (250.0, 0.4, 0.1),
    "vehicle.train": (250.0, 0.4, 0.1),
    "movable_object.box": (40.0, 0.5, 0.2),
    "movable_object.cargo": (100.0, 0.5, 0.25),
    "movable_object.furniture": (70.0, 0.5, 0.15),
    "movable_object.tree_trunk": (500.0, 0.6, 0.15),
    "movable_object.rock": (1300.0, 0.6, 0.2),
    "movable_object.tyre": (120.0, 0.7, 0.5),
    "object.planter": (600.0, 0.6, 0.1),
    "animal": (160.0, 0.6, 0.0),
    "animal.cow": (240.0, 0.6, 0.0),
    "animal.horse": (150.0, 0.6, 0.0),
    "object.bench": (60.0, 0.5, 0.2),
    "": (80.0, 0.5, 0.3),
}
# kg (class: friction, restitution); chosen by what such things weigh in shops and books. Slides of fallen motorcycles
# decelerate at 4 to 6 m/s2 (edge case E06), thrown people at 0.66 g (Searle, SAE 930659)
_BY_KIND: dict[str, tuple[float, float, float]] = {
    "vehicle.bicycle": (16.0, 0.5, 0.2),
    "vehicle.kick_scooter": (14.0, 0.5, 0.2),
    "vehicle.motorcycle": (210.0, 0.5, 0.15),
    "human": (75.0, 0.66, 0.0),
    "human.pedestrian.stroller": (12.0, 0.5, 0.2),
    "human.pedestrian.wheelchair": (20.0, 0.5, 0.2),
    "human.pedestrian.personal_mobility": (14.0, 0.5, 0.2),
    "movable_object.ball": (0.43, 0.6, 0.65),
    "movable_object.trafficcone": (2.5, 0.6, 0.3),
    "movable_object.plastic_bag": (1.0, 0.5, 0.0),
    "movable_object.pallet": (25.0, 0.5, 0.3),
    "movable_object.ladder": (12.0, 0.4, 0.35),
    "movable_object.suitcase": (15.0, 0.5, 0.25),
    "movable_object.shopping_cart": (25.0, 0.4, 0.3),
    "movable_object.warning_triangle": (1.0, 0.4, 0.3),
    "movable_object.beacon": (25.0, 0.6, 0.2),
    "movable_object.barrier": (25.0, 0.5, 0.2),
    "object.bin": (15.0, 0.5, 0.25),
}
_LEAST_KG = 0.2
_BODY_MASS_INDEX = 22.0
"""kg/m2, the middle of the normal range of adults (WHO); at 1.75 m: 67 kg. Children's is lower, see below."""
_CHILD_MASS_INDEX = 16.0
"""kg/m2, the median of five- to eight-year-olds (WHO growth reference): 25 kg at 1.25 m."""


def substance_of(actor: Actor) -> Substance:
    """What an actor is to collisions: as the actor says, else as its class usually is."""
    asset = asset_of(actor.asset)
    box = asset.box
    kind, volume = _nearest(asset.semantic, _BY_KIND), _nearest(asset.semantic, _BY_VOLUME)
    if len(kind) >= len(volume) and kind in _BY_KIND:
        mass, friction, restitution = _BY_KIND[kind]
        if asset.semantic.startswith(("human.pedestrian.adult", "human.pedestrian.child")):
            index = _CHILD_MASS_INDEX if asset.semantic.endswith("child") else _BODY_MASS_INDEX
            mass = index * box.height_m**2
    else:
        density, friction, restitution = _BY_VOLUME[volume]
        mass = max(_LEAST_KG, density * box.length_m * box.width_m * box.height_m)
    return Substance(
        mass_kg=mass if actor.mass_kg is None else actor.mass_kg,
        friction=friction if actor.friction is None else actor.friction,
        restitution=restitution if actor.restitution is None else actor.restitution,
    )


def is_anchored(actor: Actor) -> bool:
    """Whether a static thing stays where it is whatever hits it."""
    return asset_of(actor.asset).semantic.startswith(ANCHORED)


def _nearest(semantic: str, table: dict[str, tuple[float, float, float]]) -> str:
    """The longest prefix of a class, by its dots, that a table knows; empty: none."""
    while semantic and semantic not in table:
        semantic = semantic.rpartition(".")[0]
    return semantic
