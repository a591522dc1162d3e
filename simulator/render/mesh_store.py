"""Meshes on one device: their hierarchies and per-face tables, kept from scene to scene."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.mesh import Mesh
from simulator.render.textures import TextureStore

CAPACITY_TRIANGLES = 2_000_000
"""Triangles that a store keeps although the loaded scene does not need them; chosen: some 400 MB with hierarchies."""

_FIRST_ROWS = 1 << 14


class GrowingArray:
    """Rows of one type on a device, only ever appended to: a row keeps its place."""

    def __init__(self, dtype: Any, device: str) -> None:
        self._room = wp.empty(_FIRST_ROWS, dtype=dtype, device=device)
        self._used = 0

    @property
    def rows(self) -> Any:
        """The Warp array; what lies behind the rows in use is room for more."""
        return self._room

    def __len__(self) -> int:
        return self._used

    def extend(self, values: NDArray[Any]) -> int:
        """Appends rows of the host; returns the place of the first."""
        source = wp.array(np.ascontiguousarray(values), dtype=self._room.dtype, device="cpu", copy=False)
        return self._append(source, 0, len(values))

    def extend_from(self, other: GrowingArray, first: int, count: int) -> int:
        """Appends rows of another array; returns the place of the first."""
        return self._append(other.rows, first, count)

    def _append(self, source: Any, start: int, count: int) -> int:
        first = self._used
        if first + count > len(self._room):
            larger = wp.empty(max(first + count, 2 * len(self._room)), dtype=self._room.dtype, device=self._room.device)
            if first:
                wp.copy(larger, self._room, count=first)
            self._room = larger
        if count:
            wp.copy(self._room, source, dest_offset=first, src_offset=start, count=count)
        self._used += count
        return first


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class StoredMesh:
    """A mesh on the device. bounds_m: (2, 3) its lower and upper corner.

    first_face: its first row in `FaceTables`. first_uv: its first corner with texture coordinates, -1: it has none.
    """

    mesh: wp.Mesh
    bounds_m: NDArray[np.float64]
    triangles: int
    first_face: int
    first_uv: int


class FaceTables:
    """What kernels read by face or corner, of many meshes; host_slot is face_slot where the host can read it."""

    def __init__(self, device: str) -> None:
        self.face_slot = GrowingArray(wp.int32, device)
        self.corner_normal = GrowingArray(wp.vec3, device)
        self.corner_uv = GrowingArray(wp.vec2, device)
        self._mirror = None if device == "cpu" else GrowingArray(wp.int32, "cpu")

    @property
    def host_slot(self) -> NDArray[np.int32]:
        """(F,) slots of all faces, on the host."""
        slots = self._mirror or self.face_slot
        return np.asarray(slots.rows.numpy()[: len(slots)], dtype=np.int32)

    def add(self, mesh: Mesh) -> tuple[int, int]:
        """First face of a new mesh, and its first corner with texture coordinates."""
        first = self.face_slot.extend(mesh.face_slot)
        if self._mirror is not None:
            self._mirror.extend(mesh.face_slot)
        self.corner_normal.extend(mesh.corner_normals.reshape(-1, 3))
        return first, -1 if mesh.corner_uv is None else self.corner_uv.extend(mesh.corner_uv.reshape(-1, 2))

    def move(self, stored: StoredMesh, old: FaceTables) -> StoredMesh:
        """A mesh of other tables with its rows in these."""
        first = self.face_slot.extend_from(old.face_slot, stored.first_face, stored.triangles)
        if self._mirror is not None and old._mirror is not None:
            self._mirror.extend_from(old._mirror, stored.first_face, stored.triangles)
        corners = 3 * stored.triangles
        self.corner_normal.extend_from(old.corner_normal, 3 * stored.first_face, corners)
        uv = -1 if stored.first_uv < 0 else self.corner_uv.extend_from(old.corner_uv, stored.first_uv, corners)
        return replace(stored, first_face=first, first_uv=uv)


class MeshStore:
    """Meshes by content, stored once each; the least recently used go when there are too many triangles.

    device: where they are. constructor, leaf_size: of the hierarchies, as `warp.Mesh` names them. textures: those on
    the same device. faces: rows of all stored meshes. Where meshes go, `hold` makes new ones and leaves those of
    earlier scenes alone.
    """

    def __init__(
        self,
        device: str,
        capacity_triangles: int = CAPACITY_TRIANGLES,
        constructor: str = "sah",
        leaf_size: int = 2,
    ) -> None:
        self.device = device
        self._capacity = capacity_triangles
        self._constructor = constructor
        self._leaf_size = leaf_size
        self._stored: dict[str, StoredMesh] = {}
        self.faces = FaceTables(device)
        self.textures = TextureStore(device)

    @property
    def triangles(self) -> int:
        """Triangles of all stored meshes."""
        return len(self.faces.face_slot)

    def hold(self, meshes: Sequence[Mesh]) -> list[StoredMesh]:
        """The stored form of each of a scene's meshes; those that are new are built."""
        needed = {mesh.key: mesh for mesh in meshes}
        new = sum(mesh.triangles for key, mesh in needed.items() if key not in self._stored)
        if self.triangles + new > self._capacity and self._stored.keys() - needed.keys():
            self._make_room(needed.keys(), self._capacity // 2 - new)
        for key, mesh in needed.items():
            # A dict keeps the order of insertion: the most recently used stand last.
            self._stored[key] = self._stored.pop(key) if key in self._stored else self._built(mesh)
        return [self._stored[mesh.key] for mesh in meshes]

    def _make_room(self, needed: Collection[str], triangles: int) -> None:
        """Keeps the needed meshes, and of the others the most recently used, up to that many triangles."""
        kept = {key for key in self._stored if key in needed}
        room = triangles - sum(self._stored[key].triangles for key in kept)
        for key, stored in reversed(self._stored.items()):
            if key not in kept and stored.triangles <= room:
                kept.add(key)
                room -= stored.triangles
        old, self.faces = self.faces, FaceTables(self.device)
        self._stored = {key: self.faces.move(stored, old) for key, stored in self._stored.items() if key in kept}

    def _built(self, mesh: Mesh) -> StoredMesh:
        hierarchy = wp.Mesh(
            points=wp.array(mesh.vertices_m, dtype=wp.vec3, device=self.device),
            indices=wp.array(mesh.faces.reshape(-1), dtype=wp.int32, device=self.device),
            bvh_constructor=self._constructor,
            bvh_leaf_size=self._leaf_size,
        )
        first_face, first_uv = self.faces.add(mesh)
        return StoredMesh(
            mesh=hierarchy,
            bounds_m=np.array([mesh.vertices_m.min(axis=0), mesh.vertices_m.max(axis=0)], dtype=np.float64),
            triangles=mesh.triangles,
            first_face=first_face,
            first_uv=first_uv,
        )
