"""Roofs of town houses: flat with a parapet, pitched with tiles, dormers and chimneys, or mansard."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.assets.buildings.facade import Wall, WindowStyle, row
from scenes.assets.shaping.shapes import box, joined, quads, tube
from scenes.mesh import MeshBuilder

Roof = Literal["flat", "gable", "mansard"]
Float64 = NDArray[np.float64]

PARAPET_M = 0.55
SLAB_M = 0.16  # chosen: rafters and tiles
GABLE_PITCH = 0.84  # rise over run, 40 degrees
MANSARD_RISE_M, MANSARD_RUN_M = 2.5, 0.95


def draw_roof(
    builder: MeshBuilder, slots: dict[str, int], kind: Roof, width_m: float, depth_m: float, eaves_m: float, bays: int
) -> float:
    """Closes the house from the eaves up; returns the height of the ridge."""
    if kind == "flat":
        return _flat(builder, slots, width_m, depth_m, eaves_m)
    if kind == "gable":
        rise = GABLE_PITCH * depth_m / 2
        profile = [(0.45, -0.45 * GABLE_PITCH), (-depth_m / 2, rise), (-depth_m - 0.45, -0.45 * GABLE_PITCH)]
        dormer_x, dormer_z = -0.9, 0.9 * GABLE_PITCH
    else:
        run, rise = MANSARD_RUN_M, MANSARD_RISE_M + 1.0
        profile = [(0.3, -0.1), (-run, MANSARD_RISE_M), (-depth_m / 2, rise)]
        profile += [(-depth_m + run, MANSARD_RISE_M), (-depth_m - 0.3, -0.1)]
        dormer_x, dormer_z = -0.25, 0.8
    line = np.array(profile) + np.array([0.0, eaves_m])
    _pitched(builder, slots, line, width_m)
    gutter = tube([(profile[0][0] + 0.05, y, eaves_m + profile[0][1]) for y in (-width_m / 2, width_m / 2)], 0.08, 6)
    builder.add(*gutter, slots["metal"], crease_rad=1.2)
    _dormers(builder, slots, width_m, bays, dormer_x, eaves_m + dormer_z)
    _chimneys(builder, slots, width_m, -depth_m / 2, eaves_m + rise)
    return eaves_m + rise + 1.0


def _flat(builder: MeshBuilder, slots: dict[str, int], width_m: float, depth_m: float, eaves_m: float) -> float:
    half, top = width_m / 2, eaves_m + PARAPET_M
    builder.add(*quads([_level(-depth_m, 0.0, half, eaves_m + 0.05)]), slots["membrane"], crease_rad=0.0)
    t = 0.3
    rims = [
        box((-t, -half, eaves_m), (0.0, half, top)),
        box((-depth_m, -half, eaves_m), (-depth_m + t, half, top)),
        box((-depth_m + t, -half, eaves_m), (-t, -half + t, top)),
        box((-depth_m + t, half - t, eaves_m), (-t, half, top)),
    ]
    builder.add(*joined(rims), slots["wall"], crease_rad=0.0)
    caps = [box((-t - 0.04, -half, top), (0.06, half, top + 0.06))]
    builder.add(*joined(caps), slots["metal"], crease_rad=0.0)
    shaft = box((-depth_m / 2 - 1.5, -1.4, eaves_m), (-depth_m / 2 + 1.5, 1.4, eaves_m + 2.3))
    builder.add(*shaft, slots["base"], crease_rad=0.0)
    return eaves_m + 2.3


def _level(back_m: float, front_m: float, half_m: float, z_m: float) -> list[tuple[float, float, float]]:
    return [(back_m, -half_m, z_m), (front_m, -half_m, z_m), (front_m, half_m, z_m), (back_m, half_m, z_m)]


def _pitched(builder: MeshBuilder, slots: dict[str, int], line: Float64, width_m: float) -> None:
    """A slab along the profile (N, 2) of (x, z), front to back, and the gable walls below it."""
    half = width_m / 2
    lower = line - np.array([0.0, SLAB_M])

    def at(points: Float64, y_m: float) -> Float64:
        return np.column_stack([points[:, 0], np.full(len(points), y_m), points[:, 1]])

    top_l, top_r, low_l, low_r = at(line, half), at(line, -half), at(lower, half), at(lower, -half)
    upper = np.stack([top_r[:-1], top_l[:-1], top_l[1:], top_r[1:]], axis=1)
    under = np.stack([low_l[:-1], low_r[:-1], low_r[1:], low_l[1:]], axis=1)
    left = np.stack([low_l[:-1], low_l[1:], top_l[1:], top_l[:-1]], axis=1)[:, ::-1]
    right = np.stack([low_r[:-1], low_r[1:], top_r[1:], top_r[:-1]], axis=1)
    ends = [[low_r[0], low_l[0], top_l[0], top_r[0]], [low_l[-1], low_r[-1], top_r[-1], top_l[-1]]]
    builder.add(*quads(upper), slots["roof"], crease_rad=0.0)
    builder.add(*quads(np.concatenate([under, left, right, np.array(ends)])), slots["trim"], crease_rad=0.0)
    depth = float(line[0, 0] - line[-1, 0]) - 2 * float(line[0, 0])  # the profile overhangs both walls alike
    foot = float(lower[0, 1]) - 0.3
    edges = [[x, np.interp(x, lower[::-1, 0], lower[::-1, 1])] for x in (0.0, -depth)]
    gable = np.array([[-depth / 2, foot], [0.0, foot], edges[0], *lower[1:-1], edges[1], [-depth, foot]])
    fan = np.array([(0, k, k + 1) for k in range(1, len(gable) - 1)])
    builder.add(at(gable, half - 0.01), fan[:, ::-1], slots["wall"], crease_rad=0.0)
    builder.add(at(gable, -half + 0.01), fan, slots["wall"], crease_rad=0.0)
    soffit = [_level(-depth, 0.0, half, float(lower[0, 1]))]
    builder.add(*quads(soffit), slots["room"], crease_rad=0.0)


def _dormers(
    builder: MeshBuilder, slots: dict[str, int], width_m: float, bays: int, front_m: float, foot_m: float
) -> None:
    """Small houses on the front slope, over every second bay."""
    pitch = (width_m - 0.5) / bays
    centres = np.array([(k + 0.5 - bays / 2) * pitch for k in range(0 if bays % 2 else 1, bays, 2)])
    wall = Wall(builder=builder, slots=slots, origin_m=(front_m, 0.0, 0.0))
    window = WindowStyle(casements=2, sill_m=0.04, recess_m=0.08)
    outer, inner = row(centres, 1.5, foot_m - 0.3, foot_m + 1.65), row(centres, 1.0, foot_m + 0.2, foot_m + 1.45)
    for shell, opening in zip(outer, inner, strict=True):
        wall.pierced((shell[0], shell[1], shell[2], shell[3]), [opening], 0.0, "trim")
    wall.sides(outer, -2.6, 0.0, "trim")
    wall.fronts(outer, -0.5, "room")
    wall.windows(inner, np.ones(len(inner), dtype=np.int64), window, reveal="frame")
    caps = row(centres, 1.8, foot_m + 1.65, foot_m + 1.8)
    wall.blocks(caps, -2.8, 0.2, "roof")


def _chimneys(builder: MeshBuilder, slots: dict[str, int], width_m: float, ridge_x_m: float, ridge_m: float) -> None:
    for y in (-0.32 * width_m, 0.34 * width_m):
        stack = box((ridge_x_m - 0.9, y - 0.35, ridge_m - 1.2), (ridge_x_m - 0.3, y + 0.35, ridge_m + 0.9))
        builder.add(*stack, slots["chimney"], crease_rad=0.0)
        cap = box((ridge_x_m - 0.96, y - 0.41, ridge_m + 0.9), (ridge_x_m - 0.24, y + 0.41, ridge_m + 1.0))
        builder.add(*cap, slots["sill"], crease_rad=0.0)
