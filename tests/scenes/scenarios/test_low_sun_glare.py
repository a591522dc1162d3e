"""E26: the sun stands where the ego looks."""

import math

import pytest
from staged_case import staged

from scenes.asset import asset_of
from scenes.ontology import class_of


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("beside_deg", [-12, 8])
def test_the_sun_stands_beside_the_heading_at_the_meeting(seed: int, beside_deg: int) -> None:
    asked = (f"scenario.sun_beside_deg={beside_deg}", "scenario.sun_elevation_deg=5")
    _, found = staged("low_sun_glare", seed, *asked)
    end = found.line.pose(found.start_m + found.ego.speed_mps * found.timing.meet_s)[2]
    beside = math.remainder(found.environment.sun_azimuth_rad - end, 2.0 * math.pi)
    # the way may turn a little between the ego's origin and its front
    assert math.degrees(beside) == pytest.approx(beside_deg, abs=3.0)
    assert math.degrees(found.environment.sun_elevation_rad) == pytest.approx(5.0)


@pytest.mark.parametrize(("target", "family"), [("person", "human."), ("van", "vehicle.")])
def test_the_asked_target_stands_in_the_way(target: str, family: str) -> None:
    _, found = staged("low_sun_glare", 0, f"scenario.target={target}")
    stands = found.actors[0]
    assert stands.body == "static"
    assert class_of(asset_of(stands.asset).semantic).name.startswith(family)
