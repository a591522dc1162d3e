"""Where somebody may cross the roadway, and the ego that they would meet there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from scenes.scenario import ClipRequest
from scenes.staging.ego import EgoRun
from scenes.staging.line import Approach, Side, sign_of
from scenes.staging.staged import Area, band, hull, straight_on
from scenes.staging.timing import LEAD_S, Timing, run_up_s, timing
from scenes.staging.venue import Fits, Venue, first_reason
from scenes.staging.walk import Walk, course
from scenes.storyboard import Event

BEFORE_S = 1.0
"""Chosen: of way before the reveal, at least."""
AFTER_M = 40.0
"""Chosen: of way beyond the meeting: a car from 60 km/h stops in it."""
JUNCTION_M = 12.0
"""Chosen: mid-block begins so far from junctions."""
CROSSWALK_M = 18.0
"""Chosen: who crosses so far from a crosswalk has not used it."""
WIDEST_M = 18.0
"""Chosen: nobody walks over wider roads."""
STAND_M = 1.0
"""Chosen: people wait and walk so far behind the kerb."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Meeting:
    """Ego and somebody who crosses its way at right angles, and when. impact_m: left of the ego's line."""

    approach: Approach
    timing: Timing
    ego: EgoRun
    impact_m: float

    def reaction(self, kind: str) -> tuple[Event, ...]:
        """What the ego does about it: `careful` brakes from the reveal on, `none` does nothing."""
        return self.ego.braked(self.timing.risk_s(kind))


def before_m(speed_mps: float, ttc_s: float) -> float:
    """How much way a case needs before the meeting."""
    return speed_mps * (ttc_s + BEFORE_S) + 6.0


def meeting(
    approach: Approach, request: ClipRequest, speed_mps: float, ttc_s: float, impact_share: float, half_depth_m: float
) -> Meeting:
    """The ego meets somebody of that half depth at the station, at a share across its front (0: its right side)."""
    when = timing(request, ttc_s, run_up_s(approach.at_m, speed_mps))
    ego = EgoRun(line=approach.line, speed_mps=speed_mps, front_m=approach.at_m - half_depth_m, meet_s=when.meet_s)
    return Meeting(approach=approach, timing=when, ego=ego, impact_m=(impact_share - 0.5) * ego.box.width_m)


def mid_block(venue: Venue, side: Side | None, speed_mps: float) -> Fits:
    """Suits who crosses away from junctions and crosswalks. side: on which a pavement is asked, None for neither."""
    reach_m = speed_mps * LEAD_S

    def fits(at: Approach) -> str:
        return first_reason(
            [
                (not at.line.in_junction(at.at_m - JUNCTION_M, at.at_m + JUNCTION_M), "junctions are too near"),
                (straight_on(at.line, at.at_m - reach_m, at.at_m + 10.0), "its ways bend too much"),
                (not venue.objects_near(at, "crosswalk", CROSSWALK_M), "crosswalks are too near"),
                (_width_m(at) <= WIDEST_M, f"its roads are wider than {WIDEST_M:.0f} m"),
                (side is None or at.kerb_m(side) is not None, f"it has no pavement on the {side}"),
            ]
        )

    return fits


def at_crosswalk(at: Approach) -> str:
    """Suits who crosses on a crosswalk that the ego passes straight ahead."""
    return first_reason(
        [
            (straight_on(at.line, at.at_m - 25.0, at.at_m + 4.0), "its ways bend too much before crosswalks"),
            (_width_m(at) <= WIDEST_M, f"its roads are wider than {WIDEST_M:.0f} m"),
            (all(at.kerb_m(side) is not None for side in ("right", "left")), "crosswalks without pavements"),
        ]
    )


def across(
    venue: Venue,
    at: Approach,
    side: Side,
    speed_mps: float,
    *,
    passes_m: float,
    pass_s: float,
    ahead_m: float = 0.0,
    behind_kerb_m: float = STAND_M,
    along_m: float = 0.0,
    beyond_m: float = STAND_M,
) -> Walk:
    """The course of who walks from the pavement on a side to the other, so many metres ahead of the station.

    passes_m: offset to the left that is passed at pass_s. along_m: of the pavement before, ahead of the station where
    positive: who is fast comes along it and turns into the road. beyond_m: of the far pavement, to where they stop.
    """
    sign = sign_of(side)
    other: Side = "left" if side == "right" else "right"
    start, end = at.edge_m(side) + behind_kerb_m, at.edge_m(other) + beyond_m
    legs = [at.point(ahead_m, sign * start), at.point(ahead_m, -sign * end)]
    flat = Walk(points_m=course(venue, tuple(legs)), speed_mps=speed_mps, pass_m=0.0, pass_s=pass_s)
    pass_m = (start - sign * passes_m) / (start + end) * flat.length_m
    if along_m == 0.0:
        return replace(flat, pass_m=pass_m)
    spans = np.linspace(1.0, 0.0, max(2, int(abs(along_m) / 3.0)))[:-1]
    run_in = [at.point(ahead_m + along_m * float(share), sign * start) for share in spans]
    long = replace(flat, points_m=course(venue, (*run_in, *legs)))
    return replace(long, pass_m=pass_m + long.length_m - flat.length_m)


def sight(met: Meeting, walk: Walk, request: ClipRequest, *, margin_m: float = 0.8) -> tuple[Area, ...]:
    """What must stay clear: the course, and what lies between camera and walker from the reveal to the meeting."""
    times = np.linspace(met.timing.reveal_s, met.timing.meet_s, 4)
    eyes = met.ego.eyes_m(request.rig, times)
    seen = [walk.at(float(t)).translation_m[:2] for t in times]
    return band([p[:2] for p in walk.points_m], margin_m), hull([*eyes, *seen], margin_m)


def _width_m(at: Approach) -> float:
    return at.edge_m("right") + at.edge_m("left")
