"""E04: a group at a crosswalk, partly hidden: one leaves it from behind the others, or all come from behind a van."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from scenes.actor import Actor
from scenes.assets.heavy.fleet import VEHICLES
from scenes.assets.people.person import Person
from scenes.distributions import Distribution
from scenes.errors import SceneError
from scenes.measures import ClipMeasures
from scenes.scenario import ClipRequest, Params
from scenes.scene import Case, Scene
from scenes.staging.crossing import AFTER_M, Meeting, at_crosswalk, before_m, meeting, sight
from scenes.staging.edge_case import SEED_LIMIT, EdgeCase, Ranges
from scenes.staging.group import (
    FILES,
    ON_KERB_M,
    RUN_UP_M,
    Grid,
    abreast,
    one_of,
    screening,
    standing_actor,
    waiting,
)
from scenes.staging.line import Approach, Side, sign_of
from scenes.staging.movers import half_width_m, on_foot
from scenes.staging.revealed import Emergence
from scenes.staging.sight import Placed
from scenes.staging.staged import Staged, hull
from scenes.staging.stepping_out import DASH_MPS2, stepping_out
from scenes.staging.timing import timing
from scenes.staging.vehicle_kinds import vehicle_of
from scenes.staging.venue import Fits, Venue, first_reason
from scenes.staging.walk import Walk

KMH = 1.0 / 3.6
KEY = "walker"
LAYOUTS = 10
"""Chosen: groups that are tried until one hides who comes out of it as asked."""
FIRST_M = (0.3, 0.6)
"""Chosen: from the kerb to the middle of who waits first."""
VAN_KERB_M = (0.1, 0.3)
"""Chosen: a van that stops on a pavement is as far from its kerb."""
VAN_GAP_M = (0.3, 2.0)
"""Chosen: between its front and who steps out first."""
BEHIND_VAN_M = (0.8, 1.1)
"""Chosen: from the van's side towards the road to the middle of who stands behind it."""
CAMERA_M = 1.8
"""Chosen: cameras are so far behind a car's front."""
FAR_M = 8.5
"""Chosen: who comes over more than that of road is in sight for longer than a case lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartiallyOccludedGroup(EdgeCase):
    """At the reveal `occlusion_share` of who the ego meets is hidden, before it at least as much.

    leaves: `yes`: the group waits beside a crosswalk, and one leaves it from behind the others. `no`: all cross, from
    behind a vehicle on the near pavement, and the ego meets the first one. group_size: of people. spacing_m: free space
    between neighbours. side: of who leaves, the ego's `near` one or the `far` one. walker_speed_kmh: solved for within
    its range, then the time to the meeting. impact_share: across the ego's front, 0 its right side. hider: the vehicle.
    """

    CASE: ClassVar[Case] = Case(
        id="E04",
        name="partially_occluded_group",
        key_actor=KEY,
        nhtsa=(12,),
        ncap="CPNCO-like",
        layers=("L4",),
        level="collective",
    )
    ROADS: ClassVar[tuple[str, ...]] = ("urban", "x_junction", "t_junction", "roundabout")
    RANGES: ClassVar[Ranges] = {
        "ttc_reveal_s": (0.4, 5.0, "s"),
        "walker_speed_kmh": (2.0, 15.0, "km/h"),
        "impact_share": (0.0, 1.0, ""),
        "group_size": (2.0, 12.0, ""),
        "spacing_m": (0.2, 2.0, "m"),
        "occlusion_share": (0.1, 0.95, ""),
    }
    NAMES: ClassVar[dict[str, tuple[str, ...]]] = {
        "leaves": ("yes", "no"),
        "side": ("near", "far"),
        "hider": tuple(VEHICLES),
    }
    UNPLANNED: ClassVar[tuple[str, ...]] = ("walker_speed_kmh",)

    ttc_reveal_s: Distribution
    walker_speed_kmh: Distribution
    impact_share: Distribution
    group_size: Distribution
    spacing_m: Distribution
    occlusion_share: Distribution
    leaves: Distribution
    side: Distribution
    hider: Distribution

    def stage(self, params: Params, venue: Venue, request: ClipRequest, rng: np.random.Generator) -> Staged:
        """A crosswalk, the group beside it, and the ego that would meet one of them."""
        speed, alone = float(params["ego_speed_mps"]), params["leaves"] == "yes"
        need = before_m(speed, self.ttc_reveal_s.support()[1])
        near = params["side"] == "near" or not alone
        at = venue.at_objects("crosswalk", need, AFTER_M, rng, _on_side(near))
        side: Side = at.near if near else at.far
        reason = SceneError("no group hides who leaves it")
        for _ in range(LAYOUTS):
            try:
                if alone:
                    return self._one_leaves(params, venue, request, at, side, rng)
                return self._all_cross(params, venue, request, at, rng)
            except SceneError as fault:
                reason = fault
        raise reason

    def _one_leaves(
        self,
        params: Params,
        venue: Venue,
        request: ClipRequest,
        at: Approach,
        side: Side,
        rng: np.random.Generator,
    ) -> Staged:
        """The others wait where they hide who leaves, until that one is beside them."""
        grid, first = Grid(free_m=float(params["spacing_m"])), at.edge_m(side) + float(rng.uniform(*FIRST_M))
        size, seed = round(float(params["group_size"])), int(rng.integers(SEED_LIMIT))
        spec = min((one_of(seed, size + k, 1.0) for k in range(2)), key=lambda one: one.height_m)
        ttc = max(float(params["ttc_reveal_s"]), (first - 0.5) / (self.walker_speed_kmh.support()[1] * KMH))
        slope = first * _nearness(float(params["ego_speed_mps"]), ttc, request)
        deepest = math.ceil(max(grid.rank_m * slope - ON_KERB_M, 0.0) / grid.file_m)
        file = int(rng.integers(min(deepest, FILES - 1), min(deepest + 2, FILES)))
        start = first + file * grid.file_m + RUN_UP_M
        others = screening(size - 1, grid, file, slope, rng)
        crowd = waiting(at, venue, side, first, others, seed, rng)
        before = tuple(one for one, spot in zip(crowd, others, strict=True) if spot.ahead_m < 0.0)
        fitted = self._fitted(params, ttc, venue, request, at, side, spec, before, start - at.edge_m(side))
        met = meeting(at, request, fitted.ego_mps, fitted.ttc_s, fitted.impact_share, fitted.half_depth_m)
        walk = replace(fitted.walk(met.timing.meet_s), acceleration_mps2=DASH_MPS2)
        standing = [standing_actor(f"group_waiting_{k}", one) for k, one in enumerate(crowd)]
        return self._staged(params, request, at, fitted, met, (walk,), (on_foot(KEY, spec, walk), *standing))

    def _all_cross(
        self,
        params: Params,
        venue: Venue,
        request: ClipRequest,
        at: Approach,
        rng: np.random.Generator,
    ) -> Staged:
        """All walk abreast and behind each other; a vehicle stands before the crosswalk."""
        side, seed, size = at.near, int(rng.integers(SEED_LIMIT)), round(float(params["group_size"]))
        people = [one_of(seed, k, 1.0) for k in range(size)]
        spec = people[0]
        hider = vehicle_of(str(params["hider"]), rng)
        box = hider.nominal()
        inner = at.edge_m(side) + float(rng.uniform(*VAN_KERB_M))
        gap = half_width_m(spec) + float(rng.uniform(*VAN_GAP_M))
        ahead, left = -gap - box.front_m, sign_of(side) * (inner + 0.5 * box.width_m)
        van = venue.upright(at, ahead, left)
        behind = inner + float(rng.uniform(*BEHIND_VAN_M)) - at.edge_m(side)
        ttc = float(params["ttc_reveal_s"])
        fitted = self._fitted(params, ttc, venue, request, at, side, spec, ((hider, van),), behind)
        met = meeting(at, request, fitted.ego_mps, fitted.ttc_s, fitted.impact_share, fitted.half_depth_m)
        walks = abreast(fitted, size, Grid(free_m=float(params["spacing_m"])), met.timing.meet_s, rng)
        names = [KEY, *(f"group_walker_{k}" for k in range(1, size))]
        walkers = [on_foot(name, one, walk) for name, one, walk in zip(names, people, walks, strict=True)]
        parked = Actor(name="hider", asset=hider, T_world_body=van, mass_kg=2200.0)
        return self._staged(params, request, at, fitted, met, walks, (*walkers, parked))

    def _fitted(
        self,
        params: Params,
        ttc_s: float,
        venue: Venue,
        request: ClipRequest,
        at: Approach,
        side: Side,
        spec: Person,
        hiders: Sequence[Placed],
        behind_kerb_m: float,
    ) -> Emergence:
        emergence = Emergence(
            approach=at,
            venue=venue,
            request=request,
            spec=spec,
            hiders=hiders,
            side=side,
            half_depth_m=half_width_m(spec),
            ego_mps=float(params["ego_speed_mps"]),
            speed_mps=1.0,
            impact_share=float(params["impact_share"]),
            ttc_s=ttc_s,
            shown_share=1.0 - float(params["occlusion_share"]),
            behind_kerb_m=behind_kerb_m,
        )
        low, high = self.walker_speed_kmh.support()
        return stepping_out(emergence, (low * KMH, high * KMH), self.ttc_reveal_s.support())

    def _staged(
        self,
        params: Params,
        request: ClipRequest,
        at: Approach,
        fitted: Emergence,
        met: Meeting,
        walks: Sequence[Walk],
        actors: tuple[Actor, ...],
    ) -> Staged:
        names = [actor.name for actor in actors]
        moves = [event for name, walk in zip(names, walks, strict=False) for event in walk.events(name)]
        around = hull([actor.T_world_body.translation_m[:2] for actor in actors], 0.8) if len(actors) > 2 else ()
        return Staged(
            line=at.line,
            start_m=met.ego.origin_m(0.0),
            ego=met.ego.actor(),
            actors=actors,
            events=(*moves, *met.reaction(str(params["ego_reaction"]))),
            timing=met.timing,
            environment=self.environment(params),
            key_actor=KEY,
            clear=(*sight(met, walks[0], request), *((around,) if around else ())),
            solved=(("walker_speed_mps", fitted.speed_mps), ("ttc_reveal_s", fitted.ttc_s)),
            occlusion_share=1.0 - fitted.shown_share,
        )

    def predicate(self, scene: Scene, measures: ClipMeasures) -> tuple[str, ...]:
        """As many people as asked, and the one that the ego meets walks across its way."""
        asked = round(scene.case.value("group_size"))
        others = sum(actor.name.startswith("group_") for actor in scene.actors)
        if others + 1 != asked:
            return (f"{others + 1} people are in the group, asked are {asked}",)
        moved = measures.across_m
        return () if moved > 0.3 else (f"who leaves the group moves {moved:.2f} m across the ego's way",)


def _on_side(near: bool) -> Fits:
    def fits(at: Approach) -> str:
        side: Side = at.near if near else at.far
        return at_crosswalk(at) or first_reason(
            [(at.edge_m(side) <= FAR_M, f"its kerbs are more than {FAR_M:.0f} m from the ego's line")]
        )

    return fits


def _nearness(speed_mps: float, ttc_s: float, request: ClipRequest) -> float:
    """One over the distance, from the camera, over which the others must hide who leaves: 1/m."""
    opens = ttc_s + timing(request, ttc_s).reveal_s
    return 0.5 / (speed_mps * ttc_s + CAMERA_M) + 0.5 / (speed_mps * opens + CAMERA_M)
