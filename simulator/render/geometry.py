"""Host side of the geometry: the flat tables of one scene."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import warp as wp
from numpy.typing import NDArray

from scenes.actor import Actor, Scenery
from scenes.errors import SceneError
from scenes.links import Link, links_of
from scenes.material import Lamp, Material
from scenes.mesh import Mesh
from scenes.ontology import class_of, part_id
from scenes.scene import EGO_INSTANCE, Scene
from simulator.render.kernels.world import CUTOUT, GLASS, OPAQUE
from simulator.render.mesh_store import MeshStore
from simulator.render.rays import Float32, Hits, Mask, View
from simulator.render.textures import mean_color

EGO_CLASS = "vehicle.ego"


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SceneTables:
    """Host tables of one scene; L links, S slot entries, F faces of all meshes of the store.

    bounds_m: (L, 2, 3) local boxes. face_offset: (L,) where the faces of the link's mesh begin in face_slot (F,), and
    a third of where its corners begin in corner_normals; uv_offset: (L,) its first corner in corner_uv, -1 without.
    corner_normals, corner_uv, face_slots: Warp arrays of the store, for kernels. slot_source, slot_surface,
    link_surface: see the kernels' `World`. textures: the kernels' `Textures` of the materials. first_link: (I + 1,)
    first link of instances 1..I, then L (scenery is first).
    """

    links: tuple[Link, ...]
    meshes: tuple[wp.Mesh, ...]
    bounds_m: NDArray[np.float64]
    face_offset: NDArray[np.int32]
    slot_offset: NDArray[np.int32]
    link_instance: NDArray[np.int32]
    face_slot: NDArray[np.int32]
    face_slots: Any
    corner_normals: Any
    corner_uv: Any
    uv_offset: NDArray[np.int32]
    slot_material: NDArray[np.int32]
    slot_semantic: NDArray[np.uint8]
    slot_part: NDArray[np.uint8]
    slot_source: NDArray[np.uint8]
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
    stored = store.hold(hosts)
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
        meshes=tuple(held.mesh for held in stored),
        bounds_m=np.array([held.bounds_m for held in stored], dtype=np.float64).reshape(-1, 2, 3),
        face_offset=np.array([held.first_face for held in stored], dtype=np.int32),
        slot_offset=slot_offset,
        link_instance=np.array([link.instance for link in links], dtype=np.int32),
        face_slot=store.faces.host_slot,
        face_slots=store.faces.face_slot.rows,
        corner_normals=store.faces.corner_normal.rows,
        corner_uv=store.faces.corner_uv.rows,
        uv_offset=np.array([held.first_uv for held in stored], dtype=np.int32),
        slot_material=slot_material,
        slot_semantic=np.array(slots.semantic, dtype=np.uint8),
        slot_part=np.array(slots.part, dtype=np.uint8),
        slot_source=np.array(slots.source, dtype=np.uint8),
        slot_surface=slot_surface,
        link_surface=_link_surface(hosts, slot_offset, slot_surface),
        materials=materials,
        textures=store.textures.tables(materials),
        first_link=first,
        instances=instances,
    )


def without_sources(tables: SceneTables, kinds: Sequence[Lamp]) -> SceneTables:
    """The tables with lamps of these kinds as luminous surfaces that light what is around them themselves."""
    stays = np.array([material.lamp not in kinds for material in tables.materials], dtype=np.bool_)
    return replace(tables, slot_source=np.where(stays[tables.slot_material], tables.slot_source, 0).astype(np.uint8))


def _link_surface(
    hosts: Sequence[Mesh], slot_offset: NDArray[np.int32], slot_surface: NDArray[np.uint8]
) -> NDArray[np.uint8]:
    """(L,) which kinds of surface a link has; bodies of a kind share meshes and slots, and are looked at once."""
    pairs = list(zip((host.key for host in hosts), slot_offset.tolist(), strict=True))
    slots = dict(zip(pairs, (host.slots for host in hosts), strict=True))
    found = {pair: np.bitwise_or.reduce(slot_surface[pair[1] + used]) for pair, used in slots.items()}
    return np.array([found[pair] for pair in pairs], dtype=np.uint8)


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
    textured = np.array([bool(m.textures) for m in materials], dtype=np.bool_)[slot_material]
    if not textured.any():
        return
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
        self.source: list[bool] = []
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
        sources = {source.lamp for source in link.asset.lamps}
        for slot in link.asset.slots:
            material = surfaces[slot.material]
            self.material.append(self.materials.setdefault(material, len(self.materials)))
            self.source.append(material.emission_cd_m2 > 0.0 and material.lamp in sources)
            name = EGO_CLASS if link.instance == EGO_INSTANCE else slot.semantic
            self.semantic.append(class_of(name).id)
            self.part.append(part_id(slot.part))
        return self._known[key]


def reflectivity_of(tables: SceneTables, hits: Hits) -> Float32:
    """(N,) diffuse reflectivity at 905 nm of the surfaces that were hit, 0 where nothing."""
    by_material = np.array([m.lidar_reflectivity for m in tables.materials], dtype=np.float32)
    out = np.zeros(len(hits.t), dtype=np.float32)
    met = hits.link >= 0
    out[met] = by_material[_materials_hit(tables, hits, met)]
    return out


def mean_albedo_of(tables: SceneTables, view: View, hits: Hits) -> Float32:
    """`Renderer.albedo` of a backend that shows no patterns: materials by the means of their textures."""
    by_material = np.array([_mean_albedo(m) for m in tables.materials], dtype=np.float32).reshape(-1, 3)
    out = np.zeros((len(hits.t), 3), dtype=np.float32)
    met = hits.link >= 0
    out[met] = by_material[_materials_hit(tables, hits, met)]
    width, height = view.size_px
    return out.reshape(height, width, 3)


def _mean_albedo(material: Material) -> NDArray[np.float64]:
    if material.glass:
        return np.zeros(3)
    base = np.array(material.base_color, dtype=np.float64) * (1.0 - material.metallic)
    return base if material.base_color_texture is None else base * mean_color(material.base_color_texture)


def _materials_hit(tables: SceneTables, hits: Hits, met: Mask) -> NDArray[np.int32]:
    """Indices of the materials of the hits that met something."""
    link = hits.link[met]
    slot = tables.slot_offset[link] + tables.face_slot[tables.face_offset[link] + hits.primitive[met]]
    return np.asarray(tables.slot_material[slot], dtype=np.int32)
