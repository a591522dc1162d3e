"""How much sunlight arrives: on a coarse grid of pixels, and between them where those around do not agree."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.camera import Camera, pixel_direction
from simulator.render.kernels.light import from_sun
from simulator.render.kernels.passage import Passage, alike, stored_share
from simulator.render.kernels.stage import Staged, bare_surface, is_foliage, staged_pixel
from simulator.render.kernels.world import HitBuffers, hit_of

wp.set_module_options(kernel_options())

FINE_PITCH = wp.constant(2)
"""Neighbours of a coarser lattice are asked along with those a pitch away: shadows of leaves are small (chosen)."""


@wp.struct
class Lattice:
    """Pixels (x + pitch * column, y + pitch * row) of a picture."""

    x: int
    y: int
    pitch: int
    columns: int
    rows: int


@wp.func
def pixel_on(lattice: Lattice, camera: Camera, k: int) -> int:
    """The k-th pixel of a lattice, row by row."""
    y = lattice.y + lattice.pitch * (k // lattice.columns)
    return y * camera.width + lattice.x + lattice.pitch * (k % lattice.columns)


@wp.func
def look_at_sun(stage: Staged, camera: Camera, hits: HitBuffers, i: int, guess: int, panes: int) -> Passage:
    """`from_sun` of a pixel's hit for the centre of the sun; nothing arrives at the sky."""
    hit = hit_of(hits, i)
    if hit.link < 0:
        nothing = Passage()
        nothing.blocker = -1
        return nothing
    ray = staged_pixel(stage, camera, hit.link, i)
    return from_sun(stage, bare_surface(stage, hit, ray.origin, ray.direction), wp.vec2(0.0, 0.0), guess, panes)


@wp.kernel
def sun_on_grid(
    stage: Staged,
    camera: Camera,
    hits: HitBuffers,
    lattice: Lattice,
    panes: int,
    run: int,
    first: int,
    sunlit: wp.array(dtype=wp.uint8),
):
    """Stored shares of the sun's light at all pixels of a lattice; a thread takes a run of a row."""
    start = (first + wp.tid()) * run
    guess = int(-1)
    for k in range(start, wp.min(start + run, lattice.columns * lattice.rows)):
        i = pixel_on(lattice, camera, k)
        arriving = look_at_sun(stage, camera, hits, i, guess, panes)
        guess = arriving.blocker
        sunlit[i] = stored_share(arriving.share)


@wp.func
def like(camera: Camera, hits: HitBuffers, i: int, j: int) -> bool:
    """Whether a pixel shows the part that another one shows, at a similar depth or in its plane."""
    if hits.link[i] != hits.link[j]:
        return False
    t = hits.t[i]
    if wp.abs(hits.t[j] - t) < 0.02 + 0.02 * t:
        return True
    step = pixel_direction(camera, j) * hits.t[j] - pixel_direction(camera, i) * t
    return wp.abs(wp.dot(step, hits.normal[i])) < 0.01 + 0.001 * t


@wp.func
def first_side(lattice: Lattice) -> int:
    """A lattice between columns knows the pixels left and right of its own (sides 0, 1)."""
    return wp.where(lattice.x > 0, 0, 2)


@wp.func
def last_side(lattice: Lattice) -> int:
    """A lattice between rows knows those above and below (sides 2, 3)."""
    return wp.where(lattice.y > 0, 3, 1)


