"""From a hit to the light that leaves it: direct light, reflections, and what diffuse light from around may add."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.air import airlight, transmittance
from simulator.render.kernels.bounce import DARKEST_LX
from simulator.render.kernels.bsdf import PI, Surface, diffuse_albedo, fresnel_coat, schlick, specular_albedo
from simulator.render.kernels.camera import Camera, camera_direction
from simulator.render.kernels.directions import lifted
from simulator.render.kernels.lamp_airlight import lamp_airlight
from simulator.render.kernels.light import direct_light, seen_by_secondary
from simulator.render.kernels.sky import ambient_irradiance, sky_radiance, sun_disc
from simulator.render.kernels.stage import Stage, surface_of
from simulator.render.kernels.world import Hit, HitBuffers, hit_of

wp.set_module_options(kernel_options())

OPEN_SKY = wp.constant(0)
TRACED = wp.constant(1)
"""What mirrors show: the sky alone, or what a ray meets."""
GLASS_TRANSMITTANCE = wp.constant(0.7)
"""Of a tinted side window (UN Regulation 43 asks for 70 % in front)."""
CRISP_ROUGHNESS = wp.constant(0.15)
MIRROR_ROUGHNESS = wp.constant(0.2)
"""Smoother lobes than the first mirror the street, rougher ones than the second blur what is around them (chosen)."""
FAR_AIR_M = wp.constant(1.0e5)
"""How far lamps light the air before the sky."""
PLASTIC_X = wp.constant(0.7548776662466927)
PLASTIC_Y = wp.constant(0.5698402909980532)
"""Steps of the R2 sequence (Roberts 2018): powers of the plastic number's inverse."""


@wp.struct
class Sample:
    """What one camera sample sees. radiance: final light; diffuse: factor of the diffuse light that arrives.

    ambient: irradiance of the open sky, of which the surface gets a share.
    """

    radiance: wp.vec3
    diffuse: wp.vec3
    ambient: wp.vec3


@wp.struct
class Gloss:
    """Radiance towards the viewer of mirror images: of things, traced, and of the open sky, blurred."""

    sharp: wp.vec3
    blurred: wp.vec3


@wp.func
def r2(start: wp.vec2, index: int) -> wp.vec2:
    """Point of the R2 sequence, rotated by start."""
    x = start[0] + float(index) * PLASTIC_X
    y = start[1] + float(index) * PLASTIC_Y
    return wp.vec2(x - wp.floor(x), y - wp.floor(y))


@wp.func
def mirrored(s: Surface, view: wp.vec3) -> wp.vec3:
    """Direction that a mirror shows, not below the surface. view: unit, towards the viewer."""
    out = s.shading * (2.0 * wp.dot(view, s.shading)) - view
    below = wp.dot(out, s.geometric)
    if below < 0.01:
        out = wp.normalize(out + s.geometric * (0.01 - below))
    return out


@wp.func
def crispness(roughness: float) -> float:
    """1 where a lobe mirrors things, 0 where it blurs them: one traced ray stands for narrow lobes only."""
    return wp.clamp((MIRROR_ROUGHNESS - roughness) / (MIRROR_ROUGHNESS - CRISP_ROUGHNESS), 0.0, 1.0)


@wp.func
def gloss(stage: Stage, s: Surface, view: wp.vec3, indirect: int) -> Gloss:
    """What coat and surface mirror of their surroundings."""
    out = Gloss()
    n_v = wp.max(wp.dot(s.shading, view), 0.0)
    surface = specular_albedo(s, n_v)
    coat = wp.vec3(1.0, 1.0, 1.0) * fresnel_coat(s, n_v)
    traced = float(0.0)
    if indirect == TRACED:
        traced = 1.0
    sharp = surface * (crispness(s.roughness) * traced) + coat * (crispness(s.coat_roughness) * traced)
    towards = mirrored(s, view)
    if sharp[0] + sharp[1] + sharp[2] > 0.01:
        arriving = seen_by_secondary(stage, lifted(s, towards), towards, 0, 1, wp.vec2(0.0, 0.0))
        out.sharp = wp.cw_mul(sharp, arriving)
    else:
        sharp = wp.vec3(0.0, 0.0, 0.0)
    blurred = surface + coat - sharp
    if blurred[0] + blurred[1] + blurred[2] > 0.0:
        # A rough lobe gathers from a cone: between the sky's mirrored point and all that the surface sees; clouds have
        # no sharp image in a wide one.
        roughness = wp.lerp(s.roughness, s.coat_roughness, coat[0] / wp.max(coat[0] + surface[0], 1.0e-6))
        wide = wp.clamp((roughness - 0.10) / 0.08, 0.0, 1.0)
        around = wp.lerp(sky_radiance(stage.light, towards), ambient_irradiance(stage.light, s.shading) / PI, wide)
        out.blurred = wp.cw_mul(blurred, around)
    return out


