"""The cabin as a smooth surface standing on the hull: windscreen, side and rear windows, pillars and roof."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from scenes.assets.vehicle_hull import CORNER, Hull, Place, superellipse
from scenes.assets.vehicle_materials import Skin
from scenes.assets.vehicle_shape import GAP_M, evaluate
from scenes.assets.vehicle_skin import Panel, both_sides, grid_panel

Float64 = NDArray[np.float64]

SUNK_M = 0.03
"""How far the cabin's foot lies inside the hull, so that no slit shows."""


@dataclass(frozen=True, slots=True)
class Cabin:
    """The glasshouse of one vehicle, in the body frame; `t` runs from 0 at its foot to 1 at the roof's edge."""

    hull: Hull

    def ends_m(self, t: Float64) -> tuple[Float64, Float64]:
        """Positions x of the frontmost and rearmost points at levels `t`: screens bend backwards into the roof."""
        size, shape = self.hull.size, self.hull.shape
        bent = 0.85 * t**1.1 + 0.15 * t**6
        foot_front, foot_rear, roof_front, roof_rear = (
            float(size.x_m(s)) for s in (shape.cabin_front, shape.cabin_rear, shape.roof_front, shape.roof_rear)
        )
        return foot_front + (roof_front - foot_front) * bent, foot_rear + (roof_rear - foot_rear) * bent

    def half_width_m(self, t: Float64) -> Float64:
        """Largest half-width at levels `t`: curved side glass, rounded into the roof."""
        shape = self.hull.shape
        half = self.hull.size.width_m / 2
        bent = 0.8 * t**1.3 + 0.2 * t**8
        return np.asarray(half - shape.cabin_inset_m - (shape.roof_inset_m - shape.cabin_inset_m) * bent)

    def plan(self, place: Place, at: float, t: Float64) -> tuple[Float64, Float64]:
        """Plan position at levels `t`; `at`: share of the half-width on the screens, 0 front to 1 rear on the side."""
        shape = self.hull.shape
        front, rear = self.ends_m(t)
        middle, half_length, half_width = (front + rear) / 2, (front - rear) / 2, self.half_width_m(t)
        nose, tail, flank = shape.cabin_nose_power, shape.cabin_tail_power, shape.cabin_flank_power
        if place != "side":
            sign, power = (1.0, nose) if place == "front" else (-1.0, tail)
            return middle + sign * half_length * superellipse(at, flank, power), at * half_width
        first, last = superellipse(CORNER, flank, nose), -superellipse(CORNER, flank, tail)
        ahead, behind = max(0.0, 1 - at / shape.pillar_lean), max(0.0, 1 - (1 - at) / shape.pillar_lean)
        foot_front, foot_rear = (end[0] for end in self.ends_m(np.zeros(1)))
        foot = (foot_front + foot_rear) / 2 + (foot_front - foot_rear) / 2 * np.array([first, last])
        lean_front, lean_rear = middle + half_length * first - foot[0], middle + half_length * last - foot[1]
        x = foot[0] + (foot[1] - foot[0]) * at + ahead * lean_front + behind * lean_rear
        u = (x - middle) / half_length
        return x, half_width * np.where(u > 0, superellipse(u, nose, flank), superellipse(u, tail, flank))

    def share_at(self, station: float) -> float:
        """The place along the side, 0 front to 1 rear, whose foot is at a station of the body."""
        foot = np.zeros(1)
        front, rear = float(self.plan("side", 0.0, foot)[0][0]), float(self.plan("side", 1.0, foot)[0][0])
        return (front - float(self.hull.size.x_m(station))) / (front - rear)

    def roof(self, x_m: Float64, y_m: Float64) -> Float64:
        """Height of the roof."""
        size, shape = self.hull.size, self.hull.shape
        across = y_m / (size.width_m / 2 - shape.roof_inset_m)
        return size.height_m - evaluate(shape.roof_drop_m, size.station(x_m)) - shape.roof_crown_m * across**2

    def points(self, place: Place, at: float, t: Float64) -> Float64:
        """Points (K, 3) of a column at levels (K,)."""
        ends = np.array([0.0, 1.0])
        x_end, y_end = self.plan(place, at, ends)
        foot = float(self.hull.top(x_end[:1], y_end[:1])[0]) - SUNK_M
        roof = float(self.roof(x_end[1:], y_end[1:])[0])
        x, y = self.plan(place, at, t)
        return np.stack([x, y, foot + (roof - foot) * t], axis=1)

    def inner_corners_m(self) -> tuple[float, float]:
        """Positions x just inside the cabin's front and rear corners at its foot: the hull's lid may end there."""
        foot = np.zeros(1)
        return float(self.plan("side", 0.0, foot)[0][0]) - 0.03, float(self.plan("side", 1.0, foot)[0][0]) + 0.03


