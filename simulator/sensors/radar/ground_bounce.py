"""Two ways over the road: an echo's direct path and the one by the ground add up or cancel."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


def two_ray_power(
    radar_m: float, target_m: Float64, range_m: Float64, wavelength_m: float, reflection_share: float
) -> Float64:
    """(N,) power over that without a ground, |1 - rho exp(i phi)|^4, over its mean 1 + 4 rho^2 + rho^4.

    phi = 2 pi (2 h1 h2 / R) / wavelength (Skolnik, ch. 8: flat earth, grazing reflection turns the phase by pi).
    radar_m, target_m: heights above ground. The mean is taken out because measured radar cross-sections hold it.
    """
    detour_m = 2.0 * radar_m * np.maximum(target_m, 0.0) / np.maximum(range_m, 1.0)
    phase = 2.0 * math.pi * detour_m / wavelength_m
    rho = reflection_share
    one_way = 1.0 - 2.0 * rho * np.cos(phase) + rho * rho
    return np.asarray(one_way**2 / (1.0 + 4.0 * rho**2 + rho**4))
