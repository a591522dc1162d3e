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
from scenes.pose import rotate
from simulator.physics.articulation import is_unsprung, rest_poses

Float64 = NDArray[np.float64]

DIRECTIONS = 72
"""Chosen: in so many directions, and those of a box's faces, edges and corners, a hull touches the mesh."""
LEAST_M = 0.004
"""Chosen: flatter things are made this thick, since Bullet needs a volume."""
BELT_SHARE = 0.58
"""Chosen: of a car's height, where glass begins: the body below and the cabin above are a hull each."""
LONG_M = 6.5
CARRIERS = ("vehicle.truck", "vehicle.trailer")
"""Chosen: longer vehicles, and these, are cut along their length where their height changes."""
SAMPLE_M, SLICE_M = 0.2, 0.2
STEP_M = 0.15
"""Chosen: of heights; smaller ones are within one piece."""
BOARD_M = 0.12
"""Chosen: boards at the sides of a deck are no thicker."""
LEAST_POINTS = 8
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


def vertices_of(asset: Asset, parts: list[int] | None = None, every: int | None = None) -> Float64:
    """(V, 3) the vertices of some parts, default all, in the body frame with joints at rest.

    every: one of so many; None: as many as are needed of fine meshes.
    """
    at, turn = rest_poses(asset)
    stride = every or 1 + sum(len(part.mesh.vertices_m) for part in asset.parts) // MOST_VERTICES
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
    carries = box.length_m > LONG_M or asset.semantic.startswith(CARRIERS)
    points = (surface_points(asset, body) if carries else vertices_of(asset, body)) - np.array(
        box.T_body_box.translation_m
    )
    half = np.array([0.5 * box.length_m, 0.5 * box.width_m])
    points[:, :2] = np.clip(points[:, :2], -half, half)
    points[:, 2] = np.clip(points[:, 2], 0.0, box.height_m)
    pieces = _runs(points, half) if carries else _stacked(points, box.height_m)
    return [support_points(piece) + np.array(box.T_body_box.translation_m) for piece in pieces]


def surface_points(asset: Asset, parts: list[int]) -> Float64:
    """(N, 3) points of all triangles no further apart than SAMPLE_M, in the body frame: large faces have few corners.

    One a cell of a tenth of that.
    """
    at, turn = rest_poses(asset)
    out = [vertices_of(asset, parts)]
    for k in parts:
        mesh = asset.parts[k].mesh
        a, b, c = (mesh.vertices_m[mesh.faces[:, n]].astype(np.float64) for n in range(3))
        longest = np.sqrt(np.max([((p - q) ** 2).sum(axis=1) for p, q in ((a, b), (b, c), (c, a))], axis=0))
        pieces = np.ceil(longest / SAMPLE_M).astype(np.int64)
        for n in np.unique(pieces[pieces > 1]).tolist():
            of = pieces == n
            grid = np.array([(i, j, n - i - j) for i in range(n + 1) for j in range(n + 1 - i)]) / n
            corners = np.stack([a[of], b[of], c[of]], axis=1)
            local = np.einsum("gk,fkc->fgc", grid, corners).reshape(-1, 3)
            out.append(_thinned(rotate(np.broadcast_to(turn[k], (len(local), 4)), local) + at[k]))
    return _thinned(np.concatenate(out))


def _thinned(points: Float64) -> Float64:
    """One point of each cell of a fine grid."""
    cell = np.floor((points - points.min(axis=0)) / (0.1 * SAMPLE_M)).astype(np.int64)
    key = (cell[:, 0] * 4096 + cell[:, 1]) * 4096 + cell[:, 2]
    return np.asarray(points[np.unique(key, return_index=True)[1]], dtype=np.float64)


def _stacked(points: Float64, height_m: float) -> list[Float64]:
    belt = BELT_SHARE * height_m
    above = points[points[:, 2] > belt]
    foot = above.copy()
    foot[:, 2] = belt
    low = points[points[:, 2] <= belt]
    if len(low) < LEAST_POINTS or len(above) < LEAST_POINTS:
        return [points]
    return [np.concatenate([low, foot]), np.concatenate([above, foot])]


def _runs(points: Float64, half_m: Float64) -> list[Float64]:
    """Pieces along a vehicle whose height stays the same; a piece with higher sides than its middle is three.

    So a cab is lower than what it pulls, and a load stands on a deck between boards.
    """
    slices = np.clip(((points[:, 0] + half_m[0]) / SLICE_M).astype(np.int64), 0, None)
    middle = np.abs(points[:, 1]) < half_m[1] - BOARD_M
    count = int(slices.max()) + 1
    tops = np.zeros((count, 2))
    np.maximum.at(tops[:, 0], slices[middle], points[middle, 2])
    np.maximum.at(tops[:, 1], slices[~middle], points[~middle, 2])
    starts = [0]
    for k in range(1, count):
        if np.abs(tops[k] - tops[starts[-1]]).max() > STEP_M:
            starts.append(k)
    out = []
    for first, end in itertools.pairwise([*starts, count]):
        inside = (slices >= first) & (slices < end)
        hollow = tops[first:end, 1].min() > tops[first:end, 0].max() + STEP_M
        masks = [inside & middle, inside & (points[:, 1] >= half_m[1] - BOARD_M)] if hollow else [inside]
        masks += [inside & (points[:, 1] <= BOARD_M - half_m[1])] if hollow else []
        out += [points[mask] for mask in masks if mask.sum() >= LEAST_POINTS]
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
