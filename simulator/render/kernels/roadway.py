"""Asphalt and the paint on it."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options
from simulator.render.kernels.noise import (
    band_limited,
    cell_value,
    octave,
    smooth_step,
    streaks,
    stripe,
    tone,
    value_noise,
)
from simulator.render.kernels.relief import Detail, Patch

wp.set_module_options(kernel_options())

STRIP_M = wp.constant(3.5)
"""Width that a paver lays at once; its seams crack first (chosen: a lane)."""
BAY_M = wp.constant(17.0)
SEAL_M = wp.constant(0.05)
CRACK_M = wp.constant(0.008)
CHIPPED_SHARE = wp.constant(0.061)
FINELY_CHIPPED_SHARE = wp.constant(0.077)
"""Means of the chips' mask without and with its finer noise (measured over 2 10^6 points)."""
BARE = wp.constant(0.095)
"""Reflectance of the road where paint is gone."""


@wp.func
def wander(x: float, seed: int) -> float:
    """How far a crack leaves its line, m."""
    slow = value_noise(wp.vec2(0.13 * x, 0.5), seed)
    middle = value_noise(wp.vec2(1.1 * x, 0.5), seed + 1)
    fast = value_noise(wp.vec2(6.5 * x, 0.5), seed + 2)
    return 0.30 * slow + 0.05 * middle + 0.015 * fast


@wp.func
def cracks(x: float, y: float, along: float, across: float, row_m: float, seed: int) -> wp.vec2:
    """Shares (of sealing tar, of open crack) of a footprint on one set of cracks that run along x, one in each row."""
    # A seal of 5 cm is no longer seen where pixels are half a metre wide.
    weight = wp.clamp(1.5 - 3.0 * across, 0.0, 1.0)
    if weight <= 0.0:
        return wp.vec2(0.0, 0.0)
    row = int(wp.floor(y / row_m))
    middle = (float(row) + 0.5 + 0.25 * cell_value(row, 0, seed)) * row_m
    distance = y - middle
    if wp.abs(distance) > 0.45 + across:
        return wp.vec2(0.0, 0.0)
    there = smooth_step(0.0, 0.12, value_noise(wp.vec2(0.045 * x, float(row) * 3.7), seed + 3))
    if there <= 0.0:
        return wp.vec2(0.0, 0.0)
    distance = distance - wander(x, seed + 4 + 7 * row)
    sealed = 0.5 + 0.5 * wp.sign(cell_value(row, int(wp.floor(x / BAY_M)), seed + 5))
    tar = sealed * stripe(distance, SEAL_M, across)
    gap = (1.0 - sealed) * stripe(distance, CRACK_M, across)
    return wp.vec2(tar, gap) * (there * weight)


@wp.func
def asphalt(base: wp.vec3, q: Patch) -> Detail:
    """Stones in binder, tones of its age, tracks of wheels and oil along it, cracks and their sealing."""
    out = Detail()
    stones = octave(q.p, 75.0, q.footprint, 1)
    fine = octave(q.p, 170.0, q.footprint, 2)
    shade = 0.12 * tone(q.p, 0.12, q.footprint, 3) + 0.10 * tone(q.p, 0.8, q.footprint, 4)
    shade += 0.10 * tone(q.p, 5.0, q.footprint, 5) + 0.14 * tone(q.p, 22.0, q.footprint, 7)
    track = streaks(q.p, 0.03, 0.8, q.spread, 6) + 0.5 * streaks(q.p, 0.12, 2.9, q.spread, 8)
    shade += 0.13 * track + 0.40 * stones[0] + 0.25 * fine[0]
    along = cracks(q.p[0], q.p[1], q.spread[0], q.spread[1], STRIP_M, 31)
    athwart = cracks(q.p[1], q.p[0], q.spread[1], q.spread[0], BAY_M, 131)
    tar = wp.min(along[0] + athwart[0], 1.0)
    gap = wp.min(along[1] + athwart[1], 1.0)
    out.color = base * ((1.0 + shade) * (1.0 - 0.65 * tar) * (1.0 - 0.85 * gap))
    # Sealing tar is smooth; wheels polish the stones.
    out.roughness = 0.06 * track - 0.25 * tar
    relief = 1.0 - tar
    out.slope = (wp.vec2(stones[1], stones[2]) * 0.0009 + wp.vec2(fine[1], fine[2]) * 0.0004) * relief
    return out


@wp.func
def worn_paint(base: wp.vec3, q: Patch) -> Detail:
    """Chips down to the road, dirt of tyres. Its mean is the base colour, so that whole paint is a little brighter."""
    out = Detail()
    dirt = 0.10 * tone(q.p, 0.7, q.footprint, 81) + 0.08 * tone(q.p, 7.0, q.footprint, 82)
    dirt += 0.10 * streaks(q.p, 0.15, 2.5, q.spread, 83)
    out.color = base * (1.0 + dirt)
    weight = band_limited(16.0, q.footprint)
    if weight > 0.0:
        near = band_limited(55.0, q.footprint)
        rubbed = streaks(q.p, 0.35, 1.4, q.spread, 86)
        coarse = octave(q.p, 16.0, 0.0, 84)[0]
        fine = octave(q.p, 55.0, 0.0, 85) * near
        chipped = smooth_step(0.45, 0.75, 0.7 * coarse + 0.4 * fine[0] + 0.6 * rubbed)
        mean = wp.lerp(CHIPPED_SHARE, FINELY_CHIPPED_SHARE, near)
        off = weight * (chipped - mean) / (1.0 - mean)
        out.color = out.color - (base - wp.vec3(BARE, BARE, BARE)) * off
        out.roughness = 0.2 * weight * chipped
        out.slope = wp.vec2(fine[1], fine[2]) * 0.001
    return out
