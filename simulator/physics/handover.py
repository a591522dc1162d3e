"""Who is handed over from rails to physics when bodies meet.

A body leaves its rail (or its place, if it stood) where the impact changes its motion by more than a driver steers
through. Light things give way to heavy ones; heavy ones go on. A group (a rider and a bicycle, a truck and its load)
is handed over as one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scenes.actor import Actor
from scenes.asset import asset_of
from scenes.scene import Scene
from simulator.physics.substance import is_anchored, substance_of

BUMP_MPS = 1.1
"""UN R42 tests bumpers at 4 km/h: vehicles that touch more slowly go on as if nothing had been."""
STRUCK_MPS = 1.0
"""Chosen: a person touched by something slower than this keeps walking; a faster one knocks them over."""
LIGHT_SHARE = 0.1
"""Chosen: what weighs less than this share of a body does not throw it off its course ..."""
KNOCK_MPS = 2.0
"""... unless it changes its velocity by this much (chosen: beyond what a driver steers through)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What an instance weighs in an impact: the mass of its whole group; infinite if it stands fast.

    rides: on something, or is a vehicle itself. person: somebody on foot.
    """

    mass_kg: float
    anchored: bool
    person: bool


def weights_of(scene: Scene) -> dict[int, Weight]:
    """Of all instances of a scene."""
    groups: dict[int, float] = {}
    ridden: set[int] = set()
    for body in scene.bodies():
        if body.group:
            groups[body.group] = groups.get(body.group, 0.0) + substance_of(body).mass_kg
            if asset_of(body.asset).semantic.startswith("vehicle."):
                ridden.add(body.group)
    return {
        k: _weight(body, groups.get(body.group, 0.0), rides=body.group in ridden)
        for k, body in enumerate(scene.bodies(), start=1)
    }


def _weight(body: Actor, group_kg: float, *, rides: bool) -> Weight:
    anchored = is_anchored(body)
    mass = math.inf if anchored else max(group_kg, substance_of(body).mass_kg)
    person = asset_of(body.asset).semantic.startswith("human.") and not rides
    return Weight(mass_kg=mass, anchored=anchored, person=person)


def gives_way(own: Weight, other: Weight, closing_mps: float, other_mps: float) -> bool:
    """Whether a body is handed over when another meets it. other_mps: how fast the other one moves.

    closing_mps: the speed at which their distance shrinks.
    """
    if own.anchored:
        return False
    if own.person:
        return other_mps >= STRUCK_MPS and other.mass_kg >= LIGHT_SHARE * own.mass_kg and not other.person
    if closing_mps < BUMP_MPS:
        return False
    if math.isinf(other.mass_kg):
        return True
    knock = closing_mps * other.mass_kg / (own.mass_kg + other.mass_kg)
    return (other.mass_kg >= LIGHT_SHARE * own.mass_kg and not other.person) or knock >= KNOCK_MPS
