"""Thin things on the carriageway: manhole covers and repaired asphalt. They lie 2 mm above z = 0."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.shapes import Patch, joined
from scenes.material import Material

LIFT_M = 0.002  # chosen: enough for a float32 ray at 200 m, far below any tyre's notice

_MATERIALS = {
    "iron": Material(base_color=(0.055, 0.052, 0.050), roughness=0.6, metallic=0.3, lidar_reflectivity=0.2),
    "collar": Material(base_color=(0.17, 0.165, 0.16), roughness=0.85, pattern="concrete", lidar_reflectivity=0.3),
    "fresh_asphalt": Material(
        base_color=(0.060, 0.060, 0.061), roughness=0.85, pattern="asphalt", lidar_reflectivity=0.12
    ),
    "seal": Material(base_color=(0.028, 0.028, 0.029), roughness=0.5, lidar_reflectivity=0.08),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manhole(AssetSpec):
    """A round cast-iron cover of 0.6 m (EN 124) in a collar, with ribs."""

    def build(self) -> Asset:
        """Collar, cover, ribs."""
        ribs = [
            _sheet([(-0.2, y - 0.02), (0.2, y - 0.02), (0.2, y + 0.02), (-0.2, y + 0.02)], 3)
            for y in (-0.12, 0.0, 0.12)
        ]
        pieces = [
            Piece(patch=_sheet(_ring(0.39), 1), material="collar", part="surface", semantic="flat.driveable_surface"),
            Piece(patch=_sheet(_ring(0.31), 2), material="iron", part="surface"),
            Piece(patch=joined(ribs), material="collar", part="surface"),
        ]
        return assemble("manhole", "flat.manhole", pieces, _MATERIALS)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsphaltRepair(AssetSpec):
    """A rectangle of newer asphalt with sealed joints, centred on the origin."""

    length_m: float
    width_m: float

    def build(self) -> Asset:
        """Joint and patch."""
        pieces = [
            Piece(patch=self._rectangle(0.0, 1), material="seal", part="surface"),
            Piece(patch=self._rectangle(0.035, 2), material="fresh_asphalt", part="surface"),
        ]
        return assemble("asphalt_repair", "flat.driveable_surface", pieces, _MATERIALS)

    def _rectangle(self, inset_m: float, level: int) -> Patch:
        a, b = self.length_m / 2 - inset_m, self.width_m / 2 - inset_m
        return _sheet([(-a, -b), (a, -b), (a, b), (-a, b)], level)


def _ring(radius_m: float) -> list[tuple[float, float]]:
    angle = np.linspace(0, 2 * np.pi, 25)[:-1]
    return [(float(radius_m * np.cos(a)), float(radius_m * np.sin(a))) for a in angle]


def _sheet(outline: list[tuple[float, float]], level: int) -> Patch:
    """A convex outline as an upward fan; each level 1 mm above the one below."""
    points = np.column_stack([outline, np.full(len(outline), LIFT_M + 0.001 * (level - 1))])
    k = np.arange(1, len(points) - 1)
    return points, np.stack([np.zeros(len(k), dtype=np.int64), k, k + 1], axis=1)
