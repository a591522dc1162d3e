"""What runs along the borders of a road's lanes: paint, kerbs and bare edges, where the ground's mesh has them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.roads.lane import RoadLane
from scenes.roads.lane_graph import DRIVEABLE
from scenes.roads.road import Road
from scenes.roads.surface.kinds import KINDS
from scenes.roads.surface.paint import Strip
from scenes.roads.surface.section_layout import KERB_STEP_M, SectionLayout

Float64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
Span = tuple[float, float]

NO_WIDTH_M = 0.05
"""Chosen: the mark of a lane that is narrower lies on its neighbour's."""
SHORTEST_M = 0.3
"""Chosen: shorter pieces are left out; dashes are no pieces."""
_TWO_LINES = frozenset(["solid broken", "broken solid"])
_ONE_OR_TWO = frozenset(["solid", "broken", "solid solid", "broken broken", "botts dots", *_TWO_LINES])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of border `border` (from the right) of a section, from one station to another.

    kind, color: as in `LaneLine`, in the direction of growing stations. offset_m: from the border to the line's middle.
    lift_m: of the ground there above the road's surface.
    """

    border: int
    from_m: float
    to_m: float
    kind: str
    color: str = ""
    offset_m: float = 0.0
    lift_m: float = 0.0
    solid: bool = True


def stretches(road: Road, section: int, layout: SectionLayout) -> Iterator[Stretch]:
    """All lines of a section: of every border its paint, its kerb, and where it has neither the edge of the road."""
    owners = [lane.lane_id for lane in layout.lanes]
    centre = sum(lane_id < 0 for lane_id in owners)
    for border in range(len(owners) + 1):
        index = border - 1 if border > centre else border
        owner = 0 if border == centre else owners[index]
        lane = road.sections[section].lane(owner)
        there = np.ones(len(layout.stations_m), dtype=np.bool_)
        if owner:
            there = layout.borders_m[:, index + 1] - layout.borders_m[:, index] > NO_WIDTH_M
        yield from _along(road, section, layout, border, lane, there)


def _along(
    road: Road, section: int, layout: SectionLayout, border: int, lane: RoadLane, there: Mask
) -> Iterator[Stretch]:
    """What one border has. there: (S,) where its lane has a width."""
    s = layout.stations_m
    low, step = _ground(layout, border)
    taken: list[Span] = []
    for first, last, words, strips in _marks(road, section, layout, border, lane):
        for start, end in _within(runs(s, there), first, last):
            taken.append((start, end))
            lift = float(np.interp(0.5 * (start + end), s, low))
            if strips:
                yield _painted(border, (start, end), words, strips, lift, lane.id > 0)
            else:
                kind = "kerb" if words == "curb" else "edge"
                yield Stretch(border=border, from_m=start, to_m=end, kind=kind, lift_m=lift)
    for start, end in runs(s, step & there):
        lift = float(np.interp(0.5 * (start + end), s, low))
        yield Stretch(border=border, from_m=start, to_m=end, kind="kerb", lift_m=lift)
        taken.append((start, end))
    if _is_driven(road, section, layout, border - 1) != _is_driven(road, section, layout, border):
        for start, end in runs(s, there):
            for first, last in _left_over(start, end, taken):
                lift = float(np.interp(0.5 * (first + last), s, low))
                yield Stretch(border=border, from_m=first, to_m=last, kind="edge", lift_m=lift)


def _marks(
    road: Road, section: int, layout: SectionLayout, border: int, lane: RoadLane
) -> Iterator[tuple[float, float, str, list[Strip]]]:
    """(from, to, kind, strips) of a border's marks but `none`, as `scenes.roads.surface.paint` lays them."""
    start, end = road.sections[section].s_m, road.section_end_m(section)
    for index, mark in enumerate(lane.marks):
        first = max(start, start + mark.offset_m)
        last = min(end, start + lane.marks[index + 1].offset_m) if index + 1 < len(lane.marks) else end
        if last > first and mark.kind != "none":
            strips = [
                strip
                for strip in layout.strips[border]
                if ((strip.spans_m[:, 1] > first) & (strip.spans_m[:, 0] < last)).any()
            ]
            yield first, last, mark.kind, strips


def _painted(border: int, span: Span, words: str, strips: Sequence[Strip], lift_m: float, left: bool) -> Stretch:
    """A mark's line. left: of the reference line, where OpenDRIVE names a double line's right one first."""
    solid = any(strip.solid for strip in strips)
    if words not in _ONE_OR_TWO:
        words = "solid" if solid else "broken"
    kind = mirrored(words.replace(" ", "_")) if left else words.replace(" ", "_")
    return Stretch(
        border=border,
        from_m=span[0],
        to_m=span[1],
        kind=kind,
        color=KINDS[strips[0].kind].name.removeprefix("mark "),
        offset_m=0.5 * (min(strip.low_m for strip in strips) + max(strip.high_m for strip in strips)),
        lift_m=lift_m,
        solid=solid,
    )


def mirrored(kind: str) -> str:
    """A line's kind as who comes the other way calls it."""
    return "_".join(reversed(kind.split("_"))) if kind.replace("_", " ") in _TWO_LINES else kind


def _ground(layout: SectionLayout, border: int) -> tuple[Float64, Mask]:
    """The lower of the two sides' heights at a border (S,), and whether a kerb stands there."""
    heights, lanes = layout.heights_m, len(layout.lanes)
    right = heights[:, border - 1, 1] if border > 0 else heights[:, 0, 0]
    left = heights[:, border, 0] if border < lanes else heights[:, lanes - 1, 1]
    step = np.abs(left - right) >= KERB_STEP_M
    return np.minimum(left, right), step


def _is_driven(road: Road, section: int, layout: SectionLayout, index: int) -> bool:
    """Whether lane `index` from the right is one for vehicles; there is none beyond the rims."""
    if not 0 <= index < len(layout.lanes):
        return False
    return road.sections[section].lane(layout.lanes[index].lane_id).kind in DRIVEABLE


def runs(s: Float64, mask: Mask) -> list[Span]:
    """Spans of stations (S,) over which a mask (S,) holds at both ends of every piece."""
    both = np.concatenate([[False], mask[1:] & mask[:-1], [False]])
    edges = np.flatnonzero(np.diff(both.astype(np.int8)))
    return [(float(s[a]), float(s[b])) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _within(spans: Sequence[Span], first: float, last: float) -> Iterator[Span]:
    for start, end in spans:
        if min(end, last) - max(start, first) > SHORTEST_M:
            yield max(start, first), min(end, last)


def _left_over(start: float, end: float, taken: Sequence[Span]) -> Iterator[Span]:
    """What of a span no other one covers."""
    at = start
    for first, last in sorted(taken):
        if first - at > SHORTEST_M:
            yield at, min(first, end)
        at = max(at, last)
        if at >= end:
            return
    if end - at > SHORTEST_M:
        yield at, end
