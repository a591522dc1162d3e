"""Lane sections and lanes from XML."""

from __future__ import annotations

import itertools

from scenes.opendrive.marks import read_marks
from scenes.opendrive.plan_view import read_profile
from scenes.opendrive.single_side import SidedSection, whole_sections
from scenes.opendrive.source import Source
from scenes.opendrive.speeds import read_speed
from scenes.roads.lane import LaneHeight, LaneSection, LaneSpeed, RoadLane
from scenes.safe_xml import Element

MAX_LANES = 200  # chosen: ten times the widest toll plaza
_SHORTEST_M = 1e-6


def read_sections(source: Source, lanes: Element, length_m: float) -> tuple[LaneSection, ...]:
    """A road's lane sections in order, the first at 0. Raises InputFileError without any."""
    elements = lanes.all("laneSection")
    sided = [_section(source, element) for element in elements]
    if not sided:
        raise source.fault(lanes, "no <laneSection>, expected at least one")
    if any(a.s_m > b.s_m for a, b in itertools.pairwise(sided)):
        raise source.fault(lanes, f"<laneSection> records are not in order of s: {[s.s_m for s in sided][:8]}")
    kept = []
    for section, element, later in zip(sided, elements, [*sided[1:], None], strict=True):
        if min(length_m if later is None else later.s_m, length_m) - section.s_m > _SHORTEST_M or section.single:
            kept.append(section)
        else:
            source.note("repaired", "<laneSection> without length left out", element)
    if not kept:
        raise source.fault(lanes, f"no <laneSection> lies within the road's {length_m:g} m")
    if kept[0].s_m > _SHORTEST_M:
        raise source.fault(elements[0], f"the first lane section must begin at s=0, got {kept[0].s_m:g}")
    return whole_sections(kept)


def _section(source: Source, element: Element) -> SidedSection:
    single = source.choice(element, "singleSide", ("true", "false"), "false") == "true"
    left, right = _side(source, element, "left"), _side(source, element, "right")
    centre = _side(source, element, "center")
    if len(centre) != 1 or centre[0].id != 0:
        raise source.fault(element, "expected one <lane> of id 0 in <center>")
    for name, lanes, sign in (("left", left, 1), ("right", right, -1)):
        ids = sorted(sign * lane.id for lane in lanes)
        if ids != list(range(1, len(ids) + 1)):
            expected = f"{sign}, {2 * sign}, ... without gaps"
            raise source.fault(element, f"<{name}> has lanes {[lane.id for lane in lanes][:20]}, expected {expected}")
    if len(left) + len(right) > MAX_LANES:
        raise source.fault(element, f"{len(left) + len(right)} lanes in one section, allowed {MAX_LANES}")
    return SidedSection(
        s_m=source.number(element, "s"),
        left=tuple(sorted(left, key=lambda lane: lane.id)),
        centre=centre[0],
        right=tuple(sorted(right, key=lambda lane: lane.id)),
        single=single,
    )


def _side(source: Source, section: Element, tag: str) -> list[RoadLane]:
    side = section.first(tag)
    return [] if side is None else [_lane(source, element) for element in side.all("lane")]


def _lane(source: Source, element: Element) -> RoadLane:
    lane_id = source.integer(element, "id")
    if source.text(element, "level", "false").lower() in {"true", "1"} and lane_id != 0:
        source.note("unsupported", "level='true' of <lane>: read as tilted with the road", element)
    widths = read_profile(source, element, "width", "sOffset")
    borders = read_profile(source, element, "border", "sOffset")
    if lane_id != 0 and not widths and not borders:
        raise source.fault(element, "the lane has neither <width> nor <border>")
    if widths and borders:
        source.note("repaired", "<border> of a <lane> with <width>: the width holds", element)
    link = element.first("link")
    return RoadLane(
        id=lane_id,
        kind=source.text(element, "type", "none"),
        widths=widths if lane_id else (),
        borders=borders if lane_id else (),
        heights=_heights(source, element),
        marks=read_marks(source, element),
        speeds=_speeds(source, element),
        predecessors=() if link is None else tuple(source.integer(e, "id") for e in link.all("predecessor")),
        successors=() if link is None else tuple(source.integer(e, "id") for e in link.all("successor")),
        travel=source.choice(element, "direction", ("standard", "reversed", "both"), "standard"),
    )


def _heights(source: Source, lane: Element) -> tuple[LaneHeight, ...]:
    rows = [
        LaneHeight(
            offset_m=source.number(e, "sOffset"), inner_m=source.number(e, "inner"), outer_m=source.number(e, "outer")
        )
        for e in lane.all("height")
    ]
    return tuple(sorted(rows, key=lambda row: row.offset_m))


def _speeds(source: Source, lane: Element) -> tuple[LaneSpeed, ...]:
    rows = [(source.number(element, "sOffset"), read_speed(source, element)) for element in lane.all("speed")]
    known = [LaneSpeed(offset_m=offset, limit_mps=limit) for offset, limit in rows if limit is not None]
    return tuple(sorted(known, key=lambda row: row.offset_m))
