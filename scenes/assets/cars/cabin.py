"""What a car's windows show: lining, seats with headrests, dashboard, steering wheel, and whoever drives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.assets.cars.cage import Zone
from scenes.assets.cars.fittings import block, smooth_box
from scenes.assets.cars.skin import Layout
from scenes.assets.shaping.shapes import box, tube
from scenes.assets.shaping.trimming import Trimmed
from scenes.assets.vehicles.driver import driver_panel
from scenes.assets.vehicles.interior import Driver
from scenes.assets.vehicles.materials import Skin
from scenes.assets.vehicles.skin import Panel, mirrored, solid

Float64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
LINING_M = 0.03
"""Thickness of roof, doors and pillars; chosen, below the true 6 cm, so that the glass's edges hide its own."""
_LEAN = 0.36
"""Backward lean of a backrest, metres a metre of height: 20 degrees."""


def cabin_panels(at: Layout, driver: Driver, levels: int) -> list[Panel]:
    """Everything inside, both sides."""
    floor, belt = at.p.clearance_m + 0.10, at.plan.belt_z[0]
    inner = at.plan.half_width_m - 0.12
    dash_x = at.screen_corner_m - 0.28
    hips = floor + min(0.24 + 0.35 * (at.p.height_m - 1.45), 0.50)
    rows = [at.door_front_m - 1.02 - 0.80 * k for k in range(at.style.rows)]
    rows = [x for x in rows if x > max(at.plan.rear_x_m + 0.70, at.plan.base[0] + 0.30)] or rows[:1]
    panels = [
        _tub(at, floor, inner, rows),
        *_dashboard(at, dash_x, belt, inner, levels),
        *_steering(dash_x, 0.48 * inner, belt, levels),
    ]
    for index, x in enumerate(rows):
        wide, y = (0.25, 0.48 * inner) if index == 0 else (0.30, 0.42 * inner)
        seat = _seat(x, y, wide, floor, hips, belt, levels)
        panels += [*seat, *(mirrored(panel) for panel in seat)]
    for pillar in at.pillars[:1]:
        top = (pillar, at.plan.rail_y_m - 0.045, at.p.height_m - 0.13)
        ends = [(pillar, inner, at.sill_z), (pillar, at.plan.half_width_m - 0.15, belt), top]
        post = solid(tube(ends[: 2 if at.style.roof == "open" else 3], 0.035, 6), Skin.LINING)
        panels += [post, mirrored(post)]
    if driver == "seated":
        panels.append(driver_panel(rows[0] - 0.06, 0.48 * inner, belt + 0.02, (dash_x - 0.34, belt - 0.03)))
    return panels


def lining(half: Trimmed, at: Layout, only: Mask) -> Panel:
    """The inner side of everything about the cabin that is no glass: the skin's copy, set inwards and turned.

    only: faces (F,) to take.
    """
    x = half.middles()[:, 0]
    zones = [Zone.CABIN, Zone.SCREEN, Zone.ROOF, Zone.BACKLIGHT, Zone.SHOULDER, Zone.SIDE]
    about = np.isin(half.zone, zones) & (x < at.screen_corner_m - 0.02) & (x > at.plan.base[0] - 0.05)
    own = only & about & (half.skin != Skin.WINDOW) & (half.skin != Skin.GAP)
    faces = half.faces[own][:, ::-1]
    low = np.isin(half.zone[own], [Zone.SHOULDER, Zone.SIDE])
    normals = -half.normals[faces]
    return Panel(
        half.vertices_m - LINING_M * half.normals,
        faces,
        np.where(low, Skin.DASHBOARD, Skin.LINING).astype(np.int32),
        normals,
    )


