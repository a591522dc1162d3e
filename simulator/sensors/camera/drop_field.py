"""Which drops or flakes are about: a field that repeats in space, falls and drifts, another one in each clip.

Each size has its own box around the camera, as far as a particle of that size is wide enough to be drawn. The boxes'
contents are fixed in the moving air, so that a particle is the same from frame to frame, and from camera to camera
where these have as many pixels a radian and an equal `Extent`; other cameras have a field of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.streams import stream
from scenes.weather import rain, snow

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Kind = Literal["rain", "snow"]

LEAST_PX = 0.2
"""Width from which a particle is drawn on its own; what is narrower is in the air's extinction (Garg & Nayar 2007)."""
MOST = 120_000
"""Particles in all boxes (chosen: a fifth of them is in view, which costs some 20 ms); beyond it only wider ones are
drawn."""
NEAREST_M = 0.3
"""Chosen: nearer ones are blurred over a tenth of the picture; rigs have housings and windscreens there."""
FARTHEST_M = 30.0
_RATIO = 1.35
"""Of diameters of neighbouring size classes (chosen: boxes are then at most 2.5 times as large as they need be)."""
_SWAY_MPS: dict[Kind, float] = {"rain": 0.15, "snow": 0.35}
"""Standard deviation of sideways speeds (chosen: flakes tumble, drops hardly)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Population:
    """N particles of one size class in a box of `side_m` (3,) that repeats.

    place_m (N, 3): where they are at time 0. velocity_mps (N, 3): in still air. diameter_m (N,). reach_m: distance to
    which the largest is drawn; reach_ratio: that of each over its diameter.
    """

    side_m: Float64
    place_m: Float32
    velocity_mps: Float32
    diameter_m: Float32
    reach_m: float
    reach_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """A camera's view in multiples of how far it draws: half sides of a box around it, and how far ahead its middle is.

    Rounded up, so that a turning camera keeps its boxes.
    """

    across_ratio: float
    up_ratio: float
    ahead_ratio: float


@lru_cache(maxsize=8)
def populations(
    kind: Kind, rate_mmph: float, px_per_rad: float, extent: Extent, pattern: int
) -> tuple[Population, ...]:
    """The particles of a rate that a camera of so many pixels a radian may draw, largest last.

    pattern: `fog_pattern` of the environment.
    """
    share = 8.0 * extent.across_ratio**2 * extent.up_ratio
    least_px = LEAST_PX
    for _ in range(3):
        classes = _classes(kind, rate_mmph, px_per_rad, least_px)
        total = sum(count * share * reach**3 for _, _, count, reach in classes)
        if total <= MOST:
            break
        least_px *= float(total / MOST) ** (1.0 / 3.0)
    side = 2.0 * np.array([extent.across_ratio, extent.across_ratio, extent.up_ratio])
    out = (_population(kind, rate_mmph, one, side * one[3], pattern) for one in classes)
    return tuple(p for p in out if len(p.diameter_m))


def _classes(
    kind: Kind, rate_mmph: float, px_per_rad: float, least_px: float
) -> list[tuple[float, float, float, float]]:
    """(smallest, largest diameter of the water in mm, particles a m3, reach in m) of every size class."""
    swell = 1.0 if kind == "rain" else float(snow.flake_mm(np.array(1.0)))
    per_m3 = rain.drops_per_m3 if kind == "rain" else snow.flakes_per_m3
    largest = rain.LARGEST_MM if kind == "rain" else snow.LARGEST_MM / swell
    reach_per_mm = 1e-3 * swell * px_per_rad / least_px
    low = 1.2 * NEAREST_M / reach_per_mm
    classes = []
    while low < largest:
        high = min(low * _RATIO, largest)
        count = per_m3(rate_mmph, low) - per_m3(rate_mmph, high)
        classes.append((low, high, count, min(reach_per_mm * high, FARTHEST_M)))
        low = high
    return classes


def _population(
    kind: Kind, rate_mmph: float, one: tuple[float, float, float, float], side_m: Float64, pattern: int
) -> Population:
    low, high, per_m3, reach_m = one
    rng = stream(pattern, "precipitation", kind, round(low * 1e6))
    number = int(rng.poisson(per_m3 * float(np.prod(side_m))))
    slope = rain.slope_per_mm(rate_mmph) if kind == "rain" else snow.slope_per_mm(rate_mmph)
    kept = -np.expm1(-slope * (high - low))
    water_mm = low - np.log1p(-rng.random(number) * kept) / slope
    size_mm = water_mm if kind == "rain" else snow.flake_mm(water_mm)
    fall = rain.fall_speed_mps(size_mm) if kind == "rain" else snow.fall_speed_mps(size_mm)
    sway = rng.normal(0.0, _SWAY_MPS[kind], (number, 2))
    velocity = np.column_stack([sway, -fall])
    return Population(
        side_m=side_m,
        place_m=(rng.random((number, 3)) * side_m).astype(np.float32),
        velocity_mps=velocity.astype(np.float32),
        diameter_m=(1e-3 * size_mm).astype(np.float32),
        reach_m=reach_m,
        reach_ratio=reach_m / (1e-3 * high * (1.0 if kind == "rain" else float(snow.flake_mm(np.array(1.0))))),
    )
