"""The surface at a hit: its material with pattern, images and water on it."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import Surface
from simulator.render.kernels.patterns import FOLIAGE, closing_share, detail_at, holds_puddles
from simulator.render.kernels.relief import bent
from simulator.render.kernels.snow import mean_snowed, snowed
from simulator.render.kernels.textures import is_textured, mean_color, texel_layers
from simulator.render.kernels.tracing import face_normal, placement, slot_of
from simulator.render.kernels.wetness import film_of, soaked, wetted
from simulator.render.kernels.world import Hit, Materials, Placement, World

wp.set_module_options(kernel_options())

SMOOTHEST = wp.constant(0.02)
"""Least roughness of a lobe, in float32's reach (chosen)."""
LEAF_TRANSMITTANCE = wp.constant(0.6)
"""Transmitted over reflected light of a green leaf (Jacquemoud & Baret 1990, PROSPECT: 0.5 to 0.9 in the visible)."""


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
def patterned(plain: Surface, pattern: int, at: Placement, view: wp.vec3, cone_m: float) -> Surface:
    """A surface with its material's procedural detail. cone_m: width of the pixel's cone at the hit."""
    s = plain
    detail = detail_at(
        pattern,
        s.albedo,
        wp.quat_rotate_inv(at.rotation, s.position - at.position),
        wp.quat_rotate_inv(at.rotation, s.geometric),
        wp.quat_rotate_inv(at.rotation, view),
        cone_m,
    )
    s.albedo = detail.color
    s.roughness = wp.clamp(s.roughness + detail.roughness, SMOOTHEST, 1.0)
    s.shading = turned_to(bent(s.shading, wp.quat_rotate(at.rotation, detail.bend)), view)
    return s


@wp.func
def placed_at(world: World, hit: Hit, at: Placement, origin: wp.vec3, direction: wp.vec3) -> Surface:
    """Where a hit lies and its normals, turned to the ray's origin."""
    s = Surface()
    s.position = origin + direction * hit.t
    s.geometric = face_normal(world, hit, at)
    s.shading = shading_normal(world, hit, at.rotation)
    view = wp.normalize(direction)
    if wp.dot(s.geometric, view) > 0.0:
        s.geometric = -s.geometric
        s.shading = -s.shading
    s.shading = turned_to(s.shading, view)
    return s


@wp.func
def painted(plain: Surface, world: World, materials: Materials, link: int, material: int) -> Surface:
    """A surface with the parameters of its material and the light of its lamp."""
    s = plain
    parameters = materials.surface[material]
    s.albedo = materials.base_color[material]
    s.roughness = wp.max(parameters[0], SMOOTHEST)
    s.metallic = parameters[1]
    s.clearcoat = parameters[2]
    s.coat_f0 = materials.coat[material][0]
    s.coat_roughness = wp.max(materials.coat[material][1], SMOOTHEST)
    s.glass = int(parameters[3])
    s.retro = materials.retro[material][0]
    s.beads = materials.retro[material][1]
    if materials.pattern[material] == FOLIAGE:
        s.thin = LEAF_TRANSMITTANCE
    lamp = world.link_instance[link] * materials.lamp_kinds + materials.lamp[material]
    s.emission = materials.emission[material] * float(materials.lamp_on[lamp])
    return s


@wp.func
def snow_kind(world: World, materials: Materials, hit: Hit) -> int:
    """How what was hit carries snow."""
    return int(materials.snow_kind[int(world.slot_semantic[slot_of(world, hit.link, hit.face)])])


@wp.func
def surface_at(
    world: World, materials: Materials, hit: Hit, origin: wp.vec3, direction: wp.vec3, time: float, pixel_rad: float
) -> Surface:
    """The surface at a hit with all its detail. pixel_rad: angle of a pixel, for the footprint of procedural detail."""
    at = placement(world, hit.link, time)
    material = world.slot_material[slot_of(world, hit.link, hit.face)]
    s = painted(placed_at(world, hit, at, origin, direction), world, materials, hit.link, material)
    view = wp.normalize(direction)
    cone_m = hit.t * wp.length(direction) * pixel_rad
    pattern = materials.pattern[material]
    if pattern > 0:
        s = patterned(s, pattern, at, view, cone_m)
    if is_textured(world, material):
        s = textured(s, world, hit, material, at.rotation, view, cone_m)
    footprint = cone_m / wp.max(wp.abs(wp.dot(s.geometric, view)), 0.05)
    s = wetted(s, materials.wetness, closing_share(pattern), holds_puddles(pattern), footprint)
    s = snowed(s, materials.snow_cover, snow_kind(world, materials, hit), footprint)
    s.shading = turned_to(s.shading, view)
    return s


@wp.func
def mean_surface_at(
    world: World, materials: Materials, hit: Hit, origin: wp.vec3, direction: wp.vec3, time: float
) -> Surface:
    """The surface at a hit as light that bounces sees it: patterns and images by their mean, wet without puddles."""
    at = placement(world, hit.link, time)
    material = world.slot_material[slot_of(world, hit.link, hit.face)]
    s = painted(placed_at(world, hit, at, origin, direction), world, materials, hit.link, material)
    image = world.textures.surface[material][0]
    if image >= 0:
        s.albedo = wp.cw_mul(s.albedo, mean_color(world.textures, image))
    s = soaked(s, film_of(materials.wetness), closing_share(materials.pattern[material]))
    return mean_snowed(s, materials.snow_cover, snow_kind(world, materials, hit))
