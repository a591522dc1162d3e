"""The offset from a course over time or distance, in closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.storyboard.motion import Dynamics, Shape
from simulator.storyboard.shapes import PEAK_BEND, PEAK_SLOPE, share, slope

Float64 = NDArray[np.float64]

COMFORTABLE_MPS2 = 1.0
"""Chosen: sideways, where an action does not say; drivers stay below 1.5 m/s2 in lane changes (ISO 15622, 6.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetPlan:
    """From `start_m` to `end_m` left of the course, by a shape over seconds or over metres travelled; else at once."""

    start_m: float
    end_m: float
    shape: Shape = "step"
    over_s: float = 0.0
    over_m: float = 0.0

    @property
    def is_step(self) -> bool:
        """Whether it is at its end from the beginning."""
        return self.over_s <= 0.0 and self.over_m <= 0.0

    def _done(self, elapsed_s: Float64, travelled_m: Float64) -> Float64:
        """The share of the time or the way."""
        return elapsed_s / self.over_s if self.over_s > 0.0 else np.abs(travelled_m) / self.over_m

    def offset_m(self, elapsed_s: Float64, travelled_m: Float64) -> Float64:
        """The offset (N,) so long and so far after the plan began."""
        if self.is_step:
            return np.full(np.shape(elapsed_s), self.end_m)
        done = self._done(elapsed_s, travelled_m)
        return np.asarray(self.start_m + (self.end_m - self.start_m) * share(self.shape, done))

    def rate_mps(self, elapsed_s: Float64, travelled_m: Float64, speed_mps: Float64) -> Float64:
        """How fast the offset changes (N,)."""
        if self.is_step:
            return np.zeros(np.shape(elapsed_s))
        steep = slope(self.shape, self._done(elapsed_s, travelled_m)) * (self.end_m - self.start_m)
        return np.asarray(steep / self.over_s if self.over_s > 0.0 else steep / self.over_m * np.abs(speed_mps))

    def is_done(self, elapsed_s: float, travelled_m: float) -> bool:
        """Whether the goal is reached, to a nanosecond or nanometre."""
        return elapsed_s >= self.over_s - 1e-9 and abs(travelled_m) >= self.over_m - 1e-9


def planned(start_m: float, end_m: float, dynamics: Dynamics) -> OffsetPlan:
    """A change of offset as dynamics ask; a rate is the peak of the lateral speed."""
    if dynamics.shape == "step" or start_m == end_m:
        return OffsetPlan(start_m=start_m, end_m=end_m)
    over_s = over_m = 0.0
    if dynamics.dimension == "rate":
        over_s = PEAK_SLOPE[dynamics.shape] * abs(end_m - start_m) / max(dynamics.value, 1e-6)
    elif dynamics.dimension == "time":
        over_s = dynamics.value
    else:
        over_m = dynamics.value
    return OffsetPlan(start_m=start_m, end_m=end_m, shape=dynamics.shape, over_s=over_s, over_m=over_m)


def planned_by_acceleration(start_m: float, end_m: float, shape: Shape, lateral_mps2: float | None) -> OffsetPlan:
    """A change of offset that never takes more than a lateral acceleration: T = sqrt(bend |change| / a)."""
    most = COMFORTABLE_MPS2 if lateral_mps2 is None else lateral_mps2
    if shape == "step" or start_m == end_m:
        return OffsetPlan(start_m=start_m, end_m=end_m)
    over_s = math.sqrt(PEAK_BEND[shape] * abs(end_m - start_m) / most)
    return OffsetPlan(start_m=start_m, end_m=end_m, shape=shape, over_s=over_s)
