"""Speed over time in closed form: what a body covers since a plan began, for plans that no state of others changes."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import SceneError
from scenes.storyboard.motion import Dynamics, Shape
from simulator.storyboard.shapes import PEAK_SLOPE, covered, share

Float64 = NDArray[np.float64]

STANDING_MPS = 1e-3
"""Chosen: what is slower than a millimetre a second stands."""


class SpeedPlan(ABC):
    """A prescribed motion along a course, from the moment at which it begins."""

    @property
    @abstractmethod
    def duration_s(self) -> float:
        """After which the speed stays."""

    @abstractmethod
    def at(self, elapsed_s: Float64) -> tuple[Float64, Float64]:
        """Distance covered and speed (N,) after times (N,) >= 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapedChange(SpeedPlan):
    """From speed to speed by a shape over a time."""

    start_mps: float
    end_mps: float
    time_s: float
    shape: Shape

    @property
    def duration_s(self) -> float:
        """Of the change."""
        return self.time_s

    def at(self, elapsed_s: Float64) -> tuple[Float64, Float64]:
        """The integral of the shape, and the shape."""
        change, x = self.end_mps - self.start_mps, elapsed_s / self.time_s
        distance = self.start_mps * elapsed_s + change * self.time_s * covered(self.shape, x)
        return distance, self.start_mps + change * share(self.shape, x)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearPieces(SpeedPlan):
    """Speeds at times, linear in between; the first at 0."""

    times_s: tuple[float, ...]
    speeds_mps: tuple[float, ...]

    @property
    def duration_s(self) -> float:
        """Of all pieces."""
        return self.times_s[-1]

    def at(self, elapsed_s: Float64) -> tuple[Float64, Float64]:
        """Sums of trapezia."""
        t, v = np.array(self.times_s), np.array(self.speeds_mps)
        ends = np.concatenate([[0.0], np.cumsum(0.5 * (v[1:] + v[:-1]) * np.diff(t))])
        k = np.clip(np.searchsorted(t, elapsed_s, side="right") - 1, 0, len(t) - 1)
        speed = np.interp(elapsed_s, t, v)
        return ends[k] + 0.5 * (v[k] + speed) * (elapsed_s - t[k]), speed


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedPoints(SpeedPlan):
    """Distances at times, both from 0 on, at constant speed in between; the last speed stays."""

    times_s: tuple[float, ...]
    distances_m: tuple[float, ...]

    @property
    def duration_s(self) -> float:
        """Until the last point."""
        return self.times_s[-1]

    def at(self, elapsed_s: Float64) -> tuple[Float64, Float64]:
        """Linear between the points."""
        t, s = np.array(self.times_s), np.array(self.distances_m)
        rates = np.diff(s) / np.diff(t)
        k = np.clip(np.searchsorted(t, elapsed_s, side="right") - 1, 0, len(rates) - 1)
        return s[k] + rates[k] * (elapsed_s - t[k]), rates[k]


@dataclass(frozen=True, slots=True, kw_only=True)
class CubicPath(SpeedPlan):
    """s = v t + b t^2 / 2 + c t^3 / 6, which ends after a time; never backwards where it began forwards."""

    start_mps: float
    acceleration_mps2: float
    jerk_mps3: float
    time_s: float

    @property
    def duration_s(self) -> float:
        """Of the cubic."""
        return self.time_s

    def at(self, elapsed_s: Float64) -> tuple[Float64, Float64]:
        """The polynomial and its derivative."""
        t = np.minimum(elapsed_s, self.time_s)
        speed = self.start_mps + self.acceleration_mps2 * t + 0.5 * self.jerk_mps3 * t * t
        covered_m = t * (self.start_mps + t * (0.5 * self.acceleration_mps2 + self.jerk_mps3 * t / 6.0))
        return covered_m + speed * (elapsed_s - t), speed


def change_duration_s(start: float, end: float, dynamics: Dynamics, who: str) -> float:
    """How long a change of speed takes; 0 for a step, infinite at rate 0.

    Over a distance D: 2 D / (start + end), as the mean speed of every shape is that of its ends. Raises SceneError
    where the distance is never covered.
    """
    if dynamics.shape == "step" or start == end:
        return 0.0
    if dynamics.dimension == "time":
        return dynamics.value
    if dynamics.dimension == "rate":
        if dynamics.value <= 0.0:
            return math.inf
        return PEAK_SLOPE[dynamics.shape] * abs(end - start) / dynamics.value
    mean = 0.5 * abs(start + end)
    if mean < STANDING_MPS:
        raise SceneError(f"{who}: a change from {start:g} to {end:g} m/s covers no distance; expected time or rate")
    return dynamics.value / mean


def meeting_cubic(distance_m: float, time_s: float, speed_mps: float, final_mps: float | None) -> CubicPath:
    """The smoothest motion that covers a distance in a time, from a speed to a final one (None: free).

    Smoothest: least integral of the squared acceleration, whose solution is a cubic (Euler-Lagrange: s'''' = 0), with
    s'' = 0 at a free end. Planned again on the way it comes out the same, as parts of optimal paths are optimal.
    """
    missing = distance_m - speed_mps * time_s
    if final_mps is None:
        start = 3.0 * missing / time_s**2
        jerk = -start / time_s
    else:
        change = final_mps - speed_mps
        start = 6.0 * missing / time_s**2 - 2.0 * change / time_s
        jerk = 6.0 * change / time_s**2 - 12.0 * missing / time_s**3
    return CubicPath(start_mps=speed_mps, acceleration_mps2=start, jerk_mps3=jerk, time_s=time_s)


def time_to_cover_s(distance_m: float, speed: float, target: float, rate: float) -> float:
    """How long a body that goes to a speed at a rate needs for a distance; infinite where it stops before."""
    if distance_m <= 0.0:
        return 0.0
    ramp_s = abs(target - speed) / rate
    ramp_m = 0.5 * (speed + target) * ramp_s
    if ramp_m < distance_m:
        return ramp_s + (distance_m - ramp_m) / target if target > STANDING_MPS else math.inf
    a = math.copysign(rate, target - speed)
    return (math.sqrt(max(speed * speed + 2.0 * a * distance_m, 0.0)) - speed) / a
