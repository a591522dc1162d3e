"""Where navigation satellites stand: nominal orbits of GPS and Galileo, seen from a datum."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.geodesy import Datum, ecef_of, local_axes

Float64 = NDArray[np.float64]

EARTH_MU_M3PS2 = 3.986004418e14
EARTH_SPIN_RADPS = 7.2921151467e-5
"""Of IS-GPS-200."""
SIDEREAL_DAY_S = 86_164.0905


@dataclass(frozen=True, slots=True, kw_only=True)
class Walker:
    """A Walker constellation inclination: total / planes / phasing on circular orbits (Walker 1984)."""

    satellites: int
    planes: int
    phasing: int
    inclination_rad: float
    radius_m: float


GPS = Walker(satellites=24, planes=6, phasing=2, inclination_rad=math.radians(55.0), radius_m=26_559_800.0)
"""The nominal 24 slots of the GPS standard (2020), evenly spread here; its real slots are uneven on purpose."""
GALILEO = Walker(satellites=24, planes=3, phasing=1, inclination_rad=math.radians(56.0), radius_m=29_600_318.0)
"""56 degrees: 24/3/1, Galileo's reference constellation (OS SDD)."""


def directions(datum: Datum, epoch_s: float) -> Float64:
    """Unit vectors (48, 3) east, north, up from a datum to all satellites at an epoch, above the horizon or not."""
    origin = ecef_of(datum.latitude_deg, datum.longitude_deg, datum.altitude_m)
    away = np.concatenate([_places(one, epoch_s) for one in (GPS, GALILEO)]) - origin
    local = np.stack([(away * axis).sum(axis=1) for axis in local_axes(datum)], axis=1)
    return np.asarray(local / np.sqrt((local**2).sum(axis=1, keepdims=True)), dtype=np.float64)


def _places(walker: Walker, epoch_s: float) -> Float64:
    """Earth-fixed positions (N, 3) m."""
    index = np.arange(walker.satellites)
    plane, slot = np.divmod(index, walker.satellites // walker.planes)
    turn = 2.0 * math.pi
    ascent = turn * plane / walker.planes - EARTH_SPIN_RADPS * epoch_s
    rate = math.sqrt(EARTH_MU_M3PS2 / walker.radius_m**3)
    along = turn * slot * walker.planes / walker.satellites + turn * walker.phasing * plane / walker.satellites
    u = along + rate * epoch_s
    ci, si = math.cos(walker.inclination_rad), math.sin(walker.inclination_rad)
    x = np.cos(u) * np.cos(ascent) - np.sin(u) * ci * np.sin(ascent)
    y = np.cos(u) * np.sin(ascent) + np.sin(u) * ci * np.cos(ascent)
    return np.asarray(walker.radius_m * np.stack([x, y, np.sin(u) * si], axis=1), dtype=np.float64)
