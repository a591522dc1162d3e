"""One PyBullet client: bodies with a fixed step. Only this and `bullet_shapes`, `bullet_limbs` speak to pybullet."""

from __future__ import annotations

import functools
import importlib
import itertools
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray

from scenes.friction import DRY_ASPHALT
from scenes.pose import Pose
from simulator.native_output import silenced_stderr
from simulator.physics.bullet_limbs import BulletLimbs
from simulator.physics.bullet_shapes import BulletShapes
from simulator.physics.settings import PhysicsSettings
from simulator.physics.solids import Slab, Solid
from simulator.physics.substance import Substance

Role = Literal["ground", "static", "driven", "free"]
Vector = Sequence[float]
Float64 = NDArray[np.float64]

# filter bits: a pair meets when each one's group is in the other's mask. Only free bodies meet anything.
_FREE = 8
_RAY = 1  # the group in which Bullet casts rays
_FILTERS: dict[Role, tuple[int, int]] = {
    "ground": (_RAY, _FREE | _RAY),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Where two bodies are nearest: points on both, world frame; normal from the second to the first.

    distance_m: negative where they overlap.
    """

    on_first_m: Vector
    on_second_m: Vector
    normal: Vector
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where a segment meets the ground: after which share of it, the normal there, and the friction of tyres."""

    share: float
    normal: Vector
    friction: float


NO_GROUND = Ground(share=1.0, normal=(0.0, 0.0, 1.0), friction=0.0)


class BulletWorld:
    """A context manager around one DIRECT client. Bodies are named by Bullet's numbers.

    Contact of a free body with anything else but a free one takes the free body's friction and restitution: everything
    else has factors of one, and Bullet multiplies. The ground's factor is its tyre friction over that of dry asphalt.
    Damping of free flight is off.
    """

    def __init__(self, settings: PhysicsSettings) -> None:
        self._bullet: Any = _pybullet()
        self._settings = settings
        self._ground_friction: dict[int, float] = {}
        self._client = -1
        self._folder = tempfile.TemporaryDirectory(prefix="hulls_")

    def __enter__(self) -> Self:
        self._client = self._bullet.connect(self._bullet.DIRECT)
        self._shapes = BulletShapes(self._bullet, self._client, Path(self._folder.name))
        self.jointed = BulletLimbs(self._bullet, self._client, self._shapes, _FILTERS["free"])
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
        self._folder.cleanup()

    @property
    def rate_hz(self) -> int:
        """Steps per second."""
        return self._settings.rate_hz

    def add_plane(self, height_m: float, friction: float) -> int:
        """Level ground without end. friction: of tyres, here as for all ground."""
        shape = self._bullet.createCollisionShape(self._bullet.GEOM_PLANE, physicsClientId=self._client)
        return self._lay(shape, (0.0, 0.0, height_m), (0.0, 0.0, 0.0, 1.0), friction)

    def add_surface(self, vertices_m: Float64, faces: NDArray[np.int64], friction: float) -> int:
        """Ground of triangles: (V, 3) vertices in the world frame, (F, 3) faces."""
        shape = self._shapes.triangles(vertices_m, faces)
        return self._lay(shape, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0), friction)

    def add_slab(self, slab: Slab, friction: float) -> int:
        """A piece of raised ground."""
        pose = slab.T_world_slab
        shape = self._shapes.box(slab.half_m)
        return self._lay(shape, pose.translation_m, pose.rotation_xyzw, friction)

    def add_wall(self, slab: Slab) -> int:
        """Something that stands fast."""
        pose = slab.T_world_slab
        return self._add(self._shapes.box(slab.half_m), 0.0, pose.translation_m, pose.rotation_xyzw, "static")

    def add_mesh(self, vertices_m: Float64, faces: NDArray[np.int64]) -> int:
        """Something hollow that stands fast: (V, 3) vertices in the world frame, (F, 3) faces."""
        shape = self._shapes.triangles(vertices_m, faces)
        return self._add(shape, 0.0, (0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0), "static")

    def add_solid(self, solid: Solid, role: Role, mass_kg: float, position_m: Vector, rotation_xyzw: Vector) -> int:
        """A body, placed by the pose of its solid's centre. mass_kg: 0 for static ones."""
        return self._add(self._shapes.of(solid), mass_kg, position_m, rotation_xyzw, role)

    def make_free(self, body: int, solid: Solid, substance: Substance) -> None:
        """Gives a free body its surface, its inertia, and a sweep so that it does not pass through what is thin."""
        rolling = self._settings.rolling_resistance * solid.half_m[2] if solid.shape == "sphere" else 0.0
        self._bullet.changeDynamics(
            body,
            -1,
            lateralFriction=substance.friction,
            restitution=substance.restitution,
            rollingFriction=rolling,
            ccdSweptSphereRadius=CCD_SHARE * min(solid.half_m),
            physicsClientId=self._client,
        )
        if solid.inertia_m2 is not None:
            # Bullet forgets the mass where only the inertia is given
            self._bullet.changeDynamics(
                body,
                -1,
                mass=substance.mass_kg,
                localInertiaDiagonal=[substance.mass_kg * value for value in solid.inertia_m2],
                physicsClientId=self._client,
            )

    def tie(self, first: int, second: int, at_m: Vector, most_n: float) -> int:
        """Two bodies hold each other at a point, world frame, with no more than a force; returns the tie's number."""
        frames = [self.state(body)[:2] for body in (first, second)]
        points = [Pose.from_arrays(*map(np.array, frame)).inverse().apply(np.array(at_m)) for frame in frames]
        tie = self._bullet.createConstraint(
            first,
            -1,
            second,
            -1,
            self._bullet.JOINT_POINT2POINT,
            (0.0, 0.0, 0.0),
            points[0].tolist(),
            points[1].tolist(),
            physicsClientId=self._client,
        )
        self._bullet.changeConstraint(tie, maxForce=most_n, physicsClientId=self._client)
        return int(tie)

    def untie(self, tie: int) -> None:
        """Lets go."""
        self._bullet.removeConstraint(tie, physicsClientId=self._client)

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

    def gap(self, first: int, second: int, within_m: float) -> Gap | None:
        """Where two bodies are nearest; None where they are further apart than `within_m`."""
        points = self._bullet.getClosestPoints(first, second, within_m, physicsClientId=self._client)
        if not points:
            return None
        point = min(points, key=lambda p: p[8])
        return Gap(on_first_m=point[5], on_second_m=point[6], normal=point[7], distance_m=point[8])

    def ignore(self, first: int, second: int, *, ignored: bool) -> None:
        """Two bodies pass through each other, or no longer."""
        links = [range(-1, self._bullet.getNumJoints(body, physicsClientId=self._client)) for body in (first, second)]
        for one, other in itertools.product(*links):
            self._bullet.setCollisionFilterPair(
                first, second, one, other, int(not ignored), physicsClientId=self._client
            )

    def act(self, body: int, force_n: Vector, torque_nm: Vector, at_m: Vector) -> None:
        """During the next step: a force at the centre of mass, which lies at `at_m`, and a torque; world frame."""
        frame = self._bullet.WORLD_FRAME
        self._bullet.applyExternalForce(body, -1, force_n, at_m, frame, physicsClientId=self._client)
        self._bullet.applyExternalTorque(body, -1, torque_nm, frame, physicsClientId=self._client)

    def ground_below(self, above_m: Sequence[Vector], below_m: Sequence[Vector]) -> list[Ground]:
        """Where segments from above to below meet the ground."""
        hits = self._bullet.rayTestBatch(above_m, below_m, collisionFilterMask=_RAY, physicsClientId=self._client)
        return [
            Ground(share=hit[2], normal=hit[4], friction=self._ground_friction[hit[0]]) if hit[0] >= 0 else NO_GROUND
            for hit in hits
        ]

    def _lay(self, shape: int, position_m: Vector, rotation_xyzw: Vector, friction: float) -> int:
        body = self._add(shape, 0.0, position_m, rotation_xyzw, "ground")
        share = friction / DRY_ASPHALT
        self._bullet.changeDynamics(body, -1, lateralFriction=share, physicsClientId=self._client)
        self._ground_friction[body] = friction
        return body

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
