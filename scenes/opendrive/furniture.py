"""Objects, tunnels, bridges and signals from XML."""

from __future__ import annotations

from typing import Literal

from scenes.opendrive.drawn_marks import as_drawn
from scenes.opendrive.source import Source
from scenes.roads.road_object import (
    LocalCorner,
    ObjectMarking,
    Outline,
    Repeat,
    RoadCorner,
    RoadObject,
    Structure,
    Validity,
)
from scenes.roads.road_signal import RoadSignal, SignalReference
from scenes.safe_xml import Element

MAX_REPEATS = 100_000  # chosen: copies of one object; a post a metre along 100 km
_NO = frozenset(["false", "0", "no", ""])


def read_objects(source: Source, road: Element) -> tuple[RoadObject, ...]:
    """All objects of a road; a file may hold several <objects>."""
    elements = [e for group in road.all("objects") for e in group.all("object")]
    drawn = (as_drawn(source, element, _object(source, element)) for element in elements)
    return tuple(thing for thing in drawn if thing is not None)


def read_structures(source: Source, road: Element) -> tuple[Structure, ...]:
    """Tunnels and bridges of a road."""
    kinds: tuple[Literal["tunnel", "bridge"], ...] = ("tunnel", "bridge")
    return tuple(
        Structure(
            id=source.text(element, "id"),
            kind=kind,
            s_m=source.number(element, "s"),
            length_m=source.length(element, "length"),
            name=source.text(element, "name", ""),
            form=source.text(element, "type", ""),
            lighting_share=source.number(element, "lighting", 0.0),
            daylight_share=source.number(element, "daylight", 0.0),
            validity=_validity(source, element),
        )
        for group in road.all("objects")
        for kind in kinds
        for element in group.all(kind)
    )


def read_signals(source: Source, road: Element) -> tuple[RoadSignal, ...]:
    """All signs and lights of a road."""
    return tuple(_signal(source, e) for group in road.all("signals") for e in group.all("signal"))


def read_references(source: Source, road: Element) -> tuple[SignalReference, ...]:
    """Signals of elsewhere that hold on this road."""
    return tuple(
        SignalReference(
            signal=source.text(element, "id"),
            s_m=source.number(element, "s"),
            t_m=source.number(element, "t"),
            orientation=_orientation(source, element),
            validity=_validity(source, element),
        )
        for group in road.all("signals")
        for element in group.all("signalReference")
    )


def _signal(source: Source, element: Element) -> RoadSignal:
    return RoadSignal(
        id=source.text(element, "id"),
        s_m=source.number(element, "s"),
        t_m=source.number(element, "t"),
        code=source.text(element, "type", ""),
        subcode=source.text(element, "subtype", ""),
        country=source.text(element, "country", ""),
        name=source.text(element, "name", ""),
        text=source.text(element, "text", ""),
        text_value=source.text(element, "value", ""),
        unit=source.text(element, "unit", ""),
        dynamic=source.text(element, "dynamic", "no").lower() not in _NO,
        orientation=_orientation(source, element),
        z_m=source.number(element, "zOffset", 0.0),
        heading_offset_rad=source.number(element, "hOffset", 0.0),
        pitch_rad=source.number(element, "pitch", 0.0),
        roll_rad=source.number(element, "roll", 0.0),
        height_m=source.length(element, "height", 0.0),
        width_m=source.length(element, "width", 0.0),
        validity=_validity(source, element),
    )


def _object(source: Source, element: Element) -> RoadObject:
    outlines = [*element.all("outline"), *(o for group in element.all("outlines") for o in group.all("outline"))]
    return RoadObject(
        id=source.text(element, "id", ""),
        kind=source.text(element, "type", "none"),
        name=source.text(element, "name", ""),
        s_m=source.number(element, "s"),
        t_m=source.number(element, "t"),
        z_m=source.number(element, "zOffset", 0.0),
        heading_rad=source.number(element, "hdg", 0.0),
        pitch_rad=source.number(element, "pitch", 0.0),
        roll_rad=source.number(element, "roll", 0.0),
        length_m=source.length(element, "length", 0.0),
        width_m=source.length(element, "width", 0.0),
        height_m=source.number(element, "height", 0.0),
        radius_m=source.length(element, "radius", 0.0),
        orientation=_orientation(source, element),
        subtype=source.text(element, "subtype", ""),
        outlines=tuple(_outline(source, outline) for outline in outlines),
        repeats=tuple(_repeat(source, repeat) for repeat in element.all("repeat")),
        markings=_markings(source, element, outlines),
        validity=_validity(source, element),
    )


