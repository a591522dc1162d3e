"""Places along the kerbs of a scene's pavements, where leaves gather and street furniture stands."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.roads.network import Lane
from scenes.scene import Scene

Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class KerbPlace:
    """A point on a pavement's edge to the carriageway: x, y in the world, the kerb's heading there.

    road_side: +1 where the carriageway lies left of the heading, -1 right. width_m: of the pavement.
    """

    x_m: float
    y_m: float
    yaw_rad: float
    road_side: int
    width_m: float

    def beside(self, off_m: float) -> tuple[float, float]:
        """The point so far off the kerb: onto the carriageway where positive, onto the pavement where negative."""
        left = self.road_side * off_m
        return self.x_m - left * math.sin(self.yaw_rad), self.y_m + left * math.cos(self.yaw_rad)


def kerb_places(scene: Scene, per_m: float, rng: np.random.Generator) -> list[KerbPlace]:
    """A Poisson number of places along every kerb, `per_m` a metre of pavement, anywhere along it."""
    found = []
    middles = [np.array(lane.centre_m)[:, :2] for lane in scene.road.of_kind("driving")]
    for lane in scene.road.of_kind("pavement"):
        length = lane.length_m
        along = np.sort(rng.uniform(0.0, length, int(rng.poisson(per_m * length))))
        found += [_place(lane, s, middles) for s in along.tolist()]
    return found


def _place(lane: Lane, s_m: float, middles: list[Float64]) -> KerbPlace:
    x, y, _, yaw = lane.point(s_m)
    side = _side(x, y, yaw, middles)
    half = side * 0.5 * lane.width_m
    return KerbPlace(
        x_m=x - half * math.sin(yaw), y_m=y + half * math.cos(yaw), yaw_rad=yaw, road_side=side, width_m=lane.width_m
    )


def _side(x_m: float, y_m: float, yaw_rad: float, middles: list[Float64]) -> int:
    """+1 where the nearest driving lane lies left of the heading, else -1; +1 without any."""
    best, nearest = math.inf, np.array([x_m, y_m])
    for points in middles:
        a, step = points[:-1], np.diff(points, axis=0)
        share = np.clip(((np.array([x_m, y_m]) - a) * step).sum(axis=1) / (step**2).sum(axis=1), 0.0, 1.0)
        on = a + share[:, None] * step
        off = np.hypot(on[:, 0] - x_m, on[:, 1] - y_m)
        k = int(np.argmin(off))
        if off[k] < best:
            best, nearest = float(off[k]), on[k]
    left = -(nearest[0] - x_m) * math.sin(yaw_rad) + (nearest[1] - y_m) * math.cos(yaw_rad)
    return 1 if left >= 0.0 else -1
