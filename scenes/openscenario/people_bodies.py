"""People and animals of ours for pedestrians of files: by stature and name, their looks drawn."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from scenes.asset import AssetSpec
from scenes.assets.animals.cat import Cat
from scenes.assets.animals.deer import Moose, RedDeer, RoeDeer
from scenes.assets.animals.dog import Dog
from scenes.assets.animals.livestock import Cow, Horse, Sheep
from scenes.assets.animals.small_wildlife import Fox
from scenes.assets.animals.wild_boar import WildBoar
from scenes.assets.people.crowd import draw_person
from scenes.assets.people.people_kinds import ConstructionWorker, PoliceOfficer
from scenes.assets.people.person import Adult, Child, Person
from scenes.assets.people.resting_people import WheelchairUser
from scenes.openscenario.entities import Entity

CHILD_BELOW_M = 1.38
"""Chosen: middle between our tallest child and our smallest adult."""
DRAWS = 64
ANIMALS: Mapping[str, type[AssetSpec]] = MappingProxyType(
    {
        **{"moose": Moose, "elk": Moose, "deer": RedDeer, "roe": RoeDeer, "dog": Dog, "cat": Cat, "cow": Cow},
        **{"horse": Horse, "sheep": Sheep, "boar": WildBoar, "fox": Fox},
    }
)
"""By words in an animal's name or model."""
_UNIFORMS: Mapping[str, type[Adult]] = MappingProxyType({"police": PoliceOfficer, "worker": ConstructionWorker})


def person(entity: Entity, rng: np.random.Generator) -> Person:
    """A child or an adult of the file's stature, walking."""
    words = f"{entity.entry} {entity.model} {entity.role}".lower()
    for word, uniformed in _UNIFORMS.items():
        if word in words:
            return uniformed(height_m=_within(entity.box.height_m, Adult.HEIGHTS_M))
    small = entity.box.height_m < CHILD_BELOW_M or "child" in words
    kind: type[Person] = Child if small else Adult
    height = _within(entity.box.height_m, kind.HEIGHTS_M)
    wanted = "child" if small else "adult"
    for _ in range(DRAWS):
        values: dict[str, Any] = dict(draw_person(rng, 1.76, 1.4))
        if values.pop("kind") == wanted and values["activity"] == "walking":
            return kind(**{**values, "height_m": height})
    return kind(height_m=height)


def animal(entity: Entity, rng: np.random.Generator) -> AssetSpec:
    """The animal of its name, else one of about its height."""
    words = f"{entity.entry} {entity.model} {entity.name}".lower()
    named = [kind for word, kind in ANIMALS.items() if word in words]
    if named:
        return named[0]()
    high = entity.box.height_m
    choices: tuple[type[AssetSpec], ...] = (Fox, Dog, RoeDeer, RedDeer, Moose)
    del rng
    return min((kind() for kind in choices), key=lambda one: abs(one.nominal().height_m - high))


def wheelchair_user(entity: Entity) -> tuple[AssetSpec, AssetSpec]:
    """A wheelchair and who sits in it."""
    del entity
    user = WheelchairUser(height_m=1.72)
    chair = user.companion()
    assert chair is not None  # a wheelchair user sits in one
    return chair, user


def _within(size: float, reach: tuple[float, float]) -> float:
    return min(max(size, reach[0]), reach[1])
