"""Lines and lanes of one road, or of the roads of one junction, as points on the ground's mesh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from scenes.roads.lane_graph import DRIVEABLE, LaneKey
from scenes.roads.projection import project
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.areas import LaneArea, lane_areas
from scenes.roads.surface.blend import blended_heights
from scenes.roads.surface.kinds import KIND
from scenes.roads.surface.object_shapes import area_of, copies_of
from scenes.roads.surface.overlap import PAINT_TOUCH_M
from scenes.roads.surface.section_layout import KERB_STEP_M, SectionLayout, layout_of
from simulator.labels.road_borders import SHORTEST_M, Span, Stretch, mirrored, stretches

Float64 = NDArray[np.float64]

SPACING_M = 2.0
"""Points of a line are no further apart; between the mesh's own stations it is straight, within 8 mm of the road."""
TOUCH_M = 0.05  # chosen: kerbs and edges on another road's rim stay
_NOTHING = shapely.Polygon()


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LinePiece:
    """A line's piece in its direction of travel. border: (road, section, border from the right) that it lies on and
    span_m its stations there; None across the road. points_m: (N, 3).
    """

    kind: str
    color: str
    points_m: Float64
    border: tuple[str, int, int] | None = None
    span_m: Span = (0.0, 0.0)


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class LaneCourse:
    """A lane of a section. stations_m: (N,) growing; centre_m: (N, 3) of them. index: from the right. polygon: its area
    in the ground plane. forward: whether traffic runs towards higher stations.
    """

    key: LaneKey
    kind: str
    index: int
    stations_m: Float64
    centre_m: Float64
    polygon: shapely.Geometry
    forward: bool


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Pieces:
    """What roads are made of, for labels."""

    lines: tuple[LinePiece, ...]
    lanes: tuple[LaneCourse, ...]


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Section:
    """A section's cut with the frames of its stations."""

    road: Road
    index: int
    layout: SectionLayout
    origin: Float64
    left: Float64

    def points(self, s: Float64, t: Float64, lift_m: float) -> Float64:
        """Points (N, 3) of the mesh at stations, straight between its own. t: (S,) at the section's stations."""
        at = self.origin + t[:, None] * self.left
        at[:, 2] += lift_m
        stations = self.layout.stations_m
        return np.stack([np.interp(s, stations, at[:, axis]) for axis in range(3)], axis=1)


def pieces_of(roads: Sequence[Road]) -> Pieces:
    """Lines and lanes of a road outside of junctions, or of all connecting roads of one.

    As in the ground that is drawn, junctions have one height, and lines end where another road's lane crosses them.
    """
    curves = [RoadCurve.of(road) for road in roads]
    group = list(zip(roads, curves, strict=True))
    joined = roads[0].junction is not None
    sections = [[_section(road, curve, k) for k in range(len(road.sections))] for road, curve in group]
    areas = [
        area
        for index, ((_, curve), cut) in enumerate(zip(group, sections, strict=True))
        for one in cut
        for area in lane_areas(curve, one.layout, index)
    ]
    walks = shapely.union_all([area for road, curve in group for area in _crosswalks(road, curve)])
    lines: list[LinePiece] = []
    lanes: list[LaneCourse] = []
    drawn: dict[str, shapely.Geometry] = {}
    for index, cut in enumerate(sections):
        crossing = _crossing(areas, index, walks) if joined else {"solid": walks, "broken": walks}
        for one in cut:
            if one.layout.lanes:
                lines += _lines(one, crossing, drawn)
                lanes += _lanes(one)
    lines += [line for road, curve in group for line in _across(road, curve)]
    if joined:
        lines = [_lowered(group, line) for line in lines]
        lanes = [_settled(group, lane) for lane in lanes]
    return Pieces(lines=tuple(lines), lanes=tuple(lanes))


def _section(road: Road, curve: RoadCurve, index: int) -> _Section:
    layout = layout_of(road, curve, index)
    origin, left = curve.frames(layout.stations_m)
    return _Section(road=road, index=index, layout=layout, origin=origin, left=left)


