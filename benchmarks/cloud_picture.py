"""Two LiDAR clouds side by side from above, coloured by what the points are of."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from simulator.readings.lidar import LidarReading, PointKind

UInt8 = NDArray[np.uint8]
Colour = tuple[int, int, int]

SIDE_PX = 620
AHEAD_M, BEHIND_M, ASIDE_M = 60.0, 20.0, 40.0
"""What is shown, from the sensor."""
LOW_M, HIGH_M = -1.9, 2.5
"""Heights over which surfaces go from blue to yellow."""
WEATHER: dict[int, Colour] = {
    PointKind.GHOST: (255, 0, 255),
    PointKind.FOG: (255, 80, 60),
    PointKind.RAIN: (255, 80, 60),
    PointKind.SNOW: (255, 80, 60),
    PointKind.PARTICLE: (255, 160, 40),
}
"""Of points that no surface has sent: red, of spray, smoke and dust orange."""


def cloud_pair(clean: LidarReading, weather: LidarReading) -> UInt8:
    """(SIDE_PX, 2 SIDE_PX + 2, 3): without the weather, and with it."""
    gap = np.full((SIDE_PX, 2, 3), 255, np.uint8)
    return np.concatenate([_from_above(clean), gap, _from_above(weather)], axis=1)


def _from_above(cloud: LidarReading) -> UInt8:
    """The sensor's x points up."""
    picture = np.full((SIDE_PX, SIDE_PX, 3), 14, np.uint8)
    scale = SIDE_PX / (AHEAD_M + BEHIND_M)
    row = ((AHEAD_M - cloud.points[:, 0]) * scale).astype(np.int64)
    column = ((ASIDE_M - cloud.points[:, 1]) * scale).astype(np.int64)
    inside = (row >= 0) & (row < SIDE_PX) & (column >= 0) & (column < SIDE_PX)
    colour = _colours(cloud)
    order = np.flatnonzero(inside)[np.argsort(np.isin(cloud.kind[inside], list(WEATHER)), kind="stable")]
    picture[row[order], column[order]] = colour[order]
    cv2.circle(picture, (int(ASIDE_M * scale), int(AHEAD_M * scale)), 3, (255, 255, 255), -1)
    return picture


def _colours(cloud: LidarReading) -> UInt8:
    height = np.clip((cloud.points[:, 2] - LOW_M) / (HIGH_M - LOW_M), 0.0, 1.0)
    grey = np.rint(255.0 * height).astype(np.uint8).reshape(-1, 1)
    colour = cv2.applyColorMap(grey, cv2.COLORMAP_VIRIDIS).reshape(-1, 3)[:, ::-1].copy()
    for kind, own in WEATHER.items():
        colour[cloud.kind == kind] = own
    return np.asarray(colour, dtype=np.uint8)
