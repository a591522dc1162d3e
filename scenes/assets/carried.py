"""What people carry: bags on backs and shoulders, in hands, umbrellas, phones, canes."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.articulated import Cover, skin, solid, vec
from scenes.assets.body_shape import Figure
from scenes.assets.contour import contour
from scenes.assets.fields import block, united, wrinkled
from scenes.assets.lofts import loft
from scenes.assets.shapes import box, joined, moved, tube
from scenes.assets.solids import rounded_box

Float64 = NDArray[np.float64]
Bag = Literal["none", "backpack", "handbag", "shopping_bags", "suitcase", "umbrella", "phone", "cane", "school_bag"]

STRAPPED: frozenset[Bag] = frozenset(("backpack", "school_bag"))
"""Bags with a strap over each shoulder."""


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


def in_hand(bag: Bag, figure: Figure, name: str) -> list[Cover]:
    """What hangs from a hand, in the frame of a straight hanging forearm; name: of the side."""
    p, g = figure.proportions, figure.proportions.girth
    grip = vec(0.0, -0.03 * g if name == "left" else 0.03 * g, -p.forearm_m - 0.40 * p.hand_m)
    if bag == "shopping_bags":
        corners = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], dtype=np.float64)
        levels = [(0.15, 0.055, -0.44), (0.16, 0.065, -0.30), (0.15, 0.04, -0.13)]
        stack = np.array([[(u * a, v * b, z) for u, v in corners] for a, b, z in levels])
        handles = [
            tube([(s * 0.07, 0.02, -0.14), (0.0, 0.0, 0.0), (s * 0.07, -0.02, -0.14)], 0.004, 5) for s in (-1.0, 1.0)
        ]
        return [
            solid(moved(loft(stack), grip), "paper", "bag", 0.3),
            solid(moved(joined(handles), grip), "trim", "bag"),
        ]
    if bag == "suitcase" and name == "right":
        # pulled along: its wheels roll behind, its handle ends in the hand
        drop = float(p.shoulder_height_m - p.upper_arm_m - p.forearm_m - 0.40 * p.hand_m)
        body = moved(rounded_box((0.24, 0.40, 0.56), 0.05), (-0.10, 0.0, -drop + 0.05))
        rods = [tube([(-0.10, s * 0.09, -drop + 0.58), (0.0, s * 0.05, 0.0)], 0.006, 6) for s in (-1.0, 1.0)]
        bar = tube([(0.0, -0.06, 0.0), (0.0, 0.06, 0.0)], 0.010, 6)
        wheels = [
            tube([(-0.10 + a, s * 0.16, -drop + 0.03), (-0.10 + a, s * 0.19, -drop + 0.03)], 0.03, 10)
            for s in (-1.0, 1.0)
            for a in (-0.07, 0.07)
        ]
        return [
            solid(moved(body, grip), "bag", "bag"),
            solid(moved(joined([*rods, bar]), grip), "metal", "bag"),
            solid(moved(joined(wheels), grip), "black", "bag"),
        ]
    if bag == "cane" and name == "right":
        drop = float(p.shoulder_height_m - p.upper_arm_m - p.forearm_m - 0.40 * p.hand_m)
        stick = tube([(0.0, 0, 0.0), (0.03, 0, -drop + 0.02)], [0.011, 0.009], 8)
        crook = tube([(-0.06, 0, 0.002), (0.0, 0, 0.012), (0.05, 0, 0.002)], 0.012, 8)
        return [
            solid(moved(joined([stick, crook]), grip), "wood", "bag"),
            solid(moved(tube([(0.03, 0, -drop + 0.03), (0.03, 0, -drop + 0.005)], 0.013, 8), grip), "black", "bag"),
        ]
    if bag == "phone" and name == "right":
        at = vec(0.01, 0.03 * g, -p.forearm_m - 0.48 * p.hand_m)
        return [solid(moved(rounded_box((0.072, 0.010, 0.150), 0.004), at - vec(0, 0, 0.075)), "glass", "bag", 0.4)]
    return []


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
