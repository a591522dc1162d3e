"""Trees grown stem by stem (Weber & Penn 1995, "Creation and rendering of realistic trees", SIGGRAPH 95).

A trunk carries branches whose lengths follow the crown's shape (their section 4.2), whose angles change with height
(4.3) and which turn up or down on their way (4.8); these carry shoots, and shoots carry twigs. Not taken over: splits
of stems and the pruning envelope; all lengths are shares of the tree's height, which is met at the end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Crown = Literal["conical", "spherical", "hemispherical", "cylindrical", "flame", "spreading"]

GROUND = 0.012
"""Chosen: how high the lowest branches keep over the ground, over the tree's height."""
GOLDEN_RAD = math.radians(137.5)
"""Angle from one stem to the next around their parent (phyllotaxis)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """How a species grows. Angles in degrees, lengths as shares of the parent's.

    bare: share of the trunk without branches. trunk: how far up the trunk goes, over the tree's height.
    branches: on the trunk; whorl: how many of them leave it at one height. low_deg, high_deg: between trunk and
    branch at the crown's foot and top. reach: longest branch over the trunk. rise: how branches turn, positive to the
    sky. wobble_deg: of all stems from segment to segment. shoots: on a branch; shoot_deg: between the two; shoot_reach.
    shoot_rise: as rise. radius: of the trunk's foot over the tree's height.
    """

    crown: Crown
    bare: float
    trunk: float
    branches: int
    low_deg: float
    high_deg: float
    reach: float
    rise: float
    shoots: int
    shoot_deg: float
    shoot_reach: float
    shoot_rise: float = 0.0
    wobble_deg: float = 7.0
    whorl: int = 1
    radius: float = 0.017


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Stem:
    """points_m: (N, 3) from its foot to its tip. radii_m: (N,). level: 0 trunk, 1 branch, 2 shoot."""

    points_m: Float64
    radii_m: Float64
    level: int

    def at(self, share: float) -> tuple[Float64, Float64, float]:
        """Place, direction and radius at a share of its length."""
        place = share * (len(self.points_m) - 1)
        k = min(int(place), len(self.points_m) - 2)
        step = self.points_m[k + 1] - self.points_m[k]
        radius = float(np.interp(place, np.arange(len(self.radii_m)), self.radii_m))
        return self.points_m[k] + (place - k) * step, step / np.linalg.norm(step), radius

    @property
    def length_m(self) -> float:
        """Along its points."""
        return float(np.linalg.norm(np.diff(self.points_m, axis=0), axis=1).sum())


def crown_ratio(crown: Crown, ratio: float) -> float:
    """Length of a branch over the longest one; ratio: 0 at the crown's top, 1 at its foot (Weber & Penn, appendix)."""
    if crown == "conical":
        return 0.15 + 0.85 * ratio
    if crown == "spherical":
        return 0.25 + 0.75 * math.sin(math.pi * min(1.0, 0.12 + 0.8 * ratio))
    if crown == "hemispherical":
        return 0.3 + 0.7 * math.sin(0.5 * math.pi * ratio)
    if crown == "cylindrical":
        return 0.75 + 0.25 * math.sin(math.pi * ratio)
    if crown == "flame":
        return 0.2 + 0.8 * (ratio / 0.7 if ratio <= 0.7 else (1.0 - ratio) / 0.3)
    return 0.55 + 0.45 * math.sin(0.5 * math.pi * (1.0 - abs(2 * ratio - 1.1)))


def grow(habit: Habit, rng: np.random.Generator) -> list[Stem]:
    """All stems of a tree one unit high, the trunk first, foot at the origin."""
    sway = rng.normal(scale=0.035, size=2)
    t = np.linspace(0.0, 1.0, 9)
    bend = np.outer(t**2, sway) + 0.3 * np.outer(np.sin(2 * math.pi * t) * t, rng.normal(scale=0.03, size=2))
    trunk_points = np.column_stack([bend, habit.trunk * t])
    flare = 1.0 + 0.55 * np.exp(-t / 0.03)
    trunk = Stem(points_m=trunk_points, radii_m=habit.radius * (1.0 - 0.86 * t) * flare, level=0)
    stems = [trunk]
    turn = float(rng.uniform(0, 2 * math.pi))
    tiers = max(1, habit.branches // habit.whorl)
    for tier in range(tiers):
        share = habit.bare + (1.0 - habit.bare) * (tier + 0.5 + 0.3 * rng.uniform(-1, 1)) / tiers
        ratio = (1.0 - share) / (1.0 - habit.bare)
        for k in range(habit.whorl):
            turn += GOLDEN_RAD if habit.whorl == 1 else 2 * math.pi / habit.whorl
            azimuth = turn + 0.25 * rng.normal()
            down = habit.high_deg + (habit.low_deg - habit.high_deg) * ratio + 6.0 * rng.normal()
            length = habit.trunk * habit.reach * crown_ratio(habit.crown, ratio) * rng.uniform(0.86, 1.08)
            branch = _child(trunk, min(share + 0.004 * k, 0.995), azimuth, down, length, habit.rise, 7, 1, habit, rng)
            stems += [branch, *_shoots(branch, habit, rng)]
        turn += 0.7
    return stems


def _shoots(branch: Stem, habit: Habit, rng: np.random.Generator) -> list[Stem]:
    """The shoots of a branch, longest at two thirds of its way, and one that goes on from its tip."""
    out = []
    side = float(rng.uniform(0, 2 * math.pi))
    longest = branch.length_m * habit.shoot_reach
    for k in range(habit.shoots):
        share = 0.12 + 0.86 * (k + rng.uniform(0.2, 0.8)) / habit.shoots
        side += math.pi + 0.5 * rng.normal()
        length = longest * (0.45 + 0.55 * math.sin(math.pi * min(1.0, 0.2 + 0.7 * share))) * rng.uniform(0.75, 1.2)
        angle = habit.shoot_deg * rng.uniform(0.75, 1.2)
        out.append(_child(branch, share, side, angle, length, habit.shoot_rise, 3, 2, habit, rng))
    return out


def _child(
    parent: Stem,
    share: float,
    azimuth: float,
    down_deg: float,
    length: float,
    rise: float,
    segments: int,
    level: int,
    habit: Habit,
    rng: np.random.Generator,
) -> Stem:
    """A stem that leaves its parent at an angle and turns up or down on its way."""
    start, along, thick = parent.at(share)
    across = np.cross(along, [0.0, 0.0, 1.0] if abs(along[2]) < 0.9 else [1.0, 0.0, 0.0])
    across /= np.linalg.norm(across)
    if level == 2:
        # shoots of a branch lie to its sides more than above and below it
        azimuth = (0.0 if math.cos(azimuth) > 0 else math.pi) + 0.7 * float(rng.normal())
    other = np.cross(across, along)
    down = math.radians(down_deg)
    heading = math.cos(down) * along + math.sin(down) * (math.cos(azimuth) * across + math.sin(azimuth) * other)
    points = [start]
    for _ in range(segments):
        heading = heading + math.radians(habit.wobble_deg) * rng.normal(size=3)
        heading[2] += rise / segments
        heading /= np.linalg.norm(heading)
        points.append(points[-1] + heading * length / segments)
        points[-1][2] = max(points[-1][2], GROUND)
    # Weber & Penn 4.4: radius follows length by a power; never thicker than 0.7 of what carries it
    foot = min(0.7 * thick, 0.5 * habit.radius * (length / (habit.trunk * habit.reach)) ** 1.2)
    radii = foot * np.linspace(1.0, 0.18, segments + 1)
    return Stem(points_m=np.array(points), radii_m=radii, level=level)
