"""Unstructured textures."""

import pytest
from furnished_street import furnished

from randomizers.looks import materials_of
from randomizers.random_textures import RandomTextures
from randomizers.testing import check_randomizer
from scenes.distributions import distribution
from scenes.errors import ConfigError, UnknownName
from scenes.scene import Scene


def textures(share: object = 1, on: object = "everything") -> RandomTextures:
    return RandomTextures(share=distribution(share, "share"), things=distribution(on, "on"))


def changed(scene: Scene) -> set[str]:
    pairs = zip((*furnished().scenery, *furnished().bodies()), (*scene.scenery, *scene.bodies()), strict=True)
    return {before.asset.semantic().partition(".")[0] for before, after in pairs if before != after}


def test_all_that_may_change_does_at_a_share_of_one() -> None:
    after = check_randomizer(textures(), furnished())
    assert changed(after) == {"flat", "static", "vehicle", "human"}
    before, now = materials_of(furnished().ego), materials_of(after.ego)
    assert now["paint"] != before["paint"]
    for kept in ("glass", "head_lamp", "reflex"):
        assert now[kept] == before[kept]
    assert materials_of(after.actors[0])["skin"] == materials_of(furnished().actors[0])["skin"]


@pytest.mark.parametrize("on", ["flat", "static", "vehicle"])
def test_one_kind_of_thing_can_be_chosen(on: str) -> None:
    assert changed(check_randomizer(textures(1, on), furnished())) == {on}


def test_none_at_a_share_of_zero() -> None:
    assert check_randomizer(textures(0), furnished()) == furnished()


def test_wrong_values_are_refused() -> None:
    with pytest.raises(UnknownName, match="things: unknown root of a class 'cars'"):
        textures(1, "cars")
    with pytest.raises(ConfigError, match="share: got -1, allowed 0 to 1"):
        textures(-1)