def _tub(at: Layout, floor: float, inner: float, rows: list[float]) -> Panel:
    """Floor and bulkheads; behind the seats a shelf, or a wall before the load."""
    back = max(rows[-1] - 0.42, at.plan.rear_x_m + 0.12)
    front = at.screen_corner_m + 0.35
    sides = solid(box((back, -inner, floor - 0.02), (front, inner, floor)), Skin.DASHBOARD)
    belt = at.plan.belt_z[1] - 0.06
    if at.style.rear == "cargo":
        wall = box((back - 0.03, -0.86 * inner, floor), (back, 0.86 * inner, at.p.height_m - 0.16))
    elif at.style.rear == "hatch":
        wall = box(
            (max(at.plan.base[0], at.plan.rear_x_m) + 0.30, -inner + 0.10, belt - 0.03), (back, inner - 0.10, belt)
        )
    elif at.style.rear == "bed":
        wall = box((at.plan.base[0] + 0.02, -inner, floor), (at.plan.base[0] + 0.05, inner, belt))
    else:
        wall = box((at.plan.base[0] - 0.10, -inner + 0.05, belt), (back + 0.02, inner - 0.05, belt + 0.03))
    both = solid(wall, Skin.DASHBOARD)
    return Panel(
        np.concatenate([sides.vertices_m, both.vertices_m]),
        np.concatenate([sides.faces, both.faces + len(sides.vertices_m)]),
        np.concatenate([sides.skin, both.skin]),
    )


def _dashboard(at: Layout, x: float, belt: float, inner: float, levels: int) -> list[Panel]:
    """A padded board below the windscreen, a cowl over the instruments and a console."""
    top = belt - 0.015
    board = block((x - 0.10, -inner - 0.02, belt - 0.40), (x + 0.62, inner + 0.02, top), 1.08)
    binnacle = block((x - 0.13, 0.30 * inner, belt - 0.10), (x + 0.10, 0.68 * inner, belt + 0.045), 1.15)
    screen = block((x - 0.125, -0.16, belt - 0.06), (x - 0.10, 0.12, belt + 0.075), 1.0)
    console = block((x - 1.0, -0.11, belt - 0.60), (x, 0.11, belt - 0.38), 1.05)
    parts = [(board, 0), (binnacle, 0), (console, 0), (screen, 0)]
    return [smooth_box(corners, Skin.DASHBOARD, levels, sharpness=1.6) for corners, _ in parts]


def _steering(x: float, y: float, belt: float, levels: int) -> list[Panel]:
    """A wheel of 37 cm, tilted 25 degrees, with a boss and spokes."""
    sides = 24 if levels > 1 else 12
    angle = np.linspace(0.0, 2 * np.pi, sides + 1)
    up = np.array([0.42, 0.0, 0.906])
    across = np.array([0.0, 1.0, 0.0])
    centre = np.array([x - 0.30, y, belt - 0.045])
    ring = centre + 0.185 * (np.cos(angle)[:, None] * up + np.sin(angle)[:, None] * across)
    spokes = [(centre, centre + 0.18 * direction) for direction in (across, -across, -up)]
    return [
        solid(tube(ring, 0.014, 7), Skin.DASHBOARD),
        *(solid(tube(ends, 0.016, 5), Skin.DASHBOARD) for ends in spokes),
        solid(tube([centre + np.array([0.16, 0.0, -0.07]), centre], [0.035, 0.055], 10), Skin.DASHBOARD),
    ]


def _seat(x: float, y: float, half_m: float, floor: float, hips: float, belt: float, levels: int) -> list[Panel]:
    """Cushion, backrest and headrest, rounded."""
    cushion = block((x - 0.02, y - half_m, hips - 0.17), (x + 0.50, y + half_m, hips), 1.10)
    back = block((x - 0.11, y - half_m, hips - 0.10), (x + 0.05, y + half_m, belt + 0.05), 1.10)
    rest = block((x - 0.06, y - 0.135, belt + 0.075), (x + 0.04, y + 0.135, belt + 0.235), 1.25)
    for corners in (back, rest):
        corners[:, 0] -= _LEAN * (corners[:, 2] - hips)
    base = solid(box((x, y - 0.2, floor), (x + 0.42, y + 0.2, hips - 0.10)), Skin.DASHBOARD)
    shapes = [smooth_box(corners, Skin.SEAT, levels, sharpness=1.3) for corners in (cushion, back, rest)]
    return [*shapes, base]
