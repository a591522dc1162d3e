"""What people carry: bags on backs and shoulders, in hands, umbrellas, phones, canes."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.people.body_shape import Figure
from scenes.assets.shaping.articulated import Cover, skin, solid, vec
from scenes.assets.shaping.contour import contour
from scenes.assets.shaping.fields import block, united, wrinkled
from scenes.assets.shaping.lofts import loft
from scenes.assets.shaping.shapes import box, joined, moved, tube
from scenes.assets.shaping.solids import rounded_box

Float64 = NDArray[np.float64]
Bag = Literal["none", "backpack", "handbag", "shopping_bags", "suitcase", "umbrella", "phone", "cane", "school_bag"]

Side = Literal["left", "right"]

STRAPPED: frozenset[Bag] = frozenset(("backpack", "school_bag"))
"""Bags with a strap over each shoulder."""
HELD: frozenset[Bag] = frozenset(("shopping_bags", "suitcase", "umbrella", "phone", "cane"))
"""What takes a hand."""
HELD_BY_BOTH: frozenset[Bag] = frozenset(("shopping_bags",))
"""Of them what every free hand has one of."""
TROLLEY_WHEEL_M, TROLLEY_TILT_RAD = 0.035, 0.70
"""Radius of a pulled suitcase's wheels, and how far it leans while its owner stands; chosen."""
_RIBS = (-0.11, -0.055, 0.0, 0.055, 0.11)


def on_trunk(bag: Bag, figure: Figure) -> list[Cover]:
    """What hangs on the trunk, in the torso's frame."""
    p, g = figure.proportions, figure.proportions.girth
    trunk = p.trunk_m
    if bag == "backpack":
        pack = united(
            block((-0.215 * g, 0, 0.55 * trunk), (0.095 * g, 0.150 * g, 0.40 * trunk), 0.07 * g),
            block((-0.300 * g, 0, 0.40 * trunk), (0.045 * g, 0.11 * g, 0.18 * trunk), 0.035 * g),
            blend_m=0.03 * g,
        )
        return [skin(contour(wrinkled(pack, 0.004 * g, 0.11 * g), 0.022 * g), "bag", "bag")]
    if bag == "school_bag":
        satchel = moved(rounded_box((0.20, 0.29, 0.37), 0.03), (-0.235 * g, 0, 0.28 * trunk))
        shine = box((-0.339 - 0.02, -0.09, 0.55 * trunk), (-0.332, 0.09, 0.55 * trunk + 0.04))
        return [solid(satchel, "bag", "bag"), solid(shine, "reflective", "bag", 0.0)]
    if bag == "handbag":
        purse = moved(rounded_box((0.28 * g, 0.10 * g, 0.22 * g), 0.03 * g), (-0.01, -0.265 * g, -0.12 * g))
        strap = tube(
            [
                vec(0.10, -0.245, 0.08) * g,
                vec(0.075, -0.19, 0.0) * g + vec(0, 0, 0.80 * trunk),
                vec(-0.012, -0.135, 0.018) * g + vec(0, 0, 1.02 * trunk),
                vec(-0.095, -0.19, 0.0) * g + vec(0, 0, 0.80 * trunk),
                vec(-0.12, -0.245, 0.08) * g,
            ],
            0.009 * g,
            6,
        )
        return [solid(purse, "bag", "bag"), solid(strap, "bag", "bag")]
    return []


def in_hand(figure: Figure, side: Side) -> list[Cover]:
    """A telephone in the fist, in the frame of a straight hanging forearm."""
    p, g = figure.proportions, figure.proportions.girth
    at = vec(0.01, 0.03 * g if side == "right" else -0.03 * g, -p.forearm_m - 0.48 * p.hand_m)
    return [solid(moved(rounded_box((0.072, 0.010, 0.150), 0.004), at - vec(0, 0, 0.075)), "glass", "bag", 0.4)]


def from_hand(bag: Bag, hand_height_m: float) -> list[Cover]:
    """What hangs from a hand, stands below it or is pulled by it, in an upright frame about the grip."""
    if bag == "shopping_bags":
        return _shopping_bag()
    if bag == "suitcase":
        return _trolley(hand_height_m)
    if bag == "cane":
        stick = tube([(0.0, 0, 0.0), (0.03, 0, -hand_height_m + 0.02)], [0.011, 0.009], 8)
        crook = tube([(-0.06, 0, 0.002), (0.0, 0, 0.012), (0.05, 0, 0.002)], 0.012, 8)
        tip = tube([(0.03, 0, -hand_height_m + 0.03), (0.03, 0, -hand_height_m)], 0.013, 8)
        return [solid(joined([stick, crook]), "wood", "bag"), solid(tip, "black", "bag")]
    return []


