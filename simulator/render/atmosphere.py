"""The planet's air and what sunlight becomes in it: transmittance, multiple scattering, and the sky seen from a street.

Hillaire: A Scalable and Production Ready Sky and Atmosphere Rendering Technique, EGSR 2020, in eight spectral bands.
Lengths are metres; spectra are relative to the sunlight outside the atmosphere, last axis (BANDS,).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from simulator.render.spectrum import BAND_UM, BANDS, OZONE_M2, RAYLEIGH_PER_M, weighted_sum
from simulator.render.tables2d import Table2D

Float64 = NDArray[np.float64]

EARTH_M = 6_371_000.0
TOP_M = 100_000.0
"""Height of the atmosphere's end (Hillaire 2020)."""
RAYLEIGH_HEIGHT_M, AEROSOL_HEIGHT_M = 8_000.0, 1_200.0
"""Scale heights (Hillaire 2020, section 4)."""
OZONE_CENTRE_M, OZONE_HALF_WIDTH_M = 25_000.0, 15_000.0
"""The ozone layer's tent (Hillaire 2020, section 4)."""
OZONE_COLUMN_PER_M2 = 300 * 2.687e20
"""300 Dobson units: the yearly mean at middle latitudes."""
SINGLE_SCATTERING_ALBEDO = 0.91
"""Share of aerosol extinction that is scattering (Hillaire 2020: 3.996/4.4)."""
AEROSOL_G = 0.76
"""Asymmetry of the aerosol's phase function (Haber, Magnor and Seidel 2005)."""
DISC_RADIUS_RAD = 0.00465
"""Angular radius of the sun: 0.533 degrees across."""
_ISOTROPIC = 1.0 / (4.0 * math.pi)
_SUN_LOW_RAD, _SUN_NODES, _HEIGHT_NODES = -0.35, 28, 10


def aerosol_optical_depth(turbidity: float) -> Float64:
    """Vertical optical depth of the aerosol (BANDS,): Angstrom's law (Preetham, Shirley and Smits 1999, A.1)."""
    return np.asarray((0.04608 * turbidity - 0.04586) * BAND_UM**-1.3, dtype=np.float64)


def densities(height_m: Float64) -> Float64:
    """Densities (..., 3) of air and aerosol relative to the ground, and of ozone relative to its densest layer."""
    ozone = np.maximum(1.0 - np.abs(height_m - OZONE_CENTRE_M) / OZONE_HALF_WIDTH_M, 0.0)
    return np.stack([np.exp(-height_m / RAYLEIGH_HEIGHT_M), np.exp(-height_m / AEROSOL_HEIGHT_M), ozone], -1)


def horizon_rad(height_m: Float64) -> Float64:
    """Elevation of the horizon seen from a height."""
    return np.asarray(-np.arccos(EARTH_M / (EARTH_M + np.maximum(height_m, 0.0))), dtype=np.float64)


def path_length_m(height_m: Float64, elevation_rad: Float64) -> Float64:
    """Length of the straight path to the end of the atmosphere, whatever is in the way."""
    radius = EARTH_M + height_m
    rise = radius * np.sin(elevation_rad)
    return np.asarray(-rise + np.sqrt(rise**2 + (EARTH_M + TOP_M) ** 2 - radius**2), dtype=np.float64)


def height_along(height_m: Float64, elevation_rad: Float64, distance_m: Float64) -> Float64:
    """Height of the point at a distance along a straight path."""
    radius = EARTH_M + height_m
    squared = radius**2 + distance_m**2 + 2 * radius * distance_m * np.sin(elevation_rad)
    return np.asarray(np.maximum(np.sqrt(squared) - EARTH_M, 0.0), dtype=np.float64)


