"""E28: who is ahead in fog shows when the fog lets them."""

import pytest
from staged_case import case, staged

from scenes.errors import SceneError
from scenes.staging.venue import venue_of
from scenes.storyboard.motion import SwitchLamp
from scenes.streams import stream

FIXED = ("scenario.ego_speed_kmh=72", "scenario.slower_speed_kmh=18", "scenario.ego_reaction=none", "road=motorway")


@pytest.mark.parametrize(("mor_m", "ttc_s"), [(30, 2.0), (200, 3.0)])
def test_the_reveal_is_where_contrast_falls_to_a_twentieth_or_later(mor_m: int, ttc_s: float) -> None:
    """The ego gains 15 m/s: at 30 m the meeting is 2 s away, at 200 m more than asked."""
    _, found = staged("dense_fog", 1, *FIXED, f"scenario.mor_m={mor_m}", "scenario.ttc_reveal_s=3")
    assert found.timing.ttc_s == pytest.approx(ttc_s)
    assert found.environment.mor_m == mor_m


def test_fog_that_shows_too_late_is_refused_with_the_time() -> None:
    made, asked = case("dense_fog", *FIXED, "scenario.mor_m=10")
    params = made.draw(asked, stream(1, "draw"))
    assert asked.places is not None
    venue = venue_of(asked.places.place(params), 1)
    with pytest.raises(SceneError, match=r"shows who is ahead 0\.7 s before the meeting, asked 0\.8 s"):
        made.stage(params, venue, asked, stream(1, "stage"))


@pytest.mark.parametrize(("lights", "dark"), [("off", True), ("on", False)])
def test_an_unlit_vehicle_has_no_tail_lamps(lights: str, dark: bool) -> None:
    _, found = staged("dense_fog", 2, *FIXED, f"scenario.lights='{lights}'")
    switched_off = {a.lamp for e in found.events for a in e.actions if isinstance(a, SwitchLamp) and a.state == "off"}
    assert (switched_off == {"head", "tail"}) == dark
