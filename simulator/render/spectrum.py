"""Sunlight and air in eight spectral bands, and what a spectrum in these bands is in linear Rec. 709 RGB.

Eight bands follow the green of the ozone layer and the blue of twilight, where three wavelengths give false colours
(Bruneton: A Qualitative and Quantitative Evaluation of 8 Clear Sky Models, TVCG 2017).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]

SUN_ILLUMINANCE_LX = 128_000.0
"""Extraterrestrial solar illuminance, lux (IES Lighting Handbook: 127.5 klx)."""
BANDS = 8
_STEP_NM = 10.0
_WAVELENGTH_NM = np.arange(395.0, 710.0, _STEP_NM)
"""32 wavelengths, four a band: 390 to 710 nm."""
LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
"""Luminance of linear RGB (ITU-R BT.709)."""
_XYZ_TO_RGB = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
_TABLE_NM = np.arange(390.0, 711.0, 10.0)
_SOLAR_W_M2_NM = (
    *(1.14716, 1.72765, 1.73054, 1.68870, 1.61253, 1.91198, 2.03474, 2.02042, 2.02212, 1.93377, 1.95809),
    *(1.91686, 1.82980, 1.86850, 1.89310, 1.85149, 1.85040, 1.83410, 1.83450, 1.81470, 1.78158, 1.75330),
    *(1.69650, 1.68194, 1.64654, 1.60480, 1.52143, 1.55622, 1.51130, 1.47400, 1.44820, 1.41018, 1.36775),
)
"""Solar irradiance outside the atmosphere at 390, 400 ... 710 nm (ASTM G173-03, ETR)."""
_OZONE_1E27_M2 = (
    *(0.6636, 1.527, 2.763, 5.52, 8.451, 15.82, 23.16, 36.69, 49.24, 77.52, 90.16),
    *(148.0, 160.2, 213.9, 275.5, 309.1, 350.0, 426.6, 467.2, 439.8, 470.1, 501.9),
    *(430.5, 374.0, 321.5, 266.2, 223.8, 185.2, 147.3, 120.9, 94.23, 74.55, 65.66),
)
"""Absorption cross-section of an ozone molecule at 390 ... 710 nm (Serdyuchenko et al. 2014, 233 K)."""


def _lobe(mean_nm: float, below_nm: float, above_nm: float) -> Float64:
    offset = _WAVELENGTH_NM - mean_nm
    return np.asarray(np.exp(-0.5 * (offset / np.where(offset < 0, below_nm, above_nm)) ** 2))


def _matching_functions() -> Float64:
    """CIE 1931 x, y, z (32, 3) (Wyman, Sloan, Shirley: Simple Analytic Approximations, JCGT 2013, table 1)."""
    x = 1.056 * _lobe(599.8, 37.9, 31.0) + 0.362 * _lobe(442.0, 16.0, 26.7) - 0.065 * _lobe(501.1, 20.4, 26.2)
    y = 0.821 * _lobe(568.8, 46.9, 40.5) + 0.286 * _lobe(530.9, 16.3, 31.1)
    z = 1.217 * _lobe(437.0, 11.8, 36.0) + 0.681 * _lobe(459.0, 26.0, 13.8)
    return np.stack([x, y, z], -1)


def _band_means(values: Float64) -> Float64:
    return np.asarray(values.reshape(BANDS, -1).mean(axis=1), dtype=np.float64)


def _sun_rgb() -> Float64:
    solar = np.interp(_WAVELENGTH_NM, _TABLE_NM, _SOLAR_W_M2_NM)
    rgb = (solar[:, None] * _matching_functions()) @ _XYZ_TO_RGB.T
    bands = rgb.reshape(BANDS, -1, 3).sum(axis=1)
    return np.asarray(bands * (SUN_ILLUMINANCE_LX / (bands @ LUMINANCE).sum()), dtype=np.float64)


BAND_UM = _band_means(_WAVELENGTH_NM) / 1000.0
"""Centres of the bands, micrometres (8,)."""
SUN_RGB_LX = _sun_rgb()
"""What each band of the sunlight outside the atmosphere adds to linear RGB, lux (8, 3)."""
RAYLEIGH_PER_M = _band_means(1.24062e-6 * (_WAVELENGTH_NM / 1000.0) ** -4)
"""Scattering of air at sea level, 1/m (8,) (Penndorf 1957; constant as in Bruneton 2017)."""
OZONE_M2 = _band_means(np.interp(_WAVELENGTH_NM, _TABLE_NM, _OZONE_1E27_M2)) * 1e-27
"""Absorption cross-section of a molecule of ozone, m2 (8,)."""
MOON_BANDS = (BAND_UM / 0.55) ** 1.1
"""Colour of moonlight relative to sunlight: B-V is 0.92 against 0.65 (Allen, Astrophysical Quantities), (8,)."""


def weighted_sum(values: Float64, weights: Float64) -> Float64:
    """Sum over the last axis of values (..., K) with weights (K,) or (K, N).

    Not `values @ weights`: what BLAS adds up depends in the last bit on its number of threads, and pictures must not.
    """
    pattern = "...k,k->..." if weights.ndim == 1 else "...k,kn->...n"
    return np.asarray(np.einsum(pattern, values, weights))


def in_gamut(rgb: Float64) -> Float64:
    """RGB (..., 3) without negative channels: mixed with grey of its luminance as far as needed."""
    luminance = np.maximum(weighted_sum(rgb, LUMINANCE), 0.0)[..., None]
    lowest = rgb.min(axis=-1, keepdims=True)
    share = np.where(lowest < 0, luminance / np.maximum(luminance - lowest, 1e-30), 1.0)
    return np.asarray(np.maximum(luminance + (rgb - luminance) * share, 0.0))