def _crossing(areas: Sequence[LaneArea], road: int, walks: shapely.Geometry) -> dict[str, shapely.Geometry]:
    """Where lines of one road of a junction end: paint as `surface.overlap` has it; kerbs and edges inside the ground
    that they are the rim of.
    """
    driven = [area for area in areas if area.kind == KIND["driving"]]
    crossed = [shapely.buffer(area.polygon, -PAINT_TOUCH_M) for area in driven if area.road != road]
    level = shapely.union_all([area.polygon for area in areas if area.lift_m < KERB_STEP_M])
    lanes = shapely.union_all([area.polygon for area in driven])
    return {
        "solid": shapely.union_all([*crossed, walks]),
        "broken": walks,
        "kerb": shapely.buffer(shapely.buffer(level, TOUCH_M), -2.0 * TOUCH_M),
        "edge": shapely.buffer(shapely.buffer(lanes, TOUCH_M), -2.0 * TOUCH_M),
    }


def _lines(
    section: _Section, crossing: dict[str, shapely.Geometry], drawn: dict[str, shapely.Geometry]
) -> Iterator[LinePiece]:
    """The lines of a section without what is crossed or, in `drawn` by kind, there already: roads share their rims."""
    for stretch in stretches(section.road, section.index, section.layout):
        s = _stations(section.layout.stations_m, stretch.from_m, stretch.to_m)
        t = section.layout.borders_m[:, stretch.border] + stretch.offset_m
        points = section.points(s, t, stretch.lift_m)
        place = stretch.kind if stretch.kind in {"kerb", "edge"} else "solid" if stretch.solid else "broken"
        blocked = crossing.get(place, _NOTHING).union(drawn.get(stretch.kind, _NOTHING))
        if section.road.junction is not None:
            strip = shapely.buffer(shapely.LineString(points[:, :2]), TOUCH_M, cap_style="flat")
            drawn[stretch.kind] = strip.union(drawn.get(stretch.kind, _NOTHING))
        back = _runs_back(section, stretch)
        for first, last in _free(points, s, blocked):
            kept = np.concatenate([[first], s[(s > first) & (s < last)], [last]])
            cut = np.stack([np.interp(kept, s, points[:, axis]) for axis in range(3)], axis=1)
            yield LinePiece(
                kind=mirrored(stretch.kind) if back else stretch.kind,
                color=stretch.color,
                points_m=spaced(cut[::-1] if back else cut),
                border=(section.road.id, section.index, stretch.border),
                span_m=(first, last),
            )


def _runs_back(section: _Section, stretch: Stretch) -> bool:
    """Whether traffic beside a line runs towards lower stations; where it runs both ways the line does not."""
    lanes, road = section.layout.lanes, section.road
    beside = [lanes[k].lane_id for k in (stretch.border - 1, stretch.border) if 0 <= k < len(lanes)]
    driven = [lane for lane in beside if road.sections[section.index].lane(lane).kind in DRIVEABLE]
    return not any(road.forward(section.index, lane) for lane in driven or beside)


def _stations(stations: Float64, first: float, last: float) -> Float64:
    return np.concatenate([[first], stations[(stations > first) & (stations < last)], [last]])


def _free(points: Float64, s: Float64, blocked: shapely.Geometry) -> Iterator[Span]:
    """Spans of stations in which a line (N, 3) lies outside of an area."""
    line = shapely.LineString(points[:, :2])
    if not line.intersects(blocked):
        yield float(s[0]), float(s[-1])
        return
    run = _lengths(points[:, :2])
    for part in shapely.get_parts(line.difference(blocked)):
        if part.length > SHORTEST_M:
            ends = shapely.line_locate_point(line, shapely.points(shapely.get_coordinates(part)[[0, -1]]))
            first, last = np.interp(ends, run, s)
            if last > first:
                yield float(first), float(last)


