"""Kernels that turn hits into radiance: one sample a pixel, more where the picture has an edge."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import PI, Surface, schlick
from simulator.render.kernels.camera import Camera, camera_direction
from simulator.render.kernels.directions import cosine_direction, lifted
from simulator.render.kernels.light import seen_by_secondary, sun_blocker, sunlight
from simulator.render.kernels.sky import Light, ambient_irradiance, sky_radiance, sun_disc
from simulator.render.kernels.surfaces import surface_at
from simulator.render.kernels.tracing import FAR, closest_hit
from simulator.render.kernels.world import Hit, HitBuffers, Materials, World

wp.set_module_options(kernel_options())

OPEN_SKY = wp.constant(0)
TRACED = wp.constant(1)
GIVEN = wp.constant(2)
PLASTIC_X = wp.constant(0.7548776662466927)
PLASTIC_Y = wp.constant(0.5698402909980532)
"""Steps of the R2 sequence (Roberts 2018): powers of the plastic number's inverse."""


@wp.struct
class Sample:
    """What one camera sample sees: final light, and a diffuse surface whose irradiance may still be filtered.

    sunlit: 1 where the sun's disc is seen. shadow: the link that hides it, or -1.
    """

    radiance: wp.vec3
    diffuse: wp.vec3
    irradiance: wp.vec3
    sunlit: int
    shadow: int


@wp.func
def r2(start: wp.vec2, index: int) -> wp.vec2:
    """Point of the R2 sequence, rotated by start."""
    x = start[0] + float(index) * PLASTIC_X
    y = start[1] + float(index) * PLASTIC_Y
    return wp.vec2(x - wp.floor(x), y - wp.floor(y))


@wp.func
def mirror(
    world: World, materials: Materials, light: Light, s: Surface, direction: wp.vec3, time: float, indirect: int
) -> wp.vec3:
    """Radiance that arrives from the mirrored direction."""
    view = wp.normalize(direction)
    out = view - s.shading * (2.0 * wp.dot(view, s.shading))
    below = wp.dot(out, s.geometric)
    if below < 0.01:
        out = wp.normalize(out + s.geometric * (0.01 - below))
    if indirect == OPEN_SKY:
        return sky_radiance(light, out)
    return seen_by_secondary(world, materials, light, lifted(s, out), out, time, 0)


@wp.func
def shade(
    world: World,
    materials: Materials,
    light: Light,
    hit: Hit,
    origin: wp.vec3,
    direction: wp.vec3,
    time: float,
    pixel_rad: float,
    indirect: int,
    u_sun: wp.vec2,
    u_sky: wp.vec2,
    irradiance: wp.vec3,
    shadow_guess: int,
) -> Sample:
    """One camera sample.

    indirect: OPEN_SKY: no secondary rays but the sun's; TRACED: glass, mirrors and the sky are traced; GIVEN: the same,
    but the sky's light arriving is `irradiance`.
    """
    out = Sample()
    out.shadow = -1
    if hit.link < 0:
        out.radiance = sky_radiance(light, direction) + sun_disc(light, direction)
        return out
    s = surface_at(world, materials, hit, origin, direction, time, pixel_rad)
    view = -wp.normalize(direction)
    out.radiance = s.emission
    hidden_by = sun_blocker(world, light, s, time, u_sun, shadow_guess)
    out.shadow = wp.max(hidden_by, -1)
    if hidden_by == -1:
        out.radiance += sunlight(light, s, view)
        out.sunlit = 1
    kept = float(1.0)
    if s.glass == 1 or s.clearcoat > 0.0 or s.roughness < 0.2:
        coat = wp.max(s.clearcoat, float(s.glass))
        f0 = wp.lerp(wp.lerp(0.04, 0.6, s.metallic), 0.04, coat)
        fresnel = schlick(f0, wp.dot(s.shading, view))
        out.radiance += mirror(world, materials, light, s, direction, time, indirect) * fresnel
        kept = 1.0 - fresnel
    if s.glass == 1:
        if indirect != OPEN_SKY:
            past = s.position + direction * (2.0e-3 / wp.length(direction))
            out.radiance += seen_by_secondary(world, materials, light, past, direction, time, 1) * (0.7 * kept)
        return out
    out.diffuse = s.albedo * ((1.0 - s.metallic) * kept / PI)
    if indirect == GIVEN:
        out.irradiance = irradiance
    elif indirect == TRACED:
        # A leaf gathers from both sides, from the far one with the share that it lets through.
        towards = cosine_direction(s.shading, wp.vec2(u_sky[0] * (1.0 + s.thin), u_sky[1]))
        if u_sky[0] * (1.0 + s.thin) > 1.0:
            behind = (u_sky[0] * (1.0 + s.thin) - 1.0) / s.thin
            towards = cosine_direction(-s.shading, wp.vec2(behind, u_sky[1]))
        arriving = seen_by_secondary(world, materials, light, lifted(s, towards), towards, time, 0)
        out.irradiance = arriving * (PI * (1.0 + s.thin))
    else:
        out.irradiance = ambient_irradiance(light, s.shading)
    return out


