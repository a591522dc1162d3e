"""What loose bodies lie on: a level plane with kerbs, or the meshes of roads and land where they rise and fall."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.actor import Scenery
from scenes.asset import asset_of
from scenes.friction import tyre_friction
from scenes.scene import Scene
from simulator.physics.articulation import rest_poses
from simulator.physics.bullet_world import BulletWorld
from simulator.physics.solids import slabs_of

Float64 = NDArray[np.float64]

LEVEL_M = 0.2
"""Chosen: carriageways within this of z = 0 are the plane, pavements slabs on it: nothing falls through those."""
LEAST_M = 50.0
"""Chosen: smaller pieces of ground are patches and covers that lie on the others."""
NET_M = 5.0
"""Chosen: a plane so far below the lowest ground catches what falls through, so that all stays finite."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Surface:
    """Triangles of the ground, world frame: (V, 3) vertices, (F, 3) faces. is_land: grass, not a road."""

    vertices_m: Float64
    faces: NDArray[np.int64]
    is_land: bool


def surfaces_of(scene: Scene) -> tuple[Surface, ...]:
    """The scene's large pieces of ground, where roads are not level; none where they are."""
    found: list[Surface] = []
    level = True
    for piece in scene.scenery:
        semantic = asset_of(piece.asset).semantic
        if not semantic.startswith("flat."):
            continue
        surface = _surface(piece)
        if len(surface.faces) and np.ptp(surface.vertices_m[:, :2], axis=0).max() >= LEAST_M:
            found.append(surface)
            if not surface.is_land:
                level &= bool(np.abs(surface.vertices_m[:, 2]).max() <= LEVEL_M)
    return () if level else tuple(found)


def lay_ground(world: BulletWorld, scene: Scene) -> None:
    """Puts the ground of a scene into an empty world."""
    surfaces = surfaces_of(scene)
    road, land = (tyre_friction(scene.environment, kind) for kind in ("asphalt", "grass"))
    if not surfaces:
        world.add_plane(0.0, road)
        for slab in slabs_of(scene.road):
            world.add_slab(slab, road)
        return
    world.add_plane(min(float(surface.vertices_m[:, 2].min()) for surface in surfaces) - NET_M, land)
    for surface in surfaces:
        world.add_surface(surface.vertices_m, surface.faces, land if surface.is_land else road)


def _surface(piece: Scenery) -> Surface:
    asset = asset_of(piece.asset)
    at, _ = rest_poses(asset)
    vertices, faces, first = [], [], 0
    for k, part in enumerate(asset.parts):
        vertices.append(part.mesh.vertices_m.astype(np.float64) + at[k])
        faces.append(part.mesh.faces.astype(np.int64) + first)
        first += len(part.mesh.vertices_m)
    return Surface(
        vertices_m=piece.T_world_body.apply(np.concatenate(vertices)),
        faces=np.concatenate(faces),
        is_land=asset.semantic == "flat.terrain",
    )
