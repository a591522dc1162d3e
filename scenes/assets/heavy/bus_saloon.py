"""What is in and on buses: seats, passengers, bellows, boxes on the roof, mirrors, head lamps."""

from __future__ import annotations

import math

import numpy as np

from scenes.assets.heavy.assembly import Assembly, Point
from scenes.assets.heavy.bus_body import BOW_M, Section
from scenes.assets.heavy.parts import soft_box
from scenes.assets.shaping.shapes import both, box, ellipsoid, joined, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD


def add_saloon(
    work: Assembly,
    s: Section,
    rng: np.random.Generator,
    fill: float,
    cloth: str,
    member: str = "body",
    raised_m: float = 0.0,
) -> None:
    """Floor, seats in rows beside an aisle, poles, lights, and passengers on a share `fill` of the seats."""
    floor, half = s.floor_m, s.half_m - 0.08
    low, high = s.rear_m + 0.4, s.front_m - 2.6 if s.nose else s.front_m - 0.3
    work.add(
        box((s.rear_m + 0.1, -half, floor - 0.04), (s.front_m - 0.5, half, floor)),
        "saloon_floor",
        "interior",
        member=member,
    )
    spots = [
        box((x, y - 0.06, s.roof_m - 0.20), (x + 0.9, y + 0.06, s.roof_m - 0.17))
        for x in np.arange(low, s.front_m - 1.2, 1.2)
        for y in (-0.45, 0.45)
    ]
    work.add(joined(spots), "saloon_light", "interior", member=member)
    seats, pads, poles = [], [], []
    for x in np.arange(low + 0.25, high, 0.78):
        over = any(abs(x - a) < s.wheel_m + 0.35 for a in s.arches) and not s.lockers
        rise = max(raised_m, 0.32 if over else 0.0)
        for y in (0.46 - half, half - 0.46):
            if y < 0 and any(a - 0.5 < x < b + 0.25 for a, b in s.doors):
                continue
            z = floor + rise
            seats.append(box((x, y - 0.42, z + 0.38), (x + 0.42, y + 0.42, z + 0.47)))
            seats.append(box((x + 0.05, y - 0.1, floor), (x + 0.3, y + 0.1, z + 0.38)))
            pads += [box((x - 0.06, y + d - 0.2, z + 0.42), (x + 0.01, y + d + 0.2, z + 1.05)) for d in (-0.21, 0.21)]
            for d in (-0.21, 0.21):
                if rng.random() < fill:
                    _passenger(work, (x, y + d, z + 0.47), rng, member)
    for x in np.arange(low + 0.6, high + 1.5, 1.56):
        poles += [tube([(x, y, floor), (x, y, s.roof_m - 0.1)], 0.017, 4) for y in (-0.36, 0.36)]
    if seats:
        work.add(joined(seats), "dashboard", "interior", member=member)
        work.add(joined(pads), cloth, "interior", SOFT_RAD, member)
    if not s.lockers:
        work.add(joined(poles), "pole_yellow", "interior", 0.9, member)


_TOPS = (
    "coat_dark_blue",
    "coat_grey",
    "coat_dark_red",
    "coat_black",
    "coat_cream",
    "coat_dark_green",
    "coat_purple",
    "coat_light_blue",
)


def _passenger(work: Assembly, seat_m: Point, rng: np.random.Generator, member: str) -> None:
    """Somebody who sits, as far as windows show them: trunk, head, hair, thighs."""
    x, y, z = seat_m
    tall = 0.06 * float(rng.random())
    head = (x + 0.03, y, z + 0.68 + tall)
    parts = (
        (ellipsoid((0.12, 0.19, 0.31), 6, 10), (x + 0.11, y, z + 0.27), _TOPS[int(rng.integers(len(_TOPS)))]),
        (ellipsoid((0.095, 0.076, 0.115), 6, 8), head, "driver_face"),
        (ellipsoid((0.09, 0.081, 0.098), 5, 8), (head[0] - 0.022, y, head[2] + 0.028), "driver_hair"),
        (box((0.0, -0.17, -0.07), (0.5, 0.17, 0.08)), (x, y, z + 0.07), "dashboard"),
    )
    for patch, at, material in parts:
        work.add(moved(patch, at), material, "interior", 0.9, member)


