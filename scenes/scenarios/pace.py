"""How fast somebody drives a line: limits, bends, and what a car accelerates and brakes with."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.roads.ways import WayPath
from scenes.storyboard import AtTime, Event, SetSpeed

Float64 = NDArray[np.float64]

ACCELERATION_MPS2, DECELERATION_MPS2 = 1.5, 2.0
"""Chosen: everyday driving; most drivers stay below 2 m/s2 either way."""
SLOWEST_MPS = 2.0
TICK_S = 0.5
SPAN_M = 6.0
"""Chosen: over which the heading's change counts as curvature, longer than the corners of a sampled line."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Pace:
    """Speeds (N,) at distances (N,) along a line."""

    distance_m: Float64
    speed_mps: Float64

    @classmethod
    def of(cls, path: WayPath, share: float, lateral_mps2: float, unlimited_mps: float) -> Pace:
        """The fastest within `share` of the limits and `lateral_mps2` in bends that braking and accelerating allow.

        unlimited_mps: where there is no limit.
        """
        limits = np.where(np.isfinite(path.speed_limit_mps), path.speed_limit_mps * share, unlimited_mps)
        bend = np.sqrt(lateral_mps2 / np.maximum(curvature(path), 1e-6))
        speed = np.maximum(np.minimum(limits, bend), SLOWEST_MPS)
        step = np.diff(path.distance_m)
        for k in range(len(step)):
            speed[k + 1] = min(speed[k + 1], np.sqrt(speed[k] ** 2 + 2.0 * ACCELERATION_MPS2 * step[k]))
        for k in range(len(step) - 1, -1, -1):
            speed[k] = min(speed[k], np.sqrt(speed[k + 1] ** 2 + 2.0 * DECELERATION_MPS2 * step[k]))
        return cls(distance_m=path.distance_m, speed_mps=speed)

    def at(self, distance_m: float) -> float:
        """The speed at a distance."""
        return float(np.interp(distance_m, self.distance_m, self.speed_mps))

    def distances(self, start_m: float, times: int) -> Float64:
        """Where one is after 0, 1, ... ticks, from a distance on."""
        out = [start_m]
        for _ in range(times):
            half = out[-1] + 0.5 * TICK_S * self.at(out[-1])
            out.append(out[-1] + TICK_S * self.at(half))
        return np.array(out)

    def events(self, actor: str, start_m: float, duration_s: float) -> tuple[Event, ...]:
        """The changes of speed on the way, one a tick where there is any."""
        along = self.distances(start_m, int(np.ceil(duration_s / TICK_S)))
        speeds = [self.at(float(s)) for s in along]
        return tuple(
            Event(
                name=f"{actor}_pace_{k}",
                trigger=AtTime(time_s=k * TICK_S),
                actions=(SetSpeed(actor=actor, speed_mps=after, acceleration_mps2=abs(after - before) / TICK_S),),
            )
            for k, (before, after) in enumerate(itertools.pairwise(speeds))
            if abs(after - before) > 0.02
        )


def curvature(path: WayPath) -> Float64:
    """Absolute curvature (N,) of a line: turn of its heading over SPAN_M."""
    steps = np.diff(path.points_m[:, :2], axis=0)
    middles = 0.5 * (path.distance_m[1:] + path.distance_m[:-1])
    heading = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    ends = [np.interp(path.distance_m + side * 0.5 * SPAN_M, middles, heading) for side in (-1.0, 1.0)]
    return np.asarray(np.abs(ends[1] - ends[0]) / SPAN_M)
