"""Drops on the glass follow what falls and how exposed it is."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scenes.conditions import CONDITIONS, without_weather
from scenes.environment import Environment
from scenes.lens_cover import LensCover, LensDrops
from scenes.weather.wet_lens import on_glass

CLEAN = LensCover()


@given(st.floats(0.1, 100.0), st.floats(1.01, 1.5), st.floats(0.05, 1.0))
def test_more_rain_is_more_drops(rain_mmph: float, more: float, exposed: float) -> None:
    covers = [
        on_glass(CLEAN, Environment(rain_mmph=rate, wet_lens_share=exposed), "front").drops.cover_share
        for rate in (rain_mmph, min(rain_mmph * more, 150.0))
    ]
    assert 0.0 < covers[0] < covers[1] < 0.6


def test_shielded_or_dry_glass_stays_as_it_is() -> None:
    assert on_glass(CLEAN, Environment(rain_mmph=50.0), "front") is CLEAN
    assert on_glass(CLEAN, Environment(wet_lens_share=1.0), "front") is CLEAN
    wetter = LensCover(drops=LensDrops(cover_share=0.9))
    assert on_glass(wetter, Environment(rain_mmph=50.0, wet_lens_share=1.0), "front") is wetter


def test_snow_melts_into_larger_drops_and_each_camera_has_its_own() -> None:
    snowy = Environment(snow_mmph=2.0, wet_lens_share=1.0)
    left, right = (on_glass(CLEAN, snowy, name).drops for name in ("left", "right"))
    assert left.seed != right.seed
    assert left.diameter_mm > on_glass(CLEAN, Environment(rain_mmph=5.0, wet_lens_share=1.0), "left").drops.diameter_mm


def test_without_the_weather_the_glass_is_dry() -> None:
    wet = replace(CONDITIONS["heavy_rain"], wet_lens_share=1.0)
    assert on_glass(CLEAN, without_weather(wet), "front") is CLEAN
