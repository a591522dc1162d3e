"""Cameras on the device: pinholes by formula, all other lenses and shutters by tables."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import warp as wp

from scenes.lenses.base import Lens
from scenes.pose import rotation_of
from simulator.render.device import kernel_options
from simulator.render.kernels.tracing import placement
from simulator.render.kernels.world import World
from simulator.render.lens_view import LensView, bordered_directions
from simulator.render.rays import PinholeView, View
from simulator.render.uploads import device_array

wp.set_module_options(kernel_options())

SEEING_SQUARED = wp.constant(0.25)
"""Squares of the lengths of directions: of blind pixels (`lens_view.BLIND`) they are below, of all others above."""


@wp.struct
class Camera:
    """A view on the device. tabled: 0 for a pinhole with a global shutter, which needs none of the tables.

    table: directions in the camera frame [(v + 1) * (width + 2) + u + 1]. row_origin, row_rotation, row_time: of every
    row. origin, rotation, time: of the frame.
    """

    origin: wp.vec3
    rotation: wp.mat33
    fx: float
    fy: float
    cx: float
    cy: float
    per_fx: float
    per_fy: float
    width: int
    height: int
    time: float
    pixel_rad: float
    tabled: int
    table: wp.array(dtype=wp.vec3)
    row_origin: wp.array(dtype=wp.vec3)
    row_rotation: wp.array(dtype=wp.mat33)
    row_time: wp.array(dtype=wp.float32)


@wp.struct
class Ray:
    """A ray in the world at its own time."""

    origin: wp.vec3
    direction: wp.vec3
    time: float


def device_camera(view: View, device: str) -> Any:
    """The view's camera struct."""
    camera = Camera()
    camera.origin = wp.vec3(*view.T_world_camera.translation_m)
    camera.rotation = wp.mat33(*view.T_world_camera.rotation().reshape(-1).tolist())
    camera.width, camera.height = view.size_px
    camera.time = view.t_s
    if isinstance(view, PinholeView):
        camera.fx, camera.fy, camera.cx, camera.cy = view.K
        camera.per_fx, camera.per_fy = 1.0 / view.K[0], 1.0 / view.K[1]
        camera.pixel_rad = 1.0 / view.K[0]
        return camera
    camera.tabled = 1
    camera.pixel_rad = view.pixel_rad
    camera.table = _table(view, device)
    camera.row_origin = device_array(view.row_origin_m().astype(np.float32), wp.vec3, device)
    rotation = rotation_of(view.row_rotation_xyzw).astype(np.float32)
    camera.row_rotation = device_array(np.ascontiguousarray(rotation), wp.mat33, device)
    camera.row_time = device_array(view.row_time_s.astype(np.float32), wp.float32, device)
    return camera


def _table(view: LensView, device: str) -> Any:
    if view.aperture_m == (0.0, 0.0):
        return _middle_table(view.lens, device)
    return device_array(view.table().reshape(-1, 3), wp.vec3, device)


@lru_cache(maxsize=16)
def _middle_table(lens: Lens, device: str) -> Any:
    """The directions of a lens on the device; cameras keep theirs from frame to frame."""
    return device_array(bordered_directions(lens).reshape(-1, 3), wp.vec3, device)


@wp.func
def row_of(camera: Camera, v: float) -> int:
    """The row that an image point lies in."""
    return wp.clamp(int(wp.floor(v + 0.5)), 0, camera.height - 1)


@wp.func
def tabled_direction(camera: Camera, u: float, v: float) -> wp.vec3:
    """Camera-frame direction through an image point up to a pixel outside, bilinear between the pixels' centres.

    Beside pixels to which the lens shows nothing it is the nearest pixel's.
    """
    x = wp.clamp(u + 1.0, 0.0, float(camera.width + 1))
    y = wp.clamp(v + 1.0, 0.0, float(camera.height + 1))
    column = wp.min(int(x), camera.width)
    row = wp.min(int(y), camera.height)
    at = row * (camera.width + 2) + column
    below = at + camera.width + 2
    share = x - float(column)
    down = y - float(row)
    a = camera.table[at]
    b = camera.table[at + 1]
    c = camera.table[below]
    d = camera.table[below + 1]
    least = wp.min(wp.min(wp.dot(a, a), wp.dot(b, b)), wp.min(wp.dot(c, c), wp.dot(d, d)))
    if least < SEEING_SQUARED:
        upper = wp.where(share < 0.5, a, b)
        return wp.where(down < 0.5, upper, wp.where(share < 0.5, c, d))
    return wp.lerp(wp.lerp(a, b, share), wp.lerp(c, d, share), down)


@wp.func
def camera_direction(camera: Camera, u: float, v: float) -> wp.vec3:
    """World direction through image point (u, v): with camera z = 1 of a pinhole, else of length 1 at pixel centres."""
    if camera.tabled == 1:
        return camera.row_rotation[row_of(camera, v)] * tabled_direction(camera, u, v)
    return camera.rotation * wp.vec3((u - camera.cx) * camera.per_fx, (v - camera.cy) * camera.per_fy, 1.0)


@wp.func
def camera_ray(camera: Camera, u: float, v: float) -> Ray:
    """The ray through image point (u, v), from where and when its row is exposed."""
    out = Ray()
    out.direction = camera_direction(camera, u, v)
    out.origin = camera.origin
    out.time = camera.time
    if camera.tabled == 1:
        row = row_of(camera, v)
        out.origin = camera.row_origin[row]
        out.time = camera.row_time[row]
    return out


@wp.func
def pixel_ray(camera: Camera, i: int) -> Ray:
    """The ray through the centre of the i-th pixel, row-major."""
    return camera_ray(camera, float(i % camera.width), float(i // camera.width))


@wp.func
def pixel_direction(camera: Camera, i: int) -> wp.vec3:
    """`camera_direction` through the centre of the i-th pixel, row-major."""
    return camera_direction(camera, float(i % camera.width), float(i // camera.width))


@wp.func
def is_blind(ray: Ray) -> bool:
    """Whether the lens shows nothing there (`lens_view.BLIND`)."""
    return wp.dot(ray.direction, ray.direction) < SEEING_SQUARED


@wp.func
def carried(world: World, link: int, ray: Ray, time: float) -> Ray:
    """A ray moved with a link from the ray's time to another, so that it meets the link in the same point.

    Surfaces are lit as the world is at the frame's time, and seen where they are at their row's.
    """
    if link < 0 or ray.time == time:
        return ray
    if world.moving[link] == 0:
        return ray
    now = placement(world, link, ray.time)
    then = placement(world, link, time)
    out = Ray()
    out.origin = wp.quat_rotate(then.rotation, wp.quat_rotate_inv(now.rotation, ray.origin - now.position))
    out.origin = out.origin + then.position
    out.direction = wp.quat_rotate(then.rotation, wp.quat_rotate_inv(now.rotation, ray.direction))
    out.time = time
    return out
