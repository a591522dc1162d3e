"""Which lamps matter where: upright cells of a grid over the ground, each with the lamps that may be bright in it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.render.lamp_clusters import LampTree
from simulator.render.lamps import LampTable
from simulator.render.photometry import PHOTOMETRIES, off_axis_envelope

Float64 = NDArray[np.float64]

CELL_M = 8.0
"""Chosen: about the height of a street lamp, over which its light changes."""
LEAST_LX = 0.02
"""Chosen: a tenth of a full moon's light; what is less is left out."""
MOST = 64
"""Lamps a cell, the strongest first (chosen: of 16, mirrors of wet roads end at cells; a wet night costs 8 % more)."""
REACH_M = 160.0
"""Farther lamps light nothing (chosen: a driving beam of 75 kcd has 3 lx there, a passing beam under 1)."""
DROP_M = 12.0
RISE_M = 30.0
"""How far below and above a lamp surfaces are thought to lie, for the direction that its light takes (chosen: a mast on
a slope, a house)."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LampGrid:
    """Cells of `cell_m` by `cell_m`, (columns along x, rows along y) = `size`, the first corner at `corner_m`.

    table: the lamps, and those that stand for several from afar.
    The lamps of cell c = row * columns + column are cell_lamp[cell_start[c] : cell_start[c + 1]], indices into the
    table in order of the bound on their illuminance there.
    """

    table: LampTable
    corner_m: tuple[float, float]
    cell_m: float
    size: tuple[int, int]
    cell_start: NDArray[np.int32]
    cell_lamp: NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class CellLamps:
    """Which lamps matter in which cells of the world: pairs (P,), by row, column and falling bound.

    Cell (column, row) (P,) covers x from column * CELL_M and y from row * CELL_M on, wherever the lamps are. lamp (P,):
    a row of the lamps' table. bound_lx (P,): the most that it can give there.
    """

    column: NDArray[np.int64]
    row: NDArray[np.int64]
    lamp: NDArray[np.int64]
    bound_lx: Float64

    def and_those(self, other: CellLamps, first_lamp: int, most: int = MOST) -> CellLamps:
        """These and another table's, whose rows follow these lamps' from first_lamp on; at most `most` a cell."""
        other = replace(other, lamp=other.lamp + first_lamp)
        met = np.isin(self._key(), np.unique(other._key()))
        shared = _in_order(_concatenated(self._some(met), other), most)
        # Both are in order already: a stable sort by cell merges them.
        both = _concatenated(self._some(~met), shared)
        return both._some(np.argsort(both._key(), kind="stable"))

    def _key(self) -> NDArray[np.int64]:
        """(P,) numbers of the cells, in the order of rows and columns."""
        return self.row * (1 << 32) + self.column

    def _some(self, chosen: NDArray[Any]) -> CellLamps:
        return CellLamps(**{name: getattr(self, name)[chosen] for name in _PAIR_FIELDS})


_PAIR_FIELDS = tuple(field.name for field in fields(CellLamps))


def lamp_grid(tree: LampTree, *, least_lx: float = LEAST_LX, most: int = MOST) -> LampGrid:
    """Lists for each cell the lamps that can give `least_lx` on a surface that faces them; at most `most` of them."""
    return grid_of(tree.table, lamp_cells(tree, least_lx, most))


def lamp_cells(tree: LampTree, least_lx: float, most: int = MOST) -> CellLamps:
    """For each cell the lamps that can give `least_lx` on a surface that faces them; the strongest `most` of them.

    The bound is the largest intensity within the angles off the beam's axis that the cell can see, over the squared
    horizontal distance (at least 1 m). Far away clusters take their members' place (`lamp_tree`). least_lx: by day a
    small share of the sky's light, so that lists stay short.
    """
    table = tree.table
    # A member lies in its cluster's cube, which is half as large as far: farther away the cluster is there.
    farthest = np.where(tree.parent >= 0, 2.0 * tree.far_m[tree.parent], REACH_M) if len(table) else np.zeros(0)
    reach = np.minimum(np.sqrt(table.peak_cd / least_lx), farthest)
    lamp, column, row = _pairs(table.position_m[:, :2], reach)
    centre = np.asarray((np.stack([column, row], axis=-1) + 0.5) * CELL_M, dtype=np.float64)
    own = np.flatnonzero(tree.stands_at(lamp, centre, 0.5 * CELL_M))
    lamp, column, row, centre = lamp[own], column[own], row[own], centre[own]
    bound = _bound_lx(table, lamp, centre)
    return _in_order(CellLamps(column=column, row=row, lamp=lamp, bound_lx=bound)._some(bound >= least_lx), most)


def grid_of(table: LampTable, cells: CellLamps) -> LampGrid:
    """The smallest grid that has all of those cells."""
    left, columns = _span(cells.column)
    bottom, rows = _span(cells.row)
    cell = (cells.row - bottom) * columns + cells.column - left
    return LampGrid(
        table=table,
        corner_m=(left * CELL_M, bottom * CELL_M),
        cell_m=CELL_M,
        size=(columns, rows),
        cell_start=np.searchsorted(cell, np.arange(columns * rows + 1)).astype(np.int32),
        cell_lamp=cells.lamp.astype(np.int32),
    )


def _span(values: NDArray[np.int64]) -> tuple[int, int]:
    """The smallest value, and how many whole numbers there are from it to the largest; 0 and 0 of nothing."""
    return (int(values.min()), int(np.ptp(values)) + 1) if len(values) else (0, 0)


def _in_order(cells: CellLamps, most: int) -> CellLamps:
    """Pairs by row, column and falling bound; the first `most` of each cell."""
    cells = cells._some(np.lexsort((cells.lamp, -cells.bound_lx, cells._key())))
    key = cells._key()
    rank = np.arange(len(key)) - np.searchsorted(key, key)
    return cells._some(rank < most)


def _concatenated(a: CellLamps, b: CellLamps) -> CellLamps:
    return CellLamps(**{name: np.concatenate([getattr(a, name), getattr(b, name)]) for name in _PAIR_FIELDS})


def _pairs(place_m: Float64, reach_m: Float64) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(P,) lamp, column and row: every lamp with every cell of the square around it that its reach spans."""
    first = np.floor((place_m - reach_m[:, None]) / CELL_M).astype(np.int64)
    last = np.floor((place_m + reach_m[:, None]) / CELL_M).astype(np.int64)
    span = last - first + 1
    count = span[:, 0] * span[:, 1]
    lamp = np.repeat(np.arange(len(place_m)), count)
    within = np.arange(len(lamp)) - np.repeat(np.cumsum(count) - count, count)
    return lamp, first[lamp, 0] + within % span[lamp, 0], first[lamp, 1] + within // span[lamp, 0]


