"""Lost cargo that is no furniture: wheels, loading ramps. Each rests on z = 0."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import ROUND_RAD, Piece, assemble
from scenes.assets.shaping.shapes import Patch, box, cylinder, joined, lathe, moved, tube
from scenes.assets.street.debris import LooseTyre
from scenes.material import Material

_MATERIALS: dict[str, Material] = {
    "tread": Material(base_color=(0.035, 0.034, 0.033), roughness=0.92, lidar_reflectivity=0.06),
    "steel": Material(base_color=(0.20, 0.20, 0.21), roughness=0.5, metallic=0.4, lidar_reflectivity=0.35),
    "dark": Material(base_color=(0.025, 0.025, 0.025), roughness=0.8, lidar_reflectivity=0.1),
    "aluminium": Material(base_color=(0.52, 0.53, 0.54), roughness=0.4, metallic=0.6, lidar_reflectivity=0.55),
    "worn_red": Material(base_color=(0.32, 0.04, 0.03), roughness=0.7, lidar_reflectivity=0.3),
}
RUNG_M = 0.14
"""Chosen: between the bars of a ramp, as on those for small machines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LooseWheel(AssetSpec):
    """A spare wheel on its inner side: a tyre on a pressed steel disc. outer_m: 0.6 of cars, 1.0 of lorries."""

    outer_m: float = 0.64
    width_m: float = 0.2

    def build(self) -> Asset:
        """The tyre, a rim with a dished disc, holes, bolts."""
        tyre = LooseTyre(outer_m=self.outer_m, width_m=self.width_m).build().parts[0].mesh
        rubber: Patch = (tyre.vertices_m.astype(np.float64), tyre.faces.astype(np.int64))
        r, w = 0.5 * self.outer_m, self.width_m
        profile = [(0.60, 0.10), (0.635, 0.05), (0.64, 0.10), (0.60, 0.2), (0.58, 0.5), (0.60, 0.85), (0.64, 0.93)]
        profile += [(0.635, 0.97), (0.60, 0.92), (0.56, 0.8), (0.46, 0.62), (0.34, 0.66), (0.2, 0.78), (0.1, 0.78)]
        disc = lathe(np.array(profile) * [r, w], 40)
        angles = 2.0 * math.pi * np.arange(8) / 8
        holes = [_disc(0.055 * r, (0.42 * r, 0.648 * w), float(a)) for a in angles]
        holes.append(moved(cylinder(0.1 * r, 0.775 * w, 0.785 * w, 16), (0.0, 0.0, 0.0)))
        bolts = [_disc(0.022 * r, (0.16 * r, 0.79 * w), float(a) + 0.3) for a in angles[::2]]
        return assemble(
            "loose_wheel",
            "movable_object.tyre",
            [
                Piece(patch=rubber, material="tread", crease_rad=ROUND_RAD),
                Piece(patch=disc, material="steel", part="wheel", crease_rad=0.7),
                Piece(patch=joined([*holes, *bolts]), material="dark", part="wheel"),
            ],
            _MATERIALS,
        )


def _disc(radius_m: float, at_m: tuple[float, float], angle_rad: float) -> Patch:
    """A flat disc of a few millimetres, so far from the axis and so high."""
    away, z = at_m
    return moved(
        cylinder(radius_m, z - 0.004, z + 0.004, 12), (away * math.cos(angle_rad), away * math.sin(angle_rad), 0.0)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadingRamp(AssetSpec):
    """An aluminium ramp along x on which cars and small machines drive onto trailers, 0.3 m wide, bars 0.14 m apart."""

    length_m: float = 2.2
    width_m: float = 0.30

    def build(self) -> Asset:
        """Two rails that are deep in their middle, bars with a grip, a lip at one end, red ends."""
        half, side = 0.5 * self.length_m, 0.5 * self.width_m
        rails = []
        for a, b in zip(np.linspace(-half, half, 9)[:-1], np.linspace(-half, half, 9)[1:], strict=True):
            deep = 0.045 + 0.055 * math.cos(0.5 * math.pi * (a + b) / self.length_m)
            rails += [box((a, s * side - 0.013, 0.10 - deep), (b, s * side + 0.013, 0.10)) for s in (-1.0, 1.0)]
        bars = [
            tube([(x, -side, 0.085), (x, side, 0.085)], 0.014, 6) for x in np.arange(-half + 0.08, half - 0.05, RUNG_M)
        ]
        lip = [box((half - 0.02, -side - 0.013, 0.086), (half + 0.12, side + 0.013, 0.10))]
        ends = [box((-half - 0.004, s * side - 0.016, 0.05), (-half + 0.16, s * side + 0.016, 0.103)) for s in (-1, 1)]
        return assemble(
            "loading_ramp",
            "movable_object.cargo",
            [
                Piece(patch=joined([*rails, *lip]), material="aluminium"),
                Piece(patch=joined(bars), material="aluminium", crease_rad=ROUND_RAD),
                Piece(patch=joined(ends), material="worn_red"),
            ],
            _MATERIALS,
        )
