"""Things of maps that are told by their outline alone: upright blocks over a polygon, walls along a path (scenery)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.shaping.assembly import Piece, assemble
from scenes.assets.shaping.planar import filled
from scenes.assets.shaping.shapes import Patch, joined, quads
from scenes.assets.shaping.solids import sweep
from scenes.material import Material

Finish = Literal["plaster", "concrete", "wood", "foliage", "steel", "noise_panel"]
Corner = tuple[float, float, float, float]
Path = tuple[tuple[float, float, float], ...]

_MATERIALS: dict[str, Material] = {
    "plaster": Material(base_color=(0.50, 0.46, 0.39), roughness=0.9, pattern="plaster", lidar_reflectivity=0.55),
    "concrete": Material(base_color=(0.33, 0.322, 0.31), roughness=0.85, pattern="concrete", lidar_reflectivity=0.42),
    "wood": Material(base_color=(0.20, 0.115, 0.06), roughness=0.75, pattern="bark", lidar_reflectivity=0.45),
    "foliage": Material(base_color=(0.045, 0.088, 0.024), roughness=0.8, pattern="foliage", lidar_reflectivity=0.5),
    "steel": Material(base_color=(0.44, 0.455, 0.47), roughness=0.5, metallic=0.35, lidar_reflectivity=0.5),
    "noise_panel": Material(base_color=(0.16, 0.20, 0.14), roughness=0.85, pattern="concrete", lidar_reflectivity=0.4),
}
SEMANTICS: dict[Finish, str] = {
    "plaster": "static.building",
    "concrete": "static.wall",
    "wood": "static.fence",
    "foliage": "static.vegetation",
    "steel": "static.fence",
    "noise_panel": "static.wall",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineBlock(AssetSpec):
    """A block over a polygon. corners: x, y, z of its foot and its height there, about any origin.

    Raises ValueError for fewer than three corners and for outlines that cross themselves.
    """

    corners: tuple[Corner, ...] = (
        (-2.0, -1.5, 0.0, 3.0),
        (2.0, -1.5, 0.0, 3.0),
        (2.0, 1.5, 0.0, 3.0),
        (-2.0, 1.5, 0.0, 3.0),
    )
    finish: Finish = "plaster"

    def __post_init__(self) -> None:
        if len(self.corners) < 3:
            raise ValueError(f"an outline needs three corners, got {len(self.corners)}")

    def build(self) -> Asset:
        """Walls and a lid."""
        rows = np.array(self.corners)
        x, y = rows[:, 0], rows[:, 1]
        if (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() < 0.0:
            rows = rows[::-1]
        foot = rows[:, :3]
        top = foot + rows[:, 3:] * np.array([0.0, 0.0, 1.0])
        after = np.roll(np.arange(len(rows)), -1)
        walls = quads(np.stack([foot, foot[after], top[after], top], axis=1))
        lid: Patch = (top, filled(rows[:, :2])[1])
        return assemble(
            "outline_block",
            SEMANTICS[self.finish],
            [Piece(patch=joined([walls, lid]), material=self.finish, part="wall")],
            _MATERIALS,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PathWall(AssetSpec):
    """A wall of one width and height along a path of points at its foot (at least two)."""

    path_m: Path = ((-3.0, 0.0, 0.0), (3.0, 0.0, 0.0))
    width_m: float = 0.3
    height_m: float = 1.0
    finish: Finish = "concrete"

    def build(self) -> Asset:
        """One sweep."""
        half, high = 0.5 * self.width_m, self.height_m
        solid = sweep([(half, -0.1), (half, high), (-half, high), (-half, -0.1)], self.path_m)
        return assemble(
            "path_wall", SEMANTICS[self.finish], [Piece(patch=solid, material=self.finish, part="wall")], _MATERIALS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoiseBarrier(AssetSpec):
    """A noise barrier along a path: absorbing panels between steel posts (ZTV-Lsw 06: bays of 4 or 5 m)."""

    path_m: Path = ((-8.0, 0.0, 0.0), (-4.0, 0.0, 0.0), (0.0, 0.0, 0.0), (4.0, 0.0, 0.0), (8.0, 0.0, 0.0))
    height_m: float = 3.5

    def build(self) -> Asset:
        """A concrete foot, panels in rows with joints, a cap, and a post at every point of the path."""
        high = self.height_m
        pieces = [
            Piece(
                patch=sweep([(0.1, -0.3), (0.1, 0.5), (-0.1, 0.5), (-0.1, -0.3)], self.path_m),
                material="concrete",
                part="base",
            )
        ]
        rows = np.linspace(0.5, high, max(2, round((high - 0.5) / 0.5)) + 1)
        panels = [
            sweep([(0.07, low + 0.012), (0.07, up - 0.012), (-0.07, up - 0.012), (-0.07, low + 0.012)], self.path_m)
            for low, up in pairwise(rows)
        ]
        core = sweep([(0.045, 0.4), (0.045, high - 0.02), (-0.045, high - 0.02), (-0.045, 0.4)], self.path_m)
        pieces.append(Piece(patch=joined([*panels, core]), material="noise_panel", part="wall"))
        points = np.array(self.path_m)
        posts = []
        for k, at in enumerate(points):
            way = points[min(k + 1, len(points) - 1)] - points[max(k - 1, 0)]
            step = 0.09 * way / np.hypot(way[0], way[1])
            posts.append(
                sweep([(0.11, -0.2), (0.11, high + 0.05), (-0.11, high + 0.05), (-0.11, -0.2)], [at - step, at + step])
            )
        pieces.append(Piece(patch=joined(posts), material="steel", part="pole"))
        return assemble("noise_barrier", "static.wall", pieces, _MATERIALS)
