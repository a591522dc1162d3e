"""The high quality: each sample of each pixel follows light over several bounces (Kajiya 1986), sun and lamps sampled.

At the camera's hit diffuse light and mirror each get a path, so that the former can be smoothed within surfaces.
"""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import (
    DIELECTRIC_F0,
    Surface,
    base_f0,
    below_interface,
    diffuse_albedo,
    fresnel_coat,
    ggx_weight,
    mean_below_interface,
    sample_ggx,
    schlick,
    specular_albedo,
)
from simulator.render.kernels.camera import Camera, camera_direction
from simulator.render.kernels.directions import cosine_direction, lifted, r2
from simulator.render.kernels.light import direct_light, sun_blocker
from simulator.render.kernels.shading import GLASS_TRANSMITTANCE, mirrored, pane, sky_seen, veiled
from simulator.render.kernels.sky import sky_radiance
from simulator.render.kernels.stage import Stage, lights_as_lamp, mean_surface_of, surface_of
from simulator.render.kernels.tracing import FAR, closest_hit

wp.set_module_options(kernel_options())

BOUNCES = wp.constant(6)
"""Surfaces that a path meets behind the camera's (chosen: .3^6 of the light is left out)."""
SURE_BOUNCES = wp.constant(2)
"""Bounces before a path may end by chance (Russian roulette)."""
SHARP_ROUGHNESS = wp.constant(0.1)
"""Smoother lobes see lamps as mirrors do; to rougher ones lamps are lights (chosen)."""
FIREFLY_CD_M2 = wp.constant(5.0e4)
"""Limit of what one indirect path brings (chosen: sunlit white)."""


@wp.struct
class Step:
    """Where a path goes on. weight: of the light from there; 0 ends it. sharp: 1 where lamps may be seen that way."""

    direction: wp.vec3
    weight: wp.vec3
    sharp: int


@wp.func
def brightness(color: wp.vec3) -> float:
    """Mean of the channels."""
    return (color[0] + color[1] + color[2]) / 3.0


@wp.func
def diffuse_step(s: Surface, view: wp.vec3, u: wp.vec2) -> Step:
    """A cosine-weighted direction and the diffuse BRDF's weight; a leaf sends a share of its rays through itself."""
    out = Step()
    u0 = u[0] * (1.0 + s.thin)
    if u0 > 1.0:
        out.direction = cosine_direction(-s.shading, wp.vec2((u0 - 1.0) / s.thin, u[1]))
        out.weight = s.albedo * ((1.0 - s.metallic) * (1.0 + s.thin))
        return out
    out.direction = cosine_direction(s.shading, wp.vec2(u0, u[1]))
    n_l = wp.max(wp.dot(s.shading, out.direction), 0.0)
    n_v = wp.max(wp.dot(s.shading, view), 0.0)
    entering = below_interface(n_l, s.roughness) * below_interface(n_v, s.roughness) / mean_below_interface(s.roughness)
    coat = (1.0 - fresnel_coat(s, n_l)) * (1.0 - fresnel_coat(s, n_v))
    out.weight = s.albedo * ((1.0 - s.metallic) * entering * coat * (1.0 + s.thin))
    return out


@wp.func
def mirror_step(s: Surface, view: wp.vec3, u: wp.vec2, choice: float) -> Step:
    """A direction of pane, coat or surface lobe, by their shares; pane: what lies behind, too."""
    out = Step()
    out.sharp = 1
    n_v = wp.max(wp.dot(s.shading, view), 0.0)
    if s.glass == 1:
        fresnel = schlick(DIELECTRIC_F0, n_v)
        if choice < fresnel:
            out.direction = mirrored(s, view)
            out.weight = wp.vec3(1.0, 1.0, 1.0)
        else:
            out.direction = -view
            out.weight = wp.vec3(1.0, 1.0, 1.0) * GLASS_TRANSMITTANCE
        return out
    coat = fresnel_coat(s, n_v)
    gloss = brightness(specular_albedo(s, n_v))
    chance = coat / wp.max(coat + gloss, 1.0e-6)
    if choice < chance:
        out.direction = sample_ggx(s.shading, view, s.coat_roughness, u)
        f0 = wp.vec3(s.coat_f0, s.coat_f0, s.coat_f0)
        out.weight = ggx_weight(s.shading, view, out.direction, s.coat_roughness, f0) * (s.clearcoat / chance)
        out.sharp = wp.where(s.coat_roughness < SHARP_ROUGHNESS, 1, 0)
        return out
    out.direction = sample_ggx(s.shading, view, s.roughness, u)
    through = (1.0 - coat) * (1.0 - fresnel_coat(s, wp.max(wp.dot(s.shading, out.direction), 0.0)))
    out.weight = ggx_weight(s.shading, view, out.direction, s.roughness, base_f0(s)) * (through / (1.0 - chance))
    out.sharp = wp.where(s.roughness < SHARP_ROUGHNESS, 1, 0)
    return out


