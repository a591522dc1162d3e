"""Flat shapes: outlines in (right, up) metres, strokes, rings and clipping, cut into triangles.

A `Flat` is what a picture on a sign is made of: points (N, 2) and triangles (F, 3), counter-clockwise seen from the
front. A flat may overlap itself, as it is all of one colour.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.assets.shaping.shapes import Patch

Float64 = NDArray[np.float64]
Flat = tuple[NDArray[np.float64], NDArray[np.int64]]

ARC_STEP_RAD = math.radians(12.0)
"""Chosen: a circle of 30 facets is off by 0.5 % of its radius, 2 mm on a sign of 0.75 m."""


def disc(radius_m: float, centre_m: tuple[float, float] = (0.0, 0.0), sides: int = 32) -> Float64:
    """The outline (sides, 2) of a circle."""
    angle = np.arange(sides) * (2 * math.pi / sides)
    return np.asarray(centre_m) + radius_m * np.column_stack([np.cos(angle), np.sin(angle)])


def rectangle(width_m: float, height_m: float, centre_m: tuple[float, float] = (0.0, 0.0)) -> Float64:
    """The outline (4, 2) of an upright rectangle."""
    half = np.array([width_m, height_m]) / 2
    corners = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    return np.asarray(half * corners + np.asarray(centre_m), dtype=np.float64)


def polygon(sides: int, circumradius_m: float, first_rad: float) -> Float64:
    """The outline (sides, 2) of a regular polygon with its first corner in a direction."""
    angle = first_rad + np.arange(sides) * (2 * math.pi / sides)
    return circumradius_m * np.column_stack([np.cos(angle), np.sin(angle)])


def rounded(outline: ArrayLike, radius_m: float) -> Float64:
    """A convex counter-clockwise outline (N, 2) whose corners are arcs of a radius."""
    corners = np.asarray(outline, dtype=np.float64)
    pieces = []
    for before, corner, after in zip(np.roll(corners, 1, 0), corners, np.roll(corners, -1, 0), strict=True):
        a, b = (before - corner) / np.linalg.norm(before - corner), (after - corner) / np.linalg.norm(after - corner)
        half = 0.5 * math.acos(float(np.clip(a @ b, -1.0, 1.0)))
        middle = corner + (a + b) / np.linalg.norm(a + b) * (radius_m / math.sin(half))
        start = math.atan2(*(corner + a * (radius_m / math.tan(half)) - middle)[::-1])
        turn = math.pi - 2 * half
        steps = max(2, math.ceil(turn / ARC_STEP_RAD) + 1)
        angle = start + np.linspace(0.0, turn, steps)
        pieces.append(middle + radius_m * np.column_stack([np.cos(angle), np.sin(angle)]))
    return np.concatenate(pieces)


def softened(outline: ArrayLike, share: float = 0.22, rounds: int = 2) -> Float64:
    """A closed outline (N, 2) whose corners are cut `rounds` times at a share of its sides (Chaikin 1974)."""
    points = np.asarray(outline, dtype=np.float64)
    for _ in range(rounds):
        way = np.roll(points, -1, axis=0) - points
        points = np.stack([points + share * way, points + (1 - share) * way], axis=1).reshape(-1, 2)
    return points


def arc(centre_m: tuple[float, float], radii_m: tuple[float, float], start_deg: float, end_deg: float) -> Float64:
    """Points (N, 2) of an elliptic arc, counter-clockwise where the end angle is the larger one."""
    steps = max(3, math.ceil(abs(end_deg - start_deg) / 15.0) + 1)
    angle = np.radians(np.linspace(start_deg, end_deg, steps))
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    return np.asarray(np.asarray(radii_m) * circle + np.asarray(centre_m), dtype=np.float64)


def filled(outline: ArrayLike) -> Flat:
    """A simple outline (N, 2), of either sense, cut into triangles by ears (Meisters 1975).

    Raises ValueError where no ear is left, as in many an outline that crosses itself.
    """
    points = np.asarray(outline, dtype=np.float64)
    if _cross(points, np.roll(points, -1, 0)).sum() < 0:
        points = points[::-1]
    left = list(range(len(points)))
    faces: list[tuple[int, int, int]] = []
    while len(left) > 3:
        ear = next((k for k in range(len(left)) if _is_ear(points, left, k)), None)
        if ear is None:
            raise ValueError("an outline must not cross itself: no ear is left to cut")
        faces.append((left[ear - 1], left[ear], left[(ear + 1) % len(left)]))
        del left[ear]
    return points, np.array([*faces, tuple(left)], dtype=np.int64)


def _is_ear(points: Float64, left: list[int], k: int) -> bool:
    """Whether corner k of what is left is convex and no other corner lies in its triangle."""
    a, b, c = points[left[k - 1]], points[left[k]], points[left[(k + 1) % len(left)]]
    if _cross(b - a, c - b) < -1e-15:
        return False
    others = np.array([left[j] for j in range(len(left)) if j not in {k, (k - 1) % len(left), (k + 1) % len(left)}])
    p = points[others]
    p = p[(np.abs(p - a).sum(1) > 1e-12) & (np.abs(p - b).sum(1) > 1e-12) & (np.abs(p - c).sum(1) > 1e-12)]
    sides = [_cross(v - u, p - u) >= -1e-15 for u, v in ((a, b), (b, c), (c, a))]
    return not np.logical_and.reduce(sides).any()


def _cross(a: Float64, b: Float64) -> Float64:
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0], dtype=np.float64)


def stroke(points_m: ArrayLike, width_m: float, *, round_ends: bool = False) -> Flat:
    """A polyline (N, 2) drawn with a pen: mitred corners, bevelled ones where it turns by more than 120 degrees.

    round_ends: whether the ends are half circles instead of cut square.
    """
    line = np.asarray(points_m, dtype=np.float64)
    line = line[np.concatenate([[True], np.linalg.norm(np.diff(line, axis=0), axis=1) > 1e-9])]
    along = np.diff(line, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    sharp = np.flatnonzero((along[1:] * along[:-1]).sum(axis=1) < -0.5) + 1
    cuts = [0, *(int(k) for k in sharp), len(line) - 1]
    pieces = [_strip(line[a : b + 1], width_m) for a, b in pairwise(cuts)]
    for k in sharp:
        outside = -float(np.sign(_cross(along[k - 1], along[k]))) * width_m / 2
        corners = [line[k], *(line[k] + outside * np.array([-d[1], d[0]]) for d in (along[k - 1], along[k]))]
        pieces.append(fan(corners if outside < 0 else [corners[0], corners[2], corners[1]]))
    if round_ends:
        pieces += [fan(disc(width_m / 2, (float(p[0]), float(p[1])), 14)) for p in (line[0], line[-1])]
    return together(pieces)


def _strip(line: Float64, width_m: float) -> Flat:
    along = np.diff(line, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    normal = np.column_stack([-along[:, 1], along[:, 0]])
    closed = bool(np.allclose(line[0], line[-1])) and len(line) > 3
    bisector = np.vstack([normal[-1:] if closed else normal[:1], normal])
    bisector = bisector + np.vstack([normal, normal[:1] if closed else normal[-1:]])
    # the miter's length is 1 / cos of half the turn
    miter = bisector / ((bisector**2).sum(axis=1, keepdims=True) / 2)
    count = len(line)
    k = np.arange(count - 1)
    quads = np.concatenate([np.column_stack([k, k + count, k + count + 1]), np.column_stack([k, k + count + 1, k + 1])])
    points = np.concatenate([line + 0.5 * width_m * miter, line - 0.5 * width_m * miter])
    # inside bends that are tighter than the pen the strip folds over itself
    a, b, c = (points[quads[:, corner]] for corner in range(3))
    folded = _cross(b - a, c - a) < 0
    quads[folded] = quads[folded][:, ::-1]
    return points, quads.astype(np.int64)


def ring(outer: ArrayLike, inner: ArrayLike) -> Flat:
    """The band between two outlines of equally many corners, both counter-clockwise."""
    a, b = np.asarray(outer, dtype=np.float64), np.asarray(inner, dtype=np.float64)
    count = len(a)
    k, n = np.arange(count), np.roll(np.arange(count), -1)
    faces = np.concatenate([np.column_stack([k, n, n + count]), np.column_stack([k, n + count, k + count])])
    return np.concatenate([a, b]), faces.astype(np.int64)


def limb(start: tuple[float, float], end: tuple[float, float], start_radius: float, end_radius: float) -> Flat:
    """The hull of two circles: an arm, a leg, a body."""
    a, b = np.asarray(start, dtype=np.float64), np.asarray(end, dtype=np.float64)
    gap = b - a
    away = float(np.linalg.norm(gap))
    if away <= abs(start_radius - end_radius):
        big = start if start_radius >= end_radius else end
        return filled(disc(max(start_radius, end_radius), big, 20))
    heading = math.atan2(gap[1], gap[0])
    lean = math.acos((start_radius - end_radius) / away)
    far = heading + np.linspace(-lean, lean, 9)
    near = heading + np.linspace(lean, 2 * math.pi - lean, 9)
    tip = b + end_radius * np.column_stack([np.cos(far), np.sin(far)])
    foot = a + start_radius * np.column_stack([np.cos(near), np.sin(near)])
    return fan(np.concatenate([tip, foot]))


def fan(outline: ArrayLike) -> Flat:
    """A convex outline (N, 2) as a fan from its first corner."""
    points = np.asarray(outline, dtype=np.float64)
    k = np.arange(1, len(points) - 1, dtype=np.int64)
    return points, np.column_stack([np.zeros_like(k), k, k + 1])


def together(flats: Sequence[Flat]) -> Flat:
    """Several flats as one."""
    starts = np.cumsum([0, *(len(points) for points, _ in flats)])
    faces = [faces + start for (_, faces), start in zip(flats, starts, strict=False)]
    return np.concatenate([points for points, _ in flats]), np.concatenate(faces)


def placed(flat: Flat, scale: float = 1.0, shift: tuple[float, float] = (0.0, 0.0), turn_deg: float = 0.0) -> Flat:
    """A flat scaled, then turned counter-clockwise, then shifted."""
    c, s = math.cos(math.radians(turn_deg)), math.sin(math.radians(turn_deg))
    return scale * flat[0] @ np.array([[c, s], [-s, c]]) + np.asarray(shift), flat[1]


def mirrored(flat: Flat) -> Flat:
    """A flat with left and right exchanged."""
    return flat[0] * np.array([-1.0, 1.0]), flat[1][:, ::-1]


def clipped(flat: Flat, window: ArrayLike) -> Flat:
    """What of a flat lies in a convex counter-clockwise outline (Sutherland & Hodgman 1974)."""
    frame = np.asarray(window, dtype=np.float64)
    pieces = []
    for face in flat[1]:
        part = flat[0][face]
        for a, b in zip(frame, np.roll(frame, -1, 0), strict=True):
            part = _half(part, a, b)
            if len(part) < 3:
                break
        if len(part) >= 3:
            pieces.append(fan(part))
    if not pieces:
        raise ValueError("nothing of the flat lies inside the window")
    return together(pieces)


def _half(part: Float64, a: Float64, b: Float64) -> Float64:
    """The corners of a convex polygon left of the line from a to b."""
    side = _cross(b - a, part - a)
    out = []
    for k in range(len(part)):
        here, there = side[k - 1], side[k]
        if here * there < 0:
            out.append(part[k - 1] + (part[k] - part[k - 1]) * here / (here - there))
        if there >= 0:
            out.append(part[k])
    return np.array(out).reshape(-1, 2)


def stripes(window: ArrayLike, width_m: float, slope_deg: float, shift_m: float = 0.0) -> Flat:
    """Every second diagonal band of a width inside a convex outline. slope_deg: of the bands, from the horizontal."""
    frame = np.asarray(window, dtype=np.float64)
    along = np.array([math.cos(math.radians(slope_deg)), math.sin(math.radians(slope_deg))])
    across = np.array([-along[1], along[0]])
    reach = float(np.linalg.norm(frame - frame.mean(0), axis=1).max()) + width_m
    first = math.floor((float((frame @ across).min()) - shift_m) / (2 * width_m))
    last = math.ceil((float((frame @ across).max()) - shift_m) / (2 * width_m))
    middle = along * float((frame.mean(0)) @ along)
    bands = []
    for k in range(first, last + 1):
        low = shift_m + 2 * k * width_m
        corners = [(-reach, low), (reach, low), (reach, low + width_m), (-reach, low + width_m)]
        bands.append(fan([middle + along * u + across * v for u, v in corners]))
    return clipped(together(bands), frame)


def standing(flat: Flat, x_m: float) -> Patch:
    """A flat as a surface that faces +x at that x: right is +y, up is +z."""
    return np.column_stack([np.full(len(flat[0]), x_m), flat[0]]), flat[1]


def plate(outline: ArrayLike, back_m: float, front_m: float) -> Patch:
    """A closed sheet between two x of a simple counter-clockwise outline (N, 2)."""
    points, faces = filled(outline)
    count = len(points)
    vertices = np.concatenate([np.column_stack([np.full(count, x), points]) for x in (back_m, front_m)])
    k, n = np.arange(count), np.roll(np.arange(count), -1)
    edge = np.concatenate([np.column_stack([k, n, n + count]), np.column_stack([k, n + count, k + count])])
    return vertices, np.concatenate([faces[:, ::-1], faces + count, edge]).astype(np.int64)
