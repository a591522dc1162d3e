"""Car following: the Intelligent Driver Model."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.behaviour.base import Neighbour
from scenes.errors import ConfigError

_RANGES = {
    "headway_s": (0.1, 10.0),
    "gap_m": (0.3, 20.0),
    "acceleration_mps2": (0.1, 6.0),
    "deceleration_mps2": (0.3, 6.0),
    "exponent": (1.0, 20.0),
}
HARDEST_MPS2 = 8.0
"""Chosen: what tyres of cars hold on a dry road, so that models ask for no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Idm:
    """Treiber, Hennecke, Helbing 2000, Congested traffic states in empirical observations, eq. 2 and 3.

    headway_s, gap_m: kept while following and at standstill. acceleration_mps2, deceleration_mps2: comfortable ones.
    The defaults are those of Treiber and Kesting 2013, Traffic Flow Dynamics, table 11.2 (city), with braking of
    2 m/s2. Raises ConfigError for numbers out of range.
    """

    headway_s: float = 1.2
    gap_m: float = 2.0
    acceleration_mps2: float = 1.3
    deceleration_mps2: float = 2.0
    exponent: float = 4.0

    def __post_init__(self) -> None:
        for name, (low, high) in _RANGES.items():
            if not low <= getattr(self, name) <= high:
                raise ConfigError(f"behaviour.{name}", f"got {getattr(self, name)}, allowed: {low} to {high}")

    def free(self, speed_mps: float, desired_mps: float) -> float:
        """On an empty road. Above the desired speed: Treiber and Kesting 2013, eq. 11.24, which brakes comfortably."""
        if desired_mps <= 0.0:
            return -self.deceleration_mps2 if speed_mps > 0.0 else 0.0
        if speed_mps <= desired_mps:
            return float(self.acceleration_mps2 * (1.0 - (speed_mps / desired_mps) ** self.exponent))
        power = self.acceleration_mps2 * self.exponent / self.deceleration_mps2
        return float(-self.deceleration_mps2 * (1.0 - (desired_mps / speed_mps) ** power))

    def desired_gap_m(self, speed_mps: float, closing_mps: float) -> float:
        """The dynamic gap s*, at least the one kept at standstill."""
        braking = speed_mps * closing_mps / (2.0 * math.sqrt(self.acceleration_mps2 * self.deceleration_mps2))
        return self.gap_m + max(0.0, speed_mps * self.headway_s + braking)

    def equilibrium_gap_m(self, speed_mps: float, desired_mps: float) -> float:
        """The gap at which one follows at a constant speed below the desired one."""
        spare = 1.0 - (speed_mps / desired_mps) ** self.exponent
        return (self.gap_m + speed_mps * self.headway_s) / math.sqrt(spare)

    def following(self, speed_mps: float, desired_mps: float, gap_m: float, leader_mps: float) -> float:
        """Acceleration behind somebody, within what tyres hold."""
        wanted = self.desired_gap_m(speed_mps, speed_mps - leader_mps) / max(gap_m, 0.01)
        return max(self.free(speed_mps, desired_mps) - self.acceleration_mps2 * wanted * wanted, -HARDEST_MPS2)

    def behind(self, speed_mps: float, desired_mps: float, leader: Neighbour | None) -> float:
        """Acceleration behind a neighbour, or behind nobody."""
        if leader is None:
            return self.free(speed_mps, desired_mps)
        return self.following(speed_mps, desired_mps, leader.gap_m, leader.speed_mps)

    def to_stop(self, speed_mps: float, desired_mps: float, distance_m: float) -> float:
        """Acceleration towards a place to stop at, so that one comes to rest there: as behind what stands beyond."""
        if distance_m <= 0.0:
            return -min(HARDEST_MPS2, 2.0 * self.deceleration_mps2)
        return self.following(speed_mps, desired_mps, distance_m + self.gap_m, 0.0)
