"""Sun and sky: where the sun stands, how hazy the air is, how much cloud there is."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from randomizers.base import Randomizer
from scenes.distributions import Distribution, check_range, number
from scenes.scenario import Params
from scenes.scene import Scene

_RANGES: dict[str, tuple[float, float, str]] = {
    "sun_elevation_deg": (-90.0, 90.0, "degrees"),
    "sun_azimuth_deg": (-360.0, 360.0, "degrees"),
    "turbidity": (1.7, 10.0, ""),
    "cloud_cover": (0.0, 1.0, ""),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sky(Randomizer):
    """Draws the environment's light.

    sun_elevation_deg: above the horizon, negative at dusk and night; lamps are switched on by `conditions`.
    sun_azimuth_deg: towards the sun, counter-clockwise from the ego's heading at the start: 0 drives into the sun.
    turbidity: Preetham's, 2 clear to 8 haze. cloud_cover: 0 clear to 1 overcast.
    Raises ConfigError for a range beyond what the sky model covers.
    """

    sun_elevation_deg: Distribution
    sun_azimuth_deg: Distribution
    turbidity: Distribution
    cloud_cover: Distribution

    def __post_init__(self) -> None:
        for name, (low, high, unit) in _RANGES.items():
            check_range(getattr(self, name), name, low, high, unit)

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """Angles in radians, the azimuth in the world frame; and as drawn, from the ego's heading."""
        elevation, azimuth, turbidity, cloud = (number(getattr(self, name), rng) for name in _RANGES)
        towards = math.radians(azimuth) + scene.ego.T_world_body.yaw_rad
        return {
            "sun_elevation_rad": math.radians(elevation),
            "sun_azimuth_deg": azimuth,
            "sun_azimuth_rad": math.remainder(towards, 2.0 * math.pi),
            "turbidity": turbidity,
            "cloud_cover": cloud,
        }

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene under the drawn sky."""
        sky = replace(
            scene.environment,
            sun_elevation_rad=float(params["sun_elevation_rad"]),
            sun_azimuth_rad=float(params["sun_azimuth_rad"]),
            turbidity=float(params["turbidity"]),
            cloud_cover=float(params["cloud_cover"]),
        )
        return replace(scene, environment=sky)
