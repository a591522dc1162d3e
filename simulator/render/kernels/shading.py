"""From a hit to the light that leaves it: direct light, reflections, and what diffuse light from around may add."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.air import Veil, veil_of
from simulator.render.kernels.bounce import share_of
from simulator.render.kernels.bsdf import (
    GLASS_TRANSMITTANCE,
    PI,
    Surface,
    diffuse_albedo,
    fresnel_coat,
    pane_reflectance,
    specular_albedo,
)
from simulator.render.kernels.camera import Camera
from simulator.render.kernels.lamp_glow import lamp_glow
from simulator.render.kernels.light import direct_light
from simulator.render.kernels.passage import share_from
from simulator.render.kernels.sky import ambient_irradiance, sky_radiance, sun_disc
from simulator.render.kernels.stage import Staged, staged_pixel, surface_of
from simulator.render.kernels.tracing import FAR
from simulator.render.kernels.world import Hit, HitBuffers, hit_of

wp.set_module_options(kernel_options())

OPEN_SKY = wp.constant(0)
TRACED = wp.constant(1)
"""What mirrors show: the sky alone, or what rays meet."""
SHARP_ROUGHNESS = wp.constant(0.1)
"""Smoother lobes show lamps as mirrors do; rougher ones spread their rays, and lamps are lights to them (chosen: slopes
of 0.6 degrees, some pixels of blur)."""
MIRROR_ROUGHNESS = wp.constant(0.2)
"""Smoother surfaces mirror the street, rougher ones reflect the light around them blurred (chosen)."""


@wp.struct
class Sample:
    """What one camera sample sees: light that is final, and factors of light that is still to arrive.

    diffuse: of the open sky's light `ambient`, of which the surface gets a share. mirror: of the radiance that comes
    from the mirrored direction. behind: of the radiance from behind a pane.
    """

    radiance: wp.vec3
    diffuse: wp.vec3
    ambient: wp.vec3
    mirror: wp.vec3
    behind: wp.vec3


@wp.func
def mirrored(s: Surface, view: wp.vec3) -> wp.vec3:
    """Direction that a mirror shows, not below the surface. view: unit, towards the viewer."""
    out = s.shading * (2.0 * wp.dot(view, s.shading)) - view
    below = wp.dot(out, s.geometric)
    if below < 0.01:
        out = wp.normalize(out + s.geometric * (0.01 - below))
    return out


@wp.func
def mirror_factor(s: Surface, n_v: float) -> wp.vec3:
    """Share of the mirrored radiance that the coat, the pane or a smooth surface sends to the viewer."""
    if s.glass == 1:
        gloss = pane_reflectance(n_v)
        return wp.vec3(gloss, gloss, gloss)
    coat = fresnel_coat(s, n_v)
    out = wp.vec3(coat, coat, coat)
    if s.roughness < MIRROR_ROUGHNESS:
        out += specular_albedo(s, n_v)
    return out


@wp.func
def blurred_gloss(stage: Staged, s: Surface, view: wp.vec3, n_v: float, ambient: wp.vec3) -> wp.vec3:
    """What a rough surface reflects of the sky, over the open sky's light, so that what hides the sky hides it too.

    A rough lobe gathers from a cone: between the sky's mirrored point and all that the surface sees.
    """
    if s.roughness < MIRROR_ROUGHNESS:
        return wp.vec3(0.0, 0.0, 0.0)
    wide = wp.clamp(s.roughness * s.roughness * 2.0, 0.0, 1.0)
    around = ambient_irradiance(stage[0].light, s.shading) / PI
    if wide < 1.0:
        around = wp.lerp(sky_radiance(stage[0].light, mirrored(s, view)), around, wide)
    return wp.cw_mul(specular_albedo(s, n_v), share_of(around, ambient))


@wp.func
def pane(glass: Surface) -> Surface:
    """A pane without what it lets through."""
    s = glass
    s.albedo = wp.vec3(0.0, 0.0, 0.0)
    return s


@wp.func
def shade_surface(
    stage: Staged,
    hit: Hit,
    origin: wp.vec3,
    direction: wp.vec3,
    pixel_rad: float,
    indirect: int,
    sunlit: float,
    u_lamp: wp.vec2,
) -> Sample:
    """What a hit sends to the camera; sunlit: share of the sun's light that arrives."""
    out = Sample()
    s = surface_of(stage, hit, origin, direction, pixel_rad)
    view = -wp.normalize(direction)
    n_v = wp.max(wp.dot(s.shading, view), 0.0)
    out.mirror = mirror_factor(s, n_v)
    if s.glass == 1:
        out.behind = (wp.vec3(1.0, 1.0, 1.0) - out.mirror) * GLASS_TRANSMITTANCE
        s = pane(s)
    else:
        out.ambient = ambient_irradiance(stage[0].light, s.shading)
        if s.thin > 0.0:
            out.ambient += ambient_irradiance(stage[0].light, -s.shading) * s.thin
        out.diffuse = diffuse_albedo(s, n_v) / PI + blurred_gloss(stage, s, view, n_v, out.ambient)
    out.radiance = s.emission + direct_light(stage, s, view, sunlit, u_lamp)
    if indirect == OPEN_SKY and wp.max(out.mirror) > 0.0:
        out.radiance += wp.cw_mul(out.mirror, sky_radiance(stage[0].light, mirrored(s, view)))
    return out


