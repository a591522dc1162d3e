"""Faces of road signs: a panel's outline and layers of retro-reflective film upon it, and the shapes they share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.assets.shaping.planar import Flat, Float64, disc, filled, polygon, rectangle, rounded
from scenes.material import Material

Layer = tuple[str, Flat]
"""Name of a film and where it lies."""

# Retro-reflective film of class RA2 (EN 12899-1 table 10): colours, linear; coefficients at 0.2 and 5 degrees.
# The fluorescent ones after ASTM D4956 type IX (MUTCD); LiDAR sees retro-reflectors above 1.
_FILMS: dict[str, tuple[tuple[float, float, float], float]] = {
    "white": ((0.70, 0.70, 0.70), 250.0),
    "red": ((0.38, 0.015, 0.018), 45.0),
    "blue": ((0.012, 0.07, 0.30), 20.0),
    "yellow": ((0.72, 0.42, 0.01), 170.0),
    "green": ((0.008, 0.125, 0.055), 45.0),
    "orange": ((0.75, 0.145, 0.010), 100.0),
    "brown": ((0.10, 0.04, 0.012), 12.0),
    "lime": ((0.55, 0.72, 0.02), 240.0),
    "grey": ((0.25, 0.25, 0.25), 100.0),
    "black": ((0.015, 0.015, 0.015), 0.0),
}
FILMS: dict[str, Material] = {
    f"film_{name}": Material(
        base_color=color,
        roughness=0.35,
        retroreflection_cd_lx_m2=retro,
        lidar_reflectivity=1.5 if retro > 0.0 else 0.1,
    )
    for name, (color, retro) in _FILMS.items()
}
"""Films by material name."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Face:
    """What is to be seen of a sign, in (right, up) metres about any origin.

    outline: (N, 2) of the panel, counter-clockwise. base: film that covers it. layers: upon it, lowest first.
    """

    outline: Float64
    base: str
    layers: tuple[Layer, ...] = ()


def plain(outline: Float64, base: str, *layers: Layer) -> Face:
    """A face of one film with layers."""
    return Face(outline=outline, base=base, layers=layers)


def layer(film: str, outline: Float64) -> Layer:
    """An outline filled with a film."""
    return film, filled(outline)


def black(flat: Flat) -> Layer:
    """A symbol in black."""
    return "black", flat


def white(flat: Flat) -> Layer:
    """A symbol in white."""
    return "white", flat


def panel(width_m: float, height_m: float, corner_m: float = 0.03) -> Float64:
    """A rectangle with round corners."""
    return rounded(rectangle(width_m, height_m), corner_m)


def bordered(width_m: float, height_m: float, base: str, border: str, *layers: Layer, edge_m: float = 0.012) -> Face:
    """A rectangle of one film with a border of another, as boards have it. The outermost rim is the base's."""
    rim, inner = edge_m, 2.2 * edge_m
    return plain(
        panel(width_m, height_m, 3.2 * edge_m),
        base,
        layer(border, panel(width_m - 2 * rim, height_m - 2 * rim, 2.4 * edge_m)),
        layer(base, panel(width_m - 2 * inner, height_m - 2 * inner, 1.6 * edge_m)),
        *layers,
    )


def triangle(side_m: float, up: float, corner_m: float) -> Float64:
    """An equilateral triangle about its centroid, as wide as told with its round corners.

    up: 1 for one that stands, -1 on its point.
    """
    sharp = side_m + 2 * corner_m * (math.sqrt(3) - 1)
    return rounded(polygon(3, sharp / math.sqrt(3), up * math.pi / 2), corner_m)


def diamond(side_m: float, corner_m: float = 0.03) -> Float64:
    """A square on its corner, with round corners."""
    return rounded(polygon(4, side_m / math.sqrt(2), 0.0), corner_m)


def ringed(symbol: tuple[Layer, ...], diameter_m: float = 0.6) -> Face:
    """A white disc with a red rim (Vienna Convention, annex 1, C)."""
    r = diameter_m / 2
    return plain(disc(r, sides=48), "red", layer("white", disc(0.79 * r, sides=48)), *symbol)


def crossed(length_m: float, width_m: float, turn_deg: float) -> Float64:
    """The outline (12, 2) of two crossed boards that rise by an angle to either side."""
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    half, side = length_m / 2, width_m / 2
    tip = [(half * c + side * s, half * s - side * c), (half * c - side * s, half * s + side * c)]
    right, top = (side / s, 0.0), (0.0, side / c)
    return np.array(
        [
            right,
            *tip,
            top,
            *((-x, y) for x, y in reversed(tip)),
            (-right[0], 0.0),
            *((-x, -y) for x, y in tip),
            (0.0, -top[1]),
            *((x, -y) for x, y in reversed(tip)),
        ]
    )
