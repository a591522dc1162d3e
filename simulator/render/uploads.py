"""Copies a scene's host tables to a device, in the order that the kernels know them by."""

from __future__ import annotations

from typing import Any, get_args

import numpy as np
import warp as wp

from scenes.material import Lamp, Material
from simulator.render.geometry import SceneTables
from simulator.render.kernels.patterns import PATTERNS
from simulator.render.kernels.world import HIT_FIELDS, Materials, World
from simulator.render.rays import Hits
from simulator.render.snow import carriers

LAMPS: tuple[str, ...] = get_args(Lamp)


def device_array(values: Any, dtype: Any, device: str) -> Any:
    """A Warp array of host values."""
    return wp.array(np.ascontiguousarray(values), dtype=dtype, device=device)


def host_hits(buffers: Any) -> Hits:
    """A device's `HitBuffers` on the host, read-only."""
    arrays = {name: getattr(buffers, name).numpy() for name in HIT_FIELDS}
    for array in arrays.values():
        array.flags.writeable = False
    return Hits(**arrays)


def upload_world(tables: SceneTables, device: str) -> Any:
    """The `World` of a scene without poses."""

    def array(values: Any, dtype: Any) -> Any:
        return device_array(values, dtype, device)

    world = World()
    world.links = len(tables.links)
    world.mesh = array(np.array([m.id for m in tables.meshes], dtype=np.uint64), wp.uint64)
    world.face_offset = array(tables.face_offset, wp.int32)
    world.slot_offset = array(tables.slot_offset, wp.int32)
    world.link_instance = array(tables.link_instance, wp.int32)
    world.face_slot = tables.face_slots
    world.corner_normal = tables.corner_normals
    world.slot_material = array(tables.slot_material, wp.int32)
    world.slot_semantic = array(tables.slot_semantic, wp.uint8)
    world.slot_part = array(tables.slot_part, wp.uint8)
    world.slot_source = array(tables.slot_source, wp.uint8)
    world.slot_surface = array(tables.slot_surface, wp.uint8)
    world.link_surface = array(tables.link_surface, wp.uint8)
    world.corner_uv = tables.corner_uv
    world.uv_offset = array(tables.uv_offset, wp.int32)
    world.textures = tables.textures
    return world


def upload_materials(surfaces: tuple[Material, ...], device: str) -> Any:
    """The `Materials` of a scene; lamp states are filled in for each picture."""

    def array(values: Any, dtype: Any) -> Any:
        return device_array(values, dtype, device)

    out = Materials()
    out.base_color = array(np.array([m.base_color for m in surfaces], dtype=np.float32), wp.vec3)
    parameters = [(m.roughness, m.metallic, m.clearcoat, float(m.glass)) for m in surfaces]
    out.surface = array(np.array(parameters, dtype=np.float32), wp.vec4)
    coats = [(((m.clearcoat_ior - 1) / (m.clearcoat_ior + 1)) ** 2, m.clearcoat_roughness) for m in surfaces]
    out.coat = array(np.array(coats, dtype=np.float32), wp.vec2)
    out.retro = array(np.array([_retro_of_white(m) for m in surfaces], dtype=np.float32), wp.vec2)
    out.pattern = array(np.array([PATTERNS.index(m.pattern) for m in surfaces], dtype=np.int32), wp.int32)
    out.lamp = array(np.array([LAMPS.index(m.lamp) for m in surfaces], dtype=np.int32), wp.int32)
    out.emission = array(np.array([m.emitted_cd_m2 for m in surfaces], dtype=np.float32), wp.vec3)
    out.lamp_kinds = len(LAMPS)
    out.snow_kind = array(carriers(), wp.uint8)
    return out


def _retro_of_white(material: Material) -> tuple[float, float]:
    """Retro-reflection of films and beads, cd/lx/m2, at an albedo of 1: inks filter all kinds of light alike."""
    luminance = float(np.dot(material.base_color, (0.2126, 0.7152, 0.0722)))
    least = max(luminance, 0.01)
    return (material.retroreflection_cd_lx_m2 / least, material.beads_cd_lx_m2 / least)
