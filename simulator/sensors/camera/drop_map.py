"""Drops of water on the glass: which point each pixel sees through them, and what share of its light takes that way."""

from __future__ import annotations

import functools
import math

import numpy as np
from numpy.typing import NDArray

from scenes.lens_cover import LensDrops
from scenes.streams import stream

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

WATER_INDEX = 1.33
"""Refractive index of water."""
APERTURE_MM = 1.5
"""Entrance pupil; chosen: a lens of 6 mm at f/4, as driving cameras have."""
CONTACT_ANGLE_RAD = 0.7
"""Tilt of a drop's surface at its rim; chosen: 40 degrees, water on glass that is not quite clean."""
SIZE_SIGMA = 0.35
"""Of the logarithm of diameters; chosen: with a median of 2 mm, 95 % lie within 1 and 4 mm."""
FEWEST_PX, MOST_DROPS = 0.75, 6000
"""Smaller drops vanish in their blur, more are no longer seen as drops (chosen)."""


@functools.lru_cache(maxsize=8)
def drop_map(drops: LensDrops, size_px: tuple[int, int], focal_px: float) -> Float32:
    """(H, W, 3): du, dv in pixels to the point that is seen through the drops, and the share of light they pass on."""
    width, height = size_px
    sums = np.zeros((height, width, 4))
    sums[..., 3] = 1.0
    if drops.cover_share > 0.0:
        rng = stream(drops.seed, "camera.drops")
        pupil_px = 0.5e-3 * APERTURE_MM * focal_px / drops.distance_m
        for u, v, radius in _drops(drops, size_px, focal_px, rng):
            _put(sums, (u, v), radius, pupil_px, focal_px, rng)
    bent = sums[..., :2] / np.maximum(sums[..., 2:3], 1e-9)
    made = np.concatenate([bent, 1.0 - sums[..., 3:4]], axis=-1).astype(np.float32)
    made.flags.writeable = False
    return made


def _drops(
    drops: LensDrops, size_px: tuple[int, int], focal_px: float, rng: np.random.Generator
) -> list[tuple[float, float, float]]:
    """Middles and radii in pixels. Discs in random places leave exp(-sum of areas / area) of the picture free."""
    width, height = size_px
    wanted = -math.log(1.0 - min(drops.cover_share, 0.98)) * width * height
    median_px = max(0.5e-3 * drops.diameter_mm * focal_px / drops.distance_m, FEWEST_PX)
    made: list[tuple[float, float, float]] = []
    while wanted > 0.0 and len(made) < MOST_DROPS:
        radius = median_px * math.exp(SIZE_SIGMA * float(np.clip(rng.standard_normal(), -2.5, 2.5)))
        u = float(rng.uniform(-radius, width - 1 + radius))
        v = float(rng.uniform(-radius, height - 1 + radius))
        made.append((u, v, radius))
        wanted -= math.pi * radius * radius
    return made


def _put(
    sums: Float64, at: tuple[float, float], radius: float, pupil: float, focal_px: float, rng: np.random.Generator
) -> None:
    """Adds one drop, a little higher than wide and not quite round.

    sums: (H, W, 4) of du and dv weighted by shares, of the shares, and what all leave free. A pixel looks through all
    points of the drop that its pupil covers: at the middle one, and blurred (`blur_px`).
    """
    height, width = sums.shape[:2]
    stretch, bulge, phase = rng.uniform(1.0, 1.25), rng.uniform(0.0, 0.12), rng.uniform(0.0, 2 * math.pi)
    reach = stretch * radius * (1.0 + bulge) + pupil + 1.0
    left, right = max(int(at[0] - reach), 0), min(int(at[0] + reach) + 2, width)
    top, bottom = max(int(at[1] - reach), 0), min(int(at[1] + reach) + 2, height)
    if left >= right or top >= bottom:
        return
    x = np.arange(left, right)[None, :] - at[0]
    y = (np.arange(top, bottom)[:, None] - at[1]) / stretch
    angle = np.arctan2(y, x)
    distance = np.hypot(x, y) / (1.0 + bulge * np.cos(3.0 * angle + phase))
    share = disc_overlap(distance, radius, pupil)
    place = (np.maximum(distance - pupil, -radius) + np.minimum(distance + pupil, radius)) / (2.0 * radius)
    bent_px = focal_px * np.tan(deviation_rad(np.clip(place, 0.0, 1.0)))
    patch = sums[top:bottom, left:right]
    patch[..., 0] -= share * bent_px * np.cos(angle)
    patch[..., 1] -= share * bent_px * np.sin(angle)
    patch[..., 2] += share
    patch[..., 3] *= 1.0 - share


def blur_px(drops: LensDrops, focal_px: float) -> float:
    """Standard deviation of what a pixel sees through a drop: half the way between the middle and the rim of what its
    pupil covers of the median drop (chosen; the spread is no Gaussian).
    """
    covered = min(APERTURE_MM / drops.diameter_mm, 1.0)
    return float(0.5 * focal_px * np.tan(deviation_rad(np.array(0.7 * covered))))


def deviation_rad(place: Float64) -> Float64:
    """How far a flat-backed spherical cap turns a ray that leaves it at this share of its radius (Snell's law).

    The surface is tilted by t, sin t = place * sin(contact angle); the ray turns by asin(n sin t) - t, towards the
    axis: what is above appears below.
    """
    tilt_sine = place * math.sin(CONTACT_ANGLE_RAD)
    return np.asarray(np.arcsin(np.minimum(WATER_INDEX * tilt_sine, 1.0)) - np.arcsin(tilt_sine), dtype=np.float64)


def disc_overlap(distance: Float64, disc: float, pupil: float) -> Float64:
    """Share of a pupil's disc that a drop's disc covers, as seen from a pixel at this distance of their middles.

    Area of the lens of two circles: r^2 acos(x / r) - x sqrt(r^2 - x^2) for each, with x to the common chord.
    """
    d = np.maximum(distance, 1e-9)
    x = np.clip((d * d + disc * disc - pupil * pupil) / (2.0 * d), -disc, disc)
    y = np.clip(d - (d * d + disc * disc - pupil * pupil) / (2.0 * d), -pupil, pupil)
    area = disc * disc * np.arccos(x / disc) - x * np.sqrt(disc * disc - x * x)
    area += pupil * pupil * np.arccos(y / pupil) - y * np.sqrt(pupil * pupil - y * y)
    inside = d <= abs(disc - pupil)
    area = np.where(inside, math.pi * min(disc, pupil) ** 2, area)
    return np.asarray(np.where(d >= disc + pupil, 0.0, area) / (math.pi * pupil * pupil), dtype=np.float64)
