"""Bullet's collision shapes of solids and limbs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.physics.hulls import obj_text
from simulator.physics.solids import Solid

Vector = Sequence[float]
Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limb:
    """A solid of a jointed body. parent: index of an earlier limb, -1: it is the trunk.

    joint_m, joint_xyzw: its frame in the parent's frame, at the ball joint. middle_m, half_m: of its box in its frame;
    round: a capsule in that box. tone_nm: torque at most with which it is drawn back to where it was.
    """

    parent: int
    mass_kg: float
    joint_m: tuple[float, float, float]
    joint_xyzw: tuple[float, float, float, float]
    middle_m: tuple[float, float, float]
    half_m: tuple[float, float, float]
    tone_nm: float
    round: bool


class BulletShapes:
    """Makes shapes in one client; one a solid. folder: where hulls are written for Bullet to read."""

    def __init__(self, bullet: Any, client: int, folder: Path) -> None:
        self._bullet, self._client, self._folder = bullet, client, folder
        self._shapes: dict[int, int] = {}
        self._kept: list[Solid] = []

    def of(self, solid: Solid) -> int:
        """Bullet's number of a solid's shape, one a solid."""
        key = id(solid)
        if key not in self._shapes:
            self._kept.append(solid)  # so that no other solid gets its identity
            make = {"sphere": self._sphere, "box": self._nominal, "cylinder": self._cylinder, "hull": self._hulls}
            self._shapes[key] = make[solid.shape](solid)
        return self._shapes[key]

    def _sphere(self, solid: Solid) -> int:
        kind = self._bullet.GEOM_SPHERE
        return int(self._bullet.createCollisionShape(kind, radius=solid.half_m[2], physicsClientId=self._client))

    def _cylinder(self, solid: Solid) -> int:
        """Its axis is the width's; Bullet's is z."""
        return int(
            self._bullet.createCollisionShape(
                self._bullet.GEOM_CYLINDER,
                radius=solid.half_m[2],
                height=2.0 * solid.half_m[1],
                collisionFrameOrientation=(math.sqrt(0.5), 0.0, 0.0, math.sqrt(0.5)),
                physicsClientId=self._client,
            )
        )

    def _hulls(self, solid: Solid) -> int:
        path = self._folder / f"{len(self._shapes)}.obj"
        path.write_text(obj_text(solid.hulls), encoding="ascii")
        kind = self._bullet.GEOM_MESH
        return int(self._bullet.createCollisionShape(kind, fileName=str(path), physicsClientId=self._client))

    def _nominal(self, solid: Solid) -> int:
        return self.box(solid.half_m)

    def box(self, half_m: Vector) -> int:
        """A box of half extents."""
        kind = self._bullet.GEOM_BOX
        return int(self._bullet.createCollisionShape(kind, halfExtents=half_m, physicsClientId=self._client))

    def triangles(self, vertices_m: Float64, faces: NDArray[np.int64]) -> int:
        """A surface of (V, 3) vertices and (F, 3) faces: of what never moves."""
        return int(
            self._bullet.createCollisionShape(
                self._bullet.GEOM_MESH,
                vertices=vertices_m.tolist(),
                indices=faces.ravel().tolist(),
                flags=self._bullet.GEOM_FORCE_CONCAVE_TRIMESH,
                physicsClientId=self._client,
            )
        )

    def limb(self, limb: Limb, middle_m: Vector) -> int:
        """A box, or a capsule along its longest side."""
        x, y, z = limb.half_m
        if not limb.round:
            kind = self._bullet.GEOM_BOX
            frame = {"collisionFramePosition": middle_m, "physicsClientId": self._client}
            return int(self._bullet.createCollisionShape(kind, halfExtents=limb.half_m, **frame))
        radius = min(0.5 * (sum(limb.half_m) - max(limb.half_m)), max(limb.half_m))
        half = math.sqrt(0.5)
        turn = {x: (0.0, half, 0.0, half), y: (half, 0.0, 0.0, half), z: (0.0, 0.0, 0.0, 1.0)}[max(limb.half_m)]
        return int(
            self._bullet.createCollisionShape(
                self._bullet.GEOM_CAPSULE,
                radius=radius,
                height=max(2.0 * (max(limb.half_m) - radius), 1e-3),
                collisionFramePosition=middle_m,
                collisionFrameOrientation=turn,
                physicsClientId=self._client,
            )
        )
