"""Rain and snow in step with visibility, clouds and wetness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenes.conditions import CONDITIONS, NOON, without_weather
from scenes.lighting import needs_head_lamps
from scenes.weather.precipitation import cloud_cover_of, visibility_m, wetness_of, with_precipitation


@pytest.mark.parametrize(("rain_mmph", "mor_km"), [(2.5, 5.2), (10, 2.05), (25, 1.11), (50, 0.70)])
def test_rain_leaves_the_visibility_of_the_literature(rain_mmph: float, mor_km: float) -> None:
    """ln 20 / (0.312 R^0.67 / km), in air that is itself clear."""
    assert visibility_m(1e9, rain_mmph, 0.0) == pytest.approx(1000 * mor_km, rel=0.01)


def test_moderate_snow_is_that_of_the_weather_services() -> None:
    """WMO: moderate snow leaves 0.5 to 1 km; 2 mm/h of water is in its middle."""
    assert 500.0 < visibility_m(30_000.0, 0.0, 2.5) < visibility_m(30_000.0, 0.0, 1.5) < 1_300.0


def test_nothing_falls_and_nothing_changes() -> None:
    after = with_precipitation(NOON, 0.0, 0.0)
    assert after.mor_m == pytest.approx(NOON.mor_m)
    assert (after.cloud_cover, after.wetness) == (NOON.cloud_cover, NOON.wetness)


@given(st.floats(0.1, 140.0), st.floats(1.01, 1.5))
def test_more_rain_is_wetter_greyer_and_thicker(rain_mmph: float, more: float) -> None:
    less, heavier = (with_precipitation(NOON, rate, 0.0) for rate in (rain_mmph, min(rain_mmph * more, 150.0)))
    assert heavier.mor_m < less.mor_m < NOON.mor_m
    assert heavier.wetness >= less.wetness > 0.0
    assert heavier.cloud_cover >= less.cloud_cover >= 0.8
    assert needs_head_lamps(less)


def test_a_closed_film_at_one_millimetre_an_hour_and_puddles_beyond() -> None:
    assert wetness_of(1.0) == pytest.approx(0.5, abs=0.05)
    assert wetness_of(0.0) == 0.0
    assert wetness_of(40.0) > 0.95
    assert cloud_cover_of(1.0) == 1.0


@pytest.mark.parametrize("name", sorted(CONDITIONS))
def test_named_conditions_agree_with_the_laws(name: str) -> None:
    now = CONDITIONS[name]
    assert now.mor_m <= 1.3 * visibility_m(without_weather(now).mor_m, now.rain_mmph, now.snow_mmph)
    assert now.cloud_cover >= cloud_cover_of(now.rain_mmph)
    assert now.wetness >= 0.9 * wetness_of(now.rain_mmph)
