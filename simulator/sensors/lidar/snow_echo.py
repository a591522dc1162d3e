"""Snow flakes in a pulse's way: what they return, and what they hide of what is behind.

Hahner et al., LiDAR Snowfall Simulation for Robust 3D Object Detection, CVPR 2022: in the plane of a ring discs lie at
the occupancy R / (3.6e6 rho v), each covers a share q = D / (theta r) of the pulse's width; the strongest echo wins.
Pulses are drawn independently of each other; shares combine as prod(1 - q). A flake returns q^2 * 0.9 * xi / r^2, as
a disc of that width covers q^2 of a round pulse (chosen: with q, as in the plane, every tenth point of light snow would
be a flake).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from scenes.weather import snow
from simulator.sensors.lidar.overlap import overlap
from simulator.sensors.lidar.rain_echo import strongest_of

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

REACH_M = 20.0
"""Up to which flakes are drawn one by one; beyond, they are in the extinction (chosen: a flake of 1 mm there returns
less than the HDL-64E detects)."""
FALL_MPS = 1.0
"""Of flakes, Hahner 2022: 0.6 to 2.0."""


def discs_per_m2(snow_mmph: float) -> float:
    """Discs a square metre: occupancy over the mean disc's area, pi / 4 E[D^2] = pi / 2 / L^2."""
    slope_1pm = snow.slope_per_mm(snow_mmph) * 1e3
    return snow.occupancy(snow_mmph, FALL_MPS) * 2.0 * slope_1pm**2 / math.pi


def hidden_per_m(snow_mmph: float) -> float:
    """Share of a pulse that flakes hide a metre of way: discs * E[D] = occupancy * 2 L / pi."""
    return discs_per_m2(snow_mmph) / (snow.slope_per_mm(snow_mmph) * 1e3) if snow_mmph > 0.0 else 0.0


def snow_echoes(
    snow_mmph: float,
    target_m: Float32,
    echo_m: Float32,
    divergence_rad: float,
    threshold: float,
    rng: np.random.Generator,
) -> tuple[Float32, Float32, Float32]:
    """Range and power (N,) of each pulse's strongest flake before its target, and the shares (N, K) of the pulse that
    pass the flakes before each of its echoes at ranges (N, K), up to REACH_M.
    """
    count = len(target_m)
    passed = np.ones(echo_m.shape, dtype=np.float32)
    if snow_mmph <= 0.0 or divergence_rad <= 0.0:
        nothing = np.zeros(count, dtype=np.float32)
        return nothing, nothing, passed
    sector_m2 = 0.5 * divergence_rad * REACH_M**2
    pulse = np.repeat(np.arange(count), rng.poisson(discs_per_m2(snow_mmph) * sector_m2, count))
    at_m = REACH_M * np.sqrt(rng.random(len(pulse)))
    slope = snow.slope_per_mm(snow_mmph)
    cut = -math.expm1(-slope * snow.LARGEST_MM)
    diameter_m = -np.log1p(-rng.random(len(pulse)) * cut) / slope * 1e-3
    before = at_m < target_m[pulse]
    pulse, at_m, diameter_m = pulse[before], at_m[before], diameter_m[before]
    share = np.minimum(diameter_m / (divergence_rad * np.maximum(at_m, 1e-3)), 1.0)
    lost = np.log1p(-np.minimum(share, 0.999))
    for k in range(echo_m.shape[1]):
        left = np.bincount(pulse, weights=np.where(at_m < echo_m[pulse, k], lost, 0.0), minlength=count)
        passed[:, k] = np.exp(left)
    power = snow.ALBEDO * share**2 * overlap(at_m) / np.maximum(at_m, 1e-3) ** 2
    kept = power > 0.1 * threshold
    range_m, strongest = strongest_of(count, pulse[kept], at_m[kept], power[kept])
    return range_m, strongest, passed
