"""Where a truck that overturned braked and slid, and what ran out of it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Scenery
from scenes.assets.street.road_marks import Point3, RoadSmear
from scenes.staging.line import Approach
from scenes.staging.venue import Venue

Float64 = NDArray[np.float64]

LIFT_M = 0.006
"""Chosen: above the ground, so that its facets hide none of it, and no tyre notices."""
TRACK_M, BAND_M = 2.0, 0.28
"""Of a truck's wheels, and of a tyre's mark."""
SKID_M, STEP_M = (18.0, 40.0), 0.8
"""Chosen: how long the marks are, and between their points."""
PUDDLE_M = (0.7, 1.9)
"""Chosen: radius of what ran out."""


def skid_marks(
    at: Approach, ends_m: tuple[float, float], venue: Venue, rng: np.random.Generator
) -> tuple[Scenery, ...]:
    """Two bands from the middle of the ego's lane to where the truck lies, `ends_m` ahead and left of a station.

    They swerve as the truck did: ever more.
    """
    ahead, left = ends_m
    begin = ahead - float(rng.uniform(*SKID_M))
    s = np.arange(begin, ahead, STEP_M)
    u = (s - begin) / (ahead - begin)
    path = left * u * u
    made = []
    for k, side in enumerate((-0.5, 0.5)):
        late = round(float(rng.uniform(0.0, 0.35)) * len(s))
        # the band tapers in, as a wheel locks
        half = 0.5 * BAND_M * np.minimum(1.0, 0.15 + np.arange(len(s) - late) / 6.0)
        middle, where = path[late:] + side * TRACK_M, s[late:]
        edges = [_draped(at, where, middle + sign * half, venue) for sign in (1.0, -1.0)]
        made.append(Scenery(name=f"skid_mark_{k}", asset=RoadSmear(left_m=edges[0], right_m=edges[1])))
    return tuple(made)


def puddle(name: str, at: Approach, place_m: tuple[float, float], venue: Venue, rng: np.random.Generator) -> Scenery:
    """An irregular puddle of diesel or oil around a place ahead and left of a station."""
    ahead, left = place_m
    radius, phases = float(rng.uniform(*PUDDLE_M)), rng.uniform(0.0, 2.0 * math.pi, 4)
    u = np.cos(np.linspace(math.pi - 0.15, 0.15, 25))
    round_m = radius * np.sqrt(1.0 - u * u)
    wavy = [1.0 + 0.22 * np.sin(3.1 * u + a) + 0.12 * np.sin(7.3 * u + b) for a, b in (phases[:2], phases[2:])]
    s = ahead + 1.3 * radius * u
    edges = [_draped(at, s, left + sign * round_m * wave, venue) for sign, wave in zip((1.0, -1.0), wavy, strict=True)]
    return Scenery(name=name, asset=RoadSmear(left_m=edges[0], right_m=edges[1], material="fluid"))


def _draped(at: Approach, ahead_m: Float64, left_m: Float64, venue: Venue) -> tuple[Point3, ...]:
    """Points a little above the ground, world frame."""
    xy = at.points(ahead_m, left_m)
    z = venue.heights_m(xy) + LIFT_M
    return tuple((float(x), float(y), float(h)) for (x, y), h in zip(xy, z, strict=True))
