"""Rain: how many drops of which size, how fast they fall, and what light they take.

Drop-size distribution: Marshall & Palmer 1948, N(D) = N0 exp(-L D), L = 4.1 R^-0.21 per mm, R in mm/h.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

N0_PER_M3_MM = 8_000.0
"""Marshall & Palmer 1948: drops a cubic metre and millimetre of diameter at D = 0."""
LARGEST_MM = 6.0
"""Larger drops break (Pruppacher & Klett 1997)."""
WATER_IOR = 1.33
LENS_SHARE = 0.94
"""Radiance of a drop over the mean of its surroundings within 165 degrees (Garg & Nayar, IJCV 2007)."""


def slope_per_mm(rain_mmph: float) -> float:
    """L of the exponential distribution, 1/mm; infinite where no rain falls."""
    return math.inf if rain_mmph <= 0.0 else 4.1 * math.pow(rain_mmph, -0.21)


def drops_per_m3(rain_mmph: float, over_mm: float) -> float:
    """Drops a cubic metre of more than a diameter: N0 exp(-L D) / L."""
    slope = slope_per_mm(rain_mmph)
    return 0.0 if math.isinf(slope) else N0_PER_M3_MM * math.exp(-slope * over_mm) / slope


def diameters_mm(rain_mmph: float, share: Float64, over_mm: float = 0.0) -> Float64:
    """Diameters (...) of drops larger than `over_mm` at quantiles (...) 0..1 of the distribution, cut at LARGEST_MM."""
    slope = slope_per_mm(rain_mmph)
    kept = -math.expm1(-slope * (LARGEST_MM - over_mm))
    return np.asarray(over_mm - np.log1p(-share * kept) / slope, dtype=np.float64)


def fall_speed_mps(diameter_mm: Float64) -> Float64:
    """Terminal speed 9.65 - 10.3 exp(-0.6 D) (Atlas, Srivastava & Sekhon 1973), 0 below 0.11 mm, where it ends."""
    return np.maximum(9.65 - 10.3 * np.exp(-0.6 * diameter_mm), 0.0)


def extinction_per_m(rain_mmph: float) -> float:
    """0.312 R^0.67 a kilometre (Halder, Lalonde & de Charette, ICCV 2019): 10 mm/h leave a visibility of 2 km.

    The 0.01 R^0.6 per metre of LISA (Kilic et al. 2021) is 27 times as much and is not used.
    """
    return 0.312e-3 * math.pow(rain_mmph, 0.67) if rain_mmph > 0.0 else 0.0


def geometric_extinction_per_m(rain_mmph: float) -> float:
    """Extinction of the drops themselves at efficiency 2: 2 N0 pi/4 * 2 / L^3 (the second moment of the distribution).

    1.56/km for 10 mm/h, beside which Halder's law has 1.46; 4.29 and 4.29 for 50.
    """
    slope = slope_per_mm(rain_mmph)
    return 0.0 if math.isinf(slope) else 2.0 * N0_PER_M3_MM * math.pi / 4.0 * 2.0 / slope**3 * 1e-6
