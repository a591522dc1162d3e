"""People in a group: where each of them stands or walks, beside and behind each other, and how they look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from scenes.actor import Actor
from scenes.assets.people.crowd import draw_person, person_of
from scenes.assets.people.person import Person
from scenes.staging.crossing import STAND_M, across
from scenes.staging.line import Approach, Side, sign_of
from scenes.staging.movers import MAN_M, PERSON_KG
from scenes.staging.revealed import Emergence
from scenes.staging.sight import Placed
from scenes.staging.stepping_out import DASH_MPS2
from scenes.staging.venue import Venue
from scenes.staging.walk import Walk
from scenes.streams import stream

SHOULDERS_M, DEPTH_M = 0.6, 0.6
"""Chosen: what people with coats and bags take, across and along where they look."""
JITTER = 0.2
"""Chosen: of the free space between neighbours, by which each stands out of line."""
TURN_RAD = 0.3
"""Chosen: standard deviation of where people look who wait beside each other."""
PEOPLE = 48
"""Chosen: different people of which groups are made, so that a dataset's many groups share meshes."""
RANKS, FILES = 4, 3
"""Chosen: a crosswalk is as wide as four people, and pavements as deep as three."""
SCREENS = 2
"""Chosen: of those who wait stand between the ego and who leaves."""
RUN_UP_M = 0.18
"""Who leaves starts so far behind where the first one hides them, to walk at full speed when they show."""
ON_KERB_M = 0.25
"""Chosen: by which somebody stands nearer to the kerb than the first file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One of a group: along the road from the first one, and so far behind them as seen from the road."""

    ahead_m: float
    behind_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Places of a group that faces a road. free_m: between the bodies of neighbours."""

    free_m: float

    @property
    def rank_m(self) -> float:
        """Between the middles of two who are side by side along the road."""
        return self.free_m + SHOULDERS_M

    @property
    def file_m(self) -> float:
        """Between the middles of two who are behind each other."""
        return self.free_m + DEPTH_M

    def spot(self, rank: int, file: int, rng: np.random.Generator) -> Spot:
        """Such a place, a little out of line."""
        off = rng.uniform(-JITTER, JITTER, 2) * self.free_m
        return Spot(ahead_m=rank * self.rank_m + float(off[0]), behind_m=file * self.file_m + float(off[1]))


def facing(side: Side) -> float:
    """By how much somebody is turned from the way's heading who looks across the road from a side."""
    return -sign_of(side) * 0.5 * math.pi


def one_of(seed: int, number: int, speed_mps: float) -> Person:
    """The person of a number in a group: no children, who are hidden by anybody, nobody who crouches."""
    looks = draw_person(stream((seed + 7 * number) % PEOPLE, "group"), MAN_M, speed_mps)
    activity = "walking" if looks["activity"] == "crouching" else looks["activity"]
    kind = "teenager" if looks["kind"] == "child" else looks["kind"]
    bag = "none" if looks["bag"] == "suitcase" else looks["bag"]
    tall = max(float(looks["height_m"]), 1.5)
    return person_of(looks | {"kind": kind, "activity": activity, "bag": bag, "height_m": tall})


def waiting(
    at: Approach, venue: Venue, side: Side, first_m: float, spots: Sequence[Spot], seed: int, rng: np.random.Generator
) -> tuple[Placed, ...]:
    """Who stands at the spots, looking about across the road. first_m: of the group's first from the ego's line."""
    placed: list[Placed] = []
    for number, spot in enumerate(spots):
        left = sign_of(side) * (first_m + spot.behind_m)
        turn = facing(side) + float(np.clip(rng.normal(scale=TURN_RAD), -0.8, 0.8))
        pose = venue.upright(at, spot.ahead_m, left, turn)
        placed.append((one_of(seed, number, 0.0), pose))
    return tuple(placed)


def standing_actor(name: str, placed: Placed) -> Actor:
    """Somebody who stays where they are."""
    spec, pose = placed
    return Actor(name=name, asset=spec, body="kinematic", T_world_body=pose, mass_kg=PERSON_KG)


def screening(count: int, grid: Grid, file: int, slope: float, rng: np.random.Generator) -> tuple[Spot, ...]:
    """Where the others wait: the first SCREENS in the line of sight of the place that one leaves, the rest around.

    slope: of that line, across over along the road. None is in the way of who leaves.
    """
    screens = [(-rank, file) for rank in range(1, SCREENS + 1)]
    free = [(r, f) for r in range(1 - RANKS, 2) for f in range(FILES) if (r, f) not in screens and (r != 0 or f > file)]
    near = sorted(free, key=lambda place: np.hypot(place[0], place[1] - file) + rng.uniform(0.0, 1.5))
    spots = [grid.spot(r, f, rng) for r, f in (*screens, *near)][:count]
    return tuple(
        replace(spot, behind_m=max(file * grid.file_m + k * RUN_UP_M + spot.ahead_m * slope, -ON_KERB_M))
        if k < SCREENS
        else spot
        for k, spot in enumerate(spots)
    )


def abreast(fitted: Emergence, size: int, grid: Grid, meet_s: float, rng: np.random.Generator) -> tuple[Walk, ...]:
    """The walks of a group that crosses: the first one's, and those of who go beside and behind them.

    All end behind each other as they began.
    """
    places = [(r, f) for f in range(-(-size // RANKS)) for r in range(RANKS)][1:size]
    spots = [Spot(ahead_m=0.0, behind_m=0.0), *(grid.spot(r, f, rng) for r, f in places)]
    deepest = max(spot.behind_m for spot in spots)
    walks = [
        across(
            fitted.venue,
            fitted.approach,
            fitted.side,
            fitted.speed_mps,
            passes_m=fitted.impact_m,
            pass_s=meet_s + max(spot.behind_m, 0.0) / fitted.speed_mps,
            ahead_m=max(spot.ahead_m, 0.0),
            behind_kerb_m=fitted.behind_kerb_m + max(spot.behind_m, 0.0),
            beyond_m=STAND_M + deepest - max(spot.behind_m, 0.0),
        )
        for spot in spots
    ]
    return tuple(replace(walk, acceleration_mps2=DASH_MPS2) for walk in walks)
