"""Fog against Beer-Lambert, the published table and brute-force integration."""

import math

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scenes.weather import fog


@pytest.mark.parametrize(
    ("mor_m", "beta", "half_way", "two_way"),
    [
        (30, 0.0999, 0.007, 0.0),
        (50, 0.0599, 0.05, 0.0025),
        (100, 0.0300, 0.224, 0.05),
        (150, 0.0200, 0.368, 0.136),
        (200, 0.0150, 0.473, 0.224),
        (300, 0.0100, 0.607, 0.368),
        (600, 0.0050, 0.779, 0.607),
        (1000, 0.0030, 0.861, 0.741),
    ],
)
def test_the_table_of_extinctions_and_transmittances(
    mor_m: float, beta: float, half_way: float, two_way: float
) -> None:
    """beta = ln 20 / MOR; 50 m once, as a camera looks, and there and back, as a LiDAR does."""
    assert fog.extinction_per_m(mor_m) == pytest.approx(beta, abs=5e-5)
    assert fog.transmittance(mor_m, 50.0) == pytest.approx(half_way, abs=5e-4)
    assert fog.transmittance(mor_m, 100.0) == pytest.approx(two_way, abs=5e-4)


@given(st.floats(10.0, 1e5))
def test_the_optical_range_leaves_a_twentieth(mor_m: float) -> None:
    assert fog.transmittance(mor_m, mor_m) == pytest.approx(0.05)
    assert fog.mor_of(fog.extinction_per_m(mor_m)) == pytest.approx(mor_m)


@given(st.floats(0.5, 50.0), st.floats(-9.0, 40.0), st.floats(-1.0, 1.0), st.floats(0.1, 300.0))
@example(2.0, 1.5, -0.6, 100.0)
@example(1.0, -8.0, 0.5, 60.0)
@example(1.0, -8.0, 0.0, 60.0)
@settings(max_examples=60)
def test_a_way_through_a_layer_is_the_integral_of_its_density(
    scale_m: float, height_m: float, rise: float, distance_m: float
) -> None:
    s = (np.arange(40_000) + 0.5) * (distance_m / 40_000)
    density = fog.layer_density(height_m + rise * s, scale_m)
    path = float(fog.layer_path_m(np.array(height_m), np.array(rise), np.array(distance_m), scale_m))
    assert path == pytest.approx(float(density.mean()) * distance_m, rel=1e-4)


def test_all_of_a_layer_is_its_scale_height() -> None:
    """The integral of exp(-z/h) from the ground upwards is h."""
    up = fog.layer_path_m(np.array(0.0), np.array(1.0), np.array(1e5), 3.0)
    assert float(up) == pytest.approx(3.0)
    level = fog.layer_path_m(np.array(3.0), np.array(0.0), np.array(70.0), 3.0)
    assert float(level) == pytest.approx(70.0 * math.exp(-1.0))
