"""First touches between bodies on rails and everything that physics does not move: boxes on the ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import BodyBox, asset_of
from scenes.rectangles import Rectangles, footprints, gap_m, heights, overlapping
from scenes.scene import Scene
from simulator.physics.motion import Motion, Rail
from simulator.physics.settings import PhysicsSettings

Float64 = NDArray[np.float64]


CLOSING_S = 0.05
"""Chosen: over which, before a touch, the closing speed is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """Two instances a < b share a point for the first time at state `index`.

    closing_mps: how fast their distance shrank before.
    """

    index: int
    a: int
    b: int
    closing_mps: float = 0.0


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Column:
    """A body's footprints (T,) and the heights (T,) between which its box stands."""

    instance: int
    group: int
    plan: Rectangles
    bottom_m: Float64
    top_m: Float64


def first_touches(
    scene: Scene, motions: dict[int, Motion], rails: dict[int, Rail], settings: PhysicsSettings
) -> list[Touch]:
    """All pairs with at least one body on rails and none that physics moves; members of one group never touch.

    Who shares space from the first state on, such as a load on what carries it, touches once both have been apart.
    """
    columns = [_column(scene, k, motion) for k, motion in motions.items()]
    touches = []
    for mover in (c for c in columns if c.instance in rails):
        for other in columns:
            seen_from_other = other.instance in rails and other.instance <= mover.instance
            together = mover.group != 0 and mover.group == other.group
            if other.instance == mover.instance or seen_from_other or together:
                continue
            index = _first_overlap(mover, other)
            if index is not None:
                pair = sorted((mover.instance, other.instance))
                closing = _closing_mps(mover, other, index, settings)
                touches.append(Touch(index=index, a=pair[0], b=pair[1], closing_mps=closing))
    return sorted(touches, key=lambda t: (t.index, t.a, t.b))


def _column(scene: Scene, instance: int, motion: Motion) -> _Column:
    body = scene.bodies()[instance - 1]
    box: BodyBox = asset_of(body.asset).box
    bottom, top = heights(box, motion.position_m, motion.rotation_xyzw)
    return _Column(
        instance=instance,
        group=body.group,
        plan=footprints(box, motion.position_m, motion.rotation_xyzw),
        bottom_m=bottom,
        top_m=top,
    )


def _first_overlap(a: _Column, b: _Column) -> int | None:
    offset = b.plan.centre_m - a.plan.centre_m
    reach = a.plan.radius_m + b.plan.radius_m
    near = np.einsum("tc,tc->t", offset, offset) <= reach * reach
    near &= (a.bottom_m < b.top_m) & (b.bottom_m < a.top_m)
    states = np.flatnonzero(near)
    if not len(states):
        return None
    together = np.zeros(len(near), dtype=np.bool_)
    together[states] = overlapping(a.plan.at(states), b.plan.at(states))
    apart = np.flatnonzero(~together)
    if not len(apart):
        return None
    hits = np.flatnonzero(together[apart[0] :])
    return int(hits[0] + apart[0]) if len(hits) else None


def _closing_mps(a: _Column, b: _Column, index: int, settings: PhysicsSettings) -> float:
    """How fast the gap shrank before the touch; 0 for what overlaps from the first state on."""
    steps = min(index - 1, max(1, round(CLOSING_S * settings.rate_hz)))
    if steps < 1:
        return 0.0
    states = np.array([index - 1 - steps, index - 1])
    before, after = gap_m(a.plan.at(states), b.plan.at(states)).tolist()
    return float(before - after) / (steps * settings.step_s)