@lru_cache(maxsize=1)
def _columns() -> Table2D:
    """Densities integrated to the end of the atmosphere over height and elevation above the horizon, as logarithms."""
    height_axis = np.linspace(0.0, 1.0, 40)
    angle_axis = np.linspace(0.0, 1.0, 96)
    height = (TOP_M * height_axis**2)[:, None]
    elevation = horizon_rad(height) + (math.pi / 2 - horizon_rad(height)) * angle_axis[None, :] ** 2
    length = path_length_m(height, elevation)
    total = np.zeros((*elevation.shape, 3))
    steps = 160
    for i in range(steps):
        near, far = (i / steps) ** 2, ((i + 1) / steps) ** 2
        middle = height_along(height, elevation, length * (near + far) / 2)
        total += densities(middle) * (length * (far - near))[..., None]
    return Table2D(values=np.log(total + 1e-3), first=(0.0, 1.0), second=(0.0, 1.0))


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Atmosphere:
    """Air of one turbidity. scattering (2, BANDS): of air and aerosol at the ground, 1/m; extinction (3, BANDS): of
    air, aerosol and the densest ozone; bounced: multiple scattering by height and the light's elevation.
    """

    scattering: Float64
    extinction: Float64
    bounced: Table2D | None

    def transmittance(self, height_m: Float64, elevation_rad: Float64) -> Float64:
        """Share (..., BANDS) of a far light of the sun's size that arrives; 0 behind the planet, soft at its edge."""
        horizon = horizon_rad(height_m)
        above = elevation_rad - horizon
        # What is seen of a disc that the horizon cuts shines from above the horizon.
        centre = np.maximum(above, 0.5 * DISC_RADIUS_RAD)
        share = np.sqrt(np.clip(centre / (math.pi / 2 - horizon), 0.0, 1.0))
        columns = np.exp(_columns().at(np.sqrt(np.clip(height_m / TOP_M, 0.0, 1.0)), share))
        return np.asarray(
            np.exp(-weighted_sum(columns, self.extinction)) * visible_share(above)[..., None], dtype=np.float64
        )

    def bounced_at(self, height_m: Float64, elevation_rad: Float64) -> Float64:
        """Radiance (..., BANDS) of light scattered more than once, the same in all directions."""
        if self.bounced is None:
            return np.zeros((*height_m.shape, BANDS))
        return np.asarray(np.exp(self.bounced.at(np.sqrt(height_m / TOP_M), _warped(elevation_rad))), dtype=np.float64)


def visible_share(above_rad: Float64) -> Float64:
    """Share of the disc that stands over the horizon when its centre is that far above it."""
    x = np.clip(above_rad / DISC_RADIUS_RAD, -1.0, 1.0)
    return np.asarray(0.5 + (x * np.sqrt(1 - x * x) + np.arcsin(x)) / math.pi, dtype=np.float64)


@lru_cache(maxsize=4)
def atmosphere(turbidity: float, ground_albedo: float) -> Atmosphere:
    """Air of that turbidity over a ground of that albedo."""
    aerosol = aerosol_optical_depth(turbidity) / AEROSOL_HEIGHT_M
    ozone = OZONE_M2 * (OZONE_COLUMN_PER_M2 / OZONE_HALF_WIDTH_M)
    scattering = np.stack([RAYLEIGH_PER_M, aerosol * SINGLE_SCATTERING_ALBEDO])
    extinction = np.stack([RAYLEIGH_PER_M, aerosol, ozone])
    once = Atmosphere(scattering=scattering, extinction=extinction, bounced=None)
    return Atmosphere(scattering=scattering, extinction=extinction, bounced=_bounced(once, ground_albedo))


def _warped(elevation_rad: Float64) -> Float64:
    """Elevation to a coordinate that is fine around the horizon."""
    return np.asarray(np.sign(elevation_rad) * np.sqrt(np.abs(elevation_rad)), dtype=np.float64)


