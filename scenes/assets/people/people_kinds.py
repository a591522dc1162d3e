"""Kinds of people beside `Adult` and `Child`: by age, and by what they do for a living."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scenes.assets.people.activities import Activity
from scenes.assets.people.carried import Bag
from scenes.assets.people.head_fields import Hair
from scenes.assets.people.headwear import Headwear
from scenes.assets.people.outfits import Clothing
from scenes.assets.people.person import Adult, Person
from scenes.assets.people.proportions import Proportions, adult_proportions, proportions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Teenager(Person):
    """Somebody of about 10 to 17 years, between a child's and an adult's proportions."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.adult"
    HEIGHTS_M: ClassVar[tuple[float, float]] = (1.35, 1.85)

    height_m: float = 1.58
    physique: float = -0.4
    clothing: Clothing = "hoodie"
    bag: Bag = "backpack"

    def proportions(self) -> Proportions:
        """Segment lengths of this person."""
        return proportions_of(self.height_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class Toddler(Person):
    """A child of one to three years."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.child"
    HEIGHTS_M: ClassVar[tuple[float, float]] = (0.72, 0.98)

    height_m: float = 0.86
    clothing: Clothing = "trousers_shirt"

    def proportions(self) -> Proportions:
        """Segment lengths of this child."""
        return proportions_of(self.height_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class Elderly(Person):
    """An old grey person who stoops, on a cane unless told otherwise; `activity` pushing suits a `Rollator` (no bag).

    lean_rad: of the trunk.
    """

    SEMANTIC: ClassVar[str] = "human.pedestrian.adult"
    HEIGHTS_M: ClassVar[tuple[float, float]] = (1.40, 1.95)

    height_m: float = 1.66
    physique: float = 0.2
    hair: Hair = "receding"
    clothing: Clothing = "coat"
    bag: Bag = "cane"
    lean_rad: float = 0.20

    def __post_init__(self) -> None:
        Person.__post_init__(self)
        if not 0.0 <= self.lean_rad <= 0.6:
            raise ValueError(f"Elderly: lean_rad must lie in 0..0.6, got {self.lean_rad}")

    def proportions(self) -> Proportions:
        """Segment lengths of this person."""
        return adult_proportions(self.height_m)

    def stoop_rad(self) -> float:
        """How far the trunk leans forward."""
        return self.lean_rad

    def hair_material(self) -> str:
        """Grey."""
        return "grey_hair"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstructionWorker(Adult):
    """Somebody who works on the road: warning clothes of EN ISO 20471 and a safety helmet."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.construction_worker"

    clothing: Clothing = "construction"
    headwear: Headwear = "safety_helmet"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliceOfficer(Adult):
    """A police officer in uniform, who may stop traffic by hand."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.police_officer"

    clothing: Clothing = "police"
    headwear: Headwear = "police_cap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Firefighter(Adult):
    """A firefighter in turnout gear."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.firefighter"

    clothing: Clothing = "firefighter"
    headwear: Headwear = "fire_helmet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paramedic(Adult):
    """A paramedic in warning clothes."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.paramedic"

    clothing: Clothing = "paramedic"
    bag: Bag = "backpack"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficWarden(Adult):
    """Somebody who helps others across or stops traffic, in a warning vest."""

    SEMANTIC: ClassVar[str] = "human.pedestrian.traffic_warden"

    clothing: Clothing = "warden"
    headwear: Headwear = "baseball_cap"
    activity: Activity = "stopping_traffic"
