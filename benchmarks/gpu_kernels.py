"""The kernel that only the graphics card's benchmark needs: occlusion along given rays."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.passage import passage
from simulator.render.kernels.world import World

wp.set_module_options(kernel_options())


@wp.kernel
def occlude(
    world: World,
    origin: wp.array(dtype=wp.vec3),
    direction: wp.array(dtype=wp.vec3),
    time: wp.array(dtype=wp.float32),
    max_t: float,
    blocked_by: wp.array(dtype=wp.int32),
):
    """The opaque link that lies on each ray before max_t, -1 for none."""
    i = wp.tid()
    blocked_by[i] = passage(world, origin[i], direction[i], time[i], max_t, -1, 1).blocker
