"""Joining roads: lanes of one road's end to those of the next, and junctions' connections from what they join."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from scenes.roads.junction import Connection, Junction, LaneLink
from scenes.roads.lane import LaneSection, RoadLane
from scenes.roads.road import ContactPoint, Road, RoadLink

LaneMap = Mapping[int, int]
"""From a lane of the road at hand to the lane of the other that it joins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadEnd:
    """One end of a road."""

    road: str
    contact: ContactPoint


def to_junction(junction: str) -> RoadLink:
    """The link of a road that ends at a junction."""
    return RoadLink(target="junction", id=junction)


def to_road(end: RoadEnd) -> RoadLink:
    """The link of a road that goes on as another."""
    return RoadLink(target="road", id=end.road, contact=end.contact)


def with_ends(sections: Sequence[LaneSection], before: LaneMap, behind: LaneMap) -> tuple[LaneSection, ...]:
    """The sections, the first one's lanes linked to those before the road and the last one's to those behind it."""
    made = list(sections)
    made[0] = replace(made[0], lanes=tuple(_after(lane, before) for lane in made[0].lanes))
    made[-1] = replace(made[-1], lanes=tuple(_before(lane, behind) for lane in made[-1].lanes))
    return tuple(made)


def _after(lane: RoadLane, lanes: LaneMap) -> RoadLane:
    return replace(lane, predecessors=(lanes[lane.id],)) if lane.id in lanes else lane


def _before(lane: RoadLane, lanes: LaneMap) -> RoadLane:
    return replace(lane, successors=(lanes[lane.id],)) if lane.id in lanes else lane


def connections_of(junction_id: str, roads: Sequence[Road]) -> tuple[Connection, ...]:
    """A connection for every end at which traffic enters a connecting road, from the roads' own links."""
    made: list[Connection] = []
    for road in roads:
        if road.junction != junction_id:
            continue
        ends: tuple[tuple[ContactPoint, RoadLink | None, int], ...] = (
            ("start", road.predecessor, 0),
            ("end", road.successor, len(road.sections) - 1),
        )
        for contact, link, section in ends:
            links = _entered(road, section, contact)
            if link is not None and links:
                name = f"{junction_id}_{len(made)}"
                made.append(
                    Connection(id=name, incoming=link.id, connecting=road.id, contact=contact, lane_links=links)
                )
    return tuple(made)


def _entered(road: Road, section: int, contact: ContactPoint) -> tuple[LaneLink, ...]:
    """Links of the lanes whose traffic enters the road at an end."""
    links = []
    for lane in road.sections[section].lanes:
        if lane.id != 0 and road.forward(section, lane.id) == (contact == "start"):
            others = lane.predecessors if contact == "start" else lane.successors
            links += [LaneLink(from_lane=other, to_lane=lane.id) for other in others]
    return tuple(links)


def junction_of(junction_id: str, roads: Sequence[Road], name: str = "") -> Junction:
    """The junction whose connecting roads are among these."""
    return Junction(id=junction_id, name=name, connections=connections_of(junction_id, roads))
