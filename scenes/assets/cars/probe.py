"""Where things touch a car's skin: the outermost point along an axis, and curves laid on the surface."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scenes.assets.shaping.trimming import Trimmed

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Probe:
    """The skin's triangles (F, 3, 3), to be asked for their outermost points."""

    corners: Float64

    @classmethod
    def of(cls, half: Trimmed, zones: tuple[int, ...] = ()) -> Probe:
        """All of a skin, or those of its zones."""
        faces = half.faces[np.isin(half.zone, list(zones))] if zones else half.faces
        return cls(half.vertices_m[faces])

    def reach(self, axis: int, sign: int, at: ArrayLike) -> float:
        """The coordinate along an axis of the outermost surface towards `sign`, at the two others (2,).

        Where nothing is met, that of the nearest vertex.
        """
        others = [k for k in range(3) if k != axis]
        point = np.asarray(at, dtype=np.float64)
        flat = self.corners[..., others]
        edges, to_point = np.roll(flat, -1, axis=1) - flat, point - flat
        cross = edges[..., 0] * to_point[..., 1] - edges[..., 1] * to_point[..., 0]
        total = cross.sum(axis=1)
        met = ((cross >= 0.0).all(axis=1) | (cross <= 0.0).all(axis=1)) & (np.abs(total) > 1e-10)
        if not met.any():
            points = self.corners.reshape(-1, 3)
            return float(points[np.square(points[:, others] - point).sum(axis=1).argmin(), axis])
        weights = np.roll(cross[met], -1, axis=1) / total[met, None]
        found = (weights * self.corners[met][..., axis]).sum(axis=1)
        return float(found.max() if sign > 0 else found.min())

    def line(self, axis: int, sign: int, at: ArrayLike, off_m: float = 0.0) -> Float64:
        """Points (N, 3) of the outermost surface over a polyline (N, 2), so far outside it."""
        others = [k for k in range(3) if k != axis]
        flat = np.asarray(at, dtype=np.float64)
        out = np.zeros((len(flat), 3))
        out[:, others] = flat
        out[:, axis] = [self.reach(axis, sign, point) + sign * off_m for point in flat]
        return out
