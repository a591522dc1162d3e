"""Houses of suburbs and villages: one or two storeys, pitched roof, porch, garage, windows on all sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.buildings.facade import Rects, WindowStyle, rects_of, row
from scenes.assets.buildings.four_walls import FOOTING_M, Facing, Float64, FourWalls, finished, new_shell, spread
from scenes.assets.buildings.pitched_roof import Ends, PitchedRoof, Ridge, draw_chimney, draw_panels, draw_pitched_roof
from scenes.assets.shaping.shapes import box, cylinder, joined, moved
from scenes.streams import stream

Finish = Literal["render", "brick", "siding", "timber"]
Garage = Literal["none", "left", "right"]
Porch = Literal["none", "canopy", "veranda"]

GROUND_M = 0.35
"""Chosen: the ground floor's level over the garden, two steps."""
STOREY_M = 2.75
"""Chosen: storey height of houses since 1950."""
GARAGE_M = (3.3, 6.2, 2.75)
"""Width, depth and height of a single garage; chosen: 5.5 x 2.5 m inside (GaV of the German states) and its walls."""
DOOR_M = (1.05, 2.15)
BOARD_M = 0.18
"""Chosen: weatherboards show 10 to 20 cm."""
_WINDOWS: dict[Finish, WindowStyle] = {
    "render": WindowStyle(casements=2, recess_m=0.14, sill_m=0.05),
    "brick": WindowStyle(casements=2, recess_m=0.12, sill_m=0.06),
    "siding": WindowStyle(casements=1, transom=0.5, recess_m=0.05, sill_m=0.03, surround_m=0.10),
    "timber": WindowStyle(casements=2, transom=0.6, recess_m=0.08, surround_m=0.08),
}
_WALL: dict[Finish, str] = {"render": "wall", "brick": "brick", "siding": "siding", "timber": "timber"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DetachedHouse(AssetSpec):
    """A house in its garden. Its front stands at x = 0 of the body frame and looks along +x; a garage beside it.

    width_m, depth_m: of the house without the garage. seed: curtains, and who is at home in the evening.
    Raises ValueError for sizes that are no house's.
    """

    width_m: float = 10.5
    depth_m: float = 9.0
    storeys: Literal[1, 2] = 2
    finish: Finish = "render"
    ridge: Ridge = "along_front"
    ends: Ends = "gable"
    rise_share: float = 0.75
    garage: Garage = "right"
    porch: Porch = "canopy"
    shutters: Literal["none", "pair"] = "none"
    solar_panels: Literal[0, 6, 12] = 0
    seed: int = 0

    def __post_init__(self) -> None:
        if not (6.0 <= self.width_m <= 25.0 and 6.0 <= self.depth_m <= 20.0):
            raise ValueError(
                f"a detached house is 6 to 25 m wide and 6 to 20 m deep, got {self.width_m} x {self.depth_m}"
            )
        if not 0.2 <= self.rise_share <= 1.4:
            raise ValueError(f"rise over run of a pitched roof lies in 0.2 to 1.4, got {self.rise_share}")

    @property
    def eaves_m(self) -> float:
        """Height of the walls' top."""
        return GROUND_M + self.storeys * STOREY_M

    def build(self) -> Asset:
        """One mesh."""
        shell = new_shell(self.width_m, self.depth_m)
        rng, evening = stream(self.seed, "asset.detached_house"), stream(self.seed, "asset.detached_house.evening")
        sides: tuple[Facing, ...] = ("left", "rear", "right")
        for facing in sides:
            openings = shell.glaze(facing, self._side_windows(shell.length_m(facing)), self._style(), rng, evening)
            self._dress(shell, facing, openings)
        self._front(shell, rng, evening)
        roof = self._roof()
        draw_pitched_roof(shell.builder, shell.slots, roof, _WALL[self.finish])
        draw_chimney(shell.builder, shell.slots, roof, 0.3 * roof.half_m[0])
        if self.solar_panels:
            across = roof.half_m[1]
            columns = spread(self.solar_panels // 2, self.solar_panels // 2 * 1.02)
            draw_panels(shell.builder, shell.slots, roof, (-0.12 * across, -0.12 * across - 3.4), columns)
        if roof.ends == "gable":
            self._attic_windows(shell)
        _rain_pipes(shell, self.eaves_m)
        if self.garage != "none":
            _draw_garage(shell, 1.0 if self.garage == "left" else -1.0)
        return finished(shell, "detached_house", roof.ridge_m + 0.9)

    def _style(self) -> WindowStyle:
        return _WINDOWS[self.finish]

    def _roof(self) -> PitchedRoof:
        half = self.width_m / 2
        longer_along = self.width_m >= self.depth_m
        ridge = ("along_front" if longer_along else "across_front") if self.ends == "hip" else self.ridge
        return PitchedRoof(
            low_m=(-self.depth_m, -half),
            high_m=(0.0, half),
            eaves_m=self.eaves_m,
            rise_share=self.rise_share,
            ridge=ridge,
            ends=self.ends,
        )

    def _floors_m(self) -> list[float]:
        return [GROUND_M + k * STOREY_M for k in range(self.storeys)]

    def _side_windows(self, length_m: float) -> Rects:
        centres = spread(max(2, round(length_m / 3.6)), length_m - 1.0)
        return np.concatenate([row(centres, 1.15, floor + 0.9, floor + 2.25) for floor in self._floors_m()])

    def _front(self, shell: FourWalls, rng: np.random.Generator, evening: np.random.Generator) -> None:
        """The entrance at a third of the front, a broad window beside it, windows above."""
        bays = max(3, round(self.width_m / 3.4))
        centres = spread(bays, self.width_m - 0.8)
        entry = int(rng.integers(1, bays))
        ground = row(np.delete(centres, entry), 1.7, GROUND_M + 0.75, GROUND_M + 2.25)
        upper = [row(centres, 1.2, floor + 0.9, floor + 2.25) for floor in self._floors_m()[1:]]
        windows = shell.glaze("front", np.concatenate([ground, *upper]), self._style(), rng, evening)
        door = self._door(shell, float(centres[entry]))
        self._dress(shell, "front", np.concatenate([windows, rects_of([door])]), shuttered=windows)
        if self.porch != "none":
            _draw_porch(shell, self.porch, float(centres[entry]), self.width_m)

    def _door(self, shell: FourWalls, centre_m: float) -> tuple[float, float, float, float]:
        """Leaf with a glazed strip in a shallow recess, a light beside it and two steps before; returns the opening."""
        wall, (width, height) = shell.wall("front"), DOOR_M
        opening = (centre_m - width / 2, centre_m + width / 2, GROUND_M, GROUND_M + height)
        wall.reveals([opening], -0.16, 0.0, "trim")
        wall.fronts([opening], -0.16, "door")
        wall.fronts([(centre_m - 0.12, centre_m + 0.12, GROUND_M + 1.0, GROUND_M + height - 0.25)], -0.155, "glass")
        wall.blocks([(centre_m + 0.36, centre_m + 0.40, GROUND_M + 0.9, GROUND_M + 1.15)], -0.16, -0.09, "metal")
        steps = [
            (centre_m - 0.9, centre_m + 0.9, FOOTING_M, GROUND_M * 0.98),
            (centre_m - 1.1, centre_m + 1.1, FOOTING_M, 0.17),
        ]
        for step, reach in zip(steps, (0.75, 1.1), strict=True):
            wall.blocks([step], 0.0, reach, "concrete")
        return opening

    def _attic_windows(self, shell: FourWalls) -> None:
        """One window in each gable, set upon the wall."""
        facings: tuple[Facing, Facing] = ("left", "right") if self.ridge == "along_front" else ("front", "rear")
        bottom = self.eaves_m + 0.35
        opening = (-0.55, 0.55, bottom, bottom + 1.15)
        for facing in facings:
            wall = shell.wall(facing)
            wall.blocks([(-0.65, 0.65, bottom - 0.1, bottom + 1.25)], -0.02, 0.03, "frame")
            wall.fronts([(opening[0], -0.03, *opening[2:]), (0.03, opening[1], *opening[2:])], 0.034, "glass")

    def _dress(self, shell: FourWalls, facing: Facing, openings: Rects, shuttered: Rects | None = None) -> None:
        """The wall itself with its plinth, boards and shutters."""
        shell.close(facing, openings, GROUND_M, self.eaves_m, _WALL[self.finish])
        wall = shell.wall(facing)
        wall.blocks([shell.outline(facing, FOOTING_M, GROUND_M)], -0.02, 0.03, "base")
        if self.finish in ("siding", "timber"):
            wall.draw(_boards(shell.outline(facing, GROUND_M, self.eaves_m), openings), _WALL[self.finish])
        if self.shutters == "pair":
            leaves = openings if shuttered is None else shuttered
            half = 0.5 * (leaves[:, 1] - leaves[:, 0])
            for low, high in ((leaves[:, 0] - half, leaves[:, 0]), (leaves[:, 1], leaves[:, 1] + half)):
                panels = np.stack([low + 0.03, high - 0.03, leaves[:, 2], leaves[:, 3]], axis=1)
                wall.blocks(panels, 0.0, 0.05, "shutter")


def _boards(outline: tuple[float, float, float, float], openings: Rects) -> Float64:
    """Weatherboards as slanted strips (K, 4, 3), left out at openings."""
    low, high, bottom, top = outline
    strips = []
    for v in np.arange(bottom, top - 0.5 * BOARD_M, BOARD_M):
        upper = min(v + BOARD_M, top)
        cuts = openings[(openings[:, 2] < upper - 0.02) & (openings[:, 3] > v + 0.02)]
        edges = [low, *np.sort(cuts[:, :2], axis=0).reshape(-1), high]
        for left, right in zip(edges[::2], edges[1::2], strict=True):
            if right > left:
                strips.append([(left, v, 0.03), (right, v, 0.03), (right, upper, 0.008), (left, upper, 0.008)])
                strips.append([(left, v, 0.0), (right, v, 0.0), (right, v, 0.03), (left, v, 0.03)])
    return np.array(strips)


def _rain_pipes(shell: FourWalls, eaves_m: float) -> None:
    """Rain-water pipes at two corners."""
    for x, y in ((0.06, shell.width_m / 2 - 0.15), (-shell.depth_m - 0.06, 0.15 - shell.width_m / 2)):
        pipe = cylinder(0.045, FOOTING_M, eaves_m, 6)
        shell.builder.add(*moved(pipe, (x, y, 0.0)), shell.slots["metal"], crease_rad=1.2)


def _draw_porch(shell: FourWalls, porch: Porch, centre_m: float, width_m: float) -> None:
    """A canopy over the door, or a veranda on posts along the front."""
    height = GROUND_M + 2.45
    if porch == "canopy":
        roof = box((0.0, centre_m - 0.95, height), (1.25, centre_m + 0.95, height + 0.12))
        posts = [box((1.08, y - 0.05, 0.0), (1.18, y + 0.05, height)) for y in (centre_m - 0.85, centre_m + 0.85)]
        shell.builder.add(*roof, shell.slots["roof"], crease_rad=0.0)
        shell.builder.add(*joined(posts), shell.slots["trim"], crease_rad=0.0)
        return
    half, reach = width_m / 2, 2.0
    deck = box((0.0, -half, FOOTING_M), (reach, half, GROUND_M - 0.03))
    shell.builder.add(*deck, shell.slots["timber"], crease_rad=0.0)
    sheet = [(-half - 0.2, height + 0.55, 0.0), (-half - 0.2, height, reach + 0.3), (half + 0.2, height, reach + 0.3)]
    wall = shell.wall("front")
    top = np.array([*sheet, (half + 0.2, height + 0.55, 0.0)])
    wall.draw([top], "roof")
    wall.draw([top[::-1] - np.array([0.0, 0.1, 0.0])], "trim")
    wall.blocks([(-half - 0.2, half + 0.2, height - 0.15, height)], reach + 0.1, reach + 0.3, "trim")
    count = max(3, round(width_m / 2.6))
    posts = [
        box((reach - 0.12, y - 0.06, GROUND_M - 0.03), (reach, y + 0.06, height))
        for y in np.linspace(-half + 0.08, half - 0.08, count)
    ]
    shell.builder.add(*joined(posts), shell.slots["trim"], crease_rad=0.0)


def _draw_garage(shell: FourWalls, side: float) -> None:
    """A flat-roofed garage with a sectional door, its front half a metre behind the house's."""
    width, depth, height = GARAGE_M
    near = side * shell.width_m / 2
    low, high = sorted((near, near + side * width))
    body = box((-0.5 - depth, low, FOOTING_M), (-0.5, high, height))
    roof = box((-0.5 - depth - 0.05, low - 0.05, height), (-0.4, high + 0.05, height + 0.14))
    shell.builder.add(*body, shell.slots["wall"], crease_rad=0.0)
    shell.builder.add(*roof, shell.slots["metal"], crease_rad=0.0)
    wall = shell.wall("front")
    middle = 0.5 * (low + high)
    wall.blocks([(middle - 1.3, middle + 1.3, 0.02, 2.2)], -0.5, -0.46, "trim")
    panels = [(middle - 1.22, middle + 1.22, 0.03 + 0.43 * k, 0.44 + 0.43 * k) for k in range(5)]
    wall.blocks(panels, -0.46, -0.44, "gate")
