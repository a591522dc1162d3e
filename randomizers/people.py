"""People: sex, skin, hair and clothes of everybody, by distributions that the config declares in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, get_args

import numpy as np

from randomizers.base import Randomizer
from randomizers.looks import with_materials
from scenes.actor import Actor
from scenes.assets.people.carried import Bag
from scenes.assets.people.clothing import CLOTHES
from scenes.assets.people.crowd import CHILDS_BAG, CHILDS_CLOTHING, GROWN_HAIR
from scenes.assets.people.head_fields import Hair
from scenes.assets.people.headwear import Headwear
from scenes.assets.people.outfits import Clothing
from scenes.assets.people.people_kinds import Elderly, Teenager
from scenes.assets.people.person import Adult, Child, Person
from scenes.distributions import Distribution, check_names
from scenes.scenario import Params
from scenes.scene import Scene
from scenes.streams import stream

SEED_LIMIT = 2**53
SEXES = ("female", "male")
MATERIALS: Mapping[str, str] = {"skin": "skin", "hair_color": "hair", "top": "shirt", "bottom": "trousers"}
"""Which of a person's materials each distribution of colours is for."""
COLORS = {field: tuple(name for name, *_ in CLOTHES[material]) for field, material in MATERIALS.items()}
SHAPES: Mapping[str, tuple[str, ...]] = {
    "sex": SEXES,
    "hair_female": get_args(Hair),
    "hair_male": get_args(Hair),
    "headwear_female": get_args(Headwear),
    "headwear_male": get_args(Headwear),
    "clothing_female": get_args(Clothing),
    "clothing_male": get_args(Clothing),
    "bag": get_args(Bag),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class People(Randomizer):
    """Dresses everybody but riders and people at work anew. Put it after `traffic` and `appearance`.

    Every field is a distribution over names: what is asked stands in the config, what was drawn in the record, and
    `swerve people DATASET` sets them side by side. Whom the case is about keeps sex, hair and clothes, which its
    scenario drew, and gets skin and colours alone. Children get children's clothes and bags, canes stay, and who has no
    hand free carries nothing. Everybody has a stream of their own. Raises UnknownName for a name that there is not.
    """

    UNPLANNED: ClassVar[tuple[str, ...]] = (
        *("sex", "skin", "hair_female", "hair_male", "hair_color", "headwear_female", "headwear_male"),
        *("clothing_female", "clothing_male", "top", "bottom", "bag"),
    )

    sex: Distribution
    skin: Distribution
    hair_female: Distribution
    hair_male: Distribution
    hair_color: Distribution
    headwear_female: Distribution
    headwear_male: Distribution
    clothing_female: Distribution
    clothing_male: Distribution
    top: Distribution
    bottom: Distribution
    bag: Distribution

    def __post_init__(self) -> None:
        for name, known in {**SHAPES, **COLORS}.items():
            check_names(getattr(self, name), name, name.replace("_", " "), known)

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """What everybody is like, by `<actor>.<value>`."""
        sub_seed = int(rng.integers(SEED_LIMIT))
        params: dict[str, float | int | str | bool] = {"sub_seed": sub_seed}
        for actor in filter(_is_anybody, scene.actors):
            own = stream(sub_seed, actor.name)
            drawn = self._looks(actor.asset, own)
            if actor.name == scene.case.key_actor:
                drawn = {name: value for name, value in drawn.items() if name in COLORS}
            params |= {f"{actor.name}.{name}": value for name, value in drawn.items()}
        return params

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene with those people."""
        return scene.with_actors(tuple(_dressed(actor, params) for actor in scene.actors))

    def _looks(self, person: Any, rng: np.random.Generator) -> dict[str, str]:
        """One person's values; as many numbers are drawn whatever they come to."""
        drawn = {name: str(getattr(self, name).sample(rng)) for name in (*SHAPES, *COLORS)}
        sex = drawn["sex"]
        looks = {name: drawn[f"{name}_{sex}"] for name in ("hair", "headwear", "clothing")}
        looks |= {name: drawn[name] for name in ("sex", "bag", *COLORS)}
        if isinstance(person, Child | Teenager) and looks["hair"] in GROWN_HAIR:
            looks["hair"] = "short"
        if isinstance(person, Child):
            looks["clothing"] = CHILDS_CLOTHING.get(looks["clothing"], looks["clothing"])
            looks["bag"] = CHILDS_BAG.get(looks["bag"], looks["bag"])
        if person.bag == "cane":
            looks["bag"] = "cane"
        if not _wearable(person, looks):
            looks["bag"] = "none"
        return looks


def _is_anybody(actor: Actor) -> bool:
    return type(actor.asset) in (Adult, Child, Teenager, Elderly) and actor.group == 0


def _shape(person: Person, looks: Mapping[str, Any]) -> Person:
    changes = {name: looks[name] for name in ("sex", "hair", "headwear", "clothing", "bag") if name in looks}
    if looks.get("sex") == "female":
        changes["beard"] = "none"
    return replace(person, **changes)


def _wearable(person: Person, looks: Mapping[str, Any]) -> bool:
    try:
        _shape(person, looks)
    except ValueError:
        return False
    return True


def _dressed(actor: Actor, params: Params) -> Actor:
    start = f"{actor.name}."
    looks = {key.removeprefix(start): value for key, value in params.items() if key.startswith(start)}
    if "skin" not in looks or not isinstance(actor.asset, Person):
        return actor
    tables = {material: {name: made for name, _, made in CLOTHES[material]} for material in MATERIALS.values()}
    colors = {material: tables[material][str(looks[field])] for field, material in MATERIALS.items()}
    return with_materials(replace(actor, asset=_shape(actor.asset, looks)), colors)
