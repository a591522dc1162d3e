"""Rain against Marshall and Palmer's table, Atlas' speeds and Halder's extinction."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.weather import rain

TABLE = [
    (2.5, 3.38, 436, 0.58),
    (10, 2.53, 894, 1.46),
    (25, 2.09, 1352, 2.70),
    (50, 1.80, 1801, 4.29),
    (100, 1.56, 2354, 6.83),
]


@pytest.mark.parametrize(("rain_mmph", "slope", "drops", "beta_per_km"), TABLE)
def test_the_table_of_drops_and_extinctions(rain_mmph: float, slope: float, drops: float, beta_per_km: float) -> None:
    assert rain.slope_per_mm(rain_mmph) == pytest.approx(slope, abs=0.006)
    assert rain.drops_per_m3(rain_mmph, 0.5) == pytest.approx(drops, rel=1e-3)
    assert 1e3 * rain.extinction_per_m(rain_mmph) == pytest.approx(beta_per_km, abs=0.006)


@pytest.mark.parametrize("rain_mmph", [10.0, 25.0, 50.0, 100.0])
def test_the_drops_that_are_drawn_take_the_light_that_the_law_says(rain_mmph: float) -> None:
    """Two independent sources, the size distribution and Halder's fit, agree within 7 % from 10 mm/h on."""
    assert rain.geometric_extinction_per_m(rain_mmph) == pytest.approx(rain.extinction_per_m(rain_mmph), rel=0.07)


@pytest.mark.parametrize("rain_mmph", [2.5, 10.0, 50.0])
def test_the_water_of_the_drops_is_the_rain(rain_mmph: float) -> None:
    """Sum of N(D) pi/6 D^3 v(D) is R, within a quarter: Marshall & Palmer fitted another law of speeds."""
    d = (np.arange(6000) + 0.5) * 1e-3
    n = rain.N0_PER_M3_MM * np.exp(-rain.slope_per_mm(rain_mmph) * d) * 1e-3
    flux = float(np.sum(n * math.pi / 6.0 * d**3 * rain.fall_speed_mps(d)))  # mm3 / (m2 s)
    assert flux * 3600.0 * 1e-6 == pytest.approx(rain_mmph, rel=0.25)


def test_speeds_are_those_of_atlas() -> None:
    """Gunn & Kinzer 1949 measured 4.03, 6.49, 8.06 and 9.09 m/s for 1, 2, 3 and 5 mm."""
    np.testing.assert_allclose(rain.fall_speed_mps(np.array([1.0, 2.0, 3.0, 5.0])), [4.03, 6.49, 8.06, 9.09], rtol=0.03)


@given(st.floats(0.5, 150.0), st.floats(0.0, 2.0))
def test_quantiles_of_diameters_invert_their_distribution(rain_mmph: float, over_mm: float) -> None:
    share = np.linspace(0.0, 0.99, 12)
    d = rain.diameters_mm(rain_mmph, share, over_mm)
    assert d.min() >= over_mm
    assert d.max() <= rain.LARGEST_MM
    slope = rain.slope_per_mm(rain_mmph)
    below = np.expm1(-slope * (d - over_mm)) / math.expm1(-slope * (rain.LARGEST_MM - over_mm))
    np.testing.assert_allclose(below, share, atol=1e-9)


def test_no_rain_has_no_drops() -> None:
    assert rain.drops_per_m3(0.0, 0.0) == rain.extinction_per_m(0.0) == rain.geometric_extinction_per_m(0.0) == 0.0
