"""Surfaces of other things."""

import pytest
from furnished_street import furnished

from randomizers.looks import materials_of
from randomizers.testing import check_randomizer
from randomizers.textures import PAVEMENTS, ROADS, WALLS, Textures
from scenes.distributions import distribution
from scenes.errors import UnknownName
from scenes.material import Material
from scenes.scene import Scene


def textures(**changes: object) -> Textures:
    given = {"road": "as_is", "pavement": "as_is", "parking": "as_is", "wall": "as_is", **changes}
    return Textures(**{name: distribution(value, name) for name, value in given.items()})


def street(scene: Scene) -> dict[str, Material]:
    return materials_of(scene.scenery[0])


def test_as_is_changes_nothing() -> None:
    assert check_randomizer(textures(), furnished()) == furnished()


def test_each_surface_is_made_of_what_was_asked_and_the_others_stay() -> None:
    after = check_randomizer(textures(road="setts", pavement="clinker", parking="asphalt", wall="brick"), furnished())
    made, before = street(after), street(furnished())
    assert (made["asphalt"], made["slabs"], made["parking"]) == (
        ROADS["setts"],
        PAVEMENTS["clinker"],
        PAVEMENTS["asphalt"],
    )
    assert (made["marking"], made["kerb"]) == (before["marking"], before["kerb"])
    assert materials_of(after.scenery[-1])["wall"] == WALLS["brick"]


def test_materials_that_there_are_not_are_refused() -> None:
    with pytest.raises(UnknownName, match="road: unknown material 'gravl'"):
        textures(road="gravl")
