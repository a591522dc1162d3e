"""Limbs as signed-distance fields: bent tubes with elliptic sections about a spline, of bodies of animals.

One point alone is an ellipsoid, round sections make capsules and round cones. Limbs melt into each other without seams.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import PchipInterpolator

from scenes.assets.shaping.fields import Field, elliptic, placed, smaller
from scenes.assets.shaping.fields import ellipsoid as upright_ellipsoid

Float64 = NDArray[np.float64]

SAMPLES = 4
"""Points of a limb's axis a control row; chosen: the kinks of the polyline are then below a millimetre on a dog."""
THIN_QUANTILE = 0.4
"""Of the least radii along a limb, what counts as its thinness: tips may be thinner. Chosen."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Limb(Field):
    """A field that melts over blend_m into what it is united with. thin_m: its radius where it is thin."""

    thin_m: float
    blend_m: float = 0.0


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
    tube = _Tube(
        axis_m=axis,
        side=sideways,
        over=np.cross(along, sideways),
        along=along,
        radii_m=np.hstack([rows[:, 3:], ends]),
    )
    reach = tube.radii_m.max(axis=1, keepdims=True)
    return Limb(
        distance=tube.distance,
        low_m=(axis - reach).min(axis=0),
        high_m=(axis + reach).max(axis=0),
        thin_m=float(np.quantile(rows[:, 3:].min(axis=1), THIN_QUANTILE)),
        blend_m=blend_m,
    )


def ellipsoid(
    center_m: ArrayLike, radii_m: tuple[float, float, float], pitch_rad: float = 0.0, blend_m: float = 0.0
) -> Limb:
    """An ellipsoid with radii along x, y, z, turned nose up by the pitch."""
    body = placed(upright_ellipsoid((0.0, 0.0, 0.0), radii_m), center_m, -pitch_rad)
    _, across, upward = radii_m
    thin = min(across, upward)
    return Limb(distance=body.distance, low_m=body.low_m, high_m=body.high_m, thin_m=thin, blend_m=blend_m)


def melted(limbs: Sequence[Limb]) -> Field:
    """Limbs united in their order, each over its own blend_m."""

    def distance(points: Float64) -> Float64:
        out = limbs[0].distance(points)
        for shape in limbs[1:]:
            out = smaller(out, shape.distance(points), shape.blend_m)
        return out

    # Where both are alike the seam stands out by a quarter of the blend.
    bulge = 0.25 * max(shape.blend_m for shape in limbs)
    low = np.min([shape.low_m for shape in limbs], axis=0) - bulge
    high = np.max([shape.high_m for shape in limbs], axis=0) + bulge
    return Field(distance=distance, low_m=low, high_m=high)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Tube:
    """About a polyline axis_m (K, 3), with a unit frame side, over, along (K, 3) at each point.

    radii_m: (K, 4) to the sides, over, under, and along the axis beyond its ends.
    """

    axis_m: Float64
    side: Float64
    over: Float64
    along: Float64
    radii_m: Float64

    def distance(self, points_m: Float64) -> Float64:
        """Signed distance (N,) of points (N, 3), first-order accurate, about the nearest point of the axis."""
        first, share = _nearest(self.axis_m, points_m)
        second = np.minimum(first + 1, len(self.axis_m) - 1)
        w = share[:, None]

        def at(values: Float64) -> Float64:
            return np.asarray((1.0 - w) * values[first] + w * values[second])

        offset, radii = points_m - at(self.axis_m), at(self.radii_m)
        local = np.stack([np.einsum("ij,ij->i", offset, at(way)) for way in (self.side, self.over, self.along)], axis=1)
        upward = np.where(local[:, 1] >= 0.0, radii[:, 1], radii[:, 2])
        return elliptic(local, np.stack([radii[:, 0], upward, radii[:, 3]], axis=1))


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
