"""A column of smoke or dust that rises from one place all the time, such as that of a burning car."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.errors import ConfigError
from scenes.weather.dust import SOOT_ALBEDO, Rgb


@dataclass(frozen=True, slots=True, kw_only=True)
class Plume:
    """position_m: where it comes out, in the world. radius_m: there. rise_mps: at first, before the wind bends it.
    extinction_per_m: in its middle there. color: albedo in red, green, blue.
    """

    position_m: tuple[float, float, float]
    radius_m: float = 1.0
    rise_mps: float = 2.5
    extinction_per_m: float = 5.0
    color: Rgb = SOOT_ALBEDO

    def __post_init__(self) -> None:
        for name, high in (("radius_m", 20.0), ("rise_mps", 20.0), ("extinction_per_m", 10.0)):
            if not 0.0 < getattr(self, name) <= high:
                raise ConfigError(f"plume.{name}", f"got {getattr(self, name)}, allowed: above 0 to {high:g}")
