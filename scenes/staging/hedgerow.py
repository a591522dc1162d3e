"""A hedge along the inside of a bend, which leaves so much of the way in sight as is asked."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.actor import Scenery
from scenes.assets.plants.tree import Hedge
from scenes.pose import Body, Pose, World
from scenes.staging.line import Approach, Side, sign_of
from scenes.staging.venue import Venue

PIECE_M, WIDTH_M, HEIGHT_M = 4.0, 1.4, 2.8
"""Chosen: field hedges that nobody has cut for years hide vans."""
VARIETIES = 3
EYE_M = 1.6
"""Chosen: from a car's front to the camera behind its windscreen."""
STEP_M = 2.0
"""Chosen: between points of the way and distances that are looked at."""
LEAST_M, MOST_M = 1.2, 8.0
"""Chosen: from the edge of the road to the hedge's face; nearer, it would scratch cars, farther, it is a field's."""
BEFORE_M, AFTER_M = 15.0, 12.0
"""Chosen: of hedge, before the point from which one sees far enough, and beyond whom it hides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """A bend before a station. side: its inside. sight_m: along the way. face_m: from the ego's line to the hedge."""

    side: Side
    radius_m: float
    sight_m: float
    face_m: float


def bend_before(at: Approach, sight_m: float, range_m: tuple[float, float], left_m: float = 0.0) -> Bend | None:
    """The bend and its hedge that leave `sight_m` of the way, or what in `range_m` comes nearest; None for none.

    left_m: of what is seen from the ego's line. Over a chord c of an arc of radius R the way lies c^2 / (8 R) aside;
    the hedge begins where the line of sight comes farthest from the real way.
    """
    turn = at.line.turn_rad(at.at_m - sight_m, at.at_m)
    first, last = (at.line.turn_rad(at.at_m - sight_m * b, at.at_m - sight_m * a) for a, b in ((0.5, 1.0), (0.0, 0.5)))
    if abs(turn) < 0.1 or min(first * turn, last * turn) <= 0.0:
        return None
    side: Side = "left" if turn > 0.0 else "right"
    radius = sight_m / abs(turn)
    low, high = (math.sqrt(8.0 * radius * (at.edge_m(side) + away)) for away in (LEAST_M, MOST_M))
    sight = min(max(sight_m, low, range_m[0]), high, range_m[1])
    if not low <= sight <= high:
        return None
    return _seen_past(at, side, sight, range_m, left_m)


def _seen_past(at: Approach, side: Side, sight_m: float, range_m: tuple[float, float], left_m: float) -> Bend | None:
    """The bend with the sight nearest to one whose line leaves room for a hedge; None where no line does."""
    reach = min(range_m[1], 1.3 * sight_m)
    ahead = np.arange(-reach - EYE_M, 0.1, STEP_M)
    way = at.points(ahead, 0.0)
    target = np.array(at.point(0.0, left_m))
    found: list[tuple[float, float]] = []
    for sight in np.arange(max(range_m[0], 0.7 * sight_m), reach + 1e-9, STEP_M):
        k = int(np.argmin(np.abs(ahead + sight + EYE_M)))
        ray = (target - way[k]) / np.linalg.norm(target - way[k])
        offset = way[k:] - way[k]
        aside = (ray[0] * offset[:, 1] - ray[1] * offset[:, 0]) * -sign_of(side)
        face = float(aside.max())
        if LEAST_M <= face - at.edge_m(side) <= MOST_M:
            found.append((float(sight), face))
    if not found:
        return None
    sight, face = min(found, key=lambda one: abs(one[0] - sight_m))
    return Bend(side=side, radius_m=sight * sight / (8.0 * face), sight_m=sight, face_m=face)


def hedgerow(at: Approach, bend: Bend, venue: Venue) -> tuple[Scenery, ...]:
    """The pieces of the hedge, each on the ground, along the way."""
    left = sign_of(bend.side) * (bend.face_m + 0.5 * WIDTH_M)
    begin, end = -bend.sight_m - BEFORE_M, AFTER_M
    count = math.ceil((end - begin) / (0.9 * PIECE_M))
    made = []
    for k in range(count):
        ahead = begin + (k + 0.5) * (end - begin) / count
        x, y = at.point(ahead, left)
        # a hedge runs along its y axis
        pose: Pose[World, Body] = Pose.planar(x, y, at.heading(ahead) + 0.5 * math.pi, venue.height_m(x, y) - 0.1)
        spec = Hedge(length_m=PIECE_M, width_m=WIDTH_M, height_m=HEIGHT_M, seed=k % VARIETIES)
        made.append(Scenery(name=f"sight_hedge_{k}", asset=spec, T_world_body=pose))
    return tuple(made)
