"""Jointed bodies in Bullet: limbs on ball joints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scenes.pose import Pose
from simulator.physics.bullet_shapes import BulletShapes, Limb
from simulator.physics.substance import Substance

Vector = Sequence[float]

TONE_GAIN, TONE_DAMPING, JOINT_DAMPING = 0.04, 0.6, 0.5
"""Chosen by looking: limbs neither flail nor stand stiff; the first two are Bullet's gains a step, the last is Nm s."""
SPIN_DAMPING, FASTEST = 0.5, 45.0
"""Chosen: losses of spin, and a limit in m/s and rad/s; without, joints that turn fast gain energy at 240 Hz."""


class BulletLimbs:
    """Makes and reads jointed bodies in one client. filters: group and mask of what is free."""

    def __init__(self, bullet: Any, client: int, shapes: BulletShapes, filters: tuple[int, int]) -> None:
        self._bullet, self._client, self._shapes, self._filters = bullet, client, shapes, filters

    def add(self, limbs: Sequence[Limb], T_world_trunk: Pose[Any, Any], substance: Substance) -> int:
        """A free body of limbs on ball joints, its trunk's frame at a pose: Featherstone's joints do not come apart."""
        trunk, rest = limbs[0], limbs[1:]
        at: Pose[Any, Any] = T_world_trunk @ Pose(translation_m=trunk.middle_m)
        # the trunk's frame in Bullet is its middle
        joints = [
            tuple(a - b for a, b in zip(limb.joint_m, trunk.middle_m, strict=True))
            if limb.parent == 0
            else limb.joint_m
            for limb in rest
        ]
        body = self._bullet.createMultiBody(
            trunk.mass_kg,
            self._shapes.limb(trunk, (0.0, 0.0, 0.0)),
            basePosition=at.translation_m,
            baseOrientation=at.rotation_xyzw,
            linkMasses=[limb.mass_kg for limb in rest],
            linkCollisionShapeIndices=[self._shapes.limb(limb, limb.middle_m) for limb in rest],
            linkVisualShapeIndices=[-1] * len(rest),
            linkPositions=joints,
            linkOrientations=[limb.joint_xyzw for limb in rest],
            linkInertialFramePositions=[limb.middle_m for limb in rest],
            linkInertialFrameOrientations=[(0.0, 0.0, 0.0, 1.0)] * len(rest),
            linkParentIndices=[limb.parent for limb in rest],
            linkJointTypes=[self._bullet.JOINT_SPHERICAL] * len(rest),
            linkJointAxis=[(0.0, 0.0, 1.0)] * len(rest),
            physicsClientId=self._client,
        )
        for link in range(-1, len(rest)):
            self._surface(body, link, substance)
            if link >= 0:
                self._bullet.setJointMotorControlMultiDof(
                    body,
                    link,
                    self._bullet.POSITION_CONTROL,
                    targetPosition=(0.0, 0.0, 0.0, 1.0),
                    positionGain=TONE_GAIN,
                    velocityGain=TONE_DAMPING,
                    force=[rest[link].tone_nm] * 3,
                    physicsClientId=self._client,
                )
        return int(body)

    def poses(self, body: int, trunk_middle_m: Vector) -> tuple[list[tuple[Vector, Vector]], Vector, Vector]:
        """World poses of a jointed body's limb frames, the trunk's first; velocity and spin of the trunk's frame.

        trunk_middle_m: the trunk's middle in its frame.
        """
        position, rotation = self._bullet.getBasePositionAndOrientation(body, physicsClientId=self._client)
        velocity, spin = self._bullet.getBaseVelocity(body, physicsClientId=self._client)
        middle: Pose[Any, Any] = Pose.from_arrays(np.array(position), np.array(rotation))
        at = middle.apply(-np.array(trunk_middle_m))
        count = self._bullet.getNumJoints(body, physicsClientId=self._client)
        links = self._bullet.getLinkStates(body, range(count), computeForwardKinematics=1, physicsClientId=self._client)
        speed = np.array(velocity) + np.cross(np.array(spin), at - np.array(position))
        return [(at.tolist(), rotation), *((link[4], link[5]) for link in links)], speed.tolist(), spin

    def _surface(self, body: int, link: int, substance: Substance) -> None:
        """A limb's surface; joints lose some of their speed as flesh does."""
        self._bullet.changeDynamics(
            body,
            link,
            lateralFriction=substance.friction,
            restitution=substance.restitution,
            linearDamping=0.0,
            angularDamping=SPIN_DAMPING,
            jointDamping=JOINT_DAMPING,
            maxJointVelocity=FASTEST,
            activationState=self._bullet.ACTIVATION_STATE_DISABLE_SLEEPING,
            physicsClientId=self._client,
        )
        group, mask = self._filters
        self._bullet.setCollisionFilterGroupMask(body, link, group, mask, physicsClientId=self._client)
