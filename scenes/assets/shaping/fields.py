"""Signed-distance fields: bodies of people and animals as smooth unions of limbs, negative inside.

Fields are distances near their surfaces and of the right sign everywhere; that is all that contouring asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.assets.shaping.lofts import Rows, refine
from scenes.assets.shaping.surface_nets import Distance

Float64 = NDArray[np.float64]

SECTIONS = 48
"""Sections that a column interpolates linearly between; chosen: an edge of a trunk's is 1.5 cm long."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Field:
    """distance: points (N, 3) metres to signed distances (N,) metres. low_m, high_m: corners (3,) that hold it."""

    distance: Distance
    low_m: Float64
    high_m: Float64


def round_cone(start_m: ArrayLike, end_m: ArrayLike, start_radius_m: float, end_radius_m: float) -> Field:
    """The hull of two balls: a limb."""
    a, b = np.asarray(start_m, dtype=np.float64), np.asarray(end_m, dtype=np.float64)
    length = float(np.linalg.norm(b - a))
    if length <= abs(start_radius_m - end_radius_m) + 1e-9:
        return ball(a if start_radius_m >= end_radius_m else b, max(start_radius_m, end_radius_m))
    axis = (b - a) / length
    # the side's normal is (across, along) = (cosine, sine) in the plane of the axis
    sine = (start_radius_m - end_radius_m) / length
    cosine = float(np.sqrt(1.0 - sine * sine))

    def distance(p: Float64) -> Float64:
        q = p - a
        along = np.einsum("ij,j->i", q, axis)
        across = np.sqrt(np.maximum(np.einsum("ij,ij->i", q, q) - along * along, 0.0))
        place = along * cosine - across * sine
        side = across * cosine + along * sine - start_radius_m
        low = np.hypot(across, along) - start_radius_m
        high = np.hypot(across, along - length) - end_radius_m
        return np.asarray(np.where(place < 0.0, low, np.where(place > cosine * length, high, side)))

    low = np.minimum(a - start_radius_m, b - end_radius_m)
    return Field(distance=distance, low_m=low, high_m=np.maximum(a + start_radius_m, b + end_radius_m))


def ball(middle_m: ArrayLike, radius_m: float) -> Field:
    """A ball."""
    middle = np.asarray(middle_m, dtype=np.float64)
    return Field(
        distance=lambda p: np.linalg.norm(p - middle, axis=1) - radius_m,
        low_m=middle - radius_m,
        high_m=middle + radius_m,
    )


def ellipsoid(middle_m: ArrayLike, radii_m: ArrayLike) -> Field:
    """An ellipsoid along the axes."""
    middle, radii = np.asarray(middle_m, dtype=np.float64), np.asarray(radii_m, dtype=np.float64)
    return Field(distance=lambda p: elliptic(p - middle, radii), low_m=middle - radii, high_m=middle + radii)


def elliptic(offset_m: Float64, radii_m: Float64) -> Float64:
    """Signed distance (N,) from ellipsoids with radii (3,) or (N, 3), of points seen from their middles (N, 3).

    To first order near the surface: |q| (|q| - 1) / |grad q| of q = offset / radii (Quilez, "Ellipsoid distance").
    """
    q = offset_m / radii_m
    size = np.linalg.norm(q, axis=1)
    slope = np.linalg.norm(q / radii_m, axis=1)
    middle = -radii_m.min(axis=-1)
    return np.asarray(np.where(slope > 1e-9, size * (size - 1.0) / np.maximum(slope, 1e-9), middle))


def block(middle_m: ArrayLike, half_m: ArrayLike, round_m: float) -> Field:
    """A box whose edges are rounded."""
    middle, half = np.asarray(middle_m, dtype=np.float64), np.asarray(half_m, dtype=np.float64)

    def distance(p: Float64) -> Float64:
        q = np.abs(p - middle) - (half - round_m)
        outside = np.linalg.norm(np.maximum(q, 0.0), axis=1)
        return np.asarray(outside + np.minimum(q.max(axis=1), 0.0) - round_m)

    return Field(distance=distance, low_m=middle - half, high_m=middle + half)


