"""Convex hulls of assets, with few corners: what collides instead of their meshes."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from scenes.asset import Asset
from simulator.physics.articulation import is_unsprung, rest_poses

Float64 = NDArray[np.float64]

DIRECTIONS = 72
"""Chosen: in so many directions, and those of a box's faces, edges and corners, a hull touches the mesh."""
LEAST_M = 0.004
"""Chosen: flatter things are made this thick, since Bullet needs a volume."""
BELT_SHARE = 0.58
"""Chosen: of a car's height, where glass begins: the body below and the cabin above are a hull each."""
LONG_M = 6.5
"""Chosen: longer vehicles are one hull a piece of their length, so that a cab may be lower than what it pulls."""
PIECES = 6
MOST_VERTICES = 20_000
"""Chosen: of finer meshes every second, third ... vertex is looked at; their vertices are closer than a centimetre."""


@functools.cache
def _directions() -> Float64:
    """(D, 3): the faces, edges and corners of a box, and a Fibonacci sphere."""
    box = np.array([d for d in itertools.product((-1.0, 0.0, 1.0), repeat=3) if any(d)])
    k = np.arange(DIRECTIONS) + 0.5
    z, turn = 1 - 2 * k / DIRECTIONS, math.pi * (1 + math.sqrt(5)) * k
    across = np.sqrt(1 - z * z)
    return np.concatenate([box, np.stack([across * np.cos(turn), across * np.sin(turn), z], axis=1)])


def support_points(points_m: Float64) -> Float64:
    """(N, 3) those of the points (V, 3) that lie furthest in some direction; flat clouds get the least thickness."""
    along = np.einsum("vc,dc->dv", points_m, _directions())
    chosen = points_m[np.unique(along.argmax(axis=1))]
    size = np.ptp(chosen, axis=0)
    for axis in range(3):
        if size[axis] < LEAST_M:
            shift = np.zeros(3)
            shift[axis] = 0.5 * LEAST_M
            chosen = np.concatenate([chosen - shift, chosen + shift])
    return np.asarray(chosen, dtype=np.float64)


def mass_properties(points_m: Float64) -> tuple[Float64, Float64]:
    """Centroid (3,) and moments of inertia per mass (3,), m2, about axes through it, of a solid hull of the points.

    The sum over the tetrahedra from an inner point to the hull's faces (Tonon 2004, for a tetrahedron at the origin).
    """
    inner = points_m.mean(axis=0)
    corners = points_m[ConvexHull(points_m, qhull_options="QJ").simplices] - inner
    volume = np.abs(np.einsum("fc,fc->f", corners[:, 0], np.cross(corners[:, 1], corners[:, 2]))) / 6.0
    share = volume / volume.sum()
    centroid = np.einsum("f,fc->c", share, corners.sum(axis=1) / 4.0)
    # mean of x^2 over a tetrahedron with a corner at 0: (sum of squares + square of the sum) / 20
    squares = np.einsum("f,fc->c", share, ((corners**2).sum(axis=1) + corners.sum(axis=1) ** 2) / 20.0)
    spread = squares - centroid**2
    return inner + centroid, np.array([spread[1] + spread[2], spread[2] + spread[0], spread[0] + spread[1]])


def vertices_of(asset: Asset, parts: list[int] | None = None) -> Float64:
    """(V, 3) the vertices of some parts, default all, in the body frame with joints at rest."""
    at, turn = rest_poses(asset)
    stride = 1 + sum(len(part.mesh.vertices_m) for part in asset.parts) // MOST_VERTICES
    out = []
    for k in range(len(asset.parts)) if parts is None else parts:
        x, y, z, w = turn[k]
        rows = np.array(
            [
                [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
                [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
                [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
            ]
        )
        out.append(np.einsum("ij,vj->vi", rows, asset.parts[k].mesh.vertices_m[::stride].astype(np.float64)) + at[k])
    return np.concatenate(out)


def body_hulls(asset: Asset) -> list[Float64]:
    """Hulls of a vehicle without its wheels, cut to its nominal box, which leaves mirrors out."""
    box = asset.box
    body = [k for k in range(len(asset.parts)) if not is_unsprung(asset, k)]
    points = vertices_of(asset, body) - np.array(box.T_body_box.translation_m)
    half = np.array([0.5 * box.length_m, 0.5 * box.width_m])
    points[:, :2] = np.clip(points[:, :2], -half, half)
    points[:, 2] = np.clip(points[:, 2], 0.0, box.height_m)
    pieces = _along(points, half[0]) if box.length_m > LONG_M else _stacked(points, box.height_m)
    return [support_points(piece) + np.array(box.T_body_box.translation_m) for piece in pieces]


def _stacked(points: Float64, height_m: float) -> list[Float64]:
    belt = BELT_SHARE * height_m
    above = points[points[:, 2] > belt]
    foot = above.copy()
    foot[:, 2] = belt
    low = points[points[:, 2] <= belt]
    if len(low) < 8 or len(above) < 8:
        return [points]
    return [np.concatenate([low, foot]), np.concatenate([above, foot])]


def _along(points: Float64, half_m: float) -> list[Float64]:
    """Neighbouring pieces share their cut: the points of a piece that has too few go to all."""
    edges = np.linspace(-half_m, half_m, PIECES + 1)
    out = []
    for low, high in itertools.pairwise(edges):
        inside = points[(points[:, 0] >= low - 0.05) & (points[:, 0] <= high + 0.05)].copy()
        if len(inside) < 8:
            continue
        ends = inside.copy()
        inside[:, 0], ends[:, 0] = low, high
        out.append(np.concatenate([inside, ends]))
    return out or [points]


def obj_text(hulls: Sequence[Float64]) -> str:
    """Hulls as a Wavefront file with one object each, which Bullet reads as a compound of convex shapes."""
    lines: list[str] = []
    first = 1
    for k, hull in enumerate(hulls):
        lines.append(f"o hull_{k}")
        lines += [f"v {x:.6f} {y:.6f} {z:.6f}" for x, y, z in hull.tolist()]
        faces = ConvexHull(hull, qhull_options="QJ").simplices + first
        lines += [f"f {a} {b} {c}" for a, b, c in faces.tolist()]
        first += len(hull)
    return "\n".join(lines)
