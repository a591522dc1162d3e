"""Kernels over the pixels of a view: what their rays meet, and where that moves."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.camera import Camera, camera_direction, camera_ray, is_blind, pixel_ray
from simulator.render.kernels.tracing import FAR, closest_hit, placement, store
from simulator.render.kernels.world import Hit, HitBuffers, World

wp.set_module_options(kernel_options())


@wp.kernel
def trace_view(world: World, camera: Camera, run: int, first: int, hits: HitBuffers):
    """First hits of the pixel-centre rays; a thread takes a run of neighbours, each of which guesses the last one's."""
    start = (first + wp.tid()) * run
    guess = int(-1)
    for i in range(start, wp.min(start + run, hits.t.shape[0])):
        ray = pixel_ray(camera, i)
        hit = Hit()
        hit.link = -1
        if not is_blind(ray):
            hit = closest_hit(world, ray.origin, ray.direction, ray.time, FAR, 0, guess)
        guess = hit.link
        store(world, hits, i, hit, ray.direction, ray.time)


@wp.kernel
def glimpse_view(
    world: World,
    camera: Camera,
    offset: wp.vec2,
    run: int,
    first: int,
    inverse_depth: wp.array(dtype=wp.float32),
    link: wp.array(dtype=wp.int32),
    face: wp.array(dtype=wp.int32),
):
    """First faces of rays beside the pixels' centres, and no more; in runs as `trace_view`."""
    start = (first + wp.tid()) * run
    guess = int(-1)
    for i in range(start, wp.min(start + run, link.shape[0])):
        ray = camera_ray(camera, float(i % camera.width) + offset[0], float(i // camera.width) + offset[1])
        hit = closest_hit(world, ray.origin, ray.direction, ray.time, FAR, 0, guess)
        guess = hit.link
        inverse_depth[i] = 1.0 / hit.t
        link[i] = hit.link
        face[i] = hit.face


@wp.func
def to_camera(camera: Camera, vector: wp.vec3) -> wp.vec3:
    """A world vector in the camera frame."""
    return wp.transpose(camera.rotation) * vector


@wp.kernel
def move_pixels(
    world: World,
    later: World,
    camera: Camera,
    after: Camera,
    hits: HitBuffers,
    first: int,
    normal: wp.array(dtype=wp.vec3),
    flow: wp.array(dtype=wp.vec2),
):
    """Of pinholes: camera-frame normals, and the motion in pixels of what was hit until the camera `after` sees it."""
    i = first + wp.tid()
    normal[i] = to_camera(camera, hits.normal[i])
    flow[i] = wp.vec2(wp.nan, wp.nan)
    link = hits.link[i]
    if link < 0:
        return
    x = float(i % camera.width)
    y = float(i // camera.width)
    now = placement(world, link, camera.time)
    then = placement(later, link, after.time)
    from_link = camera.origin - now.position + camera_direction(camera, x, y) * hits.t[i]
    local = wp.quat_rotate_inv(now.rotation, from_link)
    seen = to_camera(after, wp.quat_rotate(then.rotation, local) + (then.position - after.origin))
    if seen[2] > 0.0:
        flow[i] = wp.vec2(
            seen[0] / seen[2] * after.fx + after.cx - x,
            seen[1] / seen[2] * after.fy + after.cy - y,
        )
