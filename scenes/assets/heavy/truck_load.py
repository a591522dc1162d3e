"""What lies on open platforms: pallets of boxes, timber, pipes, or nothing."""

from __future__ import annotations

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.parts import soft_box
from scenes.assets.shaping.shapes import box, joined, tube
from scenes.assets.shaping.solids import SOFT_RAD

LOADS = ("pallets", "timber", "pipes", "sand_bags", "none")


def add_load(
    work: Assembly, x_m: tuple[float, float], half_m: float, floor_m: float, room_m: float, rng: np.random.Generator
) -> None:
    """Adds a load on a floor between two x; room_m: how high it may be."""
    kind = LOADS[int(rng.choice(len(LOADS), p=(0.32, 0.22, 0.2, 0.13, 0.13)))]
    if kind == "timber":
        _timber(work, x_m, half_m, floor_m, room_m)
    elif kind == "pipes":
        _pipes(work, x_m, half_m, floor_m, room_m)
    elif kind != "none":
        _pallets(work, x_m, half_m, floor_m, room_m, rng, kind == "sand_bags")


def _pallets(
    work: Assembly,
    x_m: tuple[float, float],
    half_m: float,
    floor_m: float,
    room_m: float,
    rng: np.random.Generator,
    bags: bool,
) -> None:
    colors = ("coat_cream", "coat_brown", "coat_white", "coat_light_blue", "coat_red", "coat_grey")
    for x in np.arange(x_m[0] + 0.65, x_m[1] - 0.6, 1.3):
        for y in (-0.5 * half_m, 0.5 * half_m):
            if rng.random() < 0.18:
                continue
            high = min(room_m - 0.2, 0.7 + 0.9 * float(rng.random()))
            work.add(box((x - 0.6, y - 0.5, floor_m), (x + 0.6, y + 0.5, floor_m + 0.14)), "wood", "cargo")
            load = soft_box(
                (x - 0.57, y - 0.47, floor_m + 0.14), (x + 0.57, y + 0.47, floor_m + high), 0.10 if bags else 0.02
            )
            work.add(load, "coat_cream" if bags else colors[int(rng.integers(len(colors)))], "cargo", SOFT_RAD)
            strap = box((x - 0.025, y - 0.478, floor_m + 0.1), (x + 0.025, y + 0.478, floor_m + high + 0.008))
            work.add(strap, "plastic", "cargo")


def _timber(work: Assembly, x_m: tuple[float, float], half_m: float, floor_m: float, room_m: float) -> None:
    """Bundles of sawn planks on bearers, two beside each other."""
    rows = max(1, min(3, int(room_m / 0.6)))
    for row in range(rows):
        z = floor_m + 0.08 + 0.56 * row
        for side in (-1.0, 1.0):
            y = 0.5 * half_m * side
            work.add(box((x_m[0] + 0.1, y - 0.5, z), (x_m[1] - 0.1, y + 0.5, z + 0.48)), "wood", "cargo")
            lines = [
                box((x_m[0] + 0.095, y - 0.502, z + 0.08 * k), (x_m[1] - 0.095, y + 0.502, z + 0.08 * k + 0.012))
                for k in range(1, 6)
            ]
            work.add(joined(lines), "coat_brown", "cargo")
    straps = [
        box((x - 0.03, -half_m, floor_m), (x + 0.03, half_m, floor_m + 0.09 + 0.56 * rows))
        for x in np.linspace(x_m[0] + 0.6, x_m[1] - 0.6, 4)
    ]
    work.add(joined(straps), "coat_orange", "cargo")


def _pipes(work: Assembly, x_m: tuple[float, float], half_m: float, floor_m: float, room_m: float) -> None:
    """Plastic pipes in a stack."""
    radius = 0.16
    pipes = []
    for row in range(max(1, min(4, int(room_m / (1.75 * radius))))):
        count = int(2 * half_m / (2 * radius)) - row % 2
        for k in range(count):
            y = (k - (count - 1) / 2) * 2 * radius
            z = floor_m + radius + row * 1.74 * radius
            pipes.append(tube([(x_m[0] + 0.3, y, z), (x_m[1] - 0.3, y, z)], 0.97 * radius, 10))
    work.add(joined(pipes), "coat_orange", "cargo", 0.9)
