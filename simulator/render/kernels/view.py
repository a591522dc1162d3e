"""Kernels over the pixels of a pinhole view: what their rays meet, and where that moves."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.camera import Camera, camera_direction
from simulator.render.kernels.tracing import FAR, closest_hit, placement, store
from simulator.render.kernels.world import HitBuffers, World

wp.set_module_options(kernel_options())


@wp.kernel
def trace_view(world: World, camera: Camera, first: int, hits: HitBuffers):
    """First hits of the pixel-centre rays."""
    i = first + wp.tid()
    direction = camera_direction(camera, float(i % camera.width), float(i // camera.width))
    hit = closest_hit(world, camera.origin, direction, camera.time, FAR, 0, -1)
    store(world, hits, i, hit, direction, camera.time)


@wp.kernel
def glimpse_view(
    world: World,
    camera: Camera,
    first: int,
    inverse_depth: wp.array(dtype=wp.float32),
    link: wp.array(dtype=wp.int32),
    face: wp.array(dtype=wp.int32),
):
    """First faces of the pixel-centre rays, and no more."""
    i = first + wp.tid()
    direction = camera_direction(camera, float(i % camera.width), float(i // camera.width))
    hit = closest_hit(world, camera.origin, direction, camera.time, FAR, 0, -1)
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
    """Camera-frame normals, and the motion in pixels of what was hit until the camera `after` sees it."""
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
