"""The cut of a lane section: stations along it, columns across each lane, and what every cell between them is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scenes.roads.cross_section import CrossSection
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.kinds import KIND, kind_of_lane
from scenes.roads.surface.paint import Strip, strips_of
from scenes.roads.surface.stations import stations_m

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]

KERB_STONE_M = 0.15  # width of a high kerb's top, DIN 483
KERB_STEP_M = 0.03  # RASt 06 (FGSV 2006): lowest kerb


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LaneCut:
    """One lane cut into cells. t_m, height_m: (S, C) of its columns. kind: (S - 1, C - 1) of the cells between."""

    lane_id: int
    t_m: Float64
    height_m: Float64
    kind: Int64


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class SectionLayout:
    """A section's stations (S,) and its lanes, right to left."""

    stations_m: Float64
    lanes: tuple[LaneCut, ...]
    borders_m: Float64
    heights_m: Float64
    strips: tuple[tuple[Strip, ...], ...]


def layout_of(road: Road, curve: RoadCurve, index: int) -> SectionLayout:
    """The cut of a road's section."""
    cross = CrossSection.of(road, index)
    strips = _strips(road, index, cross)
    s = stations_m(road, curve, cross, strips)
    at = np.minimum(s, np.nextafter(cross.end_m, -np.inf))
    borders, heights = cross.borders_m(at), cross.heights_m(at)
    strips = [_beside_step(border, k, heights) for k, border in enumerate(strips)]
    lanes = tuple(_cut(cross, k, s, borders, heights, strips) for k in range(len(cross.lane_ids)))
    layered = tuple(tuple(border) for border in strips)
    return SectionLayout(stations_m=s, lanes=lanes, borders_m=borders, heights_m=heights, strips=layered)


def _strips(road: Road, index: int, cross: CrossSection) -> list[list[Strip]]:
    """The strips of every border, from the right."""
    owners = [*cross.lane_ids[: cross.centre], 0, *cross.lane_ids[cross.centre :]]
    return [strips_of(road, index, cross.section.lane(lane_id)) for lane_id in owners]


def _beside_step(border: list[Strip], k: int, heights: Float64) -> list[Strip]:
    """Strips of border k, moved off the road's rim and off kerbs onto the lower side."""
    if not border:
        return border
    lanes = heights.shape[1]
    right = heights[:, k - 1, 1].max() if k > 0 else np.inf
    left = heights[:, k, 0].max() if k < lanes else np.inf
    if abs(right - left) < KERB_STEP_M or right == left:
        return border
    reach = max(strip.high_m for strip in border) if left > right else min(strip.low_m for strip in border)
    move = min(0.0, -reach) if left > right else max(0.0, -reach)
    return [
        Strip(low_m=s.low_m + move, high_m=s.high_m + move, spans_m=s.spans_m, kind=s.kind, solid=s.solid)
        for s in border
    ]


def _cut(
    cross: CrossSection, k: int, s: Float64, borders: Float64, heights: Float64, strips: list[list[Strip]]
) -> LaneCut:
    """Lane k's columns: its borders, the edges of the paint beside them, and the kerb stones' inner edges."""
    right, left = borders[:, k], borders[:, k + 1]
    middle = 0.5 * (right + left)
    lane_kind = kind_of_lane(cross.section.lane(cross.lane_ids[k]).kind, float((left - right).mean()))
    low_kerb, high_kerb = _kerbs(k, heights)
    low = _offsets(strips[k], 1.0, low_kerb)
    high = _offsets(strips[k + 1], -1.0, high_kerb)
    columns = [right, *(np.minimum(right + x, middle) for x in low)]
    columns += [*(np.maximum(left - x, middle) for x in reversed(high)), left]
    t = np.stack(columns, axis=1)
    width = np.maximum(left - right, 1e-9)[:, None]
    share = np.clip((t - right[:, None]) / width, 0.0, 1.0)
    height = heights[:, k, :1] * (1.0 - share) + heights[:, k, 1:] * share
    kind = np.full((len(s) - 1, len(columns) - 1), lane_kind)
    between = 0.5 * (s[1:] + s[:-1])
    for edges, border, sign, kerb in ((low, strips[k], 1.0, low_kerb), (high, strips[k + 1], -1.0, high_kerb)):
        for j, (near, far) in enumerate(zip([0.0, *edges], edges, strict=False)):
            column = j if sign > 0 else len(columns) - 2 - j
            kind[:, column] = _cell_kinds(border, sign * 0.5 * (near + far), between, lane_kind)
            if kerb and far <= KERB_STONE_M:
                kind[:, column] = KIND["kerb"]
    return LaneCut(lane_id=cross.lane_ids[k], t_m=t, height_m=height, kind=kind)


def _kerbs(k: int, heights: Float64) -> tuple[bool, bool]:
    """Whether a kerb stone lies along lane k's right and left border: where the lane stands above its neighbour."""
    lanes = heights.shape[1]
    right = k > 0 and bool((heights[:, k, 0] - heights[:, k - 1, 1]).max() >= KERB_STEP_M)
    left = k + 1 < lanes and bool((heights[:, k, 1] - heights[:, k + 1, 0]).max() >= KERB_STEP_M)
    return right, left


def _offsets(border: list[Strip], sign: float, kerb: bool) -> list[float]:
    """Distances from a border into a lane at which it is cut, ascending."""
    edges = {round(sign * edge, 6) for strip in border for edge in (strip.low_m, strip.high_m)}
    if kerb:
        edges.add(KERB_STONE_M)
    return sorted(edge for edge in edges if edge > 0.0)


def _cell_kinds(border: list[Strip], offset_m: float, between: Float64, lane_kind: int) -> Int64:
    """Kinds (S - 1,) of the cells in one column beside a border; later strips cover earlier ones."""
    kinds = np.full(len(between), lane_kind)
    for strip in border:
        if strip.low_m < offset_m < strip.high_m:
            index = np.searchsorted(strip.spans_m[:, 0], between, side="right") - 1
            painted = (index >= 0) & (between < strip.spans_m[np.maximum(index, 0), 1])
            kinds[painted] = strip.kind
    return kinds
