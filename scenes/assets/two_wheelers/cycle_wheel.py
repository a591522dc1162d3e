"""Wheels of two-wheelers, about the y axis through the origin: tyre, rim, hub, wire spokes or cast ones, reflectors."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.assets.shaping.articulated import Cover, solid
from scenes.assets.shaping.shapes import Patch, joined, lathe, tube
from scenes.light_color import SIGNAL_RED, color_of_temperature
from scenes.material import Material

Float64 = NDArray[np.float64]

CYCLE_MATERIALS: dict[str, Material] = {
    "paint": Material(base_color=(0.05, 0.09, 0.16), roughness=0.35, clearcoat=0.8, lidar_reflectivity=0.4),
    "second_paint": Material(base_color=(0.10, 0.10, 0.105), roughness=0.4, clearcoat=0.5, lidar_reflectivity=0.3),
    "tyre": Material(base_color=(0.018, 0.018, 0.018), roughness=0.85, lidar_reflectivity=0.08),
    "steel": Material(base_color=(0.50, 0.51, 0.52), roughness=0.3, metallic=0.9, lidar_reflectivity=0.5),
    "dark_steel": Material(base_color=(0.06, 0.06, 0.065), roughness=0.45, metallic=0.6, lidar_reflectivity=0.25),
    "black": Material(base_color=(0.022, 0.022, 0.024), roughness=0.6, lidar_reflectivity=0.12),
    "leather": Material(base_color=(0.035, 0.028, 0.024), roughness=0.6, lidar_reflectivity=0.15),
    "cloth": Material(base_color=(0.05, 0.055, 0.06), roughness=0.9, lidar_reflectivity=0.25),
    "wicker": Material(base_color=(0.28, 0.17, 0.08), roughness=0.85, pattern="bark", lidar_reflectivity=0.45),
    "lens": Material(
        base_color=(0.75, 0.75, 0.72),
        roughness=0.15,
        lamp="head",
        emission_cd_m2=40_000.0,
        emission_color=color_of_temperature(5500.0),
        retroreflection_cd_lx_m2=40.0,
        lidar_reflectivity=0.9,
    ),
    "tail_lens": Material(
        base_color=(0.45, 0.02, 0.015),
        roughness=0.25,
        lamp="tail",
        emission_cd_m2=3_000.0,
        emission_color=SIGNAL_RED,
        retroreflection_cd_lx_m2=60.0,
        lidar_reflectivity=0.8,
    ),
    # Retroreflectors of cycles: ISO 6742-2 asks for some 10 to 30 cd/lx/m2 at least, good ones return 100 and more.
    "reflector_amber": Material(
        base_color=(0.75, 0.30, 0.02), roughness=0.3, retroreflection_cd_lx_m2=150.0, lidar_reflectivity=1.3
    ),
    "reflector_white": Material(
        base_color=(0.75, 0.75, 0.73), roughness=0.3, retroreflection_cd_lx_m2=200.0, lidar_reflectivity=1.5
    ),
    "reflector_red": Material(
        base_color=(0.55, 0.02, 0.015), roughness=0.3, retroreflection_cd_lx_m2=100.0, lidar_reflectivity=1.2
    ),
}
"""Materials that two-wheelers share; reflectances chosen."""


def hoop(radius_m: float, section_m: ArrayLike, sides: int) -> Patch:
    """A closed ring about y of a section (N, 2) of (radial offset, y), counter-clockwise seen with y to the right."""
    section = np.asarray(section_m, dtype=np.float64)
    angle = 2 * math.pi * np.arange(sides) / sides
    reach = radius_m + section[:, 0]
    rings = np.stack(
        [
            np.cos(angle)[:, None] * reach,
            np.broadcast_to(section[:, 1], (sides, len(section))),
            np.sin(angle)[:, None] * reach,
        ],
        axis=-1,
    )
    count = len(section)
    i, j = np.meshgrid(np.arange(sides), np.arange(count), indexing="ij")
    a, b = i * count + j, ((i + 1) % sides) * count + j
    c, d = ((i + 1) % sides) * count + (j + 1) % count, i * count + (j + 1) % count
    faces = np.stack([a, b, c, a, c, d], axis=-1).reshape(-1, 3)
    vertices = rings.reshape(-1, 3)
    p, q, r = (vertices[faces[:, k]] for k in range(3))
    return vertices, faces if np.einsum("ij,ij->", p, np.cross(q, r)) > 0 else faces[:, ::-1]


def round_section(radius_m: float, sides: int, squash: float = 1.0) -> Float64:
    """A round section (N, 2); squash: its radial reach relative to its breadth."""
    angle = 2 * math.pi * np.arange(sides) / sides
    return radius_m * np.column_stack([squash * np.cos(angle), np.sin(angle)])


def disc(profile_m: ArrayLike, sides: int) -> Patch:
    """A solid of revolution about y of (radius, y) points, y rising."""
    vertices, faces = lathe(profile_m, sides)
    return vertices[:, [1, 2, 0]], faces


def wire_wheel(radius_m: float, tyre_m: float, spokes: int, hub_half_m: float = 0.032) -> list[Cover]:
    """A bicycle's wheel: tyre with a reflecting side wall, rim, hub and crossed wire spokes with two reflectors."""
    half = tyre_m / 2
    middle = radius_m - half
    rim = middle - 0.75 * half
    depth = max(0.010, 0.35 * tyre_m)
    tyre = hoop(middle, round_section(half, 10), 48)
    wall = [
        hoop(middle - 0.35 * half, round_section(0.0025, 4) + np.array([0.0, s * 0.93 * half]), 48) for s in (-1.0, 1.0)
    ]
    bed = hoop(rim, [(-depth, -0.006), (0.006, -0.40 * tyre_m), (0.006, 0.40 * tyre_m), (-depth, 0.006)], 48)
    wires = []
    for k in range(spokes):
        side = 1.0 if k % 2 else -1.0
        turn = 2 * math.pi * k / spokes
        skew = 1.15 if (k // 2) % 2 else -1.15
        inner, outer = 0.026, rim - depth + 0.004
        start = (inner * math.cos(turn + skew), side * hub_half_m * 0.9, inner * math.sin(turn + skew))
        wires.append(tube([start, (outer * math.cos(turn), 0.0, outer * math.sin(turn))], 0.00125, 3))
    flange = disc([(0.006, -hub_half_m - 0.012), (0.012, -hub_half_m), (0.030, -hub_half_m + 0.001)], 12)
    hub = disc([(0.013, -hub_half_m), (0.013, hub_half_m)], 12)
    other = (flange[0] * [1.0, -1.0, 1.0], flange[1][:, ::-1])
    shines = []
    for sign in (-1.0, 1.0):
        at = sign * 0.72 * rim
        ends = [(at - 0.012, 0.0, -0.03), (at + 0.012, 0.0, -0.03), (at + 0.012, 0.0, 0.03), (at - 0.012, 0.0, 0.03)]
        shines.append(_plate(np.array(ends), 0.009))
    return [
        solid(tyre, "tyre", "wheel"),
        solid(joined(wall), "reflector_white", "wheel"),
        solid(bed, "steel", "wheel"),
        solid(joined(wires), "steel", "wheel"),
        solid(joined([hub, flange, other]), "dark_steel", "wheel"),
        solid(joined(shines), "reflector_amber", "wheel", 0.0),
    ]


def cast_wheel(radius_m: float, tyre_m: float, rim_m: float, spokes: int, disc_m: float) -> list[Cover]:
    """A motor cycle's wheel: thick tyre, rim of radius rim_m, cast spokes, a brake disc of radius disc_m."""
    half = tyre_m / 2
    depth = radius_m - rim_m
    tyre = hoop(radius_m - depth / 2, round_section(half, 12, depth / tyre_m), 40)
    bed = hoop(
        rim_m, [(-0.02, -0.35 * tyre_m), (0.008, -0.44 * tyre_m), (0.008, 0.44 * tyre_m), (-0.02, 0.35 * tyre_m)], 40
    )
    arms = []
    for k in range(spokes):
        turn = 2 * math.pi * k / spokes
        ends = [(0.03, -0.02), (rim_m - 0.01, -0.014), (rim_m - 0.01, 0.014), (0.03, 0.02)]
        flat = np.array(
            [(math.cos(turn) * u - math.sin(turn) * v, 0.0, math.sin(turn) * u + math.cos(turn) * v) for u, v in ends]
        )
        arms.append(_plate(flat, 0.016))
    hub = disc([(0.045, -0.4 * tyre_m), (0.045, 0.4 * tyre_m)], 14)
    brake = hoop(
        0.5 * (disc_m + 0.06),
        [
            (-0.5 * (disc_m - 0.06), 0.42 * tyre_m),
            (0.5 * (disc_m - 0.06), 0.42 * tyre_m),
            (0.5 * (disc_m - 0.06), 0.42 * tyre_m + 0.006),
            (-0.5 * (disc_m - 0.06), 0.42 * tyre_m + 0.006),
        ],
        28,
    )
    return [
        solid(tyre, "tyre", "wheel"),
        solid(joined([bed, hub, *arms]), "dark_steel", "wheel", 0.6),
        solid(brake, "steel", "wheel", 0.6),
    ]


def _plate(outline: Float64, half_m: float) -> Patch:
    """A quadrilateral (4, 3) in the x-z plane made thick along y."""
    shift = np.array([0.0, half_m, 0.0])
    low, high = outline - shift, outline + shift
    vertices = np.concatenate([low, high])
    faces = np.array([(0, 1, 2), (0, 2, 3), (6, 5, 4), (7, 6, 4)])
    walls = [(k, k + 4, (k + 1) % 4) for k in range(4)] + [((k + 1) % 4, k + 4, (k + 1) % 4 + 4) for k in range(4)]
    faces = np.concatenate([faces, np.array(walls)])
    p, q, r = (vertices[faces[:, k]] for k in range(3))
    return vertices, faces if np.einsum("ij,ij->", p, np.cross(q, r)) > 0 else faces[:, ::-1]
