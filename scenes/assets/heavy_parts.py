"""What hangs on heavy vehicles: frames, axles, tanks, mudguards, side guards, lamps, beacons, seats and drivers."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from scenes.assets.heavy_assembly import Assembly, both, turned
from scenes.assets.heavy_marks import Place, Side, plate
from scenes.assets.heavy_materials import WHITE
from scenes.assets.planar import filled
from scenes.assets.shapes import Patch, box, cylinder, joined, lathe, moved, tube
from scenes.assets.solids import SOFT_RAD, rounded_box
from scenes.assets.vehicle_driver import driver_panel
from scenes.assets.vehicle_materials import material_of
from scenes.assets.vehicle_materials import Skin
from scenes.lamp import LampSource, aimed

FRAME_HALF_M = 0.42
"""Half the outer width of a truck's ladder frame: 850 mm across is the usual one."""


def soft_box(low_m: Place, high_m: Place, radius_m: float = 0.03, steps: int = 1) -> Patch:
    """A box with rounded edges between two corners."""
    low, high = np.asarray(low_m, dtype=np.float64), np.asarray(high_m, dtype=np.float64)
    middle = (low + high) / 2
    return moved(rounded_box(high - low, min(radius_m, 0.49 * float((high - low).min())), steps),
                 (float(middle[0]), float(middle[1]), float(low[2])))  # fmt: skip


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
    work: Assembly, x_m: float, z_m: float, radius_m: float, y_m: tuple[float, float], span_deg: tuple[float, float],
    material: str = "plastic", flap_m: float = 0.0, member: str = "body",
) -> None:
    """A bent sheet over a wheel on both sides, from an angle to another (0 ahead, 90 above), with a flap behind it."""
    angle = np.radians(np.linspace(*span_deg, 9))
    inner, outer = min(y_m), max(y_m)
    rows = []
    for radius in (radius_m, radius_m + 0.025):
        for y in (inner, outer) if radius == radius_m else (outer, inner):
            rows.append(np.stack([x_m + radius * np.cos(angle), np.full(9, y), z_m + radius * np.sin(angle)], axis=1))
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


def tank(work: Assembly, x_m: tuple[float, float], y_m: tuple[float, float], z_m: tuple[float, float], material: str,
         sides: Sequence[int] = (1, -1)) -> None:  # fmt: skip
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


def side_guard(work: Assembly, x_m: tuple[float, float], half_m: float, bottom_m: float, top_m: float,
               rails: int = 2, member: str = "body") -> None:  # fmt: skip
    """Rails between axles that keep people from falling under (UN R73): at most 550 mm over the ground, 300 mm apart."""
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


def rear_lamps(
    work: Assembly, x_m: float, half_m: float, z_m: float, long_m: float = 0.46, tall_m: float = 0.13,
    member: str = "body", upright: bool = False,
) -> None:
    """Two clusters behind: brake, tail, indicator (outermost) and reversing lamp, side by side or one over the other."""
    for side, name in ((1.0, "left"), (-1.0, "right")):
        outer = half_m - 0.03
        span = (tall_m, long_m) if upright else (long_m, tall_m)
        y0, y1 = sorted((side * outer, side * (outer - span[0])))
        work.add(
            soft_box((x_m - 0.005, y0, z_m - span[1] / 2), (x_m + 0.07, y1, z_m + span[1] / 2), 0.02),
            "plastic", "tail_lamp", SOFT_RAD, member,
        )  # fmt: skip
        kinds = (("indicator_rear_" + name, 0.27), ("brake", 0.24), ("tail", 0.27), ("", 0.16))
        at = 0.02
        for kind, share in kinds:
            low, high = (at + 0.008) * long_m, (at + share - 0.008) * long_m
            if upright:
                corners = (outer - tall_m + 0.012, outer - 0.012, z_m + long_m / 2 - high, z_m + long_m / 2 - low)
            else:
                corners = (outer - high, outer - low, z_m - tall_m / 2 + 0.014, z_m + tall_m / 2 - 0.014)
            a, b = sorted((side * corners[0], side * corners[1]))
            lens = soft_box((x_m - 0.018, a, corners[2]), (x_m + 0.02, b, corners[3]), 0.01)
            centre = (x_m - 0.024, (a + b) / 2, (corners[2] + corners[3]) / 2)
            area = (b - a) * (corners[3] - corners[2])
            if kind:
                label = kind if kind.startswith("indicator") else f"{kind}_{name}"
                work.lamp(kind, label, lens, centre, area, (-1.0, 0.0, 0.0), member, _PART[kind.split("_")[0]])
            else:
                work.add(lens, "reverse", "reverse_lamp", SOFT_RAD, member)
            at += share


