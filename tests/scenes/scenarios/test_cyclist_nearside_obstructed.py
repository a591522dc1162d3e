"""E08: a cyclist from behind something, at right angles to the ego's way."""

import math

import pytest
from staged_case import case, staged

from scenes.asset import asset_of
from scenes.scenarios.cyclist_nearside_obstructed import HIDDEN_M
from scenes.streams import stream


@pytest.mark.parametrize("kind", ["wall", "hedge"])
def test_walls_and_hedges_stand_where_asked_along_the_whole_approach(kind: str) -> None:
    params, found = staged("cyclist_nearside_obstructed", 2, f"scenario.obstruction={kind}", "scenario.obstruction_m=5")
    assert params["obstruction"] == kind
    pieces = [asset_of(piece.asset) for piece in found.scenery]
    assert sum(piece.box.width_m for piece in pieces) == pytest.approx(HIDDEN_M, rel=0.05)
    inverse = found.ego.T_world_body.inverse()
    lefts = [inverse.apply([piece.T_world_body.translation_m])[0][1] for piece in found.scenery]
    assert all(left < -3.0 for left in lefts)


def test_walls_and_hedges_ask_for_roads_without_parking_and_vans_for_such_with_it() -> None:
    for kind, parking in (("wall", "none"), ("hedge", "none"), ("van", "both")):
        made, asked = case("cyclist_nearside_obstructed", f"scenario.obstruction={kind}")
        assert made.draw(asked, stream(3, "draw"))["road.parking"] == parking
        other = "both" if parking == "none" else "none"
        fixed, asked = case("cyclist_nearside_obstructed", f"scenario.obstruction={kind}", f"road.parking={other}")
        assert fixed.draw(asked, stream(3, "draw")).get("road.parking", other) == other


def test_vans_stand_at_the_kerb_on_roads_with_parking() -> None:
    _, found = staged("cyclist_nearside_obstructed", 1, "scenario.obstruction=van", "road=urban", "road.parking=both")
    vans = [actor for actor in found.actors if actor.name.startswith("obstruction")]
    assert 4 <= len(vans) <= 7
    assert found.scenery == ()


def test_the_cyclist_rides_across_at_a_speed_in_range() -> None:
    _, found = staged("cyclist_nearside_obstructed", 2, "scenario.obstruction_m=5", "scenario.obstruction=wall")
    bicycle, rider = found.actors[:2]
    assert bicycle.path == rider.path
    turn = bicycle.T_world_body.yaw_rad - found.ego.T_world_body.yaw_rad
    assert abs(math.sin(turn)) > 0.9
    assert 10.0 / 3.6 <= dict(found.solved)["cyclist_speed_mps"] <= 25.0 / 3.6
