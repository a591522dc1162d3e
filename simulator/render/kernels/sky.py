"""The sky on the device: its map, the disc of sun or moon, and the light of the open sky on a tilted surface."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import warp as wp

from simulator.render.clear_sky import EYE_M
from simulator.render.device import kernel_options
from simulator.render.sky import DISC_LIMIT_CD_M2, SkyLight
from simulator.render.sky_map import SKY_COLUMNS, SKY_ROWS

wp.set_module_options(kernel_options())

LAST_ROW = wp.constant(SKY_ROWS - 1)
STRIDE = wp.constant(SKY_COLUMNS + 1)
QUARTER = wp.constant(SKY_COLUMNS / 4.0)


@wp.struct
class Light:
    """`simulator.render.sky.SkyLight` on the device.

    sun: towards the key light, sun or moon, of angular radius sun_radius, the cosine of which is sun_cosine; disc: its
    radiance; haze: optical depth of the air below the eye; sky: the map, the first column repeated at the end of each
    row; irradiance: nine coefficients.
    """

    sun: wp.vec3
    sun_radius: float
    sun_cosine: float
    sun_lx: wp.vec3
    disc: wp.vec3
    ground: wp.vec3
    haze: wp.vec3
    sky: wp.array(dtype=wp.vec3)
    irradiance: wp.array(dtype=wp.vec3)


def device_light(sky: SkyLight, device: str) -> Any:
    """Copies a sky to the device."""
    disc = sky.sun_lx / (math.pi * sky.radius_rad**2)
    disc = disc * min(1.0, DISC_LIMIT_CD_M2 / max(float(disc.max()), 1e-30))
    wrapped = np.concatenate([sky.radiance, sky.radiance[:, :1]], axis=1).reshape(-1, 3)
    light = Light()
    light.sun = wp.vec3(*(float(x) for x in sky.direction))
    light.sun_radius = sky.radius_rad
    light.sun_cosine = math.cos(sky.radius_rad)
    light.sun_lx = wp.vec3(*(float(x) for x in sky.sun_lx))
    light.disc = wp.vec3(*(float(x) for x in disc))
    light.ground = wp.vec3(*(float(x) for x in sky.ground))
    light.haze = wp.vec3(*(float(x) for x in sky.extinction_per_m * EYE_M))
    light.sky = wp.array(np.ascontiguousarray(wrapped), dtype=wp.vec3, device=device)
    light.irradiance = wp.array(sky.irradiance.astype(np.float32), dtype=wp.vec3, device=device)
    return light


@wp.func
def sky_column(x: float, y: float) -> float:
    """Column of the sky map: the diamond angle of a horizontal direction."""
    share = x / wp.max(wp.abs(x) + wp.abs(y), 1.0e-9)
    return wp.where(y >= 0.0, 1.0 - share, 3.0 + share) * QUARTER


@wp.func
def horizon_radiance(light: Light, direction: wp.vec3) -> wp.vec3:
    """Radiance of the sky at the horizon in a direction's azimuth."""
    column = sky_column(direction[0], direction[1])
    c = wp.min(int(column), STRIDE - 2)
    fc = column - float(c)
    return light.sky[c] * (1.0 - fc) + light.sky[c + 1] * fc


@wp.func
def ground_radiance(light: Light, direction: wp.vec3) -> wp.vec3:
    """Radiance of an endless ground in a downward unit direction, through the air from a pedestrian's height."""
    slant = 1.0 / wp.max(-direction[2], 1.0e-5)
    left = wp.vec3(wp.exp(-light.haze[0] * slant), wp.exp(-light.haze[1] * slant), wp.exp(-light.haze[2] * slant))
    veil = horizon_radiance(light, direction)
    return veil + wp.cw_mul(light.ground - veil, left)


@wp.func
def sky_radiance(light: Light, direction: wp.vec3) -> wp.vec3:
    """Radiance from a direction of any length, without the disc: bilinear in the map, below it ground through haze."""
    z = wp.min(direction[2] / wp.length(direction), 1.0)
    if z <= 0.0:
        return ground_radiance(light, wp.vec3(direction[0], direction[1], z))
    row = wp.sqrt(z / (1.0 + wp.sqrt(1.0 - z))) * float(LAST_ROW)
    column = sky_column(direction[0], direction[1])
    r = wp.min(int(row), LAST_ROW - 1)
    c = wp.min(int(column), STRIDE - 2)
    fr = row - float(r)
    fc = column - float(c)
    at = r * STRIDE + c
    low = light.sky[at] * (1.0 - fc) + light.sky[at + 1] * fc
    high = light.sky[at + STRIDE] * (1.0 - fc) + light.sky[at + STRIDE + 1] * fc
    return low * (1.0 - fr) + high * fr


@wp.func
def sun_disc(light: Light, direction: wp.vec3) -> wp.vec3:
    """Radiance of the disc seen directly: illuminance over its solid angle, at most DISC_LIMIT_CD_M2."""
    if direction[2] <= 0.0 or wp.dot(direction, light.sun) < light.sun_cosine * wp.length(direction):
        return wp.vec3(0.0, 0.0, 0.0)
    return light.disc


@wp.func
def ambient_irradiance(light: Light, normal: wp.vec3) -> wp.vec3:
    """Unoccluded irradiance of a surface by sky and ground: nine terms (see `simulator.render.irradiance`)."""
    x = normal[0]
    y = normal[1]
    z = normal[2]
    e = light.irradiance
    out = e[0] + e[1] * x + e[2] * y + e[3] * z + e[4] * (x * y)
    out = out + e[5] * (y * z) + e[6] * (x * z) + e[7] * (z * z) + e[8] * (x * x - y * y)
    return wp.max(out, wp.vec3(0.0, 0.0, 0.0))
