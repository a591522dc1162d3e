"""One road: reference line, profiles, lane sections, links and what stands along it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scenes.roads.cubic import Cubic
from scenes.roads.lane import LaneSection
from scenes.roads.plan import PlanRecord
from scenes.roads.road_object import RoadObject, Structure
from scenes.roads.road_signal import RoadSignal, SignalReference

ContactPoint = Literal["start", "end"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadLink:
    """What a road's end is joined to: a junction, or another road at one of its ends."""

    target: Literal["road", "junction"]
    id: str
    contact: ContactPoint | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadType:
    """Where a road is a motorway, rural, town ..., and the speed limit there; None: not given, infinite: none."""

    s_m: float
    kind: str
    limit_mps: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A road. junction: id of the junction that it lies in, None outside. left_hand: traffic keeps left.

    superelevation: radians, positive where the road falls to the right. sections: in order of their starts, the first
    at 0. Raises ValueError for a road without length, plan or sections.
    """

    id: str
    length_m: float
    plan: tuple[PlanRecord, ...]
    sections: tuple[LaneSection, ...]
    elevation: tuple[Cubic, ...] = ()
    superelevation: tuple[Cubic, ...] = ()
    lane_offset: tuple[Cubic, ...] = ()
    name: str = ""
    junction: str | None = None
    left_hand: bool = False
    types: tuple[RoadType, ...] = ()
    predecessor: RoadLink | None = None
    successor: RoadLink | None = None
    objects: tuple[RoadObject, ...] = ()
    signals: tuple[RoadSignal, ...] = ()
    signal_references: tuple[SignalReference, ...] = ()
    structures: tuple[Structure, ...] = ()

    def __post_init__(self) -> None:
        if not self.length_m > 0.0:
            raise ValueError(f"a road needs a length, got {self.length_m} m")
        if not self.plan or not self.sections:
            raise ValueError("a road needs a plan and lane sections")

    def section_end_m(self, index: int) -> float:
        """Where a section ends: the next one's start or the road's end."""
        return self.sections[index + 1].s_m if index + 1 < len(self.sections) else self.length_m

    def forward(self, section: int, lane_id: int) -> bool:
        """Whether traffic in a lane of a section runs towards higher stations."""
        reverse = self.sections[section].lane(lane_id).travel == "reversed"
        return ((lane_id < 0) != self.left_hand) != reverse
