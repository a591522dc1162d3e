"""Fog as a soft target: the pulse's light that droplets throw back on its way.

Hahner, Sakaridis, Dai & Van Gool, Fog Simulation on Real LiDAR Point Clouds, ICCV 2021, after Rasshofer et al. 2011:
P(R) = C P0 beta int sin^2(pi t / 2 tau) exp(-2 alpha (R - ct/2)) xi(R - ct/2) / (R - ct/2)^2 dt, beside which a hard
target of differential reflectivity rho / pi gives C P0 rho / pi exp(-2 alpha R0) / R0^2 times 2 / c.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.weather import fog
from simulator.sensors.lidar.overlap import NO_OVERLAP_M, overlap

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

LIGHT_MPS = 299_792_458.0
HALF_POWER_S = 20e-9
"""tau_H (Hahner 2021)."""
BACKSCATTER_MOR = 0.046
"""beta * MOR, 1/sr (Hahner 2021; 0.023 to 0.092 there)."""
TABLE_STEP_M = 0.1
TABLE_END_M = 60.0
"""Chosen: with MOR 300 m and less the strongest response lies within 6 m."""
FEWEST_PER_M = 1e-3
"""Extinction below which fog's own echo is left out (chosen: MOR 3 km, a hundredth of the threshold)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SoftTable:
    """The strongest response of fog before a target, by the target's range k * TABLE_STEP_M.

    power: 1/m2, as `Echoes.power`; range_m: where it stands; (K,) float64 each.
    """

    power: Float64
    range_m: Float64


def response(range_m: Float64, extinction_per_m: float, steps: int = 600) -> Float64:
    """(...) power of the soft target at ranges, 1/m2, as if the fog had no end: the integral by the midpoint rule."""
    mor_m = fog.mor_of(extinction_per_m)
    length_m = LIGHT_MPS * HALF_POWER_S
    back_m = (np.arange(steps) + 0.5) * (length_m / steps)
    at_m = np.asarray(range_m, dtype=np.float64)[..., None] - back_m
    seen = overlap(at_m) / np.maximum(at_m, NO_OVERLAP_M) ** 2
    pulse = np.sin(math.pi * back_m / length_m) ** 2
    total = np.sum(pulse * np.exp(-2.0 * extinction_per_m * np.maximum(at_m, 0.0)) * seen, axis=-1)
    return np.asarray(math.pi * BACKSCATTER_MOR / mor_m * total * (length_m / steps))


@functools.lru_cache(maxsize=64)
def soft_table(extinction_per_m: float) -> SoftTable:
    """The table of an extinction."""
    range_m = np.arange(0.0, TABLE_END_M, TABLE_STEP_M)
    power = response(range_m, extinction_per_m)
    best = np.maximum.accumulate(power)
    where = np.maximum.accumulate(np.where(power >= best, np.arange(len(power)), 0))
    return SoftTable(power=best, range_m=range_m[where])


def fog_echoes(extinction_per_m: float, target_m: Float32, scatter: Float32) -> tuple[Float32, Float32]:
    """Range and power (N,) of what fog returns before targets at ranges (N,); power 0 where it is thin.

    scatter: (N,) random distances, 10 m * Beta(2, 20) in Hahner's noisy variant, by which fog's points spread.
    """
    if extinction_per_m < FEWEST_PER_M:
        return np.zeros_like(target_m), np.zeros_like(target_m)
    table = soft_table(round(extinction_per_m, 6))
    at = np.minimum((target_m / TABLE_STEP_M).astype(np.int64), len(table.power) - 1)
    range_m = np.minimum(table.range_m.astype(np.float32)[at] + scatter, target_m)
    return range_m, table.power.astype(np.float32)[at]
