"""Parking spaces of a network as bays in the world, for whoever parks vehicles in them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from scenes.roads.network import Bay, RoadNetwork
from scenes.roads.road_curve import RoadCurve

Float64 = NDArray[np.float64]

ALONG_RAD = math.radians(20.0)
"""Chosen: spaces that lean less against the road are for parking along it, headed as the traffic beside them."""
LEVEL_M = 0.02
"""Chosen: vehicles are parked at z = 0, so spaces that lie higher or lower are left out."""


def bays_near(network: RoadNetwork, way_m: Float64, reach_m: float) -> tuple[Bay, ...]:
    """The parking spaces within `reach_m` of points (N, 3), road by road."""
    tree = cKDTree(way_m[:, :2])
    made = []
    for road in network.roads:
        spaces = [thing for thing in road.objects if thing.kind == "parkingSpace" and not thing.repeats]
        if not spaces:
            continue
        s, t = np.array([thing.s_m for thing in spaces]), np.array([thing.t_m for thing in spaces])
        places = RoadCurve.of(road).points(s, t)
        near = tree.query(places.position_m[:, :2])[0] <= reach_m
        for k in np.flatnonzero(near & (np.abs(places.position_m[:, 2]) < LEVEL_M)):
            thing = spaces[int(k)]
            along = abs(math.remainder(thing.heading_rad, math.pi)) < ALONG_RAD
            against = along and (thing.t_m > 0.0) != road.left_hand
            x, y, _ = (float(v) for v in places.position_m[k])
            yaw = float(places.heading_rad[k]) + thing.heading_rad + (math.pi if against else 0.0)
            made.append(Bay(x_m=x, y_m=y, yaw_rad=math.remainder(yaw, math.tau), length_m=thing.length_m))
    return tuple(made)
