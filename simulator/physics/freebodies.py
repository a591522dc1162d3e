"""Bodies that physics moves: held or led until they are released, then left to contact and gravity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.pose import rotate
from scenes.roads.network import RoadNetwork
from simulator.physics.bullet_world import BulletWorld
from simulator.physics.motion import Motion, at_rest
from simulator.physics.settings import PhysicsSettings
from simulator.physics.solids import Solid, slabs_of, solid_of
from simulator.physics.touches import Touch

Float64 = NDArray[np.float64]

NEAR_M = 1.0
"""Chosen: led bodies further than this from every free one stay out of Bullet; above what any two cover in a step."""
UNYIELDING_KG = 1e6
"""Chosen: what follows a path gives way to nothing."""
AWAY_M = -1000.0
"""Led bodies wait below the ground, where nothing else is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Impulse:
    """From state `index` on, the centre of `instance` has this velocity and spin, world frame."""

    index: int
    instance: int
    velocity_mps: tuple[float, float, float]
    spin_radps: tuple[float, float, float]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Freed:
    """A body, its motion while led, and the state from which on physics moves it."""

    instance: int
    actor: Actor
    led: Motion
    release: int


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _InWorld:
    """A body's number in Bullet, its solid, and the poses of the solid while it is led: (T, 3), (T, 4)."""

    number: int
    instance: int
    solid: Solid
    led: Motion
    release: int


def tumble(
    road: RoadNetwork,
    freed: Sequence[Freed],
    led: Mapping[int, tuple[Actor, Motion]],
    static: Mapping[int, Actor],
    impulses: Sequence[Impulse],
    settings: PhysicsSettings,
) -> tuple[dict[int, Motion], list[Touch]]:
    """The motions of all freed bodies (body frames, whole clip) and the first touches that they took part in.

    led: bodies on rails that push and do not yield. A touch's state is the one at which the contact was found.
    """
    with BulletWorld(settings) as world:
        world.add_plane()
        for slab in slabs_of(road):
            world.add_slab(slab)
        instances: dict[int, int] = {}
        for instance, actor in static.items():
            instances[_enter_static(world, actor)] = instance
        free = [_enter_free(world, body) for body in freed]
        pushers = [_enter_led(world, k, actor, motion) for k, (actor, motion) in led.items()]
        instances |= {body.number: body.instance for body in (*free, *pushers)}
        loop = _Loop(world, free, pushers, impulses)
        loop.run(len(freed[0].led.position_m))
    motions = {body.instance: loop.motion(k, body) for k, body in enumerate(free)}
    return motions, _first(loop.contacts, instances)


class _Loop:
    """The stepping of one clip: leads, releases, pushes, steps and writes down."""

    def __init__(
        self, world: BulletWorld, free: list[_InWorld], pushers: list[_InWorld], impulses: Sequence[Impulse]
    ) -> None:
        self._world, self._free, self._pushers = world, free, pushers
        self._impulses = sorted(impulses, key=lambda impulse: impulse.index)
        self._number = {body.instance: body.number for body in free}
        self._recorded = [
            Motion(
                position_m=body.led.position_m.copy(),
                rotation_xyzw=body.led.rotation_xyzw.copy(),
                velocity_mps=body.led.velocity_mps.copy(),
                spin_radps=body.led.spin_radps.copy(),
            )
            for body in free
        ]
        self._present: set[int] = set()
        if pushers:
            self._led_m = np.stack([body.led.position_m for body in pushers], axis=1)
            self._reach_m = np.add.outer(*([b.solid.radius_m for b in bodies] for bodies in (free, pushers))) + NEAR_M
        self.contacts: list[tuple[int, int, int]] = []

    def run(self, states: int) -> None:
        """From the first release to the last state."""
        for i in range(min(body.release for body in self._free), states):
            self._lead_free(i)
            self._push(i)
            self._record(i)
            if i < states - 1:
                self._lead_pushers(i)
                self._world.step()
                self._note_contacts(i)

    def motion(self, index: int, body: _InWorld) -> Motion:
        """The recorded motion of a free body, in its body frame."""
        recorded = self._recorded[index]
        position, rotation = body.solid.to_body(recorded.position_m, recorded.rotation_xyzw)
        lever = position - recorded.position_m
        return Motion(
            position_m=position,
            rotation_xyzw=rotation,
            velocity_mps=recorded.velocity_mps + np.cross(recorded.spin_radps, lever),
            spin_radps=recorded.spin_radps,
        )

    def _lead_free(self, i: int) -> None:
        for body in self._free:
            if i <= body.release:
                _put(self._world, body, i)

    def _push(self, i: int) -> None:
        while self._impulses and self._impulses[0].index <= i:
            impulse = self._impulses.pop(0)
            self._world.push(self._number[impulse.instance], impulse.velocity_mps, impulse.spin_radps)

    def _record(self, i: int) -> None:
        for body, recorded in zip(self._free, self._recorded, strict=True):
            if i >= body.release:
                state = self._world.state(body.number)
                recorded.position_m[i], recorded.rotation_xyzw[i] = state[0], state[1]
                recorded.velocity_mps[i], recorded.spin_radps[i] = state[2], state[3]

    def _lead_pushers(self, i: int) -> None:
        """Only those near a free body are in the world; the others wait below."""
        if not self._pushers:
            return
        loose = np.array([r.position_m[i] for r in self._recorded])
        offset = loose[:, None] - self._led_m[i][None]
        near = (np.einsum("fkc,fkc->fk", offset, offset) < self._reach_m**2).any(axis=0)
        for body, close in zip(self._pushers, near.tolist(), strict=True):
            if close:
                self._present.add(body.number)
                _put(self._world, body, i)
            elif body.number in self._present:
                self._present.remove(body.number)
                _put_away(self._world, body)

    def _note_contacts(self, i: int) -> None:
        for body in self._free:
            if i >= body.release:
                self.contacts += [(i, body.number, other) for other in self._world.touched_by(body.number)]


