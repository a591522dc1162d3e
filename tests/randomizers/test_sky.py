"""Sun and sky."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seen_street import scene

from randomizers.sky import Sky
from randomizers.testing import check_randomizer
from scenes.distributions import distribution
from scenes.errors import ConfigError

DEFAULT = {"sun_elevation_deg": [8, 65], "sun_azimuth_deg": [-180, 180], "turbidity": [2, 7], "cloud_cover": [0, 1]}


def sky(**changes: object) -> Sky:
    return Sky(**{name: distribution(value, name) for name, value in {**DEFAULT, **changes}.items()})


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_it_conforms_and_draws_within_its_ranges(seed: int) -> None:
    sun = check_randomizer(sky(), scene(), seed).environment
    assert math.radians(8) <= sun.sun_elevation_rad <= math.radians(65)
    assert abs(sun.sun_azimuth_rad) <= math.pi
    assert 2 <= sun.turbidity <= 7


def test_azimuth_zero_drives_into_the_sun() -> None:
    sun = check_randomizer(sky(sun_azimuth_deg=0), scene()).environment
    assert sun.sun_azimuth_rad == pytest.approx(scene().ego.T_world_body.yaw_rad)


def test_the_zenith_is_allowed() -> None:
    check_randomizer(sky(sun_elevation_deg=90), scene())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sun_elevation_deg": [-95, 10]}, "sun_elevation_deg: got -95 to 10 degrees, allowed -90 to 90 degrees"),
        ({"turbidity": 1}, "turbidity: got 1, allowed 1.7 to 10"),
        ({"cloud_cover": {"kind": "normal", "mean": 0.5, "sigma": 0.1}}, "use truncated_normal"),
    ],
)
def test_a_range_beyond_the_sky_model_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        sky(**change)
