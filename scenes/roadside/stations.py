"""Stations along stretches of roads."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def stretch(start_m: float, end_m: float, step_m: float) -> NDArray[np.float64]:
    """Stations (N,) from start to end, both among them, about `step_m` apart."""
    return np.linspace(start_m, end_m, max(2, round((end_m - start_m) / step_m) + 1))
