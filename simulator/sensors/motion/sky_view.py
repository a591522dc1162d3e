"""Which satellites an antenna sees: a ray to each, through the scene."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenes.ontology import class_of
from scenes.scene import EGO_INSTANCE
from simulator.physics.history import WorldHistory
from simulator.render.base import Rays, Renderer

Float64 = NDArray[np.float64]

LOWEST_RAD = math.radians(10.0)
"""Mask of elevation (chosen: usual in receivers)."""
CLEAR, SHADED, BLOCKED, BELOW = 0, 1, 2, 3
"""Nothing in the way; leaves, which weaken a signal; anything else; under the mask."""
START_M = 0.05


def sky_view(
    renderer: Renderer, history: WorldHistory, antenna_m: Float64, directions: Float64, t_s: float
) -> NDArray[np.int8]:
    """(S,) what lies between the antenna (3,) and each satellite; the own roof, on which it sits, does not count."""
    up = directions[:, 2] >= math.sin(LOWEST_RAD)
    rays = Rays(
        origin_m=(antenna_m + START_M * directions[up]).astype(np.float32),
        direction=directions[up].astype(np.float32),
        time_s=np.full(int(up.sum()), t_s, dtype=np.float32),
        through_glass=True,
    )
    hits = renderer.trace(rays, history)
    free = (hits.t <= 0.0) | (hits.instance == EGO_INSTANCE)
    leaves = hits.semantic == class_of("static.vegetation").id
    view = np.full(len(directions), BELOW, dtype=np.int8)
    view[up] = np.where(free, CLEAR, np.where(leaves, SHADED, BLOCKED))
    return view