@wp.func
def next_step(s: Surface, view: wp.vec3, u: wp.vec2, choice: float) -> Step:
    """One of the surface's lobes, by their shares."""
    if s.glass == 1:
        return mirror_step(s, view, u, choice)
    n_v = wp.max(wp.dot(s.shading, view), 0.0)
    shiny = brightness(specular_albedo(s, n_v)) + fresnel_coat(s, n_v)
    chance = shiny / wp.max(shiny + brightness(diffuse_albedo(s, n_v)) * (1.0 + s.thin), 1.0e-6)
    out = Step()
    if choice < chance:
        out = mirror_step(s, view, u, choice / chance)
        out.weight = out.weight / chance
    else:
        out = diffuse_step(s, view, u)
        out.weight = out.weight / (1.0 - chance)
    return out


@wp.func
def leaving(s: Surface, towards: wp.vec3) -> wp.vec3:
    """Start of a path's next ray: through a pane just behind it, else off the surface."""
    if s.glass == 1 and wp.dot(s.geometric, towards) < 0.0:
        return s.position + towards * 2.0e-3
    return lifted(s, towards)


@wp.func
def possible(s: Surface, step: Step) -> bool:
    """Whether a step does not go into a solid."""
    return s.glass == 1 or s.thin > 0.0 or wp.dot(step.direction, s.geometric) > 0.0


@wp.func
def radiance_along(stage: Stage, origin: wp.vec3, first: Step, seed: int, index: int) -> wp.vec3:
    """Radiance that arrives along a step, by one path."""
    state = wp.rand_init(seed, index)
    total = wp.vec3(0.0, 0.0, 0.0)
    weight = wp.vec3(1.0, 1.0, 1.0)
    start = origin
    step = first
    for bounce in range(BOUNCES):
        hit = closest_hit(stage.world, start, step.direction, stage.time, FAR, 0, -1)
        if hit.link < 0:
            return total + wp.cw_mul(weight, sky_radiance(stage.light, step.direction))
        s = mean_surface_of(stage, hit, start, step.direction)
        view = -wp.normalize(step.direction)
        if step.sharp == 1 or not lights_as_lamp(stage, hit):
            total += wp.cw_mul(weight, s.emission)
        front = s
        if s.glass == 1:
            front = pane(s)
        lit = int(0)
        if sun_blocker(stage, front, wp.vec2(wp.randf(state), wp.randf(state)), -1) == -1:
            lit = 1
        u_lamp = wp.vec2(wp.randf(state), wp.randf(state))
        total += wp.cw_mul(weight, direct_light(stage, front, view, lit, u_lamp))
        sharp = step.sharp
        step = next_step(s, view, wp.vec2(wp.randf(state), wp.randf(state)), wp.randf(state))
        if s.glass == 1:
            # A pane shows lamps to what saw them before it, and to nothing else.
            step.sharp = sharp
        weight = wp.cw_mul(weight, step.weight)
        if not possible(s, step):
            return total
        if bounce >= SURE_BOUNCES:
            chance = wp.min(wp.max(weight), 0.95)
            if wp.randf(state) >= chance:
                return total
            weight = weight / chance
        start = leaving(s, step.direction)
    return total


@wp.func
def arriving_by(stage: Stage, s: Surface, step: Step, seed: int, index: int) -> wp.vec3:
    """Radiance that one path from a surface brings, within FIREFLY_CD_M2, its colour kept."""
    if wp.max(step.weight) <= 0.0 or not possible(s, step):
        return wp.vec3(0.0, 0.0, 0.0)
    out = radiance_along(stage, leaving(s, step.direction), step, seed, index)
    return out * wp.min(1.0, FIREFLY_CD_M2 / wp.max(wp.max(out), 1.0e-6))


@wp.struct
class PathSample:
    """What one camera sample brings: final light, what mirrors and panes show, light to be smoothed and its factor."""

    radiance: wp.vec3
    mirrored: wp.vec3
    scattered: wp.vec3
    factor: wp.vec3


@wp.func
def mirror_part(s: Surface, view: wp.vec3, u: wp.vec2, choice: float) -> Step:
    """The step into a mirror; of a pane its reflection alone."""
    if s.glass == 0:
        return mirror_step(s, view, u, choice)
    out = mirror_step(s, view, u, 0.0)
    out.weight = out.weight * schlick(DIELECTRIC_F0, wp.dot(s.shading, view))
    return out


