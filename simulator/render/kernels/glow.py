"""Air that lamps light up: summed at every second pixel, as it varies slowly, and added by the likest of these."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.bounce import columns_of, pixel_of
from simulator.render.kernels.camera import Camera, camera_direction
from simulator.render.kernels.lamp_airlight import lamp_airlight
from simulator.render.kernels.shadows import corner
from simulator.render.kernels.stage import Stage
from simulator.render.kernels.world import HitBuffers

wp.set_module_options(kernel_options())

FAR_AIR_M = wp.constant(1.0e4)
"""How much air lamps light before the sky."""


@wp.func
def depth_of(hits: HitBuffers, i: int) -> float:
    """Depth of a pixel, also of the sky."""
    if hits.link[i] < 0:
        return FAR_AIR_M
    return hits.t[i]


@wp.kernel
def glow_on_grid(stage: Stage, camera: Camera, hits: HitBuffers, first: int, grid: wp.array(dtype=wp.vec3)):
    """Radiance that lamps make in the air before the points of the grid."""
    k = first + wp.tid()
    i = pixel_of(camera, k)
    direction = camera_direction(camera, float(i % camera.width), float(i // camera.width))
    distance = depth_of(hits, i) * wp.length(direction)
    grid[k] = lamp_airlight(stage.lamps, camera.origin, wp.normalize(direction), distance, stage.lamp_fog)


@wp.kernel
def add_glow(
    camera: Camera,
    hits: HitBuffers,
    grid: wp.array(dtype=wp.vec3),
    first: int,
    radiance: wp.array(dtype=wp.vec3),
):
    """Adds to every pixel the glow of the corners around it, by how near they are and how alike in depth."""
    i = first + wp.tid()
    columns = columns_of(camera)
    depth = depth_of(hits, i)
    total = wp.vec3(0.0, 0.0, 0.0)
    weight = float(0.0)
    for k in range(4):
        j = corner(camera, i, k % 2, k // 2)
        off = (depth_of(hits, j) - depth) / (0.05 * depth)
        aside = wp.abs(float(j % camera.width - i % camera.width)) + wp.abs(
            float(j // camera.width - i // camera.width)
        )
        w = (1.0e-3 + 1.0 / (1.0 + off * off)) * wp.max(2.0 - aside, 0.1)
        total += grid[j // camera.width // 2 * columns + j % camera.width // 2] * w
        weight += w
    radiance[i] += total / weight
