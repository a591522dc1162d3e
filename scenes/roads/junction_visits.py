"""The junctions on a line over a place."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray

from scenes.roads.junction_rules import JunctionRules, Visit
from scenes.roads.lane_graph import DRIVEABLE
from scenes.roads.lane_match import Matched
from scenes.roads.nearest import LaneIndex
from scenes.roads.place import Place, network_of

Float64 = NDArray[np.float64]


def visits_along(place: Place, points_m: Float64) -> tuple[Visit, ...]:
    """The junctions on a line along driving lanes, of points (N, 3) a metre apart; distances are from its start."""
    index, rules = _indexed(place)
    found = index.nearest(points_m)
    roads = {road.id: road for road in network_of(place).roads}
    return rules.visits(Matched.of(roads, index.keys(found), found, slice(0, len(points_m))))


@functools.lru_cache(maxsize=8)
def _indexed(place: Place) -> tuple[LaneIndex, JunctionRules]:
    network = network_of(place)
    return LaneIndex(network, DRIVEABLE), JunctionRules(network)
