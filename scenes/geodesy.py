"""Where on Earth a scene lies: the local tangent plane at a datum, WGS 84 latitudes and longitudes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.errors import ConfigError

Float64 = NDArray[np.float64]

SEMI_MAJOR_M = 6_378_137.0
FLATTENING = 1.0 / 298.257223563
"""Of WGS 84 (NIMA TR8350.2)."""
_E2 = FLATTENING * (2.0 - FLATTENING)
_ROUNDS = 5
"""Of the iteration for latitude, each of which leaves 1/150 of the error: below a nanometre from 10 km up and down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """The geodetic place of the world's origin; x is east, y north, z up there. By default in Karlsruhe, as KITTI's."""

    latitude_deg: float = 49.011
    longitude_deg: float = 8.417
    altitude_m: float = 114.0

    def __post_init__(self) -> None:
        if not -89.9 <= self.latitude_deg <= 89.9:
            raise ConfigError("latitude_deg", f"got {self.latitude_deg}, allowed -89.9 to 89.9")
        if not -180.0 <= self.longitude_deg <= 180.0:
            raise ConfigError("longitude_deg", f"got {self.longitude_deg}, allowed -180 to 180")
        if not -1000.0 <= self.altitude_m <= 10_000.0:
            raise ConfigError("altitude_m", f"got {self.altitude_m}, allowed -1000 to 10000")


def ecef_of(latitude_deg: float, longitude_deg: float, altitude_m: float) -> Float64:
    """Earth-centred, Earth-fixed position (3,) m."""
    phi, lam = math.radians(latitude_deg), math.radians(longitude_deg)
    radius = SEMI_MAJOR_M / math.sqrt(1.0 - _E2 * math.sin(phi) ** 2)
    level = (radius + altitude_m) * math.cos(phi)
    upright = (radius * (1.0 - _E2) + altitude_m) * math.sin(phi)
    return np.array([level * math.cos(lam), level * math.sin(lam), upright])


def local_axes(datum: Datum) -> Float64:
    """(3, 3): rows east, north, up in Earth-fixed axes."""
    phi, lam = math.radians(datum.latitude_deg), math.radians(datum.longitude_deg)
    sp, cp, sl, cl = math.sin(phi), math.cos(phi), math.sin(lam), math.cos(lam)
    return np.array([[-sl, cl, 0.0], [-sp * cl, -sp * sl, cp], [cp * cl, cp * sl, sp]])


def geodetic_of(datum: Datum, world_m: tuple[float, float, float]) -> tuple[float, float, float]:
    """Latitude, longitude (degrees) and altitude (m) of a point of the world."""
    axes = local_axes(datum)
    x, y, z = ecef_of(datum.latitude_deg, datum.longitude_deg, datum.altitude_m) + sum(
        world_m[k] * axes[k] for k in range(3)
    )
    level = math.hypot(x, y)
    phi = math.atan2(z, level * (1.0 - _E2))
    for _ in range(_ROUNDS):
        radius = SEMI_MAJOR_M / math.sqrt(1.0 - _E2 * math.sin(phi) ** 2)
        phi = math.atan2(z + _E2 * radius * math.sin(phi), level)
    radius = SEMI_MAJOR_M / math.sqrt(1.0 - _E2 * math.sin(phi) ** 2)
    altitude_m = level * math.cos(phi) + z * math.sin(phi) - SEMI_MAJOR_M**2 / radius
    return math.degrees(phi), math.degrees(math.atan2(y, x)), altitude_m


def world_of(datum: Datum, latitude_deg: float, longitude_deg: float, altitude_m: float) -> tuple[float, float, float]:
    """The point of the world at a geodetic place."""
    origin = ecef_of(datum.latitude_deg, datum.longitude_deg, datum.altitude_m)
    away = ecef_of(latitude_deg, longitude_deg, altitude_m) - origin
    east, north, up = (float((axis * away).sum()) for axis in local_axes(datum))
    return east, north, up
