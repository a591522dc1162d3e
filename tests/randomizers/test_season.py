"""Plants in their season."""

from dataclasses import replace

import numpy as np
import pytest
from furnished_street import furnished

from randomizers.ground import Ground
from randomizers.looks import materials_of
from randomizers.season import Season
from randomizers.testing import check_randomizer
from scenes.assets.plants.fallen_leaves import FallenLeaves
from scenes.assets.plants.grown_tree import Tree
from scenes.assets.plants.tree import StreetTree
from scenes.distributions import distribution
from scenes.errors import ConfigError, UnknownName
from scenes.pose import Pose
from scenes.scene import Scene


def season(name: object, drifts: object = 20) -> Season:
    return Season(season=distribution(name, "season"), drifts_per_100m=distribution(drifts, "drifts_per_100m"))


def in_(name: str, drifts: object = 20) -> Scene:
    return check_randomizer(season(name, drifts), furnished(), seed=1)


@pytest.mark.parametrize("name", ["spring", "summer", "autumn", "winter"])
def test_it_conforms_and_all_trees_are_in_the_season(name: str) -> None:
    trees = [piece.asset for piece in in_(name).scenery if isinstance(piece.asset, Tree)]
    assert {tree.season for tree in trees} == {name}


def test_summer_is_how_scenes_are_built() -> None:
    assert in_("summer") == furnished()


def test_street_trees_turn_and_shed_their_leaves_where_they_stand() -> None:
    after = in_("winter", drifts=0).scenery
    assert not [piece for piece in after if isinstance(piece.asset, StreetTree)]
    before = furnished().scenery[2]
    assert after[2].T_world_body == before.T_world_body
    assert after[2].asset.nominal().height_m == pytest.approx(before.asset.nominal().height_m, rel=0.1)


def test_fallen_leaves_lie_flat_on_the_ground_in_autumn_alone() -> None:
    drifts = [piece for piece in in_("autumn").scenery if isinstance(piece.asset, FallenLeaves)]
    assert len(drifts) > 20
    places = np.array([piece.T_world_body.translation_m for piece in drifts])
    height, names = Ground.of(furnished()).at(places[:, :2])
    np.testing.assert_allclose(places[:, 2], height, atol=0.004)
    assert "flat.driveable_surface" in names
    assert not [piece for piece in in_("spring").scenery if isinstance(piece.asset, FallenLeaves)]


def test_lawns_are_yellower_in_winter() -> None:
    def ratio(scene: Scene) -> float:
        red, green, _ = materials_of(scene.scenery[1])["grass"].base_color
        return red / green

    assert ratio(in_("winter", 0)) > 1.4 * ratio(in_("summer", 0))


def test_trees_far_from_roads_get_no_heaps() -> None:
    far = replace(furnished().scenery[3], T_world_body=Pose.planar(40.0, 80.0, 0.0))
    after = check_randomizer(season("autumn", 0.01), replace(furnished(), scenery=(*furnished().scenery[:2], far)))
    assert not [
        piece for piece in after.scenery if abs(piece.T_world_body.translation_m[1]) > 60 and piece.name != far.name
    ]


def test_drifts_are_drawn_for_the_streets_kerbs() -> None:
    bare = replace(furnished(), road=replace(furnished().road, lanes=()))
    kept = season("autumn").draw(bare, np.random.Generator(np.random.Philox(key=3)))
    full = season("autumn").draw(furnished(), np.random.Generator(np.random.Philox(key=3)))
    assert len(kept) < len(full)


def test_wrong_seasons_are_refused() -> None:
    with pytest.raises(UnknownName, match="season: unknown season 'fall'"):
        season("fall")
    with pytest.raises(ConfigError, match="drifts_per_100m: got -1, allowed 0 to 60"):
        season("autumn", -1)
