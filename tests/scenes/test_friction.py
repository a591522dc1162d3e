"""Friction of tyres by surface and weather."""

from __future__ import annotations

import pytest

from scenes.environment import Environment
from scenes.errors import UnknownName
from scenes.friction import max_deceleration_mps2, tyre_friction


@pytest.mark.parametrize(("wetness", "low", "high"), [(0.0, 0.8, 0.9), (0.5, 0.5, 0.7), (1.0, 0.5, 0.7)])
def test_asphalt_lies_in_the_ranges_of_the_catalogue(wetness: float, low: float, high: float) -> None:
    assert low <= tyre_friction(Environment(wetness=wetness)) <= high


def test_water_only_takes_grip_away_and_loose_and_frozen_ground_has_less() -> None:
    for surface in ("asphalt", "cobblestones", "gravel", "grass", "snow", "ice"):
        values = [tyre_friction(Environment(wetness=w), surface) for w in (0.0, 0.2, 0.5, 0.8, 1.0)]
        assert values == sorted(values, reverse=True)
    dry = [tyre_friction(Environment(), s) for s in ("asphalt", "gravel", "snow", "ice")]
    assert dry == sorted(dry, reverse=True)


def test_roads_are_cleared_until_half_of_the_ground_is_white_then_snow_takes_their_grip() -> None:
    assert tyre_friction(Environment(snow_cover=0.5)) == tyre_friction(Environment())
    assert 0.2 <= tyre_friction(Environment(snow_cover=1.0)) <= 0.35
    assert tyre_friction(Environment(snow_cover=0.5), "grass") < tyre_friction(Environment(), "grass")


def test_the_hardest_braking_is_friction_times_gravity() -> None:
    assert max_deceleration_mps2(Environment()) == pytest.approx(0.8 * 9.81)


def test_an_unknown_surface_is_refused_by_name() -> None:
    with pytest.raises(UnknownName, match="asphalt"):
        tyre_friction(Environment(), "asfalt")  # type: ignore[arg-type]
