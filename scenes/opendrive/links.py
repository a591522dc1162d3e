"""Links between roads, and junctions, from XML."""

from __future__ import annotations

from typing import Literal

from scenes.opendrive.source import Source
from scenes.roads.junction import Connection, Junction, LaneLink
from scenes.roads.road import ContactPoint, RoadLink
from scenes.safe_xml import Element

_NOWHERE = frozenset(["", "-1"])


def read_link(source: Source, road: Element, tag: str) -> RoadLink | None:
    """What is linked to a road's 'predecessor' or 'successor' end."""
    links = road.first("link")
    element = None if links is None else links.first(tag)
    if element is None or element.attributes.get("elementId", "").strip() in _NOWHERE:
        return None
    target = source.choice(element, "elementType", ("road", "junction"))
    link_id = source.text(element, "elementId")
    if target == "junction":
        return RoadLink(target="junction", id=link_id)
    return RoadLink(target="road", id=link_id, contact=_contact(source, element))


def read_junction(source: Source, element: Element) -> Junction:
    """One junction. Connections of a virtual junction are listed as unsupported."""
    kind = source.text(element, "type", "default")
    if kind == "virtual":
        source.note("unsupported", "<junction> of type 'virtual': no way leads through it", element)
    connections = [] if kind == "virtual" else element.all("connection")
    return Junction(
        id=source.text(element, "id"),
        name=source.text(element, "name", ""),
        kind=kind,
        connections=tuple(_connection(source, e) for e in connections),
        priorities=tuple((source.text(e, "high", ""), source.text(e, "low", "")) for e in element.all("priority")),
    )


def _connection(source: Source, element: Element) -> Connection:
    road: Literal["linkedRoad", "connectingRoad"] = (
        "linkedRoad" if "linkedRoad" in element.attributes else "connectingRoad"
    )
    return Connection(
        id=source.text(element, "id", ""),
        incoming=source.text(element, "incomingRoad"),
        connecting=source.text(element, road),
        contact=_contact(source, element),
        lane_links=tuple(
            LaneLink(from_lane=source.integer(e, "from"), to_lane=source.integer(e, "to"))
            for e in element.all("laneLink")
        ),
    )


def _contact(source: Source, element: Element) -> ContactPoint:
    return "start" if source.choice(element, "contactPoint", ("start", "end")) == "start" else "end"
