"""People in a group: where each of them stands or walks, beside and behind each other, and how they look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scenes.actor import Actor
from scenes.assets.people.crowd import draw_person, person_of
from scenes.assets.people.person import Person
from scenes.staging.line import Approach, Side, sign_of
from scenes.staging.movers import MAN_M, PERSON_KG
from scenes.staging.sight import Placed
from scenes.staging.venue import Venue
from scenes.streams import stream

SHOULDERS_M, DEPTH_M = 0.6, 0.6
"""Chosen: what people with coats and bags take, across and along where they look."""
JITTER = 0.2
"""Chosen: of the free space between neighbours, by which each stands out of line."""
TURN_RAD = 0.3
"""Chosen: standard deviation of where people look who wait beside each other."""


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


PEOPLE = 48
"""Chosen: different people of which groups are made, so that a dataset's many groups share meshes."""


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
