"""Overhead lines along a road: wooden or lattice poles with insulators, and wires that sag (scenery)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.planar import Float64
from scenes.assets.shaping.shapes import Patch, box, joined, lathe, moved, tube
from scenes.material import Material

Path = tuple[tuple[float, float, float], ...]

_MATERIALS: dict[str, Material] = {
    "pole": Material(base_color=(0.13, 0.095, 0.065), roughness=0.9, pattern="bark", lidar_reflectivity=0.35),
    "steel": Material(base_color=(0.36, 0.37, 0.38), roughness=0.45, metallic=0.7, lidar_reflectivity=0.45),
    "insulator": Material(base_color=(0.16, 0.075, 0.045), roughness=0.15, clearcoat=0.8, lidar_reflectivity=0.25),
    "tank": Material(base_color=(0.33, 0.345, 0.35), roughness=0.45, lidar_reflectivity=0.4),
    "wire": Material(base_color=(0.06, 0.06, 0.06), roughness=0.6, metallic=0.4, lidar_reflectivity=0.2),
}
ARMS: tuple[float, ...] = (-0.75, 0.0, 0.75)
"""Places of the insulators on the cross arm."""
SAG_SHARE = 0.018
"""Chosen: sag over span; distribution lines have 1 to 3 % (conductors of 30 to 60 m spans)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerPole(AssetSpec):
    """A wooden pole with a cross arm along y and three insulators. transformer: whether it carries one."""

    height_m: float = 9.0
    transformer: bool = False

    def build(self) -> Asset:
        """Tapered pole, arm with braces, insulators, a tank with its bushings."""
        return assemble(
            "power_pole", "static.pole", _pole_pieces(self.height_m, transformer=self.transformer), _MATERIALS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerLine(AssetSpec):
    """Poles at the points of a path (at least two) and three wires between them."""

    path_m: Path = ((0.0, 0.0, 0.0), (30.0, 0.0, 0.0))
    height_m: float = 9.0

    def build(self) -> Asset:
        """Poles turned to the mean of both directions; wires as parabolas of thin tubes."""
        path = np.array(self.path_m, dtype=np.float64)
        steps = np.diff(path, axis=0)
        yaw = np.arctan2(steps[:, 1], steps[:, 0])
        heading = np.concatenate([yaw[:1], (yaw[:-1] + yaw[1:]) / 2, yaw[-1:]])
        pieces: list[Piece] = []
        for at, turn in zip(path, heading, strict=True):
            for piece in _pole_pieces(self.height_m, transformer=False):
                patch = (piece.patch[0] @ _turn(float(turn)).T + at, piece.patch[1])
                pieces.append(Piece(patch=patch, material=piece.material, part=piece.part, crease_rad=piece.crease_rad))
        wires = []
        for arm in ARMS:
            ends = [
                _turn(float(t)) @ np.array([0.0, arm, self.height_m - 0.12]) + at
                for at, t in zip(path, heading, strict=True)
            ]
            wires += [_wire(a, b) for a, b in pairwise(ends)]
        pieces.append(Piece(patch=joined(wires), material="wire", part="pole", crease_rad=ROUND_RAD))
        return assemble("power_line", "static.pole", pieces, _MATERIALS)


def _turn(yaw: float) -> Float64:
    c, s = math.cos(yaw), math.sin(yaw)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def _wire(start: Float64, end: Float64) -> Patch:
    """A wire of 18 mm that hangs as a parabola."""
    share = np.linspace(0.0, 1.0, 13)[:, None]
    points = start + share * (end - start)
    points[:, 2] -= (4 * SAG_SHARE * float(np.linalg.norm(end - start)) * share * (1 - share))[:, 0]
    return tube(points, 0.009, 4)


def _pole_pieces(height: float, *, transformer: bool) -> list[Piece]:
    pole = lathe([(0.15, -0.3), (0.14, 0.0), (0.095, height - 0.03), (0.06, height)], 14)
    arm = box((-0.05, -0.95, height - 0.45), (0.05, 0.95, height - 0.33))
    braces = [tube([(0.06, 0.0, height - 1.0), (0.06, y, height - 0.42)], 0.014, 6) for y in (-0.6, 0.6)]
    bell = [
        (0.012, 0.0),
        (0.012, 0.05),
        (0.055, 0.06),
        (0.03, 0.1),
        (0.05, 0.11),
        (0.025, 0.16),
        (0.04, 0.17),
        (0.015, 0.21),
    ]
    lift = [height - 0.33 if y else height - 0.01 for y in ARMS]
    bells = [moved(lathe(bell, 12), (0.0, y, z)) for y, z in zip(ARMS, lift, strict=True)]
    pieces = [
        Piece(patch=pole, material="pole", part="pole", crease_rad=ROUND_RAD),
        Piece(patch=arm, material="pole", part="pole"),
        Piece(patch=joined(braces), material="steel", part="pole", crease_rad=ROUND_RAD),
        Piece(patch=joined(bells), material="insulator", part="pole", crease_rad=ROUND_RAD),
    ]
    if transformer:
        z = height - 2.2
        tank = moved(
            lathe([(0.2, z), (0.22, z + 0.03), (0.22, z + 0.85), (0.18, z + 0.92), (0.02, z + 0.95)], 18), (0.36, 0, 0)
        )
        bushings = [
            moved(lathe([(0.03, z + 0.9), (0.05, z + 0.95), (0.03, z + 1.1)], 10), (0.36, y, 0)) for y in (-0.09, 0.09)
        ]
        straps = [box((0.1, -0.03, z + h), (0.18, 0.03, z + h + 0.06)) for h in (0.15, 0.7)]
        pieces.append(Piece(patch=joined([tank, *straps]), material="tank", part="body", crease_rad=0.6))
        pieces.append(Piece(patch=joined(bushings), material="insulator", part="body", crease_rad=ROUND_RAD))
    return pieces