@wp.func
def shade_surface(
    stage: Stage,
    hit: Hit,
    origin: wp.vec3,
    direction: wp.vec3,
    pixel_rad: float,
    indirect: int,
    sunlit: int,
    u_lamp: wp.vec2,
) -> Sample:
    """What a hit sends to the camera; sunlit: whether the sun is seen from it."""
    out = Sample()
    s = surface_of(stage, hit, origin, direction, pixel_rad)
    view = -wp.normalize(direction)
    n_v = wp.max(wp.dot(s.shading, view), 0.0)
    out.radiance = s.emission
    if s.glass == 1:
        # A pane's own surface: sun and lamps in it, what it mirrors, and what lies behind it.
        out.radiance += direct_light(stage, pane(s), view, sunlit, u_lamp)
        fresnel = schlick(0.04, n_v)
        mirror = mirrored(s, view)
        if indirect == OPEN_SKY:
            out.radiance += sky_radiance(stage.light, mirror) * fresnel
            return out
        out.radiance += seen_by_secondary(stage, lifted(s, mirror), mirror, 0, 1, wp.vec2(0.0, 0.0)) * fresnel
        past = s.position + direction * (2.0e-3 / wp.length(direction))
        behind = seen_by_secondary(stage, past, direction, 1, 1, wp.vec2(0.0, 0.0))
        out.radiance += behind * (GLASS_TRANSMITTANCE * (1.0 - fresnel))
        return out
    mirror_image = gloss(stage, s, view, indirect)
    out.radiance += direct_light(stage, s, view, sunlit, u_lamp) + mirror_image.sharp
    out.ambient = ambient_irradiance(stage.light, s.shading)
    if s.thin > 0.0:
        out.ambient += ambient_irradiance(stage.light, -s.shading) * s.thin
    # What stands before the sky hides as much of it from a rough lobe as from the diffuse one.
    floor = wp.vec3(DARKEST_LX, DARKEST_LX, DARKEST_LX)
    out.diffuse = diffuse_albedo(s, n_v) / PI + wp.cw_div(mirror_image.blurred, out.ambient + floor)
    return out


@wp.func
def pane(glass: Surface) -> Surface:
    """A pane without what it lets through."""
    s = glass
    s.albedo = wp.vec3(0.0, 0.0, 0.0)
    return s


@wp.func
def shade(
    stage: Stage,
    hit: Hit,
    origin: wp.vec3,
    direction: wp.vec3,
    pixel_rad: float,
    indirect: int,
    sunlit: int,
    u_lamp: wp.vec2,
) -> Sample:
    """One camera sample: sky, or a surface through the air before it."""
    out = Sample()
    distance = float(FAR_AIR_M)
    ray = wp.normalize(direction)
    if hit.link < 0:
        out.radiance = sky_radiance(stage.light, ray) + sun_disc(stage.light, ray)
    else:
        out = shade_surface(stage, hit, origin, direction, pixel_rad, indirect, sunlit, u_lamp)
        distance = hit.t * wp.length(direction)
        left = transmittance(stage.air, distance)
        veil = airlight(stage.air, stage.light, ray)
        out.radiance = veil + wp.cw_mul(out.radiance - veil, left)
        out.diffuse = wp.cw_mul(out.diffuse, left)
    if stage.lamp_fog > 0.0:
        out.radiance += lamp_airlight(stage.lamps, origin, ray, distance, stage.lamp_fog)
    return out


@wp.kernel
def shade_centres(
    stage: Stage,
    camera: Camera,
    hits: HitBuffers,
    sunlit: wp.array(dtype=wp.uint8),
    indirect: int,
    run: int,
    first: int,
    radiance: wp.array(dtype=wp.vec3),
    diffuse: wp.array(dtype=wp.vec3),
    ambient: wp.array(dtype=wp.vec3),
):
    """The sample at every pixel's centre, which the labels come from. A thread takes a run of pixels."""
    start = (first + wp.tid()) * run
    for i in range(start, wp.min(start + run, hits.t.shape[0])):
        direction = camera_direction(camera, float(i % camera.width), float(i // camera.width))
        hit = hit_of(hits, i)
        seen = shade(
            stage,
            hit,
            camera.origin,
            direction,
            camera.pixel_rad,
            indirect,
            int(sunlit[i]),
            wp.vec2(0.0, 0.0),
        )
        radiance[i] = seen.radiance
        diffuse[i] = seen.diffuse
        ambient[i] = seen.ambient


@wp.kernel
def compose(
    diffuse: wp.array(dtype=wp.vec3),
    ambient: wp.array(dtype=wp.vec3),
    share: wp.array(dtype=wp.vec3),
    first: int,
    radiance: wp.array(dtype=wp.vec3),
):
    """Adds the diffusely reflected share of the open sky's light."""
    i = first + wp.tid()
    radiance[i] += wp.cw_mul(diffuse[i], wp.cw_mul(ambient[i], share[i]))


@wp.kernel
def compose_open(
    diffuse: wp.array(dtype=wp.vec3), ambient: wp.array(dtype=wp.vec3), first: int, radiance: wp.array(dtype=wp.vec3)
):
    """Adds the open sky's diffusely reflected light, as if nothing stood before it."""
    i = first + wp.tid()
    radiance[i] += wp.cw_mul(diffuse[i], ambient[i])
