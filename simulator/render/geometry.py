"""Host side of the geometry: meshes on the device, and the flat tables of one scene."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.actor import Actor, Scenery
from scenes.errors import SceneError
from scenes.links import Link, links_of
from scenes.material import Material
from scenes.mesh import Mesh
from scenes.ontology import class_of, part_id
from scenes.scene import EGO_INSTANCE, Scene
from simulator.render.kernels.world import CUTOUT, GLASS, OPAQUE
from simulator.render.textures import TextureStore

EGO_CLASS = "vehicle.ego"


class MeshStore:
    """Bottom-level hierarchies on one device, built once a mesh; the least recently used go.

    constructor, leaf_size: of the hierarchies, as `warp.Mesh` names them. textures: those on the same device.
    """

    def __init__(self, device: str, capacity: int = 2048, constructor: str = "sah", leaf_size: int = 2) -> None:
        self._device = device
        self._capacity = capacity
        self._constructor = constructor
        self._leaf_size = leaf_size
        self.textures = TextureStore(device)
        self._meshes: OrderedDict[str, wp.Mesh] = OrderedDict()

    def mesh(self, mesh: Mesh) -> wp.Mesh:
        """The device mesh of a host mesh."""
        known = self._meshes.get(mesh.key)
        if known is None:
            known = wp.Mesh(
                points=wp.array(mesh.vertices_m, dtype=wp.vec3, device=self._device),
                indices=wp.array(mesh.faces.reshape(-1), dtype=wp.int32, device=self._device),
                bvh_constructor=self._constructor,
                bvh_leaf_size=self._leaf_size,
            )
            self._meshes[mesh.key] = known
            while len(self._meshes) > self._capacity:
                self._meshes.popitem(last=False)
        self._meshes.move_to_end(mesh.key)
        return known


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SceneTables:
    """Host tables of one scene; L links, S slot entries, F faces of distinct meshes.

    bounds_m: (L, 2, 3) local boxes. corner_uv: (C, 2) of the meshes that have texture coordinates; uv_offset: (L,)
    first corner of the link's mesh in it, -1 without. slot_surface, link_surface: see the kernels' `World`.
    textures: the kernels' `Textures` of the materials. first_link: (I + 1,) first link of instances 1..I, then L
    (scenery is first).
    """

    links: tuple[Link, ...]
    meshes: tuple[wp.Mesh, ...]
    bounds_m: NDArray[np.float64]
    face_offset: NDArray[np.int32]
    slot_offset: NDArray[np.int32]
    link_instance: NDArray[np.int32]
    face_slot: NDArray[np.int32]
    corner_normals: NDArray[np.float32]
    corner_uv: NDArray[np.float32]
    uv_offset: NDArray[np.int32]
    slot_material: NDArray[np.int32]
    slot_semantic: NDArray[np.uint8]
    slot_part: NDArray[np.uint8]
    slot_surface: NDArray[np.uint8]
    link_surface: NDArray[np.uint8]
    materials: tuple[Material, ...]
    textures: Any
    first_link: NDArray[np.int64]
    instances: int

    @property
    def triangles(self) -> int:
        """Triangles counted with instancing."""
        return sum(link.asset.parts[link.part].mesh.triangles for link in self.links)


def scene_tables(scene: Scene, store: MeshStore) -> SceneTables:
    """Flattens a scene: meshes and per-face tables once a distinct mesh, slot tables once a body."""
    links = links_of(scene)
    hosts = [link.asset.parts[link.part].mesh for link in links]
    offsets: dict[str, int] = {}
    distinct: list[Mesh] = []
    faces = 0
    for host in hosts:
        if host.key not in offsets:
            offsets[host.key] = faces
            faces += host.triangles
            distinct.append(host)
    corner_uv, uv_first = _corner_uv(distinct)
    slots = _SlotTables()
    instances = len(scene.bodies())
    first = np.full(instances + 1, len(links), dtype=np.int64)
    slot_offset = np.zeros(len(links), dtype=np.int32)
    for index, link in enumerate(links):
        if link.part == 0:
            offset = slots.add(link)
            if link.instance:
                first[link.instance - 1] = index
        slot_offset[index] = offset
    materials = tuple(slots.materials)
    slot_material = np.array(slots.material, dtype=np.int32)
    slot_surface = np.array([_surface(m) for m in materials], dtype=np.uint8)[slot_material]
    _check_uv(links, slot_offset, slot_material, materials)
    return SceneTables(
        links=links,
        meshes=tuple(store.mesh(host) for host in hosts),
        bounds_m=np.array([[h.vertices_m.min(axis=0), h.vertices_m.max(axis=0)] for h in hosts], dtype=np.float64),
        face_offset=np.array([offsets[h.key] for h in hosts], dtype=np.int32),
        slot_offset=slot_offset,
        link_instance=np.array([link.instance for link in links], dtype=np.int32),
        face_slot=np.concatenate([m.face_slot for m in distinct]),
        corner_normals=np.concatenate([m.corner_normals for m in distinct]).reshape(-1, 3),
        corner_uv=corner_uv,
        uv_offset=np.array([uv_first[h.key] for h in hosts], dtype=np.int32),
        slot_material=slot_material,
        slot_semantic=np.array(slots.semantic, dtype=np.uint8),
        slot_part=np.array(slots.part, dtype=np.uint8),
        slot_surface=slot_surface,
        link_surface=np.array(
            [np.bitwise_or.reduce(slot_surface[o + h.slots]) for o, h in zip(slot_offset, hosts, strict=True)],
            dtype=np.uint8,
        ),
        materials=materials,
        textures=store.textures.tables(materials),
        first_link=first,
        instances=instances,
    )


def _corner_uv(meshes: list[Mesh]) -> tuple[NDArray[np.float32], dict[str, int]]:
    """Texture coordinates (C, 2) of the meshes that have any, and where those of a mesh begin (-1: it has none)."""
    first: dict[str, int] = {}
    tables = [np.zeros((0, 2), dtype=np.float32)]
    corners = 0
    for mesh in meshes:
        first[mesh.key] = -1 if mesh.corner_uv is None else corners
        if mesh.corner_uv is not None:
            tables.append(mesh.corner_uv.reshape(-1, 2))
            corners += 3 * mesh.triangles
    return np.concatenate(tables), first


def _surface(material: Material) -> int:
    """What a material is to a ray."""
    if material.glass:
        return int(GLASS)
    return int(CUTOUT) if material.alpha_cutoff > 0.0 else int(OPAQUE)


def _check_uv(
    links: tuple[Link, ...],
    slot_offset: NDArray[np.int32],
    slot_material: NDArray[np.int32],
    materials: tuple[Material, ...],
) -> None:
    """Raises SceneError where a mesh without texture coordinates wears a material that has textures."""
    textured = np.array([bool(m.textures) for m in materials])[slot_material]
    for link, offset in zip(links, slot_offset, strict=True):
        part = link.asset.parts[link.part]
        if part.mesh.corner_uv is None and textured[offset + part.mesh.slots].any():
            wearing = link.asset.slots[int(part.mesh.slots[textured[offset + part.mesh.slots].argmax()])].material
            raise SceneError(
                f"'{link.owner.name}': part '{part.name}' of asset {link.asset.name} has no texture coordinates, "
                f"which the textures of its material '{wearing}' need"
            )


class _SlotTables:
    """Collects the slot entries of bodies and the distinct materials behind them."""

    def __init__(self) -> None:
        self.material: list[int] = []
        self.semantic: list[int] = []
        self.part: list[int] = []
        self.materials: dict[Material, int] = {}
        self._known: dict[tuple[object, ...], int] = {}

    def add(self, link: Link) -> int:
        """Offset of a body's slots; bodies of the same asset and appearance share theirs."""
        owner: Actor | Scenery = link.owner
        key = (owner.asset, owner.appearance, link.instance == EGO_INSTANCE)
        if key in self._known:
            return self._known[key]
        self._known[key] = len(self.material)
        surfaces = {**dict(link.asset.materials), **dict(owner.appearance)}
        for slot in link.asset.slots:
            material = surfaces[slot.material]
            self.material.append(self.materials.setdefault(material, len(self.materials)))
            name = EGO_CLASS if link.instance == EGO_INSTANCE else slot.semantic
            self.semantic.append(class_of(name).id)
            self.part.append(part_id(slot.part))
        return self._known[key]