@wp.func
def veiled(stage: Staged, origin: wp.vec3, ray: wp.vec3, distance: float) -> Veil:
    """The air over a distance from a point along a unit direction, with what lamps make of it."""
    out = veil_of(stage[0].air, stage[0].light, origin, ray, distance)
    out.light += lamp_glow(stage[0].glow, ray, distance)
    return out


@wp.func
def sky_seen(stage: Staged, ray: wp.vec3) -> wp.vec3:
    """Sky, sun and the air that lamps light up, in a unit direction from the camera."""
    return sky_radiance(stage[0].light, ray) + sun_disc(stage[0].light, ray) + lamp_glow(stage[0].glow, ray, FAR)


@wp.func
def shade(
    stage: Staged,
    hit: Hit,
    origin: wp.vec3,
    direction: wp.vec3,
    pixel_rad: float,
    indirect: int,
    sunlit: float,
    u_lamp: wp.vec2,
) -> Sample:
    """One camera sample: sky, or a surface through the air before it."""
    out = Sample()
    ray = wp.normalize(direction)
    if hit.link < 0:
        out.radiance = sky_seen(stage, ray)
    else:
        out = shade_surface(stage, hit, origin, direction, pixel_rad, indirect, sunlit, u_lamp)
        veil = veiled(stage, origin, ray, hit.t * wp.length(direction))
        out.radiance = veil.light + wp.cw_mul(out.radiance, veil.left)
        out.diffuse = wp.cw_mul(out.diffuse, veil.left)
        out.mirror = wp.cw_mul(out.mirror, veil.left)
        out.behind = wp.cw_mul(out.behind, veil.left)
    return out


@wp.struct
class Layers:
    """`Sample` of every pixel's centre; under the open sky complete in `radiance`, the others empty."""

    radiance: wp.array(dtype=wp.vec3)
    diffuse: wp.array(dtype=wp.vec3)
    ambient: wp.array(dtype=wp.vec3)
    mirror: wp.array(dtype=wp.vec3)
    behind: wp.array(dtype=wp.vec3)


@wp.kernel
def shade_centres(
    stage: Staged,
    camera: Camera,
    hits: HitBuffers,
    sunlit: wp.array(dtype=wp.uint8),
    indirect: int,
    run: int,
    first: int,
    layers: Layers,
):
    """The sample at every pixel's centre, which the labels come from. A thread takes a run of pixels."""
    start = (first + wp.tid()) * run
    for i in range(start, wp.min(start + run, hits.t.shape[0])):
        hit = hit_of(hits, i)
        ray = staged_pixel(stage, camera, hit.link, i)
        lit = share_from(sunlit[i])
        seen = shade(stage, hit, ray.origin, ray.direction, camera.pixel_rad, indirect, lit, wp.vec2(0.0, 0.0))
        if indirect == OPEN_SKY:
            layers.radiance[i] = seen.radiance + wp.cw_mul(seen.diffuse, seen.ambient)
        else:
            layers.radiance[i] = seen.radiance
            layers.diffuse[i] = seen.diffuse
            layers.ambient[i] = seen.ambient
            layers.mirror[i] = seen.mirror
            layers.behind[i] = seen.behind


@wp.struct
class Arriving:
    """Light that arrives at every pixel's surface: share of the open sky's, mirrored radiance, radiance from behind."""

    share: wp.array(dtype=wp.vec3)
    mirrored: wp.array(dtype=wp.vec3)
    behind: wp.array(dtype=wp.vec3)


@wp.func
def completed(seen: Sample, share: wp.vec3, from_mirror: wp.vec3, from_behind: wp.vec3) -> wp.vec3:
    """A sample's radiance with the light that arrives."""
    out = seen.radiance + wp.cw_mul(seen.diffuse, wp.cw_mul(seen.ambient, share))
    return out + wp.cw_mul(seen.mirror, from_mirror) + wp.cw_mul(seen.behind, from_behind)


@wp.kernel
def compose(layers: Layers, arriving: Arriving, first: int, radiance: wp.array(dtype=wp.vec3)):
    """The centre samples with the light that arrives."""
    i = first + wp.tid()
    seen = Sample()
    seen.radiance = layers.radiance[i]
    seen.diffuse = layers.diffuse[i]
    seen.ambient = layers.ambient[i]
    seen.mirror = layers.mirror[i]
    seen.behind = layers.behind[i]
    radiance[i] = completed(seen, arriving.share[i], arriving.mirrored[i], arriving.behind[i])
