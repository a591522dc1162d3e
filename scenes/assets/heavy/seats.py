"""Where drivers sit: seats, steering wheels, and whoever sits there."""

from __future__ import annotations

import math

import numpy as np

from scenes.assets.heavy.assembly import Assembly, turned
from scenes.assets.heavy.parts import soft_box
from scenes.assets.shaping.shapes import box, joined, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD
from scenes.assets.vehicles.driver import driver_panel
from scenes.assets.vehicles.materials import Skin, material_of


def seat(
    work: Assembly,
    x_m: float,
    y_m: float,
    floor_m: float,
    cushion_m: float,
    member: str = "body",
    material: str = "seat",
) -> None:
    """A driver's seat on a pedestal. x_m: of its backrest's foot; cushion_m: height of the cushion's top."""
    patches = [
        box((x_m + 0.08, y_m - 0.2, floor_m), (x_m + 0.4, y_m + 0.2, cushion_m - 0.12)),
        soft_box((x_m, y_m - 0.25, cushion_m - 0.13), (x_m + 0.5, y_m + 0.25, cushion_m), 0.05),
        turned(
            soft_box((x_m - 0.06, y_m - 0.24, cushion_m - 0.1), (x_m + 0.07, y_m + 0.24, cushion_m + 0.62), 0.05),
            (0.0, 1.0, 0.0),
            -0.2,
            (x_m, y_m, cushion_m),
        ),
        soft_box((x_m - 0.2, y_m - 0.13, cushion_m + 0.6), (x_m - 0.1, y_m + 0.13, cushion_m + 0.8), 0.04),
    ]
    work.add(joined(patches), material, "interior", SOFT_RAD, member)


def driver(
    work: Assembly, x_m: float, y_m: float, cushion_m: float, wheel_m: tuple[float, float], member: str = "body"
) -> None:
    """Somebody on a seat, with hands on a wheel at (x, z), and legs."""
    panel = driver_panel(x_m - 0.06, y_m, cushion_m + 0.42, wheel_m)
    for skin in (Skin.DRIVER_TOP, Skin.DRIVER_FACE, Skin.DRIVER_HAIR):
        own = panel.skin == skin
        work.add((panel.vertices_m, panel.faces[own]), material_of(skin), "interior", 0.9, member)
    for side in (-1.0, 1.0):
        leg = tube(
            [
                (x_m + 0.1, y_m + 0.09 * side, cushion_m + 0.06),
                (x_m + 0.52, y_m + 0.12 * side, cushion_m + 0.08),
                (x_m + 0.72, y_m + 0.12 * side, cushion_m - 0.36),
            ],
            [0.085, 0.075, 0.055],
            7,
        )
        work.add(leg, "dashboard", "interior", 0.9, member)


def steering_wheel(
    work: Assembly,
    x_m: float,
    y_m: float,
    z_m: float,
    radius_m: float = 0.22,
    lean_rad: float = 0.7,
    member: str = "body",
) -> None:
    """A wheel of a truck, leaning, on its column."""
    a = np.linspace(0.0, 2 * math.pi, 17)
    ring = tube(np.stack([np.zeros(17), np.cos(a) * radius_m, np.sin(a) * radius_m], axis=1), 0.016, 6)
    bars = [box((-0.012, -radius_m, -0.02), (0.012, radius_m, 0.02)), box((-0.3, -0.03, -0.03), (0.0, 0.03, 0.03))]
    patch = turned(joined([ring, (bars[0][0], bars[0][1]), moved(bars[1], (0.3, 0, 0))]), (0.0, 1.0, 0.0), lean_rad)
    work.add(moved(patch, (x_m, y_m, z_m)), "dashboard", "interior", 0.9, member)
