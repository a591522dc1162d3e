"""Dogs, cats, deer, wild boars, foxes, horses, cattle and sheep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from scenes.assets import animal_coats as coats
from scenes.assets.animal_coats import Palette
from scenes.assets.animal_heads import Headgear
from scenes.assets.quadruped import Quadruped

Breed = Literal["shepherd", "retriever", "terrier"]
DeerKind = Literal["roe_deer", "red_deer", "moose"]
Antlers = Literal["none", "grown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dog(Quadruped):
    """A dog: a shepherd (58-67 cm), a retriever (52-62 cm) or a terrier (26-36 cm at the withers)."""

    SEMANTIC: ClassVar[str] = "animal.dog"

    breed: Breed = "shepherd"

    def kind(self) -> str:
        """The breed."""
        return self.breed

    def palettes(self) -> tuple[Palette, ...]:
        """Coats of the breed."""
        return coats.DOG_COATS[self.breed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cat(Quadruped):
    """A domestic cat."""

    SEMANTIC: ClassVar[str] = "animal.cat"

    def kind(self) -> str:
        """Cat."""
        return "cat"

    def palettes(self) -> tuple[Palette, ...]:
        """Tabby, ginger, black and grey."""
        return coats.CAT_COATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Fox(Quadruped):
    """A red fox."""

    SEMANTIC: ClassVar[str] = "animal.fox"

    def kind(self) -> str:
        """Fox."""
        return "fox"

    def palettes(self) -> tuple[Palette, ...]:
        """Reds."""
        return coats.FOX_COATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Deer(Quadruped):
    """A roe deer, a red deer or a moose, with antlers or without."""

    SEMANTIC: ClassVar[str] = "animal.deer"

    species: DeerKind = "roe_deer"
    antlers: Antlers = "none"

    def kind(self) -> str:
        """The species."""
        return self.species

    def palettes(self) -> tuple[Palette, ...]:
        """Summer and winter coats."""
        return {"roe_deer": coats.ROE_COATS, "red_deer": coats.STAG_COATS, "moose": coats.MOOSE_COATS}[self.species]

    def headgear(self) -> Headgear:
        """Antlers of the species."""
        if self.antlers == "none":
            return "none"
        grown: dict[DeerKind, Headgear] = {"roe_deer": "roe", "red_deer": "stag", "moose": "palms"}
        return grown[self.species]


@dataclass(frozen=True, slots=True, kw_only=True)
class WildBoar(Quadruped):
    """A wild boar."""

    SEMANTIC: ClassVar[str] = "animal.wild_boar"

    def kind(self) -> str:
        """wild_boar."""
        return "wild_boar"

    def palettes(self) -> tuple[Palette, ...]:
        """Blackish browns."""
        return coats.BOAR_COATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Horse(Quadruped):
    """A riding horse."""

    SEMANTIC: ClassVar[str] = "animal.horse"

    def kind(self) -> str:
        """Horse."""
        return "horse"

    def palettes(self) -> tuple[Palette, ...]:
        """Bay, chestnut, black, grey and dun."""
        return coats.HORSE_COATS


@dataclass(frozen=True, slots=True, kw_only=True)
class Cow(Quadruped):
    """A cow of a dairy breed, with horns or without by its seed."""

    SEMANTIC: ClassVar[str] = "animal.cow"

    def kind(self) -> str:
        """Cow."""
        return "cow"

    def palettes(self) -> tuple[Palette, ...]:
        """Black or red pied, brown, dun."""
        return coats.COW_COATS

    def headgear(self) -> Headgear:
        """Every third has horns."""
        return "horns" if self.seed % 3 == 2 else "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheep(Quadruped):
    """A sheep in its wool, white-faced or black-faced."""

    SEMANTIC: ClassVar[str] = "animal.sheep"

    def kind(self) -> str:
        """Sheep."""
        return "sheep"

    def palettes(self) -> tuple[Palette, ...]:
        """White and black faces."""
        return coats.SHEEP_COATS
