"""Wheels that point where a vehicle turns, and two-wheelers that lean into bends, from how their frames move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, asset_of
from scenes.pose import axis_angle, multiply_quaternions
from scenes.scene import Scene
from simulator.physics.motion import Rail
from simulator.physics.suspension import wheelbase_m

Float64 = NDArray[np.float64]

LEANING = ("vehicle.bicycle", "vehicle.motorcycle", "vehicle.kick_scooter", "human.rider.")
"""Classes that balance; riders lean with what they ride."""
STEERED_JOINTS = ("knuckle_front_left", "knuckle_front_right", "fork", "stem")
"""Parts whose joints turn about an upright axis with all that is on them."""
UNSTEERED = ("vehicle.trailer", "vehicle.caravan", "vehicle.tram", "vehicle.train")
GRAVITY_MPS2 = 9.80665
MOST_STEER_RAD = 0.65
"""Chosen: 37 degrees, what front wheels of cars turn to."""
MOST_LEAN_RAD = 0.8
"""Chosen: 46 degrees, where the pegs of road motorcycles touch the ground."""
LEAST_MPS = 0.5
"""Chosen: slower vehicles keep their wheels as they are."""
SMOOTH_S = 0.4
"""Chosen: steering and leaning take their time, and begin a little before the bend."""
FRONT_M = 0.4
"""Chosen: wheels that near to the foremost one are of the front axle."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Steering:
    """Angles (T,) by part: of joints, and of wheels without one, which turn about the body's upright axis."""

    joints: tuple[tuple[int, Float64], ...] = ()
    wheels: tuple[tuple[int, Float64], ...] = ()


def leaning(scene: Scene, rails: Mapping[int, Rail], step_s: float) -> dict[int, Rail]:
    """The rails, those of two-wheelers and of their riders rolled into bends about the line on the ground below them.

    The angle at which weight and centrifugal force balance: tan(lean) = v^2 curvature / g = lateral acceleration / g.
    """
    out = dict(rails)
    for k, rail in rails.items():
        if asset_of(scene.bodies()[k - 1].asset).semantic.startswith(LEANING):
            lean = np.clip(
                np.arctan(_smoothed(rail.lateral_mps2, step_s) / GRAVITY_MPS2), -MOST_LEAN_RAD, MOST_LEAN_RAD
            )
            turned = multiply_quaternions(rail.motion.rotation_xyzw, axis_angle((1.0, 0.0, 0.0), -lean))
            out[k] = replace(rail, motion=replace(rail.motion, rotation_xyzw=turned))
    return out


def steering(asset: Asset, rail: Rail, step_s: float) -> Steering:
    """How a vehicle's front wheels point so that all wheels roll about one centre (Ackermann): on the rear axle's line.

    A wheel `y` to the left of the middle, a wheelbase L ahead: tan(angle) = L k / (1 - k y) at curvature k.
    """
    if not asset.semantic.startswith("vehicle.") or asset.semantic.startswith(UNSTEERED):
        return Steering()
    curvature = _smoothed(_curvature(rail), step_s)
    base = wheelbase_m(asset)
    joints = [k for k, part in enumerate(asset.parts) if part.name in STEERED_JOINTS]
    if joints:
        at = [asset.parts[k].T_parent_part.translation_m[1] for k in joints]
        return Steering(joints=tuple((k, _angle(curvature, base, y)) for k, y in zip(joints, at, strict=True)))
    wheels = [k for k, part in enumerate(asset.parts) if part.name.startswith("wheel") and part.parent == 0]
    ahead = {k: asset.parts[k].T_parent_part.translation_m for k in wheels}
    front = max((x for x, _, _ in ahead.values()), default=0.0)
    return Steering(
        wheels=tuple((k, _angle(curvature, base, y)) for k, (x, y, _) in ahead.items() if x > max(front - FRONT_M, 0.1))
    )


def turned_wheels(local_xyzw: Float64, wheels: tuple[tuple[int, Float64], ...]) -> None:
    """Turns parts of poses in the body frame, quaternions (T, P, 4), in place."""
    for part, angle in wheels:
        local_xyzw[:, part] = multiply_quaternions(axis_angle((0.0, 0.0, 1.0), angle), local_xyzw[:, part])


def _angle(curvature: Float64, base_m: float, left_m: float) -> Float64:
    angle = np.arctan2(base_m * curvature, 1.0 - curvature * left_m)
    return np.asarray(np.clip(angle, -MOST_STEER_RAD, MOST_STEER_RAD))


def _curvature(rail: Rail) -> Float64:
    """Of the way that is driven (T,), 1/m, left positive; what it was last where the vehicle hardly moves."""
    moves = np.abs(rail.speed_mps) > LEAST_MPS
    if not moves.any():
        return np.zeros_like(rail.speed_mps)
    known = np.flatnonzero(moves)
    last = known[np.clip(np.searchsorted(known, np.arange(len(moves)), side="right") - 1, 0, None)]
    return np.asarray(rail.lateral_mps2[last] / rail.speed_mps[last] ** 2)


def _smoothed(values: Float64, step_s: float) -> Float64:
    """The mean over SMOOTH_S around each state (T,)."""
    half = max(1, round(0.5 * SMOOTH_S / step_s))
    padded = np.concatenate([np.full(half, values[0]), values, np.full(half + 1, values[-1])])
    total = np.cumsum(padded)
    return np.asarray((total[2 * half + 1 :] - total[: -2 * half - 1]) / (2 * half + 1))[: len(values)]
