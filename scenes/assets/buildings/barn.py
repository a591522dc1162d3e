"""Barns of farms: board walls, a great door, a steep roof, and a silo beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.buildings.facade import rects_of, row
from scenes.assets.buildings.four_walls import FACINGS, FOOTING_M, Facing, FourWalls, finished, new_shell, spread
from scenes.assets.buildings.pitched_roof import PitchedRoof, draw_pitched_roof
from scenes.assets.shaping.shapes import lathe, moved

Walls = Literal["timber", "siding", "sheet", "brick"]

PLINTH_M = 0.8
BOARD_M = 0.22


@dataclass(frozen=True, slots=True, kw_only=True)
class Barn(AssetSpec):
    """A barn whose great door looks along +x from x = 0; the ridge runs away from it. silo: on its left.

    Raises ValueError for sizes that are no barn's.
    """

    width_m: float = 12.0
    depth_m: float = 22.0
    eaves_m: float = 4.5
    rise_share: float = 0.8
    walls: Walls = "timber"
    silo: Literal["none", "steel"] = "steel"

    def __post_init__(self) -> None:
        if not (6.0 <= self.width_m <= 30.0 and 8.0 <= self.depth_m <= 80.0 and 3.0 <= self.eaves_m <= 8.0):
            given = f"{self.width_m} x {self.depth_m} x {self.eaves_m} m"
            raise ValueError(f"a barn is 6 to 30 m wide, 8 to 80 m deep and 3 to 8 m to its eaves, got {given}")

    def build(self) -> Asset:
        """One mesh."""
        shell = new_shell(self.width_m, self.depth_m)
        for facing in FACINGS:
            self._wall(shell, facing)
        half = self.width_m / 2
        roof = PitchedRoof(
            low_m=(-self.depth_m, -half),
            high_m=(0.0, half),
            eaves_m=self.eaves_m,
            rise_share=self.rise_share,
            overhang_m=0.6,
            ridge="across_front",
        )
        draw_pitched_roof(shell.builder, shell.slots, roof, self.walls)
        if self.silo == "steel":
            top = roof.ridge_m + 1.5
            profile = [(1.9, FOOTING_M), (1.9, top - 1.4), (1.95, top - 1.35), (0.5, top - 0.2), (0.0, top)]
            rings = [(1.9 + 0.03 * (k % 2), z) for k, z in enumerate(np.arange(0.6, top - 1.6, 0.6))]
            outline = [profile[0], *rings, *profile[1:]]
            silo = moved(lathe(outline, 24), (-4.0, half + 2.6, 0.0))
            shell.builder.add(*silo, shell.slots["metal"], crease_rad=0.7)
        return finished(shell, "barn", roof.ridge_m + 0.2)

    def _wall(self, shell: FourWalls, facing: Facing) -> None:
        """Plinth, boards with battens, the great door and small windows."""
        wall = shell.wall(facing)
        length = shell.length_m(facing)
        openings = rects_of([])
        if facing in ("front", "rear"):
            door = (-2.1, 2.1, 0.05, min(4.0, self.eaves_m - 0.2))
            openings = rects_of([door])
            wall.reveals(openings, -0.15, 0.0, "timber")
            wall.blocks([(-2.1, -0.02, *door[2:]), (0.02, 2.1, *door[2:])], -0.15, -0.1, "door")
            braces = [
                (s * 1.05 - 0.95, s * 1.05 + 0.95, z, z + 0.16) for s in (-1, 1) for z in (0.5, 2.0, door[3] - 0.5)
            ]
            wall.blocks(braces, -0.1, -0.06, "door")
        else:
            openings = row(spread(int(length // 5), length), 0.9, 1.9, 2.5)
            wall.fronts(openings, -0.08, "glass")
            wall.reveals(openings, -0.08, 0.0, "trim")
        low = openings[openings[:, 2] < PLINTH_M]
        wall.pierced(shell.outline(facing, FOOTING_M, PLINTH_M), low, 0.06, "concrete")
        wall.pierced(shell.outline(facing, PLINTH_M, self.eaves_m), openings, 0.0, self.walls)
        if self.walls == "brick":
            return
        battens = np.arange(-length / 2 + BOARD_M, length / 2, BOARD_M)
        clear = [u for u in battens if not ((openings[:, 0] < u + 0.05) & (openings[:, 1] > u)).any()]
        wall.blocks([(u, u + 0.045, PLINTH_M, self.eaves_m) for u in clear], 0.0, 0.025, self.walls)
