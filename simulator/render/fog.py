"""A layer of fog, dust or smoke between the street and the sky: the light that it takes, and that it gives back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.weather import dust
from scenes.weather.air import fog_share
from scenes.weather.fog import CONTRAST, extinction_per_m
from simulator.render.sky_map import horizontal_lx, map_cosines, row_heights

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

LAYER_M = 200.0
"""Height of a layer of fog (chosen: radiation and advection fog are 100 to 300 m deep)."""
CLEAR_MOR_M = 10_000.0
"""Air that lets see farther is haze, which the atmosphere's turbidity stands for: it has no layer."""
DROPLET_G = 0.85
"""Asymmetry of scattering at fog droplets (van de Hulst 1980: 0.83 to 0.87)."""


def layer_depth(mor_m: float) -> float:
    """Vertical optical depth of the layer: 0 in clear air."""
    return math.log(CONTRAST) * LAYER_M * max(1.0 / mor_m - 1.0 / CLEAR_MOR_M, 0.0)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Layer:
    """optical_depth: vertical, of all of it. albedo (3,): share of the light it takes that it gives back."""

    optical_depth: float
    albedo: Float64


def layer_of(environment: Environment) -> Layer:
    """Fog, over LAYER_M or its own scale height, dust and smoke of an environment."""
    share = fog_share(environment) if environment.fog_height_m > 0.0 else 0.0
    even = layer_depth(environment.mor_m / max(1.0 - share, 1e-6))
    foggy = even + extinction_per_m(environment.mor_m) * share * environment.fog_height_m
    dusty = dust.LAYER_M * dust.extinction_per_m(environment.dust_mor_m)
    smoky = dust.LAYER_M * dust.extinction_per_m(environment.smoke_mor_m)
    depth = foggy + dusty + smoky
    if dusty + smoky == 0.0:
        return Layer(optical_depth=depth, albedo=np.ones(3))
    given = foggy + dusty * np.array(environment.dust_color) + smoky * np.array(environment.smoke_color)
    return Layer(optical_depth=depth, albedo=np.asarray(given / depth, dtype=np.float64))


def through_layer(depth: float, sine: float) -> float:
    """Share of direct light from that sine of elevation which passes the layer unscattered."""
    return math.exp(-depth / max(sine, 0.02))


def fogged(radiance: Float32, direction: Float64, direct_lx: Float64, layer: Layer) -> Float32:
    """The sky (rows, columns, 3) seen through a layer, with the direct light that the layer scatters.

    direction (3,), direct_lx (3,): the sun or moon above the layer. Light scattered n times by Henyey and Greenstein's
    law spreads as with g^n; the rest of the light leaves upwards (Bohren 1987: a share 2 / (2 + (1 - g) depth) comes
    through); thick fog brightens to the zenith as an overcast sky does.
    """
    depth = layer.optical_depth
    if depth == 0.0:
        return radiance
    height = row_heights(radiance.shape[0])[:, None]
    clear = np.exp(-depth / np.maximum(height, 1e-4)).astype(np.float32)
    sine = max(float(direction[2]), 0.0)
    sky_lx, sun_lx = horizontal_lx(radiance), direct_lx * sine
    slant = depth / max(sine, 0.02)
    # Times that the arriving light was scattered: a straight path's, lengthened as light diffuses.
    scattered = slant / (1.0 - math.exp(-slant)) * (1.0 + (1.0 - DROPLET_G) * slant)
    glow = _henyey_greenstein(map_cosines(direction), DROPLET_G**scattered)
    upward = (1.0 + 2.0 * height) / 3.0 * (1.0 - math.exp(-depth)) + math.exp(-depth)
    shape = ((1.0 - clear) * upward).astype(np.float32)[..., None]
    sun_share = (sun_lx / np.maximum(sun_lx + sky_lx, 1e-12)).astype(np.float32)
    veil = shape * (glow[..., None] * (4.0 * math.pi) * sun_share + (1.0 - sun_share))
    seen = radiance * clear[..., None]
    passed = 2.0 / (2.0 + (1.0 - DROPLET_G) * depth)
    wanted = passed * (sun_lx + sky_lx) - sun_lx * through_layer(depth, sine) - horizontal_lx(seen)
    scale = np.maximum(wanted, 0.0) / np.maximum(horizontal_lx(veil), 1e-12)
    return np.asarray(seen + veil * (scale * layer.albedo).astype(np.float32), dtype=np.float32)


def _henyey_greenstein(cosine: Float32, g: float) -> Float32:
    spread = 1.0 + g * g - 2.0 * g * cosine
    return np.asarray((1.0 - g * g) / (4.0 * math.pi) / (spread * np.sqrt(spread)), dtype=np.float32)