def chain(points_m: ArrayLike, radii_m: Sequence[float], blend_m: float = 0.0) -> Field:
    """Limbs from point to point (N, 3), each with the radius there."""
    points = np.asarray(points_m, dtype=np.float64)
    links = [round_cone(points[k], points[k + 1], radii_m[k], radii_m[k + 1]) for k in range(len(points) - 1)]
    return united(*links, blend_m=blend_m)


def column(rows: Rows | Float64, exponent: float = 2.0, edge_m: float = 0.01) -> Field:
    """Superelliptic sections (height, centre x, half width along y, reach before, behind) joined along z, as lofts are.

    edge_m: radius of the rims of both ends.
    """
    table = refine([tuple(row) for row in np.asarray(rows, dtype=np.float64)], SECTIONS)
    z0, z1 = float(table[0, 0]), float(table[-1, 0])

    def distance(p: Float64) -> Float64:
        z = np.clip(p[:, 2], z0, z1)
        centre, half, front, behind = (np.interp(z, table[:, 0], table[:, k]) for k in range(1, 5))
        x, y = p[:, 0] - centre, p[:, 1]
        reach = np.where(x > 0.0, front, behind)
        size = ((np.abs(x) / reach) ** exponent + (np.abs(y) / half) ** exponent) ** (1.0 / exponent)
        radial = np.hypot(x, y)
        inner = -np.minimum(half, reach)
        side = np.where(size > 0.05, radial * (1.0 - 1.0 / np.maximum(size, 0.05)), inner)
        side = np.maximum(side, inner)
        return larger(side, np.maximum(p[:, 2] - z1, z0 - p[:, 2]), edge_m)

    low = np.array([(table[:, 1] - table[:, 4]).min(), -table[:, 2].max(), z0])
    high = np.array([(table[:, 1] + table[:, 3]).max(), table[:, 2].max(), z1])
    return Field(distance=distance, low_m=low, high_m=high)


def below(height_m: float, tilt: float = 0.0) -> Field:
    """Everything below a plane z = height + tilt x."""
    scale = 1.0 / np.sqrt(1.0 + tilt * tilt)
    return Field(
        distance=lambda p: (p[:, 2] - height_m - tilt * p[:, 0]) * scale,
        low_m=np.full(3, -np.inf),
        high_m=np.full(3, np.inf),
    )


def leaning(point_m: ArrayLike, normal: ArrayLike) -> Field:
    """Everything behind a plane through a point, which its unit normal leaves."""
    point, n = np.asarray(point_m, dtype=np.float64), np.asarray(normal, dtype=np.float64)
    n = n / np.linalg.norm(n)
    far = np.full(3, np.inf)
    return Field(distance=lambda p: np.einsum("ij,j->i", p - point, n), low_m=-far, high_m=far)


def smaller(a: Float64, b: Float64, blend_m: float) -> Float64:
    """The minimum with a fillet: where both lie within `blend_m` of each other a parabola joins them (Quilez,
    "Smooth minimum", 2013).
    """
    if blend_m <= 0.0:
        return np.minimum(a, b)
    near = np.maximum(blend_m - np.abs(a - b), 0.0)
    return np.asarray(np.minimum(a, b) - near * near / (4.0 * blend_m))


def larger(a: Float64, b: Float64, blend_m: float) -> Float64:
    """The maximum with a rounded edge."""
    return -smaller(-a, -b, blend_m)


def united(*fields: Field, blend_m: float = 0.0) -> Field:
    """The smooth union."""

    def distance(p: Float64) -> Float64:
        out = fields[0].distance(p)
        for field in fields[1:]:
            out = smaller(out, field.distance(p), blend_m)
        return out

    low = np.min([field.low_m for field in fields], axis=0)
    high = np.max([field.high_m for field in fields], axis=0)
    return Field(distance=distance, low_m=low, high_m=high)


