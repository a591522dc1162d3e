"""KITTI's pixel semantics (semantics devkit, readme.txt): Cityscapes label ids, and instances of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from exporters.cityscapes_labels import CityscapesLabel
from simulator.frame import CameraReading, Thing

_INSTANCES_A_LABEL = 255
_OBJECTS = 255
MOVING_MPS = 0.1
"""Things that move faster are in the object map. Chosen: a centimetre from one picture to the next."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PixelLabels:
    """semantic: (H, W) uint8 label ids. instance: (H, W) uint16 id * 256 + number from 1, 0 without one. colors:
    (H, W, 3) uint8. without_number_px: pixels of instances beyond the 255 of their label, whose number is 0.
    """

    semantic: NDArray[np.uint8]
    instance: NDArray[np.uint16]
    colors: NDArray[np.uint8]
    without_number_px: int


def pixel_labels(camera: CameraReading, things: Mapping[int, Thing], labels: Sequence[CityscapesLabel]) -> PixelLabels:
    """labels: by class id. Instances are numbered within their label, by id."""
    ids = np.array([label.id for label in labels], dtype=np.uint8)
    colors = np.array([label.color for label in labels], dtype=np.uint8)
    numbers = np.zeros(65_536, dtype=np.uint16)
    counted: Counter[int] = Counter()
    beyond = np.zeros(65_536, dtype=np.bool_)
    for instance in _visible(camera):
        label = labels[things[instance].semantic] if instance in things else None
        if label is not None and label.has_instances:
            counted[label.id] += 1
            beyond[instance] = counted[label.id] > _INSTANCES_A_LABEL
            numbers[instance] = 0 if beyond[instance] else counted[label.id]
    semantic = ids[camera.semantic]
    return PixelLabels(
        semantic=semantic,
        instance=semantic.astype(np.uint16) * np.uint16(256) + numbers[camera.instance],
        colors=colors[camera.semantic],
        without_number_px=int(np.count_nonzero(beyond[camera.instance])),
    )


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ObjectMap:
    """code: (H, W) uint8, 0: stands still, else the number of a moving thing. beyond_px: of those after the 255th."""

    code: NDArray[np.uint8]
    beyond_px: int


def object_map(camera: CameraReading, things: Mapping[int, Thing]) -> ObjectMap:
    """Moving things of any kind are numbered from 1, by id."""
    moving = [
        instance
        for instance in _visible(camera)
        if instance in things and float(np.linalg.norm(things[instance].velocity_mps)) > MOVING_MPS
    ]
    codes = np.zeros(65_536, dtype=np.uint8)
    codes[moving[:_OBJECTS]] = np.arange(1, len(moving[:_OBJECTS]) + 1)
    beyond = np.isin(camera.instance, moving[_OBJECTS:])
    return ObjectMap(code=codes[camera.instance], beyond_px=int(np.count_nonzero(beyond)))


def _visible(camera: CameraReading) -> list[int]:
    """Instances with a pixel, without the background."""
    present: list[int] = np.flatnonzero(np.bincount(camera.instance.ravel())).tolist()
    return [instance for instance in present if instance]
