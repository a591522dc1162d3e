"""Bodies that are led through Bullet's world: they push what is loose and do not yield."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.asset import asset_of
from simulator.physics.bullet_world import BulletWorld
from simulator.physics.loose import led_solid
from simulator.physics.motion import Motion
from simulator.physics.solids import skirted

Float64 = NDArray[np.float64]

NEAR_M = 1.0
"""Chosen: led bodies further than this from every loose one stay out of Bullet; above what any two cover in a step."""
UNYIELDING_KG = 1e6
"""Chosen: what is led gives way to nothing."""
AWAY_M = -1000.0
"""Led bodies that nothing is near wait below the ground, where nothing else is."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Led:
    """An instance and the motion of its body frame over the clip, were it never touched."""

    instance: int
    actor: Actor
    motion: Motion


@dataclass(eq=False, slots=True, kw_only=True)
class _Entered:
    """What has been in the world: its number there, and the motion of its solid's centre of mass."""

    number: int
    motion: Motion


class LedBodies:
    """All led bodies of a clip. Solids are made and entered when something loose comes near for the first time."""

    def __init__(self, world: BulletWorld, bodies: Sequence[Led]) -> None:
        self._world = world
        self._bodies = {body.instance: body for body in bodies}
        self._instances = [body.instance for body in bodies]
        self._origin = np.stack([body.motion.position_m for body in bodies], axis=1)
        self._reach = np.array([_reach_m(body.actor) for body in bodies])
        self._out: set[int] = set()
        self._entered: dict[int, _Entered] = {}
        self._present: list[int] = []

    def lead(self, index: int, loose_m: Float64, radius_m: Float64) -> None:
        """Puts those near loose bodies, at (F, 3) with radii (F,), where they are at a state; others away."""
        offset = loose_m[:, None] - self._origin[index][None]
        reach = radius_m[:, None] + self._reach[None] + NEAR_M
        close = (np.einsum("fkc,fkc->fk", offset, offset) < reach**2).any(axis=0)
        present = [k for k, near in zip(self._instances, close.tolist(), strict=True) if near and k not in self._out]
        for instance in self._present:
            if instance not in present:
                self._put_away(self._entered[instance])
        for instance in present:
            self._put(self._enter(instance), index)
        self._present = present

    def moving_near(self, index: int) -> bool:
        """Whether one of those in the world moves."""
        return any(self._entered[k].motion.velocity_mps[index].any() for k in self._present)

    def near(self) -> tuple[int, ...]:
        """Instances that are in the world now."""
        return tuple(self._present)

    def number(self, instance: int) -> int:
        """Bullet's number of one that has been in the world."""
        return self._entered[instance].number

    def number_at(self, instance: int, index: int) -> int:
        """The same, put where it is at a state."""
        entered = self._enter(instance)
        self._put(entered, index)
        if instance not in self._present:
            self._present.append(instance)
        return entered.number

    def numbers(self) -> dict[int, int]:
        """Instances of those that are in the world now, by Bullet's number."""
        return {self._entered[k].number: k for k in self._present}

    def velocity_at(self, index: int, instance: int, point_m: Float64) -> Float64:
        """(3,) of its material at a point, world frame."""
        motion = self._entered[instance].motion
        lever = point_m - motion.position_m[index]
        return np.asarray(motion.velocity_mps[index] + np.cross(motion.spin_radps[index], lever), dtype=np.float64)

    def within_m(self, index: int, instance: int, other_mps: float) -> float:
        """Chosen: a gap that a body and another of a speed may close in a step of a hundredth of a second."""
        speed = float(np.linalg.norm(self._entered[instance].motion.velocity_mps[index]))
        return 0.01 * (speed + other_mps) + 0.05

    def take_out(self, instance: int) -> None:
        """It is led no longer."""
        self._out.add(instance)
        if instance in self._present:
            self._present.remove(instance)
            self._put_away(self._entered[instance])

    def _enter(self, instance: int) -> _Entered:
        if instance not in self._entered:
            body = self._bodies[instance]
            solid = skirted(body.actor.asset)
            mass = UNYIELDING_KG if body.actor.body != "static" else 0.0
            number = self._world.add_solid(
                solid, "driven" if mass else "static", mass, (0.0, 0.0, AWAY_M), (0.0, 0.0, 0.0, 1.0)
            )
            self._entered[instance] = _Entered(number=number, motion=led_solid(solid, body.motion))
        return self._entered[instance]

    def _put(self, entered: _Entered, index: int) -> None:
        motion = entered.motion
        self._world.place(
            entered.number,
            motion.position_m[index].tolist(),
            motion.rotation_xyzw[index].tolist(),
            motion.velocity_mps[index].tolist(),
            motion.spin_radps[index].tolist(),
        )

    def _put_away(self, entered: _Entered) -> None:
        # spread out: nothing waits inside another
        still = (0.0, 0.0, 0.0)
        self._world.place(entered.number, (100.0 * entered.number, 0.0, AWAY_M), (0.0, 0.0, 0.0, 1.0), still, still)


def _reach_m(actor: Actor) -> float:
    """Radius about the body frame's origin that holds the nominal box: known without making the solid."""
    box = asset_of(actor.asset).box
    x, y, z = box.T_body_box.translation_m
    return math.dist((x, y, z + 0.5 * box.height_m), (0.0, 0.0, 0.0)) + 0.5 * math.dist(
        (box.length_m, box.width_m, box.height_m), (0.0, 0.0, 0.0)
    )
