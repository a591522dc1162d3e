"""A football: two colours of panels, so that one sees it roll."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, CollisionShape, Slot
from scenes.material import Material
from scenes.mesh import MeshBuilder
from scenes.pose import Body, Box, Pose

Float64 = NDArray[np.float64]

FREQUENCY = 9
"""Parts of an icosahedron's edge: 20 * 81 triangles. A multiple of 3, so that panels end at triangle edges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ball(AssetSpec):
    """A ball whose body frame is at its centre. Default radius: a football of size 5 (FIFA: 68-70 cm around).

    Materials: panels (twenty hexagons) and patches (twelve pentagons). Raises ValueError for a radius out of range.
    """

    radius_m: float = 0.11

    def __post_init__(self) -> None:
        if not 0.02 <= self.radius_m <= 0.5:
            raise ValueError(f"Ball: radius_m must lie in 0.02..0.5, got {self.radius_m}")

    def build(self) -> Asset:
        """The truncated icosahedron's panels, blown up to a sphere."""
        vertices, faces, patch = _football()
        builder = MeshBuilder()
        builder.add(vertices * self.radius_m, faces, slot=patch.astype(np.int64))
        semantic = "movable_object.ball"
        below: Pose[Body, Box] = Pose(translation_m=(0.0, 0.0, -self.radius_m))
        size = 2 * self.radius_m
        return Asset(
            name="ball",
            semantic=semantic,
            parts=(AssetPart(name="body", mesh=builder.build()),),
            slots=tuple(Slot(material=name, part="body", semantic=semantic) for name in ("panels", "patches")),
            materials=(
                ("panels", Material(base_color=(0.75, 0.75, 0.72), roughness=0.45, lidar_reflectivity=0.6)),
                ("patches", Material(base_color=(0.03, 0.03, 0.035), roughness=0.45, lidar_reflectivity=0.1)),
            ),
            box=BodyBox(length_m=size, width_m=size, height_m=size, T_body_box=below),
        )

    def collision(self) -> CollisionShape:
        """A sphere."""
        return "sphere"


def _football() -> tuple[Float64, NDArray[np.int64], NDArray[np.bool_]]:
    """Unit sphere: vertices, faces, and which faces lie on the twelve pentagons around the icosahedron's corners."""
    corners, triangles = _icosahedron()
    points: list[Float64] = []
    faces: list[list[int]] = []
    patch: list[bool] = []
    n = FREQUENCY
    for triangle in triangles:
        first = len(points)
        index = {(i, j): first + k for k, (i, j) in enumerate((i, j) for i in range(n + 1) for j in range(n + 1 - i))}
        for i, j in index:
            weights = np.array([i, j, n - i - j]) / n
            points.append(weights @ corners[triangle])
        for i, j in itertools.product(range(n), range(n)):
            for cell in (((i, j), (i + 1, j), (i, j + 1)), ((i + 1, j), (i + 1, j + 1), (i, j + 1))):
                if all(key in index for key in cell):
                    middle = np.mean([(a, b, n - a - b) for a, b in cell], axis=0)
                    faces.append([index[key] for key in cell])
                    patch.append(bool(middle.max() > 2 * n / 3))
    sphere = np.array(points)
    return sphere / np.linalg.norm(sphere, axis=1, keepdims=True), np.array(faces), np.array(patch)


def _icosahedron() -> tuple[Float64, NDArray[np.int64]]:
    """Corners (12, 3) on the unit sphere and outward triangles (20, 3)."""
    golden = (1 + 5**0.5) / 2
    base = [(0.0, a, b * golden) for a in (-1.0, 1.0) for b in (-1.0, 1.0)]
    corners = np.array([np.roll(p, k) for k in range(3) for p in base]) / np.hypot(1.0, golden)
    edge = 2 / np.hypot(1.0, golden)
    triangles = []
    for trio in itertools.combinations(range(12), 3):
        a, b, c = corners[list(trio)]
        if all(abs(np.linalg.norm(p - q) - edge) < 1e-9 for p, q in ((a, b), (b, c), (c, a))):
            triangles.append(trio if np.dot(a, np.cross(b, c)) > 0 else trio[::-1])
    return corners, np.array(triangles)
