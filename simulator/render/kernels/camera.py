"""The pinhole camera on the device."""

from __future__ import annotations

from typing import Any

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.rays import PinholeView

wp.set_module_options(kernel_options())


@wp.struct
class Camera:
    """A pinhole view on the device."""

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


def device_camera(view: PinholeView) -> Any:
    """The view's camera struct."""
    camera = Camera()
    camera.origin = wp.vec3(*view.T_world_camera.translation_m)
    camera.rotation = wp.mat33(*view.T_world_camera.rotation().reshape(-1).tolist())
    camera.fx, camera.fy, camera.cx, camera.cy = view.K
    camera.per_fx, camera.per_fy = 1.0 / view.K[0], 1.0 / view.K[1]
    camera.width, camera.height = view.size_px
    camera.time = view.t_s
    camera.pixel_rad = 1.0 / view.K[0]
    return camera


@wp.func
def camera_direction(camera: Camera, u: float, v: float) -> wp.vec3:
    """World direction with camera z = 1 through image point (u, v)."""
    return camera.rotation * wp.vec3((u - camera.cx) * camera.per_fx, (v - camera.cy) * camera.per_fy, 1.0)
