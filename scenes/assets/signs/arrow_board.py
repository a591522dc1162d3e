"""An arrow board on a trailer (MUTCD 6F.61, type C: 2.4 x 1.2 m), whose lamps flash with `signal_flash`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.shapes import Patch, box, joined, lathe, moved, tube
from scenes.assets.shaping.solids import rounded_box
from scenes.lamp import LampSource, aimed
from scenes.light_color import SIGNAL_AMBER
from scenes.material import Material

ArrowMode = Literal["right", "left", "both", "caution"]

LAMP_CD = 500.0
"""MUTCD 6F.61: legible at 1.6 km by day; chosen as of amber signals of 125 mm."""
LAMP_RADIUS_M = 0.065
_HEAD = [(0.95, 0.0), (0.71, 0.2), (0.71, -0.2), (0.47, 0.4), (0.47, -0.4)]
_SHAFT = [(x, 0.0) for x in (0.62, 0.3, -0.02, -0.34, -0.66)]
_SHOWN: tuple[ArrowMode, ...] = ("right", "left", "caution")
_CAUTION = [(x, y) for x in (-0.95, 0.95) for y in (-0.4, 0.4)]


def _lit(mode: ArrowMode) -> list[tuple[float, float]]:
    """Places (right, up) of the lamps that shine."""
    if mode == "caution":
        return _CAUTION
    left = [(-x, y) for x, y in _HEAD + _SHAFT]
    both = _HEAD + [(-x, y) for x, y in _HEAD] + [(0.3, 0.0), (-0.02, 0.0), (-0.34, 0.0)]
    return {"right": _HEAD + _SHAFT, "left": left, "both": both}[mode]


_MATERIALS: dict[str, Material] = {
    "board": Material(base_color=(0.012, 0.012, 0.012), roughness=0.9, lidar_reflectivity=0.1),
    "frame": Material(base_color=(0.70, 0.13, 0.012), roughness=0.4, lidar_reflectivity=0.5),
    "steel": Material(base_color=(0.36, 0.37, 0.38), roughness=0.45, metallic=0.7, lidar_reflectivity=0.45),
    "rubber": Material(base_color=(0.022, 0.022, 0.022), roughness=0.9, lidar_reflectivity=0.08),
    "panel": Material(base_color=(0.012, 0.018, 0.05), roughness=0.12, clearcoat=1.0, lidar_reflectivity=0.1),
    "visor": Material(base_color=(0.015, 0.015, 0.015), roughness=0.8, lidar_reflectivity=0.1),
    "lamp_off": Material(base_color=(0.26, 0.13, 0.012), roughness=0.2, lidar_reflectivity=0.4),
    "lamp": Material(
        base_color=(0.26, 0.13, 0.012),
        roughness=0.2,
        lidar_reflectivity=0.4,
        lamp="signal_flash",
        emission_cd_m2=LAMP_CD / (np.pi * LAMP_RADIUS_M**2),
        emission_color=SIGNAL_AMBER,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrowBoard(AssetSpec):
    """Board, lamps under short visors, mast, trailer with two wheels, drawbar, battery box, solar panel."""

    mode: ArrowMode = "right"

    def build(self) -> Asset:
        """The board faces +x, its lower edge at 2.1 m (MUTCD: 7 feet)."""
        middle = 2.1 + 0.6
        board = [box((0.0, -1.22, middle - 0.61), (0.05, 1.22, middle + 0.61))]
        rim = [box((-0.02, -1.24, middle + z - 0.02), (0.07, 1.24, middle + z + 0.02)) for z in (-0.61, 0.61)]
        rim += [box((-0.02, y - 0.02, middle - 0.63), (0.07, y + 0.02, middle + 0.63)) for y in (-1.23, 1.23)]
        lit = _lit(self.mode)
        everywhere = {(round(x, 2), round(y, 2)) for m in _SHOWN for x, y in _lit(m)}
        dark = sorted(everywhere - {(round(x, 2), round(y, 2)) for x, y in lit})
        pieces = [
            Piece(patch=joined(board), material="board", part="panel"),
            Piece(patch=joined([*rim, *self._trailer()]), material="frame", part="frame"),
            Piece(
                patch=joined([_lamp(y, middle + z) for y, z in lit]), material="lamp", part="lamp", crease_rad=ROUND_RAD
            ),
            Piece(
                patch=joined([_lamp(y, middle + z) for y, z in dark]),
                material="lamp_off",
                part="lamp",
                crease_rad=ROUND_RAD,
            ),
            Piece(patch=joined([_visor(y, middle + z) for y, z in [*lit, *dark]]), material="visor", part="lamp"),
            Piece(patch=joined([_wheel(y) for y in (-0.85, 0.85)]), material="rubber", part="wheel", crease_rad=0.7),
            Piece(patch=_solar(), material="panel", part="body"),
            Piece(
                patch=joined([tube([(-0.1, 0, 0.55), (-0.1, 0, 3.2)], 0.06, 10)]),
                material="steel",
                part="pole",
                crease_rad=ROUND_RAD,
            ),
        ]
        lamps = tuple(
            LampSource(
                name=f"arrow_{k:02d}",
                part=0,
                lamp="signal_flash",
                photometry="signal",
                T_part_lamp=aimed((0.1, y, middle + z), (1.0, 0.0, -0.03)),
                peak_cd=LAMP_CD,
                color=SIGNAL_AMBER,
                radius_m=LAMP_RADIUS_M,
            )
            for k, (y, z) in enumerate(lit)
        )
        return assemble("arrow_board", "movable_object.barrier", pieces, _MATERIALS, lamps)

    def _trailer(self) -> list[Patch]:
        bed = moved(rounded_box((1.7, 1.3, 0.16), 0.04, 1), (-0.1, 0.0, 0.42))
        battery = moved(rounded_box((0.6, 0.9, 0.42), 0.05, 1), (-0.5, 0.0, 0.56))
        drawbar = box((-2.3, -0.05, 0.42), (-0.9, 0.05, 0.52))
        fenders = [moved(rounded_box((0.9, 0.26, 0.06), 0.028, 1), (-0.1, y, 0.68)) for y in (-0.85, 0.85)]
        jacks = [
            box((x - 0.04, y - 0.04, 0.0), (x + 0.04, y + 0.04, 0.5))
            for x, y in ((0.65, -0.55), (0.65, 0.55), (-2.2, 0.0))
        ]
        return [bed, battery, drawbar, *fenders, *jacks]


def _lamp(y: float, z: float) -> Patch:
    dome = lathe([(LAMP_RADIUS_M, 0.0), (0.8 * LAMP_RADIUS_M, 0.012), (0.4 * LAMP_RADIUS_M, 0.02)], 14)
    return dome[0][:, [2, 0, 1]] + np.array([0.052, y, z]), dome[1]


def _visor(y: float, z: float) -> Patch:
    angle = np.radians(np.linspace(20.0, 160.0, 7))
    r = LAMP_RADIUS_M + 0.008
    return tube(np.column_stack([np.full(7, 0.09), y + r * np.cos(angle), z + r * np.sin(angle)]), 0.012, 5)


def _wheel(y: float) -> Patch:
    side = 0.09
    profile = [(0.2, -side), (0.3, -side), (0.325, -0.6 * side), (0.325, 0.6 * side), (0.3, side), (0.2, side)]
    solid = lathe(profile, 22)
    return solid[0][:, [0, 2, 1]] * [1, 1, 1] + np.array([-0.1, y, 0.325]), solid[1][:, ::-1]


def _solar() -> Patch:
    points, faces = rounded_box((0.7, 1.5, 0.04), 0.015, 1)
    c, s = np.cos(0.35), np.sin(0.35)
    turned = points @ np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    return turned + np.array([-0.1, 0.0, 3.4]), faces
