"""A truck on its side: which one, how it lies across the lanes of a road, and what it lost."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from scenes.actor import Actor
from scenes.asset import AssetSpec
from scenes.assets.heavy.fleet import HEAVY, coupling, varied
from scenes.assets.heavy.rigid_truck import RigidTruck
from scenes.assets.heavy.semi_trailer import SemiTrailer, TractorUnit
from scenes.displaced import Displaced
from scenes.errors import SceneError
from scenes.pose import axis_angle
from scenes.staging.ego import ego_box
from scenes.staging.line import Approach
from scenes.staging.lying import Quaternion, laid, outline, reaches, settled
from scenes.staging.venue import Venue

KEY, GROUP = "truck", 1
LONG_M = 12.0
"""What a truck of one piece may be long (Directive 96/53/EC)."""
TRUCKS: Mapping[str, str] = {"box": "box", "curtain": "curtain", "container": "container", "tank": "tank"}
"""Bodies of rigid trucks and of trailers, by the same names."""
EDGE_M = 0.4
"""Chosen: at least so far from rails beside the road, which it would have bent."""
STEP_RAD = math.radians(5.0)
"""Chosen: by which a truck is turned back until it fits."""


def truck_of(kind: str, body: str, rng: np.random.Generator) -> dict[str, AssetSpec]:
    """A `rigid` truck of 12 m or a tractor with its `semi` trailer, by actors' names, all in the first one's frame."""
    seed = int(rng.integers(6))
    if kind == "rigid":
        made = RigidTruck(
            body=TRUCKS[body],  # type: ignore[arg-type]
            seed=seed,
            length_m=LONG_M,
            wheelbase_m=6.3,
            bogie_m=1.35,
            height_m=3.8,
        )
        return {KEY: made}
    trailer, tractor = varied(f"trailer_{body}", seed), HEAVY["tractor_unit"]
    assert isinstance(trailer, SemiTrailer)
    assert isinstance(tractor, TractorUnit)
    joined = coupling(tractor, trailer)
    drawn: AssetSpec = replace(tractor, seed=seed)
    return {KEY: trailer, "tractor": Displaced(of=drawn, offset_m=(joined.back_m - joined.lead_m, 0.0, 0.0))}


def rolled(roll_rad: float) -> Quaternion:
    """The rotation about a vehicle's length, clockwise as its driver sees it."""
    x, y, z, w = axis_angle((1.0, 0.0, 0.0), roll_rad).tolist()
    return x, y, z, w


def lies_across(
    specs: dict[str, AssetSpec],
    roll_rad: float,
    yaw_rad: float,
    left_m: float,
    at: Approach,
    venue: Venue,
) -> tuple[tuple[Actor, ...], float]:
    """The truck on its side, so that the ego's front meets it at the station; and its heading from the way's.

    roll_rad: to which it rolled, about; it settles where it lies still. It turns back where the road is too narrow for
    its heading, and aside where rails are. Raises SceneError where it fits nowhere.
    """
    rest = settled(tuple(specs.values()), rolled(roll_rad))
    right, left = EDGE_M - at.edge_m("right"), at.edge_m("left") - EDGE_M
    step = math.copysign(STEP_RAD, yaw_rad)
    for yaw in [*np.arange(yaw_rad, 0.0, -step).tolist(), 0.0]:
        corners = np.concatenate([outline(one, at) for one in _laid(specs, yaw, rest, (0.0, 0.0), at, venue)])
        low, high = right - float(corners[:, 1].min()), left - float(corners[:, 1].max())
        if low > high:
            continue
        for aside in (left_m, 0.5 * left_m, 0.0):
            place = float(np.clip(aside, low, high))
            begins = _begins(_laid(specs, yaw, rest, (0.0, place), at, venue), at)
            if begins is not None:
                return _laid(specs, yaw, rest, (-begins, place), at, venue), yaw
    raise SceneError(f"a truck on its side has no room in {left - right:.1f} m of road")


def _laid(
    specs: dict[str, AssetSpec],
    yaw_rad: float,
    rest: Quaternion,
    place_m: tuple[float, float],
    at: Approach,
    venue: Venue,
) -> tuple[Actor, ...]:
    """The truck at a place ahead of and left of the station, its parts a group."""
    x, y = at.point(*place_m)
    made = laid(specs, x, y, at.heading() + yaw_rad, venue, rest)
    return tuple(replace(actor, group=GROUP) for actor in made) if len(made) > 1 else made


def _begins(actors: tuple[Actor, ...], at: Approach) -> float | None:
    """How far ahead the ego meets the first of them; None where that is another, or it meets none."""
    half = 0.5 * ego_box().width_m
    first, *others = (reaches(outline(actor, at), half) for actor in actors)
    if first[1] > 0.0 or any(gap == 0.0 and ahead < first[0] for ahead, gap in others):
        return None
    return first[0]
