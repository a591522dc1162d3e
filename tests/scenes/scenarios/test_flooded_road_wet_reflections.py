"""E30: water stands, and so does a car in it."""

import pytest
from staged_case import staged


@pytest.mark.parametrize(("lamps", "lit"), [("on", True), ("off", False)])
def test_who_is_stranded_flashes_where_asked(lamps: str, lit: bool) -> None:
    _, found = staged("flooded_road_wet_reflections", 0, f"scenario.hazard_lamps='{lamps}'")
    stranded = found.actors[0]
    assert stranded.body == "static"
    assert ("indicator_left" in stranded.lamps_on and "indicator_right" in stranded.lamps_on) == lit


def test_the_road_is_as_wet_as_asked() -> None:
    _, found = staged("flooded_road_wet_reflections", 0, "scenario.wetness=0.9")
    assert found.environment.wetness == 0.9
