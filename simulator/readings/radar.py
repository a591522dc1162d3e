"""A radar's reading: one scan's clusters."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.pose import Body, Pose, SensorFrame, World

RADAR_POINT = np.dtype(
    [
        *((name, "<f4") for name in ("x", "y", "z")),
        ("dyn_prop", "i1"),
        ("id", "<i2"),
        *((name, "<f4") for name in ("rcs", "vx", "vy", "vx_comp", "vy_comp")),
        *((name, "i1") for name in ("is_quality_valid", "ambig_state", "x_rms", "y_rms")),
        *((name, "i1") for name in ("invalid_state", "pdh0", "vx_rms", "vy_rms")),
    ]
)
"""nuScenes' 18 fields in its files' order and types (nuscenes-devkit 1.2.0, RadarPointCloud.from_file)."""


class RadarKind(IntEnum):
    """What a radar point is in truth: a thing's own echo; scenery, ground or rain; an echo by a detour; noise alone."""

    OBJECT = 0
    CLUTTER = 1
    GHOST = 2
    NOISE = 3


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class RadarReading:
    """One scan. points: (N,) of `RADAR_POINT`, nearest first.

    x, y, z: metres in the radar's frame (x forward, y left), z always 0. rcs: dBsm. vx, vy: m/s, the measured radial
    velocity relative to the radar along the line of sight, away positive; vx_comp, vy_comp: the same over ground, the
    radar's own motion taken out. x_rms..vy_rms: codes of `RMS_STEPS`. Truth a point: instance (N,) uint16 (a ghost has
    that of the thing it mirrors), semantic (N,) uint8, kind (N,) uint8 of `RadarKind`, offset_ns (N,) int32: when it
    was measured, minus time_ns; snr_db (N,) float32: of its cell, over the mean noise.
    """

    name: str
    time_ns: int
    T_ego_sensor: Pose[Body, SensorFrame]
    T_world_sensor: Pose[World, SensorFrame]
    points: NDArray[Any]
    instance: NDArray[np.uint16]
    semantic: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    offset_ns: NDArray[np.int32]
    snr_db: NDArray[np.float32]


RMS_STEPS = (
    *(0.005, 0.006, 0.008, 0.011, 0.014, 0.018, 0.023, 0.029, 0.038, 0.049, 0.063, 0.081, 0.105, 0.135, 0.174, 0.224),
    *(0.288, 0.371, 0.478, 0.616, 0.794, 1.023, 1.317, 1.697, 2.187, 2.817, 3.630, 4.676, 6.025, 7.762, 10.0),
)
"""Code k says: a standard deviation below this (m or m/s); 31 says: above all. Continental's ARS 408-21 interface, as
many drivers on GitHub have it."""
