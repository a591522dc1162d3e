"""COCO categories: the official ids where COCO has the class, stable ids of ours from 1000 on where it has not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from exporters.class_map import Changes, class_map
from scenes.ontology import CLASSES
from scenes.skeletons import PERSON

OWN_IDS_FROM = 1000
OWN_SUPERCATEGORY = "swerve"

# id, supercategory of the official thing categories that our ontology uses (instances_val2017.json)
_OFFICIAL: Mapping[str, tuple[int, str]] = {
    "person": (1, "person"),
    "bicycle": (2, "vehicle"),
    "car": (3, "vehicle"),
    "motorcycle": (4, "vehicle"),
    "bus": (6, "vehicle"),
    "train": (7, "vehicle"),
    "truck": (8, "vehicle"),
    "traffic light": (10, "outdoor"),
    "fire hydrant": (11, "outdoor"),
    "stop sign": (13, "outdoor"),
    "parking meter": (14, "outdoor"),
    "bench": (15, "outdoor"),
    "bird": (16, "animal"),
    "cat": (17, "animal"),
    "dog": (18, "animal"),
    "horse": (19, "animal"),
    "sheep": (20, "animal"),
    "cow": (21, "animal"),
    "umbrella": (28, "accessory"),
    "suitcase": (33, "accessory"),
    "sports ball": (37, "sports"),
    "skateboard": (41, "sports"),
    "chair": (62, "furniture"),
    "potted plant": (64, "furniture"),
    "dining table": (67, "furniture"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """One entry of `categories`."""

    id: int
    name: str
    supercategory: str


def _categories() -> dict[str, Category]:
    """By name. An own id is 1000 + the id of the first class of that name: append-only, as the ontology is."""
    found: dict[str, Category] = {}
    for entry in CLASSES:
        if entry.kind == "thing" and entry.coco is not None and entry.coco not in found:
            number, above = _OFFICIAL.get(entry.coco, (OWN_IDS_FROM + entry.id, OWN_SUPERCATEGORY))
            found[entry.coco] = Category(id=number, name=entry.coco, supercategory=above)
    return found


_BY_NAME = _categories()

CATEGORIES: tuple[Category, ...] = tuple(sorted(_BY_NAME.values(), key=lambda category: category.id))
"""All categories that a file lists, by id; the same in every dataset."""

PERSON_WITH_KEYPOINTS: dict[str, Any] = {
    **asdict(_BY_NAME[PERSON.name]),
    "keypoints": PERSON.points,
    "skeleton": [(a + 1, b + 1) for a, b in PERSON.edges],  # COCO counts points from 1
}
"""The one category of person_keypoints files."""


def category_map(changes: Changes) -> dict[int, Category]:
    """The categories of countable classes by class id, without those that have none. Raises UnknownName."""
    names = class_map("coco", changes, allowed=_BY_NAME)
    found = ((entry.id, names.name_of(entry.id)) for entry in CLASSES if entry.kind == "thing")
    return {number: _BY_NAME[name] for number, name in found if name is not None}
