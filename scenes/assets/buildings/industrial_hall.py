"""Halls of industry and logistics: profiled sheet walls, gates with docks, an office corner, a flat-pitched roof."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.buildings.facade import Rects, Wall, WindowStyle, rects_of, row
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
from scenes.assets.shaping.lettering import INDUSTRIES, word_quads, word_width
from scenes.assets.shaping.shapes import box, cylinder, joined, moved, quads
from scenes.streams import stream

Use = Literal["workshop", "warehouse"]

RIB_M, RIB_WIDTH_M, RIB_DEPTH_M = 0.50, 0.16, 0.035
"""Chosen: wide trapezoidal sheets; narrower ribs would be finer than pixels from the road."""
PLINTH_M = 0.45
DOCK_M = 1.2
"""Height of loading docks over the yard: that of lorries' floors."""
GATES: dict[Use, tuple[float, float, float]] = {"workshop": (4.0, 4.5, 0.05), "warehouse": (2.75, 3.0, DOCK_M)}
"""Width, height and sill of gates; chosen: for lorries to drive in, or to dock at."""
RISE = 0.08
"""Rise over run of the roof; chosen: 5 degrees."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustrialHall(AssetSpec):
    """A hall whose gates look along +x from x = 0. seed: its trade and which gates stand open.

    Raises ValueError for sizes that are no hall's.
    """

    width_m: float = 40.0
    depth_m: float = 28.0
    height_m: float = 8.0
    use: Use = "workshop"
    seed: int = 0

    def __post_init__(self) -> None:
        if not (15.0 <= self.width_m <= 200.0 and 10.0 <= self.depth_m <= 200.0 and 6.0 <= self.height_m <= 25.0):
            given = f"{self.width_m} x {self.depth_m} x {self.height_m} m"
            raise ValueError(f"a hall is 15 to 200 m wide, 10 to 200 m deep and 6 to 25 m high, got {given}")

    def build(self) -> Asset:
        """One mesh."""
        shell = new_shell(self.width_m, self.depth_m)
        rng = stream(self.seed, "asset.industrial_hall")
        for facing in FACINGS:
            openings = self._front(shell, rng) if facing == "front" else self._windows(shell, facing)
            self._clad(shell, facing, openings)
        self._roof(shell)
        return finished(shell, "industrial_hall", self.height_m + RISE * self.depth_m / 2 + 0.6)

    def _clad(self, shell: FourWalls, facing: Facing, openings: Rects) -> None:
        """Concrete plinth, sheet and its ribs, corner trims."""
        wall = shell.wall(facing)
        low = openings[openings[:, 2] < PLINTH_M]
        wall.pierced(shell.outline(facing, FOOTING_M, PLINTH_M), low, 0.03, "concrete")
        wall.pierced(shell.outline(facing, PLINTH_M, self.height_m), openings, 0.0, "sheet")
        half = shell.length_m(facing) / 2
        wall.blocks(_ribs(half, PLINTH_M, self.height_m, openings), 0.0, RIB_DEPTH_M, "sheet")
        corners = [
            (-half - 0.05, -half + 0.2, PLINTH_M, self.height_m),
            (half - 0.2, half + 0.05, PLINTH_M, self.height_m),
        ]
        wall.blocks(corners, 0.0, 0.06, "trim")

    def _windows(self, shell: FourWalls, facing: Facing) -> Rects:
        """A band of windows under the roof."""
        length = shell.length_m(facing)
        panes = row(spread(int(length // 6), length), 4.0, self.height_m - 2.2, self.height_m - 1.0)
        style = WindowStyle(casements=4, recess_m=0.05, sill_m=0.0, frame_m=0.05)
        shell.wall(facing).windows(panes, np.zeros(len(panes), dtype=np.int64), style, reveal="sheet")
        for pane in panes:
            shell.wall(facing).fronts([pane], -0.7, "room")
        return panes

    def _front(self, shell: FourWalls, rng: np.random.Generator) -> Rects:
        """Gates along two thirds, an office corner of two floors, the company's sign."""
        wall, half = shell.wall("front"), self.width_m / 2
        office = min(12.0, 0.3 * self.width_m)
        width, height, sill = GATES[self.use]
        count = max(1, int((self.width_m - office - 2.0) // (width + 1.6)))
        centres = spread(count, self.width_m - office) - office / 2
        gates = row(centres, width, sill, sill + height)
        for gate in gates:
            _gate(wall, gate, self.use, bool(rng.random() < 0.2))
        panes = np.concatenate([row([half - office / 2], office - 1.2, z, z + 1.4) for z in (1.0, 4.0)])
        style = WindowStyle(casements=6, recess_m=0.08, sill_m=0.03, frame_m=0.06)
        wall.windows(panes, np.array([3, 0]), style, reveal="sheet")
        wall.fronts([(half - office, half - 0.4, 0.5, 5.8)], -0.7, "room")
        self._sign(wall, str(rng.choice(INDUSTRIES)), -office / 2)
        return np.concatenate([gates, panes])

    def _sign(self, wall: Wall, word: str, middle: float) -> None:
        """The trade in letters above the gates."""
        letter = min(1.1, 0.5 * self.width_m / word_width(word), 0.5 * (self.height_m - 5.2))
        strokes = word_quads(word, middle - letter * word_width(word) / 2, self.height_m - 0.5 - letter, letter)
        if letter > 0.2:
            wall.draw(np.concatenate([strokes, np.full((*strokes.shape[:2], 1), 0.08)], axis=2), "letters")

    def _roof(self, shell: FourWalls) -> None:
        """Two slight slopes with strips of skylights, verges and gutters."""
        depth, half, low = self.depth_m, self.width_m / 2 + 0.25, self.height_m
        ridge = low + RISE * depth / 2
        front = [(0.25, -half, low), (0.25, half, low), (-depth / 2, half, ridge), (-depth / 2, -half, ridge)]
        rear = [
            (-depth / 2, -half, ridge),
            (-depth / 2, half, ridge),
            (-depth - 0.25, half, low),
            (-depth - 0.25, -half, low),
        ]
        shell.builder.add(*quads([front, rear]), shell.slots["metal"], crease_rad=0.0)
        for side in (1.0, -1.0):
            gable = [
                (0.0, side * (half - 0.25), low),
                (-depth, side * (half - 0.25), low),
                (-depth / 2, side * (half - 0.25), ridge),
            ]
            shell.builder.add(
                gable,
                [[0, 2, 1]] if side < 0 else [[0, 1, 2]],
                shell.slots["sheet"],
                crease_rad=0.0,
            )
            rim = [
                box(
                    (-depth / 2 - 0.01, min(side * half, side * (half - 0.2)), low - 0.05),
                    (-depth / 2 + 0.01, max(side * half, side * (half - 0.2)), ridge + 0.1),
                )
            ]
            shell.builder.add(*joined(rim), shell.slots["trim"], crease_rad=0.0)
        eaves = [
            box((0.0, -half, low - 0.3), (0.3, half, low + 0.02)),
            box((-depth - 0.3, -half, low - 0.3), (-depth, half, low + 0.02)),
        ]
        shell.builder.add(*joined(eaves), shell.slots["trim"], crease_rad=0.0)
        strips = [_skylight(y, depth, low) for y in spread(max(2, int(self.width_m // 8)), self.width_m)]
        shell.builder.add(*quads(np.concatenate(strips)), shell.slots["frame"], crease_rad=0.0)
        for y in spread(max(2, int(self.width_m // 12)), self.width_m - 1.0):
            pipe = cylinder(0.07, FOOTING_M, low - 0.3, 6)
            shell.builder.add(*moved(pipe, (0.1, y + 2.9, 0.0)), shell.slots["metal"], crease_rad=1.2)


def _ribs(half: float, low: float, top: float, openings: Rects) -> Rects:
    """Ribs of a sheet wall, cut where openings are."""
    bars = []
    for u in np.arange(-half + RIB_M, half - RIB_WIDTH_M, RIB_M):
        cut = openings[(openings[:, 0] < u + RIB_WIDTH_M) & (openings[:, 1] > u)]
        edges = [low, *np.sort(cut[:, 2:], axis=0).reshape(-1), top]
        pairs = zip(edges[::2], edges[1::2], strict=True)
        bars += [(u, u + RIB_WIDTH_M, bottom, end) for bottom, end in pairs if end - bottom > 0.05]
    return rects_of(bars)


def _gate(wall: Wall, gate: Float64, use: Use, open_: bool) -> None:
    """A sectional gate; docks have rubber seals and buffers."""
    low, high, bottom, top = (float(v) for v in gate)
    wall.reveals([gate], -0.25, 0.0, "metal")
    shut_from = bottom + 0.75 * (top - bottom) if open_ else bottom
    sections = np.arange(shut_from, top - 0.2, 0.55)
    wall.blocks([(low, high, z + 0.01, min(z + 0.54, top)) for z in sections], -0.25, -0.2, "gate")
    wall.fronts([(low, high, bottom, top)], -0.26 if not open_ else -2.5, "rubber" if not open_ else "room")
    if use == "workshop":
        if not open_:
            wall.fronts(row(np.linspace(low + 0.6, high - 0.6, 4), 0.7, bottom + 1.7, bottom + 2.0), -0.19, "glass")
        wall.blocks([(low - 0.25, low - 0.05, 0.0, 1.1), (high + 0.05, high + 0.25, 0.0, 1.1)], 0.05, 0.3, "awning")
        return
    wall.blocks(
        [(low - 0.5, low, bottom - 0.1, top + 0.5), (high, high + 0.5, bottom - 0.1, top + 0.5)], 0.0, 0.5, "rubber"
    )
    wall.blocks([(low - 0.5, high + 0.5, top, top + 0.5)], 0.0, 0.5, "rubber")
    wall.blocks(
        [(low + 0.1, low + 0.4, bottom - 0.5, bottom), (high - 0.4, high - 0.1, bottom - 0.5, bottom)],
        0.0,
        0.15,
        "rubber",
    )


def _skylight(y: float, depth: float, low: float) -> Float64:
    """A strip of translucent panes on either slope (2, 4, 3)."""

    def at(x: float) -> float:
        return low + RISE * min(-x, depth + x) + 0.05

    spans = [(-0.08 * depth, -0.42 * depth), (-0.58 * depth, -0.92 * depth)]
    return np.array(
        [[(a, y - 0.6, at(a)), (a, y + 0.6, at(a)), (b, y + 0.6, at(b)), (b, y - 0.6, at(b))] for a, b in spans]
    )
