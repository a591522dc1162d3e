"""Templates: whole surfaces, joined curves, lanes that lead on, and the mirror law, for random draws of each."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from surface_checks import covered, expected_area_m2, flat_triangles, overlap_m2, widest_gap_m
from template_draws import PLACES

from scenes.errors import ConfigError
from scenes.roads.bays import bays_near
from scenes.roads.conflicts import conflict_points
from scenes.roads.cross_section import CrossSection
from scenes.roads.lane_graph import DRIVEABLE, LaneGraph, LaneKey, lanes_of
from scenes.roads.network import RoadNetwork
from scenes.roads.plan import Spiral
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.kinds import KIND
from scenes.roads.surface.patch import SurfacePatch
from scenes.roads.surface.surface_mesh import network_surface
from scenes.roads.templates.alignment import Alignment, PlanPose, turn
from scenes.roads.templates.mirrored import mirrored
from scenes.roads.templates.motorway import Motorway
from scenes.roads.templates.t_junction import TJunction
from scenes.roads.templates.template import Template
from scenes.roads.templates.urban_road import UrbanRoad
from scenes.roads.templates.x_junction import XJunction

TOLERANCE_M = 0.01
FEW = settings(
    max_examples=3, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
each_template = pytest.mark.parametrize("name", sorted(PLACES))


def driving(network: RoadNetwork) -> list[LaneKey]:
    roads = {road.id: road for road in network.roads}
    keys = [key for road in network.roads for key in lanes_of(road)]
    return [k for k in keys if roads[k.road].sections[k.section].lane(k.lane).kind in DRIVEABLE]


def part(patch: SurfacePatch, rows: np.ndarray) -> SurfacePatch:
    return replace(
        patch, faces=patch.faces[rows], kind=patch.kind[rows], lane=patch.lane[rows], upright=patch.upright[rows]
    )


@each_template
@FEW
@given(data=st.data())
def test_surfaces_have_no_holes_and_no_overlaps(name: str, data: st.DataObject) -> None:
    network = data.draw(PLACES[name]).network()
    surface = network_surface(network)
    for index in np.unique(surface.road):
        one = part(surface.patch, surface.road == index)
        area = float(shapely.area(flat_triangles(one)).sum())
        assert overlap_m2(one) < max(0.01, 2e-6 * area)
        if index == -1:
            assert widest_gap_m(one) < TOLERANCE_M
        else:  # without overlaps, what has the road's area has no holes; chords cut bends
            road = network.roads[index]
            assert area == pytest.approx(expected_area_m2(road, RoadCurve.of(road)), abs=0.01 * road.length_m)


@each_template
@FEW
@given(data=st.data())
def test_neighbouring_roads_meet_in_place_direction_and_height(name: str, data: st.DataObject) -> None:
    network = data.draw(PLACES[name]).network()
    roads = {road.id: road for road in network.roads}
    for road in network.roads:
        for link, s in ((road.predecessor, 0.0), (road.successor, road.length_m)):
            if link is None or link.target != "road":
                continue
            other = roads[link.id]
            at = 0.0 if link.contact == "start" else other.length_m
            for mine, theirs in joints(road, s, other, at):
                assert np.linalg.norm(mine - theirs) < TOLERANCE_M


def joints(road: Road, s: float, other: Road, at: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Corners of the lanes that two roads' ends share, as either has them."""
    section, behind = (0 if s == 0.0 else len(road.sections) - 1), (0 if at == 0.0 else len(other.sections) - 1)
    pairs = []
    for lane in road.sections[section].lanes:
        linked = lane.predecessors if s == 0.0 else lane.successors
        for lane_id in linked:
            mine = corners(road, section, lane.id, s)
            theirs = corners(other, behind, lane_id, at)
            if np.linalg.norm(mine[0] - theirs[0]) > np.linalg.norm(mine[0] - theirs[1]):
                theirs = theirs[::-1]
            pairs += list(zip(mine, theirs, strict=True))
    return pairs


def corners(road: Road, section: int, lane: int, s: float) -> np.ndarray:
    cross = CrossSection.of(road, section)
    inside = np.array([min(s, np.nextafter(cross.end_m, -np.inf))])
    k = cross.lane_ids.index(lane)
    return RoadCurve.of(road).points(s, cross.borders_m(inside)[0, [k, k + 1]]).position_m


@each_template
@FEW
@given(data=st.data())
def test_every_lane_leads_to_the_edge_of_the_place(name: str, data: st.DataObject) -> None:
    network = data.draw(PLACES[name]).network()
    graph = LaneGraph.of(network)
    keys = set(driving(network))
    for start in keys:
        seen, waiting = {start}, [start]
        while waiting:
            key = waiting.pop()
            for ahead in (*graph.successors[key], *graph.beside[key]):
                if ahead in keys and ahead not in seen:
                    seen.add(ahead)
                    waiting.append(ahead)
        ends = [k for k in seen if not any(a in keys for a in graph.successors[k])]
        assert ends, f"{start} leads nowhere"
    inner = {road.id for road in network.roads if road.junction is not None}
    assert all(graph.successors[k] for k in keys if k.road in inner)
    assert all(graph.predecessors[k] for k in keys if k.road in inner)


