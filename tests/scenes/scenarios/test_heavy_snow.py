"""E29: on snow nobody brakes as on a dry road."""

import pytest
from staged_case import staged

from scenes.storyboard import SetSpeed

ASKED = ("scenario.ego_reaction=careful", "road=motorway", "scenario.ego_speed_kmh=70", "scenario.slower_speed_kmh=10")


@pytest.mark.parametrize(("cover", "most_mps2"), [(0.2, 7.6), (0.9, 2.8)])
def test_a_careful_driver_brakes_no_harder_than_the_ground_lets_them(cover: float, most_mps2: float) -> None:
    """0.774 g on cleared asphalt that is wet (0.66 g), 0.24 g on snow."""
    _, found = staged("heavy_snow", 1, *ASKED, f"scenario.snow_cover={cover}")
    rates = [a.acceleration_mps2 for e in found.events for a in e.actions if isinstance(a, SetSpeed)]
    assert 0.7 * most_mps2 < max(rates) <= most_mps2


def test_snow_falls_and_lies_as_asked_and_takes_visibility() -> None:
    _, found = staged("heavy_snow", 1, *ASKED, "scenario.snow_mmph=3", "scenario.snow_cover=0.6")
    air = found.environment
    assert (air.snow_mmph, air.rain_mmph, air.snow_cover) == (3.0, 0.0, 0.6)
    assert air.mor_m < 1000.0
