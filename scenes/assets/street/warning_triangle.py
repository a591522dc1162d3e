"""The triangle that drivers stand on the road behind a car that broke down (UN ECE R27)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.planar import plate, ring, standing
from scenes.assets.shaping.shapes import Patch, joined, moved, tube
from scenes.assets.signs.sign_face import FILMS
from scenes.material import Material

SIDE_M = 0.50
"""R27, 6.1: sides of 500 mm, give or take 50."""
REFLEX_M, INNER_M = 0.030, 0.050
"""R27, 6.2: the reflecting strip is 25 to 50 mm wide, the fluorescent one covers at least 315 cm2: 50 mm beside it."""
FEET_M = 0.05
"""R27, 6.6: the lower side is no higher than 300 mm above the ground; common ones stand 50 mm high."""
MATERIALS: dict[str, Material] = {
    # R27, annex 5: 8000 mcd/lx of the whole strip of some 400 cm2 at 20 minutes
    "reflex": Material(
        base_color=(0.50, 0.012, 0.012), roughness=0.3, retroreflection_cd_lx_m2=200.0, lidar_reflectivity=1.6
    ),
    "fluorescent": Material(base_color=(0.95, 0.11, 0.02), roughness=0.5, lidar_reflectivity=0.6),
    "back": Material(base_color=(0.35, 0.03, 0.02), roughness=0.6, lidar_reflectivity=0.3),
    "steel": Material(base_color=(0.42, 0.43, 0.44), roughness=0.4, metallic=0.8, lidar_reflectivity=0.5),
    "film_white": FILMS["film_white"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WarningTriangle(AssetSpec):
    """A triangle with a hollow middle, reflecting outside and fluorescent inside, on four thin legs; it faces +x."""

    def build(self) -> Asset:
        """Legs, three bars, strips on both faces."""
        outer = _triangle(SIDE_M)
        middle, hollow = _inset(outer, REFLEX_M), _inset(outer, REFLEX_M + INNER_M)
        at = np.array([0.0, 0.0, FEET_M])
        pieces = []
        for turn in (1.0, -1.0):
            for name, flat in (("reflex", ring(outer, middle)), ("fluorescent", ring(middle, hollow))):
                points, faces = standing(flat, 0.006)
                pieces.append(Piece(patch=(points * [turn, turn, 1.0] + at, faces), material=name, part="panel"))
        bars = joined([moved(plate(bar, -0.005, 0.005), (0.0, 0.0, FEET_M)) for bar in _bars(outer, hollow)])
        pieces.append(Piece(patch=bars, material="back", part="panel"))
        pieces.append(Piece(patch=joined(_legs()), material="steel", part="leg", crease_rad=ROUND_RAD))
        return assemble("warning_triangle", "movable_object.warning_triangle", pieces, MATERIALS)


def _triangle(side_m: float) -> NDArray[np.float64]:
    """Corners (3, 2), its lower side on 0, counter-clockwise."""
    return np.array([(-0.5 * side_m, 0.0), (0.5 * side_m, 0.0), (0.0, side_m * 0.75**0.5)])


def _inset(corners: NDArray[np.float64], by_m: float) -> NDArray[np.float64]:
    """The same triangle with its sides moved inwards."""
    middle = corners.mean(axis=0)
    inradius = float(np.linalg.norm(corners[1] - corners[0])) / (2.0 * 3.0**0.5)
    return np.asarray(middle + (corners - middle) * (1.0 - by_m / inradius))


def _bars(outer: NDArray[np.float64], inner: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The three sides as outlines."""
    pairs = [(k, (k + 1) % 3) for k in range(3)]
    return [np.array([outer[a], outer[b], inner[b], inner[a]]) for a, b in pairs]


def _legs() -> list[Patch]:
    """Two wires across, bent up in the middle, at either end of the lower side."""
    return [
        tube([(-0.13, 1.35 * y, 0.006), (0.0, y, FEET_M + 0.01), (0.13, 1.35 * y, 0.006)], 0.005, 6)
        for y in (-0.16, 0.16)
    ]
