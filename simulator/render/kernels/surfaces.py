"""Surfaces in registers: procedural colour by position, shading normals, GGX."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import Surface
from simulator.render.kernels.textures import is_textured, texel_layers
from simulator.render.kernels.tracing import face_normal, placement, slot_of
from simulator.render.kernels.wetness import wetted
from simulator.render.kernels.world import Hit, Materials, World

wp.set_module_options(kernel_options())

PATTERNS = ("plain", "asphalt", "concrete", "paving", "brick", "grass", "foliage", "bark", "plaster", "worn_paint")
FOLIAGE = wp.constant(6)
SMOOTHEST = wp.constant(0.02)
"""Least roughness of a lobe, in float32's reach (chosen)."""
LEAF_TRANSMITTANCE = wp.constant(0.6)
"""Transmitted over reflected light of a green leaf (Jacquemoud & Baret 1990, PROSPECT: 0.5 to 0.9 in the visible)."""


@wp.func
def band_limited(frequency: float, footprint: float) -> float:
    """Weight of a detail of that frequency (1/m) seen with a pixel footprint (m): fades out before it aliases."""
    return wp.clamp(1.6 - 3.0 * frequency * footprint, 0.0, 1.0)


@wp.func
def grain(position: wp.vec3, frequency: float, footprint: float, seed: int) -> float:
    """Perlin noise in about -1..1 at a frequency (1/m), band-limited."""
    weight = band_limited(frequency, footprint)
    if weight <= 0.0:
        return 0.0
    return weight * 1.6 * wp.noise(wp.uint32(seed), position * frequency)


@wp.func
def joint(x: float, period: float, width: float, footprint: float) -> float:
    """1 inside a joint of that width in every period, smoothed over the footprint (box filter of the indicator)."""
    phase = x / period - wp.floor(x / period)
    distance = wp.min(phase, 1.0 - phase) * period
    soft = wp.max(footprint, 0.002)
    coverage = wp.clamp((0.5 * width - distance) / soft + 0.5, 0.0, 1.0)
    share = width / period
    return wp.lerp(coverage, share, wp.clamp(footprint / period, 0.0, 1.0))


@wp.func
def in_wall_plane(position: wp.vec3, normal: wp.vec3) -> wp.vec2:
    """Coordinates along the dominant plane of a face: (horizontal, vertical) on walls, (x, y) on floors."""
    if wp.abs(normal[2]) > 0.7:
        return wp.vec2(position[0], position[1])
    if wp.abs(normal[0]) > wp.abs(normal[1]):
        return wp.vec2(position[1], position[2])
    return wp.vec2(position[0], position[2])


@wp.func
def bricks(base: wp.vec3, p: wp.vec2, position: wp.vec3, footprint: float) -> wp.vec3:
    """Running bond of the German normal format: 250 x 83 mm with joints (DIN 105: 240 x 71 mm bricks)."""
    row = wp.floor(p[1] / 0.0833)
    shift = 0.125 * (row - 2.0 * wp.floor(row * 0.5))
    column = wp.floor((p[0] + shift) / 0.25)
    mortar = wp.max(joint(p[1], 0.0833, 0.012, footprint), joint(p[0] + shift, 0.25, 0.012, footprint))
    tone = 0.25 * wp.noise(wp.uint32(11), wp.vec2(row * 7.31 + 0.5, column * 3.17 + 0.5)) * band_limited(4.0, footprint)
    color = base * (1.0 + tone + 0.15 * grain(position, 1.0, footprint, 12))
    return wp.lerp(color, wp.vec3(0.35, 0.33, 0.30), mortar * 0.8)


@wp.func
def pattern_albedo(pattern: int, base: wp.vec3, position: wp.vec3, normal: wp.vec3, footprint: float) -> wp.vec3:
    """Base colour with the variation of a pattern; position in the part's frame, metres."""
    color = base
    if pattern == 1:
        patch = 0.10 * grain(position, 0.15, footprint, 1) + 0.08 * grain(position, 0.9, footprint, 2)
        fine = 0.16 * grain(position, 45.0, footprint, 3) + 0.12 * grain(position, 110.0, footprint, 4)
        color = base * (1.0 + patch + fine)
    elif pattern == 2:
        color = base * (1.0 + 0.10 * grain(position, 0.6, footprint, 5) + 0.08 * grain(position, 20.0, footprint, 6))
    elif pattern == 3:
        p = in_wall_plane(position, normal)
        gap = wp.max(joint(p[0], 0.4, 0.008, footprint), joint(p[1], 0.4, 0.008, footprint))
        cell = wp.vec2(wp.floor(p[0] / 0.4) * 5.13 + 0.5, wp.floor(p[1] / 0.4) * 3.71 + 0.5)
        tone = 0.16 * wp.noise(wp.uint32(7), cell) * band_limited(2.5, footprint)
        color = base * (1.0 + tone + 0.08 * grain(position, 25.0, footprint, 8)) * (1.0 - 0.55 * gap)
    elif pattern == 4:
        color = bricks(base, in_wall_plane(position, normal), position, footprint)
    elif pattern == 5:
        patch = 0.25 * grain(position, 0.5, footprint, 13)
        color = base * (1.0 + patch + 0.35 * grain(position, 30.0, footprint, 14))
        color = wp.cw_mul(color, wp.vec3(1.0 + 0.5 * patch, 1.0, 1.0))
    elif pattern == FOLIAGE:
        color = base * (1.0 + 0.30 * grain(position, 1.7, footprint, 15) + 0.35 * grain(position, 9.0, footprint, 16))
    elif pattern == 7:
        stretched = wp.vec3(position[0], position[1], position[2] * 0.2)
        color = base * (1.0 + 0.4 * grain(stretched, 14.0, footprint, 17))
    elif pattern == 8:
        color = base * (1.0 + 0.06 * grain(position, 0.35, footprint, 18) + 0.05 * grain(position, 6.0, footprint, 19))
    elif pattern == 9:
        wear = wp.clamp(
            0.25 + 0.8 * grain(position, 3.0, footprint, 20) + 0.5 * grain(position, 30.0, footprint, 21), 0.0, 0.6
        )
        color = wp.lerp(base, wp.vec3(0.11, 0.11, 0.11), wear)
    return wp.vec3(wp.clamp(color[0], 0.0, 1.0), wp.clamp(color[1], 0.0, 1.0), wp.clamp(color[2], 0.0, 1.0))


