"""What is fixed to cabs: grilles, lamps, steps, mirrors, wipers; what is in them; wind deflectors."""

from __future__ import annotations

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.cab_shape import Cab, door_spans
from scenes.assets.heavy.lamps import plate_front
from scenes.assets.heavy.parts import soft_box, steps, wipers
from scenes.assets.heavy.seats import driver, seat, steering_wheel
from scenes.assets.shaping.shapes import Patch, both, box, joined, mirrored, tube
from scenes.assets.shaping.solids import SOFT_RAD


def face(work: Assembly, cab: Cab, plate: str) -> None:
    """Grille bars, badge panel, number plate, wipers, steps in the bumper."""
    h, f = cab.half_m, cab.front_m
    low, high = 1.06, cab.belt_m - 0.21
    count = (4, 6, 3)[cab.style % 3]
    wide = 0.60 * h
    bars = []
    for k in range(count):
        z = low + (high - low) * (k + 0.5) / count
        tall = 0.36 * (high - low) / count
        bars.append(soft_box((f - 0.075, -wide, z - tall / 2), (f - 0.018, wide, z + tall / 2), 0.015))
    work.add(joined(bars), (cab.paint, "plastic", "chrome")[cab.style % 3], "grille", SOFT_RAD)
    wipers(work, f - 0.06, cab.belt_m, (0.75 * h, 0.12 * h), 0.62, 0.2)
    plate_front(work, f + 0.008, 0.585, plate)


def _swept(patch: Patch, cab: Cab) -> Patch:
    """A patch authored before a flat front, bent back with the cab's front and round its corner."""
    vertices, faces = patch
    y = np.abs(vertices[:, 1])
    back = 0.07 * (y / cab.half_m) ** 2 + (1.6, 1.9)[cab.style % 2] * np.maximum(y - (cab.half_m - 0.24), 0.0) ** 2
    return vertices - np.stack([back, np.zeros_like(y), np.zeros_like(y)], axis=1), faces


def cab_lamps(work: Assembly, cab: Cab) -> None:
    """Head lamps swept round the bumper's corners: a dipped and a main beam under a strip of indicator; fog lamps."""
    f, h = cab.front_m, cab.half_m
    low, high = 0.70, (0.95, 0.98, 0.92)[cab.style % 3]
    y0, y1 = (0.54, 0.58)[cab.style % 2] * h, h - 0.035
    for side, name in ((1.0, "left"), (-1.0, "right")):
        a, b = sorted((side * y0, side * y1))
        house = soft_box((f - 0.2, a, low), (f + 0.016, b, high), 0.05, 2)
        work.add(_swept(house, cab), "lamp_housing", "head_lamp", SOFT_RAD)
        for share, wide, kind in ((0.16, 0.17, "day_running"), (0.42, 0.19, "low_beam"), (0.72, 0.14, "day_running")):
            y, tall = side * (y0 + share * (y1 - y0)), high - low - 0.11
            reach = wide * (y1 - y0) / 2 * 1.3
            ends = (f - 0.01, y - reach, low + 0.03), (f + 0.022, y + reach, low + 0.03 + tall)
            lens = _swept(soft_box(*ends, 0.045, 2), cab)
            if kind == "low_beam":
                centre = (float(lens[0][:, 0].max()) + 0.006, y, low + 0.03 + tall / 2)
                work.lamp(kind, f"low_beam_{name}", lens, centre, 2 * reach * tall, (1.0, 0.0, 0.0), part="head_lamp")
            else:
                work.add(lens, kind, "head_lamp", SOFT_RAD)
        a, b = sorted((side * (y0 + 0.03), side * (y1 - 0.05)))
        strip = _swept(soft_box((f - 0.03, a, high - 0.055), (f + 0.024, b, high - 0.025), 0.012), cab)
        centre = (float(strip[0][:, 0].max()) + 0.006, (a + b) / 2, high - 0.04)
        kind = f"indicator_front_{name}"
        work.lamp(kind, kind, strip, centre, (b - a) * 0.03, (1.0, 0.0, 0.0), part="indicator")
    fogs = both(soft_box((f - 0.08, 0.62 * h, 0.50), (f + 0.008, 0.62 * h + 0.20, 0.60), 0.03))
    work.add(_swept(fogs, cab), "day_running", "fog_lamp", SOFT_RAD)
    work.add(both(box((f - 0.55, h - 0.01, 1.2), (f - 0.47, h + 0.014, 1.25))), "marker_amber", "indicator")
    if cab.roof_m > 3.3:
        z = cab.roof_m - 0.30
        roof = both(box((f - 0.66, 0.62 * h - 0.05, z), (f - 0.50, 0.62 * h + 0.05, z + 0.045)))
        work.add(roof, "marker_white", "lamp")


