"""From drawn values back to the actors of the traffic."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import cast

from scenes.actor import Actor, Path
from scenes.asset import AssetSpec
from scenes.assets.body_shape import Sex
from scenes.assets.carried import Bag
from scenes.assets.fleet import FLEET
from scenes.assets.head_fields import Hair
from scenes.assets.outfits import Clothing
from scenes.assets.person import Adult
from scenes.footprint import centred_pose
from scenes.scenario import Params

TAIL_S = 4.0
"""Paths reach beyond the clip by this time: physics goes on for 3 s after it."""


def names_in(params: Params) -> tuple[str, ...]:
    """Names of the drawn actors, in the order of drawing."""
    return tuple(key.removesuffix(".kind") for key in params if key.endswith(".kind"))


def actor_of(name: str, params: Params, duration_s: float) -> Actor:
    """One actor: parked without a speed, else straight on along its heading."""
    spec = _spec(name, params)
    x, y, z, yaw = (float(params[f"{name}.{key}"]) for key in ("x_m", "y_m", "z_m", "yaw_rad"))
    pose = centred_pose(spec, x, y, yaw, z)
    start = pose.translation_m
    mass_kg = 75.0 if isinstance(spec, Adult) else 1500.0
    if f"{name}.speed_mps" not in params:
        return Actor(name=name, asset=spec, T_world_body=pose, mass_kg=mass_kg)
    speed = float(params[f"{name}.speed_mps"])
    reach = speed * (duration_s + TAIL_S)
    end = (start[0] + reach * math.cos(yaw), start[1] + reach * math.sin(yaw), z)
    return Actor(
        name=name,
        asset=spec,
        body="kinematic",
        T_world_body=pose,
        path=Path(points_m=(start, end)),
        speed_mps=speed,
        mass_kg=mass_kg,
    )


def _spec(name: str, params: Params) -> AssetSpec:
    kind = str(params[f"{name}.kind"])
    if kind != "adult":
        return replace(FLEET[kind], driver="seated") if f"{name}.speed_mps" in params else FLEET[kind]
    return Adult(
        height_m=float(params[f"{name}.height_m"]),
        physique=float(params[f"{name}.physique"]),
        stride_offset=float(params[f"{name}.stride_offset"]),
        sex=cast(Sex, params[f"{name}.sex"]),
        hair=cast(Hair, params[f"{name}.hair"]),
        clothing=cast(Clothing, params[f"{name}.clothing"]),
        bag=cast(Bag, params[f"{name}.bag"]),
    )