_PART = {"indicator": "indicator", "brake": "brake_lamp", "tail": "tail_lamp"}


def rear_plate(work: Assembly, at_m: Place, characters: str, color: str = "plate", member: str = "body") -> None:
    """A number plate behind, on a dark holder, with its lamp above (UN R4)."""
    x, y, z = at_m
    work.add(box((x + 0.001, y - 0.28, z - 0.075), (x + 0.02, y + 0.28, z + 0.075)), "plastic", "plate", member=member)
    plate(work, "rear", at_m, characters, color, member)
    place = np.array([x - 0.05, y, z + 0.085])
    source = LampSource(
        name="plate", part=0, lamp="tail", photometry="lambertian",
        T_part_lamp=aimed(place, np.array([x, y, z]) - place), peak_cd=2.0, color=WHITE, radius_m=0.01,
    )  # fmt: skip
    if member == "body":
        work.light(source)


def markers(work: Assembly, x_m: Sequence[float], half_m: float, z_m: float, member: str = "body") -> None:
    """Side marker lamps with reflectors on both sides (UN R48: at most 3 m apart)."""
    lenses = [box((x - 0.05, half_m - 0.01, z_m - 0.02), (x + 0.05, half_m + 0.014, z_m + 0.02)) for x in x_m]
    work.add(both(joined(lenses)), "marker_amber", "lamp", member=member)
    reflex = [box((x - 0.045, half_m - 0.01, z_m - 0.075), (x + 0.045, half_m + 0.008, z_m - 0.035)) for x in x_m]
    work.add(both(joined(reflex)), "reflex_amber", "lamp", member=member)


def outline_lamps(work: Assembly, x_m: float, half_m: float, z_m: float, ahead: float, member: str = "body") -> None:
    """End-outline marker lamps at the top: white ahead, red behind (UN R48)."""
    low, high = sorted((x_m, x_m + 0.03 * ahead))
    lens = both(box((low, half_m - 0.12, z_m - 0.025), (high, half_m - 0.02, z_m + 0.025)))
    work.add(lens, "marker_white" if ahead > 0 else "marker_red", "lamp", member=member)


def beacon(work: Assembly, kind: str, name: str, foot_m: Place, radius_m: float = 0.075, high_m: float = 0.16,
           member: str = "body") -> None:  # fmt: skip
    """A warning beacon: a dome on a dark foot."""
    foot = moved(cylinder(radius_m * 1.06, 0.0, 0.04, 16), foot_m)
    r, h = radius_m, high_m - 0.04
    dome = lathe([(r, 0.0), (0.97 * r, 0.6 * h), (0.85 * r, 0.86 * h), (0.5 * r, 0.98 * h), (0.1 * r, h)], 16)
    work.add(foot, "plastic", "beacon", 0.6, member)
    x, y, z = foot_m
    up = (x, y, z + 0.04)
    centre = (x, y, z + 0.04 + 0.5 * h)
    work.lamp(kind, name, moved(dome, up), centre, 2 * r * h, (1.0, 0.0, 0.0), member, "beacon")


def light_bar(work: Assembly, kind: str, at_m: Place, wide_m: float, deep_m: float = 0.30, high_m: float = 0.11,
              middle: str = "white") -> None:  # fmt: skip
    """A bar of beacons across the roof: lenses at both ends, a body with a word or a bare one between."""
    x, y, z = at_m
    end = 0.34 * wide_m
    work.add(soft_box((x - deep_m / 2 + 0.02, y - wide_m / 2 + 0.05, z - 0.03),
                      (x + deep_m / 2 - 0.02, y + wide_m / 2 - 0.05, z + 0.02), 0.02),
             "plastic", "beacon", SOFT_RAD)  # fmt: skip
    work.add(soft_box((x - deep_m / 2, y - wide_m / 2 + end, z), (x + deep_m / 2, y + wide_m / 2 - end, z + high_m), 0.03),
             "coat_" + middle, "beacon", SOFT_RAD)  # fmt: skip
    for side, name in ((1.0, "left"), (-1.0, "right")):
        a, b = sorted((y + side * wide_m / 2, y + side * (wide_m / 2 - end + 0.01)))
        lens = soft_box((x - deep_m / 2, a, z), (x + deep_m / 2, b, z + high_m), 0.045, 2)
        work.lamp(kind, f"beacon_{name}", lens, (x, (a + b) / 2, z + high_m / 2), (b - a) * high_m, (1.0, 0.0, 0.0),
                  "body", "beacon")  # fmt: skip


