"""More samples where the picture has an edge: the others' detail is band-limited already."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.camera import Camera, camera_direction
from simulator.render.kernels.light import sun_blocker
from simulator.render.kernels.raster import weigh
from simulator.render.kernels.shading import TRACED, Arriving, completed, r2, shade
from simulator.render.kernels.stage import Stage, bare_surface, is_foliage
from simulator.render.kernels.world import Hit, HitBuffers

wp.set_module_options(kernel_options())


@wp.struct
class Glimpses:
    """First faces of further rays a pixel, one layer a sample: [sample * pixels + pixel].

    offset: of each layer's rays from the pixel centres. inverse_depth: along camera z, 1/m.
    """

    inverse_depth: wp.array(dtype=wp.float32)
    link: wp.array(dtype=wp.int32)
    face: wp.array(dtype=wp.int32)
    offset: wp.array(dtype=wp.vec2)


@wp.func
def on_an_edge(camera: Camera, hits: HitBuffers, sunlit: wp.array(dtype=wp.uint8), i: int) -> bool:
    """Whether a neighbour shows another part, a bend, a jump in depth or another side of a shadow."""
    x = i % camera.width
    y = i // camera.width
    link = hits.link[i]
    for dy in range(-1, 2):
        for dx in range(-1, 2):
            px = wp.clamp(x + dx, 0, camera.width - 1)
            py = wp.clamp(y + dy, 0, camera.height - 1)
            j = py * camera.width + px
            if hits.link[j] != link or sunlit[j] != sunlit[i]:
                return True
            if link >= 0 and hits.primitive[j] != hits.primitive[i]:
                if wp.dot(hits.normal[j], hits.normal[i]) < 0.9:
                    return True
                step = camera_direction(camera, float(px), float(py)) * hits.t[j]
                step = step - camera_direction(camera, float(x), float(y)) * hits.t[i]
                if wp.abs(wp.dot(step, hits.normal[i])) > 0.02 + 0.002 * hits.t[i]:
                    return True
    return False


@wp.func
def likest_pixel(camera: Camera, hits: HitBuffers, i: int, link: int, depth: float) -> int:
    """Of a pixel and its neighbours the one that shows a part at the likest depth; -1 where none shows it."""
    best = float(1.0e30)
    out = int(-1)
    for dy in range(-1, 2):
        for dx in range(-1, 2):
            px = wp.clamp(i % camera.width + dx, 0, camera.width - 1)
            py = wp.clamp(i // camera.width + dy, 0, camera.height - 1)
            j = py * camera.width + px
            if hits.link[j] == link:
                off = wp.abs(hits.t[j] - depth)
                if off < best:
                    best = off
                    out = j
    return out


@wp.kernel
def refine_edges(
    stage: Stage,
    camera: Camera,
    hits: HitBuffers,
    sunlit: wp.array(dtype=wp.uint8),
    arriving: Arriving,
    glimpses: Glimpses,
    seed: int,
    run: int,
    first: int,
    radiance: wp.array(dtype=wp.vec3),
):
    """Means over all samples of the pixels that lie on an edge; each sample has its own point of the sun."""
    start = (first + wp.tid()) * run
    pixels = camera.width * camera.height
    samples = glimpses.offset.shape[0]
    guess = int(-1)
    for i in range(start, wp.min(start + run, pixels)):
        if on_an_edge(camera, hits, sunlit, i):
            state = wp.rand_init(seed, i)
            turn = wp.vec2(0.0, wp.randf(state))
            total = radiance[i]
            for k in range(samples):
                hit = Hit()
                hit.link = glimpses.link[k * pixels + i]
                u = float(i % camera.width) + glimpses.offset[k][0]
                v = float(i // camera.width) + glimpses.offset[k][1]
                direction = camera_direction(camera, u, v)
                lit = int(0)
                near = int(-1)
                if hit.link >= 0:
                    hit.face = glimpses.face[k * pixels + i]
                    hit.t = 1.0 / glimpses.inverse_depth[k * pixels + i]
                    hit = weigh(stage.world, hit, camera.origin, direction, stage.time)
                    near = likest_pixel(camera, hits, i, hit.link, hit.t)
                    if near >= 0 and is_foliage(stage, hit.link, hit.face):
                        lit = int(sunlit[near])
                    else:
                        bare = bare_surface(stage, hit, camera.origin, direction)
                        hidden_by = sun_blocker(stage, bare, r2(turn, k + 1), guess)
                        guess = wp.max(hidden_by, -1)
                        lit = wp.where(hidden_by == -1, 1, 0)
                seen = shade(stage, hit, camera.origin, direction, camera.pixel_rad, TRACED, lit, r2(turn, k + 1))
                near = wp.where(near >= 0, near, i)
                total += completed(seen, arriving.share[near], arriving.mirrored[near], arriving.behind[near])
            radiance[i] = total / float(samples + 1)
