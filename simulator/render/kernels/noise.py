"""Building blocks of procedural detail: noise with its slope, and lines, both filtered by the pixel's footprint."""

from __future__ import annotations

import warp as wp

from simulator.render.device import kernel_options

wp.set_module_options(kernel_options())

PERLIN_SCALE = wp.constant(2.27)
"""Makes the noise's standard deviation 0.4 (measured over 10^6 points)."""


@wp.func
def smooth_step(low: float, high: float, x: float) -> float:
    """Hermite step from 0 at low to 1 at high."""
    t = wp.clamp((x - low) / (high - low), 0.0, 1.0)
    return t * t * (3.0 - 2.0 * t)


@wp.func
def cell_value(x: int, y: int, seed: int) -> float:
    """A number in -1..1 for a cell of the plane: a multiply-and-shift hash with the primes of Teschner et al. 2003."""
    h = wp.uint32(x) * wp.uint32(73856093) ^ wp.uint32(y) * wp.uint32(19349663) ^ wp.uint32(seed) * wp.uint32(83492791)
    h = (h ^ (h >> wp.uint32(15))) * wp.uint32(0x2C1B3C6D)
    h = (h ^ (h >> wp.uint32(12))) * wp.uint32(0x297A2D39)
    return float((h >> wp.uint32(8)) & wp.uint32(0xFFFF)) / 32767.5 - 1.0


@wp.func
def value_noise(p: wp.vec2, seed: int) -> float:
    """Smooth noise between random values of cells: mean 0, sigma 0.43; cheap, but its cells show in fine detail."""
    cx = wp.floor(p[0])
    cy = wp.floor(p[1])
    fx = p[0] - cx
    fy = p[1] - cy
    x = int(cx)
    y = int(cy)
    sx = fx * fx * (3.0 - 2.0 * fx)
    sy = fy * fy * (3.0 - 2.0 * fy)
    low = wp.lerp(cell_value(x, y, seed), cell_value(x + 1, y, seed), sx)
    high = wp.lerp(cell_value(x, y + 1, seed), cell_value(x + 1, y + 1, seed), sx)
    return wp.lerp(low, high, sy)


@wp.func
def cell_slope(x: int, y: int, seed: int) -> wp.vec2:
    """A random slope for a cell's corner, both components in -1..1 (hash as in `cell_value`)."""
    h = wp.uint32(x) * wp.uint32(73856093) ^ wp.uint32(y) * wp.uint32(19349663) ^ wp.uint32(seed) * wp.uint32(83492791)
    h = (h ^ (h >> wp.uint32(15))) * wp.uint32(0x2C1B3C6D)
    h = (h ^ (h >> wp.uint32(12))) * wp.uint32(0x297A2D39)
    return wp.vec2(
        float((h >> wp.uint32(16)) & wp.uint32(0xFFFF)) / 32767.5 - 1.0,
        float((h >> wp.uint32(4)) & wp.uint32(0xFFF)) / 2047.5 - 1.0,
    )


@wp.func
def gradient_noise(p: wp.vec2, seed: int) -> wp.vec3:
    """Value, mean 0 and sigma 0.4, and its slope along both axes: Perlin's noise (2002), which shows no cells."""
    cx = wp.floor(p[0])
    cy = wp.floor(p[1])
    fx = p[0] - cx
    fy = p[1] - cy
    x = int(cx)
    y = int(cy)
    ga = cell_slope(x, y, seed)
    gb = cell_slope(x + 1, y, seed)
    gc = cell_slope(x, y + 1, seed)
    gd = cell_slope(x + 1, y + 1, seed)
    a = ga[0] * fx + ga[1] * fy
    b = gb[0] * (fx - 1.0) + gb[1] * fy
    c = gc[0] * fx + gc[1] * (fy - 1.0)
    d = gd[0] * (fx - 1.0) + gd[1] * (fy - 1.0)
    sx = fx * fx * fx * (fx * (6.0 * fx - 15.0) + 10.0)
    sy = fy * fy * fy * (fy * (6.0 * fy - 15.0) + 10.0)
    dx = 30.0 * fx * fx * (fx * (fx - 2.0) + 1.0)
    dy = 30.0 * fy * fy * (fy * (fy - 2.0) + 1.0)
    k = b - a + (a - b - c + d) * sy
    m = c - a + (a - b - c + d) * sx
    slope = ga + (gb - ga) * sx + (gc - ga) * sy + (ga - gb - gc + gd) * (sx * sy)
    value = a + (b - a) * sx + (c - a) * sy + (a - b - c + d) * (sx * sy)
    return wp.vec3(value, slope[0] + dx * k, slope[1] + dy * m) * PERLIN_SCALE


