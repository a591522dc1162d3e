"""Regular two-dimensional tables of vectors, looked up bilinearly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Table2D:
    """values (N, M, C) at N by M even steps of two coordinates between the ends `first` and `second`."""

    values: Float64
    first: tuple[float, float]
    second: tuple[float, float]

    def at(self, first: Float64, second: Float64) -> Float64:
        """Values (..., C) at coordinates (...), which are clamped to the table's ends."""
        i, fi = _cell(first, self.first, self.values.shape[0])
        j, fj = _cell(second, self.second, self.values.shape[1])
        flat = self.values.reshape(-1, self.values.shape[2])
        start = i * self.values.shape[1] + j
        low = flat[start] * (1 - fj)[..., None] + flat[start + 1] * fj[..., None]
        start = start + self.values.shape[1]
        high = flat[start] * (1 - fj)[..., None] + flat[start + 1] * fj[..., None]
        return np.asarray(low * (1 - fi)[..., None] + high * fi[..., None], dtype=np.float64)


def _cell(x: Float64, ends: tuple[float, float], nodes: int) -> tuple[NDArray[np.int64], Float64]:
    steps = np.clip((x - ends[0]) / (ends[1] - ends[0]), 0.0, 1.0) * (nodes - 1)
    cell = np.minimum(steps.astype(np.int64), nodes - 2)
    return cell, np.asarray(steps - cell, dtype=np.float64)