def cabin_panel(cabin: Cabin) -> Panel:
    """The whole cabin: glass, pillars and roof, smooth across all of them."""
    low, high = cabin.hull.shape.glass_levels
    levels = np.array([0.0, low, low + 0.3 * (high - low), low + 0.65 * (high - low), high, (1 + high) / 2, 1.0])
    columns = _columns(cabin)
    points = np.stack([_column_points(cabin, place, at, levels) for place, at in columns], axis=1)
    skin = np.full((points.shape[0] - 1, len(columns) - 1), Skin.BODY, dtype=np.int32)
    for j, (left, right) in enumerate(pairwise(columns)):
        fill = _strip_skin(cabin, left, right)
        skin[1:4, j] = fill
        skin[0, j] = Skin.TRIM if fill == Skin.WINDOW else fill
        skin[4:6, j] = Skin.GAP if fill == Skin.GAP else Skin.BODY
    return both_sides(grid_panel(points, skin))


def _column_points(cabin: Cabin, place: Place, at: float, levels: Float64) -> Float64:
    """A column up the wall and on over the roof to the middle."""
    wall = cabin.points(place, at, levels)
    x, y = wall[-1, 0], wall[-1, 1] * np.array([0.8, 0.45, 0.0])
    over = np.stack([np.full(3, x), y, cabin.roof(np.full(3, x), y)], axis=1)
    return np.concatenate([wall, over])


def _columns(cabin: Cabin) -> list[tuple[Place, float]]:
    """Columns of the left half from the middle of the windscreen to the middle of the rear window."""
    shape = cabin.hull.shape
    half_gap = GAP_M / 2 / (shape.cabin_front - shape.cabin_rear) / cabin.hull.size.wheelbase_m
    gaps = [cabin.share_at(station) + sign * half_gap for station in shape.cabin_gaps for sign in (-1, 1)]
    side = _filled([*gaps, *(edge for span in shape.side_glass for edge in span)], np.arange(0.05, 0.97, 0.1), 0.04)
    rear = _filled([0.0, CORNER, *shape.rear_glass], np.array([0.25, 0.5, 0.7]), 0.12)
    return [
        *(("front", q) for q in (0.0, 0.3, 0.55, 0.75, 0.86, CORNER)),
        *(("side", s) for s in [*side, 1.0]),
        *(("rear", q) for q in rear[-2::-1]),
    ]


def _filled(fixed: list[float], fillers: Float64, apart: float) -> list[float]:
    """Rising positions: all fixed ones, and the fillers that keep their distance from them."""
    return sorted({*fixed, *(float(f) for f in fillers if min(abs(f - x) for x in fixed) > apart)})


def _strip_skin(cabin: Cabin, left: tuple[Place, float], right: tuple[Place, float]) -> Skin:
    """What fills the strip between two columns at window height."""
    shape = cabin.hull.shape
    if left[0] == "front":
        return Skin.WINDOW if right[0] == "front" and right[1] < CORNER else Skin.BODY
    middle = (left[1] + right[1]) / 2
    if left[0] == right[0] == "rear":
        return Skin.WINDOW if shape.rear_glass[0] < middle < shape.rear_glass[1] else Skin.BODY
    if right[0] == "rear":
        return Skin.BODY
    if any(left[1] < cabin.share_at(station) < right[1] for station in shape.cabin_gaps):
        return Skin.GAP
    if any(a < middle < b for a, b in shape.side_glass):
        return Skin.WINDOW
    edges = [edge for span in shape.side_glass for edge in span]
    return Skin.TRIM if min(edges) < middle < max(edges) else Skin.BODY
