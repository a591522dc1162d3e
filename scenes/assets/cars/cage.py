"""The control cage of a car's skin: a box whose top is raised to a greenhouse, smooth but for a few creases."""

from __future__ import annotations

import itertools
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from scenes.assets.cars.body_plan import BodyPlan
from scenes.assets.shaping.subdivision import SHARP, Cage, cage

Float64 = NDArray[np.float64]


class Zone(IntEnum):
    """Tag of the cage's faces: where on the skin they lie."""

    HOOD = 0
    SCREEN = 1
    ROOF = 2
    BACKLIGHT = 3
    DECK = 4
    CABIN = 5
    SHOULDER = 6
    SIDE = 7
    FRONT = 8
    REAR = 9
    BOTTOM = 10


COLUMNS = 13
"""Faces along the car: four of the hood, two of the windscreen, three of the roof, two of the backlight, two behind."""
ACROSS = 6
"""Faces from the middle to the shoulder: two of the roof, the rail, two of the side windows, the shoulder."""
UP = 5
"""Faces of the side, from the sill to the shoulder."""
COWL, HEADER, ROOF_END, BASE = 4, 6, 9, 11
"""Columns: the windscreen's lower and upper edge, the backlight's upper and lower one."""
RAIL, BELT = 3, 5
"""Rows: the roof's edge, the lower edge of the side windows."""


def car_cage(plan: BodyPlan) -> Cage:
    """The whole cage, left and right, tagged by `Zone`. values: the column (0 to 13) of each vertex."""
    shape = (COLUMNS + 1, ACROSS + 1, UP + 1)
    points = np.full((*shape, 3), np.nan)
    points[:, :, UP] = _top(plan)
    points[:, ACROSS] = _side(plan, points[:, ACROSS, UP])
    _end(plan, points, "front")
    _end(plan, points, "rear")
    points[:, :, 0] = _bottom(points)
    return _assembled(points, plan)


def _columns_top(plan: BodyPlan) -> tuple[Float64, Float64]:
    """(x, z) of the middle line's control points, front to rear."""
    nose, cowl, header, end, base, tail = plan.nose, plan.cowl, plan.header, plan.roof_end, plan.base, plan.tail
    hood = [nose[0] + share * (cowl[0] - nose[0]) for share in (0.14, 0.52, 0.9)]
    hood_z = [nose[1] + share * (cowl[1] - nose[1]) for share in (0.32, 0.80, 0.985)]
    roof = [header[0] + share * (end[0] - header[0]) for share in (0.30, 0.68)]
    x = [nose[0], *hood, cowl[0], _mean(cowl[0], header[0]), header[0], *roof, end[0]]
    x += [_mean(end[0], base[0]), base[0], _mean(base[0], tail[0]), tail[0]]
    bulge = 0.012  # chosen: panes are slightly curved
    z = [nose[1], *hood_z, cowl[1], _mean(cowl[1], header[1]) + bulge, header[1], plan.peak_z_m, plan.peak_z_m - 0.008]
    z += [end[1], _mean(end[1], base[1]) + bulge, base[1], _mean(base[1], tail[1]) + 0.006, tail[1]]
    return np.array(x), np.array(z)


def _mean(a: float, b: float) -> float:
    return 0.5 * (a + b)


def _width_at(plan: BodyPlan, x: Float64) -> Float64:
    """Half width of the shoulder's edge along the car: full between the axles, less towards the corners."""
    front = np.clip((x - (plan.front_x_m - 1.35)) / 1.35, 0.0, 1.0)
    rear = np.clip(((plan.rear_x_m + 1.25) - x) / 1.25, 0.0, 1.0)
    return np.asarray(
        plan.half_width_m * (1.0 - (1.0 - plan.tapers[0]) * front**2.2 - (1.0 - plan.tapers[1]) * rear**2.2)
    )


_HOOD_SHARES = np.array([0.0, 0.36, 0.62, 0.72, 0.80, 0.89, 1.0])
"""Where the rows cross bonnet and deck, of the half width (chosen: the wing's crest is the outer fifth)."""


