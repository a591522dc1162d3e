"""Smooth solids from signed-distance limbs: bodies of animals and people without seams between muscles.

A limb is a bent tube with elliptic sections about a spline; one point alone is an ellipsoid, round sections make
capsules and round cones. Limbs melt into each other by polynomial smooth minimum (Quilez, "Smooth minimum", 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PchipInterpolator

from scenes.assets.shaping.surface_nets import Field, Int64, surface_net

Float64 = NDArray[np.float64]

SAMPLES = 4
"""Points of a limb's axis a control row; chosen: the kinks of the polyline are then below a millimetre on a dog."""
_TINY = 1e-12


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Limb:
    """A tube about a polyline. axis_m: (K, 3). side, over, along: (K, 3) unit frame at each point.

    radii_m: (K, 4) to the sides, over, under and along the axis beyond its ends. blend_m: over which distance it melts
    into what it is united with.
    """

    axis_m: Float64
    side: Float64
    over: Float64
    along: Float64
    radii_m: Float64
    blend_m: float

    def bounds(self) -> tuple[Float64, Float64]:
        """Corners (3,), (3,) of a box that holds it."""
        reach = self.radii_m.max(axis=1, keepdims=True)
        return (self.axis_m - reach).min(axis=0), (self.axis_m + reach).max(axis=0)

    def moved(self, offset_m: ArrayLike) -> Limb:
        """The same limb elsewhere."""
        return Limb(
            axis_m=self.axis_m + np.asarray(offset_m, dtype=np.float64),
            side=self.side,
            over=self.over,
            along=self.along,
            radii_m=self.radii_m,
            blend_m=self.blend_m,
        )

    def mirrored(self) -> Limb:
        """Its mirror image in the plane y = 0."""
        flip = np.array([1.0, -1.0, 1.0])
        return Limb(
            axis_m=self.axis_m * flip,
            side=self.side * flip,
            over=self.over * flip,
            along=self.along * flip,
            radii_m=self.radii_m,
            blend_m=self.blend_m,
        )


def limb(
    points_m: ArrayLike,
    side_m: ArrayLike,
    over_m: ArrayLike | None = None,
    under_m: ArrayLike | None = None,
    cap: float = 1.0,
    blend_m: float = 0.0,
    side: tuple[float, float, float] = (0.0, 1.0, 0.0),
) -> Limb:
    """A tube through control points (K, 3) with half widths (K,) and reach (K,) over and under its axis.

    Over is `along x side`: up for a body that lies along +x, forward for a leg that points down. over_m defaults to
    side_m (round), under_m to over_m. cap: length of the rounded ends in section radii. side: direction of the half
    widths, turned square to the axis. Control values are joined by monotone cubics over the chord length.
    Raises ValueError for radii that are not positive, points that coincide and a side along the axis.
    """
    points = np.asarray(points_m, dtype=np.float64).reshape(-1, 3)
    sides = np.broadcast_to(np.asarray(side_m, dtype=np.float64), len(points))
    over = sides if over_m is None else np.broadcast_to(np.asarray(over_m, dtype=np.float64), len(points))
    under = over if under_m is None else np.broadcast_to(np.asarray(under_m, dtype=np.float64), len(points))
    rows = np.column_stack([points, sides, over, under])
    if (rows[:, 3:] <= 0.0).any():
        raise ValueError(f"a limb's radii must be positive, the least is {rows[:, 3:].min()}")
    rows = _refined(rows)
    axis = rows[:, :3]
    along = _tangents(axis, np.asarray(side, dtype=np.float64))
    square = np.asarray(side, dtype=np.float64) - along * np.einsum("j,ij->i", np.asarray(side), along)[:, None]
    length = np.linalg.norm(square, axis=1, keepdims=True)
    if (length < 1e-6).any():
        raise ValueError(f"a limb runs along its own side direction {side}")
    sideways = square / length
    ends = cap * rows[:, 3:].mean(axis=1, keepdims=True)
    return Limb(
        axis_m=axis,
        side=sideways,
        over=np.cross(along, sideways),
        along=along,
        radii_m=np.hstack([rows[:, 3:], ends]),
        blend_m=blend_m,
    )


def ellipsoid(
    center_m: ArrayLike, radii_m: tuple[float, float, float], pitch_rad: float = 0.0, blend_m: float = 0.0
) -> Limb:
    """An ellipsoid with radii along x, y, z, turned nose up by the pitch."""
    c, s = np.cos(pitch_rad), np.sin(pitch_rad)
    x, y, z = radii_m
    return Limb(
        axis_m=np.asarray(center_m, dtype=np.float64).reshape(1, 3),
        side=np.array([[0.0, 1.0, 0.0]]),
        over=np.array([[-s, 0.0, c]]),
        along=np.array([[c, 0.0, s]]),
        radii_m=np.array([[y, z, z, x]]),
        blend_m=blend_m,
    )