def bellows(work: Assembly, x_m: tuple[float, float], half_m: float, z_m: tuple[float, float], bend_rad: float) -> None:
    """The folds between two sections; bend_rad: how far the rear one is turned about their middle."""
    count = 15
    a = np.linspace(0.0, 2 * math.pi, 24, endpoint=False)
    middle, rise = 0.5 * (z_m[0] + z_m[1]), 0.5 * (z_m[1] - z_m[0])
    ring = np.stack(
        [np.sign(np.cos(a)) * np.abs(np.cos(a)) ** 0.25, np.sign(np.sin(a)) * np.abs(np.sin(a)) ** 0.25], axis=1
    )
    hinge = 0.5 * (x_m[0] + x_m[1])
    rings = []
    for turn_of in range(count):
        share = turn_of / (count - 1)
        inset = 0.07 if turn_of % 2 else 0.0
        y, z = ring[:, 0] * (half_m - inset), middle + ring[:, 1] * (rise - inset)
        turn = bend_rad * share
        off = x_m[0] + (x_m[1] - x_m[0]) * share - hinge
        rings.append(
            np.stack(
                [hinge + off * math.cos(turn) - y * math.sin(turn), off * math.sin(turn) + y * math.cos(turn), z],
                axis=1,
            )
        )
    stack = np.stack(rings)
    n = stack.shape[1]
    k = np.arange(n)
    faces = []
    for r in range(count - 1):
        p, q = r * n + k, r * n + (k + 1) % n
        faces += [np.column_stack([p, p + n, q]), np.column_stack([q, p + n, q + n])]
    patch = (stack.reshape(-1, 3), np.concatenate(faces).astype(np.int64))
    vertices, triangles = patch
    # seen from outside the rings run from front to rear: turned where the first normal looks inwards
    v0, v1, v2 = vertices[triangles[0]]
    outward = np.cross(v1 - v0, v2 - v0) @ (v0 - np.array([v0[0], 0.0, middle])) > 0
    work.add((vertices, triangles if outward else triangles[:, ::-1]), "rubber", "body")
    inner = np.array([0.0, 0.0, middle]) + (vertices - [0.0, 0.0, middle]) * [1.0, 0.985, 0.985]
    work.add((inner, triangles[:, ::-1] if outward else triangles), "rubber", "interior")


def roof_pods(
    work: Assembly,
    spans: tuple[tuple[float, float], ...],
    half_m: float,
    roof_m: float,
    top_m: float,
    material: str,
    member: str = "body",
) -> None:
    """Boxes on the roof: air conditioning, batteries, tanks."""
    for a, b in spans:
        work.add(soft_box((a, -half_m, roof_m - 0.06), (b, half_m, top_m), 0.09, 2), material, "roof", SOFT_RAD, member)
        slots = [
            box(
                (a + (b - a) * k - 0.09, -0.5 * half_m, top_m - 0.01),
                (a + (b - a) * k + 0.09, 0.5 * half_m, top_m + 0.006),
            )
            for k in (0.25, 0.5, 0.75)
        ]
        work.add(joined(slots), "grille", "roof", member=member)


def ear_mirrors(work: Assembly, front_m: float, half_m: float, z_m: float) -> None:
    """Mirrors on arms that hang before the windscreen's corners."""
    for side in (1.0, -1.0):
        arm = tube(
            [
                (front_m - 0.35, side * (half_m - 0.12), z_m + 0.42),
                (front_m + 0.10, side * (half_m + 0.06), z_m + 0.46),
                (front_m + 0.16, side * (half_m + 0.10), z_m + 0.28),
            ],
            0.028,
            8,
        )
        house = moved(
            soft_box((-0.06, -0.12, -0.26), (0.06, 0.12, 0.26), 0.05, 2), (front_m + 0.16, side * (half_m + 0.10), z_m)
        )
        glass = box(
            (front_m + 0.094, side * (half_m + 0.10) - 0.095, z_m - 0.22),
            (front_m + 0.101, side * (half_m + 0.10) + 0.095, z_m + 0.22),
        )
        work.add(arm, "plastic", "mirror", 0.9)
        work.add(house, "plastic", "mirror", SOFT_RAD)
        work.add(glass, "mirror_glass", "mirror")


def head_lamps(work: Assembly, x_m: float, half_m: float, z_m: float) -> None:
    """Round twin lamps in the corners of a bus's front, with an indicator beside."""
    for side, name in ((1.0, "left"), (-1.0, "right")):
        for k, y in enumerate((half_m - 0.62, half_m - 0.42)):
            x = x_m - BOW_M * (y / half_m) ** 2
            ring = tube([(x - 0.06, side * y, z_m), (x + 0.006, side * y, z_m)], 0.092, 16)
            work.add(ring, "lamp_housing", "head_lamp", 0.6)
            lens = tube([(x - 0.02, side * y, z_m), (x + 0.014, side * y, z_m)], 0.075, 16)
            if k:
                work.lamp(
                    "low_beam",
                    f"low_beam_{name}",
                    lens,
                    (x + 0.02, side * y, z_m),
                    math.pi * 0.075**2,
                    (1.0, 0.0, 0.0),
                    part="head_lamp",
                )
            else:
                work.add(lens, "day_running", "head_lamp", 0.6)
        a, b = sorted((side * (half_m - 0.74), side * (half_m - 0.34)))
        back = x_m - BOW_M * ((half_m - 0.54) / half_m) ** 2
        strip = soft_box((back - 0.06, a, z_m + 0.115), (back + 0.012, b, z_m + 0.15), 0.012)
        kind = f"indicator_front_{name}"
        work.lamp(
            kind,
            kind,
            strip,
            (back + 0.02, 0.5 * (a + b), z_m + 0.13),
            (b - a) * 0.035,
            (1.0, 0.0, 0.0),
            part="indicator",
        )
    fogs = both(tube([(x_m - 0.1, half_m - 0.6, z_m - 0.22), (x_m - 0.03, half_m - 0.6, z_m - 0.22)], 0.05, 12))
    work.add(fogs, "day_running", "fog_lamp", 0.6)
