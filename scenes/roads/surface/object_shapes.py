"""What objects on the road cover and paint, as polygons in the ground plane."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
import shapely.ops
from numpy.typing import NDArray

from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.road_object import LocalCorner, ObjectMarking, Outline, RoadCorner, RoadObject
from scenes.roads.surface.kinds import KIND, kind_of_paint

Float64 = NDArray[np.float64]

STRIPE_M = 0.5  # bars and gaps of zebra crossings, sign 293 of StVO
PIECE_M = 1.0  # chosen: corners further apart along the road are joined along it, not straight
_UNPAINTED = frozenset(["virtual", "unmarked"])
_BAY_SIDES = (ObjectMarking(side="left"), ObjectMarking(side="right"))
"""Chosen: a parking space of which the file says no more has a line on either side."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class ObjectPaint:
    """A polygon of paint and its kind of surface; later ones cover earlier ones."""

    polygon: shapely.Geometry
    kind: int


def object_paint(road: Road, curve: RoadCurve) -> list[ObjectPaint]:
    """All that the objects of a road paint onto roads: crosswalks, marks, edges of parking spaces and of others."""
    made: list[ObjectPaint] = []
    for thing in road.objects:
        if thing.kind in {"crosswalk", "roadMark", "parkingSpace"} or thing.markings:
            for one in copies_of(thing):
                made += _painted(one, curve)
    return made


def copies_of(thing: RoadObject) -> Iterator[RoadObject]:
    """The object and its repetitions; those without a gap have no copies."""
    if not thing.repeats:
        yield thing
    for repeat in thing.repeats:
        if repeat.distance_m > 0.0:
            for k in range(int(repeat.length_m / repeat.distance_m + 1e-6) + 1):
                share = k * repeat.distance_m / max(repeat.length_m, 1e-9)
                t = repeat.t_m[0] + share * (repeat.t_m[1] - repeat.t_m[0])
                yield replace(thing, s_m=repeat.s_m + k * repeat.distance_m, t_m=t, repeats=())


def _painted(thing: RoadObject, curve: RoadCurve) -> Iterator[ObjectPaint]:
    area = area_of(thing, curve)
    lines = thing.markings
    if area.area <= 1e-6 and not lines:
        return
    if thing.kind == "crosswalk":
        yield ObjectPaint(polygon=area, kind=KIND["crosswalk"])
        if not lines and thing.subtype not in _UNPAINTED:
            heading = float(curve.plan_at([thing.s_m]).heading_rad[0])
            yield ObjectPaint(polygon=_stripes(area, heading), kind=KIND["crosswalk stripe"])
    if thing.kind == "roadMark" and not any(line.corners for line in lines):
        whole = next((line for line in lines if not line.side and not line.corners), ObjectMarking())
        yield ObjectPaint(polygon=area, kind=kind_of_paint(whole.color))
    if thing.kind == "parkingSpace" and not lines:
        lines = _BAY_SIDES
    for marking in lines:
        if marking.side or marking.corners:
            for dash in _dashes(_edge(thing, curve, marking), marking):
                yield ObjectPaint(polygon=dash, kind=kind_of_paint(marking.color))


def area_of(thing: RoadObject, curve: RoadCurve) -> shapely.Geometry:
    """What an object covers: its outer outlines, or its box."""
    closed = [outline for outline in thing.outlines if outline.closed and outline.outer and len(outline.corners) > 2]
    rings = [_ring(thing, curve, outline) for outline in closed] or [_box(thing, curve)]
    return shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in rings])


def _box(thing: RoadObject, curve: RoadCurve) -> Float64:
    """Corners (4, 2) of an object's box: rear right, front right, front left, rear left."""
    u, v = 0.5 * thing.length_m, 0.5 * thing.width_m
    return _local(thing, curve, [(-u, -v), (u, -v), (u, v), (-u, v)])