def _top(plan: BodyPlan) -> Float64:
    """Control points (14, 7, 3) of bonnet, greenhouse and deck."""
    x, z = _columns_top(plan)
    index = np.arange(COLUMNS + 1)
    cabin = (index >= COWL) & (index <= BASE)
    sweep = np.interp(index, [0, 1, 2, COWL, HEADER, 8, ROOF_END, BASE, 12, COLUMNS], _sweeps(plan))
    edge_x = x - sweep
    width = _width_at(plan, edge_x)
    share = np.broadcast_to(_HOOD_SHARES, (COLUMNS + 1, ACROSS + 1)).copy()
    y = share * width[:, None]
    belt = np.interp(edge_x, [plan.base[0], plan.cowl[0]], [plan.belt_z[1], plan.belt_z[0]])
    shoulder = belt - plan.shoulder_drop_m
    hood_edge = np.where(index < COWL, z - plan.crown[0] * 2.2, z - plan.crown[2] * 2.0)
    shoulder = np.where(cabin, shoulder, np.minimum(shoulder, hood_edge))
    crown = np.where(index < COWL, plan.crown[0], plan.crown[2])
    height = z[:, None] - crown[:, None] * share**2.5
    height[:, ACROSS] = shoulder
    height[~cabin, BELT] = 0.5 * (height[~cabin, BELT] + np.maximum(height[~cabin, BELT], shoulder[~cabin] + 0.012))
    rail_y, rail_z = _rail(plan, x, z, width)
    inner = width - plan.belt_in_m
    for i in np.flatnonzero(cabin):
        up = np.clip((rail_z[i] - belt[i]) / (plan.height_over_belt), 0.0, 1.0)
        y[i, BELT], height[i, BELT] = inner[i], belt[i]
        y[i, RAIL], height[i, RAIL] = rail_y[i], rail_z[i]
        y[i, 4] = 0.5 * (inner[i] + rail_y[i]) + 0.016 * up
        height[i, 4] = 0.5 * (belt[i] + rail_z[i])
        inward = 0.075
        y[i, 2], height[i, 2] = rail_y[i] - inward, rail_z[i] + (z[i] - rail_z[i]) * 0.42
        y[i, 1], height[i, 1] = 0.52 * rail_y[i], rail_z[i] + (z[i] - rail_z[i]) * 0.86
    back = np.abs(y / np.maximum(y[:, RAIL : RAIL + 1], 1e-6)).clip(0.0, 1.0) ** 2
    back[[0, 1, COLUMNS]] = _HOOD_SHARES**plan.bow_power
    return np.stack([x[:, None] - sweep[:, None] * back, y, height], axis=-1)


def _sweeps(plan: BodyPlan) -> list[float]:
    """How far the rows' outer ends stand behind the middle, at some columns."""
    front, rear = plan.bows
    screen, back = plan.sweeps
    return [front, 0.72 * front, 0.35 * front, screen, 0.30 * screen, 0.0, -0.25 * back, -back, -0.7 * rear, -rear]


def _rail(plan: BodyPlan, x: Float64, z: Float64, width: Float64) -> tuple[Float64, Float64]:
    """(y, z) of the roof's edge at all columns; on bonnet and deck of no use."""
    index = np.arange(COLUMNS + 1)
    crown = plan.crown[1]
    low_front, low_rear = 0.80 * width[COWL], 0.80 * width[BASE]
    y = np.interp(
        index,
        [COWL, 5, HEADER, 7, 8, ROOF_END, 10, BASE],
        [
            low_front,
            0.5 * (low_front + plan.rail_y_m) + 0.01,
            plan.rail_y_m,
            plan.rail_y_m + 0.012,
            0.5 * (plan.rail_y_m + plan.roof_y_m) + 0.012,
            plan.roof_y_m,
            0.5 * (plan.roof_y_m + low_rear),
            low_rear,
        ],
    )
    drop = np.interp(
        index,
        [COWL, HEADER, 7, 8, ROOF_END, BASE],
        [0.035, 0.8 * crown + 0.025, crown + 0.03, crown + 0.03, 0.9 * crown + 0.025, 0.035],
    )
    return y, z - drop


def _side(plan: BodyPlan, edge: Float64) -> Float64:
    """Control points (14, 6, 3) of the side below its upper edge (14, 3)."""
    levels, sides = np.array(plan.levels), np.array([*plan.sides, 1.0])
    even = np.linspace(edge[0, 0], edge[-1, 0], COLUMNS + 1)
    mix = np.interp(levels, [0.0, 0.6, 1.0], [0.65, 0.5, 0.0])
    x = edge[:, None, 0] * (1.0 - mix) + even[:, None] * mix
    width = _width_at(plan, x)
    z = plan.bottom_z_m + levels * (edge[:, None, 2] - plan.bottom_z_m)
    y = np.minimum(width, plan.half_width_m) * sides
    y[:, -1] = edge[:, 1]
    return np.stack([x, y, z], axis=-1)


def _end(plan: BodyPlan, points: Float64, end: str) -> None:
    """Fills the front or the rear face between its upper edge and the side."""
    i = 0 if end == "front" else COLUMNS
    rake = np.array(plan.front_rake if end == "front" else plan.rear_rake)
    foremost = plan.front_x_m if end == "front" else plan.rear_x_m
    sign = 1.0 if end == "front" else -1.0
    bow = plan.bows[0 if end == "front" else 1]
    top, levels = points[i, :, UP].copy(), np.array(plan.levels)
    z = plan.bottom_z_m + levels[None, :] * (top[:, None, 2] - plan.bottom_z_m)
    behind = np.interp(z / top[0, 2], rake[:, 0], rake[:, 1])
    y = top[:, None, 1] * (points[i, ACROSS, :, 1] / top[ACROSS, 1])[None, :]
    x = foremost - sign * (behind + bow * (_HOOD_SHARES**plan.bow_power)[:, None])
    face = np.stack([x, y, z], axis=-1)
    points[i, :, :UP] = face[:, :UP]


