"""One rigid body that physics moves from its release on: what it is in Bullet, and what is written down of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Actor
from scenes.pose import rotate, rotation_of
from simulator.physics.bullet_world import BulletWorld
from simulator.physics.motion import Motion
from simulator.physics.settings import PhysicsSettings
from simulator.physics.solids import Solid, solid_of, wheels_of
from simulator.physics.substance import Substance, substance_of
from simulator.physics.tyres import Tyres, WheelStates

Float64 = NDArray[np.float64]

LOCK_M = 1.0
"""Chosen: wheels nearer than this to an impact are jammed."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LimbStates:
    """World poses of all P parts of a jointed body from its release on: (T - release, P, 3), (T - release, P, 4)."""

    position_m: Float64
    rotation_xyzw: Float64


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LooseMotion:
    """What became of a body after its release: its body frame over the whole clip, and its wheels or limbs."""

    release: int
    motion: Motion
    wheels: WheelStates | None = None
    limbs: LimbStates | None = None


class Loose(ABC):
    """A body in a Bullet world from state `release` on, under Bullet's number `number`.

    radius_m: of a sphere around its centre that holds it.
    """

    number: int
    release: int
    radius_m: float
    substance: Substance

    @abstractmethod
    def centre_m(self, index: int) -> Float64:
        """(3,) where it is, once written down."""

    @abstractmethod
    def moves_mps(self, index: int) -> float:
        """Its speed, once written down."""

    @abstractmethod
    def velocity_at(self, index: int, point_m: Float64) -> Float64:
        """(3,) of its material at a point, once written down."""

    @abstractmethod
    def push(self, velocity_mps: Float64, spin_radps: Float64) -> None:
        """Its centre of mass has this velocity and the body this spin from now on: (3,), (3,), world frame."""

    @abstractmethod
    def record(self, index: int) -> None:
        """Writes its state down."""

    @abstractmethod
    def stirs(self, index: int) -> bool:
        """Whether it moves more than things at rest do, once written down."""

    @abstractmethod
    def rest(self, index: int) -> None:
        """Writes down what it was in the state before: nothing moves."""

    @abstractmethod
    def act(self, index: int) -> None:
        """Applies what is not contact during the next step."""

    @abstractmethod
    def struck_at(self, index: int, point_m: Float64) -> None:
        """It has an impact at a point (3,), world frame."""

    @abstractmethod
    def result(self) -> LooseMotion:
        """What became of it: as it was led up to its release, then as it was written down."""


STILL = 0.03
"""Chosen: m/s and rad/s along each axis that springs and joints at rest still have."""


def stirring(rates: Float64) -> bool:
    """Whether one of three rates is more than rest."""
    x, y, z = rates.tolist()
    return bool(max(abs(x), abs(y), abs(z)) > STILL)


def led_solid(solid: Solid, motion: Motion) -> Motion:
    """The motion of a solid's centre of mass while its body frame is led."""
    position, rotation = solid.from_body(motion.position_m, motion.rotation_xyzw)
    lever = rotate(motion.rotation_xyzw, np.broadcast_to(np.array(solid.centre_m), position.shape))
    return Motion(
        position_m=position,
        rotation_xyzw=rotation,
        velocity_mps=motion.velocity_mps + np.cross(motion.spin_radps, lever),
        spin_radps=motion.spin_radps,
    )


