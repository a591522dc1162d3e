"""One PyBullet client: rigid bodies with a fixed step. The only file that speaks to pybullet."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Literal, Self

from simulator.native_output import silenced_stderr
from simulator.physics.settings import PhysicsSettings
from simulator.physics.solids import Slab, Solid

Role = Literal["ground", "static", "driven", "free"]
Vector = Sequence[float]

# filter bits: a pair meets when each one's group is in the other's mask. Only free bodies meet anything.
_FREE = 8
_FILTERS: dict[Role, tuple[int, int]] = {
    "ground": (1, _FREE),
    "static": (2, _FREE),
    "driven": (4, _FREE),
    "free": (_FREE, 15),
}
CCD_SHARE = 0.3
"""Of a body's smallest half extent. Measured: a 0.11 m ball meets a 20 mm wall at 20 to 90 m/s in every phase; larger
shares cost bounce at ordinary speeds, 0 lets balls through from 40 m/s."""
RESTITUTION_FROM_MPS = 0.2
"""Bullet's default: slower impacts do not bounce, so that things come to rest."""


@functools.cache
def _pybullet() -> Any:
    """The module, imported at first use: `import simulator` must not load a physics engine.

    Its C code writes a build date to the process's standard error on import: that goes nowhere.
    """
    with silenced_stderr():
        return importlib.import_module("pybullet")


class BulletWorld:
    """A context manager around one DIRECT client. Bodies are named by Bullet's numbers.

    Contact of a free body with anything else but a free one takes the free body's friction and restitution: everything
    else has factors of one, and Bullet multiplies. Damping of free flight is off.
    """

    def __init__(self, settings: PhysicsSettings) -> None:
        self._bullet: Any = _pybullet()
        self._settings = settings
        self._client = -1

    def __enter__(self) -> Self:
        self._client = self._bullet.connect(self._bullet.DIRECT)
        self._bullet.setPhysicsEngineParameter(
            fixedTimeStep=self._settings.step_s,
            numSubSteps=0,
            numSolverIterations=self._settings.solver_iterations,
            solverResidualThreshold=0.0,
            restitutionVelocityThreshold=RESTITUTION_FROM_MPS,
            deterministicOverlappingPairs=1,
            physicsClientId=self._client,
        )
        self._bullet.setGravity(0.0, 0.0, -self._settings.gravity_mps2, physicsClientId=self._client)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bullet.disconnect(physicsClientId=self._client)

    def add_plane(self) -> int:
        """The carriageway: z = 0."""
        shape = self._bullet.createCollisionShape(self._bullet.GEOM_PLANE, physicsClientId=self._client)
        return self._add(shape, 0.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0), "ground")

    def add_slab(self, slab: Slab) -> int:
        """A piece of raised ground."""
        pose = slab.T_world_slab
        shape = self._box(slab.half_m)
        return self._add(shape, 0.0, pose.translation_m, pose.rotation_xyzw, "ground")

    def add_solid(self, solid: Solid, role: Role, mass_kg: float, position_m: Vector, rotation_xyzw: Vector) -> int:
        """A body, placed by the pose of its solid's centre. mass_kg: 0 for static ones."""
        shape = self._sphere(solid.half_m[2]) if solid.shape == "sphere" else self._box(solid.half_m)
        return self._add(shape, mass_kg, position_m, rotation_xyzw, role)

    def make_free(self, body: int, solid: Solid, friction: float, restitution: float) -> None:
        """Gives a free body its surface, and swept collision so that it does not pass through what is thin."""
        rolling = self._settings.rolling_resistance * solid.half_m[2] if solid.shape == "sphere" else 0.0
        self._bullet.changeDynamics(
            body,
            -1,
            lateralFriction=friction,
            restitution=restitution,
            rollingFriction=rolling,
            ccdSweptSphereRadius=CCD_SHARE * min(solid.half_m),
            physicsClientId=self._client,
        )

    def place(
        self, body: int, position_m: Vector, rotation_xyzw: Vector, velocity_mps: Vector, spin_radps: Vector
    ) -> None:
        """Puts a body somewhere, moving."""
        self._bullet.resetBasePositionAndOrientation(body, position_m, rotation_xyzw, physicsClientId=self._client)
        self._bullet.resetBaseVelocity(body, velocity_mps, spin_radps, physicsClientId=self._client)

    def push(self, body: int, velocity_mps: Vector, spin_radps: Vector) -> None:
        """Gives a body a velocity where it is."""
        self._bullet.resetBaseVelocity(body, velocity_mps, spin_radps, physicsClientId=self._client)

    def state(self, body: int) -> tuple[Vector, Vector, Vector, Vector]:
        """Position of the centre, xyzw quaternion, velocity, spin: world frame."""
        position, rotation = self._bullet.getBasePositionAndOrientation(body, physicsClientId=self._client)
        velocity, spin = self._bullet.getBaseVelocity(body, physicsClientId=self._client)
        return position, rotation, velocity, spin

    def step(self) -> None:
        """One fixed step."""
        self._bullet.stepSimulation(physicsClientId=self._client)

    def touched_by(self, body: int) -> list[int]:
        """Bodies that pressed on this one in the last step, by number."""
        points = self._bullet.getContactPoints(bodyA=body, physicsClientId=self._client) or ()
        return sorted({point[2] for point in points if point[9] > 0.0})

    def _box(self, half_m: Vector) -> int:
        kind = self._bullet.GEOM_BOX
        return int(self._bullet.createCollisionShape(kind, halfExtents=half_m, physicsClientId=self._client))

    def _sphere(self, radius_m: float) -> int:
        kind = self._bullet.GEOM_SPHERE
        return int(self._bullet.createCollisionShape(kind, radius=radius_m, physicsClientId=self._client))

    def _add(self, shape: int, mass_kg: float, position_m: Vector, rotation_xyzw: Vector, role: Role) -> int:
        # maximal coordinates: plain rigid bodies; Bullet sweeps those, and not its multi-bodies
        body = self._bullet.createMultiBody(
            mass_kg,
            shape,
            basePosition=position_m,
            baseOrientation=rotation_xyzw,
            useMaximalCoordinates=1,
            physicsClientId=self._client,
        )
        self._bullet.changeDynamics(
            body,
            -1,
            lateralFriction=1.0,
            restitution=1.0,
            rollingFriction=0.0,
            spinningFriction=0.0,
            linearDamping=0.0,
            angularDamping=0.0,
            activationState=self._bullet.ACTIVATION_STATE_DISABLE_SLEEPING,
            physicsClientId=self._client,
        )
        group, mask = _FILTERS[role]
        self._bullet.setCollisionFilterGroupMask(body, -1, group, mask, physicsClientId=self._client)
        return int(body)
