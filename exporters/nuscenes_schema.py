"""What nuScenes' tables say of every dataset alike: categories, attributes, visibility levels; and tokens.

Source of names, indices and levels: nuScenes' schema and lidarseg documents (nuscenes-devkit 1.2.0, docs/).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from exporters.class_map import ClassMap
from scenes.ontology import CLASSES

Row = dict[str, Any]

CATEGORIES: tuple[str, ...] = tuple(entry.nuscenes or "" for entry in CLASSES[:32])
"""Names by lidarseg index: the ontology's first 32 ids are nuScenes' (scenes/ontology.yaml)."""
ANNOTATED = range(1, 24)
"""Indices of the 23 categories that boxes have; above are stuff and the ego vehicle, 0 is noise."""

SHARED_TABLES = ("attribute", "category", "map", "sensor", "visibility")
SCENE_TABLES = (
    *("calibrated_sensor", "ego_pose", "instance", "lidarseg", "log", "panoptic", "sample", "sample_annotation"),
    *("sample_data", "scene"),
)
"""Tables whose rows each belong to one scene."""

_ATTRIBUTES = {
    "cycle.with_rider": "Somebody rides the bicycle or motorcycle.",
    "cycle.without_rider": "Nobody rides the bicycle or motorcycle.",
    "pedestrian.moving": "The person moves.",
    "pedestrian.sitting_lying_down": "The person sits or lies.",
    "pedestrian.standing": "The person stands.",
    "vehicle.moving": "The vehicle moves.",
    "vehicle.parked": "The vehicle stands without a driver, and does not move within the clip.",
    "vehicle.stopped": "The vehicle stands, but moves within the clip or has a driver.",
}
_LEVELS = (("v0-40", 0.4), ("v40-60", 0.6), ("v60-80", 0.8), ("v80-100", 1.0))
_CYCLES = ("vehicle.bicycle", "vehicle.motorcycle")
_AIDS = ("personal_mobility", "stroller", "wheelchair")  # of which nuScenes' attributes say nothing


def token(*parts: str | int) -> str:
    """32 hexadecimal digits that depend on the parts alone."""
    return hashlib.blake2b("/".join(map(str, parts)).encode(), digest_size=16).hexdigest()


def category_rows(classes: ClassMap) -> list[Row]:
    """All 32 categories; a description lists the classes of the ontology that it stands for."""
    members: dict[str, list[str]] = {}
    for own, name in classes.names.items():
        members.setdefault(name or CATEGORIES[0], []).append(own)
    return [
        {
            "token": token("category", name),
            "name": name,
            "index": index,
            "description": ", ".join(members.get(name, ())),
        }
        for index, name in enumerate(CATEGORIES)
    ]


def attribute_rows() -> list[Row]:
    """The eight attributes of vehicles, cycles and pedestrians."""
    return [{"token": token("attribute", name), "name": name, "description": _ATTRIBUTES[name]} for name in _ATTRIBUTES]


def visibility_rows() -> list[Row]:
    """The four levels; their tokens are the digits 1 to 4, as in the real tables."""
    return [
        {
            "token": str(number),
            "level": level,
            "description": f"visible share of pixels over all cameras, {level[1:]} %",
        }
        for number, (level, _) in enumerate(_LEVELS, 1)
    ]


def visibility_of(share: float) -> str:
    """Token of the level of a visible share; a share on a border belongs to the level above."""
    return str(1 + sum(share >= above for _, above in _LEVELS[:-1]))


def attribute_of(category: str, states: Mapping[str, str], has_rider: bool) -> tuple[str, ...]:
    """Tokens of a category's attribute: one, or none where nuScenes knows none.

    states: `motion` and `posture`, as `simulator.annotations.things.Attributes` has them.
    """
    if category in _CYCLES:
        name = "cycle.with_rider" if has_rider else "cycle.without_rider"
    elif category.startswith("vehicle."):
        name = f"vehicle.{states['motion']}"
    elif category.startswith("human.pedestrian.") and not category.endswith(_AIDS):
        name = _of_person(states)
    else:
        return ()
    return (token("attribute", name),)


def _of_person(states: Mapping[str, str]) -> str:
    if states["posture"] in ("sitting", "lying"):
        return "pedestrian.sitting_lying_down"
    return "pedestrian.moving" if states["motion"] == "moving" else "pedestrian.standing"
