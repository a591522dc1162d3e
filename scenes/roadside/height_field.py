"""Heights of a triangle mesh over places in the ground plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

NEAR_M = 0.005
"""How far beside a triangle a place may lie: edges of neighbours differ by rounding."""
SAME_LEVEL_M = 0.6
"""Surfaces no more than this above the lowest belong to one level (kerbs, steps); higher ones are bridges."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class HeightField:
    """Triangles (F, 3, 3) that are not upright, ready for queries."""

    corners_m: Float64
    tree: shapely.STRtree

    @classmethod
    def of(cls, vertices_m: Float64, faces: Int64) -> HeightField:
        """The field of a mesh, without its upright faces."""
        corners = np.asarray(vertices_m, dtype=np.float64)[faces]
        a, b = corners[:, 1, :2] - corners[:, 0, :2], corners[:, 2, :2] - corners[:, 0, :2]
        corners = corners[np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) > 1e-9]
        return cls(corners_m=corners, tree=shapely.STRtree(shapely.polygons(corners[:, :, :2])))

    def at(self, xy_m: Float64) -> Float64:
        """Heights (N,) of the top of the lowest level at places (N, 2); nan where there is no surface."""
        xy = np.asarray(xy_m, dtype=np.float64).reshape(-1, 2)
        place, face = self.tree.query(shapely.points(xy), predicate="dwithin", distance=NEAR_M)
        z = _interpolated(self.corners_m[face], xy[place])
        lowest = np.full(len(xy), np.inf)
        np.minimum.at(lowest, place, z)
        level = z <= lowest[place] + SAME_LEVEL_M
        out = np.full(len(xy), -np.inf)
        np.maximum.at(out, place[level], z[level])
        return np.where(np.isfinite(out), out, np.nan)


def _interpolated(corners: Float64, xy: Float64) -> Float64:
    """Heights (K,) of triangles (K, 3, 3) at places (K, 2), each at its own; beyond an edge as on it."""
    a, b, c = corners[:, 0], corners[:, 1], corners[:, 2]
    u, v, w = (b - a)[:, :2], (c - a)[:, :2], xy - a[:, :2]
    double = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    second = np.clip((w[:, 0] * v[:, 1] - w[:, 1] * v[:, 0]) / double, 0.0, 1.0)
    third = np.clip((u[:, 0] * w[:, 1] - u[:, 1] * w[:, 0]) / double, 0.0, 1.0 - second)
    return np.asarray(a[:, 2] + second * (b - a)[:, 2] + third * (c - a)[:, 2])
