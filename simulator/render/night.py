"""Light of the night: how bright the moon is, and the sky's own glow and the city's."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulator.render.cloud_layer import CloudLayer
from simulator.render.sky_map import SKY_COLUMNS, SKY_ROWS, row_heights
from simulator.render.spectrum import LUMINANCE, MOON_BANDS, SUN_RGB_LX

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]

MOON_RADIUS_RAD = 0.00452
"""Mean angular radius of the moon: 0.518 degrees across."""
FULL_MOON_LX = 2.54e-6 * 10.0 ** (0.4 * 12.73)
"""Full moon outside the atmosphere, 0.31 lux: magnitude -12.73, and 2.54e-6 lux for magnitude 0 (Allen 1973)."""
NATURAL_CD_M2 = 1.7e-4
"""Zenith of a moonless sky without cities: stars and airglow (Falchi et al. 2016: 0.174 mcd/m2)."""
CITY_CD_M2 = 3.0e-3
"""Zenith of a town's clear sky (Falchi et al. 2016: 1 mcd/m2 in small towns, 10 in bright cities). Chosen: between."""
CITY_UNDER_CLOUD = 10.0
"""How much brighter an overcast sky over a city is (Kyba et al. 2011, Berlin)."""
_CITY_RGB = np.array([1.45, 0.91, 0.5])
"""Colour of scattered street light, some 3500 K (chosen: between sodium and LED, and air scatters more of the blue)."""


def moon_strength(lit_share: float) -> Float64:
    """Moonlight outside the atmosphere relative to sunlight in each band (8,).

    Krisciunas and Schaefer 1991, equation 9: 0.026 |a| + 4e-9 a^4 magnitudes below the full moon at phase angle a.
    """
    angle_deg = math.degrees(math.acos(2.0 * lit_share - 1.0))
    lux = FULL_MOON_LX * 10.0 ** (-0.4 * (0.026 * angle_deg + 4e-9 * angle_deg**4))
    return np.asarray(MOON_BANDS * (lux / float(MOON_BANDS @ SUN_RGB_LX @ LUMINANCE)), dtype=np.float64)


def night_glow(layer: CloudLayer) -> Float32:
    """Radiance (SKY_ROWS, SKY_COLUMNS, 3) of airglow, stars and city.

    The city's part grows fourfold to the horizon (Garstang 1989, figure 5: three to five times), and clouds, which
    hide the stars, send more of it back.
    """
    height = row_heights()[:, None]
    # Van Rhijn 1921: an emitting layer at 100 km seen under a slant, dimmed by the air near the horizon.
    slant = 1.0 / np.sqrt(1.0 - (1.0 - height**2) / (1.0 + 100.0 / 6371.0) ** 2) * np.exp(0.2 - 0.2 / (height + 0.1))
    natural = NATURAL_CD_M2 * slant * np.exp(0.2 / 1.1 - 0.2)
    city = CITY_CD_M2 * (1.0 + 3.0 * np.exp(-4.0 * height))
    warm = _CITY_RGB / (_CITY_RGB @ LUMINANCE)
    out = np.zeros((SKY_ROWS, SKY_COLUMNS, 3), dtype=np.float32)
    out += (natural * (1.0 - layer.veil))[..., None]
    # Lit from below: bases more than sides and tops (chosen shares).
    bases = layer.veil * (0.8 + 0.4 * layer.depth) * (1.0 - 0.5 * layer.rise) * layer.relief
    out += (city * (1.0 + (CITY_UNDER_CLOUD - 1.0) * bases))[..., None] * warm
    return out