def door_fittings(work: Assembly, cab: Cab) -> None:
    """Handles, rails, steps."""
    h = cab.half_m
    for a, _ in door_spans(cab):
        handle = soft_box((a + 0.08, h - 0.004, cab.belt_m - 0.26), (a + 0.26, h + 0.022, cab.belt_m - 0.21), 0.012)
        work.add(both(handle), "plastic", "door", SOFT_RAD)
        rail = tube([(a + 0.02, h + 0.010, 1.25), (a + 0.02, h + 0.010, cab.belt_m - 0.1)], 0.012, 6)
        work.add(both(rail), "plastic", "door", 0.9)
    first = cab.front_m - 0.72
    if cab.axle_m + cab.wheel_m + 0.1 < first + 0.36:
        ahead = max(first - 0.3, cab.axle_m + cab.wheel_m + 0.12)
        steps(work, (ahead, cab.front_m - 0.28), h, (0.46, 0.72))
    if cab.crew:
        a, b = door_spans(cab)[1]
        steps(work, (max(a, cab.rear_m + 0.15), min(b, cab.axle_m - cab.wheel_m - 0.12)), h, (0.46, 0.72))


def cab_mirrors(work: Assembly, cab: Cab) -> None:
    """Main and wide-angle mirrors on two arms at each pillar, the kerb's mirror, one over the windscreen."""
    f, h = cab.front_m, cab.half_m
    x, z = f - 0.27, cab.belt_m + 0.16
    upper = soft_box((x - 0.06, h + 0.13, z + 0.12), (x + 0.06, h + 0.36, z + 0.52), 0.045)
    lower = soft_box((x - 0.06, h + 0.13, z - 0.14), (x + 0.06, h + 0.36, z + 0.09), 0.045)
    glass = joined(
        [
            box((x - 0.064, h + 0.155, z + 0.15), (x - 0.058, h + 0.335, z + 0.49)),
            box((x - 0.064, h + 0.155, z - 0.11), (x - 0.058, h + 0.335, z + 0.06)),
        ]
    )
    arms = joined(
        [
            tube([(x + 0.02, h - 0.03, z + 0.55), (x, h + 0.2, z + 0.50)], 0.02, 6),
            tube([(x + 0.02, h - 0.02, z - 0.16), (x, h + 0.2, z - 0.1)], 0.02, 6),
        ]
    )
    work.add(both(joined([upper, lower])), "plastic", "mirror", SOFT_RAD)
    work.add(both(glass), "mirror_glass", "mirror")
    work.add(both(arms), "plastic", "mirror", 0.9)
    top = cab.window_top_m
    front = soft_box((f - 0.02, -h + 0.15, top - 0.14), (f + 0.07, -h + 0.38, top + 0.0), 0.03)
    arm = tube([(f - 0.2, -h + 0.26, top + 0.1), (f + 0.02, -h + 0.26, top)], 0.014, 6)
    work.add(front, "plastic", "mirror", SOFT_RAD)
    work.add(arm, "plastic", "mirror", 0.9)


