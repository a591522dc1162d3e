"""Lane sections that hold for one side only, made into sections that hold for both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scenes.roads.lane import LaneSection, RoadLane


@dataclass(frozen=True, slots=True, kw_only=True)
class SidedSection:
    """A section as written. single: it says nothing of a side that it has no lanes on. Sides in order of ids."""

    s_m: float
    left: tuple[RoadLane, ...]
    centre: RoadLane
    right: tuple[RoadLane, ...]
    single: bool


def whole_sections(sections: Sequence[SidedSection]) -> tuple[LaneSection, ...]:
    """Sections of both sides: at every start, each side is that of the last section which speaks of it."""
    made: list[LaneSection] = []
    left, right = sections[0], sections[0]
    for index, section in enumerate(sections):
        keeps_left = index > 0 and section.single and not section.left
        keeps_right = index > 0 and section.single and not section.right
        left = left if keeps_left else section
        right = right if keeps_right else section
        made.append(
            LaneSection(
                s_m=section.s_m,
                lanes=(
                    *_from(right.right, section.s_m - right.s_m),
                    section.centre,
                    *_from(left.left, section.s_m - left.s_m),
                ),
            )
        )
        if len(made) > 1 and keeps_left:
            made[-2] = _linked_to_itself(made[-2], left=True)
        if len(made) > 1 and keeps_right:
            made[-2] = _linked_to_itself(made[-2], left=False)
    # Two starts at one station: only the last holds.
    ends = [*(section.s_m for section in made[1:]), float("inf")]
    return tuple(section for section, end in zip(made, ends, strict=True) if end - section.s_m > 1e-6)


def _from(lanes: tuple[RoadLane, ...], behind_m: float) -> tuple[RoadLane, ...]:
    """The lanes as a section that starts `behind_m` further on has them."""
    return tuple(_shifted(lane, behind_m) for lane in lanes) if behind_m > 0.0 else lanes


def _shifted(lane: RoadLane, behind_m: float) -> RoadLane:
    return replace(
        lane,
        widths=tuple(replace(row, start_m=row.start_m - behind_m) for row in lane.widths),
        borders=tuple(replace(row, start_m=row.start_m - behind_m) for row in lane.borders),
        heights=tuple(replace(row, offset_m=row.offset_m - behind_m) for row in lane.heights),
        marks=tuple(replace(row, offset_m=row.offset_m - behind_m) for row in lane.marks),
        speeds=tuple(replace(row, offset_m=row.offset_m - behind_m) for row in lane.speeds),
        predecessors=(lane.id,),
    )


def _linked_to_itself(section: LaneSection, *, left: bool) -> LaneSection:
    lanes = tuple(
        replace(lane, successors=(lane.id,)) if lane.id != 0 and (lane.id > 0) == left else lane
        for lane in section.lanes
    )
    return replace(section, lanes=lanes)
