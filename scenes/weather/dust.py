"""Dust and smoke in the air: what they take of light, and the colour of what they give back."""

from __future__ import annotations

import math

from scenes.weather.fog import CONTRAST

Rgb = tuple[float, float, float]

NO_MOR_M = 300_000.0
"""Visibility that stands for none of it."""
DUST_ALBEDO: Rgb = (0.80, 0.58, 0.38)
"""Of light that thick air of mineral dust gives back in red, green, blue: the ratios of the albedo of a deep cloud by
King & Harshvardhan 1986 for single-scattering albedos of 0.98, 0.95, 0.89 (Dubovik et al. 2002) and g = 0.7."""
SMOKE_ALBEDO: Rgb = (0.52, 0.50, 0.47)
"""Of smoke of burning vegetation, by the same law from 0.88 (Dubovik et al. 2002), and near white for fresh smoke."""
SOOT_ALBEDO: Rgb = (0.06, 0.06, 0.06)
"""Of the thick black smoke of burning oil, tyres and cars, by the same law from 0.25 (Mulholland & Croarkin 2000)."""
LAYER_M = 300.0
"""Height to which dust and smoke are mixed (chosen: of a dust storm 0.1 to 1 km)."""


def extinction_per_m(mor_m: float) -> float:
    """Ln 20 / MOR of dust or smoke alone, less that of NO_MOR_M, so that none is none."""
    return math.log(CONTRAST) * max(1.0 / mor_m - 1.0 / NO_MOR_M, 0.0)
