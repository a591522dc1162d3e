"""The air of an environment as all sensors take it: extinction that is even, and fog in a layer and in patches.

beta(x, y, z) = even + fog * exp(-(z - base) / h) * max(0, 1 + s n(x, y)), n: `fog_patches` of deviation 1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.weather import dust, fog
from scenes.weather.fog_patches import CELLS_A_PATCH, patch_at, pattern_offset
from scenes.weather.precipitation import falling_extinction_per_m

Float64 = NDArray[np.float64]

CLEAR_MOR_M = 30_000.0
"""Visibility of air without fog (as `scenes.conditions.CLEAR_AIR_M`): what is less is fog, or falls."""
PATCH_STEPS = 16
"""Parts of a way through patchy fog, longer the farther they are (chosen)."""
PATCH_DEPTH = 8.0
"""Optical depth at the mean density to which patches are told apart (chosen: e^-8 of the light is left)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """even_per_m: extinction everywhere, of clear air, fog that is even, rain, snow, dust and smoke. fog_per_m: of fog
    in a layer or in patches at its base, 0 where fog is even. height_m: its scale height, 0: no layer. patchiness:
    standard deviation over mean. cells_1pm: cells of the pattern a metre. corner: the pattern's cell (x, y) at the
    world's origin at this time.
    """

    even_per_m: float
    fog_per_m: float = 0.0
    height_m: float = 0.0
    base_m: float = 0.0
    patchiness: float = 0.0
    cells_1pm: float = 1.0
    corner: tuple[float, float] = (0.0, 0.0)


def fog_share(environment: Environment) -> float:
    """Share of the extinction ln 20 / mor_m that is fog, not clear air or what falls; only fog has layers, patches."""
    total = fog.extinction_per_m(environment.mor_m)
    falling = falling_extinction_per_m(environment.rain_mmph, environment.snow_mmph)
    return max(0.0, 1.0 - (falling + fog.extinction_per_m(CLEAR_MOR_M)) / total)


def mixed_per_m(environment: Environment) -> float:
    """Extinction of dust and smoke."""
    return dust.extinction_per_m(environment.dust_mor_m) + dust.extinction_per_m(environment.smoke_mor_m)


def least_mor_m(environment: Environment) -> float:
    """Visibility at the base of the fog, with all that is in the air."""
    return fog.mor_of(fog.extinction_per_m(environment.mor_m) + mixed_per_m(environment))


def downwind(environment: Environment) -> tuple[float, float, float]:
    """Unit direction, in the world, in which the air moves."""
    return math.cos(environment.wind_azimuth_rad), math.sin(environment.wind_azimuth_rad), 0.0


def air_at(environment: Environment, t_s: float) -> Air:
    """The air at a time of a clip: patches drift with the wind."""
    total = fog.extinction_per_m(environment.mor_m)
    mixed = mixed_per_m(environment)
    if environment.fog_height_m <= 0.0 and environment.fog_patchiness <= 0.0:
        return Air(even_per_m=total + mixed)
    foggy = total * fog_share(environment)
    cells_1pm = CELLS_A_PATCH / environment.fog_patch_m
    x, y = pattern_offset(environment.fog_pattern)
    drift = environment.wind_mps * t_s * cells_1pm
    along, across, _ = downwind(environment)
    return Air(
        even_per_m=total - foggy + mixed,
        fog_per_m=foggy,
        height_m=environment.fog_height_m,
        base_m=environment.fog_base_m,
        patchiness=environment.fog_patchiness,
        cells_1pm=cells_1pm,
        corner=(x - drift * along, y - drift * across),
    )


def extinction_at(air: Air, point_m: Float64) -> Float64:
    """Extinction (...), 1/m, at world points (..., 3)."""
    density = fog.layer_density(point_m[..., 2] - air.base_m, air.height_m)
    return np.asarray(air.even_per_m + air.fog_per_m * density * _thickness(air, point_m[..., 0], point_m[..., 1]))


def optical_depth(air: Air, origin_m: Float64, direction: Float64, distance_m: Float64) -> Float64:
    """Optical depth (...) of ways from world points (..., 3) along unit directions (..., 3) over distances (...).

    Transmittance is exp(-depth), that of a LiDAR's way there and back exp(-2 depth).
    """
    depth = np.asarray(air.even_per_m * distance_m, dtype=np.float64)
    if air.fog_per_m <= 0.0:
        return depth
    z, rise = origin_m[..., 2] - air.base_m, direction[..., 2]
    if air.patchiness <= 0.0:
        return depth + air.fog_per_m * fog.layer_path_m(z, rise, distance_m, air.height_m)
    reach_m = PATCH_DEPTH / (air.fog_per_m + air.even_per_m)
    begin = np.zeros_like(distance_m)
    for k in range(PATCH_STEPS):
        last = k == PATCH_STEPS - 1
        end = distance_m if last else np.minimum(distance_m, reach_m * ((k + 1) / PATCH_STEPS) ** 2)
        middle = 0.5 * (begin + np.minimum(end, reach_m))
        x, y = (origin_m[..., i] + direction[..., i] * middle for i in range(2))
        part = fog.layer_path_m(z + rise * begin, rise, end - begin, air.height_m)
        depth = depth + air.fog_per_m * part * _thickness(air, x, y)
        begin = end
    return depth


def _thickness(air: Air, x: Float64, y: Float64) -> Float64 | float:
    """Density over the mean at that height: 1 where fog is even."""
    if air.patchiness <= 0.0:
        return 1.0
    noise = patch_at(air.corner[0] + x * air.cells_1pm, air.corner[1] + y * air.cells_1pm)
    return np.maximum(1.0 + air.patchiness * noise, 0.0)
