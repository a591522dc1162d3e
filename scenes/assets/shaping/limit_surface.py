"""Points and normals of the surface that Catmull-Clark subdivision tends to: Halstead, Kass & DeRose 1993."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from scenes.assets.shaping.subdivision import (
    Cage,
    Edges,
    Float64,
    Int64,
    VertexRule,
    edges_of,
    starts,
    summed,
    vertex_points,
)

LIMIT = VertexRule(lambda n: ((n - 1.0) / (n + 5.0), 2.0 / (n + 5.0), 4.0 / (n + 5.0)), 2.0 / 3.0)
"""(n^2 v + 4 sum e + sum f) / (n (n + 5)) of quadrilaterals, whose far corner is f = 4 middle - v - e - e'."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Surface:
    """Triangles of a limit surface. vertices_m: (V, 3). faces: (F, 3). corner_normals: (F, 3, 3), unit. tags: (F,).

    values: (V, D) as in `Cage`.
    """

    vertices_m: Float64
    faces: Int64
    corner_normals: Float64
    tags: Int64
    values: Float64


def limit_surface(control: Cage) -> Surface:
    """The cage's vertices moved to where infinite subdivision would take them, with the normals there.

    Normals are those of the limit surface away from creases; at creases and boundaries they are averaged on each side.
    """
    edges = edges_of(control)
    normals = _corner_normals(control, edges)
    placed = vertex_points(control, edges, control.vertices_m, LIMIT)
    values = vertex_points(control, edges, control.values, LIMIT)
    fan = np.flatnonzero(edges.following > np.arange(len(control.corners)))
    first = starts(control.sizes)[edges.face]
    fan = fan[fan != first[fan]]  # triangles (first, k, k + 1)
    corner = np.stack([first[fan], fan, edges.following[fan]], axis=1)
    return Surface(
        vertices_m=placed,
        faces=control.corners[corner],
        corner_normals=normals[corner],
        tags=control.tags[edges.face[fan]],
        values=values,
    )


def _corner_normals(control: Cage, edges: Edges) -> Float64:
    """Normals (K, 3) of all corners."""
    own = _facing(control, edges)
    soft = edges.sharpness[edges.of_corner] <= 0.0
    order = np.argsort(edges.of_corner, kind="stable")
    order = order[soft[order]]
    here, there = order[0::2], order[1::2]  # both corners of each smooth edge
    links_a = np.concatenate([here, edges.following[here]])
    links_b = np.concatenate([edges.following[there], there])
    size = len(control.corners)
    graph = coo_array((np.ones(len(links_a)), (links_a, links_b)), shape=(size, size))
    groups, group = connected_components(graph, directed=False)
    normals = _unit(summed(group.astype(np.int64), own, groups))[group]
    inner = _smooth_normals(control, edges)
    exact = np.asarray(np.isfinite(inner).all(axis=1))[control.corners]
    return np.where(exact[:, None], inner[control.corners], normals)


def _facing(control: Cage, edges: Edges) -> Float64:
    """The normal of each corner's own two edges (K, 3), as long as the area between them."""
    here = control.vertices_m[control.corners]
    return np.cross(here[edges.following] - here, here[edges.preceding] - here)


def _smooth_normals(control: Cage, edges: Edges) -> Float64:
    """Normals (V, 3) of the limit surface, not a number at creases, boundaries and beside other faces than quads."""
    count, size = len(control.vertices_m), len(control.corners)
    valence = np.bincount(control.corners, minlength=count)
    blocked = np.zeros(count, dtype=bool)
    blocked[edges.ends[edges.sharpness > 0.0].reshape(-1)] = True
    blocked[control.corners[control.sizes[edges.face] != 4]] = True
    twin = np.full(size, -1)
    order = np.argsort(edges.of_corner, kind="stable")
    paired = order[edges.uses[edges.of_corner[order]] == 2]
    twin[paired[0::2]], twin[paired[1::2]] = paired[1::2], paired[0::2]
    start = np.full(count, -1)
    start[control.corners[::-1]] = np.arange(size)[::-1]
    inner = np.flatnonzero((start >= 0) & ~blocked & (valence >= 3))
    n, at = valence[inner].astype(np.float64), start[inner]
    tangents = np.zeros((2, len(inner), 3))
    cosine = np.cos(2 * np.pi / n)
    spoke = 1.0 + cosine + np.cos(np.pi / n) * np.sqrt(2.0 * (9.0 + cosine))
    for k in range(int(valence[inner].max(initial=0))):
        turning = (k < n)[:, None]
        for axis in range(2):
            angle = 2 * np.pi * (k - axis * n / 4) / n  # the second tangent is a sine
            edge = (spoke * np.cos(angle))[:, None] * control.vertices_m[control.corners[edges.following[at]]]
            opposite = edges.following[edges.following[at]]
            face = (np.cos(angle) + np.cos(angle + 2 * np.pi / n))[:, None]
            tangents[axis] += np.where(turning, edge + face * control.vertices_m[control.corners[opposite]], 0.0)
        at = np.where(k < n, twin[edges.preceding[at]], at)
    out = np.full((count, 3), np.nan)
    normal = np.cross(tangents[0], tangents[1])
    length = np.linalg.norm(normal, axis=1, keepdims=True)
    out[inner] = np.where(length > 1e-14, normal / np.maximum(length, 1e-14), np.nan)
    return out


def _unit(vectors: Float64) -> Float64:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-30))
