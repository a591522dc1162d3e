"""Lane sections from named lanes: what lies beside what, and which lane goes on as which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenes.roads.cubic import Cubic
from scenes.roads.lane import LaneHeight, LaneSection, RoadLane
from scenes.roads.mark import RoadMark


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePlan:
    """One lane of a section under way. name: lanes of one side of neighbouring sections with one name go on as each
    other. kind: OpenDRIVE's lane type. width: from the section's start on. marks: on the outer border. height_m: above
    the carriageway.
    """

    name: str
    kind: str
    width: tuple[Cubic, ...]
    marks: tuple[RoadMark, ...] = ()
    height_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionPlan:
    """The lanes from `s_m` on, either side from the reference line outwards; centre: marks on that line."""

    s_m: float
    right: tuple[LanePlan, ...]
    left: tuple[LanePlan, ...] = ()
    centre: tuple[RoadMark, ...] = ()


def sections_of(plans: Sequence[SectionPlan]) -> tuple[LaneSection, ...]:
    """The sections of one road, their lanes linked by name."""
    ids = [lane_ids(plan) for plan in plans]
    made = []
    for index, plan in enumerate(plans):
        before = ids[index - 1] if index > 0 else {}
        behind = ids[index + 1] if index + 1 < len(plans) else {}
        lanes = [_lane(lane, -k, before, behind, "right") for k, lane in enumerate(plan.right, 1)]
        lanes = [*reversed(lanes), RoadLane(id=0, kind="none", marks=plan.centre)]
        lanes += [_lane(lane, k, before, behind, "left") for k, lane in enumerate(plan.left, 1)]
        made.append(LaneSection(s_m=plan.s_m, lanes=tuple(lanes)))
    return tuple(made)


LaneIds = dict[tuple[str, str], int]
"""Lane ids by side ('right', 'left') and name."""


def lane_ids(plan: SectionPlan) -> LaneIds:
    """The id that each lane of a plan gets."""
    right = {("right", lane.name): -k for k, lane in enumerate(plan.right, 1)}
    return right | {("left", lane.name): k for k, lane in enumerate(plan.left, 1)}


def _lane(plan: LanePlan, lane_id: int, before: LaneIds, behind: LaneIds, side: str) -> RoadLane:
    key = (side, plan.name)
    height = LaneHeight(offset_m=0.0, inner_m=plan.height_m, outer_m=plan.height_m)
    return RoadLane(
        id=lane_id,
        kind=plan.kind,
        widths=plan.width,
        heights=(height,) if plan.height_m else (),
        marks=plan.marks,
        predecessors=(before[key],) if key in before else (),
        successors=(behind[key],) if key in behind else (),
    )
