"""Air between the camera and what it sees: Koschmieder's law on the traced distance, as in the renderer's own kernels.

The path tracer's rays fly through vacuum; scattering is no part of the comparison.
"""

from __future__ import annotations

import numpy as np

from scenes.environment import Environment
from simulator.render.air import air_medium
from simulator.render.rays import Float32, Rays
from simulator.render.sky import SkyLight, sky_at


def through_air(radiance: Float32, t: Float32, rays: Rays, environment: Environment, light: SkyLight) -> Float32:
    """Radiance (N, 3) of what rays meet at t (N,), 0 for nothing, as it arrives: L exp(-b d) + L_air (1 - exp(-b d)).

    What meets nothing shows the sky, which is seen through its air already.
    """
    medium = air_medium(environment)
    length = np.linalg.norm(rays.direction.astype(np.float64), axis=1)
    unit = rays.direction / length[:, None]
    level = unit.copy()
    level[:, 2] = 1e-9 * np.hypot(unit[:, 0], unit[:, 1])
    veil = sky_at(light, level) * (1.0 + medium.lift * np.maximum(unit[:, 2:], 0.0))
    left = np.exp(-medium.extinction_per_m * (t * length)[:, None])
    return np.where(t[:, None] > 0, veil + (radiance - veil) * left, radiance).astype(np.float32)
