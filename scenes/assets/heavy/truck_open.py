"""Bodies of trucks that are no boxes: tanks, platforms, tippers, containers."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.companies import Company
from scenes.assets.heavy.marks import Place, contour_line, number_board, stick, warning_board, words
from scenes.assets.heavy.parts import BOTH_SIDES, soft_box
from scenes.assets.heavy.truck_box import Space, rear_doors
from scenes.assets.heavy.truck_load import add_load
from scenes.assets.shaping.lofts import loft
from scenes.assets.shaping.planar import filled, rectangle
from scenes.assets.shaping.shapes import Patch, both, box, joined, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD, rounded_box
from scenes.assets.vehicles.skin import grid_panel

CONTAINER_M = 0.03 + 2.591
"""How high a container stands over what carries it (ISO 668)."""


def tank_body(work: Assembly, s: Space, firm: Company, rng: np.random.Generator) -> None:
    """An oval tank of several compartments, a walkway with domes on top, a ladder and hoses."""
    half, low, high = s.half_m - 0.02, s.floor_m - 0.12, s.top_m - 0.42
    a = np.linspace(0.0, 2 * math.pi, 36, endpoint=False)
    oval = np.stack(
        [
            np.sign(np.cos(a)) * np.abs(np.cos(a)) ** 0.8 * half,
            0.5 * (low + high) + np.sign(np.sin(a)) * np.abs(np.sin(a)) ** 0.8 * 0.5 * (high - low),
        ],
        axis=1,
    )
    middle = np.array([0.0, 0.5 * (low + high)])
    rings = []
    for x, k in (
        (0.02, 0.55),
        (0.07, 0.82),
        (0.16, 0.95),
        (0.32, 1.0),
        (s.long_m - 0.32, 1.0),
        (s.long_m - 0.16, 0.95),
        (s.long_m - 0.07, 0.82),
        (s.long_m - 0.02, 0.55),
    ):
        flat = middle + k * (oval - middle)
        rings.append(np.column_stack([np.full(len(a), s.rear_m + x), flat]))
    skin = ("aluminium", "coat_white", f"coat_{firm.ground}")[int(rng.integers(3))]
    work.add(loft(np.stack(rings)), skin, "cargo", 0.6)
    hoops = []
    for x in np.linspace(s.rear_m + 0.45, s.front_m - 0.45, 6):
        ring = middle + 1.008 * (oval - middle)
        pair = np.stack([np.column_stack([np.full(len(a), x + d), ring]) for d in (-0.04, 0.04)])
        hoops.append(loft(pair))
    work.add(joined(hoops), "aluminium", "cargo", 0.6)
    walk = [
        box((s.rear_m + 0.5, y - 0.02, high - 0.03), (s.front_m - 0.5, y + 0.02, high + 0.14)) for y in (-0.45, 0.45)
    ]
    walk.append(box((s.rear_m + 0.5, -0.45, high - 0.03), (s.front_m - 0.5, 0.45, high + 0.01)))
    domes = [
        tube([(x, 0.0, high), (x, 0.0, high + 0.13)], 0.26, 14) for x in np.linspace(s.rear_m + 1.0, s.front_m - 1.0, 5)
    ]
    rail = tube(
        [
            (s.rear_m + 0.6, 0.47, high + 0.1),
            (s.rear_m + 0.6, 0.47, s.top_m),
            (s.front_m - 0.6, 0.47, s.top_m),
            (s.front_m - 0.6, 0.47, high + 0.1),
        ],
        0.018,
        6,
    )
    ladder = [tube([(s.rear_m - 0.02, y, low + 0.1), (s.rear_m - 0.02, y, high + 0.3)], 0.016, 6) for y in (0.35, 0.7)]
    ladder += [
        tube([(s.rear_m - 0.02, 0.35, z), (s.rear_m - 0.02, 0.7, z)], 0.012, 5)
        for z in np.arange(low + 0.3, high + 0.2, 0.3)
    ]
    work.add(joined([*walk, rail, *ladder]), "galvanised", "cargo", 0.5)
    work.add(joined(domes), "aluminium", "cargo", 0.6)
    skirt = both(soft_box((s.rear_m + 0.5, half - 0.09, low - 0.02), (s.front_m - 0.6, half - 0.01, low + 0.36), 0.03))
    work.add(skirt, f"coat_{firm.main}", "cargo", SOFT_RAD)
    cap = 0.42
    for side, y in zip(BOTH_SIDES, (1.0, -1.0), strict=True):
        at: Place = (s.middle_m, y * (half + 0.03), 0.5 * (low + high) + 0.02)
        words(
            work,
            firm.name,
            cap,
            side,
            at,
            f"coat_{firm.main if skin != f'coat_{firm.main}' else 'white'}",
            0.6 * s.long_m,
        )
        stick(
            work,
            filled(rectangle(0.3, 0.3)),
            side,
            (s.rear_m + 1.2, y * (half + 0.03), 0.5 * (low + high)),
            "film_white",
        )
        contour_line(
            work,
            side,
            (s.rear_m + 0.6, y * (half - 0.005), low + 0.12),
            (s.front_m - 0.7, y * (half - 0.005), low + 0.12),
            "contour_yellow",
        )
    rear = box((s.rear_m + 0.0, -half + 0.1, low - 0.15), (s.rear_m + 0.06, half - 0.1, low + 0.22))
    work.add(rear, "aluminium", "cargo")
    number_board(work, "rear", (s.rear_m - 0.002, -0.55, low + 0.02), ("33", "1203"))
    contour_line(work, "rear", (s.rear_m, -half + 0.15, low + 0.19), (s.rear_m, half - 0.15, low + 0.19), "contour_red")


def flatbed_body(work: Assembly, s: Space, firm: Company, rng: np.random.Generator) -> None:
    """A platform with a headboard and boards between posts, loaded or empty."""
    floor = s.floor_m + 0.14
    work.add(box((s.rear_m, -s.half_m + 0.01, s.floor_m), (s.front_m, s.half_m - 0.01, floor)), "wood", "cargo_bed")
    work.add(
        both(soft_box((s.rear_m, s.half_m - 0.05, s.floor_m - 0.02), (s.front_m, s.half_m, floor + 0.01), 0.015)),
        "frame",
        "cargo_bed",
        SOFT_RAD,
    )
    boards, posts = [], []
    stations = np.linspace(s.rear_m + 0.02, s.front_m - 0.08, max(3, round(s.long_m / 2.4) + 1))
    for a, b in pairwise(stations):
        for k in range(4):
            z = floor + 0.012 + 0.148 * k
            boards.append(soft_box((a + 0.07, s.half_m - 0.032, z), (b - 0.01, s.half_m - 0.004, z + 0.138), 0.012))
    posts = [box((x, s.half_m - 0.05, s.floor_m), (x + 0.06, s.half_m + 0.004, floor + 0.64)) for x in stations]
    work.add(both(joined(boards)), "aluminium", "cargo_bed", SOFT_RAD)
    work.add(both(joined(posts)), "frame", "cargo_bed")
    tail = [
        soft_box(
            (s.rear_m - 0.002, -s.half_m + 0.06, floor + 0.012 + 0.148 * k),
            (s.rear_m + 0.028, s.half_m - 0.06, floor + 0.15 + 0.148 * k),
            0.012,
        )
        for k in range(4)
    ]
    work.add(joined(tail), "aluminium", "cargo_bed", SOFT_RAD)
    head = soft_box(
        (s.front_m - 0.06, -s.half_m + 0.02, floor), (s.front_m, s.half_m - 0.02, min(s.top_m, floor + 1.25)), 0.02
    )
    work.add(head, f"coat_{firm.main}", "cargo_bed", SOFT_RAD)
    for side, y in zip(BOTH_SIDES, (s.half_m, -s.half_m), strict=True):
        contour_line(
            work, side, (s.rear_m + 0.05, y, s.floor_m + 0.06), (s.front_m - 0.05, y, s.floor_m + 0.06), "contour_white"
        )
    for y, left in ((s.half_m - 0.25, True), (-s.half_m + 0.25, False)):
        warning_board(work, "rear", (s.rear_m, y, floor + 0.3), left)
    contour_line(
        work,
        "rear",
        (s.rear_m - 0.002, -s.half_m + 0.45, s.floor_m + 0.06),
        (s.rear_m - 0.002, s.half_m - 0.45, s.floor_m + 0.06),
        "contour_red",
    )
    work.add(
        box((s.rear_m - 0.001, -s.half_m + 0.01, s.floor_m), (s.rear_m + 0.01, s.half_m - 0.01, floor)),
        "frame",
        "cargo_bed",
    )
    add_load(work, (s.rear_m + 0.2, s.front_m - 0.25), s.half_m - 0.12, floor, s.top_m - floor, rng)


def tipper_body(work: Assembly, s: Space, firm: Company, rng: np.random.Generator) -> None:
    """A steel tub with ribs, a sloped front with a canopy over the cab, a tailgate, and a heap in it."""
    h, z0, z1 = s.half_m - 0.02, s.floor_m + 0.05, s.top_m - 0.12
    coat = f"coat_{firm.main if firm.main != 'white' else firm.second}"
    walls = [
        both(box((s.rear_m + 0.04, h - 0.05, z0), (s.front_m - 0.25, h, z1))),
        box((s.rear_m + 0.04, -h, z0 - 0.05), (s.front_m - 0.2, h, z0 + 0.02)),
        box((s.front_m - 0.28, -h, z0), (s.front_m - 0.22, h, z1 + 0.12)),
    ]
    ribs = [
        soft_box((x - 0.06, h - 0.01, z0 - 0.05), (x + 0.06, h + 0.018, z1 - 0.02), 0.015)
        for x in np.linspace(s.rear_m + 0.12, s.front_m - 0.35, max(4, round(s.long_m / 0.75)))
    ]
    rails = [
        soft_box((s.rear_m, h - 0.06, z1 - 0.08), (s.front_m - 0.2, h + 0.02, z1 + 0.03), 0.03),
        soft_box((s.rear_m, h - 0.06, z0 - 0.1), (s.front_m - 0.2, h + 0.02, z0 + 0.06), 0.03),
    ]
    work.add(joined([*walls, both(joined([*ribs, *rails]))]), coat, "cargo_bed", SOFT_RAD)
    gate = [soft_box((s.rear_m, -h + 0.01, z0 - 0.02), (s.rear_m + 0.06, h - 0.01, z1 + 0.02), 0.02)]
    gate += [
        soft_box((s.rear_m - 0.03, y - 0.06, z0), (s.rear_m + 0.02, y + 0.06, z1), 0.015)
        for y in (-0.7 * h, 0.0, 0.7 * h)
    ]
    work.add(joined(gate), coat, "cargo_bed", SOFT_RAD)
    canopy = soft_box(
        (s.front_m - 0.28, -h + 0.02, z1 + 0.06), (s.front_m + (0.06 if s.nose_m else 0.55), h - 0.02, z1 + 0.12), 0.02
    )
    work.add(canopy, coat, "cargo_bed", SOFT_RAD)
    subframe = both(box((s.rear_m + 0.1, 0.34, s.floor_m - 0.2), (s.front_m - 0.3, 0.44, s.floor_m)))
    work.add(subframe, "frame", "underbody")
    ram = tube([(s.front_m - 0.14, 0.0, s.floor_m - 0.2), (s.front_m - 0.14, 0.0, z1)], 0.09, 12)
    work.add(ram, "steel", "cargo_bed", 0.9)
    work.add(
        heap((s.rear_m + 0.1, s.front_m - 0.3), h - 0.06, z1 - 0.25, 0.30, rng),
        ("gravel", "earth")[int(rng.integers(2))],
        "cargo",
        0.9,
    )
    for side, y in zip(BOTH_SIDES, (h + 0.02, -h - 0.02), strict=True):
        contour_line(work, side, (s.rear_m + 0.1, y, z0 - 0.02), (s.front_m - 0.35, y, z0 - 0.02), "contour_yellow")
        words(
            work,
            firm.name,
            0.26,
            side,
            (s.middle_m, y, 0.5 * (z0 + z1)),
            "coat_white" if coat != "coat_white" else "coat_black",
            0.5 * s.long_m,
        )
    contour_line(
        work, "rear", (s.rear_m - 0.03, -h + 0.1, z0 + 0.1), (s.rear_m - 0.03, h - 0.1, z0 + 0.1), "contour_red"
    )


def heap(x_m: tuple[float, float], half_m: float, low_m: float, high_m: float, rng: np.random.Generator) -> Patch:
    """Loose material: a lumpy surface over a rectangle, `high_m` over its edge in the middle."""
    n, m = 17, 11
    u, v = np.meshgrid(np.linspace(-1, 1, n), np.linspace(-1, 1, m), indexing="xy")
    z = (1 - np.abs(u) ** 2.5) * (1 - np.abs(v) ** 2.2)
    z = z * (0.8 + 0.35 * rng.random(z.shape)) * high_m
    x = x_m[0] + 0.5 * (u + 1) * (x_m[1] - x_m[0])
    panel = grid_panel(np.stack([x, v * half_m, low_m + z], axis=-1), 0)
    return panel.vertices_m, panel.faces


def container_body(work: Assembly, s: Space, firm: Company, rng: np.random.Generator) -> None:
    """A shipping container (ISO 668: 2.438 m wide, 2.591 m high) on a skeleton."""
    coat = f"coat_{('red', 'blue', 'dark_green', 'grey', 'brown', 'orange', 'dark_blue')[int(rng.integers(7))]}"
    h, z0 = 1.219, s.floor_m + 0.03
    z1 = s.floor_m + CONTAINER_M
    r, f = s.rear_m, s.front_m - 0.02
    count = int((f - r - 0.3) / 0.07)
    x = np.linspace(r + 0.15, f - 0.15, count)
    depth = np.array([0.0, 0.0, 0.036, 0.036])[np.arange(count) % 4]
    rows = np.stack(
        [np.stack([x[::-1], (h - 0.012 - depth)[::-1], np.full(count, z)], axis=1) for z in (z0 + 0.14, z1 - 0.1)]
    )
    panel = grid_panel(rows, 0)
    work.add(both((panel.vertices_m, panel.faces)), coat, "cargo")
    inner = box((r + 0.08, -h + 0.05, z0 + 0.05), (f - 0.06, h - 0.05, z1 - 0.03))
    work.add(inner, coat, "cargo")
    posts = [box((x0, h - 0.15, z0), (x0 + 0.16, h, z1)) for x0 in (r, f - 0.16)]
    rails = [box((r, h - 0.06, z), (f, h, z + d)) for z, d in ((z0, 0.15), (z1 - 0.1, 0.1))]
    ends = [box((x0, -h, z), (x0 + 0.1, h, z + d)) for x0 in (r, f - 0.1) for z, d in ((z0, 0.15), (z1 - 0.12, 0.12))]
    work.add(joined([both(joined([*posts, *rails])), *ends]), coat, "cargo")
    castings = [
        moved(rounded_box((0.18, 0.165, 0.12), 0.01, 1), (x0, h - 0.08, z))
        for x0 in (r + 0.088, f - 0.088)
        for z in (z0 - 0.004, z1 - 0.115)
    ]
    work.add(both(joined(castings)), "steel", "cargo")
    rear_doors(work, Space(rear_m=r, front_m=f, half_m=h, floor_m=z0, top_m=z1), coat)
    for side, y in zip(BOTH_SIDES, (h, -h), strict=True):
        words(
            work,
            firm.name.upper(),
            0.42,
            side,
            (s.middle_m, y - math.copysign(0.008, y), 0.5 * (z0 + z1)),
            "coat_white",
            0.55 * s.long_m,
        )
        contour_line(work, side, (r + 0.2, y, s.floor_m - 0.04), (f - 0.2, y, s.floor_m - 0.04), "contour_white")
    beams = both(box((r + 0.02, h - 0.09, s.floor_m - 0.1), (f, h - 0.01, s.floor_m)))
    bolsters = [
        box((x0 - 0.1, -h + 0.01, s.floor_m - 0.14), (x0 + 0.1, h - 0.01, s.floor_m + 0.03))
        for x0 in (r + 0.12, 0.5 * (r + f), f - 0.12)
    ]
    work.add(joined([beams, *bolsters]), "frame", "frame")
