"""Time of day and year: where the sun stands for a latitude, a date and an hour."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from randomizers.base import Randomizer
from scenes.distributions import Distribution, check_range, number
from scenes.scenario import Params
from scenes.scene import Scene

_RANGES: dict[str, tuple[float, float, str]] = {
    "latitude_deg": (-90.0, 90.0, "degrees"),
    "day_of_year": (1.0, 366.0, ""),
    "solar_hour": (0.0, 24.0, "h"),
    "north_deg": (-360.0, 360.0, "degrees"),
}
TILT_RAD = math.radians(23.45)
"""Of the earth's axis (Cooper 1969)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeOfDay(Randomizer):
    """Puts the sun where it stands at a place and time. Put it after `sky`, whose sun it moves.

    latitude_deg: northern positive. day_of_year: 1 is the first of January. solar_hour: 12 where the sun is highest.
    north_deg: which way north lies, counter-clockwise from the world's y axis, so that streets run every way.
    Raises ConfigError for a value out of range.
    """

    latitude_deg: Distribution
    day_of_year: Distribution
    solar_hour: Distribution
    north_deg: Distribution

    def __post_init__(self) -> None:
        for name, (low, high, unit) in _RANGES.items():
            check_range(getattr(self, name), name, low, high, unit)

    def draw(self, scene: Scene, rng: np.random.Generator) -> Params:
        """All four values, and where the sun stands then, in the world's frame."""
        del scene
        params: dict[str, float] = {name: number(getattr(self, name), rng) for name in _RANGES}
        elevation, azimuth = sun_at(params["latitude_deg"], params["day_of_year"], params["solar_hour"])
        turned = math.remainder(azimuth + math.radians(params["north_deg"]), 2.0 * math.pi)
        return {**params, "sun_elevation_rad": elevation, "sun_azimuth_rad": turned}

    def apply(self, scene: Scene, params: Params) -> Scene:
        """The scene under that sun."""
        elevation, azimuth = (float(params[name]) for name in ("sun_elevation_rad", "sun_azimuth_rad"))
        environment = replace(scene.environment, sun_elevation_rad=elevation, sun_azimuth_rad=azimuth)
        return replace(scene, environment=environment)


def sun_at(latitude_deg: float, day_of_year: float, solar_hour: float) -> tuple[float, float]:
    """(elevation, azimuth) in radians; the azimuth counter-clockwise from east, as the world's x axis points.

    Declination after Cooper 1969, angles after Duffie & Beckman, Solar Engineering of Thermal Processes, 1.6; right to
    half a degree.
    """
    latitude = math.radians(latitude_deg)
    declination = TILT_RAD * math.sin(2.0 * math.pi * (284.0 + day_of_year) / 365.0)
    hour = math.radians(15.0 * (solar_hour - 12.0))
    up = math.sin(latitude) * math.sin(declination) + math.cos(latitude) * math.cos(declination) * math.cos(hour)
    east = -math.cos(declination) * math.sin(hour)
    north = math.cos(latitude) * math.sin(declination) - math.sin(latitude) * math.cos(declination) * math.cos(hour)
    return math.asin(min(1.0, max(-1.0, up))), math.atan2(north, east)
