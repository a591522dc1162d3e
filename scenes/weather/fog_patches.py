"""Patchy fog: a pattern of banks and holes that repeats far away, the same for every sensor and backend."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from scenes.streams import stream

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

SIDE = 256
"""Cells of the pattern along x and y."""
CELLS_A_PATCH = 8
"""Chosen: the pattern then repeats after 32 patches, a kilometre of patches of 30 m."""
_OCTAVES = ((32, 1.0), (64, 0.5), (128, 0.25))
"""Lattice points along a side and amplitude: patches, their halves and quarters."""
LARGEST = 2.0
"""Standard deviations at which the pattern is cut, so that half a standard deviation leaves no hole."""


@cache
def pattern() -> Float32:
    """(SIDE, SIDE) fractal value noise of mean 0 and standard deviation 1, periodic, cut at +-LARGEST."""
    total = np.zeros((SIDE, SIDE))
    for points, amplitude in _OCTAVES:
        lattice = stream(0, "fog pattern", points).uniform(-1.0, 1.0, (points, points))
        total = total + amplitude * _along_rows(_along_rows(lattice).T).T
    for _ in range(4):  # Cutting moves mean and deviation a little.
        total = np.clip((total - total.mean()) / total.std(), -LARGEST, LARGEST)
    out = total.astype(np.float32)
    out.flags.writeable = False
    return out


def _along_rows(lattice: Float64) -> Float64:
    """A lattice (n, m) drawn out to (n, SIDE) by smooth steps, periodic."""
    count = lattice.shape[1]
    at = np.arange(SIDE) * (count / SIDE)
    cell = at.astype(np.int64)
    share = at - cell
    share = share * share * (3.0 - 2.0 * share)
    return np.asarray(lattice[:, cell] * (1.0 - share) + lattice[:, (cell + 1) % count] * share)


def pattern_offset(index: int) -> tuple[float, float]:
    """Where a numbered pattern starts, in cells."""
    x, y = stream(0, "fog pattern offset", index).uniform(0.0, SIDE, 2)
    return float(x), float(y)


def patch_at(x: Float64, y: Float64) -> Float64:
    """The pattern (...) at places (...) in cells, bilinear and periodic."""
    table = pattern()
    column, row = np.floor(x), np.floor(y)
    share_x, share_y = x - column, y - row
    c0, r0 = column.astype(np.int64) % SIDE, row.astype(np.int64) % SIDE
    c1, r1 = (c0 + 1) % SIDE, (r0 + 1) % SIDE
    low = table[r0, c0] * (1.0 - share_x) + table[r0, c1] * share_x
    high = table[r1, c0] * (1.0 - share_x) + table[r1, c1] * share_x
    return np.asarray(low * (1.0 - share_y) + high * share_y, dtype=np.float64)
