"""E21: strips of a lorry's tyre lie on the motorway."""

import pytest
from staged_case import staged

from scenes.asset import asset_of
from scenes.footprint import footprint_of

NAME, CALM = "tyre_debris", "scenario.ego_reaction=none"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_strips_have_the_sizes_of_the_catalogue_and_lie_apart(seed: int) -> None:
    params, found = staged(NAME, seed, CALM, "scenario.strips=10", frames=40)
    boxes = [asset_of(actor.asset).box for actor in found.actors]
    assert len(boxes) > 5
    for box in boxes:
        assert 0.25 < box.length_m < 1.6
        assert 0.1 < box.width_m < 0.3
        # twisted ones stand a little higher than their curl
        assert 0.02 < box.height_m < 0.2
    prints = [footprint_of(actor) for actor in found.actors]
    assert not any(a.overlaps(b) for k, a in enumerate(prints) for b in prints[:k])
    dark = dict(found.actors[0].appearance)["tread"].base_color[0]
    assert dark == pytest.approx(float(params["albedo"]))
    assert 0.03 <= dark <= 0.06


def test_the_others_lie_beyond_the_first_over_the_spread() -> None:
    _, found = staged(NAME, 4, CALM, "scenario.strips=12", "scenario.spread_m=30", frames=40)
    first = found.actors[0].T_world_body.translation_m
    away = [
        sum((a - b) ** 2 for a, b in zip(actor.T_world_body.translation_m[:2], first[:2], strict=True)) ** 0.5
        for actor in found.actors[1:]
    ]
    assert 10.0 < max(away) < 33.0
    assert found.least_area_px is not None
