"""The mirror image of a network: what keeps right keeps left."""

from __future__ import annotations

from dataclasses import replace

from scenes.roads.junction import Connection, Junction
from scenes.roads.lane import LaneSection, RoadLane
from scenes.roads.mark import RoadMark
from scenes.roads.network import RoadNetwork
from scenes.roads.plan import Arc, ParamPoly3, PlanRecord, PlanShape, Poly3, Spiral
from scenes.roads.road import Road
from scenes.roads.road_object import LocalCorner, Outline, Repeat, RoadCorner, RoadObject, Structure, Validity
from scenes.roads.road_signal import RoadSignal, SignalReference
from scenes.roads.templates.profile import scaled

_SIDES = {"left": "right", "right": "left", "Left": "Right", "Right": "Left"}
_SIGNS = {
    **{"209": "211", "211": "209", "209-10": "209-20", "209-20": "209-10", "222-10": "222-20", "222-20": "222-10"},
    **{"103-10": "103-20", "103-20": "103-10", "105-10": "105-20", "105-20": "105-10", "625-10": "625-20"},
    **{"625-20": "625-10", "R4-7": "R4-8", "R4-8": "R4-7", "W1-2L": "W1-2R", "W1-2R": "W1-2L"},
}
"""Codes, or codes and subcodes, of signs that point to a side, and what points to the other one."""


def mirrored(network: RoadNetwork) -> RoadNetwork:
    """The network with y, t and every turn negated; lanes change sides and traffic keeps the other side."""
    return replace(
        network,
        roads=tuple(_road(road) for road in network.roads),
        junctions=tuple(_junction(junction) for junction in network.junctions),
    )


def _road(road: Road) -> Road:
    return replace(
        road,
        left_hand=not road.left_hand,
        plan=tuple(_record(record) for record in road.plan),
        sections=tuple(_section(section) for section in road.sections),
        superelevation=scaled(road.superelevation, -1.0),
        lane_offset=scaled(road.lane_offset, -1.0),
        objects=tuple(_object(thing) for thing in road.objects),
        signals=tuple(_signal(signal) for signal in road.signals),
        signal_references=tuple(_reference(reference) for reference in road.signal_references),
        structures=tuple(_structure(structure) for structure in road.structures),
    )


def _record(record: PlanRecord) -> PlanRecord:
    return replace(record, y_m=-record.y_m, heading_rad=-record.heading_rad, shape=_shape(record.shape))


def _shape(shape: PlanShape) -> PlanShape:
    match shape:
        case Arc():
            return Arc(curvature_per_m=-shape.curvature_per_m)
        case Spiral():
            start, end = shape.start_curvature_per_m, shape.end_curvature_per_m
            return Spiral(start_curvature_per_m=-start, end_curvature_per_m=-end)
        case Poly3():
            return replace(shape, v=_negative(shape.v))
        case ParamPoly3():
            return replace(shape, v=_negative(shape.v))
        case _:
            return shape


def _negative(row: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    a, b, c, d = row
    return -a, -b, -c, -d


def _section(section: LaneSection) -> LaneSection:
    return replace(section, lanes=tuple(_lane(lane) for lane in reversed(section.lanes)))


def _lane(lane: RoadLane) -> RoadLane:
    return replace(
        lane,
        id=-lane.id,
        predecessors=tuple(-k for k in lane.predecessors),
        successors=tuple(-k for k in lane.successors),
        marks=tuple(_mark(mark, lane.id) for mark in lane.marks),
    )


def _mark(mark: RoadMark, lane_id: int) -> RoadMark:
    """Kinds of two lines name the left one first on the reference line, elsewhere the inner one."""
    words = mark.kind.split(" ")
    swap = {"increase": "decrease", "decrease": "increase"}
    return replace(
        mark,
        kind=" ".join(reversed(words)) if lane_id == 0 and words[-1] in {"solid", "broken"} else mark.kind,
        lane_change=swap.get(mark.lane_change, mark.lane_change),
        lines=tuple(replace(line, t_offset_m=-line.t_offset_m) for line in mark.lines),
        strokes=tuple(replace(stroke, t_offset_m=-stroke.t_offset_m) for stroke in mark.strokes),
    )


def _object(thing: RoadObject) -> RoadObject:
    return replace(
        thing,
        t_m=-thing.t_m,
        heading_rad=-thing.heading_rad,
        roll_rad=-thing.roll_rad,
        name=_sided(thing.name),
        subtype=_sided(thing.subtype),
        outlines=tuple(_outline(outline) for outline in thing.outlines),
        repeats=tuple(_repeat(repeat) for repeat in thing.repeats),
        validity=_lanes(thing.validity),
        markings=tuple(replace(marking, side=_SIDES.get(marking.side, marking.side)) for marking in thing.markings),
    )


def _sided(name: str) -> str:
    """A name that says left or right, of the other side."""
    for one, other in _SIDES.items():
        if one in name:
            return name.replace(one, "\0").replace(other, one).replace("\0", other)
    return name


def _outline(outline: Outline) -> Outline:
    """Corners in their order: markings name them by it."""
    corners = tuple(
        replace(c, t_m=-c.t_m) if isinstance(c, RoadCorner) else replace(c, v_m=-c.v_m) for c in outline.corners
    )
    road = tuple(c for c in corners if isinstance(c, RoadCorner))
    return replace(outline, corners=road or tuple(c for c in corners if isinstance(c, LocalCorner)))


def _repeat(repeat: Repeat) -> Repeat:
    return replace(repeat, t_m=(-repeat.t_m[0], -repeat.t_m[1]))


def _signal(signal: RoadSignal) -> RoadSignal:
    whole = f"{signal.code}-{signal.subcode}" if signal.subcode else signal.code
    other = _SIGNS.get(whole, whole)
    code, _, subcode = other.partition("-") if signal.subcode else (other, "", "")
    return replace(
        signal,
        t_m=-signal.t_m,
        heading_offset_rad=-signal.heading_offset_rad,
        roll_rad=-signal.roll_rad,
        code=code,
        subcode=subcode,
        validity=_lanes(signal.validity),
    )


def _reference(reference: SignalReference) -> SignalReference:
    return replace(reference, t_m=-reference.t_m, validity=_lanes(reference.validity))


def _structure(structure: Structure) -> Structure:
    return replace(structure, validity=_lanes(structure.validity))


def _lanes(validity: tuple[Validity, ...]) -> tuple[Validity, ...]:
    return tuple(Validity(from_lane=-v.to_lane, to_lane=-v.from_lane) for v in validity)


def _junction(junction: Junction) -> Junction:
    return replace(junction, connections=tuple(_connection(connection) for connection in junction.connections))


def _connection(connection: Connection) -> Connection:
    links = tuple(replace(x, from_lane=-x.from_lane, to_lane=-x.to_lane) for x in connection.lane_links)
    return replace(connection, lane_links=links)
