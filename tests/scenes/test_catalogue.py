"""Assets by name: made by code, imported, brought by plug-ins."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import trimesh
from imported_folder import PALLET, manifest

from scenes.actor import Actor
from scenes.asset import asset_of
from scenes.assets.cars.sedan import Sedan
from scenes.assets.families import MOST_VARIANTS, example, families, variants
from scenes.assets.people.people_kinds import Elderly, Firefighter, Toddler
from scenes.assets.people.person import Adult, Child, Person
from scenes.assets.two_wheelers.riders import BicycleRider
from scenes.catalogue import Catalogue
from scenes.errors import ConfigError, UnknownName
from scenes.imported.sizes import plausible_m
from scenes.json_codec import decode, encode
from scenes.ontology import class_of


def test_families_are_found_where_they_are_defined() -> None:
    assert Catalogue().spec("sedan") == Sedan()
    assert {"adult", "street_tree", "town_house", "ball"} <= set(Catalogue().names())


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(families()))
def test_every_family_can_be_shown_and_has_a_plausible_size(name: str) -> None:
    shown = variants(families()[name])
    assert shown, f"{name} cannot be made from defaults and sizes; give its fields defaults"
    assert shown[0] == example(families()[name])
    assert len(set(shown)) == len(shown)
    asset = asset_of(shown[0])
    assert shown[0].semantic() == asset.semantic
    assert shown[0].nominal() == asset.box
    low, high = plausible_m(asset.semantic)
    assert low <= max(asset.box.length_m, asset.box.width_m, asset.box.height_m) <= high


def test_an_imported_asset_is_an_actor_like_any_other(tmp_path: Path) -> None:
    trimesh.creation.box((1.2, 0.8, 0.144)).export(tmp_path / "p.glb")
    catalogue = manifest(tmp_path, euro_pallet={**PALLET, "file": "p.glb"})
    actor = Actor(name="lost", asset=catalogue.spec("euro_pallet"), body="dynamic", mass_kg=25.0)
    assert decode(encode(actor)) == actor
    assert class_of(asset_of(actor.asset).semantic).coco == "pallet"


def test_wrong_names_and_sources_are_told(tmp_path: Path) -> None:
    trimesh.creation.box((1.2, 0.8, 0.144)).export(tmp_path / "p.glb")
    catalogue = manifest(tmp_path, euro_pallet={**PALLET, "file": "p.glb"})
    with pytest.raises(UnknownName, match="Did you mean 'euro_pallet'"):
        catalogue.spec("euro_palet")
    with pytest.raises(UnknownName, match="Did you mean 'pybullet'"):
        Catalogue(sources=("pybulet",)).names()
    (tmp_path / "empty").mkdir()
    with pytest.raises(ConfigError, match=r"has no assets.yaml, which says what its files are"):
        Catalogue(sources=(str(tmp_path / "empty"),)).names()
    with pytest.raises(ConfigError, match="'sedan' is the name of an asset of ours"):
        manifest(tmp_path, sedan={**PALLET, "file": "p.glb"}).names()
    other = manifest(tmp_path / "b", euro_pallet={**PALLET, "file": "p.glb"})
    manifest(tmp_path, euro_pallet={**PALLET, "file": "p.glb"})
    with pytest.raises(ConfigError, match=r"'euro_pallet' is in .* and in "):
        Catalogue(sources=(str(tmp_path), *other.sources)).names()


def test_a_plug_in_brings_files_and_families(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "brought_by_test" / "assets"
    manifest(folder, their_pallet={**PALLET, "file": "p.glb"})
    trimesh.creation.box((1.2, 0.8, 0.144)).export(folder / "p.glb")
    (tmp_path / "brought_by_test" / "__init__.py").touch()
    (folder / "__init__.py").touch()
    (folder / "post.py").write_text(
        "from dataclasses import dataclass\n"
        "from scenes.assets.signs.traffic_sign import SignPost\n"
        "@dataclass(frozen=True, slots=True, kw_only=True)\n"
        "class TallPost(SignPost):\n"
        "    height_m: float = 5.0\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    catalogue = Catalogue(packages=("brought_by_test",))
    assert {"their_pallet", "tall_post"} <= set(catalogue.names())
    assert asset_of(catalogue.spec("their_pallet")).licence == "CC0-1.0"
    assert asset_of(catalogue.spec("tall_post")).box.height_m == pytest.approx(5.0)
    for name in [name for name in sys.modules if name.startswith("brought_by_test")]:
        del sys.modules[name]


def test_the_record_names_licence_author_source_and_bytes(tmp_path: Path) -> None:
    trimesh.creation.box((1.2, 0.8, 0.144)).export(tmp_path / "p.glb")
    free = {**PALLET, "file": "p.glb", "author": "Jo", "source": "https://example.org"}
    catalogue = manifest(tmp_path, euro_pallet=free, unknown={**PALLET, "file": "p.glb", "licence": ""})
    (line,) = catalogue.record()  # what may not be used is not named
    assert {key: line[key] for key in ("name", "class", "licence", "author", "source")} == {
        "name": "euro_pallet",
        "class": "movable_object.pallet",
        "licence": "CC0-1.0",
        "author": "Jo",
        "source": "https://example.org",
    }
    assert len(line["digest"]) == 32


def test_what_a_family_says_of_itself_stays_in_all_that_are_shown() -> None:
    shown = variants(Firefighter)
    assert len(shown) > 1
    assert {one.clothing for one in shown} == {Firefighter().clothing}
    assert {one.detail for one in shown} == {"near"}


def test_shown_people_are_those_of_streets() -> None:
    for kind in (Adult, Child, Toddler, Elderly, BicycleRider):
        shown = variants(kind)
        assert len(shown) == MOST_VARIANTS, kind
        assert all(isinstance(one, Person) for one in shown)
        assert len({(one.hair, one.clothing, one.bag, one.activity, one.sex) for one in shown}) >= 4, kind
    young = [*variants(Child), *variants(Toddler)]
    assert not {one.hair for one in young} & {"bald", "receding"}
    assert {one.beard for one in young} == {"none"}
