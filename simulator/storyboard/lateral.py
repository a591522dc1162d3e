"""The offset from a course over time or distance, in closed form."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.storyboard.motion import Dynamics, Shape
from simulator.storyboard.shapes import PEAK_BEND, PEAK_SLOPE, share, slope

Float64 = NDArray[np.float64]

COMFORTABLE_MPS2 = 1.0
"""Chosen: sideways, where an action does not say; drivers stay below 1.5 m/s2 in lane changes (ISO 15622, 6.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetPlan:
    """From `start_m` to `end_m` left of the course, by a shape over seconds or over metres travelled."""

    start_m: float
    end_m: float
    shape: Shape = "step"
    over: Literal["time", "distance"] = "time"
    extent: float = 0.0

    def offset_m(self, elapsed_s: Float64, travelled_m: Float64) -> Float64:
        """The offset (N,) so long and so far after the plan began."""
        if self.extent <= 0.0:
            return np.full(np.shape(elapsed_s), self.end_m)
        done = elapsed_s if self.over == "time" else np.abs(travelled_m)
        return np.asarray(self.start_m + (self.end_m - self.start_m) * share(self.shape, done / self.extent))

    def rate_mps(self, elapsed_s: Float64, travelled_m: Float64, speed_mps: Float64) -> Float64:
        """How fast the offset changes (N,)."""
        if self.extent <= 0.0:
            return np.zeros(np.shape(elapsed_s))
        done = elapsed_s if self.over == "time" else np.abs(travelled_m)
        steep = slope(self.shape, done / self.extent) * (self.end_m - self.start_m) / self.extent
        return np.asarray(steep if self.over == "time" else steep * np.abs(speed_mps))

    def is_done(self, elapsed_s: float, travelled_m: float) -> bool:
        """Whether the goal is reached, to a nanosecond or nanometre."""
        return (elapsed_s if self.over == "time" else abs(travelled_m)) >= self.extent - 1e-9


def planned(start_m: float, end_m: float, dynamics: Dynamics) -> OffsetPlan:
    """A change of offset as dynamics ask; a rate is the peak of the lateral speed."""
    if dynamics.shape == "step" or start_m == end_m:
        return OffsetPlan(start_m=start_m, end_m=end_m)
    if dynamics.dimension == "rate":
        extent = PEAK_SLOPE[dynamics.shape] * abs(end_m - start_m) / max(dynamics.value, 1e-6)
        return OffsetPlan(start_m=start_m, end_m=end_m, shape=dynamics.shape, extent=extent)
    return OffsetPlan(
        start_m=start_m, end_m=end_m, shape=dynamics.shape, over=dynamics.dimension, extent=dynamics.value
    )


def planned_by_acceleration(start_m: float, end_m: float, shape: Shape, lateral_mps2: float | None) -> OffsetPlan:
    """A change of offset that never takes more than a lateral acceleration: T = sqrt(bend |change| / a)."""
    most = COMFORTABLE_MPS2 if lateral_mps2 is None else lateral_mps2
    if shape == "step" or start_m == end_m:
        return OffsetPlan(start_m=start_m, end_m=end_m)
    extent = math.sqrt(PEAK_BEND[shape] * abs(end_m - start_m) / most)
    return OffsetPlan(start_m=start_m, end_m=end_m, shape=shape, extent=extent)
