"""More samples where the picture has an edge: the others' detail is band-limited already."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.camera import Camera, Ray, camera_ray, carried, pixel_direction
from simulator.render.kernels.directions import r2
from simulator.render.kernels.light import from_sun
from simulator.render.kernels.passage import alike, share_from
from simulator.render.kernels.raster import weigh
from simulator.render.kernels.shading import TRACED, Arriving, Sample, completed, shade
from simulator.render.kernels.stage import Staged, bare_surface, is_foliage
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
            if hits.link[j] != link or not alike(sunlit[j], sunlit[i]):
                return True
            if link >= 0 and hits.primitive[j] != hits.primitive[i]:
                if wp.dot(hits.normal[j], hits.normal[i]) < 0.9:
                    return True
                step = pixel_direction(camera, j) * hits.t[j] - pixel_direction(camera, i) * hits.t[i]
                if wp.abs(wp.dot(step, hits.normal[i])) > 0.02 + 0.002 * hits.t[i]:
                    return True
    return False


@wp.func
def shows_more(hits: HitBuffers, glimpses: Glimpses, i: int) -> bool:
    """Whether another sample of a pixel meets another part than its centre: a wire that no centre hits."""
    more = bool(False)
    for k in range(glimpses.offset.shape[0]):
        more = more or glimpses.link[k * hits.t.shape[0] + i] != hits.link[i]
    return more


@wp.struct
class Neighbour:
    """Of a pixel and those around it the one that is likest to a sample; -1 where none shows its part.

    same: whether it shows the very face, and all that do are on one side of the shadow.
    """

    pixel: int
    same: bool


@wp.func
def likest(camera: Camera, hits: HitBuffers, sunlit: wp.array(dtype=wp.uint8), i: int, hit: Hit) -> Neighbour:
    """The same face's first pixel, else the one of the same part at the likest depth."""
    out = Neighbour()
    out.pixel = -1
    best = float(1.0e30)
    for dy in range(-1, 2):
        for dx in range(-1, 2):
            px = wp.clamp(i % camera.width + dx, 0, camera.width - 1)
            py = wp.clamp(i // camera.width + dy, 0, camera.height - 1)
            j = py * camera.width + px
            if hits.link[j] == hit.link:
                if hits.primitive[j] == hit.face:
                    if best < 0.0:
                        out.same = out.same and alike(sunlit[j], sunlit[out.pixel])
                    else:
                        best = -1.0
                        out.pixel = j
                        out.same = True
                else:
                    off = wp.abs(hits.t[j] - hit.t)
                    if off < best:
                        best = off
                        out.pixel = j
    return out


@wp.func
def fresh_sample(
    stage: Staged,
    camera: Camera,
    hit: Hit,
    ray: Ray,
    near: int,
    sunlit: wp.array(dtype=wp.uint8),
    u: wp.vec2,
) -> Sample:
    """A sample with a ray of its own to the point u of the sun; a leaf is lit as its neighbour."""
    lit = float(0.0)
    if hit.link >= 0:
        if near >= 0 and is_foliage(stage, hit.link, hit.face):
            lit = share_from(sunlit[near])
        else:
            bare = bare_surface(stage, hit, ray.origin, ray.direction)
            lit = from_sun(stage, bare, u, -1, 1).share
    return shade(stage, hit, ray.origin, ray.direction, camera.pixel_rad, TRACED, lit, u)


@wp.kernel
def refine_edges(
    stage: Staged,
    camera: Camera,
    hits: HitBuffers,
    sunlit: wp.array(dtype=wp.uint8),
    arriving: Arriving,
    glimpses: Glimpses,
    centres: wp.array(dtype=wp.vec3),
    seed: int,
    run: int,
    first: int,
    radiance: wp.array(dtype=wp.vec3),
):
    """Means over all samples of the pixels that lie on an edge, the centre samples elsewhere.

    A sample of a face that a pixel around shows is that pixel's: detail is no finer than pixels.
    """
    start = (first + wp.tid()) * run
    pixels = camera.width * camera.height
    samples = glimpses.offset.shape[0]
    for i in range(start, wp.min(start + run, pixels)):
        total = centres[i]
        if on_an_edge(camera, hits, sunlit, i) or shows_more(hits, glimpses, i):
            state = wp.rand_init(seed, i)
            turn = wp.vec2(0.0, wp.randf(state))
            for k in range(samples):
                hit = Hit()
                hit.link = glimpses.link[k * pixels + i]
                hit.face = glimpses.face[k * pixels + i]
                near = Neighbour()
                near.pixel = -1
                if hit.link >= 0:
                    hit.t = 1.0 / glimpses.inverse_depth[k * pixels + i]
                    near = likest(camera, hits, sunlit, i, hit)
                if near.same:
                    total += centres[near.pixel]
                else:
                    u = float(i % camera.width) + glimpses.offset[k][0]
                    v = float(i // camera.width) + glimpses.offset[k][1]
                    ray = camera_ray(camera, u, v)
                    if hit.link >= 0:
                        hit = weigh(stage[0].world, hit, ray.origin, ray.direction, ray.time)
                    ray = carried(stage[0].world, hit.link, ray, stage[0].time)
                    seen = fresh_sample(stage, camera, hit, ray, near.pixel, sunlit, r2(turn, k + 1))
                    j = wp.where(near.pixel >= 0, near.pixel, i)
                    total += completed(seen, arriving.share[j], arriving.mirrored[j], arriving.behind[j])
            total = total / float(samples + 1)
        radiance[i] = total
