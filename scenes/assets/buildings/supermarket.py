"""Supermarkets and retail sheds: a broad low building with a glazed entrance, a sign and a delivery dock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.buildings.building_materials import SIGN_CD_M2
from scenes.assets.buildings.facade import WindowStyle, rects_of, row
from scenes.assets.buildings.four_walls import FOOTING_M, Facing, finished, new_shell, spread
from scenes.assets.buildings.lit_windows import SHOP
from scenes.assets.buildings.roof import draw_roof
from scenes.assets.shaping.lettering import word_quads, word_width
from scenes.assets.shaping.shapes import box, joined
from scenes.lamp import LampSource, aimed


@dataclass(frozen=True, slots=True, kw_only=True)
class Supermarket(AssetSpec):
    """A shop of the outskirts whose entrance looks along +x from x = 0, over its car park. word: over the entrance.

    Raises ValueError for sizes that are no shop's.
    """

    width_m: float = 36.0
    depth_m: float = 26.0
    height_m: float = 5.5
    word: Literal["MARKET", "TOYS", "SHOES", "KIOSK"] = "MARKET"

    def __post_init__(self) -> None:
        if not (15.0 <= self.width_m <= 120.0 and 10.0 <= self.depth_m <= 120.0 and 4.5 <= self.height_m <= 14.0):
            given = f"{self.width_m} x {self.depth_m} x {self.height_m} m"
            raise ValueError(f"a shop is 15 to 120 m wide, 10 to 120 m deep and 4.5 to 14 m high, got {given}")

    def build(self) -> Asset:
        """One mesh and the light of its entrance."""
        shell = new_shell(self.width_m, self.depth_m)
        wall, span = shell.wall("front"), 0.45 * self.width_m
        panes = row(spread(int(span // 3), span), 2.85, 0.08, 3.1)
        style = WindowStyle(casements=2, transom=0.78, recess_m=0.2, sill_m=0.0, frame_m=0.06)
        wall.windows(panes, np.zeros(len(panes), dtype=np.int64), style, reveal="metal", light=SHOP)
        wall.pierced(shell.outline("front", FOOTING_M, self.height_m), panes, 0.0, "siding")
        others: tuple[Facing, ...] = ("left", "rear", "right")
        for facing in others:
            gate = rects_of([(-9.0, -5.5, 0.05, 4.0)] if facing == "left" else [])
            shell.close(facing, gate, FOOTING_M, self.height_m, "siding")
            shell.wall(facing).reveals(gate, -0.2, 0.0, "metal")
            shell.wall(facing).fronts(gate, -0.2, "gate")
            shell.wall(facing).blocks([shell.outline(facing, FOOTING_M, 0.6)], -0.02, 0.03, "base")
        half = span / 2
        wall.blocks([(-half - 0.6, half + 0.6, 3.25, self.height_m + 1.1)], 0.0, 0.5, "sign")
        wall.blocks([(-half - 0.6, half + 0.6, 3.1, 3.3)], 0.0, 2.6, "metal")
        posts = [box((2.3, y - 0.08, FOOTING_M), (2.46, y + 0.08, 3.1)) for y in np.linspace(-half, half, 5)]
        shell.builder.add(*joined(posts), shell.slots["metal"], crease_rad=0.0)
        letter = min(1.3, 0.8 * span / word_width(self.word))
        base = 0.5 * (3.3 + self.height_m + 1.1 - letter)
        strokes = word_quads(self.word, -letter * word_width(self.word) / 2, base, letter)
        wall.draw(np.concatenate([strokes, np.full((*strokes.shape[:2], 1), 0.54)], axis=2), "letters")
        slots = {**shell.slots, "wall": shell.slots["siding"], "base": shell.slots["sheet"]}
        top = draw_roof(shell.builder, slots, "flat", self.width_m, self.depth_m, self.height_m, 1)
        light = LampSource(
            name="entrance",
            part=0,
            lamp="window",
            photometry="lambertian",
            T_part_lamp=aimed(wall.at([0.0, 1.8, 0.03]), wall.out),
            peak_cd=0.5 * SIGN_CD_M2 * span * 3.0,
            radius_m=2.0,
        )
        return finished(shell, "supermarket", max(top, self.height_m + 1.1), (light,))
