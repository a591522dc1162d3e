"""Paved ground of a plot: drives, paths and yards, a slab that lies a little above the lawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.shapes import box, joined
from scenes.material import Material

_MATERIALS: dict[str, Material] = {
    "setts": Material(base_color=(0.24, 0.225, 0.205), roughness=0.9, pattern="cobbles", lidar_reflectivity=0.35),
    "slabs": Material(base_color=(0.27, 0.262, 0.25), roughness=0.9, pattern="paving", lidar_reflectivity=0.38),
    "asphalt": Material(base_color=(0.115, 0.113, 0.11), roughness=0.9, pattern="asphalt", lidar_reflectivity=0.2),
    "edge": Material(base_color=(0.29, 0.282, 0.268), roughness=0.85, pattern="concrete", lidar_reflectivity=0.38),
}
THICK_M, LIFT_M = 0.35, 0.03
"""Chosen: deep enough for lawns that are not level, high enough to lie above them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PavedSlab(AssetSpec):
    """A rectangle about the origin, length along x."""

    length_m: float = 5.0
    width_m: float = 3.0
    surface: Literal["setts", "slabs", "asphalt"] = "setts"

    def build(self) -> Asset:
        """The slab between two rows of edging stones."""
        x, y, rim = self.length_m / 2, self.width_m / 2, 0.06
        edges = [box((-x, s * y - rim / 2, -THICK_M), (x, s * y + rim / 2, LIFT_M + 0.012)) for s in (-1.0, 1.0)]
        inner = box((-x, -y + rim / 2, -THICK_M), (x, y - rim / 2, LIFT_M))
        return assemble(
            "paved_slab",
            "flat.other",
            [
                Piece(patch=inner, material=self.surface, part="surface"),
                Piece(patch=joined(edges), material="edge", part="surface"),
            ],
            _MATERIALS,
        )
