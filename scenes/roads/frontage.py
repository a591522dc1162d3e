"""The houses on both sides of a street and across its ends, with front gardens and what closes the gaps."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from scenes.actor import Scenery
from scenes.assets.buildings.building import TownHouse
from scenes.assets.plants.tree import Hedge, StreetTree
from scenes.assets.street.street_furniture import Fence, LowWall
from scenes.pose import Body, Pose, World
from scenes.roads.street_surface import CROSS_REACH_M, CROSS_STREET_M, StreetSurface
from scenes.roadside.houses import house_colours, town_house

ROW_HOUSES, CORNER_HOUSES = 8, 2  # chosen: distinct meshes of one street
GAP_SHARE, SETBACK_SHARE = 0.10, 0.22  # chosen
SETBACK_M = 3.6  # chosen: depth of front gardens
GARDEN_ELEMENT_M = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A building line: houses stand along it from `start` to `end` and look along `out`."""

    name: str
    start_m: tuple[float, float]
    end_m: tuple[float, float]
    out: tuple[float, float]

    @property
    def length_m(self) -> float:
        return math.dist(self.start_m, self.end_m)

    def pose(
        self, along_m: float, back_m: float, z_m: float, yaw_rad: float = 0.0
    ) -> tuple[float, float, float, float]:
        """(x, y, z, yaw) at a distance along the line and behind it."""
        share = along_m / self.length_m
        x = self.start_m[0] + share * (self.end_m[0] - self.start_m[0]) - self.out[0] * back_m
        y = self.start_m[1] + share * (self.end_m[1] - self.start_m[1]) - self.out[1] * back_m
        return x, y, z_m, math.atan2(self.out[1], self.out[0]) + yaw_rad


def frontage(surface: StreetSurface, rng: np.random.Generator) -> tuple[Scenery, ...]:
    """Houses of a few shared meshes in many colours: both sides of the street and the cross streets at its ends."""
    houses = [town_house(rng, corner=False) for _ in range(ROW_HOUSES)]
    corners = [town_house(rng, corner=True) for _ in range(CORNER_HOUSES)]
    pieces: list[Scenery] = []
    for line in _main_lines(surface):
        pieces += _row(line, houses, corners, surface.kerb_height_m, rng)
    for line in _cross_lines(surface):
        pieces += _row(line, houses, (), surface.kerb_height_m, rng)
    return tuple(pieces)


def _main_lines(surface: StreetSurface) -> tuple[_Line, ...]:
    first, last = surface.pavement_width_m, surface.length_m - surface.pavement_width_m
    y = surface.frontage_m
    return (
        _Line(name="right", start_m=(first, -y), end_m=(last, -y), out=(0.0, 1.0)),
        _Line(name="left", start_m=(first, y), end_m=(last, y), out=(0.0, -1.0)),
    )


def _cross_lines(surface: StreetSurface) -> tuple[_Line, ...]:
    """Far sides of both cross streets, and their near sides behind the corner houses."""
    near, far = surface.pavement_width_m, CROSS_STREET_M + surface.pavement_width_m
    reach, corner = CROSS_REACH_M - 4.0, surface.frontage_m + 16.0
    lines = []
    for name, end, sign in (("begin", 0.0, 1.0), ("end", surface.length_m, -1.0)):
        x_far, x_near = end - sign * far, end + sign * near
        lines.append(_Line(name=f"{name}_far", start_m=(x_far, -reach), end_m=(x_far, reach), out=(sign, 0.0)))
        for side, turn in (("right", -1.0), ("left", 1.0)):
            start, stop = (x_near, turn * corner), (x_near, turn * reach)
            lines.append(_Line(name=f"{name}_{side}", start_m=start, end_m=stop, out=(-sign, 0.0)))
    return tuple(lines)


def _row(
    line: _Line,
    houses: list[TownHouse],
    corners: list[TownHouse] | tuple[()],
    ground_m: float,
    rng: np.random.Generator,
) -> list[Scenery]:
    """Houses side by side along a line, now and then a gap or a front garden."""
    chosen = _sequence(line.length_m, houses, corners, rng)
    rest = line.length_m - sum(house.width_m for house in chosen)
    gaps = _gaps(rest, len(chosen), rng)
    pieces: list[Scenery] = []
    at, setback = gaps[0], 0.0
    for index, house in enumerate(chosen):
        inner = bool(corners) and 0 < index < len(chosen) - 1
        if not inner or rng.random() < 0.55:
            setback = SETBACK_M if inner and rng.random() < SETBACK_SHARE else 0.0
        x, y, z, yaw = line.pose(at + house.width_m / 2, setback, ground_m)
        name = f"house_{line.name}_{index:02d}"
        pose: Pose[World, Body] = Pose.planar(x, y, yaw, z)
        pieces.append(Scenery(name=name, asset=house, T_world_body=pose, appearance=house_colours(house, rng)))
        if setback:
            pieces += _garden(line, at, house.width_m, ground_m, f"garden_{line.name}_{index:02d}", rng)
        at += house.width_m
        if gaps[index + 1] > 2.0:
            pieces += _gap(line, at, gaps[index + 1], ground_m, f"gap_{line.name}_{index:02d}", houses, rng)
        at += gaps[index + 1]
    return pieces


