"""Tunnels and bridges of a network: linings with lamps and a bank over them, decks with parapets and piers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.assets.street.bridge_deck import BridgeDeck
from scenes.assets.street.tunnel import TunnelLamp
from scenes.assets.street.tunnel_hill import Tube, TunnelHill
from scenes.assets.street.tunnel_lining import TunnelLining
from scenes.pose import Pose
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.road_object import Structure
from scenes.roadside.road_levels import structures_of
from scenes.roadside.road_span import driven_span, used_span
from scenes.roadside.site import Site
from scenes.roadside.stand import Placement, Stand, Thing
from scenes.roadside.stations import stretch

Float64 = NDArray[np.float64]

STEP_M = 6.0
CEILING_M = 5.2
"""RABT 2006: 4.50 m of clearance, and room for lamps and fans above it."""
WALL_M = 0.1
WALKWAY_M, EVERYTHING_M = 1.0, 100.0
"""RABT 2006: emergency walkways of 1.00 m; a bridge carries all of its road."""
LAMPS_M, ENTRANCE_LAMPS_M, ENTRANCE_M = 10.0, 4.0, 40.0
"""Spacing of the lamps inside and near the portals, where eyes adapt (CIE 88: entrance zone); chosen."""
TOGETHER_M = 30.0
"""Chosen: tunnels no further apart lie under one bank."""
BANK_M = 18.0
"""How far the bank reaches beyond the walls; nothing else stands there."""
PIER_M = 24.0
"""Chosen: spans of concrete road bridges."""


def structures(site: Site) -> Iterator[Stand]:
    """All tunnels and bridges of all roads."""
    tubes = []
    for road, named in zip(site.network.roads, structures_of(site.network), strict=True):
        curve = RoadCurve.of(road)
        for structure in named:
            end = min(structure.s_m + structure.length_m, road.length_m)
            if end - structure.s_m < 1.0:
                continue
            beside = WALKWAY_M if structure.kind == "tunnel" else EVERYTHING_M
            path, half, half_lanes = _middle(road, curve, structure.s_m, end, beside)
            if structure.kind == "tunnel":
                tube = Tube(path_m=_rounded(path), half_width_m=half, height_m=CEILING_M)
                tubes.append(tube)
                yield _lining(tube, half - half_lanes)
                yield from _tunnel_lamps(road, curve, structure, end)
            else:
                yield _bridge(site, path, half)
    for group in _side_by_side(tubes):
        yield _hill(group)


def _middle(
    road: Road, curve: RoadCurve, start_m: float, end_m: float, beside_m: float
) -> tuple[Float64, float, float]:
    """Points (N, 3) along the middle of what is used of a road, half of its width, and half of that of its lanes.

    beside_m: how much of verges beside the lanes belongs to it; pavements belong to it whole.
    """
    s = stretch(start_m, end_m, STEP_M)
    span = np.array([used_span(road, x, beside_m) for x in s.tolist()])
    lanes = np.array([driven_span(road, x) for x in s.tolist()])
    low, high = float(span[:, 0].min()), float(span[:, 1].max())
    middle = 0.5 * (low + high)
    half_lanes = max(float(lanes[:, 1].max()) - middle, middle - float(lanes[:, 0].min()))
    return curve.points(s, middle).position_m, round(0.5 * (high - low) + WALL_M, 2), half_lanes


def _rounded(path: Float64) -> tuple[tuple[float, float, float], ...]:
    return tuple((float(x), float(y), float(z)) for x, y, z in path.round(3))


def _lining(tube: Tube, walkway_m: float) -> Stand:
    x, y, z = tube.path_m[0]
    local = tuple((round(a - x, 3), round(b - y, 3), round(c - z, 3)) for a, b, c in tube.path_m)
    lining = TunnelLining(
        path_m=local,
        half_width_m=tube.half_width_m,
        height_m=tube.height_m,
        walkway_m=round(walkway_m, 2) if 0.4 < walkway_m <= WALKWAY_M + WALL_M + 0.01 else 0.0,
    )
    pose: Placement = Pose.planar(x, y, 0.0, z)
    line = shapely.LineString([point[:2] for point in tube.path_m])
    walls = shapely.boundary(shapely.buffer(line, tube.half_width_m, cap_style="flat"))
    return Stand(
        things=(Thing(name="tunnel_lining", asset=lining, T_world_body=pose),), foot=shapely.buffer(walls, 0.3)
    )


def _tunnel_lamps(road: Road, curve: RoadCurve, structure: Structure, end_m: float) -> Iterator[Stand]:
    """A row of lamps over the middle of each half of the carriageway, closer behind the portals."""
    low, high = driven_span(road, 0.5 * (structure.s_m + end_m))
    rows = [low + 0.25 * (high - low), low + 0.75 * (high - low)] if high - low > 6.0 else [0.5 * (low + high)]
    s = structure.s_m + 2.0
    while s < end_m - 1.0:
        for t in rows:
            at = curve.points(s, t, CEILING_M - 0.02)
            x, y, z = (float(c) for c in at.position_m[0])
            pose: Placement = Pose.planar(x, y, float(at.heading_rad[0]), z)
            yield Stand(
                things=(Thing(name="tunnel_lamp", asset=TunnelLamp(), T_world_body=pose),), foot=shapely.Polygon()
            )
        near = min(s - structure.s_m, end_m - s) < ENTRANCE_M
        s += ENTRANCE_LAMPS_M if near else LAMPS_M


def _side_by_side(tubes: list[Tube]) -> list[list[Tube]]:
    """Groups of tunnels that are near each other."""
    lines = [shapely.LineString([point[:2] for point in tube.path_m]) for tube in tubes]
    groups: list[list[int]] = []
    for k, line in enumerate(lines):
        near = [group for group in groups if any(line.distance(lines[j]) < TOGETHER_M for j in group)]
        groups = [group for group in groups if group not in near]
        groups.append([*(j for group in near for j in group), k])
    return [[tubes[j] for j in sorted(group)] for group in groups]


def _hill(tubes: list[Tube]) -> Stand:
    """The bank over a group, about its first point."""
    x, y, z = tubes[0].path_m[0]
    moved = tuple(
        Tube(
            path_m=tuple((round(a - x, 3), round(b - y, 3), round(c - z, 3)) for a, b, c in tube.path_m),
            half_width_m=tube.half_width_m,
            height_m=tube.height_m,
        )
        for tube in tubes
    )
    pose: Placement = Pose.planar(x, y, 0.0, z)
    lines = [shapely.LineString([point[:2] for point in tube.path_m]) for tube in tubes]
    halves = np.array([tube.half_width_m for tube in tubes])
    foot = shapely.union_all(shapely.buffer(np.array(lines), halves + BANK_M, cap_style="flat"))
    return Stand(things=(Thing(name="tunnel_hill", asset=TunnelHill(tubes=moved), T_world_body=pose),), foot=foot)


def _bridge(site: Site, path: Float64, half: float) -> Stand:
    """A deck about its first point, with piers down to what lies below, but not onto a road."""
    below = site.heights(path[:, :2])
    deep = np.nan_to_num(path[:, 2] - below)
    driven = site.ground.areas.driven_below
    piers = np.zeros(len(path))
    every = max(1, round(PIER_M / max(float(np.hypot(*(path[1] - path[0])[:2])), 0.1)))
    for k in range(every, len(path) - 1, every):
        across = shapely.buffer(shapely.points(path[k, :2]), 0.45 * half + 0.8)
        if deep[k] > 3.0 and not shapely.intersects(driven, across):
            piers[k] = deep[k]
    x, y, z = (float(c) for c in path[0].round(3))
    local = tuple((round(float(a) - x, 3), round(float(b) - y, 3), round(float(c) - z, 3)) for a, b, c in path)
    deck = BridgeDeck(
        path_m=local,
        half_width_m=half,
        piers_m=tuple(round(float(p), 1) for p in piers),
        abutment_m=round(max(float(deep.max()), 1.0), 1),
    )
    pose: Placement = Pose.planar(x, y, 0.0, z)
    return Stand(things=(Thing(name="bridge", asset=deck, T_world_body=pose),), foot=shapely.Polygon())
