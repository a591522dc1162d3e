"""Gap acceptance: whether one goes before, or after, somebody whose way meets one's own."""

from __future__ import annotations

import math

from scenes.behaviour.base import Crossing, Movement

CRITICAL_S: dict[Movement, float] = {
    "ahead": 0.0,
    "major_left": 4.1,
    "minor_right": 6.2,
    "minor_ahead": 6.5,
    "minor_left": 7.1,
    "merge": 4.1,
    "crosswalk": 2.0,
    "walk": 3.0,
}
"""Base critical headways of two-way stop control, Highway Capacity Manual 2010, exhibit 19-10; merging as to the left
from the major road; on foot: its start-up and end clearance t_s of eq. 19-69, which comes on top of the walk over;
over a crosswalk: chosen, so that nobody walks into a car's flank."""
MARGIN_S = 1.0
"""Chosen: between one's own body and the other's in the shared place, either way round."""


def covering_s(distance_m: float, speed_mps: float, desired_mps: float, acceleration_mps2: float) -> float:
    """Time to cover a distance, accelerating to a desired speed; 0 for what is behind one."""
    if distance_m <= 0.0:
        return 0.0
    top = max(desired_mps, speed_mps, 0.1)
    rising = (top - speed_mps) / acceleration_mps2
    ramp = 0.5 * (top + speed_mps) * rising
    if ramp >= distance_m:
        return (math.sqrt(speed_mps**2 + 2.0 * acceleration_mps2 * distance_m) - speed_mps) / acceleration_mps2
    return rising + (distance_m - ramp) / top


def accepts(crossing: Crossing, speed_mps: float, desired_mps: float, acceleration_mps2: float, share: float) -> bool:
    """Whether one may go on towards a crossing. share: of the critical gap that one asks for.

    Before the other: it comes after one's rear has left, by a margin, and no sooner than the critical gap after one
    passes the place to wait at. After the other: it has left before one comes.
    """
    enters = covering_s(crossing.enter_m, speed_mps, desired_mps, acceleration_mps2)
    if crossing.leaves_s + MARGIN_S * share <= enters:
        return True
    leaves = covering_s(crossing.leave_m, speed_mps, desired_mps, acceleration_mps2)
    if crossing.movement == "walk":
        return crossing.arrives_s >= leaves + share * CRITICAL_S["walk"]
    passes = covering_s(crossing.wait_m, speed_mps, desired_mps, acceleration_mps2)
    least = max(leaves + MARGIN_S * share, passes + CRITICAL_S[crossing.movement] * share)
    return crossing.arrives_s >= least
