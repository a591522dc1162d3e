"""Lamps that stand for several from afar: the many lit windows of a facade are few lamps across the street."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.pose import rotate
from simulator.render.lamps import LampTable
from simulator.render.photometry import PHOTOMETRIES

Float64 = NDArray[np.float64]

LEVELS_M = (4.0, 8.0, 16.0)
"""Edges of the cubes, each level's within the next's (chosen: two windows, a shop, a house)."""
FAR = 2.0
"""Cubes away from which a cluster takes its members' place (chosen: the law of squares is then off by some
(0.5 / 2)^2 = 6 % at most, both ways)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LampTree:
    """Lamps, and such as stand for several: N rows. parent (N,): the row that stands for a row, or -1.

    far_m (N,): the horizontal distance from which a row may stand for its members; 0 for lamps themselves.
    """

    table: LampTable
    parent: NDArray[np.int64]
    far_m: Float64

    @classmethod
    def of_single(cls, table: LampTable) -> LampTree:
        """Lamps that nothing stands for."""
        return cls(table=table, parent=np.full(len(table), -1, dtype=np.int64), far_m=np.zeros(len(table)))

    def followed_by(self, table: LampTable) -> LampTree:
        """These rows, then lamps that nothing stands for."""
        other = LampTree.of_single(table)
        return LampTree(
            table=self.table.followed_by(table),
            parent=np.concatenate([self.parent, other.parent]),
            far_m=np.concatenate([self.far_m, other.far_m]),
        )

    def stands_at(self, row: NDArray[np.int64], place_m: Float64, half_m: float = 0.0) -> NDArray[np.bool_]:
        """(P,) whether a row (P,) is there itself, at (P, 2) or in squares around, for its members and no row for it.

        It is when it is far enough to stand for its members, and none of those that join it is.
        """
        out = self._far(row, place_m, half_m)
        above = self.parent[row]
        while (above >= 0).any():
            joined = np.flatnonzero(above >= 0)
            out[joined] &= ~self._far(above[joined], place_m[joined], half_m)
            above = np.where(above >= 0, self.parent[above], -1)
        return out

    def _far(self, row: NDArray[np.int64], place_m: Float64, half_m: float) -> NDArray[np.bool_]:
        away = np.maximum(np.abs(place_m - self.table.position_m[row, :2]) - half_m, 0.0)
        return np.asarray(away[:, 0] ** 2 + away[:, 1] ** 2 >= self.far_m[row] ** 2)


def lamp_tree(table: LampTable) -> LampTree:
    """Joins matt lamps of the scenery that lie in one cube and look the same way, in growing cubes.

    A cluster has the light of all of its members, from the middle of their light. What moves is not joined: it would
    change its cluster from one frame to the next.
    """
    free = np.flatnonzero((table.photometry == PHOTOMETRIES.index("lambertian")) & (table.instance == 0))
    parent = np.full(len(table), -1, dtype=np.int64)
    far = np.zeros(len(table))
    for size in LEVELS_M:
        groups = _groups(table, free, size)
        for index, members in enumerate(groups):
            parent[members] = len(table) + index
        clusters = len(table) + np.arange(len(groups))
        free = np.concatenate([free[parent[free] < 0], clusters])
        parent = np.concatenate([parent, np.full(len(groups), -1, dtype=np.int64)])
        far = np.concatenate([far, np.full(len(groups), FAR * size)])
        table = _extended(table, groups)
    return LampTree(table=table, parent=parent, far_m=far)


def _groups(table: LampTable, rows: NDArray[np.int64], size_m: float) -> list[NDArray[np.int64]]:
    """Those of the rows, two or more each, that lie in one cube and look the same way."""
    # Axes in steps of a half: directions within about 30 degrees of each other.
    place = np.concatenate([np.floor(table.position_m[rows] / size_m), np.round(2.0 * table.axes[rows, 0])], axis=1)
    _, group = np.unique(place, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    parts = np.split(rows[order], np.flatnonzero(np.diff(group.ravel()[order])) + 1)
    return [part for part in parts if len(part) > 1]


def _extended(table: LampTable, groups: list[NDArray[np.int64]]) -> LampTable:
    joined = [_joined(table, members) for members in groups]
    clusters = LampTable(
        position_m=np.array([j[0] for j in joined]).reshape(-1, 3),
        axes=np.array([j[1] for j in joined]).reshape(-1, 3, 3),
        intensity_cd=np.array([j[2] for j in joined]).reshape(-1, 3),
        photometry=table.photometry[[members[0] for members in groups]],
        radius_m=np.array([j[3] for j in joined]),
        instance=np.zeros(len(groups), dtype=np.int64),
    )
    return table.followed_by(clusters)


def _joined(table: LampTable, members: NDArray[np.int64]) -> tuple[Float64, Float64, Float64, float]:
    """Position, axes, intensity and radius (of the same area) of one lamp that stands for the members."""
    share = table.peak_cd[members] / table.peak_cd[members].sum()
    mean = (share[:, None] * table.axes[members, 0]).sum(axis=0)
    axes = _turned_to(table.axes[members[0]], mean / np.linalg.norm(mean))
    return (
        (share[:, None] * table.position_m[members]).sum(axis=0),
        axes,
        table.intensity_cd[members].sum(axis=0),
        float(np.sqrt((table.radius_m[members] ** 2).sum())),
    )


def _turned_to(axes: Float64, direction: Float64) -> Float64:
    """Axes (3, 3) by the smallest turn that takes their first to a unit direction at most 90 degrees away."""
    quaternion = np.append(np.cross(axes[0], direction), 1.0 + axes[0] @ direction)
    return rotate(quaternion / np.linalg.norm(quaternion), axes)
