"""KITTI's types, whose name for people who sit differs from one of its data sets to the next."""

from __future__ import annotations

from exporters.class_map import Changes, ClassMap, class_map

_SITTING = "Person_sitting"
_OTHERS = ("Car", "Van", "Truck", "Pedestrian", "Cyclist", "Tram", "Misc")


def kitti_classes(sitting: str, changes: Changes) -> ClassMap:
    """The ontology's KITTI types with another name for people who sit, and the changes that a run asks for.

    Raises UnknownName for a change of no class, or to another type.
    """
    seated = {name: sitting for name, kind in class_map("kitti", {}).names.items() if kind == _SITTING}
    return class_map("kitti", {**seated, **changes}, (*_OTHERS, sitting))
