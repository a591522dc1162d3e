"""A picture as it moves during an exposure: each moment takes its light from the shaded picture of the middle.

Visibility is exact at every moment; light, which hardly changes within hundredths of a second, is shaded once.
"""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.camera import Camera, camera_ray, carried
from simulator.render.kernels.world import HitBuffers, World

wp.set_module_options(kernel_options())

REACH_PX = wp.constant(4)
"""Of the search for a pixel that shows a part which the middle picture hides just there (chosen)."""
SAME_DEPTH = wp.constant(0.02)
"""Metres, and share of the depth, within which two pixels of a part show the same layer (as in `shadows.like`)."""


@wp.func
def shows(hits: HitBuffers, j: int, link: int, depth: float) -> bool:
    """Whether a pixel shows a part at about a depth; -1: the sky."""
    if hits.link[j] != link:
        return False
    return link < 0 or wp.abs(hits.t[j] - depth) < SAME_DEPTH * (1.0 + depth)


@wp.func
def nearest_alike(
    camera: Camera, hits: HitBuffers, radiance: wp.array(dtype=wp.vec3), x: int, y: int, link: int
) -> wp.vec3:
    """Light of the nearest pixel that shows a part; where none is near, of the pixel itself."""
    best = y * camera.width + x
    least = float(1.0e9)
    for dy in range(-REACH_PX, REACH_PX + 1):
        for dx in range(-REACH_PX, REACH_PX + 1):
            px = wp.clamp(x + dx, 0, camera.width - 1)
            py = wp.clamp(y + dy, 0, camera.height - 1)
            far = float(dx * dx + dy * dy)
            if far < least and hits.link[py * camera.width + px] == link:
                least = far
                best = py * camera.width + px
    return radiance[best]


@wp.func
def light_at(
    camera: Camera, hits: HitBuffers, radiance: wp.array(dtype=wp.vec3), u: float, v: float, link: int, depth: float
) -> wp.vec3:
    """Radiance of a part at an image point of the shaded picture, bilinear among the pixels that show it there."""
    x = wp.clamp(u, 0.0, float(camera.width - 1))
    y = wp.clamp(v, 0.0, float(camera.height - 1))
    x0 = int(x)
    y0 = int(y)
    total = wp.vec3(0.0, 0.0, 0.0)
    weight = float(0.0)
    for corner in range(4):
        px = wp.min(x0 + corner % 2, camera.width - 1)
        py = wp.min(y0 + corner // 2, camera.height - 1)
        j = py * camera.width + px
        w = (1.0 - wp.abs(x - float(px))) * (1.0 - wp.abs(y - float(py)))
        if w > 0.0 and shows(hits, j, link, depth):
            total += radiance[j] * w
            weight += w
    if weight > 0.01:
        return total / weight
    return nearest_alike(camera, hits, radiance, int(x + 0.5), int(y + 0.5), link)


@wp.kernel
def add_moment(
    world: World,
    middle: Camera,
    hits: HitBuffers,
    radiance: wp.array(dtype=wp.vec3),
    moment: Camera,
    inverse_depth: wp.array(dtype=wp.float32),
    link: wp.array(dtype=wp.int32),
    share: float,
    first: int,
    total: wp.array(dtype=wp.vec3),
):
    """Adds a share of what a pinhole sees at one moment; middle, hits, radiance: of the shaded picture.

    inverse_depth, link: of the moment's first faces. world: poses over all moments.
    """
    i = first + wp.tid()
    ray = camera_ray(moment, float(i % moment.width), float(i // moment.width))
    depth = float(1.0)
    if link[i] >= 0:
        depth = 1.0 / inverse_depth[i]
    seen = carried(world, link[i], ray, middle.time)
    point = seen.origin - middle.origin + seen.direction * depth
    if link[i] < 0:
        point = seen.direction
    local = wp.transpose(middle.rotation) * point
    z = wp.max(local[2], 1.0e-6)
    u = local[0] / z * middle.fx + middle.cx
    v = local[1] / z * middle.fy + middle.cy
    total[i] = total[i] + light_at(middle, hits, radiance, u, v, link[i], z) * share