@pytest.mark.slow
@each_template
@FEW
@given(data=st.data())
def test_left_hand_traffic_is_the_mirror_image(name: str, data: st.DataObject) -> None:
    place: Template = replace(data.draw(PLACES[name]), traffic="right")
    right, left = place.network(), replace(place, traffic="left").network()
    assert mirrored(left) == right
    assert all(road.left_hand for road in left.roads)
    one, other = network_surface(right).patch, network_surface(left).patch
    flipped = replace(other, vertices_m=other.vertices_m * [1.0, -1.0, 1.0])
    for kind in np.unique(one.kind[~one.upright]):
        areas = [float(shapely.area(flat_triangles(part(p, p.kind == kind))).sum()) for p in (one, flipped)]
        assert areas[0] == pytest.approx(areas[1], rel=1e-3, abs=0.05)
    for end in (np.min, np.max):
        np.testing.assert_allclose(end(one.vertices_m, axis=0), end(flipped.vertices_m, axis=0), atol=TOLERANCE_M)
    for key in driving(right):
        assert right.road(key.road).forward(key.section, key.lane) == left.road(key.road).forward(
            key.section, -key.lane
        )


@given(
    radius_m=st.floats(40.0, 2000.0),
    angle=st.floats(-2.0, 2.0).filter(lambda a: abs(a) > 0.02),
    clothoid_m=st.floats(5.0, 120.0),
)
def test_bends_join_without_a_kink_and_turn_by_their_angle(radius_m: float, angle: float, clothoid_m: float) -> None:
    start = PlanPose(x_m=3.0, y_m=-2.0, heading_rad=0.7)
    bend = Alignment.of(start).line(20.0).bend(radius_m, angle, clothoid_m).line(20.0)
    assert_smooth(bend)
    assert math.remainder(bend.end.heading_rad - 0.7 - angle, math.tau) == pytest.approx(0.0, abs=1e-9)
    tightest = max(abs(r.shape.end_curvature_per_m) for r in bend.records if isinstance(r.shape, Spiral))
    assert tightest == pytest.approx(1.0 / radius_m)


def assert_smooth(line: Alignment) -> None:
    """Places, headings and curvatures of records that follow each other agree."""
    for before, behind in zip(line.records, line.records[1:], strict=False):
        joint = behind.s_m
        ends = [line.at(joint - 1e-9), line.at(joint + 1e-9)]
        assert math.hypot(ends[0].x_m - ends[1].x_m, ends[0].y_m - ends[1].y_m) < 1e-6
        assert math.remainder(ends[0].heading_rad - ends[1].heading_rad, math.tau) == pytest.approx(0.0, abs=1e-6)
        assert line.curvature_at(joint - 1e-9) == pytest.approx(line.curvature_at(joint + 1e-9), abs=1e-6)
        assert before.length_m > 0.0


@given(ahead_m=st.floats(6.0, 40.0), left_m=st.floats(6.0, 40.0), angle=st.floats(0.5, 2.2))
def test_turns_end_where_they_shall(ahead_m: float, left_m: float, angle: float) -> None:
    start = PlanPose(x_m=1.0, y_m=2.0, heading_rad=-0.4)
    goal = start.moved(ahead_m, left_m, angle)
    line = turn(start, goal)
    end = line.at(line.length_m)
    assert math.hypot(end.x_m - goal.x_m, end.y_m - goal.y_m) < 1e-6
    assert math.remainder(end.heading_rad - goal.heading_rad, math.tau) == pytest.approx(0.0, abs=1e-6)


def test_cuts_and_reversals_keep_the_line() -> None:
    line = Alignment.of(PlanPose(x_m=0.0, y_m=0.0, heading_rad=0.0)).line(50.0).bend(300.0, 0.5, 60.0).line(40.0)
    piece, back = line.cut(70.0, 180.0), line.reversed()
    for s in np.linspace(0.0, 110.0, 12):
        one, other = piece.at(float(s)), line.at(70.0 + float(s))
        assert (one.x_m, one.y_m, one.heading_rad) == pytest.approx((other.x_m, other.y_m, other.heading_rad))
        same = back.at(back.length_m - float(s))
        assert math.hypot(same.x_m - line.at(float(s)).x_m, same.y_m - line.at(float(s)).y_m) < 1e-6


