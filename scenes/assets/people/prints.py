"""Colours printed on tops: openings, ties, stripes, necklines, reflecting bands, straps; regions cut into surfaces."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from scenes.assets.people.outfits import Outfit
from scenes.assets.shaping.fields import Field, below, outside

Float64 = NDArray[np.float64]


def region(inside: Callable[[Float64, Float64, Float64], Float64]) -> Field:
    """A region of x, y, z for painting, negative inside."""
    far = np.full(3, np.inf)
    return Field(distance=lambda p: inside(*p.T), low_m=-far, high_m=far)


def band(height_m: float, half_m: float) -> Field:
    """A band around, at a height."""
    return region(lambda x, y, z: np.abs(z - height_m) - half_m)


def braces(out_m: float, half_m: float, from_m: float) -> Field:
    """Two upright bands at a distance from the middle."""
    return region(lambda x, y, z: np.maximum(np.abs(np.abs(y) - out_m) - half_m, from_m - z))


def prints(o: Outfit, trunk: float, g: float) -> list[Field]:
    """Three regions of the top that have other colours: two of its front, and the straps of a bag."""
    none = below(-10.0)
    shown = [*_PRINTS[o.front](trunk, g), none, none][:2]
    if not o.straps:
        return [*shown, none]

    def strap(x: Float64, y: Float64, z: Float64) -> Float64:
        low = np.where(x > 0.0, 0.42, 0.9) * trunk
        return np.maximum(np.abs(np.abs(y) - 0.098 * g) - 0.021 * g, low - z)

    return [*shown, region(strap)]


def _opening(trunk: float, g: float) -> list[Field]:
    """What an open jacket shows, wider above."""

    def gap(x: Float64, y: Float64, z: Float64) -> Float64:
        return np.maximum(np.abs(y) - (0.030 + 0.05 * np.clip(z / trunk - 0.4, 0.0, 1.0)) * g, -x)

    return [region(gap)]


def _suit(trunk: float, g: float) -> list[Field]:
    """A shirt between lapels, and a tie."""
    shirt = region(lambda x, y, z: np.maximum(np.abs(y) - 0.14 * g * np.clip(z / trunk - 0.42, 0.0, 1.0), -x))
    tie = region(lambda x, y, z: np.maximum(np.maximum(np.abs(y) - 0.020 * g, -x), 0.40 * trunk - z))
    return [shirt, tie]


def _scoop(trunk: float, g: float) -> list[Field]:
    """A wide neckline."""

    def neck(x: Float64, y: Float64, z: Float64) -> Float64:
        size = np.hypot(y / (0.085 * g), (z - 1.10 * trunk) / (0.20 * trunk))
        return np.asarray(size - np.where(x > -0.03 * g, 1.0, 0.75))

    return [region(neck)]


_PRINTS: dict[str, Callable[[float, float], list[Field]]] = {
    "plain": lambda trunk, g: [],
    "open": _opening,
    "suit": _suit,
    "scoop": _scoop,
    "stripes": lambda trunk, g: [region(lambda x, y, z: 0.02 * np.sin(2 * np.pi * z / (0.13 * trunk)))],
    "yoke": lambda trunk, g: [outside(below(0.66 * trunk))],
    "zip": lambda trunk, g: [region(lambda x, y, z: np.maximum(np.abs(y) - 0.014 * g, -x))],
    "bands": lambda trunk, g: [band(0.22 * trunk, 0.026), band(0.62 * trunk, 0.026)],
}

PRINT_MATERIALS: dict[str, Callable[[Outfit], tuple[str, ...]]] = {
    "plain": lambda o: (o.top, o.top, o.top, "bag"),
    "open": lambda o: (o.top, "inner", "inner", "bag"),
    "suit": lambda o: (o.top, "inner", "accent", "bag"),
    "stripes": lambda o: (o.top, "accent", "accent", "bag"),
    "yoke": lambda o: (o.top, "accent", "accent", "bag"),
    "scoop": lambda o: (o.top, "skin", "skin", "bag"),
    "zip": lambda o: (o.top, "trim", "trim", "bag"),
    "bands": lambda o: (o.top, "reflective", "reflective", "bag"),
}
