"""What surfaces reflect diffusely, pixel by pixel, without any light."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.camera import Camera, pixel_ray
from simulator.render.kernels.surfaces import surface_at
from simulator.render.kernels.world import HitBuffers, Materials, World, hit_of

wp.set_module_options(kernel_options())


@wp.kernel
def read_albedo(
    world: World,
    materials: Materials,
    camera: Camera,
    hits: HitBuffers,
    first: int,
    albedo: wp.array(dtype=wp.vec3),
):
    """Linear RGB of the surfaces at the pixels' centres: what is no metal of the colour; 0 for panes and the sky."""
    i = first + wp.tid()
    albedo[i] = wp.vec3(0.0, 0.0, 0.0)
    hit = hit_of(hits, i)
    if hit.link < 0:
        return
    ray = pixel_ray(camera, i)
    s = surface_at(world, materials, hit, ray.origin, ray.direction, ray.time, camera.pixel_rad)
    if s.glass == 0:
        albedo[i] = s.albedo * (1.0 - s.metallic)