@wp.func
def band_limited(frequency: float, footprint: float) -> float:
    """Weight of a detail of that frequency (1/m) seen with a pixel footprint (m): fades out before it aliases."""
    return wp.clamp(1.6 - 3.0 * frequency * footprint, 0.0, 1.0)


@wp.func
def octave(p: wp.vec2, frequency: float, footprint: float, seed: int) -> wp.vec3:
    """Noise of a frequency (1/m): band-limited value and its slope (1/m)."""
    weight = band_limited(frequency, footprint)
    if weight <= 0.0:
        return wp.vec3(0.0, 0.0, 0.0)
    # Turned by 37 degrees, so that no lattice runs along joints and lanes.
    n = gradient_noise(wp.vec2(0.8 * p[0] - 0.6 * p[1], 0.6 * p[0] + 0.8 * p[1]) * frequency, seed)
    slope = weight * frequency
    return wp.vec3(weight * n[0], slope * (0.8 * n[1] + 0.6 * n[2]), slope * (0.8 * n[2] - 0.6 * n[1]))


@wp.func
def streaks(p: wp.vec2, fx: float, fy: float, spread: wp.vec2, seed: int) -> float:
    """Noise of different frequencies (1/m) along the axes, band-limited by the footprint along each."""
    weight = band_limited(fx, spread[0]) * band_limited(fy, spread[1])
    if weight <= 0.0:
        return 0.0
    return weight * value_noise(wp.vec2(p[0] * fx, p[1] * fy), seed)


@wp.func
def tone(p: wp.vec2, frequency: float, footprint: float, seed: int) -> float:
    """Band-limited value noise of a frequency (1/m), turned by 37 degrees like `octave`."""
    weight = band_limited(frequency, footprint)
    if weight <= 0.0:
        return 0.0
    return weight * value_noise(wp.vec2(0.8 * p[0] - 0.6 * p[1], 0.6 * p[0] + 0.8 * p[1]) * frequency, seed)


@wp.func
def grain(position: wp.vec3, frequency: float, footprint: float, seed: int) -> float:
    """Perlin noise in space, in about -1..1, at a frequency (1/m), band-limited."""
    weight = band_limited(frequency, footprint)
    if weight <= 0.0:
        return 0.0
    return weight * 1.6 * wp.noise(wp.uint32(seed), position * frequency)


@wp.func
def stripe(distance: float, width: float, footprint: float) -> float:
    """Share of a footprint, its centre at a distance from a stripe's, that the stripe covers (box filter)."""
    half = 0.5 * wp.max(footprint, 1.0e-4)
    right = wp.min(0.5 * width, distance + half)
    left = wp.max(-0.5 * width, distance - half)
    return wp.max(right - left, 0.0) / (2.0 * half)


@wp.func
def stripes_before(x: float, period: float, width: float) -> float:
    """Length of stripes, one at the start of every period, between 0 and x."""
    n = wp.floor(x / period)
    return n * width + wp.min(x - n * period, width)


@wp.func
def joints(x: float, period: float, width: float, footprint: float) -> float:
    """Share of a footprint that joints cover, whose centres lie at multiples of the period (box filter: exact)."""
    half = 0.5 * wp.max(footprint, 1.0e-4)
    at = x + 0.5 * width
    return (stripes_before(at + half, period, width) - stripes_before(at - half, period, width)) / (2.0 * half)


@wp.func
def joint_slope(x: float, period: float, width: float, footprint: float) -> float:
    """Slope of a rounded groove of a joint: -1 where it begins, 1 where it ends; gone where pixels are wider."""
    weight = wp.clamp(1.5 - footprint / width, 0.0, 1.0)
    if weight <= 0.0:
        return 0.0
    d = x - period * wp.floor(x / period + 0.5)
    inside = wp.clamp(2.0 - 2.0 * wp.abs(d) / width, 0.0, 1.0)
    return weight * inside * wp.clamp(2.0 * d / width, -1.0, 1.0)
