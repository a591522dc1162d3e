"""Lane graph, routes, lane paths, nearest lanes and conflict points, on a drawn crossroads and on real maps."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from drawn_map import WIDTH, document, lanes, road
from map_fixtures import each_real_map, needs_real_maps, real_map

from scenes.errors import SceneError, UnknownName
from scenes.opendrive.reader import parse_opendrive, read_opendrive
from scenes.roads.conflicts import conflict_points
from scenes.roads.cross_section import CrossSection
from scenes.roads.lane_graph import LaneGraph, LaneKey, lanes_of
from scenes.roads.lane_path import lane_path
from scenes.roads.nearest import LaneIndex
from scenes.roads.network import RoadNetwork
from scenes.roads.road_curve import RoadCurve
from scenes.roads.routes import route
from scenes.streams import stream


def key(road_id: str, section: int, lane: int) -> LaneKey:
    return LaneKey(road=road_id, section=section, lane=lane)


def chain() -> RoadNetwork:
    """Road 1 of two sections, then road 2 drawn the other way round, so that lane -1 goes on in lane 1."""
    linked = lanes().replace('type="driving">' + WIDTH, 'type="driving"><link>{}</link>' + WIDTH)
    on, back = '<successor id="{}"/>', '<predecessor id="{}"/>'
    first = linked.format(on.format(1), on.format(-1))
    second = linked.format(back.format(1) + on.format(-1), back.format(-1) + on.format(1))
    link = '<link><successor elementType="road" elementId="2" contactPoint="end"/></link>'
    one = road(sections=first + second.replace('s="0"', 's="40"', 1), extra=link)
    plan = f'<geometry s="0" x="200" y="0" hdg="{math.pi}" length="100"><line/></geometry>'
    link = '<link><successor elementType="road" elementId="1" contactPoint="end"/></link>'
    reverse = linked.format(on.format(-1), on.format(1))
    two = road(plan, reverse, extra=link).replace('id="1" junction', 'id="2" junction')
    return parse_opendrive(document(one, two), "chain").network


def test_lanes_follow_each_other_in_the_direction_of_travel() -> None:
    graph = LaneGraph.of(chain())
    assert graph.successors[key("1", 0, -1)] == (key("1", 1, -1),)
    assert graph.successors[key("1", 1, -1)] == (key("2", 0, 1),)
    assert graph.successors[key("2", 0, 1)] == ()
    assert graph.successors[key("2", 0, -1)] == (key("1", 1, 1),)
    assert graph.predecessors[key("2", 0, 1)] == (key("1", 1, -1),)


def test_routes_follow_the_graph_or_say_that_there_is_none() -> None:
    network = chain()
    graph = LaneGraph.of(network)
    way = route(network, graph, key("1", 0, -1), key("2", 0, 1))
    assert way == (key("1", 0, -1), key("1", 1, -1), key("2", 0, 1))
    with pytest.raises(SceneError, match="no way leads from lane 1/0/-1 to lane 1/0/1"):
        route(network, graph, key("1", 0, -1), key("1", 0, 1))
    with pytest.raises(UnknownName, match="unknown lane '7/0/1'"):
        route(network, graph, key("7", 0, 1), key("1", 0, 1))


def test_paths_run_with_the_traffic_and_know_their_limit() -> None:
    speed = '<speed sOffset="0" max="30" unit="km/h"/>'
    town = '<type s="0" type="town"/><type s="50" type="rural"><speed max="70" unit="km/h"/></type>'
    sections = lanes().replace(WIDTH, WIDTH + speed, 1)  # lane 1 has a limit of its own
    made = parse_opendrive(document(road(sections=sections, extra=town)), "a").network.roads[0]
    left, right = (lane_path(made, RoadCurve.of(made), key("1", 0, lane)) for lane in (1, -1))
    np.testing.assert_allclose(left.points_m[[0, -1]], [[100.0, 1.75, 0.0], [0.0, 1.75, 0.0]], atol=1e-9)
    np.testing.assert_allclose(right.points_m[[0, -1]], [[0.0, -1.75, 0.0], [100.0, -1.75, 0.0]], atol=1e-9)
    assert left.distance_m[-1] == pytest.approx(100.0)
    np.testing.assert_allclose(left.speed_limit_mps, 30 / 3.6)
    np.testing.assert_allclose(right.speed_limit_mps[[0, -1]], [13.89, 70 / 3.6])
    np.testing.assert_allclose(np.abs(left.heading_rad), math.pi)


@each_real_map
def test_points_on_lanes_find_their_lane(path: Path) -> None:
    """Outside junctions, where lanes do not overlap."""
    network = read_opendrive(path).network
    rng = stream(7, path.stem)
    points, expected = [], []
    for made in network.roads:
        if made.junction is None:
            curve = RoadCurve.of(made)
            for lane in lanes_of(made):
                cross = CrossSection.of(made, lane.section)
                s = rng.uniform(cross.start_m, cross.end_m, 4)
                t, width = cross.middle_m(lane.lane, s)
                kept = width > 0.2
                places = t[kept] + 0.4 * width[kept] * rng.uniform(-1.0, 1.0, kept.sum())
                points.append(curve.points(s[kept], places).position_m)
                expected += [lane] * int(kept.sum())
    index = LaneIndex(network)
    found = index.nearest(np.concatenate(points))
    assert index.keys(found) == tuple(expected)
    assert found.outside_m.max() < 1e-6


def test_points_beside_the_road_say_how_far_off_they_are() -> None:
    index = LaneIndex(parse_opendrive(document(), "a").network)
    found = index.nearest([[50.0, 5.5], [50.0, -4.0], [103.0, -1.0]])
    np.testing.assert_allclose(found.outside_m, [2.0, 0.5, 3.0], atol=1e-6)
    assert found.lane.tolist() == [1, -1, -1]


def test_heights_tell_bridges_from_what_lies_below() -> None:
    flat = '<geometry s="0" x="0" y="0" hdg="0" length="100"><line/></geometry>'
    across = f'<geometry s="0" x="50" y="-50" hdg="{math.pi / 2}" length="100"><line/></geometry>'
    above = '<elevationProfile><elevation s="0" a="6" b="0" c="0" d="0"/></elevationProfile>'
    two = road(across, extra=above).replace('id="1" junction', 'id="2" junction')
    index = LaneIndex(parse_opendrive(document(road(flat), two), "a").network)
    assert index.nearest([[50.0, 1.0, 0.1], [50.0, 1.0, 5.9]]).road.tolist() == [0, 1]


@needs_real_maps
@pytest.mark.parametrize(("stem", "junction"), [("fabriksgatan", "4"), ("X-Intersection_NCAP", "1")])
def test_a_crossroads_has_its_textbook_conflicts(stem: str, junction: str) -> None:
    """Four arms of one lane each: 16 crossings, and of three ways into and out of each arm 3 pairs a time."""
    network = read_opendrive(real_map(stem)).network
    found = conflict_points(network, LaneGraph.of(network), junction)
    assert Counter(point.meeting for point in found) == {"crossing": 16, "merging": 12, "diverging": 12}


@needs_real_maps
def test_from_every_arm_of_a_crossroads_every_other_is_reached() -> None:
    network = read_opendrive(real_map("fabriksgatan")).network
    graph = LaneGraph.of(network)
    arms = [r for r in network.roads if r.junction is None]
    ends = {r.id: r.successor is not None for r in arms}  # which end touches the junction
    into = {r.id: key(r.id, 0, -1 if ends[r.id] else 1) for r in arms}
    out = {r.id: key(r.id, 0, 1 if ends[r.id] else -1) for r in arms}
    ways = [route(network, graph, into[a], out[b]) for a in ends for b in ends if a != b]
    assert [len(way) for way in ways] == [3] * 12
