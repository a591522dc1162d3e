"""The one table of semantic classes and part kinds, and what formats call them: `ontology.yaml`, as values.

Append-only: ids are written into datasets and never change their meaning.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from scenes.errors import UnknownName

Kind = Literal["thing", "stuff", "ego"]

COCO_THINGS = frozenset(
    {
        *("person", "bicycle", "car", "motorcycle", "bus", "train", "truck", "traffic light", "fire hydrant"),
        *("stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow", "umbrella", "suitcase"),
        *("sports ball", "skateboard", "chair", "potted plant", "dining table"),
    }
)
"""Those of COCO's 80 categories that the table uses."""
NUSCENES_DETECTED = frozenset(
    {
        *("vehicle.car", "vehicle.truck", "vehicle.bus.bendy", "vehicle.bus.rigid", "vehicle.trailer"),
        *("vehicle.construction", "vehicle.motorcycle", "vehicle.bicycle", "movable_object.trafficcone"),
        *("movable_object.barrier", "human.pedestrian.adult", "human.pedestrian.child"),
        *("human.pedestrian.construction_worker", "human.pedestrian.police_officer"),
    }
)
"""The categories behind the ten classes of nuScenes' detection task (nuscenes-devkit, detection/utils.py)."""


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

    @property
    def is_novel(self) -> bool:
        """Whether it moves or lies about and yet is of no class that detectors usually learn.

        Usual are KITTI's types but Misc, COCO's 80 and nuScenes' ten; a street's furniture is not novel.
        """
        usual = self.kitti not in (None, "Misc") or self.coco in COCO_THINGS or self.nuscenes in NUSCENES_DETECTED
        return self.kind == "thing" and not usual and not self.name.startswith(("object.", "static"))


def _table() -> dict[str, Any]:
    # YAML that is JSON below its comments: the graphics card's benchmark runs where no YAML library is.
    lines = (Path(__file__).parent / "ontology.yaml").read_text().splitlines()
    table: dict[str, Any] = json.loads("".join(line for line in lines if not line.startswith("#")))
    return table


_TABLE = _table()

CLASSES: tuple[SemanticClass, ...] = tuple(SemanticClass(**row) for row in _TABLE["classes"])
"""All classes; a class's id (uint8) is its index. 0: void."""

PARTS: tuple[str, ...] = tuple(_TABLE["parts"])
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
