"""The lower body as one grid: underbody, wheel wells, sides, bumpers, hood and boot lid."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenes.assets.vehicle_cabin import Cabin
from scenes.assets.vehicle_hull import END_SHARES, Column, Hull
from scenes.assets.vehicle_materials import Skin
from scenes.assets.vehicle_shape import GAP_M
from scenes.assets.vehicle_skin import Panel, both_sides, grid_panel

Float64 = NDArray[np.float64]

WELL_DEPTH_M = 0.28
"""How far the wheel wells reach inwards. Chosen: a tyre's width and room to steer."""

FLOOR_ROWS = 3
LID_ROWS = 4


def shell_panel(cabin: Cabin) -> Panel:
    """The lower body; it is open below the cabin, so that rays through its glass reach the seats."""
    hull = cabin.hull
    columns = _columns(cabin)
    points = np.stack([_column_points(cabin, column) for column in columns], axis=1)
    skin = np.full((points.shape[0] - 1, len(columns) - 1), Skin.BODY, dtype=np.int32)
    front, rear = cabin.inner_corners_m()
    for j, (left, right) in enumerate(pairwise(columns)):
        skin[:FLOOR_ROWS, j] = [Skin.UNDERBODY, Skin.WHEEL_WELL, Skin.WHEEL_WELL]
        skin[FLOOR_ROWS:-LID_ROWS, j] = _wall_skin(hull, left, right)
        skin[FLOOR_ROWS, j] = Skin.CLADDING
        if left.place == right.place == "side" and left.at <= front + 1e-6 and right.at >= rear - 1e-6:
            skin[-LID_ROWS + 1 :, j] = Skin.NONE
        elif left.place == right.place == "side":
            skin[-LID_ROWS + 1, j] = Skin.GAP
    return both_sides(grid_panel(points, skin))


def _wall_skin(hull: Hull, left: Column, right: Column) -> Skin:
    """What the strip between two columns is part of."""
    if left.place != "side" or right.place != "side":
        return Skin.BUMPER
    gaps = [float(hull.size.x_m(s)) for s in hull.shape.doors]
    middle = (left.at + right.at) / 2
    if any(abs(middle - gap) < GAP_M / 4 for gap in gaps):
        return Skin.GAP
    if gaps and min(gaps) < middle < max(gaps):
        return Skin.DOOR
    return Skin.BUMPER if hull.edge_x(middle) else Skin.BODY


def _column_points(cabin: Cabin, column: Column) -> Float64:
    """Points of a column from the middle of the floor out, up and in to the middle of the lid."""
    hull = cabin.hull
    radius = hull.shape.edge_radius_m
    straight = column.low_m + (column.top_m - radius - column.low_m) * np.asarray(hull.shape.rows)
    wall = hull.points(column, np.concatenate([straight, column.top_m - radius + radius * np.array([0.7, 1.0])]))
    floor = _floor(hull, wall[0])
    x, y, z = wall[-1]
    shelf = min(float(cabin.half_width_m(np.zeros(1))[0]) * 0.86, y * 0.9)
    lid_y = np.array([shelf, max(shelf - GAP_M, 0.5 * shelf), 0.5 * shelf, 0.0])
    rise = hull.top(np.full(LID_ROWS, x), lid_y) - hull.top(np.array([x]), np.array([y]))
    lid = np.stack([np.full(LID_ROWS, x), lid_y, z + rise], axis=1)
    return np.concatenate([floor, wall, lid])


def _floor(hull: Hull, edge: Float64) -> Float64:
    """Three points of the floor below a lower edge; they climb into the wheel well where the edge is an arch."""
    x, y, z = edge
    inner = min(float(y) * 0.85, hull.size.width_m / 2 - WELL_DEPTH_M)
    sill = min(float(z), float(hull.shape.sill[2][1]) * hull.size.height_m)
    return np.array([[x, 0.0, sill], [x, inner, sill], [x, inner, z]])


def _columns(cabin: Cabin) -> list[Column]:
    """Columns of the left half from the middle of the nose to the middle of the tail."""
    hull = cabin.hull
    front = [hull.column("front", q) for q in END_SHARES]
    rear = [hull.column("rear", q) for q in END_SHARES[::-1]]
    return [*front, *(hull.column("side", x) for x in _side_positions(cabin)), *rear]


def _side_positions(cabin: Cabin) -> list[float]:
    """Positions x of the side's columns, falling: wheel arches, door gaps, the cabin's corners, and fillers."""
    size = cabin.hull.size
    angles = np.radians([0, 5, 27, 48, 69, 90, 111, 132, 153, 175, 180])
    fixed = [axle + size.arch_radius_m * float(np.cos(a)) for axle in (0.0, size.wheelbase_m) for a in angles]
    for station in cabin.hull.shape.doors:
        fixed += [float(size.x_m(station)) - GAP_M / 2, float(size.x_m(station)) + GAP_M / 2]
    for corner in cabin.inner_corners_m():
        if min(abs(corner - x) for x in fixed) > GAP_M:
            fixed.append(corner)
    hull = cabin.hull
    ends = [float(hull.corner_x("rear")), float(hull.corner_x("front"))]
    fixed = sorted(x for x in fixed if ends[0] < x < ends[1])
    out: list[float] = []
    for a, b in zip([ends[0], *fixed], [*fixed, ends[1]], strict=True):
        pieces = max(1, round((b - a) / 0.36))
        out += [a + (b - a) * k / pieces for k in range(pieces)]
    return out[:0:-1]
