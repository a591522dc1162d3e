"""The open square of soil around a street tree, in a frame of stone, or under a cast-iron grate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.shapes import Patch, box, joined, quads
from scenes.material import Material

_MATERIALS: dict[str, Material] = {
    "soil": Material(base_color=(0.075, 0.055, 0.038), roughness=1.0, pattern="asphalt", lidar_reflectivity=0.3),
    "frame": Material(base_color=(0.26, 0.25, 0.24), roughness=0.85, pattern="concrete", lidar_reflectivity=0.35),
    "iron": Material(base_color=(0.055, 0.05, 0.046), roughness=0.6, metallic=0.4, lidar_reflectivity=0.2),
}
RIM_M = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class TreePit(AssetSpec):
    """A pit about the origin. side_m: FLL asks for 1.5 m2 of open ground or more."""

    side_m: float = 1.3
    cover: Literal["open", "grate"] = "open"

    def build(self) -> Asset:
        """Soil, frame, and the bars of the grate around a hole for the trunk."""
        half, rim = self.side_m / 2, RIM_M
        soil = quads([[(-half, -half, 0.004), (half, -half, 0.004), (half, half, 0.004), (-half, half, 0.004)]])
        sides = [
            box((-half - rim, -half - rim, -0.02), (half + rim, -half, 0.012)),
            box((-half - rim, half, -0.02), (half + rim, half + rim, 0.012)),
            box((-half - rim, -half, -0.02), (-half, half, 0.012)),
            box((half, -half, -0.02), (half + rim, half, 0.012)),
        ]
        pieces = [
            Piece(patch=soil, material="soil", part="surface", semantic="flat.terrain"),
            Piece(patch=joined(sides), material="frame", part="surface"),
        ]
        if self.cover == "grate":
            pieces.append(Piece(patch=joined(self._bars()), material="iron", part="surface"))
        return assemble("tree_pit", "flat.sidewalk", pieces, _MATERIALS)

    def _bars(self) -> list[Patch]:
        half, hole = self.side_m / 2, 0.28
        bars = []
        for y in np.arange(-half + 0.04, half, 0.08):
            spans = [(-half, half)] if abs(y) > hole else [(-half, -hole), (hole, half)]
            bars += [box((a, y - 0.018, 0.004), (b, y + 0.018, 0.012)) for a, b in spans]
        bars += [box((x - 0.02, -half, 0.003), (x + 0.02, half, 0.0115)) for x in (-hole, hole)]
        return bars