def common(first: Field, *others: Field, blend_m: float = 0.0) -> Field:
    """What lies in all; bounds of the first."""

    def distance(p: Float64) -> Float64:
        out = first.distance(p)
        for field in others:
            out = larger(out, field.distance(p), blend_m)
        return out

    low = np.maximum(first.low_m, np.max([field.low_m for field in others], axis=0))
    high = np.minimum(first.high_m, np.min([field.high_m for field in others], axis=0))
    return Field(distance=distance, low_m=low, high_m=high)


def outside(field: Field) -> Field:
    """The complement."""
    far = np.full(3, np.inf)
    return Field(distance=lambda p: -field.distance(p), low_m=-far, high_m=far)


def grown(field: Field, by_m: float) -> Field:
    """The offset shell: everything within `by_m` of the body, as cloth over skin."""
    return Field(distance=lambda p: field.distance(p) - by_m, low_m=field.low_m - by_m, high_m=field.high_m + by_m)


def paired(field: Field) -> Field:
    """The field and its mirror image across the x-z plane, of a field that lies on y > 0."""
    low, high = field.low_m.copy(), field.high_m.copy()
    reach = max(abs(low[1]), abs(high[1]))
    low[1], high[1] = -reach, reach

    def distance(p: Float64) -> Float64:
        q = p.copy()
        q[:, 1] = np.abs(q[:, 1])
        return field.distance(q)

    return Field(distance=distance, low_m=low, high_m=high)


def mirrored(field: Field) -> Field:
    """The field's mirror image across the x-z plane."""
    flip = np.array([1.0, -1.0, 1.0])
    low, high = field.low_m.copy(), field.high_m.copy()
    low[1], high[1] = -field.high_m[1], -field.low_m[1]
    return Field(distance=lambda p: field.distance(p * flip), low_m=low, high_m=high)


def lengthwise(field: Field) -> Field:
    """X and z exchanged: a column's heights run forward, its reach before lies above."""
    order = [2, 1, 0]
    return Field(distance=lambda p: field.distance(p[:, order]), low_m=field.low_m[order], high_m=field.high_m[order])


def placed(field: Field, offset_m: ArrayLike, pitch_rad: float = 0.0, scale: float = 1.0) -> Field:
    """The field scaled, turned about y (positive: forward down) and shifted."""
    offset = np.asarray(offset_m, dtype=np.float64)
    c, s = np.cos(pitch_rad), np.sin(pitch_rad)

    def distance(p: Float64) -> Float64:
        x, y, z = (p - offset).T
        return scale * field.distance(np.column_stack([c * x - s * z, y, s * x + c * z]) / scale)

    corners = np.array([(x, y, z) for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=np.float64)
    at = scale * (field.low_m + corners * (field.high_m - field.low_m))
    x, y, z = at.T
    turned = np.column_stack([c * x + s * z, y, c * z - s * x]) + offset
    return Field(distance=distance, low_m=turned.min(axis=0), high_m=turned.max(axis=0))


def rough(field: Field, relief_m: Callable[[Float64], Float64]) -> Field:
    """The field whose surface stands out by so much at points (N, 3): wool, tufts. Bounds as before."""
    return Field(
        distance=lambda p: np.asarray(field.distance(p) - relief_m(p), dtype=np.float64),
        low_m=field.low_m,
        high_m=field.high_m,
    )


def wrinkled(field: Field, height_m: float, wave_m: float, phase_rad: float = 0.0) -> Field:
    """The field with folds of cloth: three slanting waves that fade into each other; bounds as before plus `height_m`.

    Wave vectors are chosen so that creases run mostly across a hanging limb and never repeat within one.
    """
    waves = np.array([(0.35, 0.55, 1.0), (-0.6, 0.25, 0.8), (0.5, -0.8, 0.45)]) * (2 * np.pi / wave_m)

    def distance(p: Float64) -> Float64:
        a, b, c = (np.einsum("ij,j->i", p, wave) for wave in waves)
        fold = np.sin(a + phase_rad + 1.3 * np.sin(0.7 * c)) * (0.6 + 0.4 * np.sin(b + 2.0 * phase_rad))
        return np.asarray(field.distance(p) - height_m * fold, dtype=np.float64)

    return Field(distance=distance, low_m=field.low_m - height_m, high_m=field.high_m + height_m)