def _sequence(
    length_m: float, houses: list[TownHouse], corners: list[TownHouse] | tuple[()], rng: np.random.Generator
) -> list[TownHouse]:
    """Houses that fit into the length, no two equal neighbours, corner houses at the ends of main rows."""
    ends = [corners[int(rng.integers(len(corners)))] for _ in range(2)] if corners else []
    room = length_m - sum(house.width_m for house in ends)
    middle: list[TownHouse] = []
    gap_m = 0.0
    while True:
        fitting = [h for h in houses if h.width_m + gap_m <= room and (not middle or h != middle[-1])]
        if not fitting:
            break
        middle.append(fitting[int(rng.integers(len(fitting)))])
        room -= middle[-1].width_m
        if rng.random() < GAP_SHARE:
            room -= 5.5
    return [*ends[:1], *middle, *ends[1:]]


def _gaps(rest_m: float, houses: int, rng: np.random.Generator) -> list[float]:
    """Free metres before, between and after the houses: a little at the corners, the rest in gaps of some 4 to 8 m."""
    gaps = [0.0] * (houses + 1)
    if rest_m < 3.0 or houses < 3:
        gaps[0] = gaps[-1] = rest_m / 2
        return gaps
    count = min(max(1, round(rest_m / 5.5)), houses - 1)
    for k in rng.choice(np.arange(1, houses), size=count, replace=False):
        gaps[int(k)] = rest_m / count
    return gaps


def _garden(
    line: _Line, at_m: float, width_m: float, ground_m: float, name: str, rng: np.random.Generator
) -> list[Scenery]:
    """Hedge, wall or fence along the pavement with a way in, and a shrub behind."""
    specs = (Hedge(length_m=GARDEN_ELEMENT_M), LowWall(length_m=GARDEN_ELEMENT_M), Fence(length_m=GARDEN_ELEMENT_M))
    spec = specs[int(rng.integers(3))]
    count = int((width_m - 1.2) // GARDEN_ELEMENT_M)
    entry = int(rng.integers(count + 1))
    pieces = []
    for k in range(count):
        along = at_m + (k + 0.5) * GARDEN_ELEMENT_M + (1.2 if k >= entry else 0.0)
        x, y, z, yaw = line.pose(along, 0.4, ground_m)
        pieces.append(Scenery(name=f"{name}_{k}", asset=spec, T_world_body=Pose.planar(x, y, yaw, z)))
    x, y, z, yaw = line.pose(at_m + width_m * float(rng.uniform(0.25, 0.75)), 2.0, ground_m, math.pi / 2)
    shrub = Hedge(length_m=1.4, width_m=1.1, height_m=1.3, seed=7)
    pieces.append(Scenery(name=f"{name}_shrub", asset=shrub, T_world_body=Pose.planar(x, y, yaw, z)))
    return pieces


def _gap(
    line: _Line,
    at_m: float,
    width_m: float,
    ground_m: float,
    name: str,
    houses: list[TownHouse],
    rng: np.random.Generator,
) -> list[Scenery]:
    """A wall or fence across a gap, a broad tree behind it and a house in the block's middle."""
    spec = (LowWall, Fence)[int(rng.integers(2))](length_m=round(width_m, 2), height_m=1.7)
    middle = at_m + width_m / 2
    placed = (
        (spec, 0.3, 0.0),
        (StreetTree(species="spreading", height_m=8.5, leaves=4500, seed=5), 5.5, float(rng.uniform(0, 6.28))),
    )
    pieces = []
    for k, (asset, back, turn) in enumerate(placed):
        x, y, z, yaw = line.pose(middle, back, ground_m, turn)
        pieces.append(Scenery(name=f"{name}_{k}", asset=asset, T_world_body=Pose.planar(x, y, yaw, z)))
    house = houses[int(rng.integers(len(houses)))]
    x, y, z, yaw = line.pose(middle, 34.0, 0.0)
    colours = house_colours(house, rng)
    return [
        *pieces,
        Scenery(name=f"{name}_yard", asset=house, T_world_body=Pose.planar(x, y, yaw, z), appearance=colours),
    ]
