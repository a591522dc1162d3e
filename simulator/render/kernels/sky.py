"""The sky on the device: its map, the sun's disc, and the light of the open sky on a tilted surface."""

from __future__ import annotations

from typing import Any

import numpy as np
import warp as wp

from simulator.render.device import kernel_options
from simulator.render.sky import SKY_COLUMNS, SKY_ROWS, SUN_RADIUS_RAD, SkyLight

wp.set_module_options(kernel_options())

PI = wp.constant(3.14159265358979)


@wp.struct
class Light:
    """`simulator.render.sky.SkyLight` on the device."""

    sun: wp.vec3
    sun_radius: float
    sun_lx: wp.vec3
    ambient_lx: wp.vec3
    ground: wp.vec3
    sky: wp.array(dtype=wp.vec3)
    rows: int
    columns: int


def device_light(sky: SkyLight, device: str) -> Any:
    """Copies a sky to the device."""
    light = Light()
    light.sun = wp.vec3(*(float(x) for x in sky.direction))
    light.sun_radius = SUN_RADIUS_RAD
    light.sun_lx = wp.vec3(*(float(x) for x in sky.sun_lx))
    light.ambient_lx = wp.vec3(*(float(x) for x in sky.ambient_lx))
    light.ground = wp.vec3(*(float(x) for x in sky.ground))
    light.sky = wp.array(np.ascontiguousarray(sky.radiance.reshape(-1, 3)), dtype=wp.vec3, device=device)
    light.rows = SKY_ROWS
    light.columns = SKY_COLUMNS
    return light


@wp.func
def sky_radiance(light: Light, direction: wp.vec3) -> wp.vec3:
    """Radiance from a direction without the sun's disc: bilinear in the sky map, below it the ground."""
    d = wp.normalize(direction)
    if d[2] <= 0.0:
        return light.ground
    row = wp.sqrt(wp.asin(wp.min(d[2], 1.0)) / (0.5 * PI)) * float(light.rows - 1)
    turn = wp.atan2(d[1], d[0]) / (2.0 * PI)
    column = (turn - wp.floor(turn)) * float(light.columns)
    r0 = wp.min(int(row), light.rows - 2)
    c0 = wp.min(int(column), light.columns - 1)
    c1 = (c0 + 1) % light.columns
    fr = row - float(r0)
    fc = column - float(c0)
    low = wp.lerp(light.sky[r0 * light.columns + c0], light.sky[r0 * light.columns + c1], fc)
    high = wp.lerp(light.sky[(r0 + 1) * light.columns + c0], light.sky[(r0 + 1) * light.columns + c1], fc)
    return wp.lerp(low, high, fr)


@wp.func
def sun_disc(light: Light, direction: wp.vec3) -> wp.vec3:
    """Radiance of the sun's disc seen directly: illuminance over its solid angle, limited."""
    if wp.dot(wp.normalize(direction), light.sun) < wp.cos(light.sun_radius):
        return wp.vec3(0.0, 0.0, 0.0)
    return light.sun_lx * 4.0


@wp.func
def ambient_irradiance(light: Light, normal: wp.vec3) -> wp.vec3:
    """Unoccluded irradiance of a tilted surface: sky share (1 + nz)/2 and ground share (1 - nz)/2 (isotropic model)."""
    up = 0.5 + 0.5 * normal[2]
    return light.ambient_lx * up + light.ground * (PI * (1.0 - up))
