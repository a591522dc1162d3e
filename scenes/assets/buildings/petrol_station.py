"""Petrol stations: a lit canopy on columns, islands with pumps, a glazed shop behind, a price sign at the road."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.planar import standing
from scenes.assets.shaping.shapes import Patch, box, cylinder, joined, moved
from scenes.assets.shaping.solids import SOFT_RAD, rounded_box
from scenes.assets.signs.sign_alphabet import text
from scenes.lamp import LampSource, aimed
from scenes.material import Material
from scenes.streams import stream

CLEARANCE_M, CANOPY_M = 4.7, 0.75
"""Chosen: lorries of 4 m pass below; the fascia's height."""
ISLAND_M = (5.5, 1.2, 0.15)
LANE_M = 7.0
"""Chosen: between islands, two cars side by side and a pump's hoses."""
SHOP_M = (9.0, 16.0, 4.2)
LIGHT_CD = 9000.0
"""Of one of the canopy's lights. Chosen: some 300 lx below it at 4.7 m (EN 12464-2 asks for 150 lx at pumps)."""
GRADES = ("E10", "SUPER", "DIESEL")
_MATERIALS: dict[str, Material] = {
    "canopy": Material(base_color=(0.72, 0.72, 0.70), roughness=0.4, lidar_reflectivity=0.6),
    "fascia": Material(base_color=(0.03, 0.13, 0.30), roughness=0.25, lidar_reflectivity=0.3),
    "band": Material(base_color=(0.75, 0.42, 0.02), roughness=0.3, lidar_reflectivity=0.5),
    "column": Material(base_color=(0.45, 0.46, 0.47), roughness=0.4, metallic=0.4, lidar_reflectivity=0.4),
    "pump": Material(base_color=(0.60, 0.61, 0.61), roughness=0.3, lidar_reflectivity=0.5),
    "screen": Material(base_color=(0.02, 0.025, 0.03), roughness=0.1, lidar_reflectivity=0.1),
    "hose": Material(base_color=(0.015, 0.015, 0.015), roughness=0.6, lidar_reflectivity=0.06),
    "kerb": Material(base_color=(0.36, 0.355, 0.34), pattern="concrete", lidar_reflectivity=0.45),
    "wall": Material(base_color=(0.58, 0.57, 0.54), roughness=0.8, pattern="plaster", lidar_reflectivity=0.55),
    "glass": Material(base_color=(0.02, 0.024, 0.026), roughness=0.03, glass=True, lidar_reflectivity=0.05),
    "shelves": Material(base_color=(0.30, 0.20, 0.14), roughness=0.7, lidar_reflectivity=0.35),
    "letters": Material(base_color=(0.80, 0.80, 0.78), roughness=0.4, lamp="window", emission_cd_m2=200.0),
    "light": Material(base_color=(0.85, 0.85, 0.83), roughness=0.4, lamp="street", emission_cd_m2=9000.0),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PetrolStation(AssetSpec):
    """A station whose lanes run along y; the shop stands behind the islands, the road runs past at its front (+x).

    islands: side by side along x, the first at x = -4. seed: the prices. Raises ValueError for no or too many islands.
    """

    islands: int = 2
    seed: int = 0

    def __post_init__(self) -> None:
        if not 1 <= self.islands <= 5:
            raise ValueError(f"a petrol station has 1 to 5 islands, got {self.islands}")

    def build(self) -> Asset:
        """One mesh and the lights below the canopy."""
        centres = [-4.0 - LANE_M * k for k in range(self.islands)]
        pieces = [piece for x in centres for piece in _island(x)]
        low, high = centres[-1] - 4.0, centres[0] + 4.0
        pieces += _canopy(low, high)
        pieces += _shop(low - 5.5)
        pieces += self._price_sign()
        spots = [(x, y) for x in centres for y in (-3.2, 3.2)]
        under = [box((x - 0.35, y - 0.35, CLEARANCE_M - 0.03), (x + 0.35, y + 0.35, CLEARANCE_M)) for x, y in spots]
        pieces.append(Piece(patch=joined(under), material="light", part="lamp"))
        lamps = tuple(
            LampSource(
                name=f"canopy_{k}",
                part=0,
                lamp="street",
                photometry="lambertian",
                T_part_lamp=aimed((x, y, CLEARANCE_M - 0.05), (0.0, 0.0, -1.0)),
                peak_cd=LIGHT_CD,
                radius_m=0.35,
            )
            for k, (x, y) in enumerate(spots)
        )
        return assemble("petrol_station", "static.building", pieces, _MATERIALS, lamps)

    def _price_sign(self) -> list[Piece]:
        """A pylon with the grades and their prices on both faces."""
        rng = stream(self.seed, "asset.petrol_station")
        at, half = (2.5, 9.0, 0.0), 0.95
        slab, band = rounded_box((2 * half, 0.4, 6.2), 0.08), box((-half, -0.21, 5.2), (half, 0.21, 5.6))
        pieces = [
            Piece(patch=moved(slab, at), material="fascia", crease_rad=SOFT_RAD),
            Piece(patch=moved(band, at), material="band"),
        ]
        for k, grade in enumerate(GRADES):
            price = f"{1.599 + 0.06 * k + 0.01 * int(rng.integers(0, 20)):.3f}"
            for words, z, height in ((grade, 4.75 - 1.35 * k, 0.28), (price.replace(".", ","), 4.2 - 1.35 * k, 0.5)):
                pieces += [
                    Piece(patch=_lettered(words, height, z, side, at, 1.7 * half), material="letters", part="panel")
                    for side in (1.0, -1.0)
                ]
        return pieces


def _lettered(
    words: str, height_m: float, z_m: float, side: float, at_m: tuple[float, float, float], widest_m: float
) -> Patch:
    """Letters on a face of the pylon, which looks along +y or -y: the traffic on the road comes from there."""
    points, faces = standing(text(words, height_m, (0.0, 0.0), widest_m), 0.212)
    raised = points + np.array([0.0, 0.0, z_m])
    return moved((raised, faces), at_m, side * math.pi / 2)


def _island(x_m: float) -> list[Piece]:
    """A kerbed island with two pumps, a bollard at either end and a bin."""
    length, width, height = ISLAND_M
    kerb = moved(rounded_box((width, length, height + 0.2), 0.05), (x_m, 0.0, -0.2))
    pieces = [Piece(patch=kerb, material="kerb", crease_rad=SOFT_RAD, semantic="static.manmade")]
    for y in (-1.4, 1.4):
        body = moved(rounded_box((0.55, 0.95, 1.75), 0.06), (x_m, y, height))
        head = box((x_m - 0.3, y - 0.5, 2.0), (x_m + 0.3, y + 0.5, 2.25))
        screens = [
            box((x_m + s * 0.28 - 0.004, y - 0.3, 1.25), (x_m + s * 0.28 + 0.004, y + 0.3, 1.7)) for s in (-1, 1)
        ]
        hoses = [
            moved(cylinder(0.03, 0.75, 1.6, 8), (x_m + s * 0.33, y + d, 0.0)) for s in (-1, 1) for d in (-0.4, 0.4)
        ]
        pieces += [
            Piece(patch=body, material="pump", crease_rad=SOFT_RAD, semantic="static.manmade"),
            Piece(patch=head, material="fascia", semantic="static.manmade"),
            Piece(patch=joined(screens), material="screen", semantic="static.manmade"),
            Piece(patch=joined(hoses), material="hose", crease_rad=ROUND_RAD, semantic="static.manmade"),
        ]
    posts = [moved(cylinder(0.09, 0.0, 1.0, 12), (x_m, s * (length / 2 - 0.2), height)) for s in (-1, 1)]
    pieces.append(Piece(patch=joined(posts), material="band", crease_rad=ROUND_RAD, semantic="static.manmade"))
    columns = [moved(cylinder(0.17, 0.0, CLEARANCE_M, 16), (x_m, s * 2.05, height)) for s in (-1, 1)]
    pieces.append(Piece(patch=joined(columns), material="column", crease_rad=ROUND_RAD))
    return pieces


def _canopy(low_m: float, high_m: float) -> list[Piece]:
    """A slab with a coloured fascia and a band around it."""
    top = CLEARANCE_M + CANOPY_M
    slab = box((low_m + 0.1, -6.4, CLEARANCE_M), (high_m - 0.1, 6.4, top - 0.05))
    edges = [
        ((low_m, -6.5), (high_m, -6.35)),
        ((low_m, 6.35), (high_m, 6.5)),
        ((low_m, -6.35), (low_m + 0.15, 6.35)),
        ((high_m - 0.15, -6.35), (high_m, 6.35)),
    ]
    fascia = [box((*a, CLEARANCE_M - 0.02), (*b, top)) for a, b in edges]
    band = [
        box((a[0] - 0.01, a[1] - 0.01, CLEARANCE_M + 0.08), (b[0] + 0.01, b[1] + 0.01, CLEARANCE_M + 0.2))
        for a, b in edges
    ]
    return [
        Piece(patch=slab, material="canopy", part="roof"),
        Piece(patch=joined(fascia), material="fascia", part="roof"),
        Piece(patch=joined(band), material="band", part="roof"),
    ]


def _shop(front_m: float) -> list[Piece]:
    """Three walls, a glazed front with mullions, shelves behind, and a flat roof with a fascia."""
    depth, width, height = SHOP_M
    half, thick = width / 2, 0.25
    walls = [
        box((front_m - depth, -half, -0.3), (front_m - depth + thick, half, height)),
        box((front_m - depth + thick, -half, -0.3), (front_m, -half + thick, height)),
        box((front_m - depth + thick, half - thick, -0.3), (front_m, half, height)),
        box((front_m - 0.2, -half + thick, 3.0), (front_m, half - thick, height)),
        box((front_m - 0.2, -half + thick, -0.3), (front_m, half - thick, 0.15)),
    ]
    roof = box((front_m - depth, -half, height), (front_m + 1.45, half, height + 0.2))
    fascia = box((front_m + 1.45, -half, height - 0.5), (front_m + 1.6, half, height + 0.35))
    mullions = [
        box((front_m - 0.1, y - 0.04, 0.15), (front_m, y + 0.04, 3.0)) for y in np.linspace(-half + 0.3, half - 0.3, 9)
    ]
    pane = box((front_m - 0.06, -half + thick, 0.15), (front_m - 0.05, half - thick, 3.0))
    shelves = [
        box((front_m - 3.5, y, 0.0), (front_m - 3.0, y + 1.8, 1.7)) for y in np.arange(-half + 1.0, half - 2.5, 2.4)
    ]
    back = box((front_m - depth + thick, -half + thick, 0.0), (front_m - depth + thick + 0.01, half - thick, height))
    return [
        Piece(patch=joined(walls), material="wall", part="wall"),
        Piece(patch=roof, material="canopy", part="roof"),
        Piece(patch=fascia, material="fascia", part="panel"),
        Piece(patch=joined(mullions), material="column", part="window"),
        Piece(patch=pane, material="glass", part="window"),
        Piece(patch=joined([*shelves, back]), material="shelves", part="wall"),
    ]
