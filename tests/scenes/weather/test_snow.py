"""Snow against Gunn & Marshall, Sekhon & Srivastava and the occupancy of Hahner et al."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.weather import snow


@given(st.floats(0.1, 10.0))
def test_slopes_are_the_published_powers(snow_mmph: float) -> None:
    """25.5 R^-0.48 and 22.9 R^-0.45 per cm."""
    assert 10.0 * snow.slope_per_mm(snow_mmph) == pytest.approx(25.5 * snow_mmph**-0.48)
    assert 10.0 * snow.slope_per_mm(snow_mmph, "sekhon_srivastava") == pytest.approx(22.9 * snow_mmph**-0.45)
    assert snow.flakes_per_m3(snow_mmph, 0.0) == pytest.approx(7.6e3 * snow_mmph**-0.87 / (2.55 * snow_mmph**-0.48))


@pytest.mark.parametrize(
    ("snow_mmph", "speed_mps", "share"),
    [(0.5, 2.0, 6.94e-7), (1.0, 1.6, 1.74e-6), (2.0, 2.0, 2.78e-6), (2.5, 1.6, 4.34e-6), (1.5, 0.6, 6.94e-6)],
)
def test_occupancy_of_the_published_pairs(snow_mmph: float, speed_mps: float, share: float) -> None:
    """R / (3.6e6 rho v) with rho = 0.1: the pairs that Hahner et al. train with."""
    assert snow.occupancy(snow_mmph, speed_mps) == pytest.approx(share, rel=5e-3)


def test_flakes_fill_the_air_as_the_occupancy_says() -> None:
    """The volume of all flakes at their speeds, within a factor of 2.5: the two laws have different sources."""
    d = (np.arange(12_000) + 0.5) * 1e-3
    n = snow.intercept_per_m3_mm(1.0) * np.exp(-snow.slope_per_mm(1.0) * d) * 1e-3
    filled = float(np.sum(n * math.pi / 6.0 * snow.flake_mm(d) ** 3)) * 1e-9
    assert 0.4 < filled / snow.occupancy(1.0, 1.0) < 2.5


def test_flakes_are_lighter_and_slower_than_drops() -> None:
    assert float(snow.flake_mm(np.array(1.0))) == pytest.approx(10.0 ** (1.0 / 3.0))
    assert float(snow.flake_mm(np.array(50.0))) == snow.LARGEST_MM
    speeds = snow.fall_speed_mps(np.array([0.5, 2.0, 10.0, 20.0]))
    assert np.all(np.diff(speeds) > 0.0)
    assert speeds[0] >= 0.2
    assert speeds[-1] <= 2.0


def test_no_snow_has_no_flakes() -> None:
    assert snow.flakes_per_m3(0.0, 0.0) == snow.extinction_per_m(0.0) == 0.0
