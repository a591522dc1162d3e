"""COCO panoptic categories: things as in instances, and stuff, with colours."""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exporters.class_map import Changes, class_map
from exporters.coco_categories import CATEGORIES, OWN_IDS_FROM, OWN_SUPERCATEGORY
from scenes.errors import UnknownName
from scenes.ontology import CLASSES

Color = tuple[int, int, int]

# id, supercategory, colour of the official stuff categories that our ontology uses (panoptic_coco_categories.json)
_OFFICIAL_STUFF: Mapping[str, tuple[int, str, Color]] = {
    "bridge": (95, "building", (150, 100, 100)),
    "gravel": (125, "ground", (124, 74, 181)),
    "railroad": (147, "ground", (230, 150, 140)),
    "road": (149, "ground", (128, 64, 128)),
    "snow": (159, "ground", (255, 255, 255)),
    "water-other": (178, "water", (58, 41, 149)),
    "tree-merged": (184, "plant", (107, 142, 35)),
    "fence-merged": (185, "structural", (190, 153, 153)),
    "sky-other-merged": (187, "sky", (70, 130, 180)),
    "floor-other-merged": (190, "floor", (96, 36, 108)),
    "pavement-merged": (191, "ground", (96, 96, 96)),
    "grass-merged": (193, "plant", (152, 251, 152)),
    "dirt-merged": (194, "ground", (208, 229, 228)),
    "building-other-merged": (197, "building", (116, 112, 0)),
    "rock-merged": (198, "solid", (0, 114, 143)),
    "wall-other-merged": (199, "wall", (102, 102, 156)),
}

# colours of the official thing categories, by id (the same file)
_THING_COLORS: Mapping[int, Color] = {
    1: (220, 20, 60),
    2: (119, 11, 32),
    3: (0, 0, 142),
    4: (0, 0, 230),
    6: (0, 60, 100),
    7: (0, 80, 100),
    8: (0, 0, 70),
    10: (250, 170, 30),
    11: (100, 170, 30),
    13: (220, 220, 0),
    14: (175, 116, 175),
    15: (250, 0, 30),
    16: (165, 42, 42),
    17: (255, 77, 255),
    18: (0, 226, 252),
    19: (182, 182, 255),
    20: (0, 82, 0),
    21: (120, 166, 157),
    28: (0, 125, 92),
    33: (0, 220, 176),
    37: (78, 180, 255),
    41: (134, 134, 103),
    62: (153, 69, 1),
    64: (163, 255, 0),
    67: (0, 182, 199),
}
_TURN = 0.6180339887498949  # golden ratio: hues of neighbouring ids lie far apart


@dataclass(frozen=True, slots=True, kw_only=True)
class PanopticCategory:
    """One entry of `categories`. isthing: 1 or 0, as COCO writes it."""

    id: int
    name: str
    supercategory: str
    isthing: int
    color: Color

    def json(self) -> dict[str, Any]:
        """As `categories` has it."""
        return {name: getattr(self, name) for name in ("id", "name", "supercategory", "isthing", "color")}


def _own_color(number: int) -> Color:
    """Of a category that COCO has not: a colour of its own, the same in every dataset."""
    red, green, blue = colorsys.hsv_to_rgb(number * _TURN % 1.0, 0.55 + 0.05 * (number % 8), 0.6 + 0.1 * (number % 4))
    return round(255 * red), round(255 * green), round(255 * blue)


def _thing_categories() -> dict[str, PanopticCategory]:
    return {
        one.name: PanopticCategory(
            id=one.id,
            name=one.name,
            supercategory=one.supercategory,
            isthing=1,
            color=_THING_COLORS.get(one.id) or _own_color(one.id),
        )
        for one in CATEGORIES
    }


def _stuff_categories() -> dict[str, PanopticCategory]:
    found: dict[str, PanopticCategory] = {}
    for entry in CLASSES:
        if entry.kind == "stuff" and entry.coco is not None and entry.coco not in found:
            own = OWN_IDS_FROM + entry.id
            number, above, color = _OFFICIAL_STUFF.get(entry.coco, (own, OWN_SUPERCATEGORY, _own_color(own)))
            found[entry.coco] = PanopticCategory(
                id=number, name=entry.coco, supercategory=above, isthing=0, color=color
            )
    return found


_BY_KIND = {"thing": _thing_categories(), "stuff": _stuff_categories()}

PANOPTIC_CATEGORIES: tuple[PanopticCategory, ...] = tuple(
    sorted((one for kind in _BY_KIND.values() for one in kind.values()), key=lambda category: category.id)
)
"""All categories that a file lists, by id; the same in every dataset."""


def panoptic_category_map(changes: Changes) -> dict[int, PanopticCategory]:
    """Categories by class id, without the classes that have none: they are void.

    Raises UnknownName for a change of no class, or to a category that things (or stuff) have not.
    """
    names = class_map("coco", changes, allowed=_BY_KIND["thing"].keys() | _BY_KIND["stuff"].keys())
    found: dict[int, PanopticCategory] = {}
    for entry in CLASSES:
        name, known = names.name_of(entry.id), _BY_KIND.get(entry.kind, {})
        if name is None:
            continue
        if name not in known:
            raise UnknownName(f"classes.{entry.name}", f"coco {entry.kind} category", name, sorted(known))
        found[entry.id] = known[name]
    return found
