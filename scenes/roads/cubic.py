"""Piecewise cubic polynomials along a road: elevations, superelevations, lane offsets, widths and borders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cubic:
    """`a + b u + c u^2 + d u^3` with u = s - `start_m`, in force until the next record's start.

    coefficients: (a, b, c, d); the value is in metres, or in radians for a superelevation.
    """

    start_m: float
    coefficients: tuple[float, float, float, float]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Profile:
    """Records ready for queries of many stations at once. starts_m: (N,) ascending. coefficients: (N, 4).

    Before the first record the value is 0, as OpenDRIVE says of profiles that begin late; without records 0 everywhere.
    """

    starts_m: Float64
    coefficients: Float64

    @classmethod
    def of(cls, records: Sequence[Cubic]) -> Profile:
        """The profile of records in order of their starts."""
        starts = np.array([record.start_m for record in records], dtype=np.float64)
        rows = np.array([record.coefficients for record in records], dtype=np.float64).reshape(-1, 4)
        return cls(starts_m=starts, coefficients=rows)

    def at(self, s_m: Float64) -> Float64:
        """Values at stations (N,)."""
        u, (a, b, c, d) = self._terms(s_m)
        return np.asarray(a + u * (b + u * (c + u * d)))

    def slope(self, s_m: Float64) -> Float64:
        """First derivatives at stations (N,), per metre."""
        u, (_, b, c, d) = self._terms(s_m)
        return np.asarray(b + u * (2.0 * c + 3.0 * u * d))

    def _terms(self, s_m: Float64) -> tuple[Float64, Float64]:
        """Local stations (N,) and coefficients (4, N)."""
        s = np.asarray(s_m, dtype=np.float64)
        if not len(self.starts_m):
            return s, np.zeros((4, *s.shape))
        index = np.searchsorted(self.starts_m, s, side="right") - 1
        inside = np.maximum(index, 0)
        return s - self.starts_m[inside], np.where(index < 0, 0.0, self.coefficients.T[:, inside])
