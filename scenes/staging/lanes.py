"""The lanes beside a line: which there are, and where they run evenly enough for what is staged."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from scenes.errors import SceneError
from scenes.staging.line import Approach, Line, Side, Strip
from scenes.staging.staged import straight_on
from scenes.staging.timing import LEAD_S
from scenes.staging.venue import Fits, Venue, first_reason

DRIVEN = frozenset({"driving", "entry", "exit", "bus"})
EVEN_M = 0.3
"""Chosen: by which a neighbouring lane's middle may wander along a stretch."""
EVERY_M = 12.0
"""Chosen: between cross-sections that are looked at."""
STRAIGHT_RAD = math.radians(5.0)
"""Chosen: of turn along a change of lanes; it moves somebody 60 m ahead by as much as half a lane."""
BEYOND_M = 15.0
"""Chosen: of straight way beyond a meeting."""
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


def beside(at: Approach, side: Side) -> Strip:
    """The lane next to the ego's; raises SceneError where there is none to drive."""
    strip = neighbour(at, side)
    if strip is None:
        raise SceneError(f"no lane lies on the {side}")
    return strip


def border_m(at: Approach, side: Side) -> float:
    """From the ego's line to the border of its lane on that side."""
    own = next(strip for strip in at.strips if strip.right_m < 0.0 < strip.left_m)
    return own.left_m if side == "left" else -own.right_m


def lane_changes(venue: Venue, side: Side, speed_mps: float, ttc_s: float) -> Fits:
    """Suits changes of lanes between the ego's and the one beside, before a meeting `ttc_s` after they show."""
    before = speed_mps * (ttc_s + LEAD_S)

    def fits(at: Approach) -> str:
        strip = neighbour(at, side)
        return first_reason(
            [
                (strip is not None and strip.along, f"it has no lane of the same direction on the {side}"),
                (is_plausible(at, speed_mps), f"nobody drives {3.6 * speed_mps:.0f} km/h there"),
                (_straight(at, speed_mps * ttc_s), "its ways bend too much"),
            ]
        ) or first_reason([(_all_along(venue, at, before, side), f"the lane on the {side} begins or ends there")])

    return fits


def _straight(at: Approach, before_m: float) -> bool:
    return straight_on(at.line, at.at_m - before_m, at.at_m + BEYOND_M, STRAIGHT_RAD)


def _all_along(venue: Venue, at: Approach, before_m: float, side: Side) -> bool:
    return lane_along(venue, at.line, at.at_m - before_m, at.at_m + BEYOND_M, side, along=True) is not None
