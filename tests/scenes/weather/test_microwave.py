"""What the air does to a radar's wave: published coefficients, and Mie's series over Marshall and Palmer's drops."""

from __future__ import annotations

import cmath
import math

import numpy as np
import pytest

from scenes.environment import Environment
from scenes.weather.microwave import (
    attenuation_db_per_km,
    fog_db_per_km,
    rain_backscatter_per_m,
    rain_db_per_km,
    snow_db_per_km,
)

CARRIER_HZ = 76.5e9


@pytest.mark.parametrize(
    ("carrier_hz", "k", "alpha"),
    [(10e9, 0.01217, 1.2571), (20e9, 0.09164, 1.0568), (80e9, 1.1704, 0.7115), (100e9, 1.3671, 0.6815)],
)
def test_rain_has_the_tabulated_coefficients_of_itu_r_p838(carrier_hz: float, k: float, alpha: float) -> None:
    """Table 5 of P.838-3, horizontal polarisation."""
    assert rain_db_per_km(1.0, carrier_hz) == pytest.approx(k, rel=1e-3)
    assert rain_db_per_km(25.0, carrier_hz) == pytest.approx(k * 25.0**alpha, rel=2e-3)


def test_rain_of_25_mm_an_hour_takes_a_hundredth_of_a_decibel_a_metre() -> None:
    assert rain_db_per_km(25.0, CARRIER_HZ) == pytest.approx(11.0, abs=1.0)
    assert rain_db_per_km(0.0, CARRIER_HZ) == 0.0


def mie_back(size: float, index: complex) -> float:
    """Backscatter efficiency sigma / (pi r^2) of a sphere (Bohren & Huffman 1983, ch. 4): |sum|^2 / x^2."""
    last = int(size + 4 * size ** (1 / 3) + 2)
    z = index * size
    deepest = max(last, int(abs(z))) + 16
    derivative = [0j] * (deepest + 1)
    for n in range(deepest, 1, -1):
        derivative[n - 1] = n / z - 1 / (derivative[n] + n / z)
    psi, psi1, chi, chi1 = math.cos(size), math.sin(size), -math.sin(size), math.cos(size)
    xi1, total = complex(psi1, -chi1), 0j
    for n in range(1, last + 1):
        psi2, chi2 = (2 * n - 1) * psi1 / size - psi, (2 * n - 1) * chi1 / size - chi
        xi = complex(psi2, -chi2)
        a = ((derivative[n] / index + n / size) * psi2 - psi1) / ((derivative[n] / index + n / size) * xi - xi1)
        b = ((derivative[n] * index + n / size) * psi2 - psi1) / ((derivative[n] * index + n / size) * xi - xi1)
        total += (2 * n + 1) * (-1) ** n * (a - b)
        psi, psi1, chi, chi1, xi1 = psi1, psi2, chi1, chi2, xi
    return abs(total) ** 2 / size**2


def test_rain_returns_what_mies_series_sums_to() -> None:
    """Water at 10 degrees C and 76.5 GHz: n^2 = 7.64 + 12.86 i. The fit is within 2.5 dB."""
    wavelength_mm = 299_792.458e6 / CARRIER_HZ
    index = cmath.sqrt(7.64 + 12.86j)
    diameter = np.arange(0.05, 6.0, 0.05)
    efficiency = np.array([mie_back(math.pi * d / wavelength_mm, index) for d in diameter])
    for rate in (1.0, 5.0, 25.0, 100.0):
        drops = 8000.0 * np.exp(-4.1 * rate**-0.21 * diameter)
        summed = float((drops * efficiency * math.pi * diameter**2 / 4 * 1e-6).sum() * 0.05)
        assert abs(10 * math.log10(rain_backscatter_per_m(rate) / summed)) < 2.5
    assert rain_backscatter_per_m(0.0) == 0.0


def test_fog_and_dry_snow_hardly_matter() -> None:
    assert fog_db_per_km(50.0) == pytest.approx(1.0, abs=0.1)
    assert fog_db_per_km(1000.0) < 0.02
    assert 0.0 < snow_db_per_km(0.2, CARRIER_HZ) <= rain_db_per_km(0.2, CARRIER_HZ)


def test_one_environment_adds_up() -> None:
    fog = Environment(mor_m=100.0)
    both = Environment(mor_m=100.0, rain_mmph=10.0)
    assert attenuation_db_per_km(Environment(), CARRIER_HZ) == pytest.approx(0.0, abs=1e-3)
    assert attenuation_db_per_km(fog, CARRIER_HZ) == pytest.approx(fog_db_per_km(100.0), rel=0.02)
    rain = rain_db_per_km(10.0, CARRIER_HZ)
    assert rain < attenuation_db_per_km(both, CARRIER_HZ) < rain + fog_db_per_km(100.0)