def _lanes(section: _Section) -> Iterator[LaneCourse]:
    """The lanes that have a width."""
    borders, heights, s = section.layout.borders_m, section.layout.heights_m, section.layout.stations_m
    for k, lane in enumerate(section.layout.lanes):
        polygons = [section.origin[:, :2] + borders[:, border, None] * section.left[:, :2] for border in (k, k + 1)]
        polygon = shapely.make_valid(shapely.polygons(np.concatenate([polygons[0], polygons[1][::-1]])))
        if polygon.area < 1.0:
            continue
        key = LaneKey(road=section.road.id, section=section.index, lane=lane.lane_id)
        yield LaneCourse(
            key=key,
            kind=section.road.sections[section.index].lane(lane.lane_id).kind,
            index=k,
            stations_m=s,
            centre_m=section.points(s, 0.5 * (borders[:, k] + borders[:, k + 1]), float(heights[:, k].mean())),
            polygon=polygon,
            forward=section.road.forward(section.index, lane.lane_id),
        )


def _crosswalks(road: Road, curve: RoadCurve) -> Iterator[shapely.Geometry]:
    for thing in road.objects:
        if thing.kind == "crosswalk":
            for one in copies_of(thing):
                yield area_of(one, curve)


def _across(road: Road, curve: RoadCurve) -> Iterator[LinePiece]:
    """Stop lines by their middle, right to left of the road; crosswalks by their outline, counter-clockwise, closed."""
    for thing in road.objects:
        is_stop = thing.kind == "roadMark" and (
            thing.name.lower().replace("_", "") == "stopline" or thing.id.startswith("signal_")
        )
        if not is_stop and thing.kind != "crosswalk":
            continue
        for one in copies_of(thing):
            area = area_of(one, curve)
            if area.geom_type != "Polygon" or area.area <= 1e-6:
                continue
            ring = shapely.get_coordinates(shapely.geometry.polygon.orient(area).exterior)
            heading = float(curve.plan_at([one.s_m]).heading_rad[0])
            xy = _middle(area, heading) if is_stop else ring
            s, t = project(curve, xy, np.full(len(xy), one.s_m))
            z = curve.points(s, t).position_m[:, 2]
            points = spaced(np.column_stack([xy, z]))
            yield LinePiece(kind="stop" if is_stop else "crosswalk", color="white", points_m=points)


def _middle(area: shapely.Geometry, heading_rad: float) -> Float64:
    """The middle (2, 2) of a long rectangle, from the right of the road to its left."""
    box = shapely.get_coordinates(shapely.minimum_rotated_rectangle(area))
    ends = [0.5 * (box[0] + box[1]), 0.5 * (box[2] + box[3])]
    if np.hypot(*(box[1] - box[0])) > np.hypot(*(box[2] - box[1])):
        ends = [0.5 * (box[1] + box[2]), 0.5 * (box[3] + box[0])]
    line = np.array(ends)
    across = line[1] - line[0]
    return line if across[1] * np.cos(heading_rad) - across[0] * np.sin(heading_rad) > 0.0 else line[::-1]


def _lowered(group: Sequence[tuple[Road, RoadCurve]], line: LinePiece) -> LinePiece:
    """A junction's line at the one height that its ground has; kerbs at their foot."""
    points = line.points_m.copy()
    points[:, 2] = blended_heights(group, points[:, :2])
    return LinePiece(kind=line.kind, color=line.color, points_m=points, border=line.border, span_m=line.span_m)


def _settled(group: Sequence[tuple[Road, RoadCurve]], lane: LaneCourse) -> LaneCourse:
    centre = lane.centre_m.copy()
    centre[:, 2] = blended_heights(group, centre[:, :2])
    return LaneCourse(
        key=lane.key,
        kind=lane.kind,
        index=lane.index,
        stations_m=lane.stations_m,
        centre_m=centre,
        polygon=lane.polygon,
        forward=lane.forward,
    )


def spaced(points_m: Float64) -> Float64:
    """A line (N, 3) with more points on its pieces, so that none is longer than SPACING_M."""
    length = np.linalg.norm(np.diff(points_m, axis=0), axis=1)
    count = np.maximum(1, np.ceil(length / SPACING_M - 1e-9)).astype(np.int64)
    first = np.repeat(np.arange(len(length)), count)
    share = (np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)) / count[first]
    made = points_m[first] + share[:, None] * (points_m[first + 1] - points_m[first])
    return np.concatenate([made, points_m[-1:]])


def _lengths(points: Float64) -> Float64:
    """(N,) length along a line from its start."""
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
