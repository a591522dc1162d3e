"""Bridges of a network: those that it names, and those that must be, where a road runs high above another one."""

from __future__ import annotations

import functools

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.roads.network import RoadNetwork
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.road_object import Structure
from scenes.roadside.road_span import driven_span
from scenes.roadside.stations import stretch

Float64 = NDArray[np.float64]

ABOVE_M = 3.5
"""Chosen: roads that lie further above another one pass over it; nothing drives under lower ones."""
STEP_M = 3.0
BEYOND_M = 5.0
"""Chosen: a bridge's deck reaches so far beyond the lanes below, where slopes or abutments stand."""


@functools.lru_cache(maxsize=8)
def structures_of(network: RoadNetwork) -> tuple[tuple[Structure, ...], ...]:
    """Tunnels and bridges of every road, in the network's order: its own, then those that follow from heights."""
    found: list[list[Structure]] = [list(road.structures) for road in network.roads]
    lines = [_line(road) for road in network.roads]
    strips = [shapely.buffer(shapely.LineString(points[:, :2]), half, cap_style="flat") for _, points, half in lines]
    first, second = shapely.STRtree(strips).query(strips, predicate="intersects")
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        (s, above, _), (_, below, _) = lines[i], lines[j]
        if i == j or above[:, 2].max() < below[:, 2].min() + ABOVE_M:
            continue
        over = shapely.contains_xy(shapely.buffer(strips[j], BEYOND_M), above[:, :2])
        for run in _runs(over):
            away = np.hypot(above[run, None, 0] - below[None, :, 0], above[run, None, 1] - below[None, :, 1])
            height = above[run, 2] - below[away.argmin(axis=1), 2]
            if height.min() > ABOVE_M:
                found[i].append(_bridge(network.roads[i], float(s[run[0]]), float(s[run[-1]])))
    return tuple(_merged(structures) for structures in found)


def _line(road: Road) -> tuple[Float64, Float64, float]:
    """Stations, points (N, 3) in the middle of a road's lanes, and half of their width."""
    s = stretch(0.0, road.length_m, STEP_M)
    low, high = driven_span(road, 0.5 * road.length_m)
    return s, RoadCurve.of(road).points(s, 0.5 * (low + high)).position_m, max(0.5 * (high - low), 0.5)


def _runs(inside: NDArray[np.bool_]) -> list[NDArray[np.int64]]:
    """Indices of each stretch of stations that are inside."""
    turns = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(np.int64), [0]])))
    return [np.arange(a, b) for a, b in zip(turns[::2], turns[1::2], strict=True)]


def _bridge(road: Road, start_m: float, end_m: float) -> Structure:
    return Structure(id=f"{road.id}_over", kind="bridge", s_m=start_m, length_m=max(end_m - start_m, 1.0))


def _merged(structures: list[Structure]) -> tuple[Structure, ...]:
    """The structures without bridges that another one holds already."""
    kept: list[Structure] = []
    for one in structures:
        end = one.s_m + one.length_m
        if not any(one.s_m < other.s_m + other.length_m and other.s_m < end for other in kept if one.kind == "bridge"):
            kept.append(one)
    return tuple(kept)