def distance(shape: Limb, points_m: Float64) -> Float64:
    """Signed distance (N,) of points (N, 3) from a limb's surface, negative inside.

    First-order accurate: the ellipsoid bound |p/r| (|p/r| - 1) / |p/r^2| (Quilez, "Ellipsoid distance") about the
    nearest point of the axis.
    """
    first, share = _nearest(shape.axis_m, points_m)
    second = np.minimum(first + 1, len(shape.axis_m) - 1)
    w = share[:, None]

    def at(values: Float64) -> Float64:
        return np.asarray((1.0 - w) * values[first] + w * values[second])

    offset = points_m - at(shape.axis_m)
    radii = at(shape.radii_m)
    v = np.einsum("ij,ij->i", offset, at(shape.over))
    local = np.stack(
        [np.einsum("ij,ij->i", offset, at(shape.side)), v, np.einsum("ij,ij->i", offset, at(shape.along))], axis=1
    )
    r = np.stack([radii[:, 0], np.where(v >= 0.0, radii[:, 1], radii[:, 2]), radii[:, 3]], axis=1)
    scaled = local / r
    k0 = np.sqrt(np.einsum("ij,ij->i", scaled, scaled))
    k1 = np.sqrt(np.einsum("ij,ij->i", scaled / r, scaled / r))
    return np.asarray(np.where(k1 > _TINY, k0 * (k0 - 1.0) / np.maximum(k1, _TINY), -r.min(axis=1)))


def smooth_union(a: Float64, b: Float64, blend_m: float) -> Float64:
    """Polynomial smooth minimum, quadratic (Quilez): rounds the seam where both are within blend_m of each other."""
    if blend_m <= 0.0:
        return np.minimum(a, b)
    h = np.maximum(blend_m - np.abs(a - b), 0.0) / blend_m
    return np.asarray(np.minimum(a, b) - h * h * blend_m / 4.0)


def united(limbs: Sequence[Limb], points_m: Float64) -> Float64:
    """Signed distance (N,) from limbs melted together in their order, each with its own blend_m."""
    out = distance(limbs[0], points_m)
    for shape in limbs[1:]:
        out = smooth_union(out, distance(shape, points_m), shape.blend_m)
    return out


def skin(limbs: Sequence[Limb], cell_m: float, relief_m: Field | None = None) -> tuple[Float64, Int64, Float64]:
    """Vertices (V, 3), faces (F, 3) and vertex normals (V, 3) of limbs melted together, closed.

    cell_m: edge of the grid's cells, a little less than the edges of the triangles; half the thinnest radius shows all.
    relief_m: how far the surface stands out at points (N, 3), less than a cell: folds, wool.
    """
    low = np.min([shape.bounds()[0] for shape in limbs], axis=0)
    high = np.max([shape.bounds()[1] for shape in limbs], axis=0)
    margin = cell_m + 0.25 * max(shape.blend_m for shape in limbs)

    def field(points: Float64) -> Float64:
        flat = united(limbs, points)
        return flat if relief_m is None else flat - relief_m(points)

    return surface_net(field, low - margin, high + margin, cell_m)


def _nearest(axis: Float64, points: Float64) -> tuple[NDArray[np.int64], Float64]:
    """Segment (N,) and share (N,) along it of the polyline's point nearest to each point."""
    best = np.full(len(points), np.inf)
    index = np.zeros(len(points), dtype=np.int64)
    share = np.zeros(len(points))
    x, y, z = points.T
    for k in range(len(axis) - 1):
        (ax, ay, az), (dx, dy, dz) = axis[k], axis[k + 1] - axis[k]
        px, py, pz = x - ax, y - ay, z - az
        t = np.clip((px * dx + py * dy + pz * dz) / (dx * dx + dy * dy + dz * dz), 0.0, 1.0)
        far = (px - t * dx) ** 2 + (py - t * dy) ** 2 + (pz - t * dz) ** 2
        nearer = far < best
        best = np.where(nearer, far, best)
        index[nearer] = k
        share = np.where(nearer, t, share)
    return index, share


def _refined(rows: Float64) -> Float64:
    """Rows (K, 6) joined by cubics, SAMPLES times as many."""
    if len(rows) < 2:
        return rows
    chord = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(rows[:, :3], axis=0), axis=1))])
    if (np.diff(chord) <= 0.0).any():
        raise ValueError("a limb's control points coincide")
    if len(rows) == 2:
        return rows
    at = np.interp(np.arange(SAMPLES * (len(rows) - 1) + 1) / SAMPLES, np.arange(len(rows)), chord)
    return np.asarray(PchipInterpolator(chord, rows)(at), dtype=np.float64)


def _tangents(axis: Float64, side: Float64) -> Float64:
    """Unit tangents (K, 3); of one point alone: square to the side."""
    if len(axis) == 1:
        normal = np.cross(side, [0.0, 0.0, 1.0])
        return np.asarray(normal / np.linalg.norm(normal), dtype=np.float64).reshape(1, 3)
    steps = np.diff(axis, axis=0)
    steps /= np.linalg.norm(steps, axis=1, keepdims=True)
    mean = np.concatenate([steps[:1], steps[1:] + steps[:-1], steps[-1:]])
    return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True))
