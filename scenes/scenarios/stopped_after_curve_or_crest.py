"""E13: behind a bend with a hedge somebody stands in the lane: a car, the end of a queue, a truck that broke down."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.actor import Actor
from scenes.distributions import Distribution
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.acceptance import reveal_frame
from scenes.staging.crossing import AFTER_M, before_m
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.ego import EgoRun
from scenes.staging.foresight import asked_ttc, least_gap_m, until_s
from scenes.staging.hedgerow import bend_before, hedgerow
from scenes.staging.line import Approach
from scenes.staging.oncoming import latest_ttc_s
from scenes.staging.staged import Staged, band
from scenes.staging.standing import HAZARD, ahead_of_station_m, standing_of, stands, still_run
from scenes.staging.timing import timing
from scenes.staging.vehicle_kinds import box_of
from scenes.staging.venue import Fits, Venue

LATERAL_MPS2 = 4.0
"""Chosen: the fastest in bends; most drivers stay below 3 m/s2."""
SLOWEST_MPS = 8.0
QUEUE_GAP_M = (1.5, 4.0)
"""Chosen: between those who wait."""
QUEUE = (2, 8)
HIDDEN = 0.5
"""Chosen: of the silhouette, at least, once before the reveal, in clips that show that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppedAfterCurveOrCrest(EdgeCase):
    """A hedge along the inside of a bend leaves `sight_m` of the way; the reveal is when the ego is so far away.

    The ego drives no faster than the bend allows. sight_m: or the nearest that the bend allows, less in short clips.
    stopped: `car`, `queue` or `truck`. hazard_lamps: `yes` or `no`, of the last vehicle.
    """

    CASE: ClassVar[Case] = Case(
        id="E13",
        name="stopped_after_curve_or_crest",
        key_actor="stopped",
        nhtsa=(26,),
        ncap="CCRs",
        layers=("L1", "L4"),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("rural",)
    RANGES: ClassVar[Ranges] = {"sight_m": (15.0, 250.0, "m")}
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {"stopped": ("car", "queue", "truck"), "hazard_lamps": ("yes", "no")}
    MEETING_TOLERANCE_S: ClassVar[float] = 0.2

    sight_m: Distribution
    stopped: Distribution
    hazard_lamps: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A bend, its hedge, and who stands behind it."""
        wish = float(params["ego_speed_mps"])
        sight = min(float(params["sight_m"]), wish * latest_ttc_s(request))
        low, high = self.sight_m.support()
        at = venue.find(before_m(wish, sight / SLOWEST_MPS), AFTER_M, rng, _bend(sight, (min(low, sight), high)))
        bend = bend_before(at, sight, (min(low, sight), high))
        assert bend is not None  # as `_bend` says
        speed = min(wish, math.sqrt(LATERAL_MPS2 * bend.radius_m))
        if speed < SLOWEST_MPS:
            raise SceneError(f"bends of {bend.radius_m:.0f} m are too tight")
        spec = standing_of("truck" if params["stopped"] == "truck" else "car", rng)
        when = timing(request, bend.sight_m / speed, (at.at_m - 8.0) / speed)
        ego = EgoRun(line=at.line, speed_mps=speed, front_m=at.at_m, meet_s=when.meet_s)
        risk_s = when.reveal_s if params["ego_reaction"] == "careful" else None
        lamps = HAZARD if params["hazard_lamps"] == "yes" else ()
        last = replace(stands("stopped", spec, at, 0.0, 0.0, venue), lamps_on=lamps)
        queue = _queue(at, box_of(spec).length_m, venue, rng) if params["stopped"] == "queue" else ()
        still = still_run(at, spec, 0.0, until_s(when))
        way = [at.point(ahead, 0.0) for ahead in np.arange(-bend.sight_m - 10.0, 20.0, 4.0)]
        staged = Staged(
            line=at.line,
            start_m=ego.origin_m(0.0),
            ego=ego.actor(),
            actors=(last, *queue),
            events=ego.pace(risk_s).events("ego", "brakes"),
            timing=when,
            environment=self.environment(params),
            key_actor="stopped",
            clear=(band(way, bend.face_m),),
            scenery=hedgerow(at, bend, venue),
            solved=(("sight_m", bend.sight_m), ("radius_m", bend.radius_m), ("ego_speed_mps", speed)),
        )
        mine, box = ego.run(until_s(when), risk_s), box_of(spec)
        gap_m = least_gap_m(mine, ego.box, still, box, when, request.fps)
        if risk_s is not None and gap_m > 0.0:
            return replace(staged, passes_m=gap_m)
        try:
            ttc = asked_ttc(mine, ego.box, still, box, when, request)
        except SceneError:  # short clips end in the bend
            return replace(staged, solved=(*staged.solved, ("ttc_of", "bend")))
        return replace(staged, solved=(*staged.solved, *ttc))

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """Who stands there is hidden better before the reveal than after it."""
        first = reveal_frame(scene)
        after = [s.occlusion for s in measures.sightings[first:] if s.amodal_px]
        before = [s.occlusion for s in measures.sightings[: max(first - 3, 0)]]
        if not after or min(after) > HIDDEN:
            return ("who stands there never comes into sight",)
        if before and max(before) < HIDDEN:
            return (f"who stands there is hidden to {max(before):.2f} at most before the reveal",)
        return ()


def _bend(sight_m: float, range_m: tuple[float, float]) -> Fits:
    def fits(at: Approach) -> str:
        return "" if bend_before(at, sight_m, range_m) else "its bends leave another distance in sight"

    return fits


def _queue(at: Approach, first_m: float, venue: Venue, rng: np.random.Generator) -> tuple[Actor, ...]:
    """Who waits ahead of the last one."""
    made, ahead = [], first_m
    for k in range(int(rng.integers(QUEUE[0], QUEUE[1] + 1)) - 1):
        ahead += float(rng.uniform(*QUEUE_GAP_M))
        spec = standing_of("car", rng)
        origin = ahead + ahead_of_station_m(spec)
        x, y = at.point(origin, 0.0)
        pose = at.planar(origin, 0.0, 0.0, venue.height_m(x, y))
        made.append(Actor(name=f"queue_{k}", asset=spec, T_world_body=pose))
        ahead += box_of(spec).length_m
    return tuple(made)
