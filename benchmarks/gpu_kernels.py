"""Kernels that only the graphics card's benchmark needs: rays that leave what others hit, and occlusion."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.light import basis_direction
from simulator.render.kernels.tracing import blocker
from simulator.render.kernels.world import HitBuffers, World

wp.set_module_options(kernel_options())

LIFT_M = wp.constant(2.0e-3)


@wp.kernel
def bounce(
    origin: wp.array(dtype=wp.vec3),
    direction: wp.array(dtype=wp.vec3),
    hits: HitBuffers,
    seed: int,
    start: wp.array(dtype=wp.vec3),
    towards: wp.array(dtype=wp.vec3),
):
    """One diffusely reflected ray a hit; what hit nothing starts where it did and goes up."""
    i = wp.tid()
    start[i] = origin[i]
    towards[i] = wp.vec3(0.0, 0.0, 1.0)
    if hits.link[i] >= 0:
        state = wp.rand_init(seed, i)
        radius = wp.sqrt(wp.randf(state))
        angle = 2.0 * wp.pi * wp.randf(state)
        height = wp.sqrt(wp.max(1.0 - radius * radius, 0.0))
        start[i] = origin[i] + direction[i] * hits.t[i] + hits.normal[i] * LIFT_M
        towards[i] = basis_direction(hits.normal[i], radius * wp.cos(angle), radius * wp.sin(angle), height)


@wp.kernel
def occlude(
    world: World,
    origin: wp.array(dtype=wp.vec3),
    direction: wp.array(dtype=wp.vec3),
    time: wp.array(dtype=wp.float32),
    max_t: float,
    blocked_by: wp.array(dtype=wp.int32),
):
    """The link that lies on each ray before max_t, -1 for none."""
    i = wp.tid()
    blocked_by[i] = blocker(world, origin[i], direction[i], time[i], max_t, -1)
