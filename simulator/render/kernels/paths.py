"""The high quality: each sample of each pixel follows light over several bounces (Kajiya 1986), sun and lamps sampled.

At the camera's hit diffuse light and mirror each get a path, so that the former can be smoothed within surfaces.
"""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bounce import likeness
from simulator.render.kernels.bsdf import Surface, diffuse_albedo, specular_albedo
from simulator.render.kernels.camera import Camera, Ray, camera_ray, carried
from simulator.render.kernels.directions import r2
from simulator.render.kernels.light import direct_light, from_sun
from simulator.render.kernels.shading import pane, sky_seen, veiled
from simulator.render.kernels.sky import sky_radiance
from simulator.render.kernels.stage import Staged, lights_as_lamp, mean_surface_of, surface_of
from simulator.render.kernels.steps import Step, brightness, leaving, mirror_part, next_step, other_part, possible
from simulator.render.kernels.tracing import FAR, closest_hit
from simulator.render.kernels.world import HitBuffers

wp.set_module_options(kernel_options())

BOUNCES = wp.constant(6)
"""Surfaces that a path meets behind the camera's (chosen: .3^6 of the light is left out)."""
SURE_BOUNCES = wp.constant(2)
"""Bounces before a path may end by chance (Russian roulette)."""
FIREFLY_CD_M2 = wp.constant(5.0e4)
"""Limit of what one indirect path brings (chosen: sunlit white)."""


@wp.func
def radiance_along(stage: Staged, origin: wp.vec3, first: Step, seed: int, index: int) -> wp.vec3:
    """Radiance that arrives along a step, by one path."""
    state = wp.rand_init(seed, index)
    total = wp.vec3(0.0, 0.0, 0.0)
    weight = wp.vec3(1.0, 1.0, 1.0)
    start = origin
    step = first
    bounce = int(0)
    while bounce < BOUNCES:  # a `for` over a constant would be unrolled
        hit = closest_hit(stage[0].world, start, step.direction, stage[0].time, FAR, 0, -1)
        if hit.link < 0:
            return total + wp.cw_mul(weight, sky_radiance(stage[0].light, step.direction))
        s = mean_surface_of(stage, hit, start, step.direction)
        view = -wp.normalize(step.direction)
        if step.sharp == 1 or not lights_as_lamp(stage, hit):
            total += wp.cw_mul(weight, s.emission)
        front = s
        if s.glass == 1:
            front = pane(s)
        lit = from_sun(stage, front, wp.vec2(wp.randf(state), wp.randf(state)), -1, 1).share
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
        bounce += 1
        if bounce > SURE_BOUNCES:
            chance = wp.min(wp.max(weight), 0.95)
            if wp.randf(state) >= chance:
                return total
            weight = weight / chance
        start = leaving(s, step.direction)
    return total


@wp.func
def arriving_by(stage: Staged, s: Surface, step: Step, seed: int, index: int) -> wp.vec3:
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
def camera_sample(
    stage: Staged, camera: Camera, ray: Ray, turn: wp.vec2, k: int, choice: float, seed: int, path: int
) -> PathSample:
    """Sample k of a pixel along a unit ray; turn rotates its low-discrepancy points, path numbers its paths."""
    out = PathSample()
    hit = closest_hit(stage[0].world, ray.origin, ray.direction, ray.time, FAR, 0, -1)
    if hit.link < 0:
        out.radiance = sky_seen(stage, ray.direction)
        return out
    seen_as = carried(stage[0].world, hit.link, ray, stage[0].time)
    direction = seen_as.direction
    s = surface_of(stage, hit, seen_as.origin, direction, camera.pixel_rad)
    view = -direction
    front = s
    if s.glass == 1:
        front = pane(s)
    lit = from_sun(stage, front, r2(turn, k), -1, 1).share
    seen = s.emission + direct_light(stage, front, view, lit, r2(turn, k))
    shiny = mirror_part(s, view, r2(turn, k + 7), choice)
    mirror = wp.vec3(0.0, 0.0, 0.0)
    other = wp.vec3(0.0, 0.0, 0.0)
    part = int(0)
    while part < 2:  # one place that follows paths, not two: they are most of the kernel
        step = shiny
        if part == 1:
            step = other_part(s, view, r2(turn, k))
            mirror = other
        other = wp.cw_mul(step.weight, arriving_by(stage, s, step, seed, path + part))
        part += 1
    # The air lies along the camera's own ray: that which a wheel has carried along lies metres off.
    veil = veiled(stage, ray.origin, ray.direction, hit.t)
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
    stage: Staged,
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
        ray = camera_ray(camera, u, v)
        ray.direction = wp.normalize(ray.direction)
        seen = camera_sample(stage, camera, ray, turn, k, wp.randf(state), seed, 2 * (i * samples + k))
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
def smooth_scattered(
    camera: Camera,
    hits: HitBuffers,
    stride: int,
    tolerance: float,
    source: wp.array(dtype=wp.vec3),
    first: int,
    out: wp.array(dtype=wp.vec3),
):
    """One pass of an edge-avoiding a-trous filter (Dammertz et al. 2010): within surfaces and within like light.

    tolerance: relative difference of light that halves a neighbour's weight, above the noise and below a shadow's edge.
    """
    i = first + wp.tid()
    out[i] = source[i]
    if hits.link[i] < 0:
        return
    x = i % camera.width
    y = i // camera.width
    own = brightness(source[i])
    total = wp.vec3(0.0, 0.0, 0.0)
    weight = float(0.0)
    for dy in range(-2, 3):
        for dx in range(-2, 3):
            px = x + dx * stride
            py = y + dy * stride
            if px >= 0 and px < camera.width and py >= 0 and py < camera.height:
                j = py * camera.width + px
                other = brightness(source[j])
                off = wp.abs(own - other) / (tolerance * (own + other) + 1.0e-20)
                w = likeness(camera, hits, i, j) / (float((1 + dx * dx) * (1 + dy * dy)) * (1.0 + off * off))
                total += source[j] * w
                weight += w
    if weight > 1.0e-6:
        out[i] = total / weight


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
