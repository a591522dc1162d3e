"""What of the scenery stands in the way of loose bodies: rails, walls, poles, trunks, buildings."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Scenery
from scenes.asset import Asset, asset_of
from scenes.pose import Body, Box, Pose, World
from simulator.physics.bullet_world import BulletWorld
from simulator.physics.hulls import LEAST_POINTS, mass_properties, support_points, vertices_of
from simulator.physics.solids import Slab, Solid

Float64 = NDArray[np.float64]

REACHABLE_M = 3.0
"""Chosen: of what is higher above its foot nothing is met."""
YIELDING_M = 1.2
"""Chosen: poles no higher, such as delineators, bend down under a vehicle."""
SLENDER_M = 1.2
"""Chosen: things no wider than this near the ground are one hull."""
RAIL_M = 0.3
"""Chosen: rails, walls and fences are at least so thick, so that nothing fast gets through."""
SWEPT = ("static.guard_rail", "static.wall", "static.fence")
EVERY = 12
"""Chosen: states between two looks at what is near: a twentieth of a second."""
AHEAD_S = 0.15
"""Chosen: what loose bodies may reach within this time is entered, longer than between two looks."""


class Obstacles:
    """The scenery of a clip, entered piece by piece where loose bodies come near."""

    def __init__(self, world: BulletWorld, scenery: Sequence[Scenery]) -> None:
        self._world = world
        self._waiting = [piece for piece in scenery if _stands_in_the_way(asset_of(piece.asset))]
        self._centre = np.array([_centre(piece)[0] for piece in self._waiting]).reshape(-1, 3)
        self._radius = np.array([_centre(piece)[1] for piece in self._waiting])
        self._entered = np.zeros(len(self._waiting), dtype=np.bool_)

    def enter(self, index: int, loose_m: Float64, radius_m: Float64, speed_mps: Float64) -> None:
        """Those that loose bodies, at (F, 3) with radii and speeds (F,), may soon reach."""
        if index % EVERY or not len(self._waiting):
            return
        offset = loose_m[:, None, :2] - self._centre[None, :, :2]
        reach = (radius_m + AHEAD_S * speed_mps)[:, None] + self._radius[None]
        near = (np.einsum("fkc,fkc->fk", offset, offset) < reach**2).any(axis=0) & ~self._entered
        for k in np.flatnonzero(near).tolist():
            self._entered[k] = True
            _put(self._world, self._waiting[k])


def _stands_in_the_way(asset: Asset) -> bool:
    if asset.semantic == "static.vegetation":
        return "bark" in {slot.material for slot in asset.slots}
    slender = asset.semantic == "static.pole" and asset.box.height_m <= YIELDING_M
    return asset.semantic.startswith(("static.", "static_object.")) and not slender and asset.box.height_m > 0.0


def _centre(piece: Scenery) -> tuple[Float64, float]:
    box = asset_of(piece.asset).box
    middle = piece.T_world_body.apply(np.array(box.T_body_box.translation_m))
    return middle, 0.5 * math.hypot(box.length_m, box.width_m)


def _put(world: BulletWorld, piece: Scenery) -> None:
    """As slabs along its path, a hull, its box or its triangles near the ground."""
    asset, pose = asset_of(piece.asset), piece.T_world_body
    path = getattr(piece.asset, "path_m", None)
    if path is not None and asset.semantic.startswith(SWEPT):
        for slab in _along(cast("Sequence[tuple[float, float, float]]", path), asset.box.height_m, pose):
            world.add_wall(slab)
        return
    if asset.semantic == "static.building":
        world.add_wall(_box(asset, pose))
        return
    points = vertices_of(asset)
    if asset.semantic == "static.vegetation":
        points = _of_bark(asset)
    low = points[points[:, 2] < REACHABLE_M]
    if len(low) >= LEAST_POINTS and np.ptp(low[:, :2], axis=0).max() <= SLENDER_M:
        _put_hull(world, low, pose)
    elif len(low) >= LEAST_POINTS and asset.semantic != "static.vegetation":
        vertices, faces = _triangles(asset)
        world.add_mesh(pose.apply(vertices), faces[vertices[faces][:, :, 2].min(axis=1) < REACHABLE_M])


def _put_hull(world: BulletWorld, points: Float64, pose: Pose[World, Body]) -> None:
    hull = support_points(points)
    centre, _ = mass_properties(hull)
    half = 0.5 * np.ptp(hull, axis=0)
    solid = Solid(shape="hull", half_m=(float(half[0]), float(half[1]), float(half[2])), hulls=(hull - centre,))
    world.add_solid(solid, "static", 0.0, pose.apply(centre).tolist(), pose.rotation_xyzw)


def _along(path: Sequence[tuple[float, float, float]], height_m: float, pose: Pose[World, Body]) -> list[Slab]:
    """One box a piece of a path."""
    points = pose.apply(np.array(path))
    return [
        Slab(
            half_m=(0.5 * math.hypot(b[0] - a[0], b[1] - a[1]), 0.5 * RAIL_M, 0.5 * height_m),
            T_world_slab=Pose.planar(
                0.5 * (a[0] + b[0]),
                0.5 * (a[1] + b[1]),
                math.atan2(b[1] - a[1], b[0] - a[0]),
                0.5 * (a[2] + b[2]) + 0.5 * height_m,
            ),
        )
        for a, b in itertools.pairwise(points.tolist())
    ]


def _box(asset: Asset, pose: Pose[World, Body]) -> Slab:
    box = asset.box
    middle: Pose[World, Box] = pose @ box.T_body_box @ Pose(translation_m=(0.0, 0.0, 0.5 * box.height_m))
    return Slab(half_m=(0.5 * box.length_m, 0.5 * box.width_m, 0.5 * box.height_m), T_world_slab=middle)


def _of_bark(asset: Asset) -> Float64:
    """(N, 3) corners of the trunk's and branches' faces."""
    vertices, faces = _triangles(asset)
    bark = [k for k, slot in enumerate(asset.slots) if slot.material == "bark"]
    slots = np.concatenate([part.mesh.face_slot for part in asset.parts])
    return np.asarray(vertices[np.unique(faces[np.isin(slots, bark)])], dtype=np.float64)


def _triangles(asset: Asset) -> tuple[Float64, NDArray[np.int64]]:
    """(V, 3) vertices and (F, 3) faces of all parts, in the body frame."""
    vertices, faces, first = [], [], 0
    for k, part in enumerate(asset.parts):
        vertices.append(vertices_of(asset, [k], every=1))
        faces.append(part.mesh.faces.astype(np.int64) + first)
        first += len(part.mesh.vertices_m)
    return np.concatenate(vertices), np.concatenate(faces)
