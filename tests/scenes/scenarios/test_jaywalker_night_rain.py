"""E02: a jaywalker at night in the rain, off the crosswalks."""

import math

import pytest
from staged_case import staged


@pytest.mark.parametrize("seed", range(4))
def test_it_is_night_and_it_rains_as_asked(seed: int) -> None:
    _, found = staged("jaywalker_night_rain", seed, "scenario.rain_mmph=10")
    air = found.environment
    assert math.radians(-20.0) <= air.sun_elevation_rad <= math.radians(-8.0)
    assert air.rain_mmph == 10.0
    assert 500.0 < air.mor_m < 4000.0
    assert air.wetness >= 0.5


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("side", ["near", "far"])
def test_the_walker_comes_from_the_asked_side(seed: int, side: str) -> None:
    _, found = staged("jaywalker_night_rain", seed, f"scenario.side={side}", "scenario.hesitates='no'")
    walker = found.actors[0]
    assert walker.path is not None
    (x, y, _), (cx, cy, _) = found.ego.T_world_body.translation_m, walker.path.points_m[0]
    yaw = found.ego.T_world_body.yaw_rad
    left = -(cx - x) * math.sin(yaw) + (cy - y) * math.cos(yaw)
    across = walker.T_world_body.yaw_rad - yaw
    assert (math.sin(across) > 0.7) == (side == "near")
    assert (left < 1.5) == (side == "near") or abs(left) < 1.5


@pytest.mark.parametrize("albedo", [0.03, 0.3])
def test_clothes_are_as_dark_as_asked(albedo: float) -> None:
    _, found = staged("jaywalker_night_rain", 0, f"scenario.clothing_albedo={albedo}")
    assert dict(found.actors[0].appearance)["shirt"].base_color == (albedo,) * 3
