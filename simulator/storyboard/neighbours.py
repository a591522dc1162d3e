"""The nearest others around everybody who looks, at once: on one's course ahead and behind, and in the lanes beside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.behaviour.base import Neighbour
from simulator.storyboard.sample_table import Feet

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

ACROSS_COSINE = math.cos(math.radians(50.0))
"""Chosen: who moves across by more than that is no one to follow."""
CREEPING_MPS = 0.5
PLACES = 6
"""Around one: ahead, behind, ahead in the left lane, behind in it, ahead in the right lane, behind in it."""
AHEAD, BEHIND, LEFT, RIGHT = 0, 1, 2, 4


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Bodies:
    """N bodies now, (N,) each. x_m, y_m, z_m: of their middles. cos, sin: of their headings. length_m, width_m: of
    their boxes.
    """

    names: Sequence[str]
    x_m: Float64
    y_m: Float64
    z_m: Float64
    cos: Float64
    sin: Float64
    length_m: Float64
    width_m: Float64
    speed_mps: Float64
    acceleration_mps2: Float64


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Lookers:
    """M who look, (M,) each. middle_m: of the body on its course. half_m: of its length. low_m, high_m: offsets from
    its course between which somebody is in its way. lane_m: width of its lane. walks: whether on foot.
    """

    middle_m: Float64
    half_m: Float64
    low_m: Float64
    high_m: Float64
    lane_m: Float64
    walks: NDArray[np.bool_]


def nearest(lookers: Lookers, bodies: Bodies, looker: Int64, body: Int64, feet: Feet) -> list[Neighbour | None]:
    """Of every looker the PLACES around it, one looker's after another's.

    looker, body: (P,) of pairs of one who looks and one looked at; feet: of the bodies on the lookers' courses. Of two
    at the same distance the first pair counts.
    """
    cosine = bodies.cos[body] * feet.ux + bodies.sin[body] * feet.uy
    length, width, straight = bodies.length_m[body], bodies.width_m[body], np.abs(cosine)
    sine = np.sqrt(np.maximum(0.0, 1.0 - cosine * cosine))
    across = 0.5 * (length * sine + width * straight)
    away = feet.s_m - lookers.middle_m[looker]
    gap = np.abs(away) - 0.5 * (length * straight + width * sine) - lookers.half_m[looker]
    lane, side = lookers.lane_m[looker], np.abs(feet.d_m)
    ahead, along = away > 0.0, cosine > ACROSS_COSINE
    in_way = (feet.d_m + across > lookers.low_m[looker]) & (feet.d_m - across < lookers.high_m[looker])
    passes = (straight < ACROSS_COSINE) & (np.abs(bodies.speed_mps[body]) > CREEPING_MPS) & (gap > 1.0)
    meets = lookers.walks[looker] & (cosine < 0.0)
    beside = along & (0.4 * lane < side) & (side < 1.5 * lane)
    counts = np.where(in_way, np.where(ahead, ~(passes | meets), along), beside)
    place = np.where(in_way, AHEAD, np.where(feet.d_m > 0.0, LEFT, RIGHT)) + np.where(ahead, 0, BEHIND)
    seat = looker * PLACES + place
    (kept,) = counts.nonzero()
    kept = kept[np.lexsort((gap[kept], seat[kept]))]
    seats = seat[kept]
    first = np.ones(len(kept), dtype=bool)
    np.not_equal(seats[1:], seats[:-1], out=first[1:])
    kept = kept[first]
    who, towards = body[kept], np.where(in_way, 0.0, np.maximum(lane - side, 0.0))
    columns = (
        *(seat[kept], who, gap[kept], towards[kept]),
        *(bodies.speed_mps[who] * cosine[kept], bodies.acceleration_mps2[who] * cosine[kept]),
    )
    found: list[Neighbour | None] = [None] * (PLACES * len(lookers.middle_m))
    for at, n, free, inwards, speed, acceleration in zip(*(column.tolist() for column in columns), strict=True):
        found[at] = Neighbour(
            name=bodies.names[n],
            gap_m=max(free, 0.0),
            speed_mps=speed,
            acceleration_mps2=acceleration,
            towards_m=inwards,
        )
    return found
