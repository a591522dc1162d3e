"""Houses in other colours, and old ones."""

import pytest
from furnished_street import furnished

from randomizers.buildings import PAINTS, Buildings
from randomizers.looks import luminance, materials_of
from randomizers.testing import check_randomizer
from scenes.distributions import distribution
from scenes.errors import ConfigError
from scenes.material import Material
from scenes.scene import Scene


def buildings(share: object = 1, weathering: object = 0) -> Buildings:
    return Buildings(
        repainted_share=distribution(share, "repainted_share"), weathering=distribution(weathering, "weathering")
    )


def house(scene: Scene) -> dict[str, Material]:
    return materials_of(scene.scenery[-1])


def test_walls_get_a_colour_of_the_table_and_keep_their_plaster() -> None:
    walls = {house(check_randomizer(buildings(), furnished(), seed))["wall"] for seed in range(12)}
    assert len(walls) > 4
    assert {wall.base_color for wall in walls} <= set(PAINTS.values())
    assert {wall.pattern for wall in walls} == {"plaster"}


def test_bricks_and_panes_stay() -> None:
    after = house(check_randomizer(buildings(), furnished()))
    assert (after["brick"], after["glass"]) == (house(furnished())["brick"], house(furnished())["glass"])


def test_weathered_houses_are_darker() -> None:
    old, new = (house(check_randomizer(buildings(0, w), furnished()))["wall"] for w in (1, 0))
    assert luminance(old.base_color) < 0.75 * luminance(new.base_color)
    assert new == house(furnished())["wall"]


def test_only_buildings_change() -> None:
    assert check_randomizer(buildings(), furnished()).scenery[:-1] == furnished().scenery[:-1]


def test_impossible_shares_are_refused() -> None:
    with pytest.raises(ConfigError, match="weathering: got 2, allowed 0 to 1"):
        buildings(1, 2)
