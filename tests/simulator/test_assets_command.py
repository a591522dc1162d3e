"""`swerve assets` and `swerve list assets`: what they show, of one's own things too; what a dataset records of them."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
import trimesh
import yaml
from conftest import TINY, Program

from scenes.asset import asset_of
from scenes.assets.cars.sedan import Sedan
from scenes.assets.street.street_furniture import Bollard
from scenes.assets.two_wheelers.riders import BicycleRider
from scenes.catalogue import Catalogue
from scenes.errors import ConfigError, UnknownName
from scenes.studio import camera_pose, extent, studio
from simulator.asset_listing import rows
from simulator.contact_sheet import (
    CAPTION_PX,
    CELL_PX,
    FOCAL_PX,
    HEADING_PX,
    contact_sheet,
    exhibits,
    picture,
    size_text,
)
from simulator.files import png_path
from simulator.render.warp_renderer import WarpRenderer

K = (FOCAL_PX, FOCAL_PX, (CELL_PX[0] - 1) / 2, (CELL_PX[1] - 1) / 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pallet with a licence, one without, and one that is broken."""
    here = tmp_path / "mine"
    here.mkdir()
    trimesh.creation.box((1.2, 0.8, 0.144)).export(here / "p.stl")
    (here / "broken.stl").write_bytes(b"nothing of the kind")
    free = {"file": "p.stl", "class": "movable_object.pallet", "licence": "CC0-1.0"}
    things = {"euro_pallet": free, "found": {**free, "licence": ""}, "broken": {**free, "file": "broken.stl"}}
    (here / "assets.yaml").write_text(yaml.safe_dump({"assets": things}))
    return here


def test_the_camera_sees_all_of_a_thing_and_little_else() -> None:
    for spec in (Sedan(), Bollard()):
        asset = asset_of(spec)
        low, _ = extent(asset)
        lift = np.array([0.0, 0.0, max(0.0, -low[2])])
        body = asset.parts[0]
        points = body.T_parent_part.apply(body.mesh.vertices_m.astype(np.float64)) + lift
        seen = camera_pose(spec, K, CELL_PX).inverse().apply(points)
        u, v = FOCAL_PX * seen[:, 0] / seen[:, 2] / CELL_PX[0], FOCAL_PX * seen[:, 1] / seen[:, 2] / CELL_PX[1]
        assert seen[:, 2].min() > 0
        assert max(np.abs(u).max(), np.abs(v).max()) <= 0.5
        assert max(np.abs(u).max(), np.abs(v).max()) > 0.35


def test_the_sheet_shows_each_class_with_captions_and_is_the_same_each_time() -> None:
    shown = [*exhibits(Catalogue(), "hydrant")[:1], *exhibits(Catalogue(), "object.bollard")]
    assert [e.semantic for e in shown] == ["object.hydrant", "object.bollard"]
    assert shown[1].lines == ("bollard", size_text(asset_of(Bollard())), "252 triangles")
    sheet = contact_sheet(shown, WarpRenderer(quality="draft", threads=1))
    assert sheet.shape == (HEADING_PX + CELL_PX[1] + CAPTION_PX, 2 * CELL_PX[0], 3)
    np.testing.assert_array_equal(sheet, contact_sheet(shown, WarpRenderer(quality="draft", threads=2)))


def test_a_picture_has_a_thing_before_an_even_ground() -> None:
    image = picture(Bollard(), WarpRenderer(quality="draft", threads=1)).astype(int)
    ground, thing = image[5:20, 5:20], image[60:180, 140:160]
    assert ground.std(axis=(0, 1)).max() < 3
    assert 90 < ground.mean() < 230  # neither black nor burnt out
    assert np.abs(thing - ground.mean(axis=(0, 1))).max() > 40


def test_the_studio_scene_lifts_what_reaches_below_the_ground() -> None:
    low, _ = extent(asset_of(Bollard()))
    assert studio(Bollard()).scenery[1].T_world_body.translation_m[2] == pytest.approx(-low[2])


