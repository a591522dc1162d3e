"""Which lane leads to which, along roads and through junctions, in the direction of traffic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scenes.roads.junction import Junction
from scenes.roads.network import RoadNetwork
from scenes.roads.road import ContactPoint, Road

DRIVEABLE = frozenset(
    {
        *("driving", "entry", "exit", "onRamp", "offRamp", "connectingRamp", "slipLane", "bidirectional", "bus"),
        *("taxi", "HOV", "hov", "mwyEntry", "mwyExit", "special1", "special2", "special3", "roadWorks"),
    }
)
"""Lane types that carry moving motor traffic (OpenDRIVE 1.4 to 1.8)."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class LaneKey:
    """A lane of a network: the road's id, the section's index, the lane's id."""

    road: str
    section: int
    lane: int


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LaneGraph:
    """The lanes of a network. successors, predecessors: by travel. beside: left and right lanes of the same travel."""

    successors: Mapping[LaneKey, tuple[LaneKey, ...]]
    predecessors: Mapping[LaneKey, tuple[LaneKey, ...]]
    beside: Mapping[LaneKey, tuple[LaneKey, ...]]

    @classmethod
    def of(cls, network: RoadNetwork) -> LaneGraph:
        """The graph of all lanes of a network."""
        web = _Web(network)
        ahead: dict[LaneKey, tuple[LaneKey, ...]] = {}
        behind: dict[LaneKey, list[LaneKey]] = {}
        beside: dict[LaneKey, tuple[LaneKey, ...]] = {}
        for road in network.roads:
            for key in lanes_of(road):
                ahead[key] = tuple(dict.fromkeys(web.ahead(road, key)))
                behind.setdefault(key, [])
                beside[key] = tuple(_beside(road, key))
                for follower in ahead[key]:
                    behind.setdefault(follower, []).append(key)
        return cls(successors=ahead, predecessors={key: tuple(keys) for key, keys in behind.items()}, beside=beside)


def lanes_of(road: Road) -> Iterator[LaneKey]:
    """All lanes of a road, section by section, without the reference lines."""
    for index, section in enumerate(road.sections):
        for lane in section.lanes:
            if lane.id != 0:
                yield LaneKey(road=road.id, section=index, lane=lane.id)


def _beside(road: Road, key: LaneKey) -> Iterator[LaneKey]:
    section = road.sections[key.section]
    for step in (-1, 1):
        other = key.lane + step
        if other == 0:
            other += step
        if section.has(other) and road.forward(key.section, other) == road.forward(key.section, key.lane):
            yield LaneKey(road=road.id, section=key.section, lane=other)


class _Web:
    """A network by its ids."""

    def __init__(self, network: RoadNetwork) -> None:
        self._roads: Mapping[str, Road] = {road.id: road for road in network.roads}
        self._junctions: Mapping[str, Junction] = {junction.id: junction for junction in network.junctions}

    def ahead(self, road: Road, key: LaneKey) -> Iterator[LaneKey]:
        """The lanes that follow one in its direction of travel."""
        forward = road.forward(key.section, key.lane)
        lane = road.sections[key.section].lane(key.lane)
        linked = lane.successors if forward else lane.predecessors
        index = key.section + (1 if forward else -1)
        if 0 <= index < len(road.sections):
            yield from self._into(road, index, linked, forward)
            return
        link = road.successor if forward else road.predecessor
        if link is None:
            return
        if link.target == "road":
            yield from self._enter(self._roads[link.id], link.contact or "start", linked)
        else:
            yield from self._through(self._junctions[link.id], road, "end" if forward else "start", key.lane)

    def _enter(self, road: Road, contact: ContactPoint, lanes: tuple[int, ...]) -> Iterator[LaneKey]:
        """Lanes of a road entered at one of its ends."""
        yield from self._into(road, 0 if contact == "start" else len(road.sections) - 1, lanes, contact == "start")

    def _into(self, road: Road, section: int, lanes: tuple[int, ...], forward: bool) -> Iterator[LaneKey]:
        """Those lanes of a section that exist and run in a direction."""
        for lane_id in lanes:
            if lane_id != 0 and road.sections[section].has(lane_id) and road.forward(section, lane_id) == forward:
                yield LaneKey(road=road.id, section=section, lane=lane_id)

    def _through(self, junction: Junction, road: Road, end: ContactPoint, lane_id: int) -> Iterator[LaneKey]:
        """Lanes of connecting roads that begin where a road's end meets a junction."""
        for connection in junction.connections:
            entered = self._roads[connection.connecting]
            back = entered.predecessor if connection.contact == "start" else entered.successor
            # A road may touch a junction with both ends: the connecting road says which one it continues.
            elsewhere = back is not None and back.target == "road" and back.id == road.id and back.contact != end
            if connection.incoming == road.id and not elsewhere:
                lanes = tuple(link.to_lane for link in connection.lane_links if link.from_lane == lane_id)
                yield from self._enter(entered, connection.contact, lanes)
