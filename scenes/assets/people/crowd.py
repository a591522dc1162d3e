"""People as streets have them: a seeded draw of ages, builds, hair, clothes, bags and what they are doing.

A draw is a table of plain values, which randomizers keep as their record; `person_of` makes the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from scenes.assets.people.activities import TWO_HANDED
from scenes.assets.people.carried import HELD
from scenes.assets.people.people_kinds import Elderly, Teenager
from scenes.assets.people.person import Adult, Child, Person
from scenes.streams import stream

Values = dict[str, float | int | str | bool]
Shares = Mapping[str, float]

KINDS: dict[str, type[Person]] = {"adult": Adult, "teenager": Teenager, "elderly": Elderly, "child": Child}
KIND_SHARES: Shares = {"adult": 0.70, "teenager": 0.10, "elderly": 0.13, "child": 0.07}
"""Of people on pavements; chosen, about the age structure of a European town without toddlers."""
FEMALE_HEIGHT = 0.93
"""Women's stature over men's (NCD-RisC 2016, worldwide means 1.59 and 1.71 m)."""

HAIR: dict[str, Shares] = {
    "female": {"long": 0.34, "ponytail": 0.22, "bob": 0.20, "bun": 0.10, "curly": 0.08, "short": 0.06},
    "male": {"short": 0.52, "buzz": 0.17, "curly": 0.08, "bald": 0.08, "receding": 0.10, "long": 0.05},
}
GROWN_HAIR = frozenset(("bald", "receding"))
"""Of no child and no teenager."""
CHILDS_BAG = {"handbag": "school_bag", "shopping_bags": "none", "suitcase": "school_bag", "phone": "none"}
"""What children have instead of what grown-ups carry; chosen."""
CHILDS_CLOTHING = {
    "suit": "trousers_tshirt",
    "reflective_vest": "raincoat",
    "coat": "winter_coat",
    "long_dress": "dress",
}
BEARD: Shares = {"none": 0.72, "full": 0.28}
HEADWEAR: dict[str, Shares] = {
    "female": {"none": 0.80, "headscarf": 0.08, "beanie": 0.05, "sun_hat": 0.04, "baseball_cap": 0.03},
    "male": {"none": 0.80, "baseball_cap": 0.11, "beanie": 0.06, "turban": 0.015, "sun_hat": 0.015},
}
CLOTHING: dict[str, Shares] = {
    "female": {
        "trousers_shirt": 0.18, "trousers_tshirt": 0.14, "striped": 0.08, "jacket": 0.14, "hoodie": 0.06, "coat": 0.08,
        "winter_coat": 0.05, "dress": 0.09, "skirt": 0.08, "long_dress": 0.05, "sport": 0.03, "raincoat": 0.02,
    },
    "male": {
        "trousers_shirt": 0.25, "trousers_tshirt": 0.18, "striped": 0.07, "jacket": 0.18, "hoodie": 0.11, "suit": 0.06,
        "shorts_tshirt": 0.05, "winter_coat": 0.04, "coat": 0.03, "sport": 0.02, "reflective_vest": 0.01,
    },
}  # fmt: skip
BAGS: Shares = {
    "none": 0.56,
    "backpack": 0.17,
    "handbag": 0.11,
    "shopping_bags": 0.07,
    "suitcase": 0.03,
    "umbrella": 0.02,
    "phone": 0.04,
}
WALKING: Shares = {"walking": 0.86, "hands_in_pockets": 0.05, "reading_phone": 0.05, "phone_call": 0.04}
STANDING: Shares = {
    "walking": 0.50,
    "arms_crossed": 0.13,
    "hands_in_pockets": 0.12,
    "reading_phone": 0.13,
    "phone_call": 0.07,
    "waving": 0.02,
    "crouching": 0.03,
}
"""What people do who walk and who stand. All shares are chosen: what is common in streets, with rare things kept."""
EXAMPLE_DRAWS = 160
"""Of which those of one kind are its examples: the rarest, children, are one in fourteen."""
UNUSUAL: frozenset[str] = HELD | {"handbag"}
"""What people at work and riders have not with them."""
CHILD_M = 1.4
"""Kinds that are all smaller look like children."""

FIELDS = (
    *("kind", "height_m", "physique", "sex", "hair", "beard", "headwear", "clothing", "bag", "activity"),
    *("gaze_rad", "stride_offset"),
)
"""Names of the values of a draw."""


def draw_person(rng: np.random.Generator, adult_height_m: float, speed_mps: float) -> Values:
    """One person's values. adult_height_m: what a man of the drawn kind would have; others are scaled from it."""
    kind = _drawn(rng, KIND_SHARES)
    sex = ("female", "male")[int(rng.integers(2))]
    scale = FEMALE_HEIGHT if sex == "female" and kind != "child" else 1.0
    height = {
        "adult": adult_height_m * scale,
        "elderly": (adult_height_m - 0.06) * scale,
        "teenager": float(rng.uniform(1.38, 1.74)),
        "child": float(rng.uniform(0.98, 1.34)),
    }[kind]
    low, high = KINDS[kind].HEIGHTS_M
    activity = _drawn(rng, WALKING if speed_mps > 0.0 else STANDING)
    bag = _drawn(rng, BAGS) if activity != "crouching" else "none"
    hands_full = activity in TWO_HANDED
    bag = "none" if hands_full and bag in HELD else bag
    bag = CHILDS_BAG.get(bag, bag) if kind == "child" else bag
    values: Values = {
        "kind": kind,
        "height_m": round(min(max(height, low), high), 2),
        "physique": round(float(np.clip(rng.normal(scale=0.42), -1.0, 1.0)), 3),
        "sex": sex,
        "hair": _drawn(rng, HAIR[sex]),
        "beard": _drawn(rng, BEARD) if sex == "male" and kind in ("adult", "elderly") else "none",
        "headwear": _drawn(rng, HEADWEAR[sex]),
        "clothing": _drawn(rng, CLOTHING[sex]),
        "bag": "cane" if kind == "elderly" and bag == "none" and rng.random() < 0.4 and not hands_full else bag,
        "activity": activity,
        "gaze_rad": round(float(rng.normal(scale=0.28)), 3) if rng.random() < 0.6 else 0.0,
        "stride_offset": round(float(rng.random()), 3),
    }
    if kind in ("child", "teenager") and values["hair"] in GROWN_HAIR:
        values["hair"] = "short"
    if kind == "child":
        values["clothing"] = CHILDS_CLOTHING.get(str(values["clothing"]), values["clothing"])
    values["gaze_rad"] = float(np.clip(float(values["gaze_rad"]), -1.1, 1.1))
    return values


