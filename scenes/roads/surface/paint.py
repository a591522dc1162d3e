"""The paint along one border of lanes: strips with an offset, a width and spans of stations."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.roads.lane import RoadLane
from scenes.roads.mark import MarkLine, RoadMark
from scenes.roads.road import Road
from scenes.roads.surface.kinds import kind_of_paint

Float64 = NDArray[np.float64]

WIDTH_M = {"bold": 0.25}  # by weight, RMS-1 (FGSV 1993): broad lines of motorways
STANDARD_WIDTH_M = 0.12  # narrow line, RMS-1
_DASHES_M = {"motorway": (6.0, 12.0), "town": (3.0, 6.0), "lowSpeed": (3.0, 6.0), "pedestrian": (3.0, 6.0)}
_RURAL_DASHES_M = (4.0, 8.0)  # guide lines, RMS-1, as those of motorways and towns
_DOT_M, _DOT_GAP_M = 0.1, 1.1  # Botts' dots: 4 inches, four feet apart (Caltrans standard plan A20A)
_NO_PAINT = frozenset(["none", "grass", "curb", "custom", "edge"])


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Strip:
    """A strip of paint beside a border. low_m, high_m: its edges' t minus the border's. spans_m: (M, 2) from, to."""

    low_m: float
    high_m: float
    spans_m: Float64
    kind: int
    solid: bool


def strips_of(road: Road, section: int, lane: RoadLane) -> list[Strip]:
    """The strips on a lane's outer border (lane 0: the reference line) within its section."""
    start, end = road.sections[section].s_m, road.section_end_m(section)
    strips: list[Strip] = []
    for index, mark in enumerate(lane.marks):
        first = max(start, start + mark.offset_m)
        last = min(end, start + lane.marks[index + 1].offset_m) if index + 1 < len(lane.marks) else end
        if last > first and mark.kind != "none":
            strips += _strips(mark, lane.id, start + mark.offset_m, (first, last), _dashes_m(road, first))
    return [strip for strip in strips if len(strip.spans_m) and strip.high_m > strip.low_m]


def _strips(mark: RoadMark, lane_id: int, at_m: float, within_m: tuple[float, float], dashes_m: Dashes) -> list[Strip]:
    lines = mark.lines or (() if mark.strokes else pattern_of(mark, lane_id, dashes_m))
    strips = [
        Strip(
            low_m=line.t_offset_m - 0.5 * line.width_m,
            high_m=line.t_offset_m + 0.5 * line.width_m,
            spans_m=_spans(line, at_m, within_m),
            kind=kind_of_paint(line.color or mark.color),
            solid=line.space_m <= 0.0,
        )
        for line in lines
    ]
    for stroke in mark.strokes:
        span = np.clip([[at_m + stroke.offset_m, at_m + stroke.offset_m + stroke.length_m]], *within_m)
        low, high = stroke.t_offset_m - 0.5 * stroke.width_m, stroke.t_offset_m + 0.5 * stroke.width_m
        kept = span[span[:, 1] > span[:, 0]]
        strips.append(Strip(low_m=low, high_m=high, spans_m=kept, kind=kind_of_paint(mark.color), solid=False))
    return strips


Dashes = tuple[float, float]


def pattern_of(mark: RoadMark, lane_id: int, dashes_m: Dashes) -> tuple[MarkLine, ...]:
    """The lines of a kind of mark whose file says no more. Double lines are one line's width apart (RMS-1).

    'solid broken' and its like name the line nearer to the reference line first; on that line, the left one first.
    """
    if mark.kind in _NO_PAINT:
        return ()
    width = mark.width_m or WIDTH_M.get(mark.weight, STANDARD_WIDTH_M)
    if mark.kind == "botts dots":
        return (MarkLine(width_m=0.1, length_m=_DOT_M, space_m=_DOT_GAP_M),)
    words = mark.kind.split(" ")
    offsets = (0.0,) if len(words) == 1 else ((width, -width) if lane_id <= 0 else (-width, width))
    dash, gap = dashes_m
    return tuple(
        MarkLine(width_m=width, t_offset_m=offset, length_m=dash, space_m=gap)
        if word == "broken"
        else MarkLine(width_m=width, t_offset_m=offset)
        for word, offset in zip(words, offsets, strict=True)
    )


def _spans(line: MarkLine, at_m: float, within_m: tuple[float, float]) -> Float64:
    """(M, 2) stations of paint of a repeated line."""
    first, last = within_m
    begin = at_m + line.offset_m
    period = line.length_m + line.space_m
    if line.space_m <= 0.0 or period <= 0.0:
        spans = np.array([[max(begin, first), last]])
    else:
        skipped = max(0.0, np.floor((first - begin) / period))
        starts = begin + period * (skipped + np.arange(max(0, int(np.ceil((last - begin) / period - skipped)))))
        spans = np.clip(np.stack([starts, starts + line.length_m], axis=1), first, last)
    return np.asarray(spans[spans[:, 1] - spans[:, 0] > 1e-6])


def _dashes_m(road: Road, s_m: float) -> Dashes:
    """Length and gap of broken lines on a kind of road."""
    index = bisect.bisect_right([kind.s_m for kind in road.types], s_m) - 1
    return _DASHES_M.get(road.types[max(index, 0)].kind, _RURAL_DASHES_M) if road.types else _RURAL_DASHES_M