@wp.func
def other_part(s: Surface, view: wp.vec3, u: wp.vec2) -> Step:
    """The step of diffuse light; of a pane what passes it."""
    if s.glass == 0:
        return diffuse_step(s, view, u)
    out = mirror_step(s, view, u, 1.0)
    out.weight = out.weight * (1.0 - schlick(DIELECTRIC_F0, wp.dot(s.shading, view)))
    return out


@wp.func
def camera_sample(
    stage: Stage, camera: Camera, direction: wp.vec3, turn: wp.vec2, k: int, choice: float, seed: int, path: int
) -> PathSample:
    """Sample k of a pixel along a unit direction; turn rotates its low-discrepancy points, path numbers its paths."""
    out = PathSample()
    hit = closest_hit(stage.world, camera.origin, direction, stage.time, FAR, 0, -1)
    if hit.link < 0:
        out.radiance = sky_seen(stage, direction)
        return out
    s = surface_of(stage, hit, camera.origin, direction, camera.pixel_rad)
    view = -direction
    front = s
    if s.glass == 1:
        front = pane(s)
    lit = wp.where(sun_blocker(stage, front, r2(turn, k), -1) == -1, 1, 0)
    seen = s.emission + direct_light(stage, front, view, lit, r2(turn, k))
    shiny = mirror_part(s, view, r2(turn, k + 7), choice)
    mirror = wp.cw_mul(shiny.weight, arriving_by(stage, s, shiny, seed, path))
    soft = other_part(s, view, r2(turn, k))
    other = wp.cw_mul(soft.weight, arriving_by(stage, s, soft, seed, path + 1))
    veil = veiled(stage, direction, hit.t)
    if s.glass == 1:
        out.mirrored = wp.cw_mul(mirror + other, veil.left)
    else:
        n_v = wp.max(wp.dot(s.shading, view), 0.0)
        out.factor = diffuse_albedo(s, n_v)
        if shiny.sharp == 1:
            out.mirrored = wp.cw_mul(mirror, veil.left)
        else:
            other += mirror
            out.factor += specular_albedo(s, n_v)
        out.factor = wp.cw_mul(out.factor, veil.left)
        out.scattered = wp.cw_mul(other, veil.left)
    out.radiance = veil.light + wp.cw_mul(seen, veil.left)
    return out


@wp.kernel
def trace_paths(
    stage: Stage,
    camera: Camera,
    samples: int,
    seed: int,
    first: int,
    radiance: wp.array(dtype=wp.vec3),
    mirrored_light: wp.array(dtype=wp.vec3),
    factor: wp.array(dtype=wp.vec3),
    scattered: wp.array(dtype=wp.vec3),
):
    """Means over all samples of a pixel (`PathSample`)."""
    i = first + wp.tid()
    state = wp.rand_init(seed, i)
    turn = wp.vec2(wp.randf(state), wp.randf(state))
    total = PathSample()
    for k in range(samples):
        jitter = r2(wp.vec2(0.5, 0.5), k)
        u = float(i % camera.width) + jitter[0] - 0.5
        v = float(i // camera.width) + jitter[1] - 0.5
        direction = wp.normalize(camera_direction(camera, u, v))
        seen = camera_sample(stage, camera, direction, turn, k, wp.randf(state), seed, 2 * (i * samples + k))
        total.radiance += seen.radiance
        total.mirrored += seen.mirrored
        total.scattered += seen.scattered
        total.factor += seen.factor
    radiance[i] = total.radiance / float(samples)
    mirrored_light[i] = total.mirrored / float(samples)
    factor[i] = total.factor / float(samples)
    scattered[i] = total.scattered / float(samples)


@wp.kernel
def demodulate(factor: wp.array(dtype=wp.vec3), first: int, scattered: wp.array(dtype=wp.vec3)):
    """Divides the scattered light by its factor: what is left varies slowly within surfaces."""
    i = first + wp.tid()
    scattered[i] = wp.cw_div(scattered[i], factor[i] + wp.vec3(1.0e-4, 1.0e-4, 1.0e-4))


@wp.kernel
def modulate(
    factor: wp.array(dtype=wp.vec3),
    scattered: wp.array(dtype=wp.vec3),
    mirrored_light: wp.array(dtype=wp.vec3),
    first: int,
    radiance: wp.array(dtype=wp.vec3),
):
    """Adds what mirrors and panes show, and the scattered light times its factor."""
    i = first + wp.tid()
    radiance[i] += mirrored_light[i]
    radiance[i] += wp.cw_mul(scattered[i], factor[i] + wp.vec3(1.0e-4, 1.0e-4, 1.0e-4))
