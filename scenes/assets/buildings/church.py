"""Village churches: a nave with tall windows and a tower with a pointed roof, the landmark of a rural skyline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scenes.asset import Asset, AssetSpec
from scenes.assets.buildings.facade import Wall, rects_of, row
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
from scenes.assets.buildings.pitched_roof import PitchedRoof, draw_pitched_roof
from scenes.assets.shaping.shapes import ellipsoid, moved, tube


@dataclass(frozen=True, slots=True, kw_only=True)
class Church(AssetSpec):
    """A church whose tower's door looks along +x from x = 0; the nave stands behind the tower.

    Raises ValueError for sizes that are no church's.
    """

    nave_width_m: float = 11.0
    nave_length_m: float = 22.0
    tower_m: float = 24.0

    def __post_init__(self) -> None:
        if not (
            7.0 <= self.nave_width_m <= 25.0 and 12.0 <= self.nave_length_m <= 60.0 and 14.0 <= self.tower_m <= 70.0
        ):
            given = f"{self.nave_width_m} x {self.nave_length_m} m, {self.tower_m} m"
            raise ValueError(f"a church is 7 to 25 m wide, 12 to 60 m long, its tower 14 to 70 m high, got {given}")

    def build(self) -> Asset:
        """One mesh."""
        side = 0.5 * self.nave_width_m
        tower = new_shell(side, side)
        nave = FourWalls(
            builder=tower.builder, slots=tower.slots, width_m=self.nave_width_m, depth_m=self.nave_length_m
        )
        for facing in FACINGS:
            self._tower_wall(tower, facing, side)
        top = 0.62 * self.tower_m
        spire = _spire(side, top, self.tower_m - 0.9)
        tower.builder.add(*spire, tower.slots["roof"], crease_rad=0.0)
        for patch in (
            tube([(-side / 2, 0, self.tower_m - 1.0), (-side / 2, 0, self.tower_m)], 0.04, 6),
            moved(ellipsoid((0.25,) * 3, 6, 8), (-side / 2, 0.0, self.tower_m - 0.7)),
        ):
            tower.builder.add(*patch, tower.slots["metal"], crease_rad=1.2)
        self._nave(nave, side)
        whole = FourWalls(
            builder=tower.builder, slots=tower.slots, width_m=self.nave_width_m, depth_m=side + self.nave_length_m
        )
        return finished(whole, "church", self.tower_m)

    def _tower_wall(self, shell: FourWalls, facing: Facing, side: float) -> None:
        """Door or slit, clock, and louvred sound windows below the roof."""
        wall, top = shell.wall(facing), 0.62 * self.tower_m
        bells = (-0.18 * side, 0.18 * side, top - 3.2, top - 0.9)
        openings = [bells]
        if facing == "front":
            door = (-1.0, 1.0, 0.1, 3.0)
            openings.append(door)
            wall.fronts([door], -0.35, "door")
        wall.reveals(openings, -0.35, 0.0, "sill")
        wall.fronts([bells], -0.3, "rubber")
        wall.blocks(
            [(bells[0], bells[1], z, z + 0.1) for z in np.arange(bells[2] + 0.15, bells[3], 0.35)], -0.3, -0.1, "timber"
        )
        wall.pierced(shell.outline(facing, FOOTING_M, top), rects_of(openings), 0.0, "wall")
        _clock(wall, top - 4.5)
        wall.blocks([(-side / 2 - 0.1, side / 2 + 0.1, top - 0.3, top)], 0.0, 0.18, "sill")

    def _nave(self, shell: FourWalls, tower_m: float) -> None:
        """Walls with tall windows between buttresses, under a steep roof."""
        half, eaves = self.nave_width_m / 2, 0.6 * self.nave_width_m
        low, high = -tower_m - self.nave_length_m, -tower_m + 0.05
        roof = PitchedRoof(low_m=(low, -half), high_m=(high, half), eaves_m=eaves, rise_share=1.1, ridge="across_front")
        draw_pitched_roof(shell.builder, shell.slots, roof, "wall")
        for name in FACINGS:
            at = shell.wall(name)
            origin = (at.origin_m[0] - tower_m, at.origin_m[1], 0.0)
            wall = Wall(builder=shell.builder, slots=shell.slots, origin_m=origin, right=at.right)
            length = shell.length_m(name)
            count = 0 if name in ("front", "rear") else int(length // 4)
            windows = row(spread(count, length), 1.1, 1.8, eaves - 0.8)
            wall.reveals(windows, -0.25, 0.0, "sill")
            wall.fronts(windows, -0.25, "glass")
            bars = [(u - 0.03, u + 0.03, 1.8, eaves - 0.8) for u in spread(count, length)]
            wall.blocks(rects_of(bars), -0.25, -0.2, "rubber")
            wall.pierced((-length / 2, length / 2, FOOTING_M, eaves), windows, 0.0, "wall")
            piers = (
                [(u - 0.3, u + 0.3, FOOTING_M, eaves - 1.2) for u in spread(count + 1, length + length / max(count, 1))]
                if count
                else []
            )
            wall.blocks(rects_of(piers), 0.0, 0.55, "base")


def _clock(wall: Wall, middle_m: float) -> None:
    """A dial with two hands, at five to three."""
    angle = np.linspace(0, 2 * np.pi, 25)[:-1]
    ring = np.stack([0.75 * np.cos(angle), middle_m + 0.75 * np.sin(angle), np.full(24, 0.05)], axis=1)
    fans = [[ring[k], ring[(k + 1) % 24], ring[(k + 2) % 24], (0.0, middle_m, 0.05)] for k in range(0, 24, 2)]
    wall.draw(fans, "frame")
    hands = [
        [(-0.04, middle_m, 0.06), (0.04, middle_m, 0.06), (-0.24, middle_m + 0.6, 0.06), (-0.31, middle_m + 0.57, 0.06)]
    ]
    hands.append(
        [
            (0.0, middle_m - 0.04, 0.06),
            (0.42, middle_m - 0.03, 0.06),
            (0.42, middle_m + 0.04, 0.06),
            (0.0, middle_m + 0.04, 0.06),
        ]
    )
    wall.draw(hands, "rubber")


def _spire(side_m: float, foot_m: float, tip_m: float) -> tuple[Float64, Float64]:
    """A four-sided pyramid that flares at its foot."""
    half = side_m / 2
    rings = [(half + 0.35, foot_m - 0.1), (0.62 * half, foot_m + 1.6), (0.0, tip_m)]
    corners = np.array([(1, -1), (1, 1), (-1, 1), (-1, -1)])
    levels = [np.column_stack([corners * r + [-half, 0.0], np.full(4, z)]) for r, z in rings[:2]]
    vertices = np.concatenate([*levels, [[-half, 0.0, tip_m]]])
    faces = []
    for k in range(4):
        a, b = k, (k + 1) % 4
        faces += [[a, b, 4 + b], [a, 4 + b, 4 + a], [4 + a, 4 + b, 8]]
    return vertices, np.array(faces)
