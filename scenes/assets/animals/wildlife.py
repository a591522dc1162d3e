"""The animals that scenarios choose from, by name, with what they weigh."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.asset import AssetSpec
from scenes.assets.animals.birds import Bird
from scenes.assets.animals.cat import Cat
from scenes.assets.animals.deer import Moose, RedDeer, RoeDeer, WhiteTailedDeer
from scenes.assets.animals.dog import Dog
from scenes.assets.animals.livestock import Cow, Horse, Sheep
from scenes.assets.animals.small_wildlife import Badger, Fox, Hare, Raccoon
from scenes.assets.animals.wild_boar import WildBoar


@dataclass(frozen=True, slots=True, kw_only=True)
class Animal:
    """An animal as scenarios place it. cruise_mps, flee_mps: how fast it crosses at ease and in flight."""

    spec: AssetSpec
    mass_kg: float
    cruise_mps: float
    flee_mps: float


def _of(spec: AssetSpec, mass_kg: float, cruise_mps: float, flee_mps: float) -> Animal:
    return Animal(spec=spec, mass_kg=mass_kg, cruise_mps=cruise_mps, flee_mps=flee_mps)


ANIMALS: dict[str, Animal] = {
    "dog_retriever": _of(Dog(), 31.0, 1.3, 9.0),
    "dog_shepherd": _of(Dog(breed="shepherd"), 33.0, 1.4, 11.0),
    "dog_terrier": _of(Dog(breed="terrier"), 7.0, 1.1, 7.0),
    "dog_dachshund": _of(Dog(breed="dachshund"), 8.5, 0.9, 5.0),
    "dog_poodle": _of(Dog(breed="poodle"), 15.0, 1.2, 8.0),
    "dog_husky": _of(Dog(breed="husky"), 24.0, 1.4, 11.0),
    "cat_tabby": _of(Cat(), 4.3, 0.8, 8.0),
    "cat_black": _of(Cat(fur="black", seed=1), 4.0, 0.8, 8.0),
    "cat_ginger": _of(Cat(fur="ginger", seed=2), 4.8, 0.8, 8.0),
    "roe_doe": _of(RoeDeer(), 24.0, 1.2, 12.0),
    "roe_buck": _of(RoeDeer(kind="male"), 26.0, 1.2, 12.0),
    "roe_fawn": _of(RoeDeer(kind="young"), 6.0, 0.9, 8.0),
    "roe_doe_winter": _of(RoeDeer(season="winter", seed=1), 24.0, 1.2, 12.0),
    "red_hind": _of(RedDeer(), 100.0, 1.4, 13.0),
    "red_stag": _of(RedDeer(kind="male"), 180.0, 1.4, 13.0),
    "red_calf": _of(RedDeer(kind="young"), 30.0, 1.1, 10.0),
    "whitetail_doe": _of(WhiteTailedDeer(), 60.0, 1.3, 13.0),
    "whitetail_buck": _of(WhiteTailedDeer(kind="male"), 90.0, 1.3, 13.0),
    "moose_cow": _of(Moose(), 360.0, 1.6, 11.0),
    "moose_bull": _of(Moose(kind="male"), 480.0, 1.6, 11.0),
    "boar": _of(WildBoar(), 110.0, 1.2, 9.0),
    "sow": _of(WildBoar(kind="sow", seed=1), 75.0, 1.2, 9.0),
    "piglet": _of(WildBoar(kind="piglet"), 8.0, 0.9, 5.0),
    "fox": _of(Fox(), 6.5, 1.3, 10.0),
    "hare": _of(Hare(), 3.8, 0.8, 12.0),
    "badger": _of(Badger(), 11.0, 0.9, 5.0),
    "raccoon": _of(Raccoon(), 7.0, 0.8, 5.0),
    "horse_bay": _of(Horse(), 550.0, 1.6, 13.0),
    "horse_grey": _of(Horse(color="grey", seed=3), 530.0, 1.6, 13.0),
    "cow_holstein": _of(Cow(), 650.0, 1.1, 5.5),
    "cow_simmental": _of(Cow(breed="simmental"), 700.0, 1.1, 5.5),
    "sheep_white": _of(Sheep(), 70.0, 1.0, 6.0),
    "sheep_black_faced": _of(Sheep(breed="black_faced"), 75.0, 1.0, 6.0),
    "pigeon": _of(Bird(), 0.33, 0.4, 1.2),
    "crow": _of(Bird(species="crow"), 0.51, 0.4, 1.2),
    "goose": _of(Bird(species="goose"), 3.5, 0.5, 1.6),
}
"""Masses: means of grown animals of these sizes (Macdonald 2009, The Encyclopedia of Mammals; breed standards).
Speeds: walks near a Froude number of 0.25, flight below published top speeds (Garland 1983), of birds on foot; rounded.
"""
