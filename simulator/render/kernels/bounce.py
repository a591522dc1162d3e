"""Light that arrives diffusely: rays from the fields of one colour of a chessboard, a field for every second pixel.

It is smoothed within surfaces and spread to all pixels. What is smoothed is the share of the open sky's light, so that
pixels of other normals may use it. Light that bounces off surfaces counts in; under a bridge with lamps the share may
exceed 1. Beside it stands what the same rays would bring from an open sky, 1 but for their small number: a control
variate, so that what sees all of the sky gets all of its light, however few rays asked.
"""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bsdf import PI
from simulator.render.kernels.camera import Camera, pixel_direction
from simulator.render.kernels.directions import cosine_direction, lifted, r2
from simulator.render.kernels.light import GATHERED, seen_by_secondary
from simulator.render.kernels.sky import ambient_irradiance, sky_radiance
from simulator.render.kernels.stage import Staged, bare_surface, is_foliage, staged_pixel
from simulator.render.kernels.world import HitBuffers, hit_of

wp.set_module_options(kernel_options())

Shares = wp.types.vector(length=6, dtype=wp.float32)
"""RGB of what arrives, and of what the same rays would bring from an open sky, over the open sky's light."""
UNASKED = wp.constant(-1.0)
"""First value of the other colour's fields until the first pass."""
DARKEST_LX = wp.constant(1.0e-4)
"""Floor of the open sky's light, below that of the stars, so that shares stay finite."""


@wp.func
def columns_of(camera: Camera) -> int:
    """Columns of the grid of every second pixel."""
    return (camera.width + 1) // 2


