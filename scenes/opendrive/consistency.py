"""Whether a file's parts fit together: links that lead somewhere, pieces that meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from scenes.opendrive.source import Source
from scenes.roads.lane import LaneSection
from scenes.roads.network import RoadNetwork
from scenes.roads.plan_curves import local_points
from scenes.roads.road import ContactPoint, Road
from scenes.safe_xml import Element

GAP_M = 0.01  # as large as the surface's own tolerance


def check_plan(source: Source, elements: Sequence[Element], roads: Sequence[Road]) -> None:
    """Notes reference lines that jump, and roads longer or shorter than their records."""
    for element, road in zip(elements, roads, strict=True):
        last = road.plan[-1]
        if abs(last.s_m + last.length_m - road.length_m) > GAP_M:
            source.note("repaired", "<road> whose length is not that of its <geometry>: continued or cut", element)
        for record, later in zip(road.plan, road.plan[1:], strict=False):
            u, v, _, _ = local_points(record, np.array([later.s_m - record.s_m]))
            cos, sin = np.cos(record.heading_rad), np.sin(record.heading_rad)
            x, y = record.x_m + cos * u - sin * v, record.y_m + sin * u + cos * v
            if np.hypot(x - later.x_m, y - later.y_m)[0] > GAP_M:
                source.note("repaired", "<geometry> that ends more than 1 cm off the next: left open", element)


def check_links(source: Source, root: Element, network: RoadNetwork) -> None:
    """Raises InputFileError for ids that are double or lead nowhere; notes links to lanes that do not exist."""
    elements = {element.attributes["id"].strip(): element for element in root.all("road")}
    roads = {road.id: road for road in network.roads}
    if len(roads) < len(network.roads):
        ids = [road.id for road in network.roads]
        double = next(i for i in ids if ids.count(i) > 1)
        raise source.fault(elements[double], f"the road id '{double}' is given twice")
    junctions = {junction.id for junction in network.junctions}
    for road in network.roads:
        _check_road(source, elements[road.id], road, roads, junctions)
    _check_junctions(source, root, network, roads)


def _check_road(source: Source, element: Element, road: Road, roads: Mapping[str, Road], junctions: set[str]) -> None:
    for end, link in (("predecessor", road.predecessor), ("successor", road.successor)):
        if link is not None and link.id not in (roads if link.target == "road" else junctions):
            raise source.fault(element, f"its {end} is the {link.target} '{link.id[:40]}', which does not exist")
    if road.junction is not None and road.junction not in junctions:
        raise source.fault(element, f"it lies in the junction '{road.junction[:40]}', which does not exist")
    for index, section in enumerate(road.sections):
        before = _neighbour(road, index, -1, roads)
        behind = _neighbour(road, index, 1, roads)
        for lane in section.lanes:
            for other, ids in ((before, lane.predecessors), (behind, lane.successors)):
                if lane.id != 0 and other is not None and not all(other.has(i) for i in ids):
                    source.note("repaired", "<lane> linked to a lane that does not exist: not linked", element)


def _neighbour(road: Road, index: int, step: int, roads: Mapping[str, Road]) -> LaneSection | None:
    """The section before or behind one; None where there is none or a junction."""
    if 0 <= index + step < len(road.sections):
        return road.sections[index + step]
    link = road.successor if step > 0 else road.predecessor
    if link is None or link.target != "road":
        return None
    return end_section(roads[link.id], link.contact or "start")


def end_section(road: Road, contact: ContactPoint) -> LaneSection:
    """The first or the last section."""
    return road.sections[0 if contact == "start" else -1]


def _check_junctions(source: Source, root: Element, network: RoadNetwork, roads: Mapping[str, Road]) -> None:
    for element, junction in zip(root.all("junction"), network.junctions, strict=True):
        for connection in junction.connections:
            for name, road in (("incoming", connection.incoming), ("connecting", connection.connecting)):
                if road not in roads:
                    problem = f"connection {connection.id}: its {name} road '{road[:40]}' does not exist"
                    raise source.fault(element, problem)
            incoming, entered = (
                roads[connection.incoming],
                end_section(roads[connection.connecting], connection.contact),
            )
            for link in connection.lane_links:
                leaves = incoming.sections[0].has(link.from_lane) or incoming.sections[-1].has(link.from_lane)
                if not (leaves and entered.has(link.to_lane)):
                    what = "<laneLink> of <connection> from or to a lane that does not exist: not linked"
                    source.note("repaired", what, element)
