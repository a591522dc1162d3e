"""A world of boxes on a plane, traced exactly in numpy: the truth behind `exporters.example_frames`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.pose import Pose, SensorFrame, World
from simulator.frame import OrientedBox

Float64 = NDArray[np.float64]

_PARALLEL = 1e-12  # stands for a zero direction component, so that the slab test divides


@dataclass(frozen=True, slots=True, kw_only=True)
class Solid:
    """One box of the world."""

    instance: int
    group: int
    name: str
    semantic: str
    box: OrientedBox


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class BoxHits:
    """First surfaces along N rays. distance: (N,) in units of the ray's length, inf for the sky. index: (N,) place of
    the solid, -1 for the ground, -2 for the sky. normal: (N, 3) in the sensor's frame, 0 for the sky.
    """

    distance: Float64
    index: NDArray[np.int64]
    normal: Float64


def trace(T_world_sensor: Pose[World, SensorFrame], rays: Float64, solids: Sequence[Solid]) -> BoxHits:
    """Rays (N, 3) of any length from the sensor's origin, against the plane z = 0 and all solids."""
    rotation = T_world_sensor.rotation()
    origin, directions = np.asarray(T_world_sensor.translation_m), rays @ rotation.T
    down = np.where(directions[:, 2] < -_PARALLEL, directions[:, 2], -_PARALLEL)
    distance = np.where(directions[:, 2] < -_PARALLEL, origin[2] / -down, np.inf)
    index = np.where(np.isfinite(distance), -1, -2)
    normal = np.where(np.isfinite(distance)[:, None], np.array([0.0, 0.0, 1.0]), 0.0)
    for place, solid in enumerate(solids):
        entry, outward = _enter(origin, directions, solid.box)
        nearer = entry < distance
        distance = np.where(nearer, entry, distance)
        index = np.where(nearer, place, index)
        normal = np.where(nearer[:, None], outward, normal)
    return BoxHits(distance=distance, index=index, normal=normal @ rotation)


def silhouette(T_world_sensor: Pose[World, SensorFrame], rays: Float64, solid: Solid) -> NDArray[np.bool_]:
    """Which rays (N, 3) would hit the solid if it were alone."""
    directions = rays @ T_world_sensor.rotation().T
    entry, _ = _enter(np.asarray(T_world_sensor.translation_m), directions, solid.box)
    return np.isfinite(entry)


def _enter(origin: Float64, directions: Float64, box: OrientedBox) -> tuple[Float64, Float64]:
    """Distance (N,) at which rays enter the box, inf where they miss it, and the outward normal there, world frame.

    Kay and Kajiya 1986: the interval common to three slabs.
    """
    rotation = box.T_world_box.rotation()
    start = (origin - np.asarray(box.T_world_box.translation_m)) @ rotation
    along = directions @ rotation
    along = np.where(np.abs(along) < _PARALLEL, _PARALLEL, along)
    low = np.array([-box.length_m / 2, -box.width_m / 2, 0.0])
    high = np.array([box.length_m / 2, box.width_m / 2, box.height_m])
    first, second = (low - start) / along, (high - start) / along
    near, far = np.minimum(first, second), np.maximum(first, second)
    entry, leave = near.max(axis=1), far.min(axis=1)
    axis = near.argmax(axis=1)
    outward = -np.sign(np.take_along_axis(along, axis[:, None], axis=1)) * rotation.T[axis]
    return np.where((entry <= leave) & (entry > 0.0), entry, np.inf), outward
