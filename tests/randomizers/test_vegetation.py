"""Trees that are there or not, and their greens."""

from dataclasses import replace

import pytest
from furnished_street import furnished

from randomizers.looks import materials_of
from randomizers.testing import check_randomizer
from randomizers.vegetation import PLANTS, Vegetation
from scenes.distributions import distribution
from scenes.errors import ConfigError
from scenes.scene import Scene


def vegetation(kept: object = 1, brightness: object = 1, yellow: object = 0) -> Vegetation:
    given = {"kept_share": kept, "brightness": brightness, "yellow": yellow}
    return Vegetation(**{name: distribution(value, name) for name, value in given.items()})


def trees(scene: Scene) -> list[str]:
    return [piece.name for piece in scene.scenery if isinstance(piece.asset, PLANTS)]


def test_of_many_trees_the_asked_share_stays() -> None:
    tree = furnished().scenery[2]
    many = tuple(replace(tree, name=f"tree_{k}") for k in range(200))
    after = check_randomizer(vegetation(0.3), replace(furnished(), scenery=many))
    # Binomial of 200 at 0.3: 60, standard deviation 6.5.
    assert abs(len(trees(after)) - 60) < 33


def test_hedges_and_houses_stay() -> None:
    after = check_randomizer(vegetation(0), furnished())
    assert trees(after) == []
    assert [piece.name for piece in after.scenery] == ["street_surface", "terrain", "hedge", "house"]


def test_dry_leaves_are_redder_and_bright_ones_brighter() -> None:
    before = materials_of(furnished().scenery[2])["leaf"].base_color
    dry = materials_of(check_randomizer(vegetation(yellow=1), furnished()).scenery[2])["leaf"].base_color
    bright = materials_of(check_randomizer(vegetation(brightness=1.3), furnished()).scenery[2])["leaf"].base_color
    assert dry[0] / dry[1] > 2 * before[0] / before[1]
    assert bright == pytest.approx([1.3 * c for c in before])


def test_a_missing_tree_changes_no_other_tree() -> None:
    varied = vegetation(1, (0.5, 1.5))
    full = check_randomizer(varied, furnished())
    fewer = check_randomizer(varied, replace(furnished(), scenery=furnished().scenery[3:]))
    assert full.scenery[3:] == fewer.scenery


def test_impossible_shares_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"kept_share: got 1\.5, allowed 0 to 1"):
        vegetation(1.5)
