"""What hangs below heavy vehicles: frames, axles, tanks, mudguards, guards, steps; wipers; solids of outlines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scenes.assets.heavy.assembly import Assembly
from scenes.assets.heavy.marks import Place, Side
from scenes.assets.shaping.planar import filled
from scenes.assets.shaping.shapes import Patch, both, box, cylinder, joined, lathe, moved, tube
from scenes.assets.shaping.solids import SOFT_RAD, rounded_box

FRAME_HALF_M = 0.42
"""Half the outer width of a truck's ladder frame: 850 mm across is the usual one."""


def soft_box(low_m: Place, high_m: Place, radius_m: float = 0.03, steps: int = 1) -> Patch:
    """A box with rounded edges between two corners."""
    low, high = np.asarray(low_m, dtype=np.float64), np.asarray(high_m, dtype=np.float64)
    middle = (low + high) / 2
    return moved(
        rounded_box(high - low, min(radius_m, 0.49 * float((high - low).min())), steps),
        (float(middle[0]), float(middle[1]), float(low[2])),
    )


def ladder_frame(work: Assembly, rear_m: float, front_m: float, top_m: float, member: str = "body") -> None:
    """Two rails of 280 mm with cross members."""
    rail = box((rear_m, FRAME_HALF_M - 0.08, top_m - 0.28), (front_m, FRAME_HALF_M, top_m))
    crosses = [
        box((x - 0.05, -FRAME_HALF_M + 0.08, top_m - 0.22), (x + 0.05, FRAME_HALF_M - 0.08, top_m - 0.06))
        for x in np.linspace(rear_m + 0.06, front_m - 0.2, max(2, int((front_m - rear_m) / 1.1)))
    ]
    work.add(joined([both(rail), *crosses]), "frame", "underbody", member=member)


def axle(work: Assembly, x_m: float, z_m: float, half_m: float, driven: bool, member: str = "body") -> None:
    """The beam between two wheels; driven ones have a differential and a propeller shaft's stub."""
    beam = tube([(x_m, -half_m, z_m), (x_m, half_m, z_m)], 0.075, 8)
    work.add(beam, "frame", "underbody", 0.9, member)
    springs = [box((x_m - 0.5, y - 0.04, z_m + 0.06), (x_m + 0.5, y + 0.04, z_m + 0.11)) for y in (-0.5, 0.5)]
    bags = [moved(cylinder(0.13, 0.0, 0.2, 12), (x_m + dx, y, z_m + 0.1)) for y in (-0.5, 0.5) for dx in (-0.42, 0.42)]
    work.add(joined(springs), "frame", "underbody", 0.0, member)
    work.add(joined(bags), "rubber", "underbody", 0.9, member)
    if driven:
        ball = moved(lathe([(0.02, -0.2), (0.16, -0.12), (0.2, 0.0), (0.16, 0.12), (0.02, 0.2)], 12), (0, 0, 0))
        vertices, faces = ball
        work.add((vertices[:, [2, 0, 1]] + np.array([x_m, 0, z_m]), faces), "frame", "underbody", 0.9, member)


def mudguard(
    work: Assembly,
    x_m: float,
    z_m: float,
    radius_m: float,
    y_m: tuple[float, float],
    span_deg: tuple[float, float],
    material: str = "plastic",
    flap_m: float = 0.0,
    member: str = "body",
) -> None:
    """A bent sheet over a wheel on both sides, from an angle to another (0 ahead, 90 above), with a flap behind it."""
    angle = np.radians(np.linspace(*span_deg, 9))
    inner, outer = min(y_m), max(y_m)
    edges = ((0.0, inner), (0.0, outer), (0.025, outer), (0.025, inner))
    rows = [
        np.stack([x_m + (radius_m + d) * np.cos(angle), np.full(9, y), z_m + (radius_m + d) * np.sin(angle)], axis=1)
        for d, y in edges
    ]
    ring = np.stack([*rows, rows[0]])
    count = ring.shape[1]
    i, j = np.meshgrid(np.arange(4), np.arange(count - 1), indexing="ij")
    a = (i * count + j).reshape(-1)
    faces = np.concatenate([np.column_stack([a, a + 1, a + count + 1]), np.column_stack([a, a + count + 1, a + count])])
    sheet = (ring.reshape(-1, 3), faces.astype(np.int64))
    work.add(both(_outward(sheet)), material, "body", 0.5, member)
    if flap_m > 0.0:
        x, z = float(rows[0][-1, 0]), float(rows[0][-1, 2])
        flap = box((x - 0.012, inner, z - flap_m), (x + 0.012, outer, z + 0.03))
        work.add(both(flap), "rubber", "body", member=member)


def _outward(patch: Patch) -> Patch:
    vertices, faces = patch
    middle = vertices.mean(axis=0)
    a, b, c = (vertices[faces[:, k]] - middle for k in range(3))
    return (vertices, faces) if float(np.einsum("ij,ij->", a, np.cross(b, c))) > 0 else (vertices, faces[:, ::-1])