def _markings(source: Source, element: Element, outlines: list[Element]) -> tuple[ObjectMarking, ...]:
    """Paint along an object's edges; corners are named by their ids, or by their order where they have none."""
    corners = [e for outline in outlines for e in (*outline.all("cornerRoad"), *outline.all("cornerLocal"))]
    ids = {source.text(corner, "id", str(index)): index for index, corner in enumerate(corners)}
    made = []
    for marking in (m for group in element.all("markings") for m in group.all("marking")):
        named = [source.text(reference, "id") for reference in marking.all("cornerReference")]
        missing = [name for name in named if name not in ids]
        if missing:
            raise source.fault(marking, f"names the corner '{missing[0][:40]}', which the object's outline has not")
        made.append(
            ObjectMarking(
                side="" if named else source.text(marking, "side", ""),
                corners=tuple(ids[name] for name in named),
                color=source.text(marking, "color", "white"),
                width_m=source.length(marking, "width", 0.12),
                line_m=source.length(marking, "lineLength", 0.0),
                space_m=source.length(marking, "spaceLength", 0.0),
                start_m=source.number(marking, "startOffset", 0.0),
                stop_m=source.number(marking, "stopOffset", 0.0),
            )
        )
    return tuple(made)


def _outline(source: Source, element: Element) -> Outline:
    road = tuple(
        RoadCorner(
            s_m=source.number(e, "s"),
            t_m=source.number(e, "t"),
            z_m=source.number(e, "dz", 0.0),
            height_m=source.number(e, "height", 0.0),
        )
        for e in element.all("cornerRoad")
    )
    local = tuple(
        LocalCorner(
            u_m=source.number(e, "u"),
            v_m=source.number(e, "v"),
            z_m=source.number(e, "z", 0.0),
            height_m=source.number(e, "height", 0.0),
        )
        for e in element.all("cornerLocal")
    )
    if road and local:
        raise source.fault(element, "mixes <cornerRoad> and <cornerLocal>, expected one kind")
    return Outline(
        corners=road or local,
        closed=source.text(element, "closed", "true").lower() not in _NO,
        outer=source.text(element, "outer", "true").lower() not in _NO,
        fill=source.text(element, "fillType", ""),
        lane_type=source.text(element, "laneType", ""),
    )


def _repeat(source: Source, element: Element) -> Repeat:
    length, distance = source.length(element, "length"), source.length(element, "distance")
    if distance > 0.0 and length / distance > MAX_REPEATS:
        copies = f"{length / distance:.3g} copies (length {length:g} m, distance {distance:g} m)"
        raise source.fault(element, f"{copies}, allowed {MAX_REPEATS}")
    return Repeat(
        s_m=source.number(element, "s"),
        length_m=length,
        distance_m=distance,
        t_m=_pair(source, element, "t") or (0.0, 0.0),
        z_m=_pair(source, element, "zOffset") or (0.0, 0.0),
        height_m=_pair(source, element, "height"),
        width_m=_pair(source, element, "width"),
        object_length_m=_pair(source, element, "length"),
        radius_m=_pair(source, element, "radius"),
    )


def _pair(source: Source, element: Element, name: str) -> tuple[float, float] | None:
    """Values at the start and at the end; the other one where only one is given, None where none is."""
    given = [n for n in (f"{name}Start", f"{name}End") if n in element.attributes]
    if not given:
        return None
    return source.number(element, given[0]), source.number(element, given[-1])


def _orientation(source: Source, element: Element) -> str:
    return source.choice(element, "orientation", ("+", "-", "none"), "none")


def _validity(source: Source, element: Element) -> tuple[Validity, ...]:
    return tuple(
        Validity(from_lane=source.integer(e, "fromLane"), to_lane=source.integer(e, "toLane"))
        for e in element.all("validity")
    )
