"""The surface of a whole network as one mesh: roads one by one, junctions as one area each."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.roads.network import RoadNetwork
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.fold import folds
from scenes.roads.surface.lane_grid import road_patch
from scenes.roads.surface.object_shapes import object_paint
from scenes.roads.surface.overlap import union_patch
from scenes.roads.surface.patch import SurfacePatch, joined_patches
from scenes.roads.surface.stamp import stamped

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class NetworkSurface:
    """All surfaces. patch: triangles with their kinds. road: (F,) index into the network's roads, -1 in junctions."""

    patch: SurfacePatch
    road: NDArray[np.int64]


@functools.lru_cache(maxsize=8)
def network_surface(network: RoadNetwork) -> NetworkSurface:
    """The surface of all roads and junctions, made once a process: the land is fitted to it, and it is drawn."""
    patches: list[SurfacePatch] = []
    owners: list[int] = []
    for index, road in enumerate(network.roads):
        if road.junction is None:
            curve = RoadCurve.of(road)
            patch = road_patch(road, curve)
            patch = union_patch([(road, curve)]) if folds(patch) else patch
            patches.append(stamped(patch, object_paint(road, curve)))
            owners.append(index)
    for roads in _inside_junctions(network):
        curves = [(road, RoadCurve.of(road)) for road in roads]
        paint = [one for road, curve in curves for one in object_paint(road, curve)]
        patches.append(stamped(union_patch(curves), paint))
        owners.append(-1)
    road_index = np.repeat(np.array(owners, dtype=np.int64), [len(patch.faces) for patch in patches])
    return NetworkSurface(patch=joined_patches(patches), road=road_index)


def _inside_junctions(network: RoadNetwork) -> list[Sequence[Road]]:
    """The connecting roads of each junction, in the network's order."""
    groups: dict[str, list[Road]] = {}
    for road in network.roads:
        if road.junction is not None:
            groups.setdefault(road.junction, []).append(road)
    return list(groups.values())


def vertex_normals(patch: SurfacePatch) -> Float64:
    """Unit normals of faces' corners (F, 3, 3): of surfaces a vertex's mean, of upright faces their own."""
    corners = patch.vertices_m[patch.faces]
    area = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    total = np.zeros((len(patch.vertices_m), 3))
    level = ~patch.upright
    for axis in range(3):
        weights = np.repeat(area[level, axis], 3)
        total[:, axis] = np.bincount(patch.faces[level].reshape(-1), weights, len(total))
    normals = np.where(patch.upright[:, None, None], area[:, None], total[patch.faces])
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-30))