@wp.func
def shade_sample(
    world: World,
    materials: Materials,
    light: Light,
    camera: Camera,
    hit: Hit,
    direction: wp.vec3,
    indirect: int,
    seed: int,
    pixel: int,
    index: int,
    irradiance: wp.vec3,
    shadow_guess: int,
) -> Sample:
    """Sample number `index` of a pixel: the same low-discrepancy points whatever other pixels do."""
    state = wp.rand_init(seed, pixel)
    # The first sample sees the sun's centre, so that a picture of one sample has clean shadows.
    start_sun = wp.vec2(0.0, wp.randf(state))
    start_sky = wp.vec2(wp.randf(state), wp.randf(state))
    return shade(
        world,
        materials,
        light,
        hit,
        camera.origin,
        direction,
        camera.time,
        camera.pixel_rad,
        indirect,
        r2(start_sun, index),
        r2(start_sky, index),
        irradiance,
        shadow_guess,
    )


@wp.kernel
def shade_centres(
    world: World,
    materials: Materials,
    light: Light,
    camera: Camera,
    hits: HitBuffers,
    indirect: int,
    seed: int,
    run: int,
    first: int,
    radiance: wp.array(dtype=wp.vec3),
    diffuse: wp.array(dtype=wp.vec3),
    irradiance: wp.array(dtype=wp.vec3),
    sunlit: wp.array(dtype=wp.uint8),
):
    """The first sample of every pixel: its centre ray, which the labels come from. A thread takes a run of pixels."""
    start = (first + wp.tid()) * run
    guess = int(-1)
    for i in range(start, wp.min(start + run, hits.t.shape[0])):
        hit = Hit()
        hit.link = hits.link[i]
        hit.face = hits.primitive[i]
        hit.t = hits.t[i]
        hit.u = hits.barycentric[i][0]
        hit.v = hits.barycentric[i][1]
        direction = camera_direction(camera, float(i % camera.width), float(i // camera.width))
        seen = shade_sample(
            world, materials, light, camera, hit, direction, indirect, seed, i, 0, wp.vec3(0.0, 0.0, 0.0), guess
        )
        guess = seen.shadow
        radiance[i] = seen.radiance
        diffuse[i] = seen.diffuse
        irradiance[i] = seen.irradiance
        sunlit[i] = wp.uint8(seen.sunlit)


@wp.func
def on_an_edge(camera: Camera, hits: HitBuffers, sunlit: wp.array(dtype=wp.uint8), i: int) -> bool:
    """Whether a neighbour shows another part, a bend, a jump in depth or another side of a shadow."""
    x = i % camera.width
    y = i // camera.width
    for dy in range(-1, 2):
        for dx in range(-1, 2):
            px = wp.clamp(x + dx, 0, camera.width - 1)
            py = wp.clamp(y + dy, 0, camera.height - 1)
            j = py * camera.width + px
            if hits.link[j] != hits.link[i] or sunlit[j] != sunlit[i]:
                return True
            if hits.link[i] >= 0:
                if wp.dot(hits.normal[j], hits.normal[i]) < 0.9:
                    return True
                step = camera_direction(camera, float(px), float(py)) * hits.t[j]
                step = step - camera_direction(camera, float(x), float(y)) * hits.t[i]
                if wp.abs(wp.dot(step, hits.normal[i])) > 0.02 + 0.002 * hits.t[i]:
                    return True
    return False


@wp.kernel
def refine_pixels(
    world: World,
    materials: Materials,
    light: Light,
    camera: Camera,
    hits: HitBuffers,
    sunlit: wp.array(dtype=wp.uint8),
    samples: int,
    everywhere: int,
    indirect: int,
    seed: int,
    first: int,
    radiance: wp.array(dtype=wp.vec3),
    diffuse: wp.array(dtype=wp.vec3),
    irradiance: wp.array(dtype=wp.vec3),
):
    """Means over all samples of the pixels that lie on an edge; within a surface detail is band-limited already.

    everywhere: 1 to refine all pixels, with the sky traced anew for every sample.
    """
    i = first + wp.tid()
    if everywhere == 0:
        if not on_an_edge(camera, hits, sunlit, i):
            return
    total = radiance[i]
    albedo = diffuse[i]
    arriving = irradiance[i]
    guess = hits.link[i]
    shadow = int(-1)
    for index in range(1, samples):
        jitter = r2(wp.vec2(0.5, 0.5), index)
        u = float(i % camera.width) + jitter[0] - 0.5
        v = float(i // camera.width) + jitter[1] - 0.5
        direction = camera_direction(camera, u, v)
        hit = closest_hit(world, camera.origin, direction, camera.time, FAR, 0, guess)
        mode = indirect
        if everywhere == 0 and indirect == TRACED and hit.link == hits.link[i]:
            mode = GIVEN
        seen = shade_sample(
            world, materials, light, camera, hit, direction, mode, seed, i, index, irradiance[i], shadow
        )
        guess = hit.link
        shadow = seen.shadow
        total += seen.radiance
        albedo += seen.diffuse
        arriving += seen.irradiance
    share = 1.0 / float(samples)
    radiance[i] = total * share
    diffuse[i] = albedo * share
    irradiance[i] = arriving * share
