"""Solids with soft edges, and profiles swept along paths."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import ArrayLike

from scenes.assets.shaping.lofts import outward
from scenes.assets.shaping.planar import filled
from scenes.assets.shaping.shapes import Patch

SOFT_RAD = 0.75
"""Crease angle that smooths the corners of `rounded_box`."""


def rounded_box(size_m: ArrayLike, radius_m: float, steps: int = 2, between: int = 0) -> Patch:
    """A box about (0, 0, half its height), standing on z = 0, whose edges are arcs of `steps` facets an eighth turn.

    between: further cuts across each side, for boxes that are bent afterwards. Raises ValueError for a radius of more
    than half the shortest edge.
    """
    half = np.asarray(size_m, dtype=np.float64) / 2
    if not 0.0 < radius_m <= half.min():
        raise ValueError(f"radius_m must be positive and at most {half.min()}, got {radius_m}")
    core = half - radius_m
    bend = np.tan(np.linspace(0.0, math.pi / 4, steps + 1))
    lines = []
    for c in core:
        inner = np.linspace(-c, c, between + 2)
        lines.append(np.concatenate([-c - radius_m * bend[:0:-1], inner, c + radius_m * bend[1:]]))
    patches = []
    for axis in range(3):
        u, v = lines[(axis + 1) % 3], lines[(axis + 2) % 3]
        a, b = np.meshgrid(u, v, indexing="ij")
        for sign in (-1.0, 1.0):
            points = np.empty((*a.shape, 3))
            points[..., axis], points[..., (axis + 1) % 3], points[..., (axis + 2) % 3] = sign * half[axis], a, b
            patches.append((points.reshape(-1, 3), _grid(len(u), len(v), turned=sign < 0)))
    vertices = np.concatenate([points for points, _ in patches])
    starts = np.cumsum([0, *(len(points) for points, _ in patches)])[:-1]
    faces = np.concatenate([faces + start for (_, faces), start in zip(patches, starts, strict=True)])
    middle = np.clip(vertices, -core, core)
    away = vertices - middle
    vertices = middle + radius_m * away / np.linalg.norm(away, axis=1, keepdims=True)
    return vertices + np.array([0.0, 0.0, half[2]]), faces


def _grid(rows: int, columns: int, *, turned: bool) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij")
    a = (i * columns + j).reshape(-1)
    b, c, d = a + columns, a + columns + 1, a + 1
    faces = np.concatenate([np.column_stack([a, b, c]), np.column_stack([a, c, d])]).astype(np.int64)
    return faces[:, ::-1] if turned else faces


@functools.lru_cache(maxsize=64)
def _cap(profile: tuple[float, ...]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Triangles of a profile's inside; the same few are swept along many paths."""
    return filled(np.array(profile).reshape(-1, 2))[1]


def sweep(profile_m: ArrayLike, path_m: ArrayLike) -> Patch:
    """A closed profile (N, 2) of (left, up) carried upright along a path (M, 3), mitred at its corners, ends closed.

    `left` is square to the path in the plane. Raises ValueError for a path with a step straight up or of no length.
    """
    profile, path = np.asarray(profile_m, dtype=np.float64), np.asarray(path_m, dtype=np.float64)
    x, y = profile.T
    if (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() < 0:
        profile = profile[::-1]
    steps = np.diff(path[:, :2], axis=0)
    length = np.linalg.norm(steps, axis=1, keepdims=True)
    if not (length > 1e-9).all():
        raise ValueError("a path must go on in the plane at every step")
    normal = np.column_stack([-steps[:, 1], steps[:, 0]]) / length
    bisector = np.vstack([normal[:1], normal]) + np.vstack([normal, normal[-1:]])
    left = bisector / ((bisector**2).sum(axis=1, keepdims=True) / 2)
    rings = np.empty((len(path), len(profile), 3))
    rings[..., :2] = path[:, None, :2] + profile[None, :, :1] * left[:, None]
    rings[..., 2] = path[:, 2:] + profile[None, :, 1]
    count = len(profile)
    k, n = np.arange(count), np.roll(np.arange(count), -1)
    faces = []
    for a in range(0, (len(path) - 1) * count, count):
        b = a + count
        faces += [np.column_stack([k + a, n + b, n + a]), np.column_stack([k + a, k + b, n + b])]
    # seen along the path, left is on the left: a counter-clockwise profile there runs clockwise
    cap = _cap(tuple(profile.reshape(-1).tolist()))
    faces += [cap, cap[:, ::-1] + (len(path) - 1) * count]
    return outward((rings.reshape(-1, 3), np.concatenate(faces).astype(np.int64)))
