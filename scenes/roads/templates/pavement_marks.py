"""Marks across lanes and on them: stop lines, give-way lines, arrows, and the crosswalks of two countries.

Germany: RMS-1 (FGSV 1993); United States: MUTCD 2009, sections 3B.16 (lines), 3B.18 (crosswalks), 3B.20 (arrows).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from scenes.roads.place import Country
from scenes.roads.road_object import LocalCorner, ObjectMarking, Outline, RoadCorner, RoadObject
from scenes.roads.templates.roadside_design import patch

Span = tuple[float, float]
Arrow = Literal["arrowStraight", "arrowLeft", "arrowRight", "arrowStraightLeft", "arrowStraightRight"]

STOP_LINE_M = {"DE": 0.50, "US": 0.45}
GIVE_WAY_DASH_M, GIVE_WAY_GAP_M = 0.50, 0.25  # sign 341 of StVO
TRIANGLE_M, TRIANGLE_BASE_M, TRIANGLE_GAP_M = 0.60, 0.45, 0.20  # 3B.16: 12 to 24 inches wide, 3 to 12 apart
ARROW_M = 5.0  # RMS-1: arrows of towns
_STEM_M, _HEAD_M, _HEAD_WIDTH_M = 0.15, 1.6, 0.75
_LADDER_M, _LADDER_GAP_M = 0.61, 0.61  # 3B.18: longitudinal bars of 12 to 24 inches


def stop_line(object_id: str, end_m: float, across_m: Span, country: Country) -> RoadObject:
    """A line across lanes that ends at a station. across_m: t from right to left."""
    return patch(object_id, "roadMark", "stopLine", (end_m - STOP_LINE_M[country], end_m), across_m)


def give_way_line(object_id: str, end_m: float, across_m: Span, country: Country) -> RoadObject:
    """Short blocks across lanes, in the United States triangles that point against the traffic."""
    base, gap = (GIVE_WAY_DASH_M, GIVE_WAY_GAP_M) if country == "DE" else (TRIANGLE_BASE_M, TRIANGLE_GAP_M)
    width = across_m[1] - across_m[0]
    count = max(1, int((width + gap) / (base + gap)))
    first = across_m[0] + 0.5 * (width - count * base - (count - 1) * gap)
    outlines = []
    for k in range(count):
        low = first + k * (base + gap)
        if country == "DE":
            corners = [(end_m - 0.5, low), (end_m, low), (end_m, low + base), (end_m - 0.5, low + base)]
        else:
            corners = [(end_m, low), (end_m, low + base), (end_m - TRIANGLE_M, low + 0.5 * base)]
        outlines.append(_road_outline(corners))
    return RoadObject(
        id=object_id,
        kind="roadMark",
        name="giveWayLine",
        s_m=end_m,
        t_m=0.5 * (across_m[0] + across_m[1]),
        outlines=tuple(outlines),
    )


def signalised_crosswalk(object_id: str, along_m: Span, across_m: Span, country: Country) -> RoadObject:
    """A crosswalk at lights: two broken lines in Germany (RMS-1 4.4), bars along the road in the United States."""
    if country == "US":
        return patch(object_id, "crosswalk", "crosswalk", along_m, across_m, subtype="zebra")
    made = patch(object_id, "crosswalk", "crosswalk", along_m, across_m, subtype="signalised")
    lines = tuple(
        ObjectMarking(corners=corners, color="white", width_m=0.12, line_m=0.5, space_m=0.2)
        for corners in ((0, 3), (1, 2))
    )
    return RoadObject(
        **{name: getattr(made, name) for name in made.__dataclass_fields__ if name != "markings"}, markings=lines
    )


def arrow(object_id: str, kind: Arrow, s_m: float, t_m: float, heading_rad: float = 0.0) -> RoadObject:
    """An arrow of 5 m, its middle at a place, pointing along the road turned by a heading."""
    return RoadObject(
        id=object_id,
        kind="roadMark",
        name=kind,
        subtype=kind,
        s_m=s_m,
        t_m=t_m,
        heading_rad=heading_rad,
        length_m=ARROW_M,
        width_m=1.2,
        outlines=tuple(_local_outline(ring) for ring in _rings(kind)),
    )


def _rings(kind: Arrow) -> list[list[tuple[float, float]]]:
    """Outlines of an arrow's parts about its middle; u ahead, v left."""
    half = 0.5 * ARROW_M
    if kind == "arrowStraight":
        return [_stem(-half, half - _HEAD_M), _head((half, 0.0), 0.0)]
    side = 1.0 if kind.endswith("Left") else -1.0
    if kind in {"arrowLeft", "arrowRight"}:
        bend = 0.4
        return [_stem(-half, bend), *_branch(bend, side, half - 0.5)]
    return [_stem(-half, half - _HEAD_M), _head((half, 0.0), 0.0), *_branch(-0.9, side, 0.7)]


def _stem(low: float, high: float) -> list[tuple[float, float]]:
    w = 0.5 * _STEM_M
    return [(low, -w), (high, -w), (high, w), (low, w)]


def _head(tip: tuple[float, float], turn_rad: float) -> list[tuple[float, float]]:
    """A triangle whose tip points ahead, turned to the left."""
    cos, sin = math.cos(turn_rad), math.sin(turn_rad)
    local = [(0.0, 0.0), (-_HEAD_M, -0.5 * _HEAD_WIDTH_M), (-_HEAD_M, 0.5 * _HEAD_WIDTH_M)]
    return [(tip[0] + u * cos - v * sin, tip[1] + u * sin + v * cos) for u, v in local]


def _branch(begin: float, side: float, reach: float) -> list[list[tuple[float, float]]]:
    """An oblique stem to one side with a head, from the stem's middle at `begin` to a tip `reach` ahead."""
    w = 0.5 * _STEM_M
    turn = side * math.radians(48.0)
    tip = (reach, side * 0.95)
    shaft = 0.5 * _HEAD_M
    neck = (tip[0] - shaft * math.cos(turn), tip[1] - shaft * math.sin(turn))
    head = [(tip[0] + (u - tip[0]) * 0.62, tip[1] + (v - tip[1]) * 0.62) for u, v in _head(tip, turn)]
    return [[(begin - 0.15, -w), (neck[0], neck[1] - w), (neck[0], neck[1] + w), (begin + 0.15, w)], head]


def _road_outline(corners: Sequence[tuple[float, float]]) -> Outline:
    return Outline(corners=tuple(RoadCorner(s_m=s, t_m=t, z_m=0.0, height_m=0.0) for s, t in corners))


def _local_outline(corners: Sequence[tuple[float, float]]) -> Outline:
    return Outline(corners=tuple(LocalCorner(u_m=u, v_m=v, z_m=0.0, height_m=0.0) for u, v in corners))
