"""Town houses as they stand in streets of 1890 to 1980, and their colours."""

from __future__ import annotations

from typing import get_args

import numpy as np

from scenes.assets.buildings.building import Style, TownHouse
from scenes.assets.buildings.lit_windows import goods_on_display
from scenes.assets.buildings.roof import Roof
from scenes.material import Material

Appearance = tuple[tuple[str, Material], ...]
Color = tuple[float, float, float]

# Linear reflectances, chosen from plaster colour cards (light reference values 30 to 75) and common tiles and paints.
_PLASTER: tuple[Color, ...] = (
    (0.50, 0.45, 0.34),
    (0.55, 0.54, 0.50),
    (0.50, 0.36, 0.16),
    (0.42, 0.26, 0.16),
    (0.32, 0.36, 0.28),
    (0.36, 0.38, 0.40),
    (0.47, 0.31, 0.25),
    (0.54, 0.46, 0.33),
    (0.26, 0.29, 0.33),
    (0.40, 0.15, 0.09),
    (0.30, 0.34, 0.36),
    (0.52, 0.42, 0.26),
)
# means over bricks and mortar
_BRICK: tuple[Color, ...] = (
    (0.265, 0.126, 0.096),
    (0.307, 0.160, 0.113),
    (0.214, 0.113, 0.091),
    (0.359, 0.279, 0.181),
)
_ROOF: tuple[Color, ...] = ((0.24, 0.085, 0.05), (0.17, 0.065, 0.045), (0.075, 0.072, 0.075), (0.13, 0.10, 0.085))
_DOOR: tuple[Color, ...] = (
    (0.09, 0.055, 0.035),
    (0.03, 0.07, 0.05),
    (0.16, 0.025, 0.02),
    (0.04, 0.05, 0.09),
    (0.3, 0.3, 0.29),
)
_SIGN: tuple[Color, ...] = (
    (0.03, 0.05, 0.12),
    (0.22, 0.02, 0.02),
    (0.02, 0.10, 0.05),
    (0.05, 0.05, 0.05),
    (0.45, 0.30, 0.04),
)

_ROOFS: dict[Style, tuple[Roof, Roof]] = {
    "stucco": ("gable", "mansard"),
    "brick": ("gable", "flat"),
    "modern": ("flat", "flat"),
}


def town_house(rng: np.random.Generator, *, corner: bool) -> TownHouse:
    """A house as it might stand in a quarter of 1890 to 1980."""
    style: Style = get_args(Style)[int(rng.choice(3, p=[0.5, 0.25, 0.25]))]
    bays = int(rng.integers(3, 7))
    roofs = _ROOFS[style]
    balconies: tuple[int, ...] = ()
    if style == "modern" or rng.random() < 0.3:
        balconies = (1, bays - 2) if bays > 3 else (1,)
    return TownHouse(
        width_m=round(0.5 + bays * float(rng.uniform(2.5, 3.1)), 2),
        depth_m=11.0,
        storeys=int(rng.choice([3, 4, 5], p=[0.3, 0.45, 0.25])),
        ground_height_m=round(float(rng.uniform(3.5, 4.2)), 2),
        storey_height_m=round(float(rng.uniform(2.8, 3.0) if style == "modern" else rng.uniform(3.0, 3.5)), 2),
        bays=bays,
        style=style,
        ground="shop" if rng.random() < 0.4 else "flats",
        roof=roofs[int(rng.integers(2))],
        balcony_bays=balconies,
        side_bays=3 if corner else 0,
        seed=int(rng.integers(2**31)),
    )


def house_colours(house: TownHouse, rng: np.random.Generator) -> Appearance:
    """Paints of one house."""

    def pick(colors: tuple[Color, ...]) -> Color:
        base = np.array(colors[int(rng.integers(len(colors)))]) * rng.uniform(0.85, 1.1)
        return (float(min(base[0], 0.85)), float(min(base[1], 0.85)), float(min(base[2], 0.85)))

    plaster = pick(_PLASTER)
    wall = Material(base_color=plaster, roughness=0.9, pattern="plaster", lidar_reflectivity=0.35 + 0.5 * plaster[0])
    if house.style == "brick":
        wall = Material(base_color=pick(_BRICK), roughness=0.9, pattern="brick", lidar_reflectivity=0.35)
    base = (
        wall if house.style == "brick" else Material(base_color=pick(((0.34, 0.32, 0.28), (0.24, 0.23, 0.22), plaster)))
    )
    roof = Material(base_color=pick(_ROOF), roughness=0.85, pattern="concrete", lidar_reflectivity=0.35)
    door = Material(base_color=pick(_DOOR), roughness=0.45)
    sign = Material(base_color=pick(_SIGN), roughness=0.4)
    goods = Material(base_color=pick(_PLASTER), roughness=0.7)
    awning = Material(base_color=pick(_SIGN), roughness=0.9, lidar_reflectivity=0.5)
    return (
        ("wall", wall),
        ("base", base),
        ("roof", roof),
        ("door", door),
        ("sign", sign),
        ("goods", goods),
        ("goods_lit", goods_on_display(goods)),
        ("awning", awning),
    )
