"""The air between the camera and what it sees: how it dims each colour, and how its own light rises to the zenith.

Koschmieder's law: L = L0 exp(-b d) + L_air (1 - exp(-b d)), with b = ln 20 / MOR (WMO No. 8: MOR leaves 5 %).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.weather.air import Air, air_at, extinction_at, mixed_per_m
from scenes.weather.fog import CONTRAST
from simulator.render.fog import layer_of

Float64 = NDArray[np.float64]

CHANNEL_UM = np.array([0.611, 0.549, 0.464])
"""Dominant wavelengths of the Rec. 709 primaries."""
_RAYLEIGH_PER_M = 1.24062e-6 * CHANNEL_UM**-4
"""Scattering of clean air at sea level (as in `spectrum`)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class AirMedium:
    """extinction_per_m (3,): of red, green, blue, everywhere. fog_per_m (3,): what fog in layers or patches adds at
    its base, 0 where fog is even. shape: how its density changes from place to place. lift: airlight towards the
    zenith over that towards the horizon, less one; 0 in clear air, where airlight is the horizon's in all directions.
    """

    extinction_per_m: Float64
    fog_per_m: Float64
    shape: Air
    lift: float


def air_medium(environment: Environment, t_s: float = 0.0) -> AirMedium:
    """Air of an environment at a time of a clip."""
    thick = 1.0 - math.exp(-layer_of(environment).optical_depth)
    # The fog's sky is 1 - thick + thick (1 + 2 z) / 3 (`fog.fogged`), here relative to its horizon.
    lift = (2.0 / 3.0) * thick / (1.0 - (2.0 / 3.0) * thick)
    shape = air_at(environment, t_s)
    mean = mean_extinction_per_m(environment)
    if shape.fog_per_m <= 0.0:
        return AirMedium(extinction_per_m=mean, fog_per_m=np.zeros(3), shape=shape, lift=lift)
    foggy = mean * (shape.fog_per_m / (shape.fog_per_m + shape.even_per_m))
    return AirMedium(extinction_per_m=mean - foggy, fog_per_m=foggy, shape=shape, lift=lift)


def extinction_near(medium: AirMedium, eye_m: Float64) -> float:
    """Extinction of green light at a point (3,) of the world, 1/m."""
    even = float(medium.extinction_per_m[1])
    return even if medium.shape.fog_per_m <= 0.0 else float(extinction_at(medium.shape, eye_m))


def mean_extinction_per_m(environment: Environment) -> Float64:
    """Extinction (3,) at the base of the fog, where it has one; dust and smoke take all colours alike."""
    air = extinction_per_m(environment.mor_m)
    mixed = mixed_per_m(environment)
    return air + mixed if mixed > 0.0 else air


def extinction_per_m(mor_m: float) -> Float64:
    """Extinction (3,) of red, green, blue: clean air scatters by Rayleigh's law, the rest by Angstrom's.

    Kim, McArthur and Korevaar 2001 give Angstrom's exponent by visibility: 1.6 in very clear air, 0 in fog.
    """
    total = math.log(CONTRAST) / mor_m
    clean = np.minimum(_RAYLEIGH_PER_M, total * (CHANNEL_UM / 0.55) ** -4)
    rest = max(total - 1.24062e-6 * 0.55**-4, 0.0)
    return np.asarray(clean + rest * (CHANNEL_UM / 0.55) ** -_angstrom(mor_m / 1_000.0), dtype=np.float64)


def _angstrom(visibility_km: float) -> float:
    knots = ((0.5, 0.0), (1.0, 0.5), (6.0, 1.3), (50.0, 1.3), (60.0, 1.6))
    return float(np.interp(visibility_km, [x for x, _ in knots], [q for _, q in knots]))
