"""Paint of any shape on a surface of triangles: cut along its edges, each piece in the plane of its triangle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.roads.surface.kinds import KIND
from scenes.roads.surface.object_shapes import ObjectPaint
from scenes.roads.surface.patch import SurfacePatch, joined_patches

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

LEAST_M2 = 1e-7  # chosen: smaller pieces of triangles are rounding
_BARE = frozenset(KIND[name] for name in ("sidewalk", "kerb", "median", "terrain", "green", "verge", "rail"))
"""Kinds of surface that no paint of roads lies on."""


def stamped(patch: SurfacePatch, paint: Sequence[ObjectPaint]) -> SurfacePatch:
    """The patch with paint on the surfaces that carry any; later paint covers earlier."""
    rows = np.flatnonzero(~patch.upright & ~np.isin(patch.kind, list(_BARE)))
    if not paint or not len(rows):
        return patch
    corners = patch.vertices_m[patch.faces[rows]]
    triangles = shapely.polygons(corners[:, :, :2])
    tree = shapely.STRtree(triangles)
    pieces: dict[int, list[tuple[int, shapely.Geometry]]] = defaultdict(list)
    for kind, polygon in _disjoint(paint):
        hit = tree.query(polygon, predicate="intersects")
        for index, piece in zip(hit.tolist(), shapely.intersection(triangles[hit], polygon), strict=True):
            if piece.area > LEAST_M2:
                pieces[index].append((kind, piece))
    if not pieces:
        return patch
    parts, kinds, owner = [], [], []
    for index, cut in pieces.items():
        covered = shapely.union_all([piece for _, piece in cut])
        rest = shapely.difference(triangles[index], covered)
        for kind, shape in [*cut, (int(patch.kind[rows[index]]), rest)]:
            parts.append(shape)
            kinds.append(kind)
            owner.append(index)
    made = _faces(np.array(parts, dtype=object), np.array(kinds), rows[np.array(owner)], patch)
    keep = np.ones(len(patch.faces), dtype=bool)
    keep[rows[list(pieces)]] = False
    kept = SurfacePatch(
        vertices_m=patch.vertices_m,
        faces=patch.faces[keep],
        kind=patch.kind[keep],
        lane=patch.lane[keep],
        upright=patch.upright[keep],
    )
    return joined_patches([kept, made])


def _disjoint(paint: Sequence[ObjectPaint]) -> list[tuple[int, shapely.Geometry]]:
    """Connected pieces of paint that do not overlap, with their kinds."""
    made: list[tuple[int, shapely.Geometry]] = []
    taken = shapely.Polygon()
    groups: list[tuple[int, list[shapely.Geometry]]] = []
    for one in reversed(paint):
        if not groups or groups[-1][0] != one.kind:
            groups.append((one.kind, []))
        groups[-1][1].append(one.polygon)
    for kind, polygons in groups:
        whole = shapely.union_all(polygons)
        fresh = shapely.difference(whole, taken)
        made += [(kind, part) for part in shapely.get_parts(fresh) if part.geom_type == "Polygon"]
        taken = shapely.union(taken, whole)
    return made


def _faces(shapes: NDArray[np.object_], kinds: Int64, source: Int64, patch: SurfacePatch) -> SurfacePatch:
    """Triangles of polygons, each at the height of the face that it was cut from."""
    polygons, of_shape = shapely.get_parts(shapes, return_index=True)
    areal = (shapely.get_dimensions(polygons) == 2) & (shapely.area(polygons) > LEAST_M2)
    polygons, of_shape = polygons[areal], of_shape[areal]
    cells, of_polygon = shapely.get_parts(shapely.constrained_delaunay_triangles(polygons), return_index=True)
    xy = shapely.get_coordinates(cells).reshape(-1, 4, 2)[:, :3]
    a, b, c = xy[:, 0], xy[:, 1], xy[:, 2]
    turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    xy = np.where((turn < 0.0)[:, None, None], xy[:, ::-1], xy)
    shape = of_shape[of_polygon]
    face = source[shape]
    base = patch.vertices_m[patch.faces[face]]
    normal = np.cross(base[:, 1] - base[:, 0], base[:, 2] - base[:, 0])
    offset = xy - base[:, None, 0, :2]
    z = base[:, None, 0, 2] - (offset * normal[:, None, :2]).sum(axis=2) / normal[:, None, 2]
    big = np.abs(turn) > 2.0 * LEAST_M2
    vertices = np.concatenate([xy, z[..., None]], axis=2)[big].reshape(-1, 3)
    return SurfacePatch(
        vertices_m=vertices,
        faces=np.arange(len(vertices)).reshape(-1, 3),
        kind=kinds[shape][big],
        lane=patch.lane[face][big],
        upright=np.zeros(int(big.sum()), dtype=bool),
    )
