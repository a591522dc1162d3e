"""Who lets whom pass where two courses meet, and where one waits meanwhile (StVO sections 8, 9, 25, 26 and 37)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.behaviour.base import Movement
from scenes.roads.junction_rules import Carriageway, JunctionRules, Visit
from simulator.storyboard.guides import Guide
from simulator.storyboard.meetings import Meeting

AROUND_M = 4.0
"""Chosen: meetings that near to a junction or a carriageway belong to it."""
OPPOSITE_COSINE = -0.7
"""Chosen: who comes from within 45 degrees of straight ahead is oncoming."""
RIGHT_RAD = (math.radians(20.0), math.radians(160.0))
"""Chosen: headings that differ by that, to the left, belong to somebody from the right."""
STRAIGHTER_RAD = math.radians(5.0)
"""Chosen: where courses merge, who turns less by that goes first."""
BEFORE_M = 15.0
"""Chosen: over which such a turn is taken."""
ASIDE_M = 0.5
"""Chosen: one waits that far before the other's way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a meeting asks of one: whether one gives way, waiting where, and as what. own, other: their junctions there.

    walk: of a meeting of somebody on foot with a vehicle, the carriageway.
    """

    meeting: Meeting
    yields: bool
    wait_m: float
    movement: Movement
    other: Visit | None = None
    walk: Carriageway | None = None


def claim(
    rules: JunctionRules | None, mine: Guide, other: Guide, meeting: Meeting, on_foot: tuple[bool, bool]
) -> Claim:
    """The claim of a meeting. on_foot: whether oneself walks, and whether the other does."""
    if on_foot[0]:
        return _walking(mine, meeting)
    if on_foot[1]:
        return _over_walk(mine, other, meeting)
    own, theirs = _visit(mine, meeting.first_m[0]), _visit(other, meeting.second_m[0])
    if rules is None or own is None or theirs is None or own.junction != theirs.junction:
        return _in_the_open(mine, other, meeting, theirs)
    opposite = _entry_cosine(mine, own, other, theirs) < OPPOSITE_COSINE
    yields = _yields(rules, mine, other, (own, theirs), opposite=opposite)
    inside = opposite or bool(own.lights)
    wait = max(own.line_m, meeting.first_m[0] - ASIDE_M) if inside else own.line_m
    return Claim(
        meeting=meeting, yields=yields, wait_m=wait, movement=_movement(own, meeting, opposite=opposite), other=theirs
    )


def _yields(rules: JunctionRules, mine: Guide, other: Guide, visits: tuple[Visit, Visit], *, opposite: bool) -> bool:
    """Whether one gives way in a junction: lights, priorities of the network, signs, then left after oncoming and right
    before left.
    """
    own, theirs = visits
    turns_before = own.turn == "left" and theirs.turn != "left"
    if own.lights or theirs.lights:
        return opposite and turns_before
    if rules.before(own.junction, theirs, own):
        return True
    if rules.before(own.junction, own, theirs):
        return False
    if own.rank != theirs.rank:
        return own.rank < theirs.rank
    if opposite:
        return turns_before
    return RIGHT_RAD[0] < _entry_turn(mine, own, other, theirs) < RIGHT_RAD[1]


def _movement(own: Visit, meeting: Meeting, *, opposite: bool) -> Movement:
    """As what one goes, for the gap that one asks for."""
    if opposite or own.lights:
        return "major_left"
    if meeting.kind == "merging" and not own.must_stop:
        return "merge"
    minor: dict[str | None, Movement] = {"left": "minor_left", "right": "minor_right", None: "minor_ahead"}
    return minor[own.turn]


def _in_the_open(mine: Guide, other: Guide, meeting: Meeting, theirs: Visit | None) -> Claim:
    """Outside junctions: who merges gives way to who goes straight on, else the one from the right goes first."""
    turned = _bend(mine, meeting.first_m[0]), _bend(other, meeting.second_m[0])
    if meeting.kind == "merging" and abs(turned[0] - turned[1]) > STRAIGHTER_RAD:
        yields = turned[0] > turned[1]
    else:
        yields = meeting.turn_rad > 0.0
    return Claim(meeting=meeting, yields=yields, wait_m=meeting.first_m[0] - ASIDE_M, movement="merge", other=theirs)


def _walking(mine: Guide, meeting: Meeting) -> Claim:
    """Somebody on foot before a vehicle's way: at the kerb, with priority on crosswalks."""
    walk = _carriageway(mine, 0.5 * sum(meeting.first_m))
    return Claim(
        meeting=meeting,
        yields=walk is None or not walk.crosswalk,
        wait_m=meeting.first_m[0] if walk is None else min(walk.start_m, meeting.first_m[0]),
        movement="walk",
        walk=walk,
    )


def _over_walk(mine: Guide, other: Guide, meeting: Meeting) -> Claim:
    """A vehicle before the way of somebody on foot."""
    walk = _carriageway(other, 0.5 * sum(meeting.second_m))
    own = _visit(mine, meeting.first_m[0])
    start = meeting.first_m[0]
    before_line = own is not None and own.line_m <= start <= own.enter_m + AROUND_M
    return Claim(
        meeting=meeting,
        yields=walk is not None and walk.crosswalk,
        wait_m=own.line_m if own is not None and before_line else start - ASIDE_M,
        movement="crosswalk",
        walk=walk,
    )


def _visit(guide: Guide, s_m: float) -> Visit | None:
    """The junction that an arc length lies in."""
    return next((v for v in guide.visits if v.enter_m - AROUND_M <= s_m <= v.leave_m + AROUND_M), None)


def _carriageway(guide: Guide, s_m: float) -> Carriageway | None:
    """The carriageway that an arc length of a way on foot lies on."""
    return next((w for w in guide.carriageways if w.start_m - AROUND_M <= s_m <= w.end_m + AROUND_M), None)


def _entry_cosine(mine: Guide, own: Visit, other: Guide, theirs: Visit) -> float:
    i, j = mine.index(own.enter_m - 1.0), other.index(theirs.enter_m - 1.0)
    return mine.ux[i] * other.ux[j] + mine.uy[i] * other.uy[j]


def _entry_turn(mine: Guide, own: Visit, other: Guide, theirs: Visit) -> float:
    """The other's heading against one's own at the entries, left positive."""
    i, j = mine.index(own.enter_m - 1.0), other.index(theirs.enter_m - 1.0)
    cross = mine.ux[i] * other.uy[j] - mine.uy[i] * other.ux[j]
    return math.atan2(cross, _entry_cosine(mine, own, other, theirs))


def _bend(guide: Guide, s_m: float) -> float:
    """By how much a course turns shortly before an arc length."""
    i, j = guide.index(s_m - BEFORE_M), guide.index(s_m)
    cross = guide.ux[i] * guide.uy[j] - guide.uy[i] * guide.ux[j]
    return abs(math.atan2(cross, guide.ux[i] * guide.ux[j] + guide.uy[i] * guide.uy[j]))
