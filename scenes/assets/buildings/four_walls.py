"""The shell of a rectangular building: its four walls, in whose coordinates windows, doors and gates are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.asset import Asset, AssetPart, BodyBox
from scenes.assets.buildings.building_materials import HOUSE, material_list, slot_list, slot_numbers
from scenes.assets.buildings.facade import ROOM_M, Rects, Wall, WindowStyle, dressed, rects_of
from scenes.assets.buildings.lit_windows import evening_flats
from scenes.lamp import LampSource
from scenes.mesh import MeshBuilder
from scenes.pose import Pose

Facing = Literal["front", "left", "rear", "right"]
FACINGS: tuple[Facing, ...] = ("front", "left", "rear", "right")
FOOTING_M = -0.5
"""Chosen: walls reach below any ground around them."""

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class FourWalls:
    """A building whose front stands at x = 0 and looks along +x; width along y, ground at z = 0.

    Each wall's own coordinates have u = 0 in its middle.
    """

    builder: MeshBuilder
    slots: dict[str, int]
    width_m: float
    depth_m: float

    def wall(self, facing: Facing) -> Wall:
        """One of the walls."""
        half, middle = self.width_m / 2, -self.depth_m / 2
        places: dict[Facing, tuple[tuple[float, float, float], tuple[float, float]]] = {
            "front": ((0.0, 0.0, 0.0), (0.0, 1.0)),
            "left": ((middle, half, 0.0), (-1.0, 0.0)),
            "rear": ((-self.depth_m, 0.0, 0.0), (0.0, -1.0)),
            "right": ((middle, -half, 0.0), (1.0, 0.0)),
        }
        origin, right = places[facing]
        return Wall(builder=self.builder, slots=self.slots, origin_m=origin, right=right)

    def length_m(self, facing: Facing) -> float:
        """How long a wall is."""
        return self.width_m if facing in ("front", "rear") else self.depth_m

    def outline(self, facing: Facing, bottom_m: float, top_m: float) -> tuple[float, float, float, float]:
        """A wall between two heights as (u from, u to, v from, v to)."""
        half = self.length_m(facing) / 2
        return -half, half, bottom_m, top_m

    def glaze(
        self,
        facing: Facing,
        windows: Sequence[tuple[float, float, float, float]] | Rects,
        style: WindowStyle,
        rng: np.random.Generator,
        evening: np.random.Generator,
    ) -> Rects:
        """Windows of homes with what hangs behind them; returns the openings that the wall must leave."""
        openings = rects_of(windows)
        light = evening_flats(len(openings), evening)
        self.wall(facing).windows(openings, dressed(len(openings), rng), style, light=light)
        return openings

    def close(self, facing: Facing, openings: Rects, bottom_m: float, top_m: float, slot: str) -> None:
        """The wall around its openings, and the rooms' rear wall that one sees through them."""
        wall, outline = self.wall(facing), self.outline(facing, bottom_m, top_m)
        wall.pierced(outline, openings, 0.0, slot)
        if len(openings):
            low, high = openings[:, 0].min() - 0.5, openings[:, 1].max() + 0.5
            wall.fronts([(max(low, outline[0] + 0.1), min(high, outline[1] - 0.1), bottom_m, top_m)], -ROOM_M, "room")


def new_shell(width_m: float, depth_m: float) -> FourWalls:
    """Walls of a building, nothing drawn yet."""
    return FourWalls(builder=MeshBuilder(), slots=slot_numbers(HOUSE), width_m=width_m, depth_m=depth_m)


def finished(shell: FourWalls, name: str, top_m: float, lamps: tuple[LampSource, ...] = ()) -> Asset:
    """The building as an asset of class static.building."""
    return Asset(
        name=name,
        semantic="static.building",
        parts=(AssetPart(name="wall", mesh=shell.builder.build()),),
        slots=slot_list(HOUSE),
        materials=material_list(HOUSE),
        box=BodyBox(
            length_m=shell.depth_m,
            width_m=shell.width_m,
            height_m=top_m,
            T_body_box=Pose.planar(-shell.depth_m / 2, 0, 0),
        ),
        lamps=lamps,
    )


def spread(count: int, length_m: float) -> Float64:
    """Middles (count,) of equal shares of a wall, u = 0 in the wall's middle."""
    return (np.arange(count) + 0.5 - count / 2) * length_m / max(count, 1)
