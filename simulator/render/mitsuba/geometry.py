"""A scene at one time as world-space triangles, one mesh a material, lamp state and slope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scenes.pose import rotation_of
from simulator.physics.history import LinkPoses
from simulator.render.geometry import SceneTables
from simulator.render.snow import SNOW_KINDS, carriers

Float32 = NDArray[np.float32]


SLOPES = 4
"""Steps between walls and level ground in which water differs (chosen)."""
STEEP, LEVEL = 0.6, 0.95
"""Upward components of normals: water runs off below the first and stays above the second (kernels/wetness.py)."""


class LampState(IntEnum):
    """Whether a surface shines; a LENS is what one sees of a lamp that is a light source of its own."""

    DARK = 0
    LIT = 1
    LENS = 2


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Patch:
    """Triangles of one material. corners_m, normals: (F, 3, 3) float32 world frame. uv: (F, 3, 2) texture coordinates,
    (0, 0) at an image's upper left. link, primitive: (F,) int32, the triangle's rigid part and its number there.
    material: index into the scene's materials. upward_share: 1 for level ground, 0 for walls, in steps.
    snow_kind: how its classes carry snow (`simulator.render.snow`).
    """

    material: int
    state: LampState
    upward_share: float
    snow_kind: int
    corners_m: Float32
    normals: Float32
    uv: Float32
    link: NDArray[np.int32]
    primitive: NDArray[np.int32]


def patches_of(
    tables: SceneTables, poses: LinkPoses, states: NDArray[np.int64], links: Sequence[int]
) -> tuple[Patch, ...]:
    """The given links at their poses. states: (instances + 1, materials) `LampState` of a material there."""
    if not len(links):
        return ()
    hosts = [tables.links[k].asset.parts[tables.links[k].part].mesh for k in links]
    corners = np.concatenate([_placed(poses, k, m.vertices_m)[m.faces] for k, m in zip(links, hosts, strict=True)])
    normals = np.concatenate([_turned(poses, k, m.corner_normals) for k, m in zip(links, hosts, strict=True)])
    uv = np.concatenate(
        [np.zeros((m.triangles, 3, 2), np.float32) if m.corner_uv is None else m.corner_uv for m in hosts]
    )
    count = [mesh.triangles for mesh in hosts]
    link = np.repeat(np.asarray(links, dtype=np.int32), count)
    primitive = np.concatenate([np.arange(n, dtype=np.int32) for n in count])
    slots = [tables.slot_offset[k] + mesh.face_slot for k, mesh in zip(links, hosts, strict=True)]
    slot = np.concatenate(slots)
    material, kind = tables.slot_material[slot], carriers()[tables.slot_semantic[slot]]
    state = states[tables.link_instance[link], material]
    slope = _slopes(corners)
    group = ((material.astype(np.int64) * len(LampState) + state) * (SLOPES + 1) + slope) * SNOW_KINDS + kind
    order = np.argsort(group, kind="stable")
    cuts = np.flatnonzero(np.diff(group[order], prepend=-1))
    return tuple(
        Patch(
            material=int(material[chosen[0]]),
            state=LampState(int(state[chosen[0]])),
            upward_share=float(slope[chosen[0]]) / SLOPES,
            snow_kind=int(kind[chosen[0]]),
            corners_m=corners[chosen],
            normals=normals[chosen],
            uv=uv[chosen],
            link=link[chosen],
            primitive=primitive[chosen],
        )
        for chosen in np.split(order, cuts[1:])
    )


def _slopes(corners_m: Float32) -> NDArray[np.int64]:
    """(F,) 0 for walls .. SLOPES for level ground, seen from the side that the triangle's winding shows."""
    a, b, c = np.moveaxis(corners_m.astype(np.float64), 1, 0)
    across = np.cross(b - a, c - a)
    up = across[:, 2] / np.maximum(np.linalg.norm(across, axis=1), 1e-30)
    share = np.clip((up - STEEP) / (LEVEL - STEEP), 0.0, 1.0)
    return np.asarray(np.rint(share * share * (3.0 - 2.0 * share) * SLOPES), dtype=np.int64)


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
    mesh = mi.Mesh("patch", 3 * faces, faces, has_vertex_normals=True, has_vertex_texcoords=True, props=properties)
    buffers = mi.traverse(mesh)
    buffers["vertex_positions"] = patch.corners_m.reshape(-1)
    buffers["vertex_normals"] = patch.normals.reshape(-1)
    buffers["vertex_texcoords"] = patch.uv.reshape(-1)
    buffers["faces"] = np.arange(3 * faces, dtype=np.uint32)
    buffers.update()
    return mesh