def trolley_tilt_rad(hand_height_m: Float64, length_m: float) -> Float64:
    """How far (T,) a pulled suitcase leans back from upright so that its wheels touch the ground."""
    return np.arccos(np.clip((hand_height_m - TROLLEY_WHEEL_M) / length_m, 0.0, 1.0))


def trolley_length_m(hand_height_m: float) -> float:
    """From the grip to the axle: the handle is pulled out until the case leans by `TROLLEY_TILT_RAD`."""
    return float((hand_height_m - TROLLEY_WHEEL_M) / np.cos(TROLLEY_TILT_RAD))


def _shopping_bag() -> list[Cover]:
    """A paper bag on two cords."""
    corners = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], dtype=np.float64)
    levels = [(0.15, 0.055, -0.44), (0.16, 0.065, -0.30), (0.15, 0.04, -0.13)]
    stack = np.array([[(u * a, v * b, z) for u, v in corners] for a, b, z in levels])
    handles = [
        tube([(s * 0.07, 0.02, -0.14), (0.0, 0.0, 0.0), (s * 0.07, -0.02, -0.14)], 0.004, 5) for s in (-1.0, 1.0)
    ]
    return [solid(loft(stack), "paper", "bag", 0.3), solid(joined(handles), "trim", "bag")]


def _trolley(hand_height_m: float) -> list[Cover]:
    """A suitcase that is pulled behind on two wheels, leaning; as high as lets a child pull it too."""
    length = trolley_length_m(hand_height_m)
    high = min(0.56, 0.72 * length)
    low = -length + 0.01
    body = moved(rounded_box((0.22, 0.36, high), 0.045), (-0.075, 0.0, low))
    ribs = joined(
        [moved(rounded_box((0.228, 0.018, 0.86 * high), 0.008), (-0.075, y, low + 0.07 * high)) for y in _RIBS]
    )
    rods = [tube([(0.0, s * 0.075, low + high - 0.02), (0.0, s * 0.06, 0.0)], 0.007, 6) for s in (-1.0, 1.0)]
    bar = tube([(0.0, -0.075, 0.0), (0.0, 0.075, 0.0)], 0.014, 8)
    r = TROLLEY_WHEEL_M
    wheels = [tube([(-0.005, s * 0.13, -length), (-0.005, s * 0.17, -length)], r, 14) for s in (-1.0, 1.0)]
    covers = [
        solid(joined([body, ribs]), "bag", "bag"),
        solid(joined(rods), "metal", "bag"),
        solid(joined([bar, *wheels]), "black", "bag"),
    ]
    c, s = float(np.cos(TROLLEY_TILT_RAD)), float(np.sin(TROLLEY_TILT_RAD))
    back = np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])
    return [solid((np.einsum("ij,vj->vi", back, k.patch[0]), k.patch[1]), k.materials[0], "bag") for k in covers]


def umbrella(hand_m: Float64, up_m: float = 0.62) -> list[Cover]:
    """An open umbrella over a fist, both in the same upright frame."""
    ribs, r = 8, 0.52
    angle = 2 * np.pi * np.arange(ribs * 2) / (ribs * 2)
    rows = []
    for share in (0.02, 0.35, 0.7, 1.0):
        sag = 1.0 - 0.06 * share * (np.arange(ribs * 2) % 2)
        height = up_m - 0.26 * share**1.8
        rows.append(
            np.column_stack(
                [r * share * sag * np.cos(angle), r * share * sag * np.sin(angle), np.full(ribs * 2, height)]
            )
        )
    under = [row - np.array([0.0, 0.0, 0.006]) for row in rows]
    canopy = loft(np.array([*under[::-1], *rows][::-1]))
    stick = tube([(0, 0, -0.09), (0, 0, up_m + 0.05)], 0.006, 6)
    crook = tube([(0, 0, -0.02), (0, 0, -0.10)], 0.013, 8)
    return [
        solid(moved(canopy, hand_m), "bag", "bag", 0.5),
        solid(moved(stick, hand_m), "metal", "bag"),
        solid(moved(crook, hand_m), "black", "bag"),
    ]
