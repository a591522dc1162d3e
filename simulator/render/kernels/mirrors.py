"""What panes, coats and water show: one ray from every pixel that mirrors, smoothed where the mirror is rough."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bounce import tap_weight
from simulator.render.kernels.bsdf import sample_ggx
from simulator.render.kernels.camera import Camera
from simulator.render.kernels.directions import lifted
from simulator.render.kernels.light import BEHIND, BLURRED, MIRRORED, seen_by_secondary
from simulator.render.kernels.shading import SHARP_ROUGHNESS, Arriving, Layers, mirrored
from simulator.render.kernels.stage import Staged, staged_pixel, surface_of
from simulator.render.kernels.world import HitBuffers, hit_of

wp.set_module_options(kernel_options())

FAINT = wp.constant(0.005)
"""Weaker mirrors show nothing (chosen: a count of 8 bits)."""


@wp.kernel
def look_into_mirrors(
    stage: Staged,
    camera: Camera,
    hits: HitBuffers,
    layers: Layers,
    seed: int,
    run: int,
    first: int,
    arriving: Arriving,
    rough: wp.array(dtype=wp.uint8),
):
    """Radiance from mirrored directions and from behind panes; rough: 1 where the mirror spreads what it shows."""
    start = (first + wp.tid()) * run
    for i in range(start, wp.min(start + run, hits.t.shape[0])):
        arriving.mirrored[i] = wp.vec3(0.0, 0.0, 0.0)
        arriving.behind[i] = wp.vec3(0.0, 0.0, 0.0)
        rough[i] = wp.uint8(0)
        if wp.max(wp.max(layers.mirror[i]), wp.max(layers.behind[i])) > FAINT:
            ray = staged_pixel(stage, camera, hits.link[i], i)
            s = surface_of(stage, hit_of(hits, i), ray.origin, ray.direction, camera.pixel_rad)
            view = -wp.normalize(ray.direction)
            towards = mirrored(s, view)
            purpose = int(MIRRORED)
            if s.clearcoat > 0.0 and s.coat_roughness > SHARP_ROUGHNESS:
                rough[i] = wp.uint8(1)
                purpose = BLURRED
                state = wp.rand_init(seed, i)
                u = wp.vec2(wp.randf(state), wp.randf(state))
                spread = sample_ggx(s.shading, view, s.coat_roughness, u)
                if wp.dot(spread, s.geometric) > 0.0:
                    towards = spread
            begin = lifted(s, towards)
            # One call in a loop: a GPU's compiler copies whatever a call does to each of its places.
            for way in range(1 + s.glass):
                arriving_now = seen_by_secondary(stage, begin, towards, way, purpose, wp.vec2(0.0, 0.0))
                if way == 0:
                    arriving.mirrored[i] = arriving_now
                    begin = s.position + ray.direction * (2.0e-3 / wp.length(ray.direction))
                    towards = ray.direction
                    purpose = BEHIND
                else:
                    arriving.behind[i] = arriving_now


@wp.kernel
def despeckle(
    camera: Camera, hits: HitBuffers, source: wp.array(dtype=wp.vec3), first: int, out: wp.array(dtype=wp.vec3)
):
    """Limits a pixel's light to the strongest of its eight neighbours of the same part: single pixels are noise.

    One ray a pixel into a curved coat, or one path a sample through a pane, meets small bright things by chance.
    """
    i = first + wp.tid()
    out[i] = source[i]
    strength = wp.max(source[i])
    if strength <= 0.0:
        return
    limit = float(0.0)
    for dy in range(-1, 2):
        for dx in range(-1, 2):
            px = i % camera.width + dx
            py = i // camera.width + dy
            if px >= 0 and px < camera.width and py >= 0 and py < camera.height:
                j = py * camera.width + px
                if j != i and hits.link[j] == hits.link[i]:
                    limit = wp.max(limit, wp.max(source[j]))
    if limit > 0.0 and limit < strength:
        out[i] = source[i] * (limit / strength)


@wp.kernel
def smooth_mirrors(
    camera: Camera,
    hits: HitBuffers,
    rough: wp.array(dtype=wp.uint8),
    stride: int,
    source: wp.array(dtype=wp.vec3),
    first: int,
    out: wp.array(dtype=wp.vec3),
):
    """One pass of the filter of `tap_weight` over the pixels of rough mirrors."""
    i = first + wp.tid()
    out[i] = source[i]
    if rough[i] == wp.uint8(0):
        return
    x = i % camera.width
    y = i // camera.width
    total = wp.vec3(0.0, 0.0, 0.0)
    weight = float(0.0)
    for dy in range(-2, 3):
        for dx in range(-2, 3):
            px = x + dx * stride
            py = y + dy * stride
            if px >= 0 and px < camera.width and py >= 0 and py < camera.height:
                j = py * camera.width + px
                if rough[j] != wp.uint8(0):
                    w = tap_weight(camera, hits, i, j, dx, dy)
                    total += source[j] * w
                    weight += w
    if weight > 1.0e-6:
        out[i] = total / weight
