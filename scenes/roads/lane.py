"""Lanes and lane sections of a road, as OpenDRIVE and the templates describe them."""

from __future__ import annotations

from dataclasses import dataclass

from scenes.errors import UnknownName
from scenes.roads.cubic import Cubic
from scenes.roads.mark import RoadMark


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneHeight:
    """How far a lane's surface lies above the road's, from `offset_m` behind its section's start on."""

    offset_m: float
    inner_m: float
    outer_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSpeed:
    """A lane's speed limit from `offset_m` on; infinite: none."""

    offset_m: float
    limit_mps: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadLane:
    """One lane of a section. id: 0 is the reference line, positive lanes lie left of it, negative ones right.

    kind: OpenDRIVE's lane type. widths or borders (t of the outer border without its sign): records from the section's
    start on. predecessors, successors: ids of the lanes before and behind, at lower and at higher stations.
    marks: on the outer border (lane 0: on the reference line). travel: against which lanes of its side it runs (1.8).
    """

    id: int
    kind: str
    widths: tuple[Cubic, ...] = ()
    borders: tuple[Cubic, ...] = ()
    heights: tuple[LaneHeight, ...] = ()
    marks: tuple[RoadMark, ...] = ()
    speeds: tuple[LaneSpeed, ...] = ()
    predecessors: tuple[int, ...] = ()
    successors: tuple[int, ...] = ()
    travel: str = "standard"


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSection:
    """The lanes from `s_m` on, from the rightmost to the leftmost; ids are consecutive and 0 is among them.

    Raises ValueError for other ids.
    """

    s_m: float
    lanes: tuple[RoadLane, ...]

    def __post_init__(self) -> None:
        ids = [lane.id for lane in self.lanes]
        if 0 not in ids or ids != list(range(ids[0], ids[-1] + 1)):
            raise ValueError(f"lane ids must be consecutive and hold 0, got {ids}")

    def lane(self, lane_id: int) -> RoadLane:
        """The lane of that id; raises UnknownName."""
        index = lane_id - self.lanes[0].id
        if not 0 <= index < len(self.lanes):
            raise UnknownName("", "lane", str(lane_id), (str(lane.id) for lane in self.lanes))
        return self.lanes[index]

    def has(self, lane_id: int) -> bool:
        """Whether there is a lane of that id."""
        return self.lanes[0].id <= lane_id <= self.lanes[-1].id