@wp.func
def shading_normal(world: World, hit: Hit, rotation: wp.quat) -> wp.vec3:
    """Interpolated corner normal in the world frame (Warp's weights: u, v, 1 - u - v of corners 0, 1, 2)."""
    corner = 3 * (world.face_offset[hit.link] + hit.face)
    local = (
        world.corner_normal[corner] * hit.u
        + world.corner_normal[corner + 1] * hit.v
        + world.corner_normal[corner + 2] * (1.0 - hit.u - hit.v)
    )
    return wp.normalize(wp.quat_rotate(rotation, local))


@wp.func
def holds_puddles(pattern: int) -> bool:
    """Whether a pattern makes roads and pavements."""
    return (pattern >= 1 and pattern <= 3) or pattern == 9


@wp.func
def turned_to(shading: wp.vec3, view: wp.vec3) -> wp.vec3:
    """A shading normal turned until the viewer sees its front. view: unit, away from the viewer."""
    if wp.dot(shading, view) > -0.02:
        return wp.normalize(shading - view * (wp.dot(shading, view) + 0.02))
    return shading


@wp.func
def textured(
    plain: Surface, world: World, hit: Hit, material: int, rotation: wp.quat, view: wp.vec3, cone_m: float
) -> Surface:
    """A surface with its material's images on it. cone_m: width of the pixel's cone at the hit."""
    s = plain
    local_view = wp.quat_rotate_inv(rotation, view)
    texels = texel_layers(world, hit, material, local_view, wp.quat_rotate_inv(rotation, s.shading), cone_m)
    s.albedo = wp.cw_mul(s.albedo, texels.color)
    s.roughness = wp.max(s.roughness * texels.roughness, SMOOTHEST)
    s.metallic = s.metallic * texels.metallic
    s.shading = turned_to(wp.quat_rotate(rotation, texels.normal), view)
    return s


@wp.func
def surface_at(
    world: World, materials: Materials, hit: Hit, origin: wp.vec3, direction: wp.vec3, time: float, pixel_rad: float
) -> Surface:
    """The surface at a hit. pixel_rad: angle of a pixel, for the footprint of procedural detail."""
    s = Surface()
    at = placement(world, hit.link, time)
    s.position = origin + direction * hit.t
    s.geometric = face_normal(world, hit, at)
    s.shading = shading_normal(world, hit, at.rotation)
    view = wp.normalize(direction)
    if wp.dot(s.geometric, view) > 0.0:
        s.geometric = -s.geometric
        s.shading = -s.shading
    s.shading = turned_to(s.shading, view)
    material = world.slot_material[slot_of(world, hit.link, hit.face)]
    local = wp.quat_rotate_inv(at.rotation, s.position - at.position)
    local_normal = wp.quat_rotate_inv(at.rotation, s.geometric)
    slant = wp.max(wp.sqrt(wp.abs(wp.dot(s.geometric, view))), 0.1)
    footprint = hit.t * wp.length(direction) * pixel_rad / slant
    s.albedo = pattern_albedo(
        materials.pattern[material], materials.base_color[material], local, local_normal, footprint
    )
    parameters = materials.surface[material]
    s.roughness = wp.max(parameters[0], SMOOTHEST)
    s.metallic = parameters[1]
    s.clearcoat = parameters[2]
    s.coat_f0 = materials.coat[material][0]
    s.coat_roughness = wp.max(materials.coat[material][1], SMOOTHEST)
    s.glass = int(parameters[3])
    s.retro = materials.retro[material]
    if materials.pattern[material] == FOLIAGE:
        s.thin = LEAF_TRANSMITTANCE
    lamp = world.link_instance[hit.link] * materials.lamp_kinds + materials.lamp[material]
    lit = float(materials.lamp_on[lamp])
    s.emission = materials.emission[material] * lit
    if is_textured(world, material):
        s = textured(s, world, hit, material, at.rotation, view, hit.t * wp.length(direction) * pixel_rad)
    return wetted(s, materials.wetness, holds_puddles(materials.pattern[material]), footprint)
