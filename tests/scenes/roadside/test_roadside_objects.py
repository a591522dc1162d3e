"""Objects of maps: what their words say, as often as they repeat, over their outlines; what no word tells is listed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from map_fixtures import MAPS, needs_real_maps
from places import country_road, place

from scenes.actor import Actor, Scenery
from scenes.asset import asset_of
from scenes.assets.buildings.building import TownHouse
from scenes.assets.shaping.extruded import OutlineBlock, PathWall
from scenes.assets.signs.signal_post import Gantry
from scenes.assets.street.road_restraint import DelineatorPost, GuardRail
from scenes.assets.street.street_furniture import LampPost
from scenes.assets.street.work_zone import TrafficCone
from scenes.opendrive.reader import read_opendrive
from scenes.roads.place import Surroundings
from scenes.roadside.dress import Dressing, dress
from scenes.streams import stream

RAIL = '<repeat s="50" length="100" distance="0" tStart="-5" tEnd="-5" zOffsetStart="0" zOffsetEnd="0"/>'
POSTS = '<repeat s="0" length="300" distance="50" tStart="-5" tEnd="-5" zOffsetStart="0" zOffsetEnd="0"/>'
ROOF = "".join(f'<cornerLocal u="{u}" v="{v}" z="0" height="6"/>' for u, v in ((-5, -4), (5, -4), (5, 4), (-5, 4)))
CROSSED = "".join(f'<cornerLocal u="{u}" v="{v}" z="0" height="6"/>' for u, v in ((-5, -4), (5, 4), (5, -4), (-5, 4)))


def dressed(kind: str, attributes: str = "", inner: str = "", t: float = -12.0) -> Dressing:
    thing = f'<object id="1" type="{kind}" s="100" t="{t}" zOffset="0" {attributes}>{inner}</object>'
    network = place(country_road(extra=f"<objects>{thing}</objects>"))
    return dress(network, Surroundings(setting="rural"), stream(0, "dress"), near=[(0.0, 0.0)])


def made_of(dressing: Dressing, kind: type) -> list[Scenery | Actor]:
    return [thing for thing in (*dressing.scenery, *dressing.actors) if isinstance(thing.asset, kind)]


def test_a_rail_goes_along_its_repeat_and_looks_at_the_traffic() -> None:
    rails = made_of(dressed("barrier", 'name="guardRail" height="0.75"', RAIL), GuardRail)
    points = np.array([r.T_world_body.translation_m for r in rails])
    paths = np.concatenate([np.array(r.asset.path_m) + p for r, p in zip(rails, points, strict=True)])  # type: ignore[union-attr]
    assert (paths[:, 0].min(), paths[:, 0].max()) == pytest.approx((50.0, 150.0))
    assert paths[:, 1] == pytest.approx(-5.0)
    # its face is to the right of the path: the lanes lie north of it, so it runs west
    assert (np.diff(np.array(rails[0].asset.path_m)[:, 0]) < 0).all()  # type: ignore[union-attr]


def test_repeats_with_a_distance_stand_as_often() -> None:
    posts = made_of(dressed("guide-post", "", POSTS), DelineatorPost)
    assert [round(post.T_world_body.translation_m[0]) for post in posts] == [0, 50, 100, 150, 200, 250]


def test_an_outline_is_extruded_to_its_height() -> None:
    (block,) = made_of(dressed("building", "", f"<outline>{ROOF}</outline>"), OutlineBlock)
    box = asset_of(block.asset).box
    assert (box.length_m, box.width_m, box.height_m) == pytest.approx((10.0, 8.0, 6.0))
    assert block.T_world_body.translation_m[:2] == pytest.approx((95.0, -16.0))


def test_an_outline_that_crosses_itself_stands_as_its_hull() -> None:
    (block,) = made_of(dressed("building", "", f"<outline>{CROSSED}</outline>"), OutlineBlock)
    assert asset_of(block.asset).box.length_m == pytest.approx(10.0)


def test_a_building_of_a_size_is_a_house_that_looks_at_the_road() -> None:
    (house,) = made_of(dressed("building", 'length="20" width="10" height="10"'), TownHouse)
    assert house.T_world_body.yaw_rad == pytest.approx(math.pi / 2)
    assert house.T_world_body.translation_m[:2] == pytest.approx((100.0, -7.0))


def test_a_lamp_reaches_over_the_road() -> None:
    (lamp,) = made_of(dressed("streetLamp", 'height="5"'), LampPost)
    assert lamp.T_world_body.yaw_rad == pytest.approx(math.pi / 2)


def test_names_tell_what_types_do_not() -> None:
    assert len(made_of(dressed("obstacle", 'name="cone-100"'), TrafficCone)) == 1


def test_a_gantry_stands_across_the_road_on_legs_beside_it_with_a_board() -> None:
    dressing = dressed("gantry", 'name="gantry" width="12" length="0.6" height="7.5"', t=0.0)
    (gantry,) = made_of(dressing, Gantry)
    assert gantry.T_world_body.translation_m[:2] == pytest.approx((100.0, 0.0))
    assert any(actor.name.startswith("sign_motorway_board") for actor in dressing.actors)


def test_what_no_word_tells_is_a_block_of_its_size_and_told() -> None:
    dressing = dressed("none", 'name="thing" length="2" width="1" height="3"')
    (block,) = made_of(dressing, OutlineBlock)
    assert asset_of(block.asset).box.height_m == pytest.approx(3.0)
    assert "thing" in dressing.notes[0]


def test_paint_is_no_thing() -> None:
    for kind in ("crosswalk", "parkingSpace", "roadMark"):
        dressing = dressed(kind, 'length="4" width="2"', t=0.0)
        assert not made_of(dressing, OutlineBlock)
        assert not dressing.notes


def test_a_wall_without_words_of_its_own_is_one_of_its_width() -> None:
    inner = '<repeat s="50" length="40" distance="0" tStart="-9" tEnd="-9" heightStart="2" heightEnd="2" '
    inner += 'widthStart="0.5" widthEnd="0.5"/>'
    (wall, *_) = made_of(dressed("barrier", "", inner), PathWall)
    assert (wall.asset.width_m, wall.asset.height_m) == (0.5, 2.0)  # type: ignore[union-attr]


@needs_real_maps
def test_all_objects_of_the_real_maps_stand_or_are_told() -> None:
    for stem in ("crest-curve", "tunnels", "StraightRoad_NCAP_noRoadmarks_Streetlights"):
        network = read_opendrive(next(path for path in MAPS if path.stem == stem)).network
        dressing = dress(network, Surroundings(setting="parking"), stream(0, "dress"), near=[(0.0, 0.0)])
        assert len(dressing.scenery) > sum(len(road.objects) for road in network.roads)
