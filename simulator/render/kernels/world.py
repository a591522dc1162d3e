"""Device-side data: one struct a concept, flat arrays inside, so that no kernel changes with the scene."""

from __future__ import annotations

from typing import Any

import warp as wp

from simulator.render.device import kernel_options

wp.set_module_options(kernel_options())

OPAQUE = wp.constant(0)
GLASS = wp.constant(1)
CUTOUT = wp.constant(2)
"""What a slot's surface is to a ray, and bits of what the slots of a link are."""


@wp.struct
class Textures:
    """Images of a scene: RGBA8 texels of all levels of all textures in a row, and what materials take from them.

    level: (offset, width, height) of every level. image: (first level, last level, offset into decode) of every
    texture. decode: linear values of codes. surface: by material index the textures of base colour, metallic and
    roughness, normal, -1 for none, and the code of alpha below which rays pass.
    """

    texel: wp.array(dtype=wp.uint32)
    level: wp.array(dtype=wp.vec3i)
    image: wp.array(dtype=wp.vec3i)
    decode: wp.array(dtype=wp.float32)
    surface: wp.array(dtype=wp.vec4i)


@wp.struct
class World:
    """Geometry at a span of time. Link poses stand at `keys` times, key_start + k * key_step: [k * links + link].

    uv_offset: first corner of a link's mesh in corner_uv, -1 without. slot_source: 1 where what a slot
    emits stands among the lamps, too. link_surface: GLASS and CUTOUT bits of its slots.
    """

    tlas: wp.uint64
    links: int
    keys: int
    key_start: float
    key_step: float
    position: wp.array(dtype=wp.vec3)
    rotation: wp.array(dtype=wp.quat)
    moving: wp.array(dtype=wp.int32)
    mesh: wp.array(dtype=wp.uint64)
    face_offset: wp.array(dtype=wp.int32)
    slot_offset: wp.array(dtype=wp.int32)
    link_instance: wp.array(dtype=wp.int32)
    face_slot: wp.array(dtype=wp.int32)
    corner_normal: wp.array(dtype=wp.vec3)
    slot_material: wp.array(dtype=wp.int32)
    slot_semantic: wp.array(dtype=wp.uint8)
    slot_part: wp.array(dtype=wp.uint8)
    slot_source: wp.array(dtype=wp.uint8)
    slot_surface: wp.array(dtype=wp.uint8)
    link_surface: wp.array(dtype=wp.uint8)
    corner_uv: wp.array(dtype=wp.vec2)
    uv_offset: wp.array(dtype=wp.int32)
    textures: Textures


@wp.struct
class Materials:
    """Surface parameters by material index. lamp_on: [instance * lamp kinds + kind].

    surface: roughness, metallic, clear coat, glass. coat: its reflectance at normal incidence, its roughness. retro:
    of films and of beads for an albedo of 1, cd/lx/m2. snow_kind: by class, how it carries snow. wetness, snow_cover:
    of the scene, see `Environment`.
    """

    base_color: wp.array(dtype=wp.vec3)
    surface: wp.array(dtype=wp.vec4)
    coat: wp.array(dtype=wp.vec2)
    retro: wp.array(dtype=wp.vec2)
    pattern: wp.array(dtype=wp.int32)
    lamp: wp.array(dtype=wp.int32)
    emission: wp.array(dtype=wp.vec3)
    lamp_on: wp.array(dtype=wp.uint8)
    lamp_kinds: int
    snow_kind: wp.array(dtype=wp.uint8)
    wetness: float
    snow_cover: float


@wp.struct
class HitBuffers:
    """Outputs of a trace, one entry a ray (`simulator.render.base.Hits`)."""

    t: wp.array(dtype=wp.float32)
    link: wp.array(dtype=wp.int32)
    primitive: wp.array(dtype=wp.int32)
    barycentric: wp.array(dtype=wp.vec2)
    normal: wp.array(dtype=wp.vec3)
    instance: wp.array(dtype=wp.uint16)
    semantic: wp.array(dtype=wp.uint8)
    part: wp.array(dtype=wp.uint8)


@wp.struct
class Hit:
    """One hit in registers. link -1: nothing."""

    t: float
    link: int
    face: int
    u: float
    v: float


@wp.struct
class Placement:
    """A link's pose at one time."""

    position: wp.vec3
    rotation: wp.quat


@wp.func
def hit_of(hits: HitBuffers, i: int) -> Hit:
    """A hit from its buffers."""
    hit = Hit()
    hit.link = hits.link[i]
    hit.face = hits.primitive[i]
    hit.t = hits.t[i]
    hit.u = hits.barycentric[i][0]
    hit.v = hits.barycentric[i][1]
    return hit


WORLD_FIELDS: tuple[str, ...] = tuple(World.vars)
MATERIAL_FIELDS: tuple[str, ...] = tuple(Materials.vars)
HIT_TYPES: dict[str, Any] = {name: var.type.dtype for name, var in HitBuffers.vars.items()}
HIT_FIELDS: tuple[str, ...] = tuple(HIT_TYPES)


def hit_buffers(rays: int, device: str) -> Any:
    """Fresh buffers for that many rays."""
    out = HitBuffers()
    out.t = wp.empty(rays, dtype=wp.float32, device=device)
    out.link = wp.empty(rays, dtype=wp.int32, device=device)
    out.primitive = wp.empty(rays, dtype=wp.int32, device=device)
    out.barycentric = wp.empty(rays, dtype=wp.vec2, device=device)
    out.normal = wp.empty(rays, dtype=wp.vec3, device=device)
    out.instance = wp.empty(rays, dtype=wp.uint16, device=device)
    out.semantic = wp.empty(rays, dtype=wp.uint8, device=device)
    out.part = wp.empty(rays, dtype=wp.uint8, device=device)
    return out
