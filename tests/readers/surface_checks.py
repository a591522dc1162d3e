"""Independent measures of a surface: what it covers in the ground plane, how often, how far it lies off the road."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.roads.cross_section import CrossSection
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.patch import SurfacePatch

Float64 = NDArray[np.float64]


def flat_triangles(patch: SurfacePatch) -> NDArray[np.object_]:
    """The faces to stand on, seen from above."""
    return np.asarray(shapely.polygons(patch.vertices_m[patch.faces[~patch.upright]][:, :, :2]))


GRID_M = 1e-6
"""Of overlays that shall not lose whole triangles whose edges nearly lie on each other; slower than without."""
HAIR_M = 1e-4
"""Mean width of holes that are rounding; inscribed circles of such are not to be trusted."""


def covered(patch: SurfacePatch) -> shapely.Geometry:
    """What the surface covers."""
    triangles = flat_triangles(patch)
    quick = shapely.union_all(triangles)
    lost = abs(float(shapely.area(triangles).sum()) - quick.area) > 1e-3
    return shapely.union_all(triangles, grid_size=GRID_M) if lost else quick


def overlap_m2(patch: SurfacePatch) -> float:
    """Area that is covered more than once."""
    return float(shapely.area(flat_triangles(patch)).sum() - covered(patch).area)


def widest_gap_m(patch: SurfacePatch) -> float:
    """Width of the widest hole: twice the radius of the largest circle in it."""
    whole = covered(patch)
    parts = shapely.get_parts(whole)
    rings = shapely.get_rings(parts[shapely.get_num_interior_rings(parts) > 0])
    # A hair around an island makes a hole that the island fills.
    holes = shapely.get_parts(shapely.difference(shapely.polygons(rings), whole))
    wide = [h for h in holes if h.area > 0.0 and 4.0 * h.area / h.length > HAIR_M]
    return max((2.0 * shapely.minimum_bounding_radius(shapely.maximum_inscribed_circle(h)) for h in wide), default=0.0)


def expected_area_m2(road: Road, curve: RoadCurve) -> float:
    """Area of all lanes in the ground plane: the integral of (1 - curvature t) dt ds, by the midpoint rule."""
    total = 0.0
    for index in range(len(road.sections)):
        cross = CrossSection.of(road, index)
        edges = np.linspace(cross.start_m, cross.end_m, 20_001)
        s = 0.5 * (edges[1:] + edges[:-1])
        borders, bend = cross.borders_m(s), curve.plan_at(s).curvature_per_m
        low, high = borders[:, 0], borders[:, -1]
        total += float((((high - low) - 0.5 * bend * (high**2 - low**2)) * np.diff(edges)).sum())
    return total


def distance_off_m(patch: SurfacePatch, points_m: Float64) -> Float64:
    """How far points (N, 3) lie above or below the surface, along z; infinite where there is none."""
    level = patch.faces[~patch.upright]
    corners = patch.vertices_m[level]
    tree = shapely.STRtree(flat_triangles(patch))
    point, face = tree.query(shapely.points(points_m[:, :2]), predicate="dwithin", distance=1e-6)
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[face]
    offset = points_m[point] - corners[face, 0]
    height = np.einsum("ij,ij->i", normal, offset) / normal[:, 2]
    out = np.full(len(points_m), np.inf)
    np.minimum.at(out, point, np.abs(height))
    return out