def test_a_crossing_of_two_lane_streets_has_the_known_conflicts() -> None:
    """12 ways: 16 crossings, and 3 pairs at each of 4 places to part and 4 to merge (HCM: 32 points)."""
    network = XJunction(main_lanes=1, side_lanes=1, turn_lanes="none").network()
    assert sum(road.junction is not None for road in network.roads) == 12
    found = [point.meeting for point in conflict_points(network, LaneGraph.of(network), "crossing")]
    assert [found.count(kind) for kind in ("crossing", "merging", "diverging")] == [16, 12, 12]


def test_a_t_junction_of_two_lane_streets_has_nine_conflicts() -> None:
    network = TJunction(main_lanes=1, side_lanes=1, turn_lanes="none", control="yield").network()
    found = [point.meeting for point in conflict_points(network, LaneGraph.of(network), "crossing")]
    assert [found.count(kind) for kind in ("crossing", "merging", "diverging")] == [3, 3, 3]
    assert ("east_to_west", "south_to_west") in network.junctions[0].priorities


def test_a_left_turn_from_the_side_road_goes_where_it_says() -> None:
    network = XJunction(main_lanes=2, turn_lanes="all").network()
    graph = LaneGraph.of(network)
    ahead = graph.successors[LaneKey(road="south", section=1, lane=-1)]
    assert [key.road for key in ahead] == ["south_to_west"]
    assert graph.successors[ahead[0]] == (LaneKey(road="west", section=1, lane=1),)


def test_motorways_are_as_wide_as_asked_and_ramps_lead_on_and_off() -> None:
    place = Motorway(lanes=3, turn_rad=0.0, grade_share=0.0)
    network = place.network()
    cross = CrossSection.of(network.road("east_approach"), 0)
    borders = cross.borders_m(np.array([10.0]))[0]
    np.testing.assert_allclose(np.diff(borders)[::-1], [2.0, 0.75, 3.75, 3.75, 3.75, 2.5])
    graph = LaneGraph.of(network)
    leave = LaneKey(road="east_approach", section=1, lane=-6)
    assert [key.road for key in graph.successors[leave]] == ["east_off_ramp_gore"]
    joining = LaneKey(road="east_on_ramp", section=0, lane=-1)
    gore = graph.successors[joining][0]
    assert graph.successors[gore] == (LaneKey(road="east_away", section=0, lane=-6),)


def test_crosswalks_bays_and_lanes_have_the_asked_area() -> None:
    place = UrbanRoad(length_m=200.0, parking="both", crosswalk="zebra", cycle="lane")
    patch = network_surface(place.network()).patch
    area = {name: float(shapely.area(flat_triangles(part(patch, patch.kind == KIND[name]))).sum()) for name in KIND}
    across = 2.0 * (3.25 + 1.85)
    assert area["crosswalk"] + area["crosswalk stripe"] == pytest.approx(4.0 * across)
    assert area["crosswalk stripe"] == pytest.approx(4.0 * 0.5 * 10)  # ten bars of half a metre
    lines = 2 * 0.25 * (200.0 - 4.0)  # along the cycle lanes, but on the crossing
    assert area["biking"] == pytest.approx(2 * 1.85 * 196.0 - 0.5 * lines, rel=1e-3)
    assert covered(patch).area == pytest.approx(200.0 * 2.0 * (3.25 + 1.85 + 2.1 + 3.0), rel=1e-4)


@pytest.mark.parametrize(
    ("place", "field", "value"),
    [(Motorway, "lanes", 5), (Motorway, "radius_m", 100.0), (UrbanRoad, "kerb_m", 0.5), (XJunction, "arm_m", 10.0)],
)
def test_values_out_of_range_are_named(place: type[Template], field: str, value: float) -> None:
    with pytest.raises(ConfigError, match=rf"road\.{field}: got {value}, allowed"):
        place(**{field: value})


def test_right_before_left_is_for_small_streets() -> None:
    with pytest.raises(ConfigError, match="right_before_left needs main_lanes 1"):
        XJunction(control="right_before_left", main_lanes=2)


def test_bays_lie_along_the_road_headed_as_its_traffic() -> None:
    network = UrbanRoad(length_m=120.0, parking="both", crosswalk="none").network()
    bays = bays_near(network, np.array([[60.0, 0.0, 0.0]]), 200.0)
    right = [bay for bay in bays if bay.y_m < 0.0]
    assert len(right) == len(bays) - len(right) == 17  # 100 m less two noses of 1.2 m, by 5.7 m
    assert {round(bay.y_m, 6) for bay in bays} == {-4.3, 4.3}  # a lane of 3.25 m and half a bay
    assert all(math.cos(bay.yaw_rad) == pytest.approx(1.0 if bay.y_m < 0.0 else -1.0) for bay in bays)
    assert len(bays_near(network, np.array([[60.0, 0.0, 0.0]]), 10.0)) < len(bays)
