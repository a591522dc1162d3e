"""Road marks from XML."""

from __future__ import annotations

from scenes.opendrive.source import Source
from scenes.roads.mark import MarkLine, RoadMark, Stroke
from scenes.safe_xml import Element

KINDS = frozenset(
    {
        *("none", "solid", "broken", "solid solid", "solid broken", "broken solid", "broken broken", "botts dots"),
        *("grass", "curb", "custom", "edge"),
    }
)
COLORS = frozenset({"standard", "white", "yellow", "red", "blue", "green", "orange", "violet", "black"})
MAX_WIDTH_M = 5.0  # chosen: wider paint is an area, not a line
SHORTEST_PERIOD_M = 0.05  # chosen: denser dots cannot be told apart, and flood the mesh


def read_marks(source: Source, lane: Element) -> tuple[RoadMark, ...]:
    """The marks on a lane's outer border, in order of their offsets."""
    return tuple(sorted((_mark(source, e) for e in lane.all("roadMark")), key=lambda mark: mark.offset_m))


def _mark(source: Source, element: Element) -> RoadMark:
    kind, color = source.text(element, "type", "none"), source.text(element, "color", "standard")
    if kind not in KINDS:
        source.note("unsupported", f"type '{kind[:40]}' of <roadMark>: not painted", element)
        kind = "none"
    if color not in COLORS:
        source.note("unsupported", f"color '{color[:40]}' of <roadMark>: painted white", element)
        color = "standard"
    described = element.first("type")
    explicit = element.first("explicit")
    width = _width(source, element) if "width" in element.attributes else None
    return RoadMark(
        offset_m=source.number(element, "sOffset", 0.0),
        kind=kind,
        color=color,
        weight=source.text(element, "weight", "standard"),
        width_m=width or None,
        lane_change=source.text(element, "laneChange", "both"),
        lines=() if described is None else _lines(source, described, width),
        strokes=() if explicit is None else tuple(_stroke(source, e, width) for e in explicit.all("line")),
    )


def _lines(source: Source, described: Element, mark_width_m: float | None) -> tuple[MarkLine, ...]:
    default = _width(source, described, mark_width_m)
    lines = []
    for element in described.all("line"):
        line = MarkLine(
            width_m=_width(source, element, default),
            t_offset_m=source.number(element, "tOffset", 0.0),
            length_m=source.length(element, "length", 0.0),
            space_m=source.length(element, "space", 0.0),
            offset_m=source.number(element, "sOffset", 0.0),
            color=source.text(element, "color", ""),
        )
        if line.space_m > 0.0 and line.length_m + line.space_m < SHORTEST_PERIOD_M:
            period = line.length_m + line.space_m
            raise source.fault(element, f"length + space is {period:g} m, expected {SHORTEST_PERIOD_M} m or more")
        lines.append(line)
    return tuple(lines)


def _stroke(source: Source, element: Element, mark_width_m: float | None) -> Stroke:
    return Stroke(
        offset_m=source.number(element, "sOffset"),
        length_m=source.length(element, "length"),
        t_offset_m=source.number(element, "tOffset", 0.0),
        width_m=_width(source, element, mark_width_m),
    )


def _width(source: Source, element: Element, default: float | None = None) -> float:
    width = source.length(element, "width", 0.12 if default is None else default)
    if width > MAX_WIDTH_M:
        raise source.fault(element, f"width={width:g} m, allowed up to {MAX_WIDTH_M:g} m")
    return width
