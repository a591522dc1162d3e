"""LiDAR points and their labels as nuScenes' files hold them.

samples/LIDAR_TOP/*.pcd.bin   float32 (N, 5): x, y, z (m), intensity 0..255, ring from below; strongest returns
lidarseg/<version>/*.bin      uint8 (N,): index of the category
panoptic/<version>/*.npz      uint16 (N,) under `data`: index * 1000 + number of the instance in its scene and category
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from exporters.class_map import ClassMap
from exporters.nuscenes_schema import ANNOTATED, CATEGORIES
from scenes.ontology import CLASSES
from scenes.pose import Body, Pose, SensorFrame
from simulator.frame import LidarReading

LIDAR_TOP = "LIDAR_TOP"
INSTANCES = 1000
"""Instances of one category that panoptic codes can tell apart, number 0 (none) included."""

Cloud = Literal["deskewed", "as_measured"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """How a LiDAR's frame in files lies in its sensor's: turned about z by quarters."""

    quarters: int = 0

    def pose(self, T_ego_sensor: Pose[Body, SensorFrame]) -> Pose[Body, SensorFrame]:
        """T_ego_file: of the file's frame in the ego's."""
        T_sensor_file: Pose[SensorFrame, SensorFrame] = Pose.planar(0.0, 0.0, self.quarters * math.pi / 2)
        return T_ego_sensor @ T_sensor_file

    def turned(self, points_m: NDArray[np.float32]) -> NDArray[np.float32]:
        """Points (N, 3) of the sensor's frame in the file's, without rounding."""
        x, y = points_m[:, 0], points_m[:, 1]
        across = {0: (x, y), 1: (y, -x), 2: (-x, -y), 3: (-y, x)}[self.quarters]
        return np.stack([*across, points_m[:, 2]], axis=1)


def axes_of(channel: str, T_ego_sensor: Pose[Body, SensorFrame]) -> Axes:
    """The quarter turn that brings LIDAR_TOP's y axis closest to straight ahead, as on the real car; others: none."""
    if channel != LIDAR_TOP:
        return Axes()
    ahead = T_ego_sensor.rotation()[0, :2]  # the ego's x axis in the sensor's frame
    along = (ahead[0], ahead[1], -ahead[0], -ahead[1])
    forward = max(range(4), key=lambda quarter: along[quarter])  # which of the sensor's axes points ahead
    return Axes(quarters=(forward - 1) % 4)


def cloud_bytes(lidar: LidarReading, axes: Axes, cloud: Cloud) -> bytes:
    """The .pcd.bin file. deskewed: points as at the reading's time, as in the real data; or at their own times."""
    kept = strongest(lidar)
    place = lidar.deskewed_m if cloud == "deskewed" else lidar.points[:, :3]
    rows = np.empty((np.count_nonzero(kept), 5), dtype="<f4")
    rows[:, :3] = axes.turned(place[kept])
    rows[:, 3] = np.rint(lidar.points[kept, 3] * np.float32(255.0))
    rows[:, 4] = _rings_from_below(lidar)[kept]
    return rows.tobytes()


def _rings_from_below(lidar: LidarReading) -> NDArray[np.uint8]:
    """Rings as the real files count them; ours are numbered from the top, so 0 is the lowest that returned anything."""
    return np.asarray(lidar.ring.max(initial=0) - lidar.ring, dtype=np.uint8)


def strongest(lidar: LidarReading) -> NDArray[np.bool_]:
    """(N,) which of a reading's points its file holds."""
    return np.asarray(lidar.return_number == 1)


@dataclass(kw_only=True)
class PointLabels:
    """Labels of one scene's points; numbers instances as they come. unnumbered: points beyond what codes can tell."""

    classes: ClassMap
    unnumbered: int = 0
    _numbers: dict[tuple[int, int], int] = field(default_factory=dict, init=False)
    _counts: dict[int, int] = field(default_factory=dict, init=False)

    def categories(self, lidar: LidarReading) -> NDArray[np.uint8]:
        """(N,) lidarseg index of the file's points: noise for mirror images, weather and what has no category."""
        names = [self.classes.names[entry.name] or CATEGORIES[0] for entry in CLASSES]
        table = np.array([CATEGORIES.index(name) for name in names], dtype=np.uint8)
        return table[lidar.semantic[strongest(lidar)]]

    def panoptic(self, lidar: LidarReading, categories: NDArray[np.uint8], wholes: Mapping[int, int]) -> bytes:
        """The .npz file. wholes: the annotated instance that an instance belongs to."""
        ids = lidar.instance[strongest(lidar)].astype(np.int64)
        pairs, place = np.unique(categories.astype(np.int64) << 16 | ids, return_inverse=True)
        codes = [self._code(int(pair) >> 16, wholes.get(int(pair) & 0xFFFF, int(pair) & 0xFFFF)) for pair in pairs]
        data = np.array(codes, dtype=np.uint16)[place]
        nameless = (data % INSTANCES == 0) & (ids > 0) & (categories >= ANNOTATED.start) & (categories < ANNOTATED.stop)
        self.unnumbered += int(np.count_nonzero(nameless))
        memory = io.BytesIO()
        np.savez_compressed(memory, data=data)
        return memory.getvalue()

    def _code(self, category: int, instance: int) -> int:
        if instance == 0 or category not in ANNOTATED:
            return category * INSTANCES
        if (category, instance) not in self._numbers:
            self._counts[category] = self._counts.get(category, 0) + 1
            self._numbers[category, instance] = self._counts[category]
        number = self._numbers[category, instance]
        return category * INSTANCES + (number if number < INSTANCES else 0)
