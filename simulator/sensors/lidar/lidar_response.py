"""How strongly a LiDAR sees a surface: which echoes it detects and what reflectance it records."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

FAINTEST_REFLECTIVITY = 0.1
FAINTEST_RANGE_M = 60.0
"""The HDL-64E's datasheet: a 10 % target is seen at 50 to 60 m; the far end fixes the detection threshold."""

RANGE_KNOTS_M = (0.0, 5.0, 15.0, 25.0, 40.0, 55.0, 80.0)
RELATIVE_RESPONSE = (0.55, 0.69, 1.0, 0.94, 0.34, 0.05, 0.0)
"""Recorded reflectance over range relative to its peak: KITTI's medians .22 .32 .30 .11 0 at the bins' middles."""

RECORDING_GAIN = 0.58
RECORDING_EXPONENT = 1.0 / 3.0
"""Chosen: the scanner's own gain control flattens what it records. In KITTI scans asphalt (reflectivity 0.15, grazing)
and walls and paint (0.5, facing) differ by 1.5 to 2 in the median, not by 8; a cube root with this gain meets both."""

HIGHEST_RECORDED = 0.99
RECORDED_STEP = 0.01
"""KITTI stores reflectance in steps of 0.01 up to 0.99 (measured)."""


def incidence_gain(cosine: Float32) -> Float32:
    """cos^0.5 of the angle of incidence: roads fall off slower than Lambert at grazing incidence (chosen)."""
    return np.sqrt(cosine)


def detected(reflectivity: Float32, cosine: Float32, range_m: Float32) -> NDArray[np.bool_]:
    """(N,) whether the echo's power, reflectivity * incidence / range^2, exceeds that of the faintest target."""
    threshold = FAINTEST_REFLECTIVITY / FAINTEST_RANGE_M**2
    return np.asarray(reflectivity * incidence_gain(cosine) >= threshold * range_m * range_m, dtype=np.bool_)


def recorded_reflectance(reflectivity: Float32, cosine: Float32, range_m: Float32) -> Float32:
    """(N,) float32 in 0..0.99 on the 0.01 grid: gain * (reflectivity * incidence)^(1/3) * response over range."""
    response = np.interp(range_m, RANGE_KNOTS_M, RELATIVE_RESPONSE).astype(np.float32)
    echo = (reflectivity * incidence_gain(cosine)) ** np.float32(RECORDING_EXPONENT)
    strength = np.clip(RECORDING_GAIN * echo * response, 0.0, HIGHEST_RECORDED)
    return np.asarray(np.floor(strength / RECORDED_STEP + 0.5) * RECORDED_STEP, dtype=np.float32)