@wp.func
def pixel_of(camera: Camera, k: int) -> int:
    """The pixel of a point of the grid."""
    return 2 * (k // columns_of(camera)) * camera.width + 2 * (k % columns_of(camera))


@wp.func
def share_of(arriving: wp.vec3, open_sky: wp.vec3) -> wp.vec3:
    """Arriving light over the open sky's, colour by colour."""
    return wp.vec3(
        arriving[0] / (open_sky[0] + DARKEST_LX),
        arriving[1] / (open_sky[1] + DARKEST_LX),
        arriving[2] / (open_sky[2] + DARKEST_LX),
    )


@wp.func
def joined(arriving: wp.vec3, asked: wp.vec3) -> Shares:
    """Both parts of `Shares`."""
    return Shares(arriving[0], arriving[1], arriving[2], asked[0], asked[1], asked[2])


@wp.func
def spaced(bits: int) -> int:
    """The lowest 4 bits with a 0 between them."""
    x = (bits | (bits << 2)) & 51
    return (x | (x << 1)) & 85


@wp.func
def point_of(camera: Camera, k: int, start: wp.vec2) -> wp.vec2:
    """Where in the unit square a grid point's ray is: neighbours have neighbouring points of the R2 sequence.

    Along a Morton curve (1966) in squares of 8, of which the filter covers several: any block of the grid has its rays
    spread evenly.
    """
    x = k % columns_of(camera)
    y = k // columns_of(camera)
    return r2(start, spaced(x & 7) | (spaced(y & 7) << 1))


@wp.func
def likeness(camera: Camera, hits: HitBuffers, i: int, j: int) -> float:
    """Weight 0..1 of one pixel's light for another: 1 on the same plane, little where surfaces bend or jump."""
    if hits.link[j] < 0:
        return 0.0
    here = pixel_direction(camera, i) * hits.t[i]
    there = pixel_direction(camera, j) * hits.t[j]
    tolerance = 0.02 + 0.004 * hits.t[i]
    off_plane = wp.dot(hits.normal[i], there - here) / tolerance
    bend = wp.max(wp.dot(hits.normal[i], hits.normal[j]), 0.0)
    bend = bend * bend
    bend = bend * bend
    fall = 1.0 / (1.0 + off_plane * off_plane)
    return bend * bend * fall * fall


@wp.func
def tap_weight(camera: Camera, hits: HitBuffers, i: int, j: int, dx: int, dy: int) -> float:
    """Weight of pixel j for pixel i in an edge-avoiding a-trous filter (Dammertz et al. 2010), dx and dy taps away."""
    return likeness(camera, hits, i, j) / float((1 + dx * dx) * (1 + dy * dy))


@wp.func
def neighbours_like(camera: Camera, hits: HitBuffers, k: int) -> int:
    """How many of a grid point's four neighbours, all of the other colour, show its surface."""
    x = k % columns_of(camera)
    y = k // columns_of(camera)
    i = pixel_of(camera, k)
    known = int(0)
    for side in range(4):
        px = x + (side % 2) * (1 - 2 * (side // 2))
        py = y + (1 - side % 2) * (1 - 2 * (side // 2))
        if px >= 0 and px < columns_of(camera) and py >= 0 and py < (camera.height + 1) // 2:
            if likeness(camera, hits, i, pixel_of(camera, py * columns_of(camera) + px)) > 0.3:
                known += 1
    return known


@wp.kernel
def gather(
    stage: Staged,
    camera: Camera,
    hits: HitBuffers,
    rays: int,
    seed: int,
    first: int,
    share: wp.array(dtype=Shares),
):
    """What so many cosine-weighted rays from every second point of the grid bring, over the open sky's light."""
    k = first + wp.tid()
    i = pixel_of(camera, k)
    share[k] = joined(wp.vec3(0.0, 0.0, 0.0), wp.vec3(1.0, 1.0, 1.0))
    hit = hit_of(hits, i)
    if hit.link < 0:
        return
    leaf = is_foliage(stage, hit.link, hit.face)
    known = neighbours_like(camera, hits, k)
    if (k // columns_of(camera) + k % columns_of(camera)) % 2 == 1 and (leaf or known > 0):
        share[k] = joined(wp.vec3(UNASKED, UNASKED, UNASKED), wp.vec3(1.0, 1.0, 1.0))
        return
    more = int(rays)
    if known < 2 and not leaf:
        # A narrow piece has few neighbours to be smoothed with.
        more = 4 * rays
    ray = staged_pixel(stage, camera, hit.link, i)
    s = bare_surface(stage, hit, ray.origin, ray.direction)
    open_sky = ambient_irradiance(stage[0].light, s.shading)
    if s.thin > 0.0:
        open_sky += ambient_irradiance(stage[0].light, -s.shading) * s.thin
    for_all = wp.rand_init(seed)
    start = wp.vec2(wp.randf(for_all), wp.randf(for_all))
    state = wp.rand_init(seed, i)
    total = wp.vec3(0.0, 0.0, 0.0)
    if_open = wp.vec3(0.0, 0.0, 0.0)
    for ray in range(more):
        u = point_of(camera, k, r2(start, ray))
        # A leaf gathers from both sides, from the far one with the share that it lets through.
        side = u[0] * (1.0 + s.thin)
        towards = cosine_direction(s.shading, wp.vec2(side, u[1]))
        if side > 1.0:
            towards = cosine_direction(-s.shading, wp.vec2((side - 1.0) / s.thin, u[1]))
        u_next = wp.vec2(wp.randf(state), wp.randf(state))
        total += seen_by_secondary(stage, lifted(s, towards), towards, 0, GATHERED, u_next)
        if_open += sky_radiance(stage[0].light, towards)
    each = PI * (1.0 + s.thin) / float(more)
    share[k] = joined(share_of(total * each, open_sky), share_of(if_open * each, open_sky))


@wp.kernel
def smooth(
    camera: Camera,
    hits: HitBuffers,
    stride: int,
    source: wp.array(dtype=Shares),
    first: int,
    out: wp.array(dtype=Shares),
):
    """One pass of the filter of `tap_weight` over the grid."""
    k = first + wp.tid()
    i = pixel_of(camera, k)
    if hits.link[i] < 0:
        out[k] = source[k]
        return
    columns = columns_of(camera)
    rows = (camera.height + 1) // 2
    x = k % columns
    y = k // columns
    total = Shares()
    weight = float(0.0)
    for dy in range(-2, 3):
        for dx in range(-2, 3):
            px = x + dx * stride
            py = y + dy * stride
            if px >= 0 and px < columns and py >= 0 and py < rows:
                near = py * columns + px
                if source[near][0] >= 0.0:
                    w = tap_weight(camera, hits, i, pixel_of(camera, near), dx, dy)
                    total += source[near] * w
                    weight += w
    out[k] = source[k]
    if weight > 1.0e-6:
        out[k] = total / weight


@wp.func
def corrected(share: Shares) -> wp.vec3:
    """A share without what its rays say too much of an open sky, the less the less they see of it.

    Squared: where much is hidden, what the rays say of the hidden part is no guide.
    """
    seen = (share[0] + share[1] + share[2]) / wp.max(share[3] + share[4] + share[5], 1.0e-3)
    seen = wp.clamp(seen * seen, 0.0, 1.0)
    return wp.vec3(
        wp.max(share[0] - seen * (share[3] - 1.0), 0.0),
        wp.max(share[1] - seen * (share[4] - 1.0), 0.0),
        wp.max(share[2] - seen * (share[5] - 1.0), 0.0),
    )


@wp.kernel
def spread(
    camera: Camera,
    hits: HitBuffers,
    grid: wp.array(dtype=Shares),
    first: int,
    share: wp.array(dtype=wp.vec3),
):
    """Every pixel's share from the points of the grid around it, those of the same surface first."""
    i = first + wp.tid()
    share[i] = wp.vec3(0.0, 0.0, 0.0)
    if hits.link[i] < 0:
        return
    columns = columns_of(camera)
    rows = (camera.height + 1) // 2
    left = (i % camera.width) // 2
    top = (i // camera.width) // 2
    total = Shares()
    weight = float(0.0)
    for dy in range(2):
        for dx in range(2):
            near = wp.min(top + dy, rows - 1) * columns + wp.min(left + dx, columns - 1)
            j = pixel_of(camera, near)
            if hits.link[j] >= 0 and grid[near][0] >= 0.0:
                w = likeness(camera, hits, i, j) + 1.0e-3
                total += grid[near] * w
                weight += w
    if weight > 0.0:
        share[i] = corrected(total / weight)
    else:
        share[i] = wp.vec3(0.5, 0.5, 0.5)
