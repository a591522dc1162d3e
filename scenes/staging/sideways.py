"""Offsets across a line over time in closed form: changes of lanes, and unsteady hands."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

PEAK = 1.875
"""Of the minimum-jerk shape 10 u^3 - 15 u^4 + 6 u^5 (Flash and Hogan 1985): its steepest slope, at its middle."""


class Sideways(ABC):
    """An offset to the left of a line, of an origin of a vehicle, over time."""

    @abstractmethod
    def moved_m(self, times_s: Float64) -> Float64:
        """Offsets (T,) at times (T,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneShift(Sideways):
    """By so many metres to the left (negative: right), smoothly, at a peak lateral speed; quintic in time."""

    begins_s: float
    by_m: float
    peak_mps: float

    @property
    def duration_s(self) -> float:
        """From the first to the last motion."""
        return PEAK * abs(self.by_m) / self.peak_mps

    @property
    def ends_s(self) -> float:
        """When all is done."""
        return self.begins_s + self.duration_s

    def moved_m(self, times_s: Float64) -> Float64:
        """0 before, all after."""
        u = np.clip((times_s - self.begins_s) / self.duration_s, 0.0, 1.0)
        return np.asarray(self.by_m * u**3 * (10.0 - 15.0 * u + 6.0 * u * u))

    def reaches_s(self, moved_m: float) -> float:
        """When it has moved that far in its direction (metres, positive)."""
        return self.begins_s + self.duration_s * _inverse(moved_m / abs(self.by_m))

    @classmethod
    def reaching(cls, at_s: float, moved_m: float, by_m: float, peak_mps: float) -> LaneShift:
        """The shift that has moved so far (metres, positive) at a time."""
        begun = cls(begins_s=0.0, by_m=by_m, peak_mps=peak_mps)
        return cls(begins_s=at_s - begun.reaches_s(moved_m), by_m=by_m, peak_mps=peak_mps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wobble(Sideways):
    """An unsteady hand: two sines that never fall into step. sigma_m: standard deviation of the offset."""

    sigma_m: float
    period_s: float
    phase_rad: float

    def moved_m(self, times_s: Float64) -> Float64:
        """Sines of equal amplitude, whose variances add to sigma squared."""
        turn = 2.0 * math.pi * times_s / self.period_s
        golden = 0.5 * (1.0 + math.sqrt(5.0))
        return np.asarray(self.sigma_m * (np.sin(turn + self.phase_rad) + np.sin(turn / golden + 2.0 * self.phase_rad)))


def _inverse(share: float) -> float:
    """Where, from 0 to 1, the quintic has covered a share; 0 and 1 beyond it."""
    low, high = 0.0, 1.0
    for _ in range(40):
        u = 0.5 * (low + high)
        low, high = (u, high) if u**3 * (10.0 - 15.0 * u + 6.0 * u * u) < share else (low, u)
    return 0.5 * (low + high)
