"""What the story does to bodies besides moving them: parts that turn, and bodies that come and go."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scenes.asset import asset_of
from scenes.scene import Scene
from simulator.physics.motion import Motion, Rail
from simulator.storyboard.runtime import Told
from simulator.storyboard.shapes import share
from simulator.storyboard.timelines import JointMove

Float64 = NDArray[np.float64]

AWAY_M = -1000.0
"""Who is not there waits below the ground, where nothing sees or touches it."""


def hidden(motion: Motion, instance: int, told: Told) -> Motion:
    """A body's motion, far below the ground while it is not there."""
    changes = [one for one in told.truth.presence if one.instance == instance]
    if not changes:
        return motion
    times = (np.arange(told.world.states) - told.world.lead) * told.world.step_s
    away = np.zeros(told.world.states, dtype=np.bool_)
    for one in changes:
        away[times >= one.time_s - 1e-9] = not one.present
    position = motion.position_m.copy()
    position[away, 2] += AWAY_M
    return replace(motion, position_m=position)


def restless(instance: int, told: Told) -> bool:
    """Whether a body that never moves as a whole does not stay as it is."""
    turns = any(move.instance == instance for move in told.timelines.joints)
    return turns or any(one.instance == instance for one in told.truth.presence)


def turned_parts(scene: Scene, rails: dict[int, Rail], told: Told) -> dict[int, tuple[tuple[int, Float64], ...]]:
    """The angles (T,) of the parts that the story turns, by instance: what the body does until then, then the moves."""
    moves: dict[int, list[JointMove]] = {}
    for move in told.timelines.joints:
        moves.setdefault(move.instance, []).append(move)
    return {k: _turns(scene, k, rails.get(k), given, told) for k, given in moves.items()}


def _turns(
    scene: Scene, instance: int, rail: Rail | None, moves: list[JointMove], told: Told
) -> tuple[tuple[int, Float64], ...]:
    spec = scene.bodies()[instance - 1].asset
    names = [part.name for part in asset_of(spec).parts]
    still = np.zeros(told.world.states)
    angles = spec.joint_angles(*((still, still) if rail is None else (rail.distance_m, rail.speed_mps)))
    rows = np.arange(told.world.states)
    turned: dict[int, Float64] = {}
    for move in moves:
        part = names.index(move.part)
        angle = turned.setdefault(part, angles[:, part].copy())
        after = rows >= move.row
        eased = share("cubic", (rows[after] - move.row).astype(np.float64) * told.world.step_s / move.duration_s)
        start = angle[move.row]
        angle[after] = start + (move.angle_rad - start) * eased
    return tuple(sorted(turned.items()))
