"""How much sunlight arrives: on a grid of every second pixel, and between it where the corners do not agree."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.camera import Camera, camera_direction
from simulator.render.kernels.light import from_sun
from simulator.render.kernels.passage import Passage, alike, stored_share
from simulator.render.kernels.stage import Staged, bare_surface, is_foliage
from simulator.render.kernels.world import HitBuffers, hit_of

wp.set_module_options(kernel_options())


@wp.func
def look_at_sun(stage: Staged, camera: Camera, hits: HitBuffers, i: int, guess: int, panes: int) -> Passage:
    """`from_sun` of a pixel's hit for the centre of the sun; nothing arrives at the sky."""
    hit = hit_of(hits, i)
    if hit.link < 0:
        nothing = Passage()
        nothing.blocker = -1
        return nothing
    direction = camera_direction(camera, float(i % camera.width), float(i // camera.width))
    return from_sun(stage, bare_surface(stage, hit, camera.origin, direction), wp.vec2(0.0, 0.0), guess, panes)


@wp.kernel
def sun_on_grid(
    stage: Staged,
    camera: Camera,
    hits: HitBuffers,
    panes: int,
    run: int,
    first: int,
    sunlit: wp.array(dtype=wp.uint8),
):
    """Stored shares of the sun's light at pixels of even row and column; a thread takes a run of a row."""
    columns = (camera.width + 1) // 2
    start = (first + wp.tid()) * run
    guess = int(-1)
    for k in range(start, wp.min(start + run, columns * ((camera.height + 1) // 2))):
        i = 2 * (k // columns) * camera.width + 2 * (k % columns)
        arriving = look_at_sun(stage, camera, hits, i, guess, panes)
        guess = arriving.blocker
        sunlit[i] = stored_share(arriving.share)


@wp.func
def like(camera: Camera, hits: HitBuffers, i: int, j: int) -> bool:
    """Whether two pixels show one flat piece of one part."""
    if hits.link[i] != hits.link[j] or wp.dot(hits.normal[i], hits.normal[j]) < 0.95:
        return False
    step = camera_direction(camera, float(j % camera.width), float(j // camera.width)) * hits.t[j]
    step = step - camera_direction(camera, float(i % camera.width), float(i // camera.width)) * hits.t[i]
    return wp.abs(wp.dot(step, hits.normal[i])) < 0.01 + 0.001 * hits.t[i]


@wp.func
def corner(camera: Camera, i: int, right: int, down: int) -> int:
    """A corner of the grid's square around a pixel; beyond the picture: the last one inside."""
    x = i % camera.width
    y = i // camera.width
    x = wp.min(x - x % 2 + 2 * right, camera.width - 1 - (camera.width - 1) % 2)
    y = wp.min(y - y % 2 + 2 * down, camera.height - 1 - (camera.height - 1) % 2)
    return y * camera.width + x


@wp.func
def agreed(camera: Camera, hits: HitBuffers, sunlit: wp.array(dtype=wp.uint8), i: int) -> bool:
    """Whether all corners say the same, two of them of the flat piece that the pixel shows."""
    a = corner(camera, i, 0, 0)
    d = corner(camera, i, 1, 1)
    if not alike(sunlit[a], sunlit[d]) or not alike(sunlit[a], sunlit[corner(camera, i, 1, 0)]):
        return False
    if not alike(sunlit[a], sunlit[corner(camera, i, 0, 1)]):
        return False
    return like(camera, hits, i, a) and like(camera, hits, i, d)


@wp.func
def leaf_corner(stage: Staged, camera: Camera, hits: HitBuffers, i: int) -> int:
    """For a pixel of foliage the corner that shows the same tree at the likest depth, else -1.

    Leaves are smaller than the grid's squares, so that rays of their own would only make other noise.
    """
    best = int(-1)
    if not is_foliage(stage, hits.link[i], hits.primitive[i]):
        return best
    nearest = 0.02 + 0.02 * hits.t[i]
    for k in range(4):
        j = corner(camera, i, k % 2, k // 2)
        off = wp.abs(hits.t[j] - hits.t[i])
        if hits.link[j] == hits.link[i] and off < nearest:
            nearest = off
            best = j
    return best


@wp.kernel
def sun_between(
    stage: Staged,
    camera: Camera,
    hits: HitBuffers,
    panes: int,
    run: int,
    first: int,
    sunlit: wp.array(dtype=wp.uint8),
):
    """The pixels between the grid's: as the corners around them, where these agree, else by rays of their own."""
    start = (first + wp.tid()) * run
    guess = int(-1)
    for i in range(start, wp.min(start + run, camera.width * camera.height)):
        if i % camera.width % 2 == 1 or i // camera.width % 2 == 1:
            if hits.link[i] < 0:
                sunlit[i] = wp.uint8(0)
            elif agreed(camera, hits, sunlit, i):
                sunlit[i] = sunlit[corner(camera, i, 0, 0)]
            else:
                leaf = leaf_corner(stage, camera, hits, i)
                if leaf >= 0:
                    sunlit[i] = sunlit[leaf]
                else:
                    arriving = look_at_sun(stage, camera, hits, i, guess, panes)
                    guess = arriving.blocker
                    sunlit[i] = stored_share(arriving.share)
