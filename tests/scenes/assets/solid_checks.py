"""What tests of assets ask of surfaces."""

from __future__ import annotations

import numpy as np

from scenes.asset import Asset
from scenes.mesh import Mesh


def welded(mesh: Mesh, faces: np.ndarray | None = None) -> np.ndarray:
    """Faces (F, 3) over places instead of vertices, so that patches that touch share them."""
    _, place = np.unique(np.round(mesh.vertices_m.astype(np.float64), 5), axis=0, return_inverse=True)
    return np.asarray(place.reshape(-1)[mesh.faces if faces is None else faces])


def is_closed(mesh: Mesh) -> bool:
    """Whether every edge is walked once in each sense."""
    faces = welded(mesh)
    faces = faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])]
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    ways, counts = np.unique(edges, axis=0, return_counts=True)
    back = {(int(b), int(a)): int(n) for (a, b), n in zip(ways, counts, strict=True)}
    return all(back.get((int(a), int(b))) == int(n) for (a, b), n in zip(ways, counts, strict=True))


def volume_m3(mesh: Mesh) -> float:
    """Signed volume: positive where normals look outward."""
    a, b, c = (mesh.vertices_m.astype(np.float64)[mesh.faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def normals_follow_faces(mesh: Mesh) -> float:
    """Share of corners whose shading normal lies on the face's outer side."""
    v = mesh.vertices_m.astype(np.float64)[mesh.faces]
    normal = np.cross(v[:, 1] - v[:, 0], v[:, 2] - v[:, 0])
    return float((np.einsum("ij,ikj->ik", normal, mesh.corner_normals) > 0).mean())


def lowest_m(asset: Asset) -> float:
    """The lowest point of the root part."""
    return float(asset.parts[0].mesh.vertices_m[:, 2].min())
