"""The lanes beside a line: which there are, and where they run evenly enough for what is staged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scenes.staging.line import Approach, Line, Side, Strip
from scenes.staging.venue import Venue

DRIVEN = frozenset({"driving", "entry", "exit", "bus"})
EVEN_M = 0.3
"""Chosen: by which a neighbouring lane's middle may wander along a stretch."""
EVERY_M = 12.0
"""Chosen: between cross-sections that are looked at."""
TOO_FAST = 1.3
"""Chosen: over the limit, nobody drives by more than that."""


def neighbour(at: Approach, side: Side) -> Strip | None:
    """The lane next to the ego's on that side, whichever way its traffic runs; None where there is none to drive."""
    outward = at.outward(side)
    return outward[0] if outward and outward[0].kind in DRIVEN else None


def lane_along(venue: Venue, line: Line, from_m: float, to_m: float, side: Side, *, along: bool) -> Strip | None:
    """The lane next to the line's on a side, all the way between two distances; None where it is not so.

    along: whether its traffic runs as the line.
    """
    found: list[Strip] = []
    for at in _stations(venue, line, from_m, to_m):
        strip = neighbour(at, side)
        if strip is None or strip.along != along:
            return None
        found.append(strip)
    middles = [strip.middle_m for strip in found]
    return found[len(found) // 2] if max(middles) - min(middles) <= EVEN_M else None


def _stations(venue: Venue, line: Line, from_m: float, to_m: float) -> Iterator[Approach]:
    low, high = max(from_m, 0.0), min(to_m, line.path.length_m)
    for s in np.linspace(low, high, max(2, int((high - low) / EVERY_M) + 1)):
        yield venue.approach(line, float(s))


def is_plausible(at: Approach, speed_mps: float) -> bool:
    """Whether somebody drives that fast there."""
    return speed_mps <= TOO_FAST * at.line.path.limit_at(at.at_m)
