"""Places from config and from files, and paint of objects in files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from clip_request import request
from drawn_map import document, road
from surface_checks import flat_triangles, overlap_m2

from scenes.asset import asset_of
from scenes.errors import ConfigError, InputFileError, UnknownName
from scenes.json_codec import encode
from scenes.opendrive.place import OpenDrivePlace
from scenes.opendrive.reader import parse_opendrive
from scenes.roads.place import network_of
from scenes.roads.surface.kinds import KIND
from scenes.roads.surface.surface_mesh import network_surface
from scenes.roadside.dress import dress, dress_place
from scenes.scenario import Scenario
from scenes.streams import stream
from scenes.testing import check_scenario
from simulator.build import build
from simulator.config import load_config
from simulator.places import build_places, check_place

MOTORWAY = "scenes.roads.templates.motorway.Motorway"
OWN = ("scenes",)


def drive(*overrides: str) -> Scenario:
    scenario = build(load_config(["scenario=drive", "road=urban", *overrides]).nodes["scenario"], "scenario")
    assert isinstance(scenario, Scenario)
    return scenario


def area_m2(kind: str, *parts: str) -> float:
    patch = network_surface(parse_opendrive(document(*parts), "drawn").network).patch
    assert overlap_m2(patch) < 1e-3
    return float(shapely.area(flat_triangles(patch))[patch.kind[~patch.upright] == KIND[kind]].sum())


def test_numbers_of_a_place_are_drawn_for_every_clip() -> None:
    family = build_places(
        {"_target_": MOTORWAY, "lanes": {"kind": "choice", "values": [2, 3]}, "radius_m": [500, 900]}, OWN
    )
    assert family is not None
    drawn = [family.draw(stream(seed, "place")) for seed in range(20)]
    assert {params["road.lanes"] for params in drawn} == {2, 3}
    assert all(500.0 <= float(params["road.radius_m"]) <= 900.0 for params in drawn)
    assert family.draw(stream(3, "place")) == drawn[3]
    assert family.place(drawn[3]) == replace(
        family.prototype, lanes=drawn[3]["road.lanes"], radius_m=drawn[3]["road.radius_m"]
    )


@pytest.mark.parametrize(
    ("node", "message"),
    [
        ({"lanes": [2, 9]}, r"road\.lanes: got \d, allowed 2 to 4"),
        ({"radius_m": 10.0}, r"road\.radius_m: got 10\.0, allowed 400 to 10000"),
        ({"ramps": {"kind": "choice", "values": ["none", "exits"]}}, r"road\.ramps: unknown value 'exits'.*'exit'"),
        ({"lane": 2}, r"road\.lane: unknown key 'lane'. Did you mean 'lanes'"),
    ],
)
def test_wrong_values_are_told_before_the_first_clip(node: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        build_places({"_target_": MOTORWAY, **node}, OWN)


def test_a_road_needs_a_scenario_that_takes_it() -> None:
    with pytest.raises(ConfigError, match="Drive needs one; expected a choice such as road=urban"):
        check_place(drive(), None)
    still = build(load_config(["scenario=parked_street"]).nodes["scenario"], "scenario")
    with pytest.raises(ConfigError, match="brings its own street"):
        check_place(still, build_places({"_target_": MOTORWAY}, OWN))
    with pytest.raises(UnknownName, match="motorwy"):
        load_config(["scenario=drive", "road=motorwy"])


def test_any_map_can_be_driven(tmp_path: Path) -> None:
    file = tmp_path / "own.xodr"
    file.write_bytes(document(road()))
    place = OpenDrivePlace(file=str(file))
    assert network_of(place).roads[0].length_m == 100.0
    node = {"_target_": "scenes.opendrive.place.OpenDrivePlace", "file": str(file)}
    asked = replace(request(5), places=build_places(node, OWN))
    scene = check_scenario(drive(), asked)
    assert scene.ego.T_world_body.translation_m[1] in {1.75, -1.75}


def test_a_map_that_was_changed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.xodr"
    file.write_bytes(document(road()))
    place = OpenDrivePlace(file=str(file))
    file.write_bytes(document(road(length=90.0)))
    with pytest.raises(InputFileError, match="it was changed"):
        OpenDrivePlace(file=str(file), digest=place.digest)
    with pytest.raises(InputFileError, match="cannot be read"):
        OpenDrivePlace(file=str(tmp_path / "none.xodr"))


def test_crosswalks_of_files_have_stripes_along_the_road() -> None:
    objects = '<objects><object id="c" type="crosswalk" name="" s="50" t="0" length="4" width="7"/></objects>'
    assert area_m2("crosswalk stripe", road(extra=objects)) == pytest.approx(7 * 4.0 * 0.5)
    assert area_m2("crosswalk", road(extra=objects)) == pytest.approx(7 * 4.0 - 14.0)


def test_marks_and_bays_of_files_are_painted_where_they_lie() -> None:
    corners = "".join(
        f'<cornerRoad id="{k}" s="{s}" t="{t}" dz="0" height="0"/>'
        for k, (s, t) in enumerate([(10, -3), (14, -3), (14, -1), (10, -1)])
    )
    mark = '<object id="m" type="roadMark" s="12" t="-2">'
    mark += f'<outlines><outline id="0">{corners}</outline></outlines></object>'
    assert area_m2("mark white", road(extra=f"<objects>{mark}</objects>")) == pytest.approx(8.0)
    line = (
        '<markings><marking color="yellow" width="0.1" lineLength="1" spaceLength="1" startOffset="0" stopOffset="0">'
    )
    line += '<cornerReference id="0"/><cornerReference id="1"/></marking></markings>'
    bay = mark.replace("roadMark", "parkingSpace").replace("</object>", line + "</object>")
    assert area_m2("mark yellow", road(extra=f"<objects>{bay}</objects>")) == pytest.approx(2 * 1.0 * 0.1)


def test_a_marking_at_a_corner_that_is_not_there_is_refused() -> None:
    bay = '<object id="m" type="parkingSpace" s="12" t="-2" length="5" width="2"><markings>'
    bay += '<marking color="white" width="0.1"><cornerReference id="7"/></marking></markings></object>'
    with pytest.raises(InputFileError, match="names the corner '7'"):
        parse_opendrive(document(road(extra=f"<objects>{bay}</objects>")), "drawn")


def test_a_scene_holds_its_place_as_a_description(tmp_path: Path) -> None:
    file = tmp_path / "own.xodr"
    file.write_bytes(document(road()))
    place = OpenDrivePlace(file=str(file))
    way = [(0.0, 0.0), (100.0, 0.0)]
    held = dress_place(place, stream(0, "dress"), near=way)
    whole = dress(network_of(place), place.surroundings(), stream(0, "dress"), near=way)
    assert held.scenery[2:] == whole.scenery[2:]
    assert held.actors == whole.actors
    for small, large in zip(held.scenery[:2], whole.scenery[:2], strict=True):
        assert len(json.dumps(encode(small))) < 1000 < len(json.dumps(encode(large)))
        assert asset_of(small.asset).parts[0].mesh.key == asset_of(large.asset).parts[0].mesh.key
