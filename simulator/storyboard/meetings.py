"""Where two courses share ground: which stretch of either, and how they come together."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from simulator.storyboard.guides import STEP_M, Guide

Int64 = NDArray[np.int64]

ROOM_M = 0.4
"""Chosen: bodies that pass nearer than that meet."""
PARALLEL_RAD = math.radians(25.0)
"""Chosen: courses that differ by less run along each other."""
LEVEL_M = 3.0
"""Chosen: what is farther above or below passes on a bridge."""
ONCOMING_RAD = math.pi - PARALLEL_RAD
LEAST_ALONG = 3
"""Chosen: courses that run along each other for more samples than that share a lane."""
MERGED_M = 4.0
"""Chosen: who has come in that far is followed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A stretch of two courses on which bodies on them touch: arc lengths from and to, of either.

    kind: 'crossing', or 'merging': from then on one follows the other. turn_rad: the second's heading against the
    first's where they come together, left positive.
    """

    kind: Literal["crossing", "merging"]
    first_m: tuple[float, float]
    second_m: tuple[float, float]
    turn_rad: float

    def swapped(self) -> Meeting:
        """Seen from the second."""
        return Meeting(kind=self.kind, first_m=self.second_m, second_m=self.first_m, turn_rad=-self.turn_rad)


def meetings(one: Guide, other: Guide, widths_m: tuple[float, float]) -> tuple[Meeting, ...]:
    """Where the bodies of two widths may meet, in the first one's order."""
    reach = 0.5 * (widths_m[0] + widths_m[1]) + ROOM_M
    away, near = other.tree.query(one.points_m[:, :2], distance_upper_bound=reach)
    inside = np.isfinite(away)
    if not inside.any():
        return ()
    rows = np.flatnonzero(inside)
    level = np.abs(one.points_m[rows, 2] - other.points_m[near[rows], 2]) < LEVEL_M
    inside[rows[~level]] = False
    found = []
    for meets, run in itertools.groupby(range(len(inside)), key=lambda k: bool(inside[k])):
        if meets:
            stretch = list(run)
            made = _meeting(one, other, stretch[0], stretch[-1], near, reach)
            if made is not None:
                found.append(made)
    return tuple(found)


def _meeting(one: Guide, other: Guide, first: int, last: int, near: Int64, reach_m: float) -> Meeting | None:
    """What a run of samples is; None where both were together before, or come towards each other."""
    turns = [_turn(one, other, k, int(near[k])) for k in range(first, last + 1)]
    along = sum(abs(turn) < PARALLEL_RAD for turn in turns)
    start = int(near[first])
    if (abs(turns[0]) < PARALLEL_RAD and (first == 0 or start == 0)) or all(abs(t) > ONCOMING_RAD for t in turns):
        return None
    if along > LEAST_ALONG:
        wide = reach_m / max(abs(math.sin(turns[0])), 0.5)
        return Meeting(
            kind="merging",
            first_m=(first * STEP_M, first * STEP_M + MERGED_M),
            second_m=(start * STEP_M - 0.5 * wide, start * STEP_M + MERGED_M),
            turn_rad=turns[0],
        )
    angle = turns[len(turns) // 2]
    wide = reach_m / max(abs(math.sin(angle)), 0.35)
    centre = int(near[(first + last) // 2])
    touched = near[first : last + 1]
    return Meeting(
        kind="crossing",
        first_m=(first * STEP_M, last * STEP_M),
        second_m=(
            min(int(touched.min()), centre - wide) * STEP_M,
            max(int(touched.max()), centre + wide) * STEP_M,
        ),
        turn_rad=angle,
    )


def _turn(one: Guide, other: Guide, k: int, j: int) -> float:
    """The other's heading against one's own, left positive."""
    cross = one.ux[k] * other.uy[j] - one.uy[k] * other.ux[j]
    dot = one.ux[k] * other.ux[j] + one.uy[k] * other.uy[j]
    return math.atan2(cross, dot)
