"""Closed forms of motion: a runner who starts from rest, a ball that bounces."""

from __future__ import annotations

import math
from dataclasses import dataclass

GRAVITY_MPS2 = 9.81
SLOWEST_BOUNCE_MPS = 0.2
"""Chosen: as rigid-body engines do, so that a ball comes to roll."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dash:
    """From rest to a constant speed over a run-up of constant acceleration. Times count from the start."""

    speed_mps: float
    run_up_m: float

    @property
    def acceleration_mps2(self) -> float:
        """v^2 / (2 s)."""
        return self.speed_mps**2 / (2.0 * self.run_up_m)

    @property
    def run_up_s(self) -> float:
        """Duration of the acceleration."""
        return 2.0 * self.run_up_m / self.speed_mps

    def time_to_s(self, distance_m: float) -> float:
        """When a distance (>= 0) has been run."""
        if distance_m <= self.run_up_m:
            return math.sqrt(2.0 * distance_m / self.acceleration_mps2)
        return self.run_up_s + (distance_m - self.run_up_m) / self.speed_mps

    def distance_m(self, time_s: float) -> float:
        """How far after a time; 0 before the start."""
        if time_s <= self.run_up_s:
            return 0.5 * self.acceleration_mps2 * max(time_s, 0.0) ** 2
        return self.run_up_m + (time_s - self.run_up_s) * self.speed_mps

    def speed_at_mps(self, time_s: float) -> float:
        """How fast after a time; 0 before the start."""
        return self.acceleration_mps2 * min(max(time_s, 0.0), self.run_up_s)


def bounced(height_m: float, up_mps: float, restitution: float, elapsed_s: float) -> tuple[float, float]:
    """Height above the ground and upward speed of a ball some time after it left `height_m` with `up_mps`.

    Each bounce keeps `restitution` of the speed; below SLOWEST_BOUNCE_MPS it rolls.
    """
    while True:
        flight_s = (up_mps + math.sqrt(up_mps**2 + 2.0 * GRAVITY_MPS2 * height_m)) / GRAVITY_MPS2
        if elapsed_s < flight_s:
            risen_m = up_mps * elapsed_s - 0.5 * GRAVITY_MPS2 * elapsed_s**2
            return height_m + risen_m, up_mps - GRAVITY_MPS2 * elapsed_s
        elapsed_s -= flight_s
        up_mps = restitution * (GRAVITY_MPS2 * flight_s - up_mps)
        height_m = 0.0
        if up_mps < SLOWEST_BOUNCE_MPS:
            return 0.0, 0.0
