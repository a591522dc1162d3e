"""What single drops and flakes make of light: radiance a lux by the angle through which it is scattered."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenes.weather.rain import WATER_IOR

Float64 = NDArray[np.float64]

ANGLES = 181
"""Gains stand at 0 (light goes on), 1 .. 180 degrees (it comes back)."""
_RAYS = 40_000
_ORDERS = 4
"""Ways of a ray that are followed: reflected, passed, and after one or two reflections inside (the rainbows)."""
_SMOOTHED_DEG = 5
"""Chosen: drops are no spheres, so rainbows and the forward peak blur over some degrees."""


@cache
def drop_gain() -> Float64:
    """(ANGLES,) of a drop by geometric optics: p / 4 pi, with p the phase function of a sphere of water.

    A drop of radius a under E lux sends E pi a^2 p / 4 pi candela a steradian from a disc of pi a^2 (van de Hulst 1957,
    chapter 12). Rays fall evenly on the disc; Fresnel's law for both polarisations; diffraction's half goes on nearly
    straight and is left out.
    """
    impact = np.sqrt((np.arange(_RAYS) + 0.5) / _RAYS)
    into = np.arcsin(impact)
    inside = np.arcsin(impact / WATER_IOR)
    power = np.zeros(ANGLES)
    for reflected in _fresnel(into, inside):
        for order in range(_ORDERS):
            passed = (1.0 - reflected) ** 2 * reflected ** (order - 1)
            share = reflected if order == 0 else passed
            turn = (order - 1) * math.pi + 2.0 * into - 2.0 * order * inside
            turn = np.arccos(np.cos(turn))
            index = np.rint(np.degrees(turn)).astype(np.int64)
            power += np.bincount(index, 0.5 * share / _RAYS, ANGLES)
    kernel = np.ones(_SMOOTHED_DEG) / _SMOOTHED_DEG
    solid = _solid_angles()
    padded = np.pad(power, _SMOOTHED_DEG // 2, mode="reflect")
    around = np.pad(solid, _SMOOTHED_DEG // 2, mode="reflect")
    smooth = np.convolve(padded, kernel, mode="valid") / np.convolve(around, kernel, mode="valid")
    return np.asarray(smooth * (power.sum() / np.sum(smooth * solid)), dtype=np.float64)


def flake_gain(albedo: float) -> Float64:
    """(ANGLES,) of a white ball: albedo 2 / (3 pi^2) (sin a + (pi - a) cos a), a: between light and eye (Russell 1916:
    Lambert's sphere).
    """
    a = np.radians(180.0 - np.arange(ANGLES))
    return np.asarray(albedo * 2.0 / (3.0 * math.pi**2) * (np.sin(a) + (math.pi - a) * np.cos(a)), dtype=np.float64)


def cloud_gain(albedo: float, g: float) -> Float64:
    """(ANGLES,) a steradian of a thin cloud of droplets by Henyey & Greenstein 1941: source radiance a lux."""
    cosine = np.cos(np.radians(np.arange(ANGLES)))
    spread = 1.0 + g * g - 2.0 * g * cosine
    return np.asarray(albedo * (1.0 - g * g) / (4.0 * math.pi) / (spread * np.sqrt(spread)), dtype=np.float64)


def gain_at(gain: Float64, cosine: Float64) -> Float64:
    """The gain (...) for cosines (...) of the angle between light's ways before and after."""
    return np.interp(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))), np.arange(ANGLES), gain)


def _fresnel(into: Float64, inside: Float64) -> tuple[Float64, Float64]:
    """Reflectance (N,) of light polarised across and along the plane of incidence."""
    c, t = np.cos(into), np.cos(inside)
    across = (c - WATER_IOR * t) / (c + WATER_IOR * t)
    along = (WATER_IOR * c - t) / (WATER_IOR * c + t)
    return across * across, along * along


def _solid_angles() -> Float64:
    """(ANGLES,) steradians of one degree around each angle."""
    edge = np.radians(np.clip(np.arange(ANGLES + 1) - 0.5, 0.0, 180.0))
    return np.asarray(2.0 * math.pi * -np.diff(np.cos(edge)), dtype=np.float64)
