"""The cloudless sky that one far light makes, sun or moon, on the map of `sky_map`, and what of the light arrives."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from simulator.render.atmosphere import AEROSOL_G, Atmosphere, march
from simulator.render.sky_map import SKY_COLUMNS, SKY_ROWS, column_azimuths, map_cosines, row_heights
from simulator.render.spectrum import SUN_RGB_LX, in_gamut, weighted_sum

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

EYE_M = 2.0
"""Height from which the sky is seen (chosen: a street)."""
LOWEST_SUN_RAD = math.radians(-8.0)
"""Lower suns light the sky by orders of scattering that the model lacks: their sky is that of this one, dimmed."""
_ROWS, _COLUMNS, _STEPS = 40, 24, 40


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class FarLight:
    """A light outside the atmosphere. direction (3,) towards it; elevation_rad, azimuth_rad: the same; spectrum (8, 3):
    what each band adds to RGB, lux, facing it.
    """

    direction: Float64
    elevation_rad: float
    azimuth_rad: float
    spectrum: Float64


def far_light(elevation_rad: float, azimuth_rad: float, strength: Float64 | float = 1.0) -> FarLight:
    """A light whose spectrum is the sun's times `strength`, a number or one a band."""
    flat = math.cos(elevation_rad)
    towards = [flat * math.cos(azimuth_rad), flat * math.sin(azimuth_rad), math.sin(elevation_rad)]
    spectrum = SUN_RGB_LX * np.broadcast_to(np.asarray(strength, dtype=np.float64), 8)[:, None]
    return FarLight(
        direction=np.array(towards), elevation_rad=elevation_rad, azimuth_rad=azimuth_rad, spectrum=spectrum
    )


def arriving_lx(air: Atmosphere, light: FarLight, height_m: float = EYE_M) -> Float64:
    """Illuminance (3,), RGB, on a surface that faces the light at a height."""
    through = air.transmittance(np.array(height_m), np.array(light.elevation_rad))
    return np.asarray(in_gamut(weighted_sum(through, light.spectrum)), dtype=np.float64)


def clear_sky(air: Atmosphere, light: FarLight) -> Float32:
    """Radiance (SKY_ROWS, SKY_COLUMNS, 3) of the sky without the light's disc, cd/m2 RGB."""
    elevation = max(light.elevation_rad, LOWEST_SUN_RAD)
    fields = _fields(air, elevation, light.spectrum)
    to_columns = _column_weights(light.azimuth_rad)
    towards_light = np.array([*light.direction[:2], math.sin(elevation)], dtype=np.float32)
    towards_light /= np.linalg.norm(towards_light)
    cosine = map_cosines(towards_light)
    wide = [np.maximum(np.einsum("rxk,ck->rcx", field, to_columns), 0.0) for field in fields]
    by_air, by_aerosol, bounced = wide
    radiance = by_air * _rayleigh_phase(cosine)[..., None]
    radiance += by_aerosol * _aerosol_phase(cosine)[..., None]
    radiance += bounced
    return np.asarray(radiance * twilight_share(light.elevation_rad), dtype=np.float32)


def twilight_share(elevation_rad: float) -> float:
    """How much dimmer deep twilight is than the sky of LOWEST_SUN_RAD: 1 above it.

    Seidelmann: Explanatory Supplement to the Astronomical Almanac, 1992, table 9.141 (log10 of lux), without its
    moonless night of 6.5e-4 lx; below -17 degrees light halves every 0.6 degrees, as before.
    """
    degrees = math.degrees(elevation_rad)
    if elevation_rad >= LOWEST_SUN_RAD:
        return 1.0
    start = _twilight_lx(math.degrees(LOWEST_SUN_RAD))
    if degrees < -17.0:
        return _twilight_lx(-17.0) / start * math.exp((degrees + 17.0) * math.log(2.0) / 0.6)
    return _twilight_lx(degrees) / start


def _twilight_lx(degrees: float) -> float:
    x = degrees / 90.0
    a, b, c, d = (2.70, 12.17, -431.69, -1899.83) if degrees > -12.0 else (13.84, 262.72, 1447.42, 2797.93)
    return float(10.0 ** (a + b * x + c * x**2 + d * x**3)) - 6.4e-4


def _fields(air: Atmosphere, sun_rad: float, spectrum: Float64) -> list[Float32]:
    """Light by air and by aerosol before their phase functions, and bounced: each (SKY_ROWS, 3, _COLUMNS)."""
    elevation = np.arcsin(row_heights(_ROWS))
    azimuth = np.linspace(0.0, math.pi, _COLUMNS)
    rows, columns = (np.ascontiguousarray(x) for x in np.meshgrid(elevation, azimuth, indexing="ij"))
    found = march(air, np.full_like(rows, EYE_M), np.full_like(rows, sun_rad), rows, columns, _STEPS)
    to_rows = _row_weights()
    fields = []
    for values in (found.air, found.aerosol, found.bounced):
        rgb = in_gamut(weighted_sum(values, spectrum))
        fields.append(np.einsum("rk,kcx->rxc", to_rows, rgb).astype(np.float32))
    return fields


@lru_cache(maxsize=1)
def _row_weights() -> Float64:
    """Cubic interpolation (SKY_ROWS, _ROWS) along a column."""
    spline = CubicSpline(np.linspace(0.0, 1.0, _ROWS), np.eye(_ROWS))
    return np.asarray(spline(np.linspace(0.0, 1.0, SKY_ROWS)), dtype=np.float64)


def _column_weights(sun_azimuth_rad: float) -> Float32:
    """Cubic interpolation (SKY_COLUMNS, _COLUMNS) along a row, mirrored at the plane of the light."""
    spline = CubicSpline(np.linspace(0.0, math.pi, _COLUMNS), np.eye(_COLUMNS), bc_type="clamped")
    turn = np.mod(column_azimuths(SKY_COLUMNS) - sun_azimuth_rad + math.pi, 2 * math.pi) - math.pi
    return np.asarray(spline(np.abs(turn)), dtype=np.float32)


def _rayleigh_phase(cosine: Float32) -> Float32:
    return np.asarray(3.0 / (16.0 * math.pi) * (1.0 + cosine * cosine), dtype=np.float32)


def _aerosol_phase(cosine: Float32) -> Float32:
    """Cornette and Shanks 1992, equation 8."""
    g = AEROSOL_G
    scale = 3.0 / (8.0 * math.pi) * (1.0 - g * g) / (2.0 + g * g)
    spread = 1.0 + g * g - 2.0 * g * cosine
    return np.asarray(scale * (1.0 + cosine * cosine) / (spread * np.sqrt(spread)), dtype=np.float32)
