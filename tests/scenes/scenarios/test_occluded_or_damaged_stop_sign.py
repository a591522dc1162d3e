"""E18: a stop sign of which an asked share is hidden, and who crosses with the right of way."""

import math

import pytest
from staged_case import case, staged

from scenes.asset import asset_of
from scenes.assets.signs.sign_cover import SignCover
from scenes.errors import SceneError
from scenes.scenarios.occluded_or_damaged_stop_sign import DAMAGES, SIGN, VIEW_SHARE
from scenes.staging.venue import venue_of
from scenes.streams import stream

NAME = "occluded_or_damaged_stop_sign"


@pytest.mark.parametrize("cover", ["foliage", "snow", "graffiti", "sticker"])
@pytest.mark.parametrize("share", [0.3, 0.95])
def test_covers_hide_the_share_that_they_are_asked(cover: str, share: float) -> None:
    made = SignCover(cover=cover, share=share, seed=1)  # type: ignore[arg-type]
    # leaves are counted at points of a grid, all others by area
    assert made.covered_share() == pytest.approx(share, abs=0.015)
    assert asset_of(made).triangles > 0


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_sign_is_an_actor_beside_the_road_with_what_hides_it(damage: str) -> None:
    params, found = staged(NAME, 1, f"scenario.damage={damage}", "scenario.coverage_share=0.5")
    sign = next(actor for actor in found.actors if actor.name == SIGN)
    assert asset_of(sign.asset).semantic == "object.traffic_sign.stop"
    names = [thing.name for thing in (*found.actors, *found.scenery)]
    assert ("hider" in names) == (damage == "van")
    assert ("stop_sign_cover" in names) == (damage != "van")
    # the panel's own axis, towards who reads it, is turned about itself by the tilt
    up = sign.T_world_body.rotation()[:, 2]
    assert up[2] == pytest.approx(math.cos(float(params["tilt_rad"])), abs=1e-6)
    assert (found.environment.snow_cover > 0.0) >= (damage == "snow")


def test_colours_fade_by_the_asked_share() -> None:
    _, found = staged(NAME, 1, "scenario.albedo_share=0.5")
    sign = next(actor for actor in found.actors if actor.name == SIGN)
    usual = dict(asset_of(sign.asset).materials)
    for name, film in sign.appearance:
        assert film.base_color == pytest.approx([0.5 * c for c in usual[name].base_color])


def test_who_crosses_is_seen_ahead_of_the_ego_all_along() -> None:
    _, found = staged(NAME, 2)
    told = dict(found.solved)
    assert float(told["crossing_speed_mps"]) <= VIEW_SHARE * float(told["ego_speed_mps"]) + 1e-9


def test_a_junction_without_a_stop_sign_is_refused() -> None:
    made, asked = case(NAME, "road.control=yield")
    params = made.draw(asked, stream(0, "draw"))
    assert asked.places is not None
    venue = venue_of(asked.places.place(params), int(params["place_seed"]))
    with pytest.raises(SceneError, match="the place has no junction for this case: it has no stop sign"):
        made.stage(params, venue, asked, stream(0, "stage"))