class LooseBody(Loose):
    """A rigid body in a Bullet world from state `release` on, starting with the motion that it has there.

    drag_share: of a vehicle, resistance along its heading over its wheels' loads.
    """

    def __init__(
        self, world: BulletWorld, actor: Actor, led: Motion, release: int, drag_share: float, settings: PhysicsSettings
    ) -> None:
        self._world, self._led, self.release = world, led, release
        self.solid = solid_of(actor.asset)
        self.substance = substance_of(actor)
        self.radius_m = self.solid.radius_m
        start = led_solid(self.solid, _at(led, release))
        pose = start.position_m[0].tolist(), start.rotation_xyzw[0].tolist()
        self.number = world.add_solid(self.solid, "free", self.substance.mass_kg, *pose)
        world.make_free(self.number, self.solid, self.substance)
        world.push(self.number, start.velocity_mps[0].tolist(), start.spin_radps[0].tolist())
        states = len(led.position_m)
        self._position, self._rotation = np.zeros((states, 3)), np.zeros((states, 4))
        self._velocity, self._spin = np.zeros((states, 3)), np.zeros((states, 3))
        self._tyres = self._on_wheels(actor, start, drag_share, states, settings)

    def centre_m(self, index: int) -> Float64:
        """(3,) where it is, once written down."""
        return np.asarray(self._position[index], dtype=np.float64)

    def moves_mps(self, index: int) -> float:
        """Its speed, once written down."""
        return float(np.linalg.norm(self._velocity[index]))

    def velocity_at(self, index: int, point_m: Float64) -> Float64:
        """(3,) of its material at a point, once written down."""
        lever = point_m - self._position[index]
        return np.asarray(self._velocity[index] + np.cross(self._spin[index], lever), dtype=np.float64)

    def push(self, velocity_mps: Float64, spin_radps: Float64) -> None:
        """Its centre of mass has this velocity and the body this spin from now on: (3,), (3,), world frame."""
        self._world.push(self.number, velocity_mps.tolist(), spin_radps.tolist())

    def record(self, index: int) -> None:
        """Writes its state down."""
        position, rotation, velocity, spin = self._world.state(self.number)
        self._position[index], self._rotation[index] = position, rotation
        self._velocity[index], self._spin[index] = velocity, spin

    def stirs(self, index: int) -> bool:
        """Whether it moves more than things at rest do, once written down."""
        return stirring(self._velocity[index]) or stirring(self._spin[index])

    def rest(self, index: int) -> None:
        """Writes down what it was in the state before: nothing moves."""
        self._position[index], self._rotation[index] = self._position[index - 1], self._rotation[index - 1]
        if self._tyres is not None:
            self._tyres.rest(index)

    def act(self, index: int) -> None:
        """Applies what is not contact: the forces of its tyres."""
        if self._tyres is not None:
            self._tyres.act(self._world, self.number, index)

    @property
    def is_ridden(self) -> bool:
        """Whether somebody sits on it: it stands on wheels in one line."""
        return self._tyres is not None and self._tyres.in_line

    def up(self, index: int) -> float:
        """Cosine between its z axis and the world's, once written down."""
        return float(rotation_of(self._rotation[index])[2, 2])

    def struck_at(self, index: int, point_m: Float64) -> None:
        """An impact at a point (3,): wheels near it turn no more."""
        if self._tyres is not None:
            self._tyres.lock_near(point_m, LOCK_M, rotation_of(self._rotation[index]), self._position[index])

    def result(self) -> LooseMotion:
        """Its body frame: as it was led up to its release, then as it was written down."""
        n = self.release
        position, rotation = self.solid.to_body(self._position[n:], self._rotation[n:])
        velocity = self._velocity[n:] + np.cross(self._spin[n:], position - self._position[n:])
        motion = Motion(
            position_m=np.concatenate([self._led.position_m[:n], position]),
            rotation_xyzw=np.concatenate([self._led.rotation_xyzw[:n], rotation]),
            velocity_mps=np.concatenate([self._led.velocity_mps[:n], velocity]),
            spin_radps=np.concatenate([self._led.spin_radps[:n], self._spin[n:]]),
        )
        return LooseMotion(release=n, motion=motion, wheels=None if self._tyres is None else self._tyres.states())

    def _on_wheels(
        self, actor: Actor, start: Motion, drag_share: float, states: int, settings: PhysicsSettings
    ) -> Tyres | None:
        wheels = wheels_of(actor.asset)
        if not wheels:
            return None
        ahead = rotation_of(start.rotation_xyzw[0])[:, 0]
        return Tyres(
            wheels,
            self.solid,
            self.substance.mass_kg,
            drag_share=drag_share,
            speed_mps=float(np.einsum("i,i->", ahead, start.velocity_mps[0])),
            states=states,
            settings=settings,
        )


def _at(motion: Motion, index: int) -> Motion:
    """One state of a motion."""
    rows = slice(index, index + 1)
    return Motion(
        position_m=motion.position_m[rows],
        rotation_xyzw=motion.rotation_xyzw[rows],
        velocity_mps=motion.velocity_mps[rows],
        spin_radps=motion.spin_radps[rows],
    )
