"""The ego comes around a bend with a hedge: how fast, and whom it meets when behind it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.actor import Scenery
from scenes.distributions import Distribution
from scenes.measures import ClipMeasures
from scenes.roads.place_family import PREFIX
from scenes.scenario import ClipRequest, Params
from scenes.scene import Scene
from scenes.staging.acceptance import reveal_frame
from scenes.staging.crossing import AFTER_M, before_m
from scenes.staging.hedgerow import Bend, bend_before, hedgerow
from scenes.staging.line import Approach
from scenes.staging.staged import Area, band
from scenes.staging.timing import latest_ttc_s, shown_s
from scenes.staging.venue import Venue

LATERAL_MPS2 = 4.0
"""Chosen: the fastest in bends; most drivers stay below 3 m/s2."""
SLOWEST_MPS = 8.0
"""Chosen: bends that ask for less are corners of junctions."""
HIDDEN = 0.5
"""Chosen: of the silhouette, at least, once before the reveal, in clips that show that."""
EDGE_M = 3.4
"""Chosen: from the ego's line over half a lane and the verge to a hedge."""
TIGHTEST_M = 40.0
"""Of bends of the rural template."""
WAY_M = 4.0
"""Chosen: between points of the way that is kept clear."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class BehindBend:
    """A station behind a bend with a hedge, and the ego that comes to it."""

    at: Approach
    bend: Bend
    speed_mps: float

    @classmethod
    def found(
        cls,
        venue: Venue,
        wish_mps: float,
        sight_m: Distribution,
        drawn_m: float,
        request: ClipRequest,
        rng: np.random.Generator,
        near_m: float,
        left_m: float = 0.0,
    ) -> BehindBend:
        """A bend that leaves the drawn distance in sight, or what of `sight_m` comes nearest; less in short clips.

        left_m: of who is met from the ego's line. near_m: as near they come in every clip without a reaction, so that
        they fill pixels. The ego drives as it wishes or as fast as the bend allows. Raises SceneError where there is no
        such bend.
        """
        found: list[BehindBend] = []

        def fits(at: Approach) -> str:
            made = _bend_of(at, wish_mps, sight_m, drawn_m, request, left_m)
            if made is None:
                return "its bends leave another distance in sight"
            if made.bend.sight_m - made.speed_mps * shown_s(request) > near_m:
                return f"clips of {request.duration_s:.1f} s end before who is behind its bends is near"
            found.append(made)
            return ""

        venue.find(before_m(wish_mps, min(drawn_m, wish_mps * latest_ttc_s(request)) / SLOWEST_MPS), AFTER_M, rng, fits)
        return found[-1]

    @property
    def ttc_s(self) -> float:
        """From the reveal to the station."""
        return self.bend.sight_m / self.speed_mps

    def hedge(self, venue: Venue) -> tuple[Scenery, ...]:
        """The hedge along the inside of the bend."""
        return hedgerow(self.at, self.bend, venue)

    def clear(self) -> Area:
        """The way, as wide as it can be seen."""
        way = [self.at.point(ahead, 0.0) for ahead in np.arange(-self.bend.sight_m - 10.0, 20.0, WAY_M)]
        return band(way, self.bend.face_m)

    def solved(self) -> tuple[tuple[str, float | str], ...]:
        """What became of what was drawn."""
        return (("sight_m", self.bend.sight_m), ("radius_m", self.bend.radius_m), ("ego_speed_mps", self.speed_mps))


def tight_enough(
    params: Params, request: ClipRequest, near_m: float, rng: np.random.Generator
) -> dict[str, float | str]:
    """A radius for a place whose own is so large that a clip ends before who is behind its bends is `near_m` away.

    A hedge at the edge of a bend of radius R leaves about sqrt(8 R e) in sight, e from the ego's line to the hedge, and
    one drives sqrt(LATERAL R): the time to the meeting is the same in all bends.
    """
    ttc_s = math.sqrt(8.0 * EDGE_M / LATERAL_MPS2)
    left_s = ttc_s - shown_s(request)
    widest = near_m**2 / (LATERAL_MPS2 * left_s**2) if left_s > 0.0 else math.inf
    if float(params.get(PREFIX + "radius_m", 0.0)) <= widest:
        return {}
    return {"radius_m": float(rng.uniform(max(0.4 * widest, TIGHTEST_M), max(widest, 1.1 * TIGHTEST_M)))}


def _bend_of(
    at: Approach, wish_mps: float, sight_m: Distribution, drawn_m: float, request: ClipRequest, left_m: float
) -> BehindBend | None:
    """The bend before a station, with less in sight where the clip would not show the meeting; None for none."""
    low, high = sight_m.support()
    sight, most_s = drawn_m, latest_ttc_s(request)
    made: BehindBend | None = None
    for _ in range(2):
        sight = min(sight, most_s * (wish_mps if made is None else made.speed_mps))
        bend = bend_before(at, sight, (min(low, sight), high), left_m)
        if bend is None:
            return made
        speed = min(wish_mps, math.sqrt(LATERAL_MPS2 * bend.radius_m))
        if speed < SLOWEST_MPS:
            return None
        made = BehindBend(at=at, bend=bend, speed_mps=speed)
        if made.ttc_s <= most_s:
            return made
    return made


def comes_into_sight(scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
    """Why the key actor is not hidden better before the reveal than after it; empty where it is."""
    first, who = reveal_frame(scene), scene.case.key_actor
    after = [s.occlusion for s in measures.sightings[first:] if s.amodal_px]
    before = [s.occlusion for s in measures.sightings[: max(first - 3, 0)]]
    if not after or min(after) > HIDDEN:
        return (f"'{who}' never comes into sight",)
    if before and max(before) < HIDDEN:
        return (f"'{who}' is hidden to {max(before):.2f} at most before the reveal",)
    return ()