def test_an_asset_that_cannot_be_used_has_its_reason_in_its_cell(folder: Path) -> None:
    shown = exhibits(Catalogue(sources=(str(folder),)), "movable_object.pallet")
    assert {e.name: e.spec is None for e in shown if e.name != "pallet"} == {
        "broken": True,
        "found": True,
        "euro_pallet": False,
    }
    told = {e.name: "".join(e.lines[1:]) for e in shown}
    assert "is no STL file" in told["broken"]
    assert "found.licence: is missing" in told["found"]
    assert told["euro_pallet"].endswith("12 triangles, CC0-1.0")
    assert contact_sheet([e for e in shown if e.spec is None], WarpRenderer(quality="draft")).shape[1] == 2 * CELL_PX[0]


def test_a_filter_that_nothing_fits_is_told() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'sedan'"):
        exhibits(Catalogue(), "sedann")


def test_the_list_has_class_size_and_licence(folder: Path) -> None:
    listed = {row[0]: row for row in rows(Catalogue(sources=(str(folder),)))}
    box = asset_of(Sedan()).box
    size = f"{box.length_m:.2f} x {box.width_m:.2f} x {box.height_m:.2f} m"
    assert listed["sedan"] == ("sedan", "vehicle.car", size, "Apache-2.0")
    assert listed["euro_pallet"] == ("euro_pallet", "movable_object.pallet", "1.20 x 0.80 x 0.14 m", "CC0-1.0")
    assert listed["found"][3].startswith("not usable: ")
    assert listed["broken"][3].startswith("not usable: ")


@pytest.mark.slow
def test_the_commands_draw_and_list_ones_own_assets(swerve: Program, folder: Path, tmp_path: Path) -> None:
    done = swerve("assets", "PALLET", f"assets=[{folder}]", "allow_unlicensed=true", "renderer.quality=draft")
    assert done.returncode == 1, done.stderr  # one of them is broken, and that is told
    assert "is no STL file" in done.stderr
    assert done.stdout.split() == ["out/assets.png"]
    sheet = cv2.imread(str(tmp_path / "out/assets.png"))
    assert sheet.shape[1] == 4 * CELL_PX[0]  # with the pallet made by code
    listed = swerve("list", "assets", f"assets=[{folder}]")
    assert listed.returncode == 1
    assert "euro_pallet" in listed.stdout
    assert "assets=[pybullet, pybullet_unverified]" in listed.stdout
    for bad, message in ((("seed=1",), "got seed=1, allowed: out=..."), (("a", "b"), "one filter at a time")):
        refused = swerve("assets", *bad)
        assert refused.returncode == 2
        assert message in refused.stderr


def test_the_sheet_is_a_png() -> None:
    assert png_path(Path("out/cars")) == Path("out/cars.png")
    with pytest.raises(ConfigError, match=r"allowed: a \.png file"):
        png_path(Path("cars.jpg"))


def test_a_dataset_records_whose_assets_it_may_hold(swerve: Program, folder: Path, tmp_path: Path) -> None:
    things = yaml.safe_load((folder / "assets.yaml").read_text())
    del things["assets"]["broken"]
    (folder / "assets.yaml").write_text(yaml.safe_dump(things))
    done = swerve(*TINY, f"assets=[{folder}]", "out=a")
    assert done.returncode == 0, done.stderr
    run = json.loads((tmp_path / "a/record/run.json").read_text())
    (line,) = run["assets"]
    assert (line["name"], line["licence"]) == ("euro_pallet", "CC0-1.0")
    trimesh.creation.box((1.0, 0.8, 0.144)).export(folder / "p.stl")
    again = swerve(*TINY, f"assets=[{folder}]", "out=a")
    assert again.returncode == 2, "other bytes under the same name are another run"
    missing = swerve(*TINY, "assets=[elsewhere]", "out=b")
    assert missing.returncode == 2
    assert "unknown folder of assets 'elsewhere'" in missing.stderr


def test_riders_are_shown_on_what_they_ride() -> None:
    rider = BicycleRider()
    assert [piece.asset for piece in studio(rider).scenery[1:]] == [rider, rider.bicycle]
    low, high = extent(asset_of(rider), asset_of(rider.bicycle))
    assert low[2] < 0.02  # the wheels
    assert high[2] > 1.5  # the helmet
