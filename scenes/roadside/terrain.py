"""The land around roads as one mesh: rings about all borders, cut by fields, joined to the roads without a gap."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, AssetSpec, BodyBox, Slot
from scenes.mesh import MeshBuilder
from scenes.roads.network import RoadNetwork
from scenes.roads.place import Place, Surroundings, network_of
from scenes.roads.surface.areas import GRID_M
from scenes.roads.surface.surface_mesh import NetworkSurface, network_surface
from scenes.roadside.height_field import HeightField
from scenes.roadside.land_kinds import BANDS, FAR_M, LAND, LAND_KINDS
from scenes.roadside.open_ends import OpenEnds, open_ends
from scenes.roadside.parcels import Parcel, field_lines, parcels_of
from scenes.roadside.relief import Relief
from scenes.roadside.road_areas import RoadAreas, road_areas

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

SKIRT_M = 0.4
"""Chosen: how far the land reaches down below the roads' borders, so that no ray passes a hair's gap."""
LEAST_FACE_M2 = 1e-6


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Ground:
    """Roads and land as surfaces to stand things on.

    ends: how the place goes on where roads end. vertices_m, faces, kind: the land's triangles, kind an index into
    LAND_KINDS. parcels: what lies beyond the verges. surface: of the roads. field: heights of both together, bridges
    left out where land lies below.
    """

    areas: RoadAreas
    ends: OpenEnds
    vertices_m: Float64
    faces: Int64
    kind: Int64
    parcels: tuple[Parcel, ...]
    surface: NetworkSurface
    field: HeightField


@functools.lru_cache(maxsize=8)
def ground_of(network: RoadNetwork, surroundings: Surroundings, seed: int) -> Ground:
    """The ground around a network, made once."""
    areas, surface = road_areas(network), network_surface(network)
    ends = open_ends(network, surroundings.setting, areas.covered)
    level = surface.patch.faces[~surface.patch.upright]
    roads = HeightField.of(surface.patch.vertices_m, level)
    rings = _rings(areas.covered, surroundings)
    lines, cells = field_lines(rings, surroundings, seed)
    faces = _faces([areas.covered, *rings, *(area for area, _ in ends.zones)], lines, areas.covered)
    xy, triangles, face_of = _triangulated(faces)
    distance = _distances(xy, areas.covered)
    relief = Relief.of(surroundings, areas.covered, roads, ends.drawn, seed)
    z = relief.at(xy, distance)
    rim = distance < 0.5 * GRID_M
    joined = roads.at(xy[rim])
    z[rim] = np.where(np.isfinite(joined), joined, z[rim])
    parcels = parcels_of(faces, rings, cells, surroundings, seed)
    kind = _kinds(faces, areas.covered, surroundings, parcels, ends)[face_of]
    vertices = np.column_stack([xy, z])
    both = np.concatenate([surface.patch.vertices_m, vertices])
    field = HeightField.of(both, np.concatenate([level, triangles + len(surface.patch.vertices_m)]))
    return Ground(
        areas=areas,
        ends=ends,
        vertices_m=vertices,
        faces=triangles,
        kind=kind,
        parcels=parcels,
        surface=surface,
        field=field,
    )


def _rings(rim: shapely.Geometry, surroundings: Surroundings) -> list[shapely.Geometry]:
    """The areas within each distance of the roads, growing; each holds the one before."""
    rings, area, at = [], rim, 0.0
    for reach in [*(band[0] for band in BANDS[surroundings.setting]), *FAR_M]:
        step = reach - at
        fine = min(0.04 * step, 2.0)
        area = shapely.buffer(shapely.simplify(area, fine), step, quad_segs=3 if reach < 60.0 else 5)
        area = shapely.set_precision(shapely.segmentize(shapely.simplify(area, fine), max(2.5, 0.6 * step)), GRID_M)
        rings.append(area)
        at = reach
    return rings


def _faces(areas: list[shapely.Geometry], lines: list[shapely.Geometry], rim: shapely.Geometry) -> NDArray[np.object_]:
    """The land cut along all lines at once, so that neighbours share their vertices."""
    borders = [shapely.boundary(area) for area in areas]
    cut = shapely.union_all([*borders, *lines], grid_size=GRID_M)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(cut)))
    faces = faces[shapely.area(faces) > LEAST_FACE_M2]
    shapely.prepare(rim)
    return np.asarray(faces[~shapely.contains(rim, shapely.point_on_surface(faces))])


def _triangulated(faces: NDArray[np.object_]) -> tuple[Float64, Int64, Int64]:
    """Corners (V, 2), triangles (F, 3) counter-clockwise from above, and the face that each lies in (F,)."""
    parts, face_of = shapely.get_parts(shapely.constrained_delaunay_triangles(faces), return_index=True)
    corners = shapely.get_coordinates(parts).reshape(-1, 4, 2)[:, :3]
    keys, index = np.unique(np.round(corners.reshape(-1, 2) / GRID_M), axis=0, return_inverse=True)
    xy, triangles = keys * GRID_M, index.reshape(-1, 3)
    a, b, c = (xy[triangles[:, k]] for k in range(3))
    turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    return xy, np.where((turn < 0.0)[:, None], triangles[:, ::-1], triangles), face_of


def _distances(xy: Float64, rim: shapely.Geometry) -> Float64:
    shapely.prepare(rim)
    return np.asarray(shapely.distance(rim, shapely.points(xy)))


def _kinds(
    faces: NDArray[np.object_],
    rim: shapely.Geometry,
    surroundings: Surroundings,
    parcels: tuple[Parcel, ...],
    ends: OpenEnds,
) -> Int64:
    """What each face is: its band's kind, or its parcel's beyond them; over all what is drawn on the land."""
    bands = BANDS[surroundings.setting]
    distance = shapely.distance(rim, shapely.point_on_surface(faces))
    index = np.searchsorted([band[0] for band in bands], distance)
    names = [*(band[2] for band in bands), bands[-1][2]]
    kind = np.array([LAND[name] for name in names])[index]
    for parcel in parcels:
        kind[list(parcel.faces)] = LAND[parcel.kind]
    for area, name in ends.zones:
        shapely.prepare(area)
        kind[shapely.contains(area, shapely.point_on_surface(faces))] = LAND[name]
    return np.asarray(kind, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadsideTerrain(AssetSpec):
    """The land around the roads of a network, out to the horizon; body frame: that of the world.

    seed: of hills and fields. Slots are the kinds of `LAND_KINDS` in their order.
    """

    network: RoadNetwork
    surroundings: Surroundings
    seed: int = 0

    def build(self) -> Asset:
        """One mesh with a skirt below the roads' borders."""
        return _terrain_asset(ground_of(self.network, self.surroundings, self.seed))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceTerrain(AssetSpec):
    """The same of a place, held as its description: small in a scene's record however large the place."""

    place: Place
    seed: int = 0

    def build(self) -> Asset:
        """One mesh with a skirt below the roads' borders."""
        return _terrain_asset(ground_of(network_of(self.place), self.place.surroundings(), self.seed))


