"""Lofted solids: stacks of superellipse rings, the shapes that bodies, limbs and clothes are made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PchipInterpolator

from scenes.assets.shaping.shapes import Patch

Float64 = NDArray[np.float64]
Solid = Patch

Rows = Sequence[tuple[float, float, float, float, float]]
"""Key sections (height, centre x, half width along y, reach forward, reach backward), heights increasing."""


def rings(table: ArrayLike, sides: int, exponent: float = 2.0) -> Float64:
    """Horizontal rings (S, sides, 3) of sections (S, 5) as in `Rows`, starting at the front, counter-clockwise from
    above.

    A section is the superellipse |x/reach|^n + |y/width|^n = 1 (Lamé 1818) with its own reach before and behind.
    """
    z, cx, width, front, back = np.asarray(table, dtype=np.float64).T[:, :, None]
    angle = np.arange(sides) * (2 * np.pi / sides)
    c, s = np.cos(angle), np.sin(angle)
    x = np.sign(c) * np.abs(c) ** (2 / exponent)
    y = np.sign(s) * np.abs(s) ** (2 / exponent)
    return np.stack([cx + np.where(c > 0, front, back) * x, width * y, np.broadcast_to(z, (len(z), sides))], axis=-1)


def refine(rows: Rows, count: int) -> Float64:
    """`count` sections (count, 5) through the key sections, without overshoot (Fritsch & Carlson 1980)."""
    keys = np.asarray(rows, dtype=np.float64)
    z = np.linspace(keys[0, 0], keys[-1, 0], count)
    return np.column_stack([z, PchipInterpolator(keys[:, 0], keys[:, 1:])(z)])


def rounded(table: Float64, low_m: float = 0.0, high_m: float = 0.0, steps: int = 3) -> Float64:
    """Sections (S, 5) with elliptic domes of the given heights added below the first and above the last; 0 adds
    none.
    """
    angle = np.linspace(0.0, np.pi / 2, steps + 1)[1:]
    shrink = np.maximum(np.cos(angle), 0.02)
    low, high = (np.repeat(row[None], steps, axis=0) for row in (table[0], table[-1]))
    for dome, sign, reach in ((low, -1.0, low_m), (high, 1.0, high_m)):
        dome[:, 2:] *= shrink[:, None]
        dome[:, 0] += sign * reach * np.sin(angle)
    return np.concatenate([low[::-1][: steps if low_m > 0 else 0], table, high[: steps if high_m > 0 else 0]])


def loft(stack: Float64) -> Solid:
    """The closed solid through rings (S, N, 3), both ends covered by fans."""
    count, sides = stack.shape[:2]
    ring = np.arange(sides)
    quads = []
    for k in range(count - 1):
        a, b = k * sides + ring, k * sides + np.roll(ring, -1)
        quads += [np.column_stack([a, b, b + sides]), np.column_stack([a, b + sides, a + sides])]
    first, last = count * sides, count * sides + 1
    top = (count - 1) * sides
    quads.append(np.column_stack([np.roll(ring, -1), ring, np.full(sides, first)]))
    quads.append(np.column_stack([top + ring, top + np.roll(ring, -1), np.full(sides, last)]))
    vertices = np.concatenate([stack.reshape(-1, 3), stack[0].mean(axis=0)[None], stack[-1].mean(axis=0)[None]])
    return outward((vertices, np.concatenate(quads)))


def outward(solid: Solid) -> Solid:
    """The solid with its faces turned so that its volume is positive."""
    vertices, faces = solid
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return (vertices, faces if np.einsum("ij,ij->", a, np.cross(b, c)) > 0 else faces[:, ::-1])


def flat_tube(path_m: ArrayLike, radii_m: ArrayLike, sides: int, across: tuple[float, float, float]) -> Solid:
    """A closed solid along a path (S, 3) with radii (S, 2): along `across`, and square to it and to the path."""
    path, radii = np.asarray(path_m, dtype=np.float64), np.asarray(radii_m, dtype=np.float64)
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    u = np.asarray(across) - tangent * (tangent @ np.asarray(across))[:, None]
    u /= np.linalg.norm(u, axis=1, keepdims=True)
    v = np.cross(tangent, u)
    angle = np.arange(sides) * (2 * np.pi / sides)
    c, s = np.cos(angle)[None, :, None], np.sin(angle)[None, :, None]
    return loft(path[:, None] + c * (u * radii[:, :1])[:, None] + s * (v * radii[:, 1:])[:, None])
