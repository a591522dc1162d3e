"""What gaits of people, four-legged animals and birds share: Froude numbers, and strides made along a way."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

GRAVITY_MPS2 = 9.81
DEG = np.pi / 180


def froude_number(leg_m: float, speed_mps: Float64, least_mps: float) -> Float64:
    """v^2 / (g h) (T,), h the leg's height: equal numbers walk alike (Alexander 1976). Slower counts as least_mps."""
    speed = np.maximum(np.abs(speed_mps), least_mps)
    return np.asarray(speed**2 / (GRAVITY_MPS2 * leg_m), dtype=np.float64)


def strides_made(stride_m: Float64, distance_m: Float64) -> Float64:
    """Strides (T,) along a series in order of time: distance over stride length, summed where that changes."""
    per_metre = 1.0 / stride_m
    steps = np.diff(distance_m) * 0.5 * (per_metre[1:] + per_metre[:-1])
    return np.concatenate([distance_m[:1] * per_metre[:1], distance_m[0] * per_metre[0] + np.cumsum(steps)])


def smooth_step(x: Float64, low: float, high: float) -> Float64:
    """0 below low, 1 above high, smooth between."""
    s = np.clip((x - low) / (high - low), 0.0, 1.0)
    return np.asarray(s * s * (3 - 2 * s), dtype=np.float64)


def hermite(u: Float64, a: Float64 | float, slope_a: Float64 | float, b: Float64 | float, slope_b: Float64) -> Float64:
    """Cubic from a to b at u in 0..1, with slopes at its ends (Hermite)."""
    return np.asarray(
        (1 + 2 * u) * (1 - u) ** 2 * a
        + u * (1 - u) ** 2 * slope_a
        + u * u * (3 - 2 * u) * b
        + u * u * (u - 1) * slope_b,
        dtype=np.float64,
    )