def seat(work: Assembly, x_m: float, y_m: float, floor_m: float, cushion_m: float, member: str = "body",
         material: str = "seat") -> None:  # fmt: skip
    """A driver's seat on a pedestal. x_m: of its backrest's foot; cushion_m: height of the cushion's top."""
    patches = [
        box((x_m + 0.08, y_m - 0.2, floor_m), (x_m + 0.4, y_m + 0.2, cushion_m - 0.12)),
        soft_box((x_m, y_m - 0.25, cushion_m - 0.13), (x_m + 0.5, y_m + 0.25, cushion_m), 0.05),
        turned(soft_box((x_m - 0.06, y_m - 0.24, cushion_m - 0.1), (x_m + 0.07, y_m + 0.24, cushion_m + 0.62), 0.05),
               (0.0, 1.0, 0.0), -0.2, (x_m, y_m, cushion_m)),
        soft_box((x_m - 0.2, y_m - 0.13, cushion_m + 0.6), (x_m - 0.1, y_m + 0.13, cushion_m + 0.8), 0.04),
    ]  # fmt: skip
    work.add(joined(patches), material, "interior", SOFT_RAD, member)


def driver(work: Assembly, x_m: float, y_m: float, cushion_m: float, wheel_m: tuple[float, float],
           member: str = "body") -> None:  # fmt: skip
    """Somebody on a seat, with hands on a wheel at (x, z), and legs."""
    panel = driver_panel(x_m - 0.06, y_m, cushion_m + 0.42, wheel_m)
    for skin in (Skin.DRIVER_TOP, Skin.DRIVER_FACE, Skin.DRIVER_HAIR):
        own = panel.skin == skin
        work.add((panel.vertices_m, panel.faces[own]), material_of(skin), "interior", 0.9, member)
    for side in (-1.0, 1.0):
        leg = tube(
            [(x_m + 0.1, y_m + 0.09 * side, cushion_m + 0.06), (x_m + 0.52, y_m + 0.12 * side, cushion_m + 0.08),
             (x_m + 0.72, y_m + 0.12 * side, cushion_m - 0.36)], [0.085, 0.075, 0.055], 7)  # fmt: skip
        work.add(leg, "dashboard", "interior", 0.9, member)


def steering_wheel(work: Assembly, x_m: float, y_m: float, z_m: float, radius_m: float = 0.22, lean_rad: float = 0.7,
                   member: str = "body") -> None:  # fmt: skip
    """A wheel of a truck, leaning, on its column."""
    a = np.linspace(0.0, 2 * math.pi, 17)
    ring = tube(np.stack([np.zeros(17), np.cos(a) * radius_m, np.sin(a) * radius_m], axis=1), 0.016, 6)
    bars = [box((-0.012, -radius_m, -0.02), (0.012, radius_m, 0.02)), box((-0.3, -0.03, -0.03), (0.0, 0.03, 0.03))]
    patch = turned(joined([ring, (bars[0][0], bars[0][1]), moved(bars[1], (0.3, 0, 0))]), (0.0, 1.0, 0.0), lean_rad)
    work.add(moved(patch, (x_m, y_m, z_m)), "dashboard", "interior", 0.9, member)


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


def plate_front(work: Assembly, x_m: float, z_m: float, characters: str, color: str = "plate") -> None:
    """A number plate ahead, on a dark holder."""
    work.add(box((x_m - 0.03, -0.28, z_m - 0.07), (x_m - 0.001, 0.28, z_m + 0.07)), "plastic", "plate")
    plate(work, "front", (x_m, 0.0, z_m), characters, color)


def prism(profile: np.ndarray, low: float, high: float) -> Patch:
    """A profile (N, 2) in (y, z), counter-clockwise seen from +x, drawn out along x, with both ends."""
    n = len(profile)
    k = np.arange(n)
    vertices = np.concatenate([np.column_stack([np.full(n, x), profile]) for x in (low, high)])
    walls = np.concatenate([np.column_stack([k, (k + 1) % n, (k + 1) % n + n]), np.column_stack([k, (k + 1) % n + n, k + n])])
    points, faces = filled(profile)
    del points
    return vertices, np.concatenate([walls, faces[:, ::-1], faces + n]).astype(np.int64)


def slab(outline: np.ndarray, half: float) -> Patch:
    """An outline (N, 2) in (x, z), drawn out to both sides."""
    points, faces = filled(outline)
    n = len(points)
    k = np.arange(n)
    vertices = np.concatenate([np.column_stack([points[:, 0], np.full(n, y), points[:, 1]]) for y in (-half, half)])
    walls = np.concatenate([np.column_stack([k, (k + 1) % n, (k + 1) % n + n]), np.column_stack([k, (k + 1) % n + n, k + n])])
    # counter-clockwise in (x, z) faces -y: the first copy is its own outer side there
    return vertices, np.concatenate([walls, faces, faces[:, ::-1] + n]).astype(np.int64)

SIDES: tuple[Side, Side] = ("left", "right")
