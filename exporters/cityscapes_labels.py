"""Cityscapes' labels: ids, colours, and which have instances (cityscapesscripts, helpers/labels.py)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exporters.class_map import Changes, class_map
from scenes.ontology import CLASSES

UNLABELED = "unlabeled"


@dataclass(frozen=True, slots=True, kw_only=True)
class CityscapesLabel:
    """One label. train_id: 255 where training leaves it out."""

    id: int
    train_id: int
    color: tuple[int, int, int]
    has_instances: bool = False


def _stuff(number: int, color: tuple[int, int, int], train_id: int = 255) -> CityscapesLabel:
    return CityscapesLabel(id=number, train_id=train_id, color=color)


def _thing(number: int, color: tuple[int, int, int], train_id: int = 255) -> CityscapesLabel:
    return CityscapesLabel(id=number, train_id=train_id, color=color, has_instances=True)


LABELS: Mapping[str, CityscapesLabel] = {
    UNLABELED: _stuff(0, (0, 0, 0)),
    "ego vehicle": _stuff(1, (0, 0, 0)),
    "rectification border": _stuff(2, (0, 0, 0)),
    "out of roi": _stuff(3, (0, 0, 0)),
    "static": _stuff(4, (0, 0, 0)),
    "dynamic": _stuff(5, (111, 74, 0)),
    "ground": _stuff(6, (81, 0, 81)),
    "road": _stuff(7, (128, 64, 128), 0),
    "sidewalk": _stuff(8, (244, 35, 232), 1),
    "parking": _stuff(9, (250, 170, 160)),
    "rail track": _stuff(10, (230, 150, 140)),
    "building": _stuff(11, (70, 70, 70), 2),
    "wall": _stuff(12, (102, 102, 156), 3),
    "fence": _stuff(13, (190, 153, 153), 4),
    "guard rail": _stuff(14, (180, 165, 180)),
    "bridge": _stuff(15, (150, 100, 100)),
    "tunnel": _stuff(16, (150, 120, 90)),
    "pole": _stuff(17, (153, 153, 153), 5),
    "polegroup": _stuff(18, (153, 153, 153)),
    "traffic light": _stuff(19, (250, 170, 30), 6),
    "traffic sign": _stuff(20, (220, 220, 0), 7),
    "vegetation": _stuff(21, (107, 142, 35), 8),
    "terrain": _stuff(22, (152, 251, 152), 9),
    "sky": _stuff(23, (70, 130, 180), 10),
    "person": _thing(24, (220, 20, 60), 11),
    "rider": _thing(25, (255, 0, 0), 12),
    "car": _thing(26, (0, 0, 142), 13),
    "truck": _thing(27, (0, 0, 70), 14),
    "bus": _thing(28, (0, 60, 100), 15),
    "caravan": _thing(29, (0, 0, 90)),
    "trailer": _thing(30, (0, 0, 110)),
    "train": _thing(31, (0, 80, 100), 16),
    "motorcycle": _thing(32, (0, 0, 230), 17),
    "bicycle": _thing(33, (119, 11, 32), 18),
}
"""By name, without the license plate (-1), which no class of ours is."""


def label_map(changes: Changes) -> tuple[CityscapesLabel, ...]:
    """Labels by class id; classes without one are unlabeled. Raises UnknownName."""
    names = class_map("cityscapes", changes, allowed=LABELS)
    return tuple(LABELS[names.name_of(entry.id) or UNLABELED] for entry in CLASSES)
