"""The areas of a road's lanes and paint in the ground plane, as polygons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.kinds import KIND, PAINT_KINDS
from scenes.roads.surface.section_layout import SectionLayout

Float64 = NDArray[np.float64]

GRID_M = 1e-4  # coordinates are rounded to it, so that lines that nearly meet do meet


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LaneArea:
    """A lane's polygon. lift_m: its height above the road's surface, a mean over the lane. road: index in the group."""

    polygon: shapely.Geometry
    kind: int
    lift_m: float
    road: int


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class PaintArea:
    """A piece of paint. solid: part of a line without gaps, which ends where another road's lane crosses it."""

    polygon: shapely.Geometry
    kind: int
    solid: bool
    road: int


def lane_areas(curve: RoadCurve, layout: SectionLayout, road: int) -> Iterator[LaneArea]:
    """The lanes of a section that have an area."""
    origin, left = curve.frames(layout.stations_m)
    for k, lane in enumerate(layout.lanes):
        edges = [_at(origin, left, layout.borders_m[:, border]) for border in (k, k + 1)]
        polygon = _ribbon(edges[0], edges[1])
        if polygon.area > GRID_M:
            kinds = lane.kind[~np.isin(lane.kind, [*PAINT_KINDS, KIND["kerb"]])]
            kind = int(np.bincount(kinds).argmax()) if len(kinds) else KIND["kerb"]
            yield LaneArea(polygon=polygon, kind=kind, lift_m=round(float(lane.height_m.mean()), 3), road=road)


def paint_areas(curve: RoadCurve, layout: SectionLayout, road: int) -> Iterator[PaintArea]:
    """The paint of a section, one polygon a dash."""
    origin, left = curve.frames(layout.stations_m)
    for k, border in enumerate(layout.strips):
        for strip in border:
            low = _at(origin, left, layout.borders_m[:, k] + strip.low_m)
            high = _at(origin, left, layout.borders_m[:, k] + strip.high_m)
            first = np.searchsorted(layout.stations_m, strip.spans_m[:, 0] - 1e-3)
            last = np.searchsorted(layout.stations_m, strip.spans_m[:, 1] - 1e-3)
            for i, j in zip(first, last, strict=True):
                if j > i:
                    polygon = _ribbon(low[i : j + 1], high[i : j + 1])
                    yield PaintArea(polygon=polygon, kind=strip.kind, solid=strip.solid, road=road)


def _at(origin: Float64, left: Float64, t: Float64) -> Float64:
    return (origin + t[:, None] * left)[:, :2]


def _ribbon(right: Float64, left: Float64) -> shapely.Geometry:
    """The area between two lines (N, 2); of one that folds over itself, all that it covers."""
    whole = shapely.polygons(np.concatenate([right, left[::-1]]))
    if shapely.is_valid(whole):
        return whole
    quads = np.stack([right[:-1], right[1:], left[1:], left[:-1]], axis=1)
    triangles = shapely.polygons(np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]]))
    return shapely.union_all(triangles[shapely.area(triangles) > 1e-9], grid_size=GRID_M)
