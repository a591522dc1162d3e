"""How much of the light that comes back from nearby reaches the detector."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

NO_OVERLAP_M, FULL_OVERLAP_M = 0.9, 1.0
"""Xi rises from 0 to 1 between them: laser and receiver look past each other nearer (Hahner 2021)."""
FOCUS_M = 12.0
"""Nearer than this a spot is imaged out of focus, larger than the detector: the share that hits it goes with the square
of range (Velodyne's calibration files state focal distances up to 24 m). Chosen so that fog of MOR 50 m hides a wall of
20 % from 25 m on, the order that tests in fog chambers report; in Hahner 2021 the free factor gamma does that."""


def overlap(range_m: Float64) -> Float64:
    """Xi (...): share of the light from a range that is detected, relative to that from afar."""
    seen = np.clip((range_m - NO_OVERLAP_M) / (FULL_OVERLAP_M - NO_OVERLAP_M), 0.0, 1.0)
    return np.asarray(seen * np.minimum(range_m / FOCUS_M, 1.0) ** 2)
