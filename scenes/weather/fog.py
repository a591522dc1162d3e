"""Fog: how it takes contrast over a distance, evenly or in a layer on the ground."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

CONTRAST = 20.0
"""The meteorological optical range leaves one part in 20 of a contrast (WMO No. 8)."""
DEEPEST_HEIGHTS = 3.0
"""Scale heights below its base at which a layer stops growing denser (chosen: dips of a road, no abyss)."""


def extinction_per_m(mor_m: float) -> float:
    """Extinction beta = ln 20 / MOR (WMO No. 8; Hahner et al., ICCV 2021)."""
    return math.log(CONTRAST) / mor_m


def mor_of(extinction_per_metre: float) -> float:
    """The meteorological optical range of an extinction; infinite for 0."""
    return math.inf if extinction_per_metre <= 0.0 else math.log(CONTRAST) / extinction_per_metre


def transmittance(mor_m: float, distance_m: float) -> float:
    """Share of light that passes a distance, exp(-beta d) (Beer-Lambert); a LiDAR's light goes twice the distance."""
    return math.exp(-extinction_per_m(mor_m) * distance_m)


def layer_density(height_m: Float64, scale_m: float) -> Float64:
    """Density (...) over that at the base of a layer, exp(-z / h), at heights (...) above the base; 1 for h = 0."""
    if scale_m <= 0.0:
        return np.ones_like(height_m)
    return np.asarray(np.exp(-np.maximum(height_m / scale_m, -DEEPEST_HEIGHTS)), dtype=np.float64)


def layer_path_m(height_m: Float64, rise: Float64, distance_m: Float64, scale_m: float) -> Float64:
    """Metres of base density on a way of `distance_m` (...) from a height (...) above the base; for h = 0 the way.

    Closed form: the integral of exp(-(z + rise s) / h) over s from 0 to d is exp(-z/h) (1 - exp(-rise d/h)) h / rise.
    rise (...): upward component of the unit direction. Below the base's -3 h the density stays what it is there, so
    that the way is split: the share below counts exp(3) a metre.
    """
    if scale_m <= 0.0:
        return np.asarray(distance_m, dtype=np.float64)
    first, last = height_m / scale_m, (height_m + rise * distance_m) / scale_m
    below = -DEEPEST_HEIGHTS - np.minimum(first, last)
    span = np.maximum(np.abs(last - first), 1e-12)
    deep = np.clip(below, 0.0, span) / span
    start = np.maximum(first, -DEEPEST_HEIGHTS)
    climb = np.maximum(last, -DEEPEST_HEIGHTS) - start
    level = np.abs(climb) < 1e-4
    # -expm1(-x)/x is the mean of exp(-x s) over s in 0..1.
    mean = np.where(level, 1.0 - 0.5 * climb, -np.expm1(-climb) / np.where(level, 1.0, climb))
    density = deep * math.exp(DEEPEST_HEIGHTS) + (1.0 - deep) * np.exp(-start) * mean
    return np.asarray(distance_m * density, dtype=np.float64)
