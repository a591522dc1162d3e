"""Where a radar's rays go: an even net over the field of view, denser nets around the bodies that move in it."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulator.sensors.radar.waveform import RadarMode

Float64 = NDArray[np.float64]

R2_STEPS = (0.7548776662466927, 0.5698402909980532)
"""Roberts' R2 sequence: powers of 1/1.32471795..., the plastic number; the most even net that grows ray by ray."""
MOST_AIMED = 64
"""Bodies that get rays of their own, the nearest (chosen: a crowd behind them is seen by the even net)."""
HALF_WIDTH_M, BELOW_M, ABOVE_M = 1.5, 0.3, 2.2
"""Window around a body's origin that aimed rays fill (chosen: it holds any person and two-wheeler)."""

Patch = tuple[float, float, float, float]
"""Azimuth from, to (rad) and sine of elevation from, to."""


def scan_rays(
    mode: RadarMode, rays: int, rays_a_body: int, bodies_m: Float64, rng: np.random.Generator
) -> tuple[Float64, Float64]:
    """Unit directions (N, 3) in the sensor's frame, and the solid angle (N,) sr for which each ray stands.

    bodies_m: (B, 3) bodies' origins in the sensor's frame. A ray's share is one over the summed density of all nets at
    its direction (balance heuristic; Veach & Guibas 1995): sums over rays are unbiased whatever the windows miss.
    """
    top = math.sin(mode.half_elevation_rad)
    patches = [(-mode.half_azimuth_rad, mode.half_azimuth_rad, -top, top)]
    patches += _windows(mode, bodies_m) if rays_a_body else []
    counts = [rays] + [rays_a_body] * (len(patches) - 1)
    shift = rng.random((len(patches), 2))
    nets = [_net(patch, count, moved) for patch, count, moved in zip(patches, counts, shift, strict=True)]
    azimuth, up = np.concatenate(nets, axis=1)
    density = np.zeros(len(azimuth))
    for (left, right, low, high), count in zip(patches, counts, strict=True):
        inside = (azimuth >= left) & (azimuth <= right) & (up >= low) & (up <= high)
        density += np.where(inside, count / ((right - left) * (high - low)), 0.0)
    level = np.sqrt(1.0 - up**2)
    directions = np.stack([level * np.cos(azimuth), level * np.sin(azimuth), up], axis=1)
    return directions, 1.0 / density


def _net(patch: Patch, count: int, shift: Float64) -> Float64:
    """(2, count) azimuths and sines of elevation."""
    left, right, low, high = patch
    k = np.arange(1, count + 1)
    u, v = ((k * step + moved) % 1.0 for step, moved in zip(R2_STEPS, shift, strict=True))
    return np.stack([left + u * (right - left), low + v * (high - low)])


def _windows(mode: RadarMode, bodies_m: Float64) -> list[Patch]:
    """One for each near body that the field of view holds some of, nearest first."""
    distance = np.sqrt((bodies_m**2).sum(axis=1))
    top = math.sin(mode.half_elevation_rad)
    windows: list[Patch] = []
    for index in np.argsort(distance, kind="stable"):
        (x, y, z), r = bodies_m[index], distance[index]
        if r > mode.max_range_m + HALF_WIDTH_M or len(windows) == MOST_AIMED:
            break
        if x <= 0.0 or r < HALF_WIDTH_M:
            continue
        middle, half = math.atan2(y, x), HALF_WIDTH_M / r
        left, right = max(middle - half, -mode.half_azimuth_rad), min(middle + half, mode.half_azimuth_rad)
        low, high = max((z - BELOW_M) / r, -top), min((z + ABOVE_M) / r, top)
        if left < right and low < high:
            windows.append((left, right, low, high))
    return windows
