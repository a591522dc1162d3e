"""From signed-distance fields to triangles: dual contouring of a grid, and regions of other colours cut into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.assets.fields import Field

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

PROJECTIONS = 2
"""Newton steps that bring vertices onto the surface; chosen: what is left is below a tenth of a millimetre."""
_CORNERS = np.array([(i, j, k) for i in (0, 1) for j in (0, 1) for k in (0, 1)])
_EDGES = [(a, b) for a in range(8) for b in range(a + 1, 8) if np.abs(_CORNERS[a] - _CORNERS[b]).sum() == 1]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Surface:
    """Triangles with normals. vertices_m: (V, 3). faces: (F, 3). normals: (V, 3) unit. label: (F,) which region."""

    vertices_m: Float64
    faces: Int64
    normals: Float64
    label: Int64

    @property
    def corner_normals(self) -> Float64:
        """(F, 3, 3), as mesh builders take them."""
        return np.asarray(self.normals[self.faces], dtype=np.float64)


def contour(field: Field, cell_m: float) -> Surface:
    """The zero surface by surface nets (Gibson 1998): a vertex a cell that it passes, at the middle of its crossings.

    Vertices are then moved along the gradient onto the surface. Raises ValueError where the grid meets no surface.
    """
    low = np.floor(field.low_m / cell_m - 1.5) * cell_m
    count = np.ceil((field.high_m - low) / cell_m + 1.5).astype(int) + 1
    axes = [low[k] + cell_m * np.arange(count[k]) for k in range(3)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    values = field.distance(points).reshape(tuple(count))
    inside = values < 0.0
    cells, place = _cells(values, inside)
    if not len(cells):
        raise ValueError(f"no surface between {field.low_m.tolist()} and {field.high_m.tolist()} m")
    vertices = low + cell_m * place
    index = np.full(tuple(count - 1), -1, dtype=np.int64)
    index[tuple(cells.T)] = np.arange(len(cells))
    faces = _faces(inside, index)
    vertices = _projected(field, vertices, cell_m)
    faces = _shorter_diagonals(vertices, faces)
    return Surface(
        vertices_m=vertices,
        faces=faces,
        normals=gradient(field, vertices, 0.15 * cell_m),
        label=np.zeros(len(faces), dtype=np.int64),
    )


def _projected(field: Field, vertices: Float64, cell_m: float) -> Float64:
    """Vertices moved onto the surface along the gradient where they were, by forward differences."""
    value = field.distance(vertices)
    step = 0.05 * cell_m
    slope = np.column_stack([field.distance(vertices + step * axis) - value for axis in np.eye(3)])
    slope /= np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-12)
    limit = 0.4 * cell_m
    for _ in range(PROJECTIONS):
        vertices = vertices - np.clip(value, -limit, limit)[:, None] * slope
        value = field.distance(vertices)
    return vertices


def gradient(field: Field, points: Float64, step_m: float) -> Float64:
    """Unit gradients (N, 3) by central differences."""
    parts = [field.distance(points + step_m * axis) - field.distance(points - step_m * axis) for axis in np.eye(3)]
    slope = np.column_stack(parts)
    return np.asarray(slope / np.maximum(np.linalg.norm(slope, axis=1, keepdims=True), 1e-12))


def painted(surface: Surface, regions: Sequence[Field]) -> Surface:
    """The surface cut along the borders of regions: faces inside region k get label k + 1; later regions lie on top."""
    for number, region in enumerate(regions):
        surface = _cut(surface, region.distance(surface.vertices_m), number + 1)
    return surface


def _cells(values: Float64, inside: NDArray[np.bool_]) -> tuple[Int64, Float64]:
    """Indices (C, 3) of cells that the surface passes, and the means of their edges' crossings (C, 3), in cells."""
    size = [n - 1 for n in values.shape]
    windows = [tuple(slice(o, o + n) for o, n in zip(corner, size, strict=True)) for corner in _CORNERS]
    full = np.sum([inside[w] for w in windows], axis=0)
    cells = np.argwhere((full > 0) & (full < 8))
    at = [values[tuple((cells + corner).T)] for corner in _CORNERS]
    total, hits = np.zeros((len(cells), 3)), np.zeros(len(cells))
    for a, b in _EDGES:
        crossed = (at[a] < 0.0) != (at[b] < 0.0)
        share = np.where(crossed, at[a] / np.where(crossed, at[a] - at[b], 1.0), 0.0)
        total += crossed[:, None] * (_CORNERS[a] + share[:, None] * (_CORNERS[b] - _CORNERS[a]))
        hits += crossed
    return cells, cells + total / hits[:, None]


