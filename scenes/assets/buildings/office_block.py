"""Office buildings: curtain walls, ribbons of windows, or a grid of stone piers; a lobby and plant on the roof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.buildings.facade import Rects, Wall, WindowStyle, row
from scenes.assets.buildings.four_walls import (
    FACINGS,
    FOOTING_M,
    Facing,
    Float64,
    FourWalls,
    finished,
    new_shell,
    spread,
)
from scenes.assets.buildings.lit_windows import DARK, LIGHTS
from scenes.assets.shaping.shapes import box, joined, quads
from scenes.streams import stream

Facade = Literal["curtain_wall", "ribbon", "piers"]

LOBBY_M, STOREY_M = 4.5, 3.6
"""Chosen: storeys of offices with raised floors and ceilings; lobbies are a third higher."""
BAY_M = 5.4
"""Chosen: four modules of 1.35 m, the common grid of offices."""
PARAPET_M, PARAPET_WIDTH_M = 0.9, 0.3
SET_BACK_M = 0.9
"""Chosen: of the lobby's glass behind the columns."""
NEUTRAL = next(index for index, light in enumerate(LIGHTS) if light.name == "neutral")
LATE_SHARE = 0.3
"""Chosen: share of offices that are still lit in the evening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeBlock(AssetSpec):
    """An office building whose front looks along +x from x = 0. bays_wide, bays_deep: of 5.4 m.

    seed: blinds, and who works late. Raises ValueError for a building that would not be built.
    """

    bays_wide: int = 6
    bays_deep: int = 3
    storeys: int = 8
    facade: Facade = "curtain_wall"
    seed: int = 0

    def __post_init__(self) -> None:
        if not (1 <= self.bays_wide <= 20 and 1 <= self.bays_deep <= 20 and 2 <= self.storeys <= 40):
            given = f"{self.bays_wide} x {self.bays_deep} bays, {self.storeys} storeys"
            raise ValueError(f"an office block has 1 to 20 bays a side and 2 to 40 storeys, got {given}")

    @property
    def top_m(self) -> float:
        """Height of the walls' top."""
        return LOBBY_M + (self.storeys - 1) * STOREY_M

    def build(self) -> Asset:
        """One mesh."""
        shell = new_shell(self.bays_wide * BAY_M + 0.6, self.bays_deep * BAY_M + 0.6)
        rng = stream(self.seed, "asset.office_block")
        for facing in FACINGS:
            bays = self.bays_wide if facing in ("front", "rear") else self.bays_deep
            self._upper(shell, facing, bays, rng)
            self._lobby(shell, facing, bays)
        self._top(shell)
        return finished(shell, "office_block", self.top_m + 3.2)

    def _panes(self, centres: Float64) -> Rects:
        """Openings of all upper floors."""
        low, high, width = {
            "curtain_wall": (0.12, STOREY_M - 0.75, BAY_M - 0.06),
            "ribbon": (0.95, STOREY_M - 0.55, BAY_M - 0.02),
            "piers": (0.45, STOREY_M - 0.6, BAY_M - 1.5),
        }[self.facade]
        floors = [LOBBY_M + k * STOREY_M for k in range(self.storeys - 1)]
        return np.concatenate([row(centres, width, z + low, z + high) for z in floors])

    def _upper(self, shell: FourWalls, facing: Facing, bays: int, rng: np.random.Generator) -> None:
        """Panes of four modules each, what lies between them, and bands over it."""
        wall = shell.wall(facing)
        openings = self._panes(spread(bays, bays * BAY_M))
        recess = {"curtain_wall": 0.05, "ribbon": 0.12, "piers": 0.3}[self.facade]
        style = WindowStyle(casements=4, recess_m=recess, frame_m=0.05, sill_m=0.0)
        dressing = rng.choice([0, 3], size=len(openings), p=[0.7, 0.3])
        light = np.where(rng.random(len(openings)) < LATE_SHARE, NEUTRAL, DARK)
        slot = {"curtain_wall": "spandrel", "ribbon": "siding", "piers": "concrete"}[self.facade]
        wall.windows(openings, dressing, style, reveal=slot, light=light)
        shell.close(facing, openings, LOBBY_M, self.top_m + PARAPET_M, slot)
        half = shell.length_m(facing) / 2
        if self.facade == "curtain_wall":
            fins = [(u - 0.035, u + 0.035, LOBBY_M, self.top_m) for u in np.arange(-half + 0.3, half, BAY_M / 2)]
            wall.blocks(fins, 0.0, 0.14, "metal")
        elif self.facade == "piers":
            edges = np.arange(-half + 0.3, half, BAY_M)
            wall.blocks([(u - 0.45, u + 0.45, LOBBY_M, self.top_m + 0.3) for u in edges], 0.0, 0.18, "concrete")
        wall.blocks([(-half, half, LOBBY_M - 0.25, LOBBY_M)], 0.0, 0.16, "metal")
        cap = self.top_m + PARAPET_M
        wall.blocks([(-half, half, cap - 0.15, cap + 0.07)], -PARAPET_WIDTH_M, 0.16, "metal")

    def _lobby(self, shell: FourWalls, facing: Facing, bays: int) -> None:
        """Columns before set-back glass; in the middle of the front doors under a canopy."""
        wall, half = shell.wall(facing), shell.length_m(facing) / 2
        edges = np.concatenate([spread(bays, bays * BAY_M) - BAY_M / 2, [bays * BAY_M / 2]])
        wall.blocks([(u - 0.3, u + 0.3, FOOTING_M, LOBBY_M - 0.25) for u in edges], -0.6, 0.0, "concrete")
        inner = half - SET_BACK_M
        glass = row(spread(2 * bays, 2 * inner), inner / bays - 0.08, 0.08, LOBBY_M - 0.3)
        wall.fronts(glass, -SET_BACK_M, "glass")
        wall.pierced((-inner, inner, FOOTING_M, LOBBY_M), glass, 0.01 - SET_BACK_M, "frame")
        wall.fronts([(3.0 - half, half - 3.0, FOOTING_M, LOBBY_M)], -3.0, "room")
        soffit = LOBBY_M - 0.25
        ceiling = [(-half, soffit, 0.0), (half, soffit, 0.0), (half, soffit, -SET_BACK_M), (-half, soffit, -SET_BACK_M)]
        wall.draw([ceiling[::-1]], "siding")
        if facing == "front":
            _entrance(wall)

    def _top(self, shell: FourWalls) -> None:
        """The roof within its parapet, and plant rooms."""
        depth, half, z = shell.depth_m, shell.width_m / 2, self.top_m
        level = [(-depth, -half, z), (0.0, -half, z), (0.0, half, z), (-depth, half, z)]
        shell.builder.add(*quads([level]), shell.slots["membrane"], crease_rad=0.0)
        inner = [_inner_side(shell, facing, z, z + PARAPET_M) for facing in FACINGS]
        shell.builder.add(*quads(np.concatenate(inner)), shell.slots["concrete"], crease_rad=0.0)
        plant = [
            box((-0.75 * depth, -0.35 * half, z), (-0.3 * depth, 0.25 * half, z + 3.2)),
            box((-0.6 * depth, 0.4 * half, z), (-0.4 * depth, 0.7 * half, z + 1.8)),
        ]
        shell.builder.add(*joined(plant), shell.slots["sheet"], crease_rad=0.0)


def _inner_side(shell: FourWalls, facing: Facing, low_m: float, high_m: float) -> Float64:
    """The parapet's face towards the roof (1, 4, 3)."""
    half, n = shell.length_m(facing) / 2, -PARAPET_WIDTH_M
    return shell.wall(facing).at([[(half, low_m, n), (-half, low_m, n), (-half, high_m, n), (half, high_m, n)]])


def _entrance(wall: Wall) -> None:
    """A revolving door's drum, doors beside it, and a canopy."""
    wall.blocks([(-2.6, 2.6, 3.0, 3.25)], -0.6, 2.2, "metal")
    doors = row([-1.9, -0.65, 0.65, 1.9], 1.15, 0.05, 2.6)
    wall.fronts(doors, -0.86, "glass")
    wall.pierced((-2.6, 2.6, 0.0, 3.0), doors, -0.85, "metal")