def _led_solid(solid: Solid, motion: Motion) -> Motion:
    position, rotation = solid.from_body(motion.position_m, motion.rotation_xyzw)
    lever = rotate(motion.rotation_xyzw, np.broadcast_to(np.array(solid.centre_m), position.shape))
    return Motion(
        position_m=position,
        rotation_xyzw=rotation,
        velocity_mps=motion.velocity_mps + np.cross(motion.spin_radps, lever),
        spin_radps=motion.spin_radps,
    )


def _enter_static(world: BulletWorld, actor: Actor) -> int:
    solid = solid_of(actor.asset)
    stand = _led_solid(solid, at_rest(actor.T_world_body, 1))
    return world.add_solid(solid, "static", 0.0, stand.position_m[0].tolist(), stand.rotation_xyzw[0].tolist())


def _enter_free(world: BulletWorld, body: Freed) -> _InWorld:
    solid = solid_of(body.actor.asset)
    led = _led_solid(solid, body.led)
    start = led.position_m[body.release].tolist(), led.rotation_xyzw[body.release].tolist()
    number = world.add_solid(solid, "free", body.actor.mass_kg, *start)
    world.make_free(number, solid, body.actor.friction, body.actor.restitution)
    return _InWorld(number=number, instance=body.instance, solid=solid, led=led, release=body.release)


def _enter_led(world: BulletWorld, instance: int, actor: Actor, motion: Motion) -> _InWorld:
    solid = solid_of(actor.asset)
    number = world.add_solid(solid, "driven", UNYIELDING_KG, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0))
    body = _InWorld(number=number, instance=instance, solid=solid, led=_led_solid(solid, motion), release=-1)
    _put_away(world, body)
    return body


def _put(world: BulletWorld, body: _InWorld, i: int) -> None:
    led = body.led
    world.place(
        body.number,
        led.position_m[i].tolist(),
        led.rotation_xyzw[i].tolist(),
        led.velocity_mps[i].tolist(),
        led.spin_radps[i].tolist(),
    )


def _put_away(world: BulletWorld, body: _InWorld) -> None:
    # spread out: nothing waits inside another
    still = (0.0, 0.0, 0.0)
    world.place(body.number, (100.0 * body.number, 0.0, AWAY_M), (0.0, 0.0, 0.0, 1.0), still, still)


def _first(contacts: list[tuple[int, int, int]], instances: Mapping[int, int]) -> list[Touch]:
    """The first contact of each pair of instances; the ground is none."""
    first: dict[tuple[int, int], int] = {}
    for index, one, other in contacts:
        if other in instances:
            a, b = sorted((instances[one], instances[other]))
            first.setdefault((a, b), index)
    return [Touch(index=index, a=a, b=b) for (a, b), index in first.items()]
