"""Asphalt, markings, patches."""

import numpy as np
import pytest
from furnished_street import furnished

from randomizers.ground import Ground
from randomizers.looks import luminance, materials_of
from randomizers.road_surface import RoadSurface
from randomizers.testing import check_randomizer
from scenes.assets.street.road_patch import AsphaltRepair, Manhole
from scenes.distributions import distribution
from scenes.errors import ConfigError
from scenes.material import Material
from scenes.scene import Scene

NEW = {
    "asphalt_reflectance": 0.06,
    "asphalt_warmth": 0,
    "pavement_brightness": 1,
    "marking_wear": 0,
    "patches_per_100m": 0,
    "manholes_per_100m": 0,
}


def surface(**changes: object) -> RoadSurface:
    return RoadSurface(**{name: distribution(value, name) for name, value in {**NEW, **changes}.items()})


def after(**changes: object) -> Scene:
    return check_randomizer(surface(**changes), furnished(), seed=2)


def street(scene: Scene) -> dict[str, Material]:
    return materials_of(scene.scenery[0])


def test_asphalt_has_the_asked_reflectance_and_patterns_stay() -> None:
    asphalt = street(after(asphalt_reflectance=0.15))["asphalt"]
    # Other asphalts keep their ratio to that of driving lanes, whose own luminance is rounded to 0.091.
    assert luminance(asphalt.base_color) == pytest.approx(0.15, rel=0.01)
    assert asphalt.pattern == "asphalt"


@pytest.mark.parametrize(("warmth", "sign"), [(1, 1), (-1, -1)])
def test_warm_asphalt_is_reddish_and_cool_one_bluish(warmth: int, sign: int) -> None:
    red, _, blue = street(after(asphalt_warmth=warmth))["asphalt"].base_color
    assert np.sign(red - blue) == sign


def test_worn_markings_near_the_road_s_own_brightness_and_lose_their_beads() -> None:
    new, worn = street(after())["marking"], street(after(marking_wear=1))["marking"]
    asphalt = street(after())["asphalt"]
    contrast = [luminance(m.base_color) / luminance(asphalt.base_color) for m in (new, worn)]
    assert contrast[0] > 5.0
    assert 1.0 < contrast[1] < 2.5
    assert worn.beads_cd_lx_m2 == pytest.approx(0.1 * new.beads_cd_lx_m2)
    assert new == street(furnished())["marking"]


def test_patches_and_covers_lie_in_driving_lanes() -> None:
    scene = after(patches_per_100m=10, manholes_per_100m=5)
    added = scene.scenery[len(furnished().scenery) :]
    assert {type(piece.asset) for piece in added} == {AsphaltRepair, Manhole}
    places = np.array([piece.T_world_body.translation_m for piece in added])
    _, names = Ground.of(furnished()).at(places[:, :2])
    assert set(names) == {"flat.driveable_surface"}


def test_houses_and_trees_stay_as_they_are() -> None:
    assert after(asphalt_reflectance=0.2).scenery[2:] == furnished().scenery[2:]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"asphalt_reflectance": 0.01}, "asphalt_reflectance: got 0.01, allowed 0.03 to 0.3"),
        ({"marking_wear": [0, 2]}, "marking_wear: got 0 to 2, allowed 0 to 1"),
    ],
)
def test_surfaces_that_cannot_be_are_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        surface(**change)
