"""Apartment blocks of four to twelve storeys: rows of loggias and windows, stair towers, a flat roof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.buildings.facade import WindowStyle, rects_of, row
from scenes.assets.buildings.four_walls import FOOTING_M, Facing, Float64, FourWalls, finished, new_shell, spread
from scenes.assets.buildings.roof import draw_roof
from scenes.assets.shaping.shapes import box, cylinder, joined, moved
from scenes.streams import stream

Finish = Literal["panels", "render", "brick"]

GROUND_M, STOREY_M = 0.9, 2.8
"""Chosen: a raised ground floor over cellar windows, and the storeys of serial housing (WBS 70: 2.8 m)."""
SECTION_M = 15.0
"""Chosen: width that one staircase serves, two flats a floor."""
LOGGIA_M = 1.2
_WALL: dict[Finish, str] = {"panels": "concrete", "render": "wall", "brick": "brick"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartmentBlock(AssetSpec):
    """A slab of flats whose garden front, with its loggias, looks along +x from x = 0; entrances on the other side.

    sections: staircases side by side. seed: curtains, and who is at home in the evening.
    Raises ValueError for a block that would not be built.
    """

    sections: int = 3
    storeys: int = 6
    depth_m: float = 12.0
    finish: Finish = "panels"
    seed: int = 0

    def __post_init__(self) -> None:
        if not (1 <= self.sections <= 10 and 3 <= self.storeys <= 14):
            raise ValueError(
                f"a block has 1 to 10 sections and 3 to 14 storeys, got {self.sections} and {self.storeys}"
            )

    @property
    def width_m(self) -> float:
        """Along the front."""
        return self.sections * SECTION_M

    @property
    def eaves_m(self) -> float:
        """Height of the walls' top."""
        return GROUND_M + self.storeys * STOREY_M

    def build(self) -> Asset:
        """One mesh."""
        shell = new_shell(self.width_m, self.depth_m)
        rng, evening = stream(self.seed, "asset.apartment_block"), stream(self.seed, "asset.apartment_block.evening")
        style = WindowStyle(casements=2, recess_m=0.1, sill_m=0.04, frame_m=0.06)
        self._loggia_front(shell, style, rng, evening)
        self._entrance_front(shell, style, rng, evening)
        sides: tuple[Facing, Facing] = ("left", "right")
        for facing in sides:
            windows = [row([0.0], 0.9, z + 1.0, z + 2.2) for z in self._floors_m()]
            self._close(shell, facing, shell.glaze(facing, np.concatenate(windows), style, rng, evening))
        slots = {**shell.slots, "wall": shell.slots[_WALL[self.finish]]}
        top = draw_roof(shell.builder, slots, "flat", self.width_m, self.depth_m, self.eaves_m, self.sections)
        return finished(shell, "apartment_block", top)

    def _floors_m(self) -> list[float]:
        return [GROUND_M + k * STOREY_M for k in range(self.storeys)]

    def _close(self, shell: FourWalls, facing: Facing, openings: Float64) -> None:
        """Wall, plinth and, of panels, the dark joints between them."""
        shell.close(facing, openings, GROUND_M, self.eaves_m, _WALL[self.finish])
        wall = shell.wall(facing)
        wall.blocks([shell.outline(facing, FOOTING_M, GROUND_M)], -0.02, 0.02, "base")
        if self.finish != "panels":
            return
        length = shell.length_m(facing)
        levels = [(-length / 2, length / 2, z - 0.025, z + 0.025) for z in self._floors_m()]
        joints = [(u - 0.025, u + 0.025, GROUND_M, self.eaves_m) for u in np.arange(-length / 2, length / 2, 5.0)[1:]]
        clear = [j for j in joints if not _crossed(j, openings)]
        wall.fronts([*levels, *clear], 0.004, "rubber")

    def _loggia_front(
        self, shell: FourWalls, style: WindowStyle, rng: np.random.Generator, evening: np.random.Generator
    ) -> None:
        """Two loggias a section and floor, each with a balcony door, between them windows."""
        centres = spread(2 * self.sections, self.width_m)
        floors = self._floors_m()
        windows = np.concatenate(
            [row(spread(4 * self.sections, self.width_m)[1::2] + 0.55, 1.5, z + 0.85, z + 2.2) for z in floors]
        )
        doors = np.concatenate([row(centres - 1.1, 2.1, z + 0.1, z + 2.2) for z in floors])
        openings = shell.glaze("front", np.concatenate([windows, doors]), style, rng, evening)
        self._close(shell, "front", openings)
        wall = shell.wall("front")
        slabs = np.concatenate([row(centres - 1.1, 3.6, z - 0.08, z + 0.08) for z in floors])
        wall.blocks(slabs, 0.0, LOGGIA_M, "concrete")
        panels = np.concatenate([row(centres - 1.1, 3.6, z + 0.08, z + 1.0) for z in floors])
        wall.blocks(panels, LOGGIA_M - 0.05, LOGGIA_M, "awning")
        wall.fronts(panels, LOGGIA_M - 0.05, "awning")
        tops = [(u - 1.1 + side, floors[0] - 0.08, self.eaves_m) for u in centres for side in (-1.85, 1.8)]
        wall.blocks([(u, u + 0.05, low, high) for u, low, high in tops], 0.0, LOGGIA_M, "concrete")
        wall.blocks(row(centres - 1.1, 3.7, self.eaves_m - 0.12, self.eaves_m), 0.0, LOGGIA_M + 0.1, "concrete")

    def _entrance_front(
        self, shell: FourWalls, style: WindowStyle, rng: np.random.Generator, evening: np.random.Generator
    ) -> None:
        """Stair windows over the entrances, and the windows of kitchens and baths."""
        stairs = spread(self.sections, self.width_m)
        floors = self._floors_m()
        flats = np.concatenate(
            [row(np.concatenate([stairs - 4.0, stairs + 4.0]), 1.4, z + 0.9, z + 2.2) for z in floors]
        )
        baths = np.concatenate(
            [row(np.concatenate([stairs - 6.3, stairs + 6.3]), 0.7, z + 1.3, z + 2.2) for z in floors]
        )
        landings = np.concatenate([row(stairs, 1.6, z + 0.2, z + 1.7) for z in [f + STOREY_M / 2 for f in floors[:-1]]])
        openings = shell.glaze("rear", np.concatenate([flats, baths, landings]), style, rng, evening)
        doors = row(stairs, 1.9, 0.1, 2.3)
        wall = shell.wall("rear")
        wall.reveals(doors, -0.2, 0.0, "base")
        wall.fronts(doors, -0.2, "door")
        wall.fronts(row(stairs + 0.35, 0.9, 0.4, 2.1), -0.19, "glass")
        wall.pierced(
            shell.outline("rear", FOOTING_M, self.eaves_m), rects_of([*openings, *doors]), 0.0, _WALL[self.finish]
        )
        wall.fronts([shell.outline("rear", GROUND_M, self.eaves_m)], -0.7, "room")
        for u in stairs:
            wall.blocks([(u - 1.5, u + 1.5, 2.45, 2.6)], 0.0, 1.5, "concrete")
            pipe = cylinder(0.05, FOOTING_M, self.eaves_m, 6)
            shell.builder.add(*moved(pipe, (-self.depth_m - 0.07, -u + 7.2, 0.0)), shell.slots["metal"], crease_rad=1.2)
        lifts = [
            box(
                (-self.depth_m / 2 - 2.0, y - 1.6, self.eaves_m), (-self.depth_m / 2 + 2.0, y + 1.6, self.eaves_m + 2.6)
            )
            for y in stairs
        ]
        shell.builder.add(*joined(lifts), shell.slots[_WALL[self.finish]], crease_rad=0.0)


def _crossed(joint: tuple[float, float, float, float], openings: Float64) -> bool:
    return bool(((openings[:, 0] < joint[1]) & (openings[:, 1] > joint[0])).any())