def _bound_lx(table: LampTable, lamp: NDArray[np.int64], centre_m: Float64) -> Float64:
    """(P,) most illuminance that a lamp (P,) can give in the cell around a centre (P, 2)."""
    offset = centre_m - table.position_m[lamp, :2]
    away = np.maximum(np.abs(offset) - 0.5 * CELL_M, 0.0)
    distance = np.maximum(np.hypot(away[:, 0], away[:, 1]), 1.0)
    cosine = _largest_cosine(table.axes[:, 0][lamp], offset, distance)
    place = np.clip(np.ceil((cosine + 1.0) * 128.0).astype(np.int64), 0, 256)
    envelope = np.stack([off_axis_envelope(kind) for kind in PHOTOMETRIES])
    return np.asarray(table.peak_cd[lamp] * envelope[table.photometry[lamp], place] / distance**2, dtype=np.float64)


def _largest_cosine(axis: Float64, offset_m: Float64, distance_m: Float64) -> Float64:
    """(P,) largest cosine between a beam's axis (P, 3) and the directions from it to an upright cell's surfaces.

    In a vertical plane at the azimuth c off the axis' own, the cosine at the elevation v is
    a_h cos(c) cos(v) + a_z sin(v), a constant times the cosine of v - atan2(a_z, a_h cos c): clamping v finds the
    largest.
    """
    centre = np.hypot(offset_m[:, 0], offset_m[:, 1])
    level = np.hypot(axis[:, 0], axis[:, 1])
    along = np.einsum("ij,ij->i", axis[:, :2], offset_m) / np.maximum(level * centre, 1e-9)
    # The cell's half diagonal turns the azimuth towards the axis by up to asin(half / centre).
    sine = np.minimum(np.sqrt(0.5) * CELL_M / np.maximum(centre, 1e-9), 1.0)
    cosine = np.sqrt(1.0 - sine * sine)
    turned = along * cosine + np.sqrt(np.maximum(1.0 - along * along, 0.0)) * sine
    ahead = level * np.where((along >= cosine) | (sine >= 1.0), 1.0, np.minimum(turned, 1.0))
    elevation = np.arctan2(axis[:, 2], ahead)
    elevation = np.clip(elevation, -np.arctan(DROP_M / distance_m), np.arctan(RISE_M / distance_m))
    return np.asarray(ahead * np.cos(elevation) + axis[:, 2] * np.sin(elevation), dtype=np.float64)
