"""Dirty vehicles."""

import pytest
from seen_street import scene

from randomizers.dirt import KINDS, Dirt
from randomizers.looks import materials_of
from randomizers.testing import check_randomizer
from scenes.distributions import distribution
from scenes.errors import ConfigError, UnknownName
from scenes.material import Material
from scenes.scene import Scene


def dirt(amount: object = 1, kind: object = "mud") -> Dirt:
    return Dirt(amount=distribution(amount, "amount"), kind=distribution(kind, "kind"))


def paint(scene: Scene) -> Material:
    return materials_of(scene.actors[1])["paint"]


@pytest.mark.parametrize("kind", KINDS)
def test_dirt_pulls_paint_towards_its_colour_and_dulls_it(kind: str) -> None:
    clean, dirty = paint(scene()), paint(check_randomizer(dirt(1, kind), scene()))
    for before, after, of_dirt in zip(clean.base_color, dirty.base_color, KINDS[kind][0], strict=True):
        assert abs(after - of_dirt) < abs(before - of_dirt) or before == of_dirt
    assert dirty.clearcoat < clean.clearcoat
    assert dirty.roughness > clean.roughness


def test_washed_vehicles_and_people_stay_as_they_are() -> None:
    assert check_randomizer(dirt(0), scene()) == scene()
    assert check_randomizer(dirt(1), scene()).actors[0] == scene().actors[0]


def test_each_vehicle_has_a_draw_of_its_own() -> None:
    alone = scene().with_actors(scene().actors[1:])
    assert check_randomizer(dirt([0, 1]), scene()).actors[1:] == check_randomizer(dirt([0, 1]), alone).actors


def test_wrong_dirt_is_refused() -> None:
    with pytest.raises(UnknownName, match="kind: unknown kind of dirt 'dusk'"):
        dirt(1, "dusk")
    with pytest.raises(ConfigError, match="amount: got 2, allowed 0 to 1"):
        dirt(2)