@wp.func
def neighbour(camera: Camera, lattice: Lattice, i: int, side: int) -> int:
    """The pixel half a pitch to one side, -1 beyond the picture."""
    step = wp.where(side % 2 == 0, -lattice.pitch // 2, lattice.pitch // 2)
    if side < 2:
        return wp.where(i % camera.width + step < camera.width, i + step, -1)
    return wp.where(i // camera.width + step < camera.height, i + step * camera.width, -1)


@wp.func
def agreed(camera: Camera, hits: HitBuffers, lattice: Lattice, sunlit: wp.array(dtype=wp.uint8), i: int) -> int:
    """One of two neighbours or more that are like a pixel and say the same of the sun, -1 where they do not."""
    voice = int(-1)
    voices = int(0)
    for side in range(first_side(lattice), last_side(lattice) + 1):
        j = neighbour(camera, lattice, i, side)
        if j >= 0:
            if like(camera, hits, i, j):
                if voices > 0 and not alike(sunlit[j], sunlit[voice]):
                    return -1
                voice = j
                voices += 1
    return wp.where(voices > 1, voice, -1)


@wp.func
def contested(camera: Camera, hits: HitBuffers, lattice: Lattice, sunlit: wp.array(dtype=wp.uint8), i: int) -> bool:
    """Whether the coarser grid's pixels around, up to a pitch away, disagree about the part that a pixel shows."""
    least = int(255)
    most = int(0)
    reach_x = wp.where(lattice.x > 0, lattice.pitch // 2, lattice.pitch)
    reach_y = wp.where(lattice.y > 0, lattice.pitch // 2, lattice.pitch)
    x = i % camera.width
    y = i // camera.width
    for row in range(wp.max(y - reach_y, 0), wp.min(y + reach_y + 1, camera.height), lattice.pitch):
        for column in range(wp.max(x - reach_x, 0), wp.min(x + reach_x + 1, camera.width), lattice.pitch):
            j = row * camera.width + column
            if hits.link[j] == hits.link[i]:
                least = wp.min(least, int(sunlit[j]))
                most = wp.max(most, int(sunlit[j]))
    return least < most and not alike(wp.uint8(least), wp.uint8(most))


@wp.func
def likest_leaf(camera: Camera, hits: HitBuffers, lattice: Lattice, i: int) -> int:
    """For a pixel of foliage the neighbour that shows the same tree at the likest depth, else -1.

    Leaves are smaller than the grid's squares, so that rays of their own would only make other noise.
    """
    best = int(-1)
    nearest = float(1.0e30)
    for side in range(first_side(lattice), last_side(lattice) + 1):
        j = neighbour(camera, lattice, i, side)
        if j >= 0:
            off = wp.abs(hits.t[j] - hits.t[i])
            if hits.link[j] == hits.link[i] and off < nearest:
                nearest = off
                best = j
    return best


@wp.func
def followed(
    stage: Staged, camera: Camera, hits: HitBuffers, lattice: Lattice, sunlit: wp.array(dtype=wp.uint8), i: int
) -> int:
    """The pixel that has a pixel's sunlight, -1 where that needs a ray."""
    out = agreed(camera, hits, lattice, sunlit, i)
    if out >= 0 and (lattice.pitch <= FINE_PITCH or not contested(camera, hits, lattice, sunlit, i)):
        return out
    if is_foliage(stage, hits.link[i], hits.primitive[i]):
        return likest_leaf(camera, hits, lattice, i)
    return -1


@wp.kernel
def sun_between(
    stage: Staged,
    camera: Camera,
    hits: HitBuffers,
    lattice: Lattice,
    panes: int,
    run: int,
    first: int,
    sunlit: wp.array(dtype=wp.uint8),
):
    """The pixels of a lattice between known ones: as the neighbours, where these agree, else by rays of their own."""
    start = (first + wp.tid()) * run
    guess = int(-1)
    for k in range(start, wp.min(start + run, lattice.columns * lattice.rows)):
        i = pixel_on(lattice, camera, k)
        if hits.link[i] < 0:
            sunlit[i] = wp.uint8(0)
        else:
            j = followed(stage, camera, hits, lattice, sunlit, i)
            if j >= 0:
                sunlit[i] = sunlit[j]
            else:
                arriving = look_at_sun(stage, camera, hits, i, guess, panes)
                guess = arriving.blocker
                sunlit[i] = stored_share(arriving.share)
