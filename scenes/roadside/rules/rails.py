"""Rails of motorways and bends, barriers in medians, noise barriers; a network's own rails go before ours."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from scenes.roads.cross_section import CrossSection
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roadside.barriers import barrier
from scenes.roadside.object_kinds import Line, line_of
from scenes.roadside.road_edge import RoadEdge
from scenes.roadside.site import Site
from scenes.roadside.stand import Stand
from scenes.roadside.stations import stretch

Float64 = NDArray[np.float64]

BESIDE_M = 0.6
"""Rails' faces stand 0.50 m or more off the edge of what is paved (RPS 2009)."""
STEP_M = 4.0
WIDE_MEDIAN_M, NARROW_MEDIAN_M = 2.2, 0.7
"""Chosen: wider medians have a rail on either side, narrower ones a concrete barrier in their middle (RPS 2009)."""
BEND_M, BEND_RUN_M = 140.0, 12.0
"""Chosen: bends of smaller radius have a rail outside, which begins before them."""
NOISE_OUT_M, NOISE_HIGH_M = 3.2, 3.5
"""Noise barriers stand behind the rail's working width (ZTV-Lsw 06); height chosen."""


def rails(site: Site) -> Iterator[Stand]:
    """Rails along motorways, and outside tight bends of country roads."""
    if _brought(site):
        return
    for edge in site.edges:
        if site.surroundings.setting == "motorway":
            if edge.outer_kind != "median":
                yield _rail(site, edge, 0.0, edge.length_m)
        else:
            yield from (_rail(site, edge, a, b) for a, b in _outside_bends(edge))
    if site.surroundings.setting == "motorway":
        for road in site.network.roads:
            if road.junction is None:
                yield from _medians(site, road)


def noise_barriers(site: Site) -> Iterator[Stand]:
    """Stretches of noise barriers behind the rails, as along villages."""
    rng = site.rng("noise_barriers")
    for edge in site.edges:
        if not edge.driven or edge.length_m < 120.0 or rng.random() < 0.45:
            continue
        length = float(rng.uniform(0.25, 0.5)) * min(edge.length_m, 600.0)
        start = float(rng.uniform(0.0, edge.length_m - length))
        points = _beyond(edge, start, start + length, NOISE_OUT_M)
        height = NOISE_HIGH_M + 0.5 * float(rng.integers(3))
        yield barrier(site, "noise_barrier", _path(points), height, 0.3, "noise_panel")


def _brought(site: Site) -> bool:
    kinds: set[Line | None] = {line_of(thing) for road in site.network.roads for thing in road.objects}
    return bool(kinds & {"guard_rail", "concrete_barrier"})


def _rail(site: Site, edge: RoadEdge, start_m: float, end_m: float) -> Stand:
    points = _beyond(edge, start_m, end_m, BESIDE_M)
    # rails look to the right of their path: on the right side it runs against the road
    return barrier(site, "guard_rail", _path(points if edge.side > 0 else points[::-1]), 0.75, 0.35, "steel")


def _beyond(edge: RoadEdge, start_m: float, end_m: float, out_m: float) -> Float64:
    """Points (N, 3) along the road's outer border, moved out."""
    s = stretch(start_m, end_m, STEP_M)
    t = np.interp(s, edge.stations_m, edge.back_t_m) + edge.side * out_m
    return edge.curve.points(s, t).position_m


def _path(points: Float64) -> tuple[tuple[float, float, float], ...]:
    return tuple((float(x), float(y), float(z)) for x, y, z in points.round(3))


def _outside_bends(edge: RoadEdge) -> list[tuple[float, float]]:
    """Stretches outside tight bends."""
    curvature = edge.curve.plan_at(edge.stations_m).curvature_per_m
    tight = (curvature * -edge.side > 1.0 / BEND_M).astype(int)
    turns = np.flatnonzero(np.diff(np.concatenate([[0], tight, [0]])))
    spans = []
    for first, last in zip(turns[::2], turns[1::2], strict=True):
        start, end = edge.stations_m[first], edge.stations_m[last - 1]
        if end - start > 15.0:
            spans.append((max(float(start) - BEND_RUN_M, 0.0), min(float(end) + BEND_RUN_M, edge.length_m)))
    return spans


def _medians(site: Site, road: Road) -> Iterator[Stand]:
    """Rails beside lanes that border on a median, or one barrier where it is narrow."""
    curve = RoadCurve.of(road)
    for index in range(len(road.sections)):
        cross = CrossSection.of(road, index)
        s = stretch(cross.start_m, cross.end_m, STEP_M)
        borders = cross.borders_m(np.minimum(s, np.nextafter(cross.end_m, -np.inf)))
        kinds = [cross.section.lane(lane_id).kind for lane_id in cross.lane_ids]
        for first, last in _runs(kinds):
            low, high = borders[:, first], borders[:, last + 1]
            width = float((high - low).min())
            right, left = first > 0, last + 1 < len(kinds)
            if width >= WIDE_MEDIAN_M or not (right and left and width >= NARROW_MEDIAN_M):
                # the face looks to the right of the path: along the road for lanes that lie right of the median
                if right and width >= NARROW_MEDIAN_M:
                    along = curve.points(s, low + BESIDE_M).position_m
                    yield barrier(site, "guard_rail", _path(along), 0.75, 0.35, "steel")
                if left and width >= NARROW_MEDIAN_M:
                    back = curve.points(s, high - BESIDE_M).position_m[::-1]
                    yield barrier(site, "guard_rail", _path(back), 0.75, 0.35, "steel")
            else:
                middle = curve.points(s, 0.5 * (low + high)).position_m
                yield barrier(site, "concrete_barrier", _path(middle), 0.81, 0.61, "concrete")


def _runs(kinds: list[str]) -> list[tuple[int, int]]:
    """First and last index of each run of median lanes."""
    marks = np.concatenate([[0], [int(kind == "median") for kind in kinds], [0]])
    turns = np.flatnonzero(np.diff(marks))
    return [(int(a), int(b) - 1) for a, b in zip(turns[::2], turns[1::2], strict=True)]
