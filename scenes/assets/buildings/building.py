"""Town houses of three to five storeys: facade with recessed windows, ground floor of flats or shops, roof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.buildings.facade import ROOM_M, Wall, WindowStyle, dressed, row
from scenes.assets.buildings.four_walls import FOOTING_M, FourWalls, finished, new_shell
from scenes.assets.buildings.ground_floor import draw_flats, draw_shops
from scenes.assets.buildings.lit_windows import evening_flats
from scenes.assets.buildings.roof import Roof, draw_roof
from scenes.assets.shaping.shapes import cylinder, moved
from scenes.streams import stream

Style = Literal["stucco", "brick", "modern"]
GroundFloor = Literal["flats", "shop"]

BALCONY_M = 1.25  # chosen: how far balconies reach out

_WINDOWS: dict[Style, WindowStyle] = {
    "stucco": WindowStyle(casements=2, transom=0.68, surround_m=0.14),
    "brick": WindowStyle(casements=2, transom=0.0, surround_m=0.0, sill_m=0.07, recess_m=0.16),
    "modern": WindowStyle(casements=3, transom=0.0, surround_m=0.0, frame_m=0.06, recess_m=0.14, sill_m=0.03),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TownHouse(AssetSpec):
    """A house whose front stands at x = 0 of the body frame and looks along +x; width along y, ground at z = 0.

    bays: windows side by side. balcony_bays: which of them carry balconies on the upper floors. side_bays: windows on
    either side wall, 0 for party walls. seed: curtains, doors, goods, lettering, and who is at home in the evening.
    """

    width_m: float
    depth_m: float = 11.0
    storeys: int = 4
    ground_height_m: float = 3.9
    storey_height_m: float = 3.2
    bays: int = 4
    style: Style = "stucco"
    ground: GroundFloor = "flats"
    roof: Roof = "gable"
    balcony_bays: tuple[int, ...] = ()
    side_bays: int = 0
    seed: int = 0

    @property
    def eaves_m(self) -> float:
        """Height of the wall's top."""
        return self.ground_height_m + (self.storeys - 1) * self.storey_height_m

    def build(self) -> Asset:
        """One mesh."""
        shell = new_shell(self.width_m, self.depth_m)
        front = shell.wall("front")
        rng = stream(self.seed, "asset.town_house", self.style, self.bays, self.storeys)
        evening = stream(self.seed, "asset.town_house.evening")
        self._upper_floors(front, rng, evening)
        ground = draw_shops if self.ground == "shop" else draw_flats
        style = _WINDOWS[self.style]
        lamps = ground(front, self.width_m, self.ground_height_m, self.bays, FOOTING_M, style, rng, evening)
        front.fronts([shell.outline("front", FOOTING_M, self.eaves_m)], -ROOM_M, "room")
        self._mouldings(front)
        shell.wall("rear").fronts([shell.outline("rear", FOOTING_M, self.eaves_m)], 0.0, "wall")
        self._side_walls(shell, rng, evening)
        top = draw_roof(shell.builder, shell.slots, self.roof, self.width_m, self.depth_m, self.eaves_m, self.bays)
        return finished(shell, "town_house", top, lamps)

    def _bay_centres_m(self) -> list[float]:
        pitch = (self.width_m - 0.5) / self.bays
        return [(k + 0.5 - self.bays / 2) * pitch for k in range(self.bays)]

    def _upper_floors(self, wall: Wall, rng: np.random.Generator, evening: np.random.Generator) -> None:
        centres = np.array(self._bay_centres_m())
        pitch = centres[1] - centres[0]
        width = min(1.9, 0.66 * pitch) if self.style == "modern" else min(1.25, 0.48 * pitch)
        openings = []
        for floor in range(1, self.storeys):
            base = self.ground_height_m + (floor - 1) * self.storey_height_m
            head = base + self.storey_height_m - 0.55
            low = np.array([base + (0.08 if k in self.balcony_bays else 0.85) for k in range(self.bays)])
            rects = row(centres, width, base, head)
            rects[:, 2] = low
            openings.append(rects)
            outline = (-self.width_m / 2, self.width_m / 2, base, base + self.storey_height_m)
            wall.pierced(outline, rects, 0.0, "wall")
            for k in self.balcony_bays:
                _balcony(wall, float(centres[k]), pitch * 0.84, base)
        rects = np.concatenate(openings)
        light = evening_flats(len(rects), evening)
        wall.windows(rects, dressed(len(rects), rng), _WINDOWS[self.style], light=light)

    def _mouldings(self, wall: Wall) -> None:
        half, top, ground = self.width_m / 2, self.eaves_m, self.ground_height_m
        wall.blocks([(-half, half, ground - 0.14, ground + 0.1)], 0.0, 0.09, "trim")
        if self.style == "stucco":
            wall.blocks([(-half, half, top - 0.42, top - 0.18)], 0.0, 0.16, "trim")
            wall.blocks([(-half, half, top - 0.18, top)], 0.0, 0.32, "trim")
            second = ground + self.storey_height_m
            wall.blocks([(-half, half, second + 0.06, second + 0.18)], 0.0, 0.06, "trim")
        elif self.style == "brick":
            lintels = [c for floor in range(1, self.storeys) for c in self._lintels(floor)]
            wall.blocks(lintels, 0.0, 0.02, "trim")
            wall.blocks([(-half, half, top - 0.3, top)], 0.0, 0.12, "wall")
        pipe = cylinder(0.05, FOOTING_M, top, 6)
        wall.builder.add(*moved(pipe, (0.13, half - 0.2, 0.0)), wall.slots["metal"], crease_rad=1.2)

    def _lintels(self, floor: int) -> list[tuple[float, float, float, float]]:
        head = self.ground_height_m + floor * self.storey_height_m - 0.55
        half = 0.24 * (self.width_m - 0.5) / self.bays + 0.12
        return [(c - half, c + half, head, head + 0.22) for c in self._bay_centres_m()]

    def _side_walls(self, shell: FourWalls, rng: np.random.Generator, evening: np.random.Generator) -> None:
        """Party walls, or walls with windows."""
        depth, sides = self.depth_m, (shell.wall("left"), shell.wall("right"))
        outline = shell.outline("left", FOOTING_M, self.eaves_m)
        if not self.side_bays:
            for wall in sides:
                wall.fronts([outline], 0.0, "wall")
            return
        centres = np.linspace(-depth / 2, depth / 2, self.side_bays + 2)[1:-1]
        floors = [self.ground_height_m + (k - 1) * self.storey_height_m for k in range(1, self.storeys)]
        rects = np.concatenate([row(centres, 1.1, z + 0.85, z + 2.5) for z in [0.1, *floors]])
        for wall in sides:
            wall.pierced(outline, rects, 0.0, "wall")
            light = evening_flats(len(rects), evening)
            wall.windows(rects, dressed(len(rects), rng), WindowStyle(casements=2), light=light)
            wall.fronts([outline], -ROOM_M, "room")


def _balcony(wall: Wall, centre_m: float, width_m: float, floor_m: float) -> None:
    """A slab with solid panels and a hand rail."""
    low, high, reach = centre_m - width_m / 2, centre_m + width_m / 2, BALCONY_M
    wall.blocks([(low, high, floor_m - 0.16, floor_m)], 0.0, reach, "sill")
    wall.blocks([(low, high, floor_m + 0.08, floor_m + 0.92)], reach - 0.03, reach, "railing")
    wall.fronts([(low, high, floor_m + 0.08, floor_m + 0.92)], reach - 0.03, "railing")
    ends = [(low, low + 0.03, floor_m + 0.08, floor_m + 0.92), (high - 0.03, high, floor_m + 0.08, floor_m + 0.92)]
    wall.blocks(ends, 0.0, reach - 0.03, "railing")
    wall.blocks([(low - 0.02, high + 0.02, floor_m + 0.98, floor_m + 1.03)], reach - 0.05, reach + 0.02, "metal")
