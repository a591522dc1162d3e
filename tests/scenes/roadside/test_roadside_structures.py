"""Tunnels and bridges: free to drive through, closed above, lit, standing on the land."""

from __future__ import annotations

import numpy as np
import pytest
from places import BEND_300, country_road, place

from scenes.actor import Scenery
from scenes.asset import Asset, asset_of
from scenes.assets.street.bridge_deck import BridgeDeck
from scenes.assets.street.tunnel import TunnelLamp
from scenes.assets.street.tunnel_hill import Tube, TunnelHill
from scenes.assets.street.tunnel_lining import TunnelLining
from scenes.roads.place import Surroundings
from scenes.roads.road_curve import RoadCurve
from scenes.roadside.dress import Dressing, dress
from scenes.roadside.road_levels import structures_of
from scenes.roadside.terrain import ground_of
from scenes.streams import stream

TUNNEL = '<objects><tunnel id="t" s="60" length="150" type="standard" lighting="1" daylight="0"/></objects>'
BRIDGE = '<objects><bridge id="b" s="130" length="40" type="concrete"/></objects>'
HIGH = '<elevationProfile><elevation s="0" a="6.5" b="0" c="0" d="0"/></elevationProfile>'
NORTH = '<geometry s="0" x="150" y="-150" hdg="1.5707963267948966" length="300"><line/></geometry>'
RURAL = Surroundings(setting="rural")


def world_points(thing: Scenery, asset: Asset) -> np.ndarray:
    return thing.T_world_body.apply(asset.parts[0].mesh.vertices_m.astype(np.float64))


def only(dressing: Dressing, kind: type) -> Scenery:
    (found,) = [thing for thing in dressing.scenery if isinstance(thing.asset, kind)]
    return found


@pytest.fixture(scope="module")
def tunnel() -> tuple[Dressing, RoadCurve]:
    network = place(country_road(plan=BEND_300, extra=TUNNEL))
    return dress(network, RURAL, stream(0, "dress"), near=[(0.0, 0.0)]), RoadCurve.of(network.roads[0])


def test_a_lining_leaves_the_lanes_and_a_clear_height_free(tunnel: tuple[Dressing, RoadCurve]) -> None:
    dressing, curve = tunnel
    lining = only(dressing, TunnelLining)
    points = world_points(lining, asset_of(lining.asset))
    middle = curve.points(np.linspace(62.0, 208.0, 400)).position_m
    away = np.linalg.norm(points[:, None, :2] - middle[None, :, :2], axis=2)
    over = points[:, 2] > 0.2  # above walkways
    inside = away.min(axis=1) < 3.9
    assert points[over & inside][:, 2].min() > 4.5  # RABT 2006: clearance
    assert points[:, 2].max() == pytest.approx(5.2, abs=0.05)


def test_lamps_hang_under_the_ceiling_closer_at_the_portals(tunnel: tuple[Dressing, RoadCurve]) -> None:
    dressing, curve = tunnel
    lamps = [thing for thing in dressing.scenery if isinstance(thing.asset, TunnelLamp)]
    assert {round(lamp.T_world_body.translation_m[2], 2) for lamp in lamps} == {5.18}
    start = curve.points(60.0).position_m[0]
    away = np.array([np.hypot(*(np.array(lamp.T_world_body.translation_m) - start)[:2]) for lamp in lamps])
    assert (away < 40.0).sum() > 1.5 * ((away > 55.0) & (away < 95.0)).sum()


def test_a_bank_lies_over_the_tube_and_not_in_it(tunnel: tuple[Dressing, RoadCurve]) -> None:
    dressing, curve = tunnel
    hill = only(dressing, TunnelHill)
    asset = asset_of(hill.asset)
    grass = [k for k, slot in enumerate(asset.slots) if slot.material == "grass"]
    mesh = asset.parts[0].mesh
    faces = mesh.faces[np.isin(mesh.face_slot, grass)]
    points = world_points(hill, asset)[np.unique(faces)]
    middle = curve.points(np.linspace(60.0, 210.0, 400)).position_m
    near = np.linalg.norm(points[:, None, :2] - middle[None, :, :2], axis=2).min(axis=1) < 5.2
    assert points[near][:, 2].min() > 6.5
    assert points[:, 2].min() < -2.0


def test_tunnels_side_by_side_share_a_bank_that_closes_no_opening() -> None:
    paths = [((0.0, y, 0.0), (30.0, y, 0.0), (60.0, y, 0.0)) for y in (0.0, 15.0)]
    asset = TunnelHill(tubes=tuple(Tube(path_m=path) for path in paths)).build()
    points = asset.parts[0].mesh.vertices_m
    corners = points[asset.parts[0].mesh.faces]
    middles = corners.mean(axis=1)
    for y in (0.0, 15.0):
        blocked = (np.abs(middles[:, 1] - y) < 4.5) & (middles[:, 2] > 0.0) & (middles[:, 2] < 5.0)
        assert not blocked.any()


def test_a_bridge_stands_over_the_lower_road_with_no_pier_in_it() -> None:
    network = place(country_road("1"), country_road("2", plan=NORTH, profile=HIGH, extra=BRIDGE))
    dressing = dress(network, RURAL, stream(0, "dress"), near=[(0.0, 0.0)])
    deck = only(dressing, BridgeDeck)
    points = world_points(deck, asset_of(deck.asset))
    over = (np.abs(points[:, 1]) < 4.0) & (np.abs(points[:, 0] - 150.0) < 6.0)
    assert points[over][:, 2].min() > 4.5
    assert points[:, 2].max() == pytest.approx(6.5 + 0.16 + 1.0, abs=0.1)


def test_land_runs_under_a_bridge_at_the_lower_roads_level() -> None:
    network = place(country_road("1"), country_road("2", plan=NORTH, profile=HIGH, extra=BRIDGE))
    ground = ground_of(network, RURAL, 0)
    beside = np.array([[150.0, 5.5], [150.0, -5.5], [150.0, 0.0]])
    assert np.abs(ground.field.at(beside)).max() < 1.0
    upper = ground.field.at(np.array([[150.0, -100.0]]))
    assert upper == pytest.approx(6.5)


def test_a_road_high_above_another_one_passes_over_it_without_being_told() -> None:
    network = place(country_road("1"), country_road("2", plan=NORTH, profile=HIGH))
    assert [len(found) for found in structures_of(network)] == [0, 1]
    (bridge,) = structures_of(network)[1]
    assert bridge.s_m < 150.0 - 4.0 < 150.0 + 4.0 < bridge.s_m + bridge.length_m
    ground = ground_of(network, RURAL, 0)
    assert ground.field.at(np.array([[150.0, 0.0]])) == pytest.approx(0.0)
    only(dress(network, RURAL, stream(0, "dress"), near=[(0.0, 0.0)]), BridgeDeck)


def test_crossings_at_one_level_and_named_bridges_get_no_other_one() -> None:
    level = place(country_road("1"), country_road("2", plan=NORTH))
    assert [len(found) for found in structures_of(level)] == [0, 0]
    named = place(country_road("1"), country_road("2", plan=NORTH, profile=HIGH, extra=BRIDGE))
    assert [len(found) for found in structures_of(named)] == [0, 1]