def tank(
    work: Assembly,
    x_m: tuple[float, float],
    y_m: tuple[float, float],
    z_m: tuple[float, float],
    material: str,
    sides: Sequence[int] = (1, -1),
) -> None:
    """A tank or box on the frame's outer side, with two straps; on the left (1), the right (-1) or both."""
    body = soft_box((x_m[0], y_m[0], z_m[0]), (x_m[1], y_m[1], z_m[1]), 0.09, 2)
    straps = [
        soft_box((x, y_m[0] - 0.01, z_m[0] - 0.012), (x + 0.05, y_m[1] + 0.012, z_m[1] + 0.012), 0.1, 2)
        for x in (x_m[0] + 0.18 * (x_m[1] - x_m[0]), x_m[0] + 0.76 * (x_m[1] - x_m[0]))
    ]
    for side in sides:
        flip = np.array([1.0, float(side), 1.0])
        for patch, kind, crease in ((body, material, SOFT_RAD), (joined(straps), "frame", SOFT_RAD)):
            vertices, faces = patch
            work.add((vertices * flip, faces if side > 0 else faces[:, ::-1]), kind, "body", crease)


def side_guard(
    work: Assembly,
    x_m: tuple[float, float],
    half_m: float,
    bottom_m: float,
    top_m: float,
    rails: int = 2,
    member: str = "body",
) -> None:
    """Rails between axles that keep people from falling under (UN R73): at most 0.55 m up, 0.30 m apart."""
    levels = np.linspace(bottom_m + 0.05, top_m - 0.05, rails)
    bars = [box((x_m[0], half_m - 0.03, z - 0.05), (x_m[1], half_m, z + 0.05)) for z in levels]
    posts = [
        box((x - 0.03, half_m - 0.07, bottom_m + 0.02), (x + 0.03, half_m - 0.03, top_m + 0.25))
        for x in (x_m[0] + 0.2, x_m[1] - 0.2)
    ]
    work.add(both(joined(bars)), "aluminium", "body", member=member)
    work.add(both(joined(posts)), "frame", "body", member=member)


def underrun_bar(work: Assembly, x_m: float, half_m: float, z_m: float, member: str = "body") -> None:
    """The bar behind a truck at bumpers' height (UN R58: at most 450 mm over the ground, 120 mm high)."""
    bar = soft_box((x_m, -half_m, z_m - 0.07), (x_m + 0.1, half_m, z_m + 0.07), 0.03)
    legs = both(box((x_m + 0.03, 0.36, z_m), (x_m + 0.11, 0.44, z_m + 0.45)))
    work.add(bar, "frame", "bumper", SOFT_RAD, member)
    work.add(legs, "frame", "underbody", member=member)


def steps(work: Assembly, x_m: tuple[float, float], half_m: float, levels_m: Sequence[float]) -> None:
    """Treads let into the side below a door, on both sides."""
    for z in levels_m:
        dark = box((x_m[0], half_m - 0.16, z), (x_m[1], half_m + 0.004, z + 0.16))
        tread = box((x_m[0] + 0.01, half_m - 0.14, z - 0.012), (x_m[1] - 0.01, half_m + 0.012, z + 0.012))
        work.add(both(dark), "wheel_dark", "body")
        work.add(both(tread), "steel", "body")


def wipers(work: Assembly, x_m: float, z_m: float, feet_m: Sequence[float], long_m: float, lean_m: float) -> None:
    """Wipers at rest along the lower edge of a windscreen. lean_m: how far the screen leans back over `long_m`."""
    for y in feet_m:
        tip = (x_m - 0.1 * lean_m, y - 0.94 * long_m, z_m + 0.09)
        blade = tube([(x_m + 0.012, y - 0.15 * long_m, z_m + 0.055), (tip[0] + 0.012, tip[1], tip[2])], 0.011, 5)
        arm = tube([(x_m + 0.02, y, z_m - 0.03), (x_m + 0.03, y - 0.5 * long_m, z_m + 0.06)], [0.016, 0.009], 5)
        work.add(joined([blade, arm]), "trim", "wiper", 0.9)


def prism(profile: np.ndarray, low: float, high: float) -> Patch:
    """A profile (N, 2) in (y, z), counter-clockwise seen from +x, drawn out along x, with both ends."""
    n = len(profile)
    k = np.arange(n)
    vertices = np.concatenate([np.column_stack([np.full(n, x), profile]) for x in (low, high)])
    walls = np.concatenate(
        [np.column_stack([k, (k + 1) % n, (k + 1) % n + n]), np.column_stack([k, (k + 1) % n + n, k + n])]
    )
    points, faces = filled(profile)
    del points
    return vertices, np.concatenate([walls, faces[:, ::-1], faces + n]).astype(np.int64)


def slab(outline: np.ndarray, half: float) -> Patch:
    """An outline (N, 2) in (x, z), drawn out to both sides."""
    points, faces = filled(outline)
    n = len(points)
    k = np.arange(n)
    vertices = np.concatenate([np.column_stack([points[:, 0], np.full(n, y), points[:, 1]]) for y in (-half, half)])
    walls = np.concatenate(
        [np.column_stack([k, (k + 1) % n + n, (k + 1) % n]), np.column_stack([k, k + n, (k + 1) % n + n])]
    )
    # counter-clockwise in (x, z) faces -y: the first copy is its own outer side there
    return vertices, np.concatenate([walls, faces, faces[:, ::-1] + n]).astype(np.int64)


BOTH_SIDES: tuple[Side, Side] = ("left", "right")
