"""The sun of a place and time."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seen_street import scene

from randomizers.testing import check_randomizer
from randomizers.time_of_day import TimeOfDay, sun_at
from scenes.distributions import distribution
from scenes.errors import ConfigError

SPRING, MIDSUMMER, MIDWINTER = 81, 172, 355


def time_of_day(**changes: object) -> TimeOfDay:
    given = {"latitude_deg": 50, "day_of_year": MIDSUMMER, "solar_hour": 12, "north_deg": 0, **changes}
    return TimeOfDay(**{name: distribution(value, name) for name, value in given.items()})


@pytest.mark.parametrize(("day", "declination_deg"), [(SPRING, 0.0), (MIDSUMMER, 23.45), (MIDWINTER, -23.45)])
def test_at_noon_the_sun_stands_in_the_south_as_high_as_the_seasons_say(day: int, declination_deg: float) -> None:
    elevation, azimuth = sun_at(50.0, day, 12.0)
    assert math.degrees(elevation) == pytest.approx(90.0 - 50.0 + declination_deg, abs=0.5)
    assert math.degrees(azimuth) == pytest.approx(-90.0)


def test_at_the_equinox_it_rises_in_the_east_at_six_and_sets_in_the_west() -> None:
    for hour, azimuth_deg in ((6.0, 0.0), (18.0, 180.0)):
        elevation, azimuth = sun_at(50.0, SPRING, hour)
        assert math.degrees(elevation) == pytest.approx(0.0, abs=0.5)
        assert abs(math.remainder(math.degrees(azimuth) - azimuth_deg, 360.0)) < 0.5


def test_south_of_the_tropics_noon_is_in_the_north() -> None:
    assert math.degrees(sun_at(-35.0, SPRING, 12.0)[1]) == pytest.approx(90.0)


@given(st.floats(-65.0, 65.0), st.floats(1.0, 366.0), st.floats(0.5, 11.5))
def test_afternoons_mirror_mornings(latitude_deg: float, day: float, before_noon_h: float) -> None:
    morning, evening = (sun_at(latitude_deg, day, 12.0 + sign * before_noon_h) for sign in (-1, 1))
    assert morning[0] == pytest.approx(evening[0], abs=1e-9)
    assert math.cos(morning[1]) == pytest.approx(-math.cos(evening[1]), abs=1e-6)


def test_it_moves_the_sun_and_nothing_else() -> None:
    after = check_randomizer(time_of_day(north_deg=90), scene()).environment
    # North to the west: noon's south is east.
    assert after.sun_azimuth_rad == pytest.approx(0.0, abs=1e-9)
    assert after.mor_m == scene().environment.mor_m


def test_impossible_times_are_refused() -> None:
    with pytest.raises(ConfigError, match="solar_hour: got 25 h, allowed 0 to 24 h"):
        time_of_day(solar_hour=25)
