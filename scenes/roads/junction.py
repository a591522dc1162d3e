"""Junctions: which roads meet, and through which connecting roads and lanes."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.roads.road import ContactPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneLink:
    """From a lane of the incoming road to a lane of the connecting road."""

    from_lane: int
    to_lane: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """A way into a junction. connecting: the road entered at its `contact` end (direct: the linked road)."""

    id: str
    incoming: str
    connecting: str
    contact: ContactPoint
    lane_links: tuple[LaneLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Junction:
    """A junction. kind: 'default', 'direct' or 'virtual'. priorities: pairs of roads, the first before the second."""

    id: str
    name: str = ""
    kind: str = "default"
    connections: tuple[Connection, ...] = ()
    priorities: tuple[tuple[str, str], ...] = ()