def person_of(values: Mapping[str, Any]) -> Person:
    """The person of drawn values."""
    kind = KINDS[str(values["kind"])]
    return kind(**{name: value for name, value in values.items() if name != "kind"})


def drawn_looks(kind: type[Person]) -> Iterator[Values]:
    """Values of standing people for a kind's examples: all that are drawn as this kind or, for others, as adults."""
    low, high = kind.HEIGHTS_M
    drawn_as = {made: name for name, made in KINDS.items()}.get(kind, "child" if high < CHILD_M else "adult")

    def open_(name: str) -> bool:
        """Whether a kind leaves it to its people; uniforms and helmets are the kind's own."""
        own = {field.name: field.default for field in fields(kind)}
        usual = {field.name: field.default for field in fields(Person)}
        return own[name] == usual[name] or name == "height_m"

    for k in range(EXAMPLE_DRAWS):
        values = draw_person(stream(k, "person.examples"), 1.76, 0.0)
        if values.pop("kind") != drawn_as or (kind not in KINDS.values() and values["bag"] in UNUSUAL):
            continue
        if not low <= float(values["height_m"]) <= high:
            del values["height_m"]
        yield values if kind in KINDS.values() else {name: value for name, value in values.items() if open_(name)}


def _drawn(rng: np.random.Generator, shares: Shares) -> str:
    names = tuple(shares)
    weights = np.array([shares[name] for name in names])
    return names[int(rng.choice(len(names), p=weights / weights.sum()))]
