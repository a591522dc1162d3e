"""What stands behind the glass: dashboard, steering wheel and seats, enough for LiDAR that looks through a window."""

from __future__ import annotations

from typing import Literal

import numpy as np

from scenes.assets.shapes import Patch, box
from scenes.assets.vehicle_cabin import Cabin
from scenes.assets.vehicle_driver import driver_panel
from scenes.assets.vehicle_hull import Place
from scenes.assets.vehicle_materials import Skin
from scenes.assets.vehicle_skin import Panel, both_sides, grid_panel, joined_panels, mirrored, solid

Driver = Literal["none", "seated"]
SEAT_RISE_M = 0.18
"""Height of a seat's cushion over the car's floor structure."""


BACKREST_LEAN = 0.3
"""Backward lean of a backrest, metres a metre of height: some 17 degrees, as drivers sit."""


def interior_panel(cabin: Cabin, driver: Driver) -> Panel:
    """Dashboard, two front seats, a steering wheel, a bench or a bulkhead behind, a lining, and whoever drives."""
    size, shape = cabin.hull.size, cabin.hull.shape
    half = float(cabin.half_width_m(np.zeros(1))[0]) - 0.06
    floor = float(shape.sill[2][1]) * size.height_m + 0.1
    belt = float(cabin.hull.top(size.x_m(0.6), half)) - 0.02
    dash_x, rows = float(size.x_m(shape.cabin_front)) - 0.35, _seat_rows(cabin)
    front = _seat(rows[0], 0.5 * half, 0.25, floor, belt)
    wheel = box([dash_x - 0.32, 0.5 * half - 0.18, belt - 0.1], [dash_x - 0.28, 0.5 * half + 0.18, belt + 0.06])
    panels = [
        solid(box([dash_x - 0.2, -half, belt - 0.32], [dash_x + 0.15, half, belt]), Skin.DASHBOARD),
        solid(wheel, Skin.DASHBOARD),
        front,
        mirrored(front),
    ]
    if driver == "seated":
        panels.append(driver_panel(rows[0], 0.5 * half, belt, (dash_x - 0.3, belt)))
    for x in rows[1:]:
        bench = _seat(x, 0.5 * half, 0.45 * half, floor, belt)
        panels += [bench, mirrored(bench)]
    if len(rows) == 1:
        back = rows[0] - 0.55
        upper = float(cabin.half_width_m(np.full(1, 0.85))[0]) - 0.03
        panels.append(solid(box([back - 0.02, -upper, floor], [back, upper, 0.88 * size.height_m]), Skin.LINING))
    return joined_panels([*panels, _lining(cabin)])


def _lining(cabin: Cabin) -> Panel:
    """The cloth below the roof, which shows through the windows."""
    shape = cabin.hull.shape
    levels = np.array([(shape.glass_levels[1] + 1) / 2, 0.97])
    places: tuple[tuple[Place, float], ...] = (
        *(("front", 0.0), ("front", 0.75), ("side", 0.02), ("side", 0.3), ("side", 0.7), ("side", 0.98)),
        *(("rear", 0.75), ("rear", 0.0)),
    )
    wall = np.stack([cabin.points(place, at, levels) for place, at in places], axis=1)
    points = np.concatenate([wall, wall[-1:] * [1.0, 0.0, 1.0]])
    middle = points[..., 0].mean()
    inside = (points - [middle, 0.0, 0.0]) * [0.97, 0.95, 1.0] + [middle, 0.0, -0.02]
    return both_sides(grid_panel(inside, Skin.LINING))


def _seat_rows(cabin: Cabin) -> list[float]:
    """Positions x of the backrests, front first; vans have one row before a bulkhead."""
    size, shape = cabin.hull.size, cabin.hull.shape
    first = float(size.x_m(shape.cabin_front)) - 1.35
    return [first, first - 0.85] if len(shape.side_glass) > 1 else [first]


def _seat(x_m: float, y_m: float, half_m: float, floor_m: float, belt_m: float) -> Panel:
    """Cushion, leaning backrest and headrest."""
    cushion = box([x_m, y_m - half_m, floor_m], [x_m + 0.5, y_m + half_m, floor_m + SEAT_RISE_M])
    back = _leaning(box([x_m - 0.05, y_m - half_m, floor_m], [x_m + 0.07, y_m + half_m, belt_m + 0.02]), floor_m)
    rest = _leaning(box([x_m - 0.03, y_m - 0.13, belt_m + 0.05], [x_m + 0.06, y_m + 0.13, belt_m + 0.22]), floor_m)
    return joined_panels([solid(part, Skin.SEAT) for part in (cushion, back, rest)])


def _leaning(patch: Patch, hinge_m: float) -> Patch:
    """Sheared backwards above the height of a hinge."""
    vertices, faces = patch
    return vertices - np.outer(vertices[:, 2] - hinge_m, [BACKREST_LEAN, 0.0, 0.0]), faces
