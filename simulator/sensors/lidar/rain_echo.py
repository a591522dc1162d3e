"""Rain drops in a pulse's cone, by Monte Carlo.

Kilic et al., Lidar Light Scattering Augmentation (LISA), 2021: n ~ Poisson(N_tot * volume of the cone), ranges as the
cube root of a uniform number, P = rho_F exp(-2 alpha r) min((D / D_beam)^2, 1) xi / r^2, rho_F = ((n - 1) / (n + 1))^2;
the strongest drop wins. Extinction is Halder's, not LISA's own, which is 27 times as large.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenes.weather import rain
from simulator.sensors.lidar.overlap import overlap

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

FRESNEL_REFLECTIVITY = ((rain.WATER_IOR - 1.0) / (rain.WATER_IOR + 1.0)) ** 2
SMALLEST_MM = 0.05
"""Chosen: at 1 m, in a beam of 2 mm, such a drop returns less than any threshold."""


def drop_power(range_m: Float64, diameter_mm: Float64, divergence_rad: float, extinction_per_m: float) -> Float64:
    """(...) power of a drop's echo, 1/m2, as `Echoes.power`."""
    beam_m = np.maximum(2.0 * range_m * math.tan(divergence_rad / 2.0), 1e-6)
    share = np.minimum((diameter_mm * 1e-3 / beam_m) ** 2, 1.0)
    passed = np.exp(-2.0 * extinction_per_m * range_m)
    return np.asarray(FRESNEL_REFLECTIVITY * passed * share * overlap(range_m) / range_m**2)


def reach_m(divergence_rad: float, threshold: float) -> float:
    """Range up to which the largest drop is detected: rho_F D^2 / (w r^2)^2 = threshold, w the beam's width a metre."""
    width = max(2.0 * math.tan(divergence_rad / 2.0), 1e-6)
    return float((FRESNEL_REFLECTIVITY * (rain.LARGEST_MM * 1e-3 / width) ** 2 / threshold) ** 0.25)


def cone_m3(divergence_rad: float, length_m: float) -> float:
    """Volume of a pulse's cone."""
    return math.pi / 3.0 * (length_m * math.tan(divergence_rad / 2.0)) ** 2 * length_m


def rain_echoes(
    rain_mmph: float,
    target_m: Float32,
    divergence_rad: float,
    threshold: float,
    extinction_per_m: float,
    rng: np.random.Generator,
) -> tuple[Float32, Float32]:
    """Range and power (N,) of each pulse's strongest drop before its target; power 0 where there is none."""
    count = len(target_m)
    range_m, power = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.float32)
    if rain_mmph <= 0.0 or divergence_rad <= 0.0:
        return range_m, power
    length_m = reach_m(divergence_rad, threshold)
    mean = rain.drops_per_m3(rain_mmph, SMALLEST_MM) * cone_m3(divergence_rad, length_m)
    pulse = np.repeat(np.arange(count), rng.poisson(mean, count))
    at_m = length_m * np.cbrt(rng.random(len(pulse)))
    diameter_mm = rain.diameters_mm(rain_mmph, rng.random(len(pulse)), SMALLEST_MM)
    echo = drop_power(at_m, diameter_mm, divergence_rad, extinction_per_m)
    kept = (at_m < target_m[pulse]) & (echo > 0.1 * threshold)
    return strongest_of(count, pulse[kept], at_m[kept], echo[kept])


def strongest_of(count: int, pulse: NDArray[np.int64], at_m: Float64, power: Float64) -> tuple[Float32, Float32]:
    """Range and power (count,) of the strongest of particles (P,) of each pulse; 0 where there is none."""
    order = np.argsort(power, kind="stable")  # The last of equal indices stays.
    range_out, power_out = np.zeros(count, dtype=np.float32), np.zeros(count, dtype=np.float32)
    range_out[pulse[order]] = at_m[order]
    power_out[pulse[order]] = power[order]
    return range_out, power_out