def _bottom(points: Float64) -> Float64:
    """Control points (14, 7, 3) of the underside, under the sides' lower edge."""
    edge = points[:, ACROSS, 0]
    out = np.stack([np.broadcast_to(edge[:, None, k], (COLUMNS + 1, ACROSS + 1)) for k in range(3)], axis=-1).copy()
    out[..., 1] = edge[:, None, 1] * _HOOD_SHARES
    out[0], out[-1] = points[0, :, 0], points[-1, :, 0]
    inner = (out[0, :, 0] - out[0, ACROSS, 0])[None, :] * np.interp(np.arange(COLUMNS + 1), [0, 3], [1.0, 0.0])[:, None]
    rear = (out[-1, :, 0] - out[-1, ACROSS, 0])[None, :] * np.interp(np.arange(COLUMNS + 1), [10, 13], [0.0, 1.0])[
        :, None
    ]
    out[1:-1, :, 0] += (inner + rear)[1:-1]
    return out


def _zone(i: int, j: int) -> Zone:
    """Zone of a face of the top."""
    if j == ACROSS - 1:
        return Zone.SHOULDER
    if i < COWL:
        return Zone.HOOD
    if i >= BASE:
        return Zone.DECK
    if j >= RAIL:
        return Zone.CABIN
    return Zone.SCREEN if i < HEADER else Zone.ROOF if i < ROOF_END else Zone.BACKLIGHT


def _assembled(points: Float64, plan: BodyPlan) -> Cage:
    number: dict[tuple[int, int, int], int] = {}
    places: list[Float64] = []

    def at(i: int, j: int, k: int) -> int:
        if (i, j, k) not in number:
            number[i, j, k] = len(places)
            places.append(points[i, abs(j), k] * np.array([1.0, -1.0 if j < 0 else 1.0, 1.0]))
        return number[i, j, k]

    faces: list[tuple[int, ...]] = []
    tags: list[int] = []

    def both(quad: list[tuple[int, int, int]], tag: Zone) -> None:
        """A face of the left side, counter-clockwise from outside, and its mirror image."""
        faces.append(tuple(at(*corner) for corner in quad))
        faces.append(tuple(at(i, -j, k) for i, j, k in reversed(quad)))
        tags.extend((tag, tag))

    for i in range(COLUMNS):
        for j in range(ACROSS):
            both([(i, j, UP), (i, j + 1, UP), (i + 1, j + 1, UP), (i + 1, j, UP)], _zone(i, j))
            both([(i, j, 0), (i + 1, j, 0), (i + 1, j + 1, 0), (i, j + 1, 0)], Zone.BOTTOM)
        for k in range(UP):
            both([(i, ACROSS, k), (i + 1, ACROSS, k), (i + 1, ACROSS, k + 1), (i, ACROSS, k + 1)], Zone.SIDE)
    for j in range(ACROSS):
        for k in range(UP):
            both([(0, j, k), (0, j + 1, k), (0, j + 1, k + 1), (0, j, k + 1)], Zone.FRONT)
            both([(COLUMNS, j, k), (COLUMNS, j, k + 1), (COLUMNS, j + 1, k + 1), (COLUMNS, j + 1, k)], Zone.REAR)
    return cage(places, faces, tags, _creases(plan, number), values=[[float(i)] for i, _, _ in number])


def _creases(plan: BodyPlan, number: dict[tuple[int, int, int], int]) -> dict[tuple[int, int], float]:
    rail, waist, hood, header, base, tail = plan.creases
    lines: list[tuple[float, list[tuple[int, int, int]]]] = []
    across = range(RAIL + 1)
    lines.append((rail, [(i, RAIL, UP) for i in range(COWL, BASE + 1)]))
    lines.append((SHARP, [(i, BELT, UP) for i in range(COWL, BASE + 1)]))
    lines.append((waist, [(i, ACROSS, UP - 1) for i in range(1, COLUMNS)]))
    lines.append((hood, [(i, 2, UP) for i in range(COWL + 1)]))
    lines.append((SHARP, [(COWL, j, UP) for j in across]))
    lines.append((header, [(HEADER, j, UP) for j in across]))
    lines.append((header, [(ROOF_END, j, UP) for j in across]))
    lines.append((base, [(BASE, j, UP) for j in across]))
    lines.append((tail, [(COLUMNS, j, UP) for j in range(ACROSS + 1)]))
    lines.append((2.0, [(i, ACROSS, 0) for i in range(COLUMNS + 1)]))
    found: dict[tuple[int, int], float] = {}
    for sharpness, line in lines:
        if sharpness <= 0.0:
            continue
        for side in (1, -1):
            ends = [number[i, side * j, k] for i, j, k in line]
            found.update(dict.fromkeys(itertools.pairwise(ends), sharpness))
    return found
