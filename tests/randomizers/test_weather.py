"""Visibility and wetness."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seen_street import scene

from randomizers.testing import check_randomizer
from randomizers.weather import Weather
from scenes.distributions import distribution
from scenes.errors import ConfigError


def weather(**changes: object) -> Weather:
    given = {"mor_m": (100, 5000), "wetness": (0, 1), "rain_mmph": 0, "snow_mmph": 0, "snow_cover": 0, **changes}
    return Weather(**{name: distribution(value, name) for name, value in given.items()})


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_it_draws_within_its_ranges_and_leaves_the_sky_alone(seed: int) -> None:
    before = scene().environment
    after = check_randomizer(weather(), scene(), seed).environment
    assert 100.0 <= after.mor_m <= 5000.0001
    assert 0.0 <= after.wetness <= 1.0
    drawn = ("mor_m", "wetness", "wind_azimuth_rad", "fog_pattern")
    assert replace(after, **{name: getattr(before, name) for name in drawn}) == before


def test_fog_lies_where_the_ego_starts() -> None:
    ground = check_randomizer(weather(mor_m=80, fog_height_m=2, fog_patchiness=0.5), scene())
    start = scene().ego.path
    height_m = scene().ego.T_world_body.translation_m[2] if start is None else start.points_m[0][2]
    air = ground.environment
    assert (air.fog_height_m, air.fog_base_m, air.fog_patchiness) == (2.0, height_m, 0.5)


def test_rain_in_even_fog_has_a_pattern_and_keeps_the_scenes_base() -> None:
    rainy = weather(mor_m=500, rain_mmph=10)
    first, second = (check_randomizer(rainy, scene(), seed).environment for seed in (1, 2))
    assert first.fog_pattern != second.fog_pattern
    assert first.fog_base_m == second.fog_base_m == scene().environment.fog_base_m


def test_dust_smoke_and_wind_are_drawn_and_none_by_default() -> None:
    before = scene().environment
    after = check_randomizer(weather(dust_mor_m=[100, 200], wind_mps=[2, 8]), scene()).environment
    assert 100.0 <= after.dust_mor_m <= 200.0
    assert 2.0 <= after.wind_mps <= 8.0
    assert after.smoke_mor_m == before.smoke_mor_m == 300_000.0


def test_rain_closes_the_clouds_wets_the_ground_and_takes_the_view() -> None:
    dry = replace(scene(), environment=replace(scene().environment, cloud_cover=0.2))
    after = check_randomizer(weather(mor_m=30_000, wetness=0, rain_mmph=10), dry).environment
    assert after.rain_mmph == 10.0
    assert after.cloud_cover == 1.0
    assert 0.7 < after.wetness < 0.9
    assert 1_800.0 < after.mor_m < 2_100.0


def test_it_does_not_rain_where_it_snows() -> None:
    after = check_randomizer(weather(rain_mmph=5, snow_mmph=1), scene()).environment
    assert (after.rain_mmph, after.snow_mmph) == (0.0, 1.0)
    assert after.wetness > 0.3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mor_m": 5}, "mor_m: got 5 m, allowed 10 to 300000 m"),
        ({"rain_mmph": 200}, "rain_mmph: got 200 mm/h, allowed 0 to 150 mm/h"),
        ({"wetness": [0, 2]}, "wetness: got 0 to 2, allowed 0 to 1"),
    ],
)
def test_weather_that_cannot_be_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        weather(**change)
