"""Which of our assets stands for an entity: by kind, category, size, name and role."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scenes.asset import AssetSpec, BodyBox
from scenes.assets.cars.car import VehicleSpec
from scenes.assets.heavy.vehicle import HeavySpec
from scenes.material import Material
from scenes.openscenario.entities import Entity
from scenes.openscenario.people_bodies import animal, person, wheelchair_user
from scenes.openscenario.thing_bodies import thing
from scenes.openscenario.vehicle_bodies import ridden, vehicle

Looks = tuple[tuple[str, Material], ...]
NOTED_SHARE = 0.10
"""How far one of our sizes may be from the file's without a note."""
NOTED_M = 0.10
"""Nor is a difference of less noted: a cone of 0.4 m may be one of 0.45."""
AXLE_NOTED_M = 0.25
"""How far a box's middle may lie from where the file has it, seen from the origin."""
MASSES_KG = {
    "car": 1500.0,
    "van": 2200.0,
    "truck": 12_000.0,
    "bus": 12_000.0,
    "trailer": 2000.0,
    "semitrailer": 7000.0,
    "motorbike": 210.0,
    "bicycle": 16.0,
    "standupscooter": 15.0,
    "workMachine": 9000.0,
    "pedestrian": 75.0,
    "animal": 80.0,
    "wheelchair": 95.0,
}
"""Where the file gives none: middles of their classes; chosen."""
THING_KG = 20.0
"""Chosen: of a misc object without a mass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What an entity looks like. rider: on it, in its frame. notes: where it differs from what the file says."""

    asset: AssetSpec
    mass_kg: float
    rider: AssetSpec | None = None
    looks: Looks = ()
    notes: tuple[str, ...] = ()

    def left_alone(self) -> Body:
        """Without rider and driver: it is parked, or carried."""
        asset = replace(self.asset, driver="none") if isinstance(self.asset, VehicleSpec | HeavySpec) else self.asset
        return replace(self, asset=asset, rider=None)


def body_of(entity: Entity, rng: np.random.Generator) -> Body:
    """The body of an entity; what its description leaves open is drawn.

    Raises SceneError for a category that we have nothing for.
    """
    rider: AssetSpec | None = None
    looks: Looks = ()
    if entity.kind == "pedestrian":
        asset, rider = _of_people(entity, rng)
    elif entity.kind == "misc":
        asset = thing(entity, rng)
    elif entity.category in ("bicycle", "motorbike", "standupscooter"):
        asset, rider = ridden(entity, rng)
    elif entity.category == "wheelchair":
        asset, rider = wheelchair_user(entity)
    else:
        asset, looks = vehicle(entity, rng)
    return Body(
        asset=asset,
        rider=rider,
        looks=looks,
        mass_kg=entity.mass_kg or MASSES_KG.get(entity.category, THING_KG),
        notes=tuple(_differences(entity, asset, rider)),
    )


def _of_people(entity: Entity, rng: np.random.Generator) -> tuple[AssetSpec, AssetSpec | None]:
    if entity.category == "animal":
        return animal(entity, rng), None
    if entity.category == "wheelchair":
        return wheelchair_user(entity)
    return person(entity, rng), None


def _differences(entity: Entity, asset: AssetSpec, rider: AssetSpec | None) -> list[str]:
    """Sizes that are not those of the file."""
    ours, theirs = asset.nominal(), entity.box
    height = max(ours.height_m, rider.nominal().height_m if rider is not None else 0.0)
    sizes = [("long", theirs.length_m, ours.length_m), ("wide", theirs.width_m, ours.width_m)]
    # A person's breadth and depth depend on the stride: it is the stature that is asked for.
    sizes = [] if entity.category == "pedestrian" else sizes
    # Files give two-wheelers with their riders or without.
    bare = rider is not None and abs(ours.height_m - theirs.height_m) < abs(height - theirs.height_m)
    sizes.append(("high", theirs.height_m, ours.height_m if bare else height))
    told = [
        f"{asked:.2f} m {what}, here {found:.2f} m"
        for what, asked, found in sizes
        if abs(found - asked) > max(NOTED_SHARE * asked, NOTED_M)
    ]
    name = f"'{entity.name}' ({entity.entry or entity.category})"
    notes = [f"{name} is {'; '.join(told)}: shown as {_called(asset)}"] if told else []
    return notes + _shifted(entity, ours, name)


def _shifted(entity: Entity, ours: BodyBox, name: str) -> list[str]:
    if entity.kind != "vehicle" or abs(ours.middle_m - entity.box.x_m) <= AXLE_NOTED_M:
        return []
    return [
        f"{name} has its middle {entity.box.x_m:.2f} m before the rear axle, here {ours.middle_m:.2f} m: "
        "the rear axle is where the file puts it"
    ]


def _called(asset: AssetSpec) -> str:
    """An asset's class as words: RigidTruck is 'rigid truck'."""
    name = type(asset).__name__
    return "".join(f" {c.lower()}" if c.isupper() and k else c.lower() for k, c in enumerate(name))
