"""E27: who stands behind the portal."""

import pytest
from staged_case import case, staged

from scenes.scenarios.tunnel_exit import portals_m
from scenes.staging.venue import venue_of


@pytest.mark.parametrize("way", ["exit", "entry"])
@pytest.mark.parametrize("seed", range(2))
def test_the_vehicle_stands_as_far_behind_the_portal_as_asked(way: str, seed: int) -> None:
    params, found = staged("tunnel_exit", seed, f"scenario.way={way}", "scenario.after_portal_m=40")
    _, asked = case("tunnel_exit")
    assert asked.places is not None
    venue = venue_of(asked.places.place(params), int(params["place_seed"]))
    met = found.start_m + found.ego.speed_mps * found.timing.meet_s + 0.86 + 2.70
    at = venue.approach(found.line, met)
    nearest = min((met - along for along, kind in portals_m(venue, at) if kind == way and along < met))
    assert nearest == pytest.approx(40.0, abs=4.0)