def _terrain_asset(ground: Ground) -> Asset:
    builder = MeshBuilder()
    normals = _normals(ground.vertices_m, ground.faces)
    builder.add(ground.vertices_m, ground.faces, ground.kind, normals=normals[ground.faces])
    builder.add(*_skirt(ground), LAND["soil"], crease_rad=0.0)
    return Asset(
        name="roadside_terrain",
        semantic="flat.terrain",
        parts=(AssetPart(name="surface", mesh=builder.build()),),
        slots=tuple(Slot(material=kind.name, part="surface", semantic=kind.semantic) for kind in LAND_KINDS),
        materials=tuple((kind.name, kind.material) for kind in LAND_KINDS),
        box=BodyBox.around(ground.vertices_m),
    )


def _normals(vertices: Float64, faces: Int64) -> Float64:
    """Unit normals (V, 3), means over the triangles around each vertex weighted by their areas."""
    corners = vertices[faces]
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    total = np.stack([np.bincount(faces.reshape(-1), np.repeat(area[:, k], 3), len(vertices)) for k in range(3)], 1)
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-30))


def _skirt(ground: Ground) -> tuple[Float64, Int64]:
    """Upright quads below those edges of the land that have land on one side only."""
    start, end = ground.faces.reshape(-1), np.roll(ground.faces, -1, axis=1).reshape(-1)
    count = len(ground.vertices_m)
    alone = ~np.isin(start * count + end, end * count + start)
    a, b = ground.vertices_m[start[alone]], ground.vertices_m[end[alone]]
    down = np.array([0.0, 0.0, SKIRT_M])
    corners = np.stack([a, a - down, b - down, b], axis=1)
    first = 4 * np.arange(len(corners))[:, None]
    return corners.reshape(-1, 3), (first + np.array([0, 1, 2, 0, 2, 3])).reshape(-1, 3)
