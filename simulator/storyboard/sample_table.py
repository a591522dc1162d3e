"""The samples of many courses in one table, so that the places of many bodies on many courses are found at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.storyboard.guides import STEP_M, Guide

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

FIRST_ROWS = 4096
"""Chosen: samples that there is room for at first; the room doubles."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Feet:
    """Where N points are on courses. row: (N,) of the sample before. s_m, d_m: (N,) arc length and offset to the left.
    ux, uy: (N,) unit directions of the courses.
    """

    row: Int64
    s_m: Float64
    d_m: Float64
    ux: Float64
    uy: Float64


class SampleTable:
    """Samples of guides, one guide's after another's: of each the rows from a first to a last one."""

    def __init__(self) -> None:
        self._spans: dict[Guide, tuple[int, int]] = {}
        self._columns = np.empty((5, FIRST_ROWS))
        self._used = 0

    def span(self, guide: Guide) -> tuple[int, int]:
        """The first and the last row of a guide, which is taken in where it is new."""
        if guide not in self._spans:
            self._spans[guide] = self._take(guide)
        return self._spans[guide]

    def _take(self, guide: Guide) -> tuple[int, int]:
        first, end = self._used, self._used + len(guide.points_m)
        if end > self._columns.shape[1]:
            room = np.empty((5, 2 * end))
            room[:, :first] = self._columns[:, :first]
            self._columns = room
        x, y, _ = guide.points_m.T
        self._columns[:, first:end] = x, y, guide.ux, guide.uy, guide.width_m
        self._used = end
        return first, end - 1

    def at(self, rows: Int64) -> Float64:
        """Samples (N,): x, y, unit direction and width of the lane, (5, N)."""
        return self._columns[:, rows]

    def row(self, s_m: Float64, first: Int64, last: Int64) -> Int64:
        """The samples before arc lengths (N,) on courses from first to last."""
        return np.minimum(np.maximum(first + (s_m / STEP_M).astype(np.int64), first), last)

    def project(self, x_m: Float64, y_m: Float64, rows: Int64, first: Int64, last: Int64) -> Feet:
        """The feet of points (N,), searched from samples on, on the courses whose samples are first to last."""
        rows = rows.copy()
        along = self._along(x_m, y_m, rows)
        forth = along > STEP_M
        step, end = np.where(forth, 1, -1), np.where(forth, last, first)
        (left,) = ((forth | (along < 0.0)) & (rows != end)).nonzero()
        while len(left):
            rows[left] += step[left]
            along[left] = ahead = self._along(x_m[left], y_m[left], rows[left])
            beyond = np.where(forth[left], ahead > STEP_M, ahead < 0.0)
            left = left[beyond & (rows[left] != end[left])]
        x, y, ux, uy, _ = self.at(rows)
        offset = (y_m - y) * ux - (x_m - x) * uy
        return Feet(row=rows, s_m=(rows - first) * STEP_M + along, d_m=offset, ux=ux, uy=uy)

    def _along(self, x_m: Float64, y_m: Float64, rows: Int64) -> Float64:
        """How far points (N,) are beyond samples, along the course."""
        x, y, ux, uy, _ = self.at(rows)
        return np.asarray((x_m - x) * ux + (y_m - y) * uy)
