"""The manifest: what is said of a file, and what is wrong with what is said."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import trimesh
from imported_folder import PALLET, asset_from, manifest

from scenes.asset import asset_of
from scenes.catalogue import Catalogue
from scenes.errors import ConfigError, InputFileError, SwerveError, UnknownName
from scenes.imported.asset import ImportedAsset, imported, rolling
from scenes.imported.licence import licence_of
from scenes.imported.sizes import LONGEST_M, plausible_m
from scenes.json_codec import decode, encode
from scenes.ontology import CLASSES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    trimesh.creation.box((1.2, 0.8, 0.144)).export(tmp_path / "p.glb")
    return tmp_path


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"licnce": "MIT"}, "thing.licnce: unknown key 'licnce'. Did you mean 'licence'?"),
        ({"class": "movable_object.palet"}, "Did you mean 'movable_object.pallet'?"),
        ({"licence": "Apache 2"}, "thing.licence: unknown SPDX licence id 'Apache 2'. Did you mean 'Apache-2.0'?"),
        ({"licence": "Creative Commons"}, "unknown SPDX licence id 'Creative Commons'"),
        ({"up": "y"}, "thing.up: unknown value 'y'"),
        ({"up": "+x", "forward": "-x"}, "they must be different axes"),
        ({"scale": 0}, "thing.scale: got 0, allowed: above 0"),
        ({"scale": "big"}, "thing.scale: got 'big', allowed: a finite number"),
        ({"parts": {"*": "wheeel"}}, "Did you mean 'wheel'?"),
        ({"parts": {"nothing": "wheel"}}, "thing.parts.nothing: matches nothing; the file's names: "),
        ({"parts": {"*": {"joint": {"axes": "+y"}}}}, "unknown key 'axes'. Did you mean 'axis'?"),
        ({"origin": "rear_axle"}, "no part with a joint is a wheel"),
        ({"sha256": "0" * 64}, "expected 000"),
        ({"file": "q.glb"}, "no such file. Did you mean 'p.glb'?"),
        ({"file": "p.blend"}, "thing.file: unknown format '.blend'"),
        ({"files": "*.glb"}, "needs one of file (a path) and files"),
        ({"keypoints": {"hook": [1, 2]}}, "thing.keypoints.hook: got [1, 2], allowed: three numbers"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_the_nearest_choice(
    folder: Path, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(SwerveError) as told:
        asset_from(folder, changes.pop("file", "p.glb"), **changes)
    assert message in str(told.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("assets: {a: {file: p.glb", "line 1"),
        ("assets:\n  a: {file: p.glb}\n  a: {file: p.glb}\n", "line 3: the key 'a' stands twice"),
        ("x: &x [1]\nassets: *x\n", "line 2: an alias (*name) is not allowed"),
        ("assets: [1]", "allowed: a mapping"),
        ("asset: {}", "unknown key 'asset'. Did you mean 'assets'?"),
        ("assets: {}\nfiles_in: /etc\n", "files_in: got '/etc', allowed: package:<package>"),
        ("!!python/object/apply:os.system [ls]", "could not determine a constructor"),
    ],
)
def test_a_manifest_is_plain_yaml(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "assets.yaml").write_text(text)
    with pytest.raises(SwerveError) as told:
        Catalogue(sources=(str(tmp_path),)).names()
    assert message in str(told.value)


def test_an_asset_without_a_licence_is_refused_unless_that_is_allowed(folder: Path) -> None:
    catalogue = manifest(folder, thing={**PALLET, "file": "p.glb", "licence": ""})
    with pytest.raises(ConfigError, match=r"thing.licence: is missing; .* allow_unlicensed=true"):
        catalogue.spec("thing")
    allowed = Catalogue(sources=catalogue.sources, allow_unlicensed=True).spec("thing")
    assert isinstance(allowed, ImportedAsset)
    assert allowed.licence == "NOASSERTION"
    assert asset_of(allowed).licence == "none stated"


@pytest.mark.parametrize(("given", "canonical"), [("cc0-1.0", "CC0-1.0"), ("mit or apache-2.0", "MIT OR Apache-2.0")])
def test_licences_are_spdx_expressions(given: str, canonical: str) -> None:
    assert licence_of(given, "x") == canonical
    assert licence_of("NOASSERTION", "x") == ""
    with pytest.raises(UnknownName):
        licence_of("free", "x")
    with pytest.raises(ConfigError):
        licence_of("LicenseRef-mine", "x")


def test_a_thing_of_an_impossible_size_is_refused_with_the_scale_that_would_fit(tmp_path: Path) -> None:
    trimesh.creation.box((1200.0, 800.0, 144.0)).export(tmp_path / "mm.stl")
    with pytest.raises(ConfigError) as told:
        asset_from(tmp_path, "mm.stl")
    assert "measures 1.2e+03 x 800 x 144 m, and a movable_object.pallet is 0.4 to 2.4 m" in str(told.value)
    assert "scale: 0.001 would make it 1.2 m (is the file in millimetres?)" in str(told.value)
    assert asset_from(tmp_path, "mm.stl", scale=0.001).box.length_m == pytest.approx(1.2)


def test_a_forty_metre_car_is_no_car(tmp_path: Path) -> None:
    trimesh.creation.box((40.0, 16.0, 14.0)).export(tmp_path / "car.ply")
    with pytest.raises(ConfigError, match=r"measures 40 x 16 x 14 m, and a vehicle.car is 2.2 to 6.6 m .*scale: 0.1 "):
        asset_from(tmp_path, "car.ply", **{"class": "vehicle.car"})


def test_every_class_has_a_range_and_every_range_a_class() -> None:
    for entry in CLASSES:
        low, high = plausible_m(entry.name)
        assert 0 < low < high
    names = {entry.name for entry in CLASSES}
    assert all(any(name == key or name.startswith(f"{key}.") for name in names) for key in LONGEST_M)


def car(folder: Path) -> None:
    """A body and four wheels whose axles lie across, as nodes of one file; the rear axle is at x = -1.3."""
    scene = trimesh.Scene()
    body = trimesh.creation.box((4.2, 1.7, 1.0))
    body.apply_translation((0, 0, 0.8))
    scene.add_geometry(body, node_name="chassis")
    across = trimesh.transformations.rotation_matrix(np.pi / 2, (1, 0, 0))
    wheel = trimesh.creation.cylinder(radius=0.3, height=0.2)
    for name, x in (("front", 1.3), ("rear", -1.3)):
        for side, y in (("left", 0.75), ("right", -0.75)):
            at = trimesh.transformations.translation_matrix((x, y, 0.3))
            scene.add_geometry(wheel, node_name=f"wheel_{name}_{side}", transform=at @ across)
    scene.export(folder / "car.glb")


def test_parts_get_names_classes_and_joints(tmp_path: Path) -> None:
    car(tmp_path)
    rules = {"wheel_*": {"part": "wheel", "joint": {"axis": "+y"}}}
    asset = asset_from(tmp_path, "car.glb", **{"class": "vehicle.car", "parts": rules, "origin": "rear_axle"})
    names = [f"wheel_{end}_{side}" for end in ("front", "rear") for side in ("left", "right")]
    assert [part.name for part in asset.parts] == ["body", *names]
    assert {asset.slots[int(k)].part for part in asset.parts[1:] for k in part.mesh.slots} == {"wheel"}
    assert asset.parts[0].T_parent_part.translation_m[0] + asset.parts[3].T_parent_part.translation_m[0] == (
        pytest.approx(0.0, abs=1e-6)
    )
    # rolling without slipping: the reciprocal of the radius, radians a metre, forward
    np.testing.assert_allclose(rolling(asset), [0.0, *[1 / 0.3] * 4], rtol=1e-5)


def test_keypoints_are_turned_and_scaled_like_the_thing(folder: Path) -> None:
    hook = {"hook": [0.0, 0.072, 0.6]}
    trimesh.creation.box((0.8, 0.144, 1.2)).export(folder / "y.glb")
    asset = asset_from(folder, "y.glb", up=None, forward=None, keypoints=hook)
    # in glTF +z is forward and +y up: the middle of the upper front edge
    assert asset.keypoints[0].position_m == pytest.approx((0.6, 0.0, 0.144), abs=1e-6)


def test_a_scene_says_whose_an_asset_is_and_refuses_other_bytes(folder: Path) -> None:
    catalogue = manifest(folder, thing={**PALLET, "file": "p.glb", "author": "Jo", "source": "https://example.org/p"})
    spec = catalogue.spec("thing")
    text = encode(spec)
    assert (text["licence"], text["author"], text["source"]) == ("CC0-1.0", "Jo", "https://example.org/p")
    assert decode(text) == spec
    changed = {**text, "digest": "0" * 32}
    with pytest.raises(ConfigError, match="its files have digest"):
        decode(changed).build()
    relicensed = {**text, "licence": "MIT"}
    with pytest.raises(ConfigError, match=r"is CC0-1\.0, the scene says MIT"):
        decode(relicensed).build()


def test_the_digest_covers_textures_that_the_file_refers_to(tmp_path: Path) -> None:
    digests = []
    for k, shade in enumerate((10, 200)):
        folder = tmp_path / str(k)
        folder.mkdir()
        (folder / "p.obj").write_text("mtllib p.mtl\nusemtl a\nv 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 2 4\n")
        (folder / "p.mtl").write_text(f"newmtl a\nKd {shade / 255} 0 0\n")
        catalogue = manifest(folder, thing={**PALLET, "file": "p.obj"})
        listing = catalogue.imported()["thing"]
        digests.append(imported(listing.manifest, listing.asset).digest)
    assert digests[0] != digests[1]


def test_a_pattern_makes_an_asset_of_every_file(folder: Path) -> None:
    for k in range(3):
        trimesh.creation.box((1.0, 0.5, 0.1 + 0.1 * k)).export(folder / f"scan_{k}.ply")
    catalogue = manifest(folder, scan={**PALLET, "files": "scan_*.ply"})
    assert sorted(catalogue.imported()) == ["scan_scan_0", "scan_scan_1", "scan_scan_2"]
    with pytest.raises(ConfigError, match="no file matches"):
        manifest(folder / "empty", scan={**PALLET, "files": "*.ply"}).names()


def test_a_file_can_be_pinned_by_its_hash(folder: Path) -> None:
    digest = hashlib.sha256((folder / "p.glb").read_bytes()).hexdigest()
    assert asset_from(folder, "p.glb", sha256=digest.upper()).triangles == 12


def test_faults_are_errors_of_the_file(folder: Path) -> None:
    (folder / "broken.glb").write_bytes((folder / "p.glb").read_bytes()[:200])
    with pytest.raises(InputFileError, match=r"broken.glb: is a damaged GLB file"):
        asset_from(folder, "broken.glb")
