"""What the air takes from a radar's wave and sends back: rain, snow and fog at millimetre wavelengths.

Attenuations are one way. Light is scattered by whatever is larger than a micrometre; a wave of 4 mm feels water's mass:
fog that blinds a camera takes a fraction of a decibel over 100 m, heavy rain one or two.
"""

from __future__ import annotations

import math

from scenes.environment import Environment
from scenes.weather import fog
from scenes.weather.air import fog_share

LIGHT_CM_GHZ = 29.9792458
"""Wavelength in cm times frequency in GHz."""

_K = (
    (-5.33980, -0.10008, 1.13098),
    (-0.35351, 1.26970, 0.45400),
    (-0.23789, 0.86036, 0.15354),
    (-0.94158, 0.64552, 0.16817),
)
_K_LINE = (-0.18961, 0.71147)
_ALPHA = (
    (-0.14318, 1.82442, -0.55187),
    (0.29591, 0.77564, 0.19822),
    (0.32177, 0.63773, 0.13164),
    (-5.37610, -0.96230, 1.47828),
    (16.1721, -3.29980, 3.43990),
)
_ALPHA_LINE = (0.67849, -1.95537)
"""ITU-R P.838-3, tables 1 and 3 (horizontal polarisation): rows a, b, c; then m, c."""

ELDRIDGE_KM, ELDRIDGE_EXPONENT = 0.024, 0.65
"""Visibility of fog in km of M g/m3 of water: 0.024 M^-0.65 (Eldridge 1971)."""
FOG_DB_KM = 3.1
"""dB/km a g/m3 of water at 76.5 GHz and 10 degrees C: 0.819 f / (eps'' (1 + ((2 + eps') / eps'')^2)) (ITU-R P.840) with
water's permittivity 7.6 + 12.9 i there (double Debye model of the same text)."""
RAIN_BACKSCATTER, RAIN_BACKSCATTER_EXPONENT = 1.3e-4, 0.65
"""Radar cross-section of a cubic metre of rain at 76.5 GHz, m2/m3: 1.3e-4 R^0.65. Fitted to Mie's series over the drops
of Marshall and Palmer with water's index 3.36 + 1.91 i, within 2.5 dB from 1 to 100 mm/h; a test sums that series."""


def rain_db_per_km(rain_mmph: float, carrier_hz: float) -> float:
    """Specific attenuation k R^alpha (ITU-R P.838-3), for 1 to 1000 GHz: 11 dB/km of 25 mm/h at 76.5 GHz."""
    if rain_mmph <= 0.0:
        return 0.0
    where = math.log10(carrier_hz * 1e-9)
    k = 10.0 ** (_bells(_K, where) + _K_LINE[0] * where + _K_LINE[1])
    alpha = _bells(_ALPHA, where) + _ALPHA_LINE[0] * where + _ALPHA_LINE[1]
    return float(k * rain_mmph**alpha)


def snow_db_per_km(snow_mmph: float, carrier_hz: float) -> float:
    """Dry snow at 0 degrees C: 0.035 R^2 / lambda^4 + 0.0022 R / lambda, lambda in cm (Gunn & East 1954).

    Its Rayleigh scattering overstates large flakes at 4 mm: never more than rain of the same water.
    """
    wavelength_cm = LIGHT_CM_GHZ / (carrier_hz * 1e-9)
    dry = 0.035 * snow_mmph**2 / wavelength_cm**4 + 0.0022 * snow_mmph / wavelength_cm
    return min(dry, rain_db_per_km(snow_mmph, carrier_hz))


def fog_db_per_km(fog_mor_m: float) -> float:
    """Attenuation at 76.5 GHz of fog that leaves a visibility: 1 dB/km at 50 m."""
    water_g_m3 = (ELDRIDGE_KM / (fog_mor_m * 1e-3)) ** (1.0 / ELDRIDGE_EXPONENT)
    return FOG_DB_KM * float(water_g_m3)


def attenuation_db_per_km(environment: Environment, carrier_hz: float) -> float:
    """One way, of all that is in the air. Layers and patches of fog are taken at their base's density."""
    foggy = fog_share(environment) * fog.extinction_per_m(environment.mor_m)
    falling = rain_db_per_km(environment.rain_mmph, carrier_hz) + snow_db_per_km(environment.snow_mmph, carrier_hz)
    return falling + (fog_db_per_km(fog.mor_of(foggy)) if foggy > 0.0 else 0.0)


def rain_backscatter_per_m(rain_mmph: float) -> float:
    """Radar cross-section of a volume, m2 of every m3, at 76.5 GHz."""
    return RAIN_BACKSCATTER * math.pow(rain_mmph, RAIN_BACKSCATTER_EXPONENT) if rain_mmph > 0.0 else 0.0


def _bells(rows: tuple[tuple[float, float, float], ...], where: float) -> float:
    return sum(a * math.exp(-(((where - b) / c) ** 2)) for a, b, c in rows)
