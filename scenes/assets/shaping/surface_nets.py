"""Closed triangle meshes of implicit surfaces: naive surface nets (Gibson 1998), drawn onto them by Newton steps.

One vertex a crossed cell makes squarer triangles, and half as many, as marching cubes; every edge has two faces.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
Distance = Callable[[Float64], Float64]
"""Signed distance (N,) of points (N, 3): negative inside."""

NEWTON_STEPS = 3
"""Chosen: vertices of smooth fields then lie on the surface within a thousandth of a cell."""
STEP_SHARE = 1e-3
"""Step of the differences that make gradients, in cells; chosen between rounding and curvature."""


def surface_net(field: Distance, low_m: Float64, high_m: Float64, cell_m: float) -> tuple[Float64, Int64, Float64]:
    """Vertices (V, 3), faces (F, 3) counter-clockwise from outside and unit normals (V, 3) of the surface field = 0.

    Cells are cubes about the box from low_m to high_m, which must hold all of the surface.
    Raises ValueError where the surface leaves the box, or is not met by the grid at all.
    """
    origin = low_m - 1.5 * cell_m
    shape = tuple(int(n) for n in np.ceil((high_m - low_m) / cell_m) + 4)
    axes = [origin[k] + cell_m * np.arange(shape[k]) for k in range(3)]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    values = field(points).reshape(shape)
    inside = values < 0.0
    if not inside.any():
        raise ValueError(f"an implicit surface has no point of the grid inside: cells of {cell_m} m are too large")
    rim = np.ones(shape, dtype=bool)
    rim[1:-1, 1:-1, 1:-1] = False
    if inside[rim].any():
        raise ValueError("an implicit surface reaches beyond the box that is meshed")
    cells, middle = _cell_vertices(values, inside)
    vertices = origin + cell_m * middle
    normals = np.zeros_like(vertices)
    for _ in range(NEWTON_STEPS):
        value, normals, slope = _gradient(field, vertices, cell_m)
        step = np.clip(value / np.maximum(slope, 0.2), -0.5 * cell_m, 0.5 * cell_m)
        vertices = vertices - step[:, None] * normals
    _, normals, _ = _gradient(field, vertices, cell_m)
    return vertices, _faces(inside, cells, vertices), normals


def _cell_vertices(values: Float64, inside: NDArray[np.bool_]) -> tuple[Int64, Float64]:
    """Vertex number of every cell (nx-1, ny-1, nz-1), -1 for none, and vertices (V, 3) in grid units."""
    sizes = tuple(n - 1 for n in values.shape)
    total = np.zeros((*sizes, 3))
    count = np.zeros(sizes)
    for axis in range(3):
        others = [k for k in range(3) if k != axis]
        for a, b in itertools.product((0, 1), repeat=2):
            start = [0, 0, 0]
            start[others[0]], start[others[1]] = a, b
            end = list(start)
            end[axis] = 1
            here = tuple(slice(s, s + n) for s, n in zip(start, sizes, strict=True))
            there = tuple(slice(s, s + n) for s, n in zip(end, sizes, strict=True))
            crossed = inside[here] != inside[there]
            span = values[here] - values[there]
            share = np.where(crossed, values[here] / np.where(crossed, span, 1.0), 0.0)
            count += crossed
            for k in range(3):
                total[..., k] += np.where(crossed, share if k == axis else start[k], 0.0)
    used = count > 0
    cells = np.full(sizes, -1, dtype=np.int64)
    cells[used] = np.arange(int(used.sum()))
    corner = np.argwhere(used).astype(np.float64)
    return cells, corner + total[used] / count[used][:, None]


def _faces(inside: NDArray[np.bool_], cells: Int64, vertices: Float64) -> Int64:
    """Two triangles for each grid edge that crosses the surface, cut along the shorter diagonal."""
    quads = []
    for axis in range(3):
        b, c = (axis + 1) % 3, (axis + 2) % 3
        here = [slice(1, -1)] * 3
        there = [slice(1, -1)] * 3
        here[axis], there[axis] = slice(0, -1), slice(1, None)
        first, second = inside[tuple(here)], inside[tuple(there)]
        at = np.argwhere(first != second)
        leaving = first[first != second]
        at[:, b] += 1
        at[:, c] += 1
        around = []
        for db, dc in ((-1, -1), (0, -1), (0, 0), (-1, 0)):
            shifted = at.copy()
            shifted[:, b] += db
            shifted[:, c] += dc
            around.append(cells[tuple(shifted.T)])
        quad = np.stack(around, axis=1)
        quads.append(np.where(leaving[:, None], quad, quad[:, ::-1]))
    quad = np.concatenate(quads)
    p = vertices[quad]
    straight = np.linalg.norm(p[:, 0] - p[:, 2], axis=1) <= np.linalg.norm(p[:, 1] - p[:, 3], axis=1)
    one = np.where(straight[:, None], quad[:, [0, 1, 2]], quad[:, [0, 1, 3]])
    two = np.where(straight[:, None], quad[:, [0, 2, 3]], quad[:, [1, 2, 3]])
    return np.stack([one, two], axis=1).reshape(-1, 3)


def _gradient(field: Distance, points: Float64, cell_m: float) -> tuple[Float64, Float64, Float64]:
    """Value (N,), unit gradient (N, 3) and its length (N,), by differences over a tetrahedron (Quilez)."""
    step = STEP_SHARE * cell_m
    corners = np.array([[1.0, -1.0, -1.0], [-1.0, -1.0, 1.0], [-1.0, 1.0, -1.0], [1.0, 1.0, 1.0]])
    around = field((points[None] + step * corners[:, None]).reshape(-1, 3)).reshape(4, -1)
    gradient = np.einsum("kn,kj->nj", around, corners) / (4.0 * step)
    length = np.linalg.norm(gradient, axis=1)
    unit = gradient / np.maximum(length, 1e-12)[:, None]
    return around.mean(axis=0), unit, length
