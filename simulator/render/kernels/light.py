"""Light that arrives at surfaces: the sun's visibility, and the radiance of what a secondary ray meets."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import PI, Surface, ggx
from simulator.render.kernels.directions import basis_direction, lifted
from simulator.render.kernels.sky import Light, ambient_irradiance, sky_radiance
from simulator.render.kernels.surfaces import surface_at
from simulator.render.kernels.tracing import FAR, blocker, closest_hit
from simulator.render.kernels.world import Materials, World

wp.set_module_options(kernel_options())

COARSE_PIXEL_RAD = wp.constant(0.02)
GLINT_LIMIT_CD_M2 = wp.constant(2.0e5)


@wp.func
def sun_blocker(world: World, light: Light, s: Surface, time: float, u: wp.vec2, guess: int) -> int:
    """What hides a point of the sun's disc, chosen by u: a link, -1 for nothing, -2 for the surface itself."""
    if s.thin == 0.0 and wp.min(wp.dot(s.geometric, light.sun), wp.dot(s.shading, light.sun)) <= 0.0:
        return -2
    radius = light.sun_radius * wp.sqrt(u[0])
    angle = 2.0 * PI * u[1]
    towards = basis_direction(light.sun, radius * wp.cos(angle), radius * wp.sin(angle), 1.0)
    return blocker(world, lifted(s, towards), towards, time, FAR, guess)


@wp.func
def sun_cosine(light: Light, s: Surface) -> float:
    """Cosine of the sun's incidence; for light through a leaf, its share that comes out on the viewer's side."""
    cosine = wp.dot(s.shading, light.sun)
    if cosine < 0.0:
        return -cosine * s.thin
    return cosine


@wp.func
def sunlight(light: Light, s: Surface, view: wp.vec3) -> wp.vec3:
    """Radiance towards the viewer that unhindered direct sun makes: Lambert, GGX, and a smooth clear coat."""
    cosine = sun_cosine(light, s)
    diffuse = s.albedo * ((1.0 - s.metallic) * cosine / PI)
    gloss = ggx(s.shading, view, light.sun, s.roughness, wp.lerp(0.04, 0.6, s.metallic))
    if s.clearcoat > 0.0:
        gloss += s.clearcoat * ggx(s.shading, view, light.sun, 0.12, 0.04)
    tint = wp.lerp(wp.vec3(1.0, 1.0, 1.0), s.albedo, s.metallic)
    sheen = wp.cw_mul(tint, light.sun_lx) * gloss
    bright = wp.max(sheen[0], wp.max(sheen[1], sheen[2]))
    if bright > GLINT_LIMIT_CD_M2:
        sheen = sheen * (GLINT_LIMIT_CD_M2 / bright)
    return wp.cw_mul(diffuse, light.sun_lx) + sheen


@wp.func
def seen_by_secondary(
    world: World,
    materials: Materials,
    light: Light,
    origin: wp.vec3,
    direction: wp.vec3,
    time: float,
    through_glass: int,
) -> wp.vec3:
    """Radiance along a secondary ray: sky, or a surface lit by the sun and half of the open sky (no further bounce)."""
    hit = closest_hit(world, origin, direction, time, FAR, through_glass, -1)
    if hit.link < 0:
        return sky_radiance(light, direction)
    s = surface_at(world, materials, hit, origin, direction, time, COARSE_PIXEL_RAD)
    out = s.emission + wp.cw_mul(s.albedo, ambient_irradiance(light, s.shading)) * (0.5 / PI)
    if sun_blocker(world, light, s, time, wp.vec2(0.0, 0.0), -1) == -1:
        out += wp.cw_mul(s.albedo, light.sun_lx) * (sun_cosine(light, s) / PI)
    return out
