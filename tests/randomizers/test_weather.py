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


def weather(mor_m: object = (100, 5000), wetness: object = (0, 1)) -> Weather:
    return Weather(mor_m=distribution(mor_m, "mor_m"), wetness=distribution(wetness, "wetness"))


@given(st.integers(0, 2**32))
@settings(max_examples=25, deadline=None)
def test_it_draws_within_its_ranges_and_leaves_the_sky_alone(seed: int) -> None:
    before = scene().environment
    after = check_randomizer(weather(), scene(), seed).environment
    assert 100.0 <= after.mor_m <= 5000.0
    assert 0.0 <= after.wetness <= 1.0
    assert replace(after, mor_m=before.mor_m, wetness=before.wetness) == before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mor_m": 5}, "mor_m: got 5 m, allowed 10 to 300000 m"),
        ({"wetness": [0, 2]}, "wetness: got 0 to 2, allowed 0 to 1"),
    ],
)
def test_weather_that_cannot_be_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        weather(**change)
