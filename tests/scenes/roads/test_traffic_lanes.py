"""Lines of traffic near a way, and fewer points for lines."""

from __future__ import annotations

import numpy as np
import pytest
from places import LINE_300, place, street

from scenes.roads.lane_graph import LaneGraph
from scenes.roads.place import graph_of, network_of
from scenes.roads.sampling import CHORD_M, sampled
from scenes.roads.templates.x_junction import XJunction
from scenes.roads.traffic_lanes import lanes_near
from scenes.streams import stream


def test_a_sampled_arc_stays_within_its_chord_and_a_straight_becomes_few_points() -> None:
    turn = np.linspace(0.0, np.pi, 200)
    arc = np.stack([50.0 * np.cos(turn), 50.0 * np.sin(turn), 0.0 * turn], axis=1)
    few = sampled(arc)
    middles = 0.5 * (few[1:] + few[:-1])
    assert (
        50.0 - np.linalg.norm(middles, axis=1)
    ).max() < 1.4 * CHORD_M  # at the ends the turn is seen over half the span
    assert len(few) < 70
    straight = np.stack([np.arange(201.0), np.zeros(201), np.zeros(201)], axis=1)
    np.testing.assert_allclose(sampled(straight)[:, 0], np.linspace(0.0, 200.0, 9), atol=1e-9)


def test_a_street_offers_its_lanes_and_pavements() -> None:
    network = place(street(plan=LINE_300))
    way = np.stack([np.linspace(0.0, 300.0, 31), np.full(31, -1.6), np.zeros(31)], axis=1)
    lanes = lanes_near(network, LaneGraph.of(network), way, 10.0, stream(0, "lanes"))
    assert [(lane.id, lane.kind) for lane in lanes] == [
        ("1/0/-1", "driving"),
        ("1/0/1", "driving"),
        ("1/0/-3", "pavement"),
        ("1/0/3", "pavement"),
    ]
    for lane in lanes:
        assert lane.length_m == pytest.approx(300.0)
        assert not lane.goes_on
    assert lanes[1].centre_m[0][0] == 300.0  # oncoming
    assert {point[2] for point in lanes[2].centre_m} == {0.12}


def test_lines_cross_a_junction_and_end_where_the_place_ends() -> None:
    spot = XJunction()
    network, graph = network_of(spot), graph_of(spot)
    way = np.stack([np.linspace(-100.0, 100.0, 21), np.zeros(21), np.zeros(21)], axis=1)
    lanes = [lane for lane in lanes_near(network, graph, way, 10.0, stream(0, "lanes")) if lane.kind == "driving"]
    through = [lane for lane in lanes if lane.length_m > 150.0]
    assert len(through) >= 4
    for lane in through:
        ends = np.array([lane.centre_m[0], lane.centre_m[-1]])[:, :2]
        assert (np.linalg.norm(ends, axis=1) > 90.0).all()
        steps = np.diff(np.array(lane.centre_m)[:, :2], axis=0)
        turn = np.abs(np.diff(np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))))
        assert turn.max() < 0.3
