"""The one table of semantic classes and part kinds; every format's class names are mapped here and nowhere else.

Append-only: ids are written into datasets and never change their meaning.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.errors import UnknownName
from scenes.ontology_table import CLASS_ROWS, PART_NAMES

Kind = Literal["thing", "stuff", "ego"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SemanticClass:
    """One class. Format fields: the format's own name for it, or None where the format cannot say it."""

    id: int
    name: str
    kind: Kind
    kitti: str | None
    coco: str | None
    nuscenes: str | None
    cityscapes: str | None


CLASSES: tuple[SemanticClass, ...] = tuple(
    SemanticClass(id=i, name=name, kind=kind, kitti=kitti, coco=coco, nuscenes=nuscenes, cityscapes=cityscapes)
    for i, name, kind, kitti, coco, nuscenes, cityscapes in CLASS_ROWS
)
"""All classes; a class's id (uint8) is its index. 0: void."""

PARTS: tuple[str, ...] = PART_NAMES
"""All part kinds; a part's id (uint8) is its index. 0: none."""

_BY_NAME = {entry.name: entry for entry in CLASSES}
_PART_IDS = {name: index for index, name in enumerate(PARTS)}


def class_of(name: str) -> SemanticClass:
    """The class of this name. Raises UnknownName with the nearest one."""
    if name not in _BY_NAME:
        raise UnknownName("", "semantic class", name, _BY_NAME)
    return _BY_NAME[name]


def class_by_id(class_id: int) -> SemanticClass:
    """The class with this id, as pixels and points carry it. Raises UnknownName for an id outside the table."""
    if not 0 <= class_id < len(CLASSES):
        raise UnknownName("", "semantic class id", str(class_id), (str(entry.id) for entry in CLASSES))
    return CLASSES[class_id]


def part_id(name: str) -> int:
    """The id of a part kind. Raises UnknownName with the nearest one."""
    if name not in _PART_IDS:
        raise UnknownName("", "part", name, PARTS)
    return _PART_IDS[name]
