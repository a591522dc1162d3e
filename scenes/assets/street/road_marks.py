"""What wrecks leave on the carriageway: rubber of locked wheels, and what ran out of tanks. Draped over the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.shapes import quads
from scenes.material import Material

Point3 = tuple[float, float, float]

_MATERIALS = {
    "rubber": Material(base_color=(0.045, 0.044, 0.043), roughness=0.9, lidar_reflectivity=0.06),
    "fluid": Material(base_color=(0.018, 0.016, 0.013), roughness=0.22, lidar_reflectivity=0.03),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadSmear(AssetSpec):
    """A band between a left and a right edge, both lists of points on the ground, as long as each other."""

    left_m: tuple[Point3, ...] = ((0.0, 0.15, 0.003), (6.0, 0.15, 0.003))
    right_m: tuple[Point3, ...] = ((0.0, -0.15, 0.003), (6.0, -0.15, 0.003))
    material: Literal["rubber", "fluid"] = "rubber"

    def build(self) -> Asset:
        """Upward quadrilaterals from each pair of points to the next. Raises ValueError for edges of unlike lengths."""
        left, right = np.array(self.left_m), np.array(self.right_m)
        if left.shape != right.shape or len(left) < 2:
            raise ValueError(f"a smear needs edges of equal length, got {len(left)} and {len(right)} points")
        corners = np.stack([right[:-1], right[1:], left[1:], left[:-1]], axis=1)
        piece = Piece(patch=quads(corners), material=self.material, part="surface")
        return assemble("road_smear", "flat.driveable_surface", [piece], _MATERIALS)
