"""YOLO's class numbers: COCO's 80 classes as pretrained models have them, categories of ours from 80 on."""

from __future__ import annotations

from collections.abc import Mapping

from exporters.class_map import Changes
from exporters.coco_categories import OWN_IDS_FROM, category_map
from scenes.ontology import CLASSES
from scenes.skeletons import PERSON

COCO_80: tuple[str, ...] = (
    *("person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light"),
    *("fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow"),
    *("elephant", "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee"),
    *("skis", "snowboard", "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard"),
    *("tennis racket", "bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple"),
    *("sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch"),
    *("potted plant", "bed", "dining table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard", "cell phone"),
    *("microwave", "oven", "toaster", "sink", "refrigerator", "book", "clock", "vase", "scissors", "teddy bear"),
    *("hair drier", "toothbrush"),
)
"""In the order of instances_val2017.json's categories, which numbers from 0 follow (Ultralytics, coco.yaml)."""


def _own() -> tuple[str, ...]:
    """In the ontology's order, which is append-only."""
    named = {category.name: category.id for category in category_map({}).values() if category.id >= OWN_IDS_FROM}
    return tuple(dict.fromkeys(entry.coco for entry in CLASSES if entry.coco in named and entry.coco is not None))


DETECTED: tuple[str, ...] = (*COCO_80, *_own())
"""Names by number for detection and segmentation; the same in every dataset."""


def number_map(changes: Changes) -> Mapping[int, int]:
    """Numbers by class id, without classes that have none. Raises UnknownName."""
    return {semantic: DETECTED.index(category.name) for semantic, category in category_map(changes).items()}


def flip_idx() -> list[int]:
    """For every keypoint of a person the one that it becomes in a mirrored image."""
    swap = {"left": "right", "right": "left"}
    sides = [name.partition("_") for name in PERSON.points]
    mirrored = [
        f"{swap[side]}_{rest}" if side in swap else name
        for name, (side, _, rest) in zip(PERSON.points, sides, strict=True)
    ]
    return [PERSON.points.index(name) for name in mirrored]
