"""E24: past road works: a worker steps over the row of beacons, or an excavator swings its arm into the lane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from scenes.distributions import Distribution
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.roads.place_family import PREFIX
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.acceptance import reveal_frame
from scenes.staging.crossing import AFTER_M, Meeting, before_m, meeting, sight
from scenes.staging.edge_case import EdgeCase, Ranges
from scenes.staging.line import Approach, sign_of
from scenes.staging.movers import half_width_m, on_foot
from scenes.staging.staged import Staged, hull
from scenes.staging.timing import latest_ttc_s
from scenes.staging.venue import Venue
from scenes.staging.walk import WALK_MPS2, Walk, course
from scenes.staging.work_site import Site, Swing, crew, site_beside, worker

BARRIER = "works_barrier"
"""The row that the template makes."""
CONES = 0.4
"""Chosen: share of works with cones where no barrier can be."""
STEP_M = 0.3
"""Chosen: who steps over moves that much to the side in every clip."""
BEHIND_M = 0.6
"""Chosen: from the border of the lane to who is about to step over, at least."""
AHEAD_M = 0.5
"""Chosen: within which the arm is where it was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstructionZone(EdgeCase):
    """The ego drives in the lane beside the works; the reveal is the first step, or when the arm begins to swing.

    ttc_reveal_s: from there to the meeting, less in short clips. conflict: `worker` or `excavator`, which stands there
    in any case. worker_speed_mps: of who steps over. workers: how many others are at work. impact_share: across the
    front of the ego, 0 its right side, that walker or bucket reach.
    """

    CASE: ClassVar[Case] = Case(
        id="E24",
        name="construction_zone",
        key_actor="worker",
        nhtsa=(12, 36),
        ncap="",
        layers=("L3", "L4"),
        level="scenario",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("construction_zone",)
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.8, 6.0, "s"),
        "worker_speed_mps": (0.3, 3.0, "m/s"),
        "workers": (0.0, 12.0, ""),
        "impact_share": (0.0, 1.0, ""),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {"conflict": ("worker", "excavator")}
    MEETS: ClassVar[str] = "a worker, or the bucket of an excavator"

    ttc_reveal_s: Distribution
    conflict: Distribution
    worker_speed_mps: Distribution
    workers: Distribution
    impact_share: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A station beside the works, who works there, and who or what comes out."""
        speed, ttc = float(params["ego_speed_mps"]), _ttc_s(params, request)
        at = venue.find(before_m(speed, ttc), AFTER_M, rng, site_beside(venue, speed))
        site = Site.of(at)
        if params["conflict"] == "excavator":
            return self._swings(params, venue, request, site, rng)
        return self._steps_over(params, venue, request, site, rng)

    def _steps_over(
        self, params: Params, venue: Venue, request: ClipRequest, site: Site, rng: np.random.Generator
    ) -> Staged:
        if any(thing.id == BARRIER for road in venue.network.roads for thing in road.objects):
            raise SceneError("nobody steps over a barrier beside works: expected road.separation=beacons or cones")
        at, pace = site.at, float(params["worker_speed_mps"])
        spec = worker(rng)
        met = _meeting(params, at, request, half_width_m(spec))
        walk = _over(venue, site, met, pace)
        others = crew(venue, site, round(float(params["workers"])), (1.0, 30.0), rng)
        digger = Swing.idle(site, rng).actor("excavator", venue, at_work=False)
        return Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=(on_foot("worker", spec, walk), digger, *(one for one, _ in others)),
            events=(
                *walk.events("worker"),
                *(event for _, events in others for event in events),
                *met.reaction(str(params["ego_reaction"])),
            ),
            timing=met.timing,
            environment=self.environment(params),
            key_actor="worker",
            clear=(*sight(met, walk, request), site.area()),
        )

    def _swings(
        self, params: Params, venue: Venue, request: ClipRequest, site: Site, rng: np.random.Generator
    ) -> Staged:
        at = site.at
        met = _meeting(params, at, request, 0.0)
        left = (float(params["impact_share"]) - 0.5) * met.ego.box.width_m
        swing = Swing.reaching(site, left, met.ego.box, met.timing, rng)
        others = crew(venue, site, round(float(params["workers"])), (16.0, 45.0), rng)
        eyes = met.ego.eyes_m(request.rig, (met.timing.reveal_s, met.timing.meet_s))
        return Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=(swing.actor("excavator", venue, at_work=True), *(one for one, _ in others)),
            events=(
                swing.event("excavator", met.timing),
                *(event for _, events in others for event in events),
                *met.reaction(str(params["ego_reaction"])),
            ),
            timing=met.timing,
            environment=self.environment(params),
            key_actor="excavator",
            clear=(hull([*eyes, at.point(swing.centre_m[0], swing.centre_m[1])], 1.0), site.area()),
            solved=(
                ("ttc_of", "bucket"),
                ("swing_rad", abs(swing.ends_rad - swing.begins_rad)),
                ("bucket_before_m", swing.centre_m[0]),
            ),
        )

    def place_numbers(self, params: Params, request: ClipRequest, rng: np.random.Generator) -> dict[str, float | str]:
        """Nobody steps over a barrier."""
        if params["conflict"] == "worker" and params.get(PREFIX + "separation") == "barrier":
            return {"separation": "cones" if rng.random() < CONES else "beacons"}
        return {}

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """The worker comes over into the lane, or the arm swings where the ego's front will be."""
        if scene.case.key_actor == "worker":
            moved = measures.across_m
            return () if moved > STEP_M else (f"the worker moves {moved:.2f} m towards the lane",)
        frame = reveal_frame(scene)
        body = scene.bodies()[scene.instance_of("excavator") - 1]
        # it faces the ego: from its middle to the ring on which it turns
        ring = body.asset.nominal().middle_m - Swing.RING_M
        ahead = measures.ahead_m[frame] + ring - scene.case.value("bucket_before_m")
        asked = scene.case.value("ego_speed_mps") * scene.case.value("ttc_reveal_s")
        if abs(ahead - asked) > AHEAD_M + 0.03 * asked:
            return (f"the bucket will be {ahead:.1f} m ahead when the arm begins to swing, {asked:.1f} m are asked",)
        return ()


def _meeting(params: Params, at: Approach, request: ClipRequest, half_m: float) -> Meeting:
    speed, share = float(params["ego_speed_mps"]), float(params["impact_share"])
    return meeting(at, request, speed, _ttc_s(params, request), share, half_m)


def _ttc_s(params: Params, request: ClipRequest) -> float:
    """As drawn, or as long as a clip shows the end of it."""
    return min(float(params["ttc_reveal_s"]), latest_ttc_s(request))


def _over(venue: Venue, site: Site, met: Meeting, speed_mps: float) -> Walk:
    """From within the works over the row of beacons to the lane's far border, from the reveal on or before."""
    sign = sign_of(site.side)
    ends = 0.5 * met.ego.box.width_m + 0.6
    passed = sign * met.impact_m
    # half of the time to full speed is lost at the start
    wish = passed + speed_mps * max(met.timing.ttc_s - 0.5 * speed_mps / WALK_MPS2, 0.2)
    start = max(wish, site.border_m + BEHIND_M)
    if start > site.outer_m - 0.4:
        raise SceneError(f"a worker at {speed_mps:.1f} m/s would come from {start:.1f} m, the works end before")
    legs = (site.at.point(0.0, sign * start), site.at.point(0.0, -sign * ends))
    return Walk(points_m=course(venue, legs), speed_mps=speed_mps, pass_m=start - passed, pass_s=met.timing.meet_s)
