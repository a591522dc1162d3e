"""A scene at one time as world-space triangles, one mesh a material and lamp state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.pose import rotation_of
from simulator.physics.history import LinkPoses
from simulator.render.geometry import SceneTables

Float32 = NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Patch:
    """Triangles of one material. corners_m, normals: (F, 3, 3) float32 world frame. link, primitive: (F,) int32, the
    triangle's rigid part and its number there. material: index into the scene's materials. lit: its lamp is on.
    """

    material: int
    lit: bool
    corners_m: Float32
    normals: Float32
    link: NDArray[np.int32]
    primitive: NDArray[np.int32]


def patches_of(
    tables: SceneTables, poses: LinkPoses, lit: NDArray[np.bool_], links: Sequence[int]
) -> tuple[Patch, ...]:
    """The given links at their poses. lit: (instances + 1, materials) whether a material's lamp shines there."""
    if not len(links):
        return ()
    hosts = [tables.links[k].asset.parts[tables.links[k].part].mesh for k in links]
    corners = [_placed(poses, k, mesh.vertices_m)[mesh.faces] for k, mesh in zip(links, hosts, strict=True)]
    normals = [_turned(poses, k, mesh.corner_normals) for k, mesh in zip(links, hosts, strict=True)]
    count = [mesh.triangles for mesh in hosts]
    link = np.repeat(np.asarray(links, dtype=np.int32), count)
    primitive = np.concatenate([np.arange(n, dtype=np.int32) for n in count])
    slots = [tables.slot_offset[k] + mesh.face_slot for k, mesh in zip(links, hosts, strict=True)]
    material = tables.slot_material[np.concatenate(slots)]
    shines = lit[tables.link_instance[link], material]
    group = 2 * material + shines
    order = np.argsort(group, kind="stable")
    cuts = np.flatnonzero(np.diff(group[order], prepend=-1))
    all_corners, all_normals = np.concatenate(corners), np.concatenate(normals)
    return tuple(
        Patch(
            material=int(group[chosen[0]]) // 2,
            lit=bool(group[chosen[0]] % 2),
            corners_m=all_corners[chosen],
            normals=all_normals[chosen],
            link=link[chosen],
            primitive=primitive[chosen],
        )
        for chosen in np.split(order, cuts[1:])
    )


def _placed(poses: LinkPoses, link: int, points_m: Float32) -> Float32:
    rotation = rotation_of(poses.rotation_xyzw[link])
    return np.asarray(points_m @ rotation.T + poses.position_m[link], dtype=np.float32)


def _turned(poses: LinkPoses, link: int, directions: Float32) -> Float32:
    return np.asarray(directions @ rotation_of(poses.rotation_xyzw[link]).T, dtype=np.float32)


def mesh_of(mi: Any, patch: Patch, bsdf: Any, emitter: Any | None) -> Any:
    """The `mi.Mesh` of a patch, with unshared vertices so that every corner keeps its own normal."""
    properties = mi.Properties()
    properties["surface"] = bsdf
    if emitter is not None:
        properties["emitter"] = emitter
    faces = len(patch.link)
    mesh = mi.Mesh("patch", 3 * faces, faces, has_vertex_normals=True, props=properties)
    buffers = mi.traverse(mesh)
    buffers["vertex_positions"] = patch.corners_m.reshape(-1)
    buffers["vertex_normals"] = patch.normals.reshape(-1)
    buffers["faces"] = np.arange(3 * faces, dtype=np.uint32)
    buffers.update()
    return mesh
