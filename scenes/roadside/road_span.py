"""How far across a road its lanes reach at one station."""

from __future__ import annotations

import numpy as np

from scenes.roads.cross_section import CrossSection
from scenes.roads.road import Road
from scenes.roads.surface.kinds import KINDS, kind_of_lane
from scenes.roadside.driven_kinds import DRIVEN


def section_at(road: Road, s_m: float) -> int:
    """The index of the section that a station lies in; of the nearest one beyond the road's ends."""
    starts = [section.s_m for section in road.sections]
    return int(np.clip(np.searchsorted(starts, s_m, side="right") - 1, 0, len(starts) - 1))


def driven_span(road: Road, s_m: float) -> tuple[float, float]:
    """The lowest and the highest t of lanes that are driven on; both at the reference line where there are none."""
    cross = CrossSection.of(road, section_at(road, s_m))
    s = min(max(s_m, cross.start_m), np.nextafter(cross.end_m, -np.inf))
    borders = cross.borders_m(np.array([s]))[0]
    width = np.diff(borders)
    kinds = [
        KINDS[kind_of_lane(cross.section.lane(lane_id).kind, float(w))].name
        for lane_id, w in zip(cross.lane_ids, width, strict=True)
    ]
    driven = [k for k, name in enumerate(kinds) if name in DRIVEN and width[k] > 0.1]
    if not driven:
        return float(borders[cross.centre]), float(borders[cross.centre])
    return float(borders[driven[0]]), float(borders[driven[-1] + 1])


def used_span(road: Road, s_m: float, verge_m: float) -> tuple[float, float]:
    """The lowest and the highest t of lanes and pavements, and of verges beside them no more than `verge_m`."""
    cross = CrossSection.of(road, section_at(road, s_m))
    s = min(max(s_m, cross.start_m), np.nextafter(cross.end_m, -np.inf))
    borders = cross.borders_m(np.array([s]))[0]
    low, high = driven_span(road, s_m)
    for k, lane_id in enumerate(cross.lane_ids):
        if cross.section.lane(lane_id).kind in {"sidewalk", "walking", "curb"}:
            low, high = min(low, float(borders[k])), max(high, float(borders[k + 1]))
    return max(low - verge_m, float(borders[0])), min(high + verge_m, float(borders[-1]))


def is_driven(road: Road, s_m: float, t_m: float) -> bool:
    """Whether a place lies in a lane that is driven on, and not on a median or a pavement between lanes."""
    cross = CrossSection.of(road, section_at(road, s_m))
    s = min(max(s_m, cross.start_m), np.nextafter(cross.end_m, -np.inf))
    borders = cross.borders_m(np.array([s]))[0]
    k = int(np.searchsorted(borders, t_m)) - 1
    if not 0 <= k < len(cross.lane_ids):
        return False
    kind = cross.section.lane(cross.lane_ids[k]).kind
    return KINDS[kind_of_lane(kind, float(borders[k + 1] - borders[k]))].name in DRIVEN
