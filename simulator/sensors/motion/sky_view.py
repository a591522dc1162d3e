"""Which satellites an antenna sees: a ray to each, through the scene."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenes.ontology import class_of
from scenes.scene import EGO_INSTANCE
from simulator.physics.history import WorldHistory
from simulator.render.base import Hits, Rays, Renderer

Float64 = NDArray[np.float64]

LOWEST_RAD = math.radians(10.0)
"""Mask of elevation (chosen: usual in receivers)."""
CLEAR, SHADED, BLOCKED, BELOW = 0, 1, 2, 3
"""Nothing in the way; leaves, which weaken a signal; anything else; under the mask."""
START_M = 0.05
"""From the antenna, and from what a ray has passed."""
PASSES = 16
"""Surfaces of the own body and of leaves behind which a ray goes on (chosen: more than crowns have on a way)."""


def sky_view(
    renderer: Renderer, history: WorldHistory, antenna_m: Float64, directions: Float64, t_s: float
) -> NDArray[np.int8]:
    """(S,) what lies between the antenna (3,) and each satellite, behind the own body and behind leaves, too.

    The own body does not count: antennas sit on its roof or shine through its panels.
    """
    up = directions[:, 2] >= math.sin(LOWEST_RAD)
    view = np.where(up, CLEAR, BELOW).astype(np.int8)
    left, passed_m = np.flatnonzero(up), np.full(int(up.sum()), START_M)
    for _ in range(PASSES):
        hits = _trace(renderer, history, antenna_m + passed_m[:, None] * directions[left], directions[left], t_s)
        own, leaves = hits.instance == EGO_INSTANCE, hits.semantic == class_of("static.vegetation").id
        met = (hits.t > 0.0) & ~own
        view[left[met & leaves]] = SHADED
        view[left[met & ~leaves]] = BLOCKED
        on = (hits.t > 0.0) & (own | leaves)
        left, passed_m = left[on], (passed_m + hits.t + START_M)[on]
        if not len(left):
            break
    return view


def _trace(renderer: Renderer, history: WorldHistory, origin_m: Float64, direction: Float64, t_s: float) -> Hits:
    rays = Rays(
        origin_m=origin_m.astype(np.float32),
        direction=direction.astype(np.float32),
        time_s=np.full(len(direction), t_s, dtype=np.float32),
        through_glass=True,
    )
    return renderer.trace(rays, history)
