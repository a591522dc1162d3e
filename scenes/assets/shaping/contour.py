"""From signed-distance fields to triangles: surfaces with normals, and regions of other colours cut into them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.fields import Field
from scenes.assets.shaping.surface_nets import surface_net

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]


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
    """The zero surface by surface nets of cubic cells, whose grid is symmetric about the origin.

    Raises ValueError where the grid meets no surface.
    """
    low = (np.floor(field.low_m / cell_m) - 1.0) * cell_m
    high = (np.ceil(field.high_m / cell_m) + 1.0) * cell_m
    vertices, faces, normals = surface_net(field.distance, low, high, cell_m)
    return Surface(vertices_m=vertices, faces=faces, normals=normals, label=np.zeros(len(faces), dtype=np.int64))


def painted(surface: Surface, regions: Sequence[Field]) -> Surface:
    """The surface cut along the borders of regions: faces inside region k get label k + 1; later regions lie on top."""
    for number, region in enumerate(regions):
        surface = _cut(surface, region.distance(surface.vertices_m), number + 1)
    return surface


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
