"""Triangle meshes and the builder that procedural assets are made with."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

_LEAST_SQUARE = 1e-30
"""Squared double area, m4, whose reciprocal float32 still holds (chosen: edges of a thousandth of a millimetre)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Mesh:
    """A triangle mesh in its part's frame. Read-only buffers.

    vertices_m: (V, 3) float32. faces: (F, 3) int32, counter-clockwise seen from outside.
    corner_normals: (F, 3, 3) float32 unit shading normals. face_slot: (F,) int32 index into the asset's slots.
    corner_uv: (F, 3, 2) float32 texture coordinates, (0, 0) at an image's upper left as in glTF; None without textures.
    Derived: key, a hash of all; slots, those that faces use, ascending.

    Raises ValueError for values that are not finite, corners without a vertex and triangles without area.
    """

    vertices_m: NDArray[np.float32]
    faces: NDArray[np.int32]
    corner_normals: NDArray[np.float32]
    face_slot: NDArray[np.int32]
    corner_uv: NDArray[np.float32] | None = None
    key: str = field(default="")
    slots: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        uv = () if self.corner_uv is None else (self.corner_uv,)
        if not all(np.isfinite(array).all() for array in (self.vertices_m, self.corner_normals, *uv)):
            raise ValueError("mesh has vertices, normals or texture coordinates that are not finite")
        if len(self.faces) and (self.faces.min() < 0 or self.faces.max() >= len(self.vertices_m)):
            raise ValueError("mesh has faces that refer to missing vertices")
        flat = np.flatnonzero(~_with_area(self.vertices_m, self.faces))
        if len(flat):
            raise ValueError(f"mesh has {len(flat)} triangles without area, the first is face {flat[0]}")
        digest = hashlib.blake2b(digest_size=16)
        for array in (self.vertices_m, self.faces, self.corner_normals, self.face_slot, *uv):
            array.flags.writeable = False
            digest.update(array.tobytes())
        object.__setattr__(self, "key", digest.hexdigest())
        object.__setattr__(self, "slots", np.flatnonzero(np.bincount(self.face_slot)))

    @property
    def triangles(self) -> int:
        """Number of triangles."""
        return len(self.faces)


class MeshBuilder:
    """Collects patches of triangles with one slot each and welds them into a `Mesh`."""

    def __init__(self) -> None:
        self._vertices: list[NDArray[np.float64]] = []
        self._faces: list[NDArray[np.int64]] = []
        self._normals: list[NDArray[np.float64]] = []
        self._slots: list[NDArray[np.int32]] = []
        self._uv: list[NDArray[np.float64] | None] = []
        self._count = 0

    def add(
        self,
        vertices_m: ArrayLike,
        faces: ArrayLike,
        slot: ArrayLike,
        crease_rad: float = 0.6,
        normals: ArrayLike | None = None,
        uv: ArrayLike | None = None,
    ) -> None:
        """Adds triangles (F, 3) over vertices (V, 3), all of one slot or with one slot each (F,).

        Shading normals are averaged over faces around a vertex whose normals differ by less than `crease_rad`
        (0: flat shading), or are `normals` (F, 3, 3), unit. uv: texture coordinates (F, 3, 2) of the corners.
        Zero-area triangles are dropped. Raises ValueError for vertices that are not finite.
        """
        v = np.asarray(vertices_m, dtype=np.float64).reshape(-1, 3)
        if not np.isfinite(v).all():
            bad = np.flatnonzero(~np.isfinite(v).all(axis=1))
            raise ValueError(f"{len(bad)} vertices are not finite, the first is vertex {bad[0]}: {v[bad[0]].tolist()}")
        f = np.asarray(faces, dtype=np.int64).reshape(-1, 3)
        area_normal = np.cross(v[f[:, 1]] - v[f[:, 0]], v[f[:, 2]] - v[f[:, 0]])
        double_area = np.linalg.norm(area_normal, axis=1)
        keep = double_area > 1e-12
        slots = np.broadcast_to(np.asarray(slot, dtype=np.int32), len(f))[keep]
        f, area_normal, double_area = f[keep], area_normal[keep], double_area[keep]
        self._vertices.append(v)
        self._faces.append(f + self._count)
        if normals is None:
            self._normals.append(_crease_normals(v, f, area_normal, double_area, crease_rad))
        else:
            self._normals.append(np.asarray(normals, dtype=np.float64).reshape(-1, 3, 3)[keep])
        self._slots.append(slots)
        self._uv.append(None if uv is None else np.asarray(uv, dtype=np.float64).reshape(-1, 3, 2)[keep])
        self._count += len(v)

    def build(self) -> Mesh:
        """The mesh of all patches so far."""
        if not self._faces:
            raise ValueError("a mesh needs at least one triangle")
        vertices = np.concatenate(self._vertices).astype(np.float32)
        faces = np.concatenate(self._faces).astype(np.int32)
        keep = _with_area(vertices, faces)  # float32 flattens slivers far from the part's origin
        uv = self._corner_uv()
        return Mesh(
            vertices_m=vertices,
            faces=faces[keep],
            corner_normals=np.concatenate(self._normals).astype(np.float32)[keep],
            face_slot=np.concatenate(self._slots)[keep],
            corner_uv=None if uv is None else uv[keep],
        )

    def _corner_uv(self) -> NDArray[np.float32] | None:
        """Texture coordinates of all triangles, zeros for patches without; None where no patch has any."""
        if all(uv is None for uv in self._uv):
            return None
        pairs = zip(self._uv, self._faces, strict=True)
        filled = [np.zeros((len(faces), 3, 2)) if uv is None else uv for uv, faces in pairs]
        return np.concatenate(filled).astype(np.float32)


def _with_area(vertices_m: NDArray[np.float32], faces: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which triangles span a plane in float32, as the renderer's kernels compute it (F,)."""
    first, second, third = (vertices_m[faces[:, corner]] for corner in range(3))
    normal = np.cross(second - first, third - first)
    return np.asarray(np.einsum("ij,ij->i", normal, normal) > _LEAST_SQUARE)


def _crease_normals(
    v: NDArray[np.float64],
    f: NDArray[np.int64],
    area_normal: NDArray[np.float64],
    double_area: NDArray[np.float64],
    crease_rad: float,
) -> NDArray[np.float64]:
    """Area-weighted corner normals (F, 3, 3), averaged within the crease angle over coincident vertices."""
    unit = area_normal / double_area[:, None]
    out = np.repeat(unit[:, None, :], 3, axis=1)
    if crease_rad <= 0.0 or not len(f):
        return out
    _, weld = np.unique(np.round(v, 6), axis=0, return_inverse=True)
    corner_vertex = weld.reshape(-1)[f.reshape(-1)]
    order = np.argsort(corner_vertex, kind="stable")
    starts = np.flatnonzero(np.diff(corner_vertex[order], prepend=-1))
    sizes = np.diff(starts, append=len(order))
    flat = out.reshape(-1, 3)
    cos_crease = np.cos(crease_rad)
    for size in np.unique(sizes):  # all vertices with as many corners at once
        corners = order[starts[sizes == size][:, None] + np.arange(size)]
        faces = corners // 3
        near = np.einsum("gic,gjc->gij", unit[faces], unit[faces]) >= cos_crease
        flat[corners] = np.einsum("gij,gjc->gic", near, area_normal[faces])
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    flat[:] = np.where(length > 1e-12, flat / np.maximum(length, 1e-12), np.repeat(unit, 3, axis=0))
    return flat.reshape(-1, 3, 3)
