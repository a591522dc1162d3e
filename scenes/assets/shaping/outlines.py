"""Distances to outlines on a surface: functions of places, positive inside, for `scenes.assets.shaping.trimming`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float64 = NDArray[np.float64]
Field = Callable[[Float64], Float64]
"""From places (N, 3), metres, to signed distances (N,), metres: positive inside, zero along the outline."""
Plane = Literal["side", "front", "top"]
_AXES: dict[Plane, tuple[int, int]] = {"side": (0, 2), "front": (1, 2), "top": (0, 1)}
_FAR_M = 0.12
"""Chosen: distances to an outline are exact up to here, which is more than a triangle's edge; beyond at least that."""


def filleted(corners_m: ArrayLike, radii_m: float | Sequence[float], steps: int = 5) -> Float64:
    """A closed polygon (K, 2) with its corners rounded to arcs of these radii, less where edges are short."""
    corners = np.asarray(corners_m, dtype=np.float64)
    radii = np.broadcast_to(np.asarray(radii_m, dtype=np.float64), len(corners))
    out = []
    for k, corner in enumerate(corners):
        back, on = corners[k - 1] - corner, corners[(k + 1) % len(corners)] - corner
        lengths = np.linalg.norm([back, on], axis=1)
        u, v = back / lengths[0], on / lengths[1]
        half = 0.5 * np.arccos(np.clip(u @ v, -1.0, 1.0))
        if radii[k] <= 0.0 or half > 1.55:
            out.append(corner[None])
            continue
        reach = min(radii[k] / np.tan(half), 0.49 * float(lengths.min()))
        start, end = corner + reach * u, corner + reach * v
        t = np.linspace(0.0, 1.0, steps + 1)[:, None]
        # a quadratic Bezier curve stays within half a percent of the radius of the arc at right angles
        out.append((1 - t) ** 2 * start + 2 * t * (1 - t) * corner + t**2 * end)
    return np.concatenate(out)


def polygon(plane: Plane, outline_m: ArrayLike) -> Field:
    """Inside of a closed outline (K, 2), as seen from the side (x, z), the front (y, z) or above (x, y)."""
    outline = np.asarray(outline_m, dtype=np.float64)
    axes = _AXES[plane]
    low, high = outline.min(axis=0), outline.max(axis=0)

    def field(places: Float64) -> Float64:
        points = places[:, axes]
        beyond = np.maximum(low - points, points - high).max(axis=1)
        out = -np.maximum(beyond, 0.0)
        near = beyond < _FAR_M
        out[near] = _signed(points[near], outline)
        return np.asarray(out)

    return field


def _signed(points: Float64, outline: Float64) -> Float64:
    """Distance (N,) of points (N, 2) to a closed outline (K, 2), positive inside (even-odd rule)."""
    a, b = outline, np.roll(outline, -1, axis=0)
    distance = np.sqrt(_squared(points, a, b).min(axis=1))
    straddles = (a[:, 1] > points[:, 1:]) != (b[:, 1] > points[:, 1:])
    rise = np.where(b[:, 1] == a[:, 1], 1.0, b[:, 1] - a[:, 1])
    crossing = a[:, 0] + (points[:, 1:] - a[:, 1]) * ((b[:, 0] - a[:, 0]) / rise)
    inside = (straddles & (points[:, :1] < crossing)).sum(axis=1) % 2 == 1
    return np.asarray(np.where(inside, distance, -distance))


def _squared(points: Float64, a: Float64, b: Float64) -> Float64:
    """Squared distances (N, K) of points (N, D) to segments (K, D)."""
    along = b - a
    length = np.maximum(np.einsum("kd,kd->k", along, along), 1e-18)
    total = np.zeros((len(points), len(a)))
    t = np.zeros_like(total)
    for d in range(points.shape[1]):
        t += (points[:, d : d + 1] - a[:, d]) * (along[:, d] / length)
    np.clip(t, 0.0, 1.0, out=t)
    for d in range(points.shape[1]):
        total += (points[:, d : d + 1] - a[:, d] - t * along[:, d]) ** 2
    return total


def away_from(segments_m: Float64, distance_m: float) -> Field:
    """Farther than a distance from segments (K, 2, 3)."""

    def field(places: Float64) -> Float64:
        if not len(segments_m):
            return np.full(len(places), _FAR_M)
        return np.asarray(np.sqrt(_squared(places, segments_m[:, 0], segments_m[:, 1]).min(axis=1)) - distance_m)

    return field


def circle(plane: Plane, centre_m: tuple[float, float], radius_m: float) -> Field:
    """Inside of a circle."""
    axes = _AXES[plane]
    return lambda places: radius_m - np.hypot(places[:, axes[0]] - centre_m[0], places[:, axes[1]] - centre_m[1])


def beyond(axis: int, limit_m: float, sign: int = 1) -> Field:
    """Where a coordinate is more (sign 1) or less (-1) than a limit."""
    return lambda places: sign * (places[:, axis] - limit_m)


def above_line(plane: Plane, start_m: tuple[float, float], end_m: tuple[float, float]) -> Field:
    """To the left of a line from start to end."""
    axes = _AXES[plane]
    run, rise = end_m[0] - start_m[0], end_m[1] - start_m[1]
    length = float(np.hypot(run, rise))
    return lambda places: (run * (places[:, axes[1]] - start_m[1]) - rise * (places[:, axes[0]] - start_m[0])) / length


def both(*fields: Field, radius_m: float = 0.0) -> Field:
    """Inside of all, with inner corners rounded."""

    def field(places: Float64) -> Float64:
        out = fields[0](places)
        for other in fields[1:]:
            d = other(places)
            if radius_m > 0.0:
                inset = np.maximum(np.stack([radius_m - out, radius_m - d]), 0.0)
                out = np.minimum(np.minimum(out, d), radius_m - np.hypot(inset[0], inset[1]))
            else:
                out = np.minimum(out, d)
        return out

    return field


def either(*fields: Field) -> Field:
    """Inside of any."""
    return lambda places: np.max([field(places) for field in fields], axis=0)


def without(field: Field, hole: Field) -> Field:
    """Inside of one and outside of another."""
    return lambda places: np.minimum(field(places), -hole(places))


def along_edge(field: Field, half_width_m: float) -> Field:
    """A strip along an outline."""
    return lambda places: half_width_m - np.abs(field(places))


def grown(field: Field, by_m: float) -> Field:
    """The same outline farther out, or farther in."""
    return lambda places: field(places) + by_m
