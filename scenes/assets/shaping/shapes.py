"""Primitive surfaces for procedural assets: each returns vertices (V, 3) in metres and outward triangles (F, 3)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Patch = tuple[NDArray[np.float64], NDArray[np.int64]]
Float64 = NDArray[np.float64]

_BOX_QUADS = np.array([[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]])


def quads(corners_m: ArrayLike) -> Patch:
    """Independent quadrilaterals (K, 4, 3), counter-clockwise seen from outside, as two triangles each."""
    corners = np.asarray(corners_m, dtype=np.float64).reshape(-1, 4, 3)
    first = 4 * np.arange(len(corners), dtype=np.int64)[:, None]
    faces = (first + np.array([0, 1, 2, 0, 2, 3])).reshape(-1, 3)
    return corners.reshape(-1, 3), faces


def joined(patches: Sequence[Patch]) -> Patch:
    """Several patches as one."""
    sizes = np.cumsum([0, *(len(vertices) for vertices, _ in patches)])
    faces = [faces + start for (_, faces), start in zip(patches, sizes, strict=False)]
    return np.concatenate([vertices for vertices, _ in patches]), np.concatenate(faces)


def moved(patch: Patch, offset_m: ArrayLike, yaw_rad: float = 0.0) -> Patch:
    """The patch turned about z by `yaw_rad`, then shifted."""
    c, s = math.cos(yaw_rad), math.sin(yaw_rad)
    turn = np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])
    return patch[0] @ turn.T + np.asarray(offset_m, dtype=np.float64), patch[1]


def mirrored(patch: Patch) -> Patch:
    """The patch on the other side of the x-z plane."""
    return patch[0] * np.array([1.0, -1.0, 1.0]), patch[1][:, ::-1]


def both(patch: Patch) -> Patch:
    """A patch and its mirror image."""
    other = mirrored(patch)
    return np.concatenate([patch[0], other[0]]), np.concatenate([patch[1], other[1] + len(patch[0])])


def box(low_m: ArrayLike, high_m: ArrayLike) -> Patch:
    """An axis-aligned box between two corners."""
    (x0, y0, z0), (x1, y1, z1) = np.asarray(low_m, dtype=np.float64), np.asarray(high_m, dtype=np.float64)
    ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    corners = np.array([(x, y, z) for z in (z0, z1) for x, y in ring])
    return quads(corners[_BOX_QUADS])


def tube(points_m: ArrayLike, radii_m: ArrayLike, sides: int) -> Patch:
    """A round tube (N points, N radii) along a polyline, capped at both ends. Radii may be 0 at the ends."""
    points = np.asarray(points_m, dtype=np.float64)
    radii = np.broadcast_to(np.asarray(radii_m, dtype=np.float64), len(points))
    tangent = np.gradient(points, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    seed = np.array([1.0, 0.0, 0.0]) if abs(tangent[0, 0]) < 0.9 else np.array([0.0, 1.0, 0.0])
    if (np.abs(tangent @ seed) > 0.999).any():
        seed = np.eye(3)[np.abs(tangent).max(axis=0).argmin()]
    across = np.cross(tangent, seed)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    upward = np.cross(tangent, across)
    angle = 2 * math.pi * np.arange(sides) / sides
    circle = np.cos(angle)[None, :, None] * across[:, None] + np.sin(angle)[None, :, None] * upward[:, None]
    rings = points[:, None] + radii[:, None, None] * circle
    return _closed_rings(rings, points[0], points[-1])


def lathe(profile_m: ArrayLike, sides: int) -> Patch:
    """A surface of revolution about z of (radius, z) points listed upwards, capped at both ends."""
    profile = np.asarray(profile_m, dtype=np.float64)
    angle = 2 * math.pi * np.arange(sides) / sides
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    rings = np.concatenate(
        [profile[:, None, :1] * circle[None], np.broadcast_to(profile[:, None, 1:], (len(profile), sides, 1))], axis=2
    )
    return _closed_rings(rings, np.array([0, 0, profile[0, 1]]), np.array([0, 0, profile[-1, 1]]))


def cylinder(radius_m: float, bottom_m: float, top_m: float, sides: int) -> Patch:
    """An upright capped cylinder about z."""
    return lathe([(radius_m, bottom_m), (radius_m, top_m)], sides)


def ellipsoid(radii_m: ArrayLike, rings: int, sides: int) -> Patch:
    """An ellipsoid about the origin of `rings` bands of latitude."""
    latitude = np.linspace(-math.pi / 2, math.pi / 2, rings + 1)
    vertices, faces = lathe(np.stack([np.cos(latitude), np.sin(latitude)], axis=1), sides)
    return vertices * np.asarray(radii_m, dtype=np.float64), faces


def extrude(outline_m: ArrayLike, bottom_m: float, top_m: float) -> Patch:
    """A prism along z of a counter-clockwise (x, y) outline that is star-shaped about its mean point."""
    outline = np.asarray(outline_m, dtype=np.float64)
    levels = np.array([bottom_m, top_m])
    rings = np.stack([np.column_stack([outline, np.full(len(outline), z)]) for z in levels])
    middle = outline.mean(axis=0)
    return _closed_rings(rings, np.array([*middle, bottom_m]), np.array([*middle, top_m]))


def _closed_rings(rings: Float64, start: Float64, end: Float64) -> Patch:
    """Rings (N, M, 3), counter-clockwise seen from the end, joined by quads and closed by fans."""
    count, sides, _ = rings.shape
    i, j = np.meshgrid(np.arange(count - 1), np.arange(sides), indexing="ij")
    a, b = i * sides + j, i * sides + (j + 1) % sides
    c, d = b + sides, a + sides
    walls = np.stack([a, b, c, a, c, d], axis=-1).reshape(-1, 3)
    k = np.arange(sides)
    first, last = count * sides, count * sides + 1
    bottom = np.stack([np.full(sides, first), (k + 1) % sides, k], axis=1)
    top = np.stack([np.full(sides, last), (count - 1) * sides + k, (count - 1) * sides + (k + 1) % sides], axis=1)
    vertices = np.concatenate([rings.reshape(-1, 3), start[None], end[None]])
    return vertices, np.concatenate([walls, bottom, top]).astype(np.int64)
