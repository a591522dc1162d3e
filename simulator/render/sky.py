"""Light from above in photometric units, day and night: atmosphere, clouds, moon, the glow of night, and fog."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from simulator.render.air import mean_extinction_per_m
from simulator.render.atmosphere import DISC_RADIUS_RAD, Atmosphere, atmosphere
from simulator.render.clear_sky import EYE_M, FarLight, arriving_lx, clear_sky, far_light
from simulator.render.cloud_layer import cloud_layer
from simulator.render.clouds import Daylight, clouded
from simulator.render.fog import fogged, layer_of, through_layer
from simulator.render.irradiance import irradiance_terms
from simulator.render.night import MOON_RADIUS_RAD, moon_strength, night_glow
from simulator.render.sky_map import horizontal_lx, looked_up
from simulator.render.spectrum import LUMINANCE

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

SUN_RADIUS_RAD = DISC_RADIUS_RAD
"""Angular radius of the sun: 0.533 degrees across."""
GROUND_ALBEDO = 0.15
"""Mean reflectance of streets and grass, for light from below the horizon (chosen)."""
DISC_LIMIT_CD_M2 = 2.0e6
"""Brightest channel of a disc that is looked at: above what saturates 1/10,000 s at f/8 and ISO 100, so that it is
white in every picture, and below what would make fireflies."""
_MOON_MATTERS_BELOW_RAD = math.radians(2.0)
"""Under a higher sun the moon is less than 1/10,000 of the light."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SkyLight:
    """Light from above.

    direction (3,): towards the key light, the brighter of sun and moon, world frame; radius_rad: its angular radius;
    sun_lx (3,): its RGB illuminance on a surface that faces it, after clouds and fog; radiance (SKY_ROWS, SKY_COLUMNS,
    3) float32 cd/m2 RGB on the map of `sky_map`, without the disc; ground (3,): radiance of an endless ground;
    extinction_per_m (3,): of the air before it; ambient_lx (3,): sky illuminance on the horizontal; irradiance (9, 3):
    coefficients of `irradiance.monomials`, lux.
    """

    direction: Float64
    radius_rad: float
    sun_lx: Float64
    radiance: Float32
    ground: Float64
    extinction_per_m: Float64
    ambient_lx: Float64
    irradiance: Float64


@lru_cache(maxsize=8)
def sky_light(environment: Environment) -> SkyLight:
    """The light of an environment."""
    air = atmosphere(environment.turbidity, GROUND_ALBEDO)
    daylight = _daylight(environment, air)
    layer = cloud_layer(environment.cloud_cover, environment.turbidity, tuple(x.direction for x in daylight.lights))
    radiance = clouded(daylight, layer, air, environment.cloud_cover)
    radiance += night_glow(layer)
    key = daylight.lights[0]
    above_fog = daylight.direct_lx[0] * (1.0 - environment.cloud_cover)
    murk = layer_of(environment)
    radiance = fogged(radiance, key.direction, above_fog, murk)
    radiance.flags.writeable = False
    sun_lx = above_fog * through_layer(murk.optical_depth, float(key.direction[2]))
    ambient = horizontal_lx(radiance)
    ground = GROUND_ALBEDO * (ambient + sun_lx * max(key.direction[2], 0.0)) / math.pi
    is_moon = key.elevation_rad != environment.sun_elevation_rad or key.azimuth_rad != environment.sun_azimuth_rad
    return SkyLight(
        direction=key.direction,
        radius_rad=MOON_RADIUS_RAD if is_moon else SUN_RADIUS_RAD,
        sun_lx=sun_lx,
        radiance=radiance,
        ground=ground,
        extinction_per_m=mean_extinction_per_m(environment),
        ambient_lx=ambient,
        irradiance=irradiance_terms(radiance, ground),
    )


def sky_at(sky: SkyLight, directions: Float64) -> Float64:
    """Radiance (..., 3), cd/m2 RGB, from world directions (..., 3) of any length, as the kernels see it: no disc."""
    height = directions[..., 2:] / np.linalg.norm(directions, axis=-1, keepdims=True)
    seen = looked_up(sky.radiance, directions)
    left = np.exp(-sky.extinction_per_m * EYE_M / np.maximum(-height, 1e-5))
    return np.asarray(np.where(height > 0.0, seen, seen + (sky.ground - seen) * left), dtype=np.float64)


def sky_map_for_reference(sky: SkyLight, rows: int = 512) -> Float64:
    """The sky as a map (rows, 2 rows, 3) of equal steps of latitude and longitude, cd/m2 RGB, as the kernels see it.

    Row 0 looks up, the last row down; pixel centres; column 0 starts at azimuth 0 (+x), columns go counter-clockwise.
    Without the key light's disc; below the horizon the ground.
    """
    elevation = math.pi / 2 - (np.arange(rows) + 0.5) * (math.pi / rows)
    azimuth = (np.arange(2 * rows) + 0.5) * (math.pi / rows)
    flat = np.cos(elevation)[:, None]
    height = np.broadcast_to(np.sin(elevation)[:, None], (rows, 2 * rows))
    directions = np.stack([flat * np.cos(azimuth), flat * np.sin(azimuth), height], -1)
    return sky_at(sky, directions)


def _daylight(environment: Environment, air: Atmosphere) -> Daylight:
    """Sun and, when the sun is low, moon with their clear sky; the light that arrives brighter comes first."""
    lights = [far_light(environment.sun_elevation_rad, environment.sun_azimuth_rad)]
    if environment.sun_elevation_rad < _MOON_MATTERS_BELOW_RAD and environment.moon_lit_share > 0.0:
        strength = moon_strength(environment.moon_lit_share)
        lights.append(far_light(environment.moon_elevation_rad, environment.moon_azimuth_rad, strength))
    arriving: list[tuple[float, int, FarLight, Float64]] = []
    for order, light in enumerate(lights):
        direct = arriving_lx(air, light)
        arriving.append((-float(direct @ LUMINANCE), order, light, direct))
    arriving.sort(key=lambda entry: entry[:2])
    radiance = clear_sky(air, lights[0])
    for light in lights[1:]:
        radiance = radiance + clear_sky(air, light)
    return Daylight(radiance=radiance, lights=tuple(x[2] for x in arriving), direct_lx=tuple(x[3] for x in arriving))