def _local(thing: RoadObject, curve: RoadCurve, corners: Sequence[tuple[float, float]]) -> Float64:
    """World points (N, 2) of points in an object's own frame."""
    place = curve.points([thing.s_m], [thing.t_m])
    heading = float(place.heading_rad[0]) + thing.heading_rad
    u, v = np.array(corners).T
    cos, sin = np.cos(heading), np.sin(heading)
    return np.stack([u * cos - v * sin, u * sin + v * cos], axis=1) + place.position_m[0, :2]


def _corners(thing: RoadObject, curve: RoadCurve, outline: Outline) -> Float64:
    """World points (N, 2) of an outline's corners."""
    local = [(c.u_m, c.v_m) for c in outline.corners if isinstance(c, LocalCorner)]
    if local:
        return _local(thing, curve, local)
    road = [(c.s_m, c.t_m) for c in outline.corners if isinstance(c, RoadCorner)]
    s, t = np.array(road).T
    return curve.points(s, t).position_m[:, :2]


def _ring(thing: RoadObject, curve: RoadCurve, outline: Outline) -> Float64:
    """An outline's points (N, 2); edges between corners in road coordinates follow the road."""
    road = [(c.s_m, c.t_m) for c in outline.corners if isinstance(c, RoadCorner)]
    if not road:
        return _corners(thing, curve, outline)
    rows = []
    for (s0, t0), (s1, t1) in itertools.pairwise([*road, road[0]]):
        share = np.linspace(0.0, 1.0, max(1, int(np.ceil(abs(s1 - s0) / PIECE_M))), endpoint=False)
        rows.append(np.stack([s0 + share * (s1 - s0), t0 + share * (t1 - t0)], axis=1))
    s, t = np.concatenate(rows).T
    return curve.points(s, t).position_m[:, :2]


def _stripes(area: shapely.Geometry, heading_rad: float) -> shapely.Geometry:
    """Bars along the road across a crosswalk. Of a box's two directions the one nearer to the road's is theirs."""
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(area))
    edges = [box[1] - box[0], box[2] - box[1]]
    road = np.array([np.cos(heading_rad), np.sin(heading_rad)])
    along = max(edges, key=lambda e: abs(float(e[0] * road[0] + e[1] * road[1])) / max(float(np.hypot(*e)), 1e-9))
    across = edges[1] if along is edges[0] else edges[0]
    width = float(np.hypot(*across))
    count = max(1, int((width + STRIPE_M) / (2.0 * STRIPE_M) + 1e-6))
    start = 0.5 * (width - (2 * count - 1) * STRIPE_M)
    unit = across / max(width, 1e-9)
    corner = box[0]
    bars = []
    for k in range(count):
        low = max(start + 2 * k * STRIPE_M, 0.0)
        high = min(start + (2 * k + 1) * STRIPE_M, width)
        near, far = corner + low * unit, corner + high * unit
        bars.append([near, far, far + along, near + along])
    return shapely.intersection(shapely.union_all(shapely.polygons(np.array(bars))), area)


def _edge(thing: RoadObject, curve: RoadCurve, marking: ObjectMarking) -> Float64:
    """The line (N, 2) that a marking runs along."""
    if marking.corners:
        corners = np.concatenate([_corners(thing, curve, outline) for outline in thing.outlines])
        return corners[list(marking.corners)]
    rear_right, front_right, front_left, rear_left = _box(thing, curve)
    sides = {
        "left": (rear_left, front_left),
        "right": (rear_right, front_right),
        "front": (front_right, front_left),
        "rear": (rear_right, rear_left),
    }
    return np.array(sides.get(marking.side, sides["left"]))


def _dashes(line: Float64, marking: ObjectMarking) -> Iterator[shapely.Geometry]:
    """The painted pieces of a line; the paint lies half on either side of the edge."""
    whole = shapely.LineString(line)
    start, stop = marking.start_m, whole.length - marking.stop_m
    period = marking.line_m + marking.space_m
    while start < stop - 1e-6:
        end = min(start + marking.line_m, stop) if marking.space_m > 0.0 and marking.line_m > 0.0 else stop
        piece = shapely.ops.substring(whole, start, end)
        yield shapely.buffer(piece, 0.5 * marking.width_m, cap_style="flat", join_style="mitre")
        start = start + period if end < stop else stop