def cab_interior(work: Assembly, cab: Cab) -> None:
    """Floor, dashboard, seats, wheel, whoever drives, a curtain or a wall behind."""
    f, h, floor = cab.front_m, cab.half_m, min(1.25, cab.belt_m - 0.6)
    work.add(box((cab.rear_m + 0.05, -h + 0.06, floor - 0.05), (f - 0.25, h - 0.06, floor)), "dashboard", "interior")
    dash = soft_box((f - 0.62, -h + 0.08, floor), (f - 0.16, h - 0.08, cab.belt_m - 0.02), 0.08)
    work.add(dash, "dashboard", "interior", SOFT_RAD)
    back, y = f - 1.38, 0.56 * h
    for place in (y, -y):
        seat(work, back, place, floor, floor + 0.47)
    steering_wheel(work, f - 0.72, y, cab.belt_m - 0.03, lean_rad=-0.6)
    if cab.crew:
        bench = [
            soft_box((cab.rear_m + 0.1, -h + 0.15, floor), (cab.rear_m + 0.6, h - 0.15, floor + 0.45), 0.04),
            soft_box((cab.rear_m + 0.08, -h + 0.15, floor + 0.4), (cab.rear_m + 0.22, h - 0.15, floor + 1.1), 0.04),
        ]
        work.add(joined(bench), "seat", "interior", SOFT_RAD)
    if cab.driver == "seated":
        driver(work, back, y, floor + 0.47, (f - 0.72, cab.belt_m - 0.02))


def roof_spoiler(work: Assembly, cab: Cab, top_m: float, material: str) -> None:
    """A wind deflector on a low roof, as high as the body behind."""
    a, b, h = cab.rear_m + 0.05, cab.front_m - 0.55, cab.half_m - 0.1
    low = cab.roof_m - 0.06
    x = np.linspace(b, a, 7)
    z = low + (top_m - low) * np.sin(np.linspace(0.12, 0.5 * np.pi, 7)) ** 1.1
    rows = [
        np.stack([x, np.full(7, y), z - drop], axis=1)
        for y, drop in (
            (-h, 0.30 * (top_m - low)),
            (-h + 0.1, 0.05),
            (-h + 0.28, 0.0),
            (h - 0.28, 0.0),
            (h - 0.1, 0.05),
            (h, 0.30 * (top_m - low)),
        )
    ]
    foot = [rows[0].copy(), rows[-1].copy()]
    for edge in foot:
        edge[:, 2] = low - 0.02
    grid = np.stack([foot[0], *rows, foot[1]])
    grid[..., 2] = np.maximum(grid[..., 2], low - 0.02)
    n = grid.shape[1]
    i, j = np.meshgrid(np.arange(len(grid) - 1), np.arange(n - 1), indexing="ij")
    k = (i * n + j).reshape(-1)
    faces = np.concatenate([np.column_stack([k, k + n, k + n + 1]), np.column_stack([k, k + n + 1, k + 1])])
    work.add((grid.reshape(-1, 3), faces), material, "roof", 0.6)
    back = np.concatenate([grid[:, -1], [[a, 0.0, low - 0.02]]])
    m = len(grid)
    fan = np.column_stack([np.full(m - 1, m), np.arange(1, m), np.arange(m - 1)])
    work.add((back, fan), material, "roof")


def side_deflectors(work: Assembly, cab: Cab, gap_m: float, material: str) -> None:
    """Upright sheets behind the cab's corners that close part of the gap to the body."""
    low, high, r = 1.0, cab.window_top_m + 0.35, cab.rear_m
    sheet = soft_box((r - gap_m, cab.half_m - 0.05, low), (r + 0.02, cab.half_m - 0.005, high), 0.02)
    work.add(sheet, material, "body", SOFT_RAD)
    work.add(mirrored(sheet), material, "body", SOFT_RAD)
