"""Air between the camera and what it sees: Koschmieder's law on the traced distance, as in the renderer's own kernels.

The path tracer's rays fly through vacuum; scattering is no part of the comparison.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.environment import Environment
from scenes.weather.air import optical_depth
from simulator.render.air import AirMedium, air_medium
from simulator.render.rays import Float32, Rays
from simulator.render.sky import SkyLight, sky_at

Float64 = NDArray[np.float64]


def through_air(radiance: Float32, t: Float32, rays: Rays, environment: Environment, light: SkyLight) -> Float32:
    """Radiance (N, 3) of what rays meet at t (N,), 0 for nothing, as it arrives: L exp(-b d) + L_air (1 - exp(-b d)).

    What meets nothing shows the sky, which is seen through its air already. The air is that of the first ray's time.
    """
    medium = air_medium(environment, float(rays.time_s[0]) if len(rays) else 0.0)
    length = np.linalg.norm(rays.direction.astype(np.float64), axis=1)
    unit = rays.direction / length[:, None]
    level = unit.copy()
    level[:, 2] = 1e-9 * np.hypot(unit[:, 0], unit[:, 1])
    veil = sky_at(light, level) * (1.0 + medium.lift * np.maximum(unit[:, 2:], 0.0))
    left = np.exp(-_depth(medium, rays.origin_m.astype(np.float64), unit, t * length))
    return np.where(t[:, None] > 0, veil + (radiance - veil) * left, radiance).astype(np.float32)


def _depth(medium: AirMedium, origin_m: Float64, unit: Float64, distance_m: Float64) -> Float64:
    """Optical depth (N, 3) of red, green, blue: of what is even everywhere, and of fog in layers or patches."""
    depth = np.asarray(medium.extinction_per_m * distance_m[:, None], dtype=np.float64)
    shape = medium.shape
    if shape.fog_per_m <= 0.0:
        return depth
    fog_m = (optical_depth(shape, origin_m, unit, distance_m) - shape.even_per_m * distance_m) / shape.fog_per_m
    return depth + medium.fog_per_m * fog_m[:, None]
