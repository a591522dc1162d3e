"""The map around the ego, from above."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.pose import Pose, World


class MapFrame:
    """Frame tag: origin at the map's centre, x to the top of the image, y to its left, z up."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class BirdView:
    """A raster of square cells, row 0 farthest ahead, column 0 farthest left.

    T_world_map: the ego's place and heading, level. semantic: (H, W) uint8 class of the ground, of buildings and what
    else stands fixed, without trees and what hangs over the road. instance: (H, W) uint16 things that stand on it, the
    ego included, 0 elsewhere. drivable: (H, W) uint8, index into `road.DRIVABLE`.
    """

    T_world_map: Pose[World, MapFrame]
    cell_m: float
    semantic: NDArray[np.uint8]
    instance: NDArray[np.uint16]
    drivable: NDArray[np.uint8]
