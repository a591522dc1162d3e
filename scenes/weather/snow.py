"""Falling snow: how many flakes of which size, how fast, how much of the air they fill.

Distributions of melted diameters, N(D) = N0 exp(-L D), R in mm/h of water: Gunn & Marshall 1958, N0 = 7.6e3 R^-0.87 per
m3 and mm, L = 2.55 R^-0.48 per mm; Sekhon & Srivastava 1970, L = 2.29 R^-0.45 per mm.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scenes.weather import rain

Float64 = NDArray[np.float64]
Distribution = Literal["gunn_marshall", "sekhon_srivastava"]

LARGEST_MM = 20.0
"""Flakes are cut there (Hahner et al., CVPR 2022)."""
DENSITY_G_CM3 = 0.1
"""Of dry flakes; measured 0.01 to 0.2 (Hahner et al., CVPR 2022)."""
ALBEDO = 0.9
"""Of a flake (Hahner et al., CVPR 2022)."""
EXTINCTION_OVER_RAIN = 6.0
"""Extinction of snow over that of rain of the same water (chosen within the measured 3 to 10: moderate snow of 1 to
2.5 mm/h then leaves 0.6 to 1.7 km, and WMO calls snow moderate from 1 km down)."""


def slope_per_mm(snow_mmph: float, law: Distribution = "gunn_marshall") -> float:
    """L over melted diameters, 1/mm; infinite where no snow falls."""
    if snow_mmph <= 0.0:
        return math.inf
    if law == "gunn_marshall":
        return 2.55 * math.pow(snow_mmph, -0.48)
    return 2.29 * math.pow(snow_mmph, -0.45)


def intercept_per_m3_mm(snow_mmph: float) -> float:
    """N0 of Gunn & Marshall over melted diameters, 1/(m3 mm); 0 where no snow falls."""
    return 7.6e3 * math.pow(snow_mmph, -0.87) if snow_mmph > 0.0 else 0.0


def flakes_per_m3(snow_mmph: float, over_melted_mm: float) -> float:
    """Flakes a cubic metre whose water makes drops of more than a diameter: N0 exp(-L D) / L."""
    slope = slope_per_mm(snow_mmph)
    return 0.0 if math.isinf(slope) else intercept_per_m3_mm(snow_mmph) * math.exp(-slope * over_melted_mm) / slope


def flake_mm(melted_mm: Float64, density_g_cm3: float = DENSITY_G_CM3) -> Float64:
    """Diameter of the flake that holds the water of a drop of a diameter: equal mass, cut at LARGEST_MM."""
    return np.asarray(np.minimum(melted_mm * math.pow(density_g_cm3, -1.0 / 3.0), LARGEST_MM), dtype=np.float64)


def fall_speed_mps(flake_diameter_mm: Float64) -> Float64:
    """0.8 D^0.16 with D in mm (Locatelli & Hobbs 1974, aggregates of dendrites): 0.7 m/s at 0.5 mm, 1.2 at 1 cm."""
    return np.asarray(0.8 * np.maximum(flake_diameter_mm, 0.05) ** 0.16, dtype=np.float64)


def occupancy(snow_mmph: float, speed_mps: float, density_g_cm3: float = DENSITY_G_CM3) -> float:
    """Share of the air's volume that flakes fill, R / (3.6e6 rho v) (Hahner et al., CVPR 2022), rho over water's."""
    return snow_mmph / (3.6e6 * density_g_cm3 * speed_mps)


def extinction_per_m(snow_mmph: float) -> float:
    """EXTINCTION_OVER_RAIN times that of rain of the same water."""
    return EXTINCTION_OVER_RAIN * rain.extinction_per_m(snow_mmph)
