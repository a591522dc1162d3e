"""A scene as one list of triangles in the world, every rigid part at its own place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from simulator.physics.history import LinkPoses
from simulator.render.geometry import SceneTables


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Triangles:
    """V vertices and F triangles of all links, in the order of links and then of their meshes; on one device.

    local_m: (V, 3) float64 in the link's frame. vertex_link: (V,). faces: (F, 3) indices of vertices. link, primitive,
    slot, material, instance: (F,) int64; slot: into the scene's slot tables, material: into its materials.
    glass: (F,) bool. bent: (F, 3, 3) float64, corner normals in the triangle's own axes (`axes_of`): a triangle that
    moves or is deformed takes them along.
    """

    local_m: torch.Tensor
    vertex_link: torch.Tensor
    faces: torch.Tensor
    link: torch.Tensor
    primitive: torch.Tensor
    slot: torch.Tensor
    material: torch.Tensor
    instance: torch.Tensor
    glass: torch.Tensor
    bent: torch.Tensor


def triangles_of(tables: SceneTables, device: str) -> Triangles:
    """Expands the instances of a scene."""
    meshes = [link.asset.parts[link.part].mesh for link in tables.links]
    vertices = [len(mesh.vertices_m) for mesh in meshes]
    count = [mesh.triangles for mesh in meshes]
    links = np.arange(len(meshes))
    link = np.repeat(links, count)
    first = np.repeat(np.cumsum([0, *vertices])[:-1], count)
    faces = _joined([mesh.faces for mesh in meshes], (0, 3)) + first[:, None]
    slot = tables.slot_offset[link] + _joined([mesh.face_slot for mesh in meshes], (0,))
    material = tables.slot_material[slot]
    glass = np.array([m.glass for m in tables.materials], dtype=np.bool_)
    local = torch.as_tensor(_joined([mesh.vertices_m for mesh in meshes], (0, 3)).astype(np.float64))
    normals = torch.as_tensor(_joined([mesh.corner_normals for mesh in meshes], (0, 3, 3)).astype(np.float64))
    whole = {
        "vertex_link": np.repeat(links, vertices),
        "faces": faces,
        "link": link,
        "primitive": _joined([np.arange(n) for n in count], (0,)),
        "slot": slot,
        "material": material,
        "instance": tables.link_instance[link],
    }
    indices = {name: torch.as_tensor(values.astype(np.int64)) for name, values in whole.items()}
    bent = normals @ axes_of(local[indices["faces"]]).transpose(-1, -2)
    return Triangles(
        local_m=local.to(device),
        glass=torch.as_tensor(glass[material]).to(device),
        bent=bent.to(device),
        **{name: values.to(device) for name, values in indices.items()},
    )


def world_vertices(triangles: Triangles, poses: LinkPoses) -> torch.Tensor:
    """(V, 3) float64 metres, world frame, of links at their poses."""
    device = triangles.local_m.device
    link = triangles.vertex_link
    turn = torch.as_tensor(poses.rotation_xyzw).to(device)[link]
    axis, w = turn[:, :3], turn[:, 3:]
    # v + 2 w (q x v) + 2 q x (q x v), as scenes.pose.rotate.
    twice = 2.0 * torch.linalg.cross(axis, triangles.local_m)
    turned = triangles.local_m + w * twice + torch.linalg.cross(axis, twice)
    return turned + torch.as_tensor(poses.position_m).to(device)[link]


def axes_of(corners: torch.Tensor) -> torch.Tensor:
    """(..., 3, 3) rows: unit first edge, unit normal x edge, unit normal of triangles (..., 3, 3)."""
    edge = corners[..., 1, :] - corners[..., 0, :]
    normal = _unit(torch.linalg.cross(edge, corners[..., 2, :] - corners[..., 0, :]))
    edge = _unit(edge)
    return torch.stack([edge, torch.linalg.cross(normal, edge), normal], dim=-2)


def _unit(vectors: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.normalize(vectors, dim=-1, eps=1e-30)


def _joined(parts: list[np.ndarray], empty: tuple[int, ...]) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(empty, dtype=np.int64)