def _faces(inside: NDArray[np.bool_], index: Int64) -> Int64:
    """Quads (Q, 4) around every grid edge that the surface crosses, counter-clockwise seen from outside."""
    out = []
    for axis in range(3):
        first, second = (axis + 1) % 3, (axis + 2) % 3
        here = np.moveaxis(inside, (axis, first, second), (0, 1, 2))
        cell = np.moveaxis(index, (axis, first, second), (0, 1, 2))
        i, j, k = np.nonzero(here[:-1, 1:-1, 1:-1] != here[1:, 1:-1, 1:-1])
        j, k = j + 1, k + 1
        quad = np.column_stack([cell[i, j - 1, k - 1], cell[i, j, k - 1], cell[i, j, k], cell[i, j - 1, k]])
        out.append(np.where(here[i, j, k][:, None], quad, quad[:, ::-1]))
    return np.concatenate(out)


def _shorter_diagonals(vertices: Float64, quads: Int64) -> Int64:
    """Two triangles a quad, along its shorter diagonal."""
    a, b, c, d = (vertices[quads[:, k]] for k in range(4))
    straight = (np.linalg.norm(c - a, axis=1) <= np.linalg.norm(d - b, axis=1))[:, None]
    one = np.where(straight, quads[:, [0, 1, 2]], quads[:, [0, 1, 3]])
    two = np.where(straight, quads[:, [0, 2, 3]], quads[:, [1, 2, 3]])
    return np.concatenate([one, two])


def _cut(surface: Surface, values: Float64, label: int) -> Surface:
    """Triangles split along the zero line of values (V,); those on its negative side get the label."""
    values = np.where(np.abs(values) < 1e-6, 1e-6, values)
    faces, negative = surface.faces, values[surface.faces] < 0.0
    count = negative.sum(axis=1)
    whole = (count == 0) | (count == 3)
    kept_label = np.where(count[whole] == 3, label, surface.label[whole])
    # turned so that the corner that is alone on its side comes first
    f, n = faces[~whole], negative[~whole]
    alone = np.where(n.sum(axis=1) == 1, np.argmax(n, axis=1), np.argmin(n, axis=1))
    rows = np.arange(len(f))
    a, b, c = (f[rows, (alone + k) % 3] for k in range(3))
    edges = np.sort(np.concatenate([np.column_stack([a, b]), np.column_stack([a, c])]), axis=1)
    unique, where = np.unique(edges, axis=0, return_inverse=True)
    where = where.reshape(-1) + len(surface.vertices_m)
    p, q = where[: len(f)], where[len(f) :]
    share = (values[unique[:, 0]] / (values[unique[:, 0]] - values[unique[:, 1]]))[:, None]
    vertices = surface.vertices_m[unique[:, 0]] * (1 - share) + surface.vertices_m[unique[:, 1]] * share
    normals = surface.normals[unique[:, 0]] * (1 - share) + surface.normals[unique[:, 1]] * share
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    old = surface.label[~whole]
    first = np.where(n[rows, alone], label, old)
    second = np.where(n[rows, alone], old, label)
    return Surface(
        vertices_m=np.concatenate([surface.vertices_m, vertices]),
        faces=np.concatenate(
            [faces[whole], np.column_stack([a, p, q]), np.column_stack([p, b, c]), np.column_stack([p, c, q])]
        ),
        normals=np.concatenate([surface.normals, normals]),
        label=np.concatenate([kept_label, first, second, second]),
    )
