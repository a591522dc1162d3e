"""Several things that lie on the road: where each of them is, so that the ego meets the chosen one first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenes.actor import Actor
from scenes.asset import AssetSpec, asset_of
from scenes.environment import Environment
from scenes.errors import SceneError
from scenes.friction import max_deceleration_mps2
from scenes.material import Material
from scenes.scenario import ClipRequest, Params
from scenes.staging.acceptance import FLAT_AREA_PX
from scenes.staging.at_rest import AtRest
from scenes.staging.ego import SIGHT_M, EgoRun, ego_box
from scenes.staging.foresight import asked_ttc, least_gap_m, until_s
from scenes.staging.line import Approach
from scenes.staging.lying import Quaternion, apart, laid, outline, reaches, settled
from scenes.staging.staged import Area, Staged, hull
from scenes.staging.timing import Timing, run_up_s, timing
from scenes.staging.venue import Venue

TRIES = 12
"""Chosen: places that are tried for one more thing."""
GAP_M = 0.3
"""Chosen: between what the ego meets first and the next, and beside its way."""
SEEN_SHARE = 0.75
"""Chosen: of a clip, from the reveal to the meeting: what lies flat is large enough in its last second only."""
LEAST_GAP_M = 0.15
"""Chosen: nearer than this beside the ego, nobody can say whether they touch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One that lies there. rough: the rotation near which it rests. mass_kg: None, as its class usually has it."""

    spec: AssetSpec
    rough: Quaternion
    yaw_rad: float
    mass_kg: float | None = None
    looks: tuple[tuple[str, Material], ...] = ()

    def actor(self, name: str, at: Approach, ahead_m: float, left_m: float, venue: Venue) -> Actor:
        """It, so far ahead of a station and left of its way, turned from the way's heading."""
        x, y = at.point(ahead_m, left_m)
        rest = settled((self.spec,), self.rough)
        (made,) = laid({name: self.spec}, x, y, at.heading(ahead_m) + self.yaw_rad, venue, rest)
        return replace(made, mass_kg=self.mass_kg, appearance=self.looks)

    @property
    def size_m2(self) -> float:
        """Of its largest side, by which the most visible one is told."""
        box = asset_of(self.spec).box
        sizes = sorted((box.length_m, box.width_m, box.height_m))
        return sizes[1] * sizes[2]


Place = Callable[[np.random.Generator], tuple[float, float]]
"""Draws how far ahead of the station, and to its left, something lies."""


def seen_ttc_s(asked_s: float, request: ClipRequest) -> float:
    """What is asked, or as much as lets a clip show what lies flat from near: its meeting is in the clip."""
    return min(asked_s, SEEN_SHARE * request.duration_s)


def placed_first(name: str, thing: Thing, at: Approach, left_m: float, venue: Venue) -> tuple[Actor, float]:
    """The actor that the ego's front reaches at the station, and the gap beside the ego.

    Raises SceneError where one cannot tell whether they touch.
    """
    half = 0.5 * ego_box().width_m
    begins, gap = reaches(outline(thing.actor(name, at, 0.0, left_m, venue), at), half)
    if 0.0 < gap < LEAST_GAP_M:
        raise SceneError(f"'{name}' lies {gap:.2f} m beside the ego's way, neither in it nor off it")
    return thing.actor(name, at, -begins, left_m, venue), gap


def scattered(
    first: tuple[Actor, ...],
    things: Sequence[Thing],
    at: Approach,
    place: Place,
    venue: Venue,
    rng: np.random.Generator,
) -> tuple[Actor, ...]:
    """With the first, more things beside the ego's way, or on it beyond; what finds no free place is left out."""
    made, half = list(first), 0.5 * ego_box().width_m
    begins = float(outline(first[0], at)[:, 0].max()) + GAP_M
    for k, thing in enumerate(things, start=1):
        for _ in range(TRIES):
            ahead, left = place(rng)
            actor = thing.actor(f"{first[0].name}_{k}", at, ahead, left, venue)
            starts, beside = reaches(outline(actor, at), half)
            if (beside > GAP_M or starts > begins) and apart(actor, made):
                made.append(actor)
                break
    return tuple(made)


def met_lying(
    venue: Venue,
    at: Approach,
    request: ClipRequest,
    params: Params,
    things: tuple[Actor, ...],
    gap_m: float,
    ttc_s: float,
    environment: Environment,
) -> Staged:
    """The ego's front is at the station, and at the first of the things, `ttc_s` after the reveal.

    gap_m: at which it passes it, 0 where it does not.
    """
    speed, key = float(params["ego_speed_mps"]), things[0]
    when = timing(request, ttc_s, run_up_s(at.at_m, speed))
    ego = EgoRun(
        line=at.line,
        speed_mps=speed,
        front_m=at.at_m,
        meet_s=when.meet_s,
        grip_mps2=max_deceleration_mps2(environment),
    )
    risk_s = when.risk_s(str(params["ego_reaction"]))
    mine, box = ego.run(until_s(when), risk_s), asset_of(key.asset).box
    staged = Staged(
        line=at.line,
        start_m=ego.origin_m(0.0),
        ego=ego.actor(),
        actors=things,
        events=ego.braked(risk_s),
        timing=when,
        environment=environment,
        key_actor=key.name,
        clear=(_sight(ego, things, when, request),),
        anomalous=tuple(thing.name for thing in things),
        least_area_px=FLAT_AREA_PX,
    )
    if gap_m > 0.0:
        return replace(staged, passes_m=least_gap_m(mine, ego.box, AtRest(actor=key), box, when, request.fps))
    return replace(staged, solved=asked_ttc(mine, ego.box, AtRest(actor=key), box, when, request))


def _sight(ego: EgoRun, things: Sequence[Actor], when: Timing, request: ClipRequest) -> Area:
    """What lies between the ego's camera and the things."""
    eyes = ego.eyes_m(request.rig, np.linspace(when.reveal_s, when.meet_s, 3))
    return hull([*eyes, *(thing.T_world_body.translation_m[:2] for thing in things)], SIGHT_M)
