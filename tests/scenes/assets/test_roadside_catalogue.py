"""Everything in the roadside catalogue keeps the promises of an asset; furniture has the sizes of real furniture."""

from __future__ import annotations

import numpy as np
import pytest
from solid_checks import lowest_m, normals_follow_faces

from scenes.asset import AssetSpec, asset_of
from scenes.assets.street.billboard import Billboard
from scenes.assets.street.bus_shelter import BusShelter
from scenes.assets.street.power_line import SAG_SHARE, PowerLine
from scenes.assets.street.roadside import ROADSIDE
from scenes.json_codec import decode, encode
from scenes.ontology import class_of, part_id
from scenes.streams import stream

LEAFY = ("tree_", "bush", "hedge")
SIZES: dict[str, tuple[float, float, float]] = {
    "bench": (0.62, 1.8, 0.95),
    "steel_bench": (0.63, 1.84, 0.9),
    "hydrant": (0.37, 0.5, 1.0),
    "hydrant_us": (0.41, 0.5, 0.72),  # AWWA C502: 0.7 to 0.9 m over ground
    "parking_meter": (0.12, 0.17, 1.42),
    "letter_box_us": (0.56, 0.5, 1.27),
    "planter": (0.9, 0.9, 0.65),
    "bicycle_stand": (0.8, 2.85, 0.8),
    "bus_shelter": (1.6, 4.2, 2.43),
    "billboard": (0.24, 3.68, 3.68),
    "power_pole": (0.75, 1.9, 9.2),
    "traffic_light": (0.41, 0.27, 0.79),
}


@pytest.mark.parametrize("name", ROADSIDE)
def test_every_asset_keeps_its_promises(name: str) -> None:
    spec = ROADSIDE[name]
    asset = asset_of(spec)
    mesh = asset.parts[0].mesh
    assert asset.triangles < 25_000
    assert -0.55 < lowest_m(asset) < 0.06 or name == "power_line"
    class_of(asset.semantic)
    for slot in asset.slots:
        class_of(slot.semantic)
        part_id(slot.part)
    assert len(mesh.slots) <= len(asset.slots)
    if not name.startswith(LEAFY):
        assert normals_follow_faces(mesh) > 0.985
    assert decode(encode(spec)) == spec


def test_names_tell_different_things() -> None:
    keys = [asset_of(spec).parts[0].mesh.key for spec in ROADSIDE.values()]
    assert len(set(keys)) == len(keys)
    assert len(ROADSIDE) > 150


@pytest.mark.parametrize("name", SIZES)
def test_furniture_has_the_sizes_of_real_furniture(name: str) -> None:
    box = asset_of(ROADSIDE[name]).box
    assert (box.length_m, box.width_m, box.height_m) == pytest.approx(SIZES[name], rel=0.12, abs=0.03)


@pytest.mark.parametrize("name", ["traffic_cone", "carton", "rock", "rubbish_bag"])
def test_building_twice_gives_the_same_bytes(name: str) -> None:
    assert ROADSIDE[name].build().parts[0].mesh.key == ROADSIDE[name].build().parts[0].mesh.key


def test_people_on_billboards_are_no_people_and_a_hundred_boards_differ() -> None:
    keys = set()
    for seed in range(100):
        asset = Billboard(picture=_PICTURES[seed % 4], seed=seed).build()
        assert {slot.semantic for slot in asset.slots} == {"static.billboard"}
        keys.add((asset.parts[0].mesh.key, asset.slots))
    assert len(keys) == 100


_PICTURES = ("people", "car", "family", "words")


@pytest.mark.parametrize("seed", range(5))
def test_pictures_stay_on_their_sheet(seed: int) -> None:
    for picture in _PICTURES:
        for form, width in (("large", 3.56), ("city_light", 1.19)):
            asset = Billboard(picture=picture, format=form, seed=seed).build()  # type: ignore[arg-type]
            ink = [k for k, slot in enumerate(asset.slots) if slot.material.startswith("ink_")]
            mesh = asset.parts[0].mesh
            corners = mesh.vertices_m[mesh.faces[np.isin(mesh.face_slot, ink)]].reshape(-1, 3)
            assert np.abs(corners[:, 1]).max() <= width / 2 + 0.02
            assert corners[:, 0].min() > 0.028
            assert corners[:, 0].max() < 0.07


def test_wires_sag_by_their_share_and_hang_on_their_poles() -> None:
    asset = asset_of(PowerLine(path_m=((0, 0, 0), (50, 0, 0)), height_m=9.0))
    mesh = asset.parts[0].mesh
    wires = [k for k, slot in enumerate(asset.slots) if slot.material == "wire"]
    points = mesh.vertices_m[mesh.faces[np.isin(mesh.face_slot, wires)]].reshape(-1, 3)
    middle = points[np.abs(points[:, 0] - 25.0) < 0.1]
    ends = points[points[:, 0] < 0.1]
    assert ends[:, 2].mean() - middle[:, 2].mean() == pytest.approx(50 * SAG_SHARE, abs=0.02)
    assert ends[:, 2].max() < 9.0


def test_shelters_have_glass_that_lidar_passes() -> None:
    asset = asset_of(BusShelter(bays=2))
    assert any(material.glass for _, material in asset.materials)
    assert asset.box.width_m < asset_of(BusShelter(bays=4)).box.width_m


def test_distractors_are_drawn_alike_by_the_same_stream() -> None:
    names = sorted(ROADSIDE)
    picks = [[names[int(k)] for k in stream(4, "test").integers(len(names), size=9)] for _ in range(2)]
    assert picks[0] == picks[1]
    assert all(isinstance(ROADSIDE[name], AssetSpec) for name in picks[0])