def _bounced(air: Atmosphere, ground_albedo: float) -> Table2D:
    """Light of all orders from the second on (Hillaire 2020, equations 5 to 10), as logarithms."""
    height = (TOP_M * np.linspace(0.0, 1.0, _HEIGHT_NODES) ** 2)[:, None, None, None]
    ends = (-math.sqrt(-_SUN_LOW_RAD), math.sqrt(math.pi / 2))
    warped = np.linspace(*ends, _SUN_NODES)[None, :, None, None]
    sun = np.sign(warped) * warped**2
    sine, weight = np.polynomial.legendre.leggauss(8)
    elevation = np.arcsin(sine)[None, None, :, None]
    azimuth = np.array([0.25, 0.75])[None, None, None, :] * math.pi
    height, sun, elevation, azimuth = np.broadcast_arrays(height, sun, elevation, azimuth)
    found = march(air, height, sun, elevation, azimuth, steps=12)
    mean = weight / 2
    lit_ground = found.through * air.transmittance(np.zeros_like(sun), found.end_sun_rad)
    lit_ground *= (np.maximum(np.sin(found.end_sun_rad), 0.0) * ground_albedo / math.pi * found.grounded)[..., None]
    second = np.einsum("hseab,e->hsb", found.single * _ISOTROPIC + lit_ground, mean) / 2
    again = np.einsum("hseab,e->hsb", found.scattered, mean) / 2
    return Table2D(values=np.log(second / (1.0 - again) + 1e-14), first=(0.0, 1.0), second=ends)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class March:
    """Light gathered along paths, each (..., BANDS). air, aerosol: singly scattered light before its phase function;
    bounced: light scattered more often; scattered: share of light on the path that is scattered; through:
    transmittance to the end. grounded (...): 1 where the path ends at the ground; end_sun_rad (...): the light's
    elevation there.
    """

    air: Float64
    aerosol: Float64
    bounced: Float64
    scattered: Float64
    through: Float64
    grounded: Float64
    end_sun_rad: Float64

    @property
    def single(self) -> Float64:
        """Singly scattered light of both."""
        return self.air + self.aerosol


def march(
    air: Atmosphere, height_m: Float64, sun_rad: Float64, elevation_rad: Float64, azimuth_rad: Float64, steps: int
) -> March:
    """Gathers light from heights along elevations; azimuths are relative to the light's. All arguments (...)."""
    below = elevation_rad < horizon_rad(height_m)
    radius, sine = EARTH_M + height_m, np.sin(elevation_rad)
    under = np.maximum((radius * sine) ** 2 - radius**2 + EARTH_M**2, 0.0)
    length = np.where(below, -radius * sine - np.sqrt(under), path_length_m(height_m, elevation_rad))
    toward_sun = np.sin(sun_rad) * sine + np.cos(sun_rad) * np.cos(elevation_rad) * np.cos(azimuth_rad)

    def sun_at(distance: Float64, height: Float64) -> Float64:
        raised = radius * np.sin(sun_rad) + distance * toward_sun
        return np.asarray(np.arcsin(np.clip(raised / (EARTH_M + height), -1.0, 1.0)), dtype=np.float64)

    shape = (*height_m.shape, BANDS)
    gathered = np.zeros((4, *shape))
    through = np.ones(shape)
    for i in range(steps):
        near, far = (i / steps) ** 2, ((i + 1) / steps) ** 2
        middle = length * (near + far) / 2
        height = height_along(height_m, elevation_rad, middle)
        sun = sun_at(middle, height)
        dense = densities(height)
        loss = weighted_sum(dense, air.extinction)
        passed = np.exp(-loss * (length * (far - near))[..., None])
        # Exact for constant light along the step (Hillaire 2016, section 5.6.3).
        gain = through * (1.0 - passed) / np.maximum(loss, 1e-12)
        by_air, by_aerosol = (gain * dense[..., k : k + 1] * air.scattering[k] for k in (0, 1))
        arriving = air.transmittance(height, sun)
        both = by_air + by_aerosol
        gathered[0] += by_air * arriving
        gathered[1] += by_aerosol * arriving
        gathered[2] += both * air.bounced_at(height, sun)
        gathered[3] += both
        through = through * passed
    return March(
        air=gathered[0],
        aerosol=gathered[1],
        bounced=gathered[2],
        scattered=gathered[3],
        through=through,
        grounded=below.astype(np.float64),
        end_sun_rad=sun_at(length, np.zeros_like(length)),
    )
