"""What bicycles carry: a front basket, panniers over a rack, a child's seat."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.shaping.articulated import Cover, solid, vec
from scenes.assets.shaping.lofts import loft
from scenes.assets.shaping.shapes import Patch, box, joined, moved, tube
from scenes.assets.shaping.solids import rounded_box
from scenes.assets.two_wheelers.bicycle_geometry import BicycleGeometry

Load = Literal["none", "rack", "basket", "panniers"]
Float64 = NDArray[np.float64]


def load_covers(load: Load, g: BicycleGeometry, saddle_m: Float64) -> list[Cover]:
    """Rack, basket and bags in the bicycle's frame."""
    if load == "none":
        return []
    covers = [solid(_rack(g), "dark_steel", "frame")]
    if load == "panniers":
        covers += [solid(_pannier(g, side), "cloth", "cargo", 0.75) for side in (-1.0, 1.0)]
        covers += [
            solid(
                moved(box((-0.04, -0.002, 0.10), (0.04, 0.002, 0.14)), (-0.03, side * 0.262, g.wheel_radius_m)),
                "reflector_white",
                "cargo",
                0.0,
            )
            for side in (-1.0, 1.0)
        ]
    if load == "basket":
        covers.append(solid(_basket(_top(g), saddle_m), "wicker", "cargo", 0.3))
    return covers


def _top(g: BicycleGeometry) -> float:
    """Height of the rack."""
    return 2 * g.wheel_radius_m + 0.045


def _rack(g: BicycleGeometry) -> Patch:
    """A rack over the rear wheel."""
    z = _top(g)
    pieces = []
    for side in (-1.0, 1.0):
        y = side * 0.055
        pieces.append(tube([(0.20, y, z), (-0.24, y, z)], 0.005, 6))
        pieces.append(tube([(-0.02, y, z), (0.0, side * 0.07, g.wheel_radius_m)], 0.005, 6))
        pieces.append(tube([(-0.16, y, z), (0.0, side * 0.07, g.wheel_radius_m)], 0.005, 6))
    pieces += [tube([(x, -0.055, z), (x, 0.055, z)], 0.005, 6) for x in (0.18, 0.0, -0.22)]
    return joined(pieces)


def _pannier(g: BicycleGeometry, side: float) -> Patch:
    """A bag that hangs from the rack's side."""
    bag = rounded_box((0.32, 0.14, 0.36), 0.04)
    lean = bag[0].copy()
    lean[:, 0] *= 1.0 + 0.25 * (lean[:, 2:3] / 0.36 - 0.5)[:, 0]
    return lean + vec(-0.05, side * 0.155, _top(g) - 0.37), bag[1]


def _basket(top_m: float, saddle_m: Float64) -> Patch:
    """An open basket on the rack."""
    del saddle_m
    corners = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], dtype=np.float64)
    levels = [(0.15, 0.11, 0.006), (0.19, 0.15, 0.24), (0.175, 0.135, 0.24), (0.14, 0.10, 0.03)]
    stack = np.array([[(u * a - 0.05, v * b, top_m + z) for u, v in corners] for a, b, z in levels])
    return loft(stack)
