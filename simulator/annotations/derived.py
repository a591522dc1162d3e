"""Images that follow from a camera's reading and the things it shows: panoptic ids, and what is out of place."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from simulator.annotations.things import Thing
from simulator.readings.camera import CameraReading

PANOPTIC_STEP = 1 << 16
"""A panoptic id is class * PANOPTIC_STEP + instance: 65,535 instances at most (DESIGN section 13)."""


def panoptic_ids(reading: CameraReading, things: Mapping[int, Thing]) -> NDArray[np.int32]:
    """(H, W) int32 class * PANOPTIC_STEP + instance, ids of `scenes.ontology`.

    A thing has one class, its own, whatever its parts' are. What is no thing, the ego's own parts among it, has
    instance 0 and the class that the reading says. things: as they are in the frame; others count as none.
    """
    of_instance = np.zeros(PANOPTIC_STEP, dtype=np.int32)
    for instance, thing in things.items():
        of_instance[instance] = thing.semantic * PANOPTIC_STEP + instance
    segment = of_instance[reading.instance]
    return np.where(segment > 0, segment, reading.semantic.astype(np.int32) * PANOPTIC_STEP)


def panoptic_parts(ids: NDArray[np.int32]) -> tuple[NDArray[np.uint8], NDArray[np.uint16]]:
    """Classes and instances of panoptic ids."""
    return (ids // PANOPTIC_STEP).astype(np.uint8), (ids % PANOPTIC_STEP).astype(np.uint16)


def anomaly_mask(reading: CameraReading, things: Mapping[int, Thing]) -> NDArray[np.bool_]:
    """(H, W) bool: pixels of things that are out of place or of no usual kind (`Thing.is_anomaly`)."""
    odd = np.zeros(PANOPTIC_STEP, dtype=np.bool_)
    odd[[instance for instance, thing in things.items() if thing.is_anomaly]] = True
    return np.asarray(odd[reading.instance])
