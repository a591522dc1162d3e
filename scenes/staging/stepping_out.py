"""Somebody who stands hidden and steps out: where on their course they first show as asked, and so how fast they go."""

from __future__ import annotations

import math
from dataclasses import replace

from scenes.errors import SceneError
from scenes.staging.line import sign_of
from scenes.staging.revealed import Emergence, Span
from scenes.staging.sight import solve
from scenes.staging.timing import timing

STEP_M, FINE_M = 0.15, 0.02
"""Chosen: of the course, between which more shows by less than the acceptance test allows."""
EARLY = 0.07
"""Chosen: how much more than asked may show before; the acceptance test allows 0.1."""
DASH_MPS2 = 4.0
"""Chosen: who steps out pushes off as for a run."""
ROUNDS = 3
"""Where somebody shows depends little on the time to the meeting, so few rounds find both."""


def stepping_out(found: Emergence, speeds_mps: Span, times_s: Span) -> Emergence:
    """The same with the speed, else the time, with which it shows as asked at the reveal, and not before.

    Raises SceneError, with numbers, where more shows while it stands, or where nobody would be so fast or slow.
    """
    start_m = found.approach.edge_m(found.side) + found.behind_kerb_m
    met_m = sign_of(found.side) * found.impact_m
    for _ in range(ROUNDS):
        gone_m = start_m - _shows_m(found, start_m, met_m)

        def late_s(speed_mps: float, gone_m: float = gone_m) -> float:
            """From where it shows to the meeting."""
            return _time_s(start_m - met_m, speed_mps) - _time_s(gone_m, speed_mps)

        wished = found.ttc_s
        speed = solve(lambda v, late=late_s, wished=wished: late(v) - wished, *speeds_mps)  # type: ignore[misc]
        if speed is not None:
            return replace(found, speed_mps=speed)
        nearest = min(speeds_mps, key=lambda v, late=late_s, wished=wished: abs(late(v) - wished))  # type: ignore[misc]
        ttc = late_s(nearest)
        if not times_s[0] <= ttc <= times_s[1]:
            raise SceneError(
                f"who shows {start_m - gone_m - met_m:.1f} m from the meeting is there after {ttc:.1f} s at "
                f"{nearest:.1f} m/s, asked are {times_s[0]:.1f} to {times_s[1]:.1f} s"
            )
        found = replace(found, ttc_s=ttc, speed_mps=nearest)
    return found


def _time_s(way_m: float, speed_mps: float) -> float:
    """How long somebody takes for a way from a stand, who gains speed at DASH_MPS2."""
    if way_m < 0.5 * speed_mps**2 / DASH_MPS2:
        return math.sqrt(2.0 * max(way_m, 0.0) / DASH_MPS2)
    return way_m / speed_mps + 0.5 * speed_mps / DASH_MPS2


def _shows_m(found: Emergence, start_m: float, met_m: float) -> float:
    """How far from the ego's line it is when it first shows as asked, on its way from its start."""
    opens = timing(found.request, found.ttc_s).reveal_s
    for before_s in (found.ttc_s + opens, found.ttc_s):
        more = found.early_at(start_m, before_s)
        if more > EARLY:
            raise SceneError(f"{more + found.shown_share:.0%} of who waits shows, {found.shown_share:.0%} are asked")
    here = start_m
    while found.early_at(here, found.ttc_s) < 0.0:
        here -= STEP_M
        if here < met_m + STEP_M:
            raise SceneError(f"{found.shown_share:.0%} of it never show before the meeting")
    behind = here + STEP_M
    while behind - here > FINE_M:
        middle = 0.5 * (here + behind)
        here, behind = (middle, behind) if found.early_at(middle, found.ttc_s) >= 0.0 else (here, middle)
    return min(behind, start_m)
