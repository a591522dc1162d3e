"""Streets whose ground is drawn without roads, told as roads: the same lanes, lines, stop lines and crosswalks."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterable, Iterator, Sequence

from scenes.actor import Scenery
from scenes.roads import street_surface as street
from scenes.roads import tunnel_road as tunnel
from scenes.roads.cubic import Cubic
from scenes.roads.lane import LaneHeight, LaneSection, RoadLane
from scenes.roads.mark import MarkLine, RoadMark
from scenes.roads.network import RoadNetwork
from scenes.roads.plan import Line, PlanRecord
from scenes.roads.road import Road
from scenes.roads.road_object import RoadObject
from scenes.roads.templates.roadside_design import patch

_STOP_LINE_AT_M = 1.0  # from a street's end to its stop lines, as `StreetSurface` draws them
_TUNNEL_DASHES_AT_M = 2.0  # from the road's start to the first dash, as `TunnelSurface` draws it
_NONE = "none"


def drawn_network(scenery: Iterable[Scenery]) -> RoadNetwork | None:
    """The roads of the first drawn street among what stands in a scene; None where there is none."""
    for thing in scenery:
        if isinstance(thing.asset, street.StreetSurface):
            return _street(thing.asset)
        if isinstance(thing.asset, tunnel.TunnelSurface):
            return _tunnel(thing.asset)
    return None


@functools.lru_cache(maxsize=8)
def _street(surface: street.StreetSurface) -> RoadNetwork:
    """The street itself, and the two that cross its ends."""
    length = surface.length_m
    sides = (
        _side(sign, surface.lane_width_m, "driving", 0.0, _bay_edges(surface))
        + _side(2 * sign, surface.parking_width_m, "parking", 0.0, ())
        + _side(3 * sign, surface.pavement_width_m, "sidewalk", surface.kerb_height_m, ())
        for sign in (-1, 1)
    )
    lanes = [*itertools.chain(*sides), RoadLane(id=0, kind=_NONE, marks=_centre(surface))]
    main = _road("street", (0.0, 0.0, 0.0), length, lanes, tuple(_across(surface)))
    half = 0.5 * street.CROSS_STREET_M
    dashes = surface.cross_dashes_m()
    ends = (_cross_street("west", -half, dashes), _cross_street("east", length + half, dashes))
    return RoadNetwork(name="urban_street", roads=(main, *ends))


def _centre(surface: street.StreetSurface) -> tuple[RoadMark, ...]:
    """The broken line, interrupted at the crosswalk."""
    period = street.DASH_M + street.DASH_GAP_M
    marks: list[RoadMark] = []
    end = -math.inf
    for start, stop in surface.dashes_m():
        if start - end > street.DASH_GAP_M + 1e-6:
            marks += [RoadMark(offset_m=end, kind=_NONE)] if marks else []
            marks.append(_painted(start, "broken", street.LINE_WIDTH_M, (street.DASH_M, period - street.DASH_M)))
        end = stop
    return (*marks, RoadMark(offset_m=end, kind=_NONE)) if marks else ()


def _bay_edges(surface: street.StreetSurface) -> tuple[RoadMark, ...]:
    """The line between lane and parking bays, as far as there are bays."""
    marks = []
    for start, count in surface.bay_runs:
        first, last = start - street.LINE_WIDTH_M, start + count * surface.bay_length_m + street.LINE_WIDTH_M
        marks += [_painted(first, "solid", street.LINE_WIDTH_M), RoadMark(offset_m=last, kind=_NONE)]
    return tuple(marks)


def _across(surface: street.StreetSurface) -> Iterator[RoadObject]:
    """Stop lines before both ends, and the crosswalk."""
    half, lane, reach = 0.5 * street.LINE_WIDTH_M, surface.lane_width_m, surface.kerb_line_m - street.GUTTER_M
    first, last = _STOP_LINE_AT_M, surface.length_m - _STOP_LINE_AT_M
    yield patch("stop_east", "roadMark", "stopLine", (last - street.STOP_LINE_M, last), (half - lane, -half))
    yield patch("stop_west", "roadMark", "stopLine", (first, first + street.STOP_LINE_M), (half, lane - half))
    if surface.crosswalk_at_m is not None:
        at, along = surface.crosswalk_at_m, 0.5 * street.CROSSWALK_M
        yield patch("crosswalk", "crosswalk", "crosswalk", (at - along, at + along), (-reach, reach), subtype="zebra")


def _cross_street(road_id: str, x_m: float, dashes_m: Sequence[tuple[float, float]]) -> Road:
    """The street across one end, its two lanes along y; no line where the main street's mouth is."""
    half, reach = 0.5 * street.CROSS_STREET_M, street.CROSS_REACH_M
    marks: list[RoadMark] = []
    for first, last in ((-dashes_m[-1][1], -dashes_m[0][0]), (dashes_m[0][0], dashes_m[-1][1])):
        marks.append(_painted(reach + first, "broken", street.LINE_WIDTH_M, (street.DASH_M, street.DASH_GAP_M)))
        marks.append(RoadMark(offset_m=reach + last, kind=_NONE))
    centre = RoadLane(id=0, kind=_NONE, marks=tuple(marks))
    lanes = [*_side(-1, half, "driving", 0.0, ()), centre, *_side(1, half, "driving", 0.0, ())]
    return _road(road_id, (x_m, -reach, 0.5 * math.pi), 2.0 * reach, lanes)


@functools.lru_cache(maxsize=8)
def _tunnel(surface: tunnel.TunnelSurface) -> RoadNetwork:
    """The road through it: two lanes, their edge lines inside them, and the walkways."""
    lanes = [RoadLane(id=0, kind=_NONE, marks=(_tunnel_dashes(),))]
    for sign in (-1, 1):
        line = MarkLine(width_m=tunnel.LINE_M, t_offset_m=-0.5 * sign * tunnel.LINE_M)
        edge = RoadMark(offset_m=0.0, kind="solid", color="white", width_m=tunnel.LINE_M, lines=(line,))
        lanes += _side(sign, surface.lane_width_m, "driving", 0.0, (edge,))
        lanes += _side(2 * sign, tunnel.EDGE_STRIP_M, "border", 0.0, ())
        lanes += _side(3 * sign, surface.walkway_m, "sidewalk", tunnel.WALKWAY_HEIGHT_M, ())
    length = surface.last_m - surface.first_m
    return RoadNetwork(name="tunnel_road", roads=(_road("road", (surface.first_m, 0.0, 0.0), length, lanes),))


def _tunnel_dashes() -> RoadMark:
    return _painted(_TUNNEL_DASHES_AT_M, "broken", tunnel.LINE_M, (tunnel.DASH_M, tunnel.DASH_GAP_M))


def _road(
    road_id: str,
    start: tuple[float, float, float],
    length_m: float,
    lanes: Sequence[RoadLane],
    objects: tuple[RoadObject, ...] = (),
) -> Road:
    """A straight road from (x, y, heading) with one section."""
    x, y, heading = start
    plan = PlanRecord(s_m=0.0, x_m=x, y_m=y, heading_rad=heading, length_m=length_m, shape=Line())
    section = LaneSection(s_m=0.0, lanes=tuple(sorted(lanes, key=lambda lane: lane.id)))
    return Road(id=road_id, length_m=length_m, plan=(plan,), sections=(section,), objects=objects)


def _side(lane_id: int, width_m: float, kind: str, height_m: float, marks: tuple[RoadMark, ...]) -> list[RoadLane]:
    """One lane of a width and a height."""
    heights = (LaneHeight(offset_m=0.0, inner_m=height_m, outer_m=height_m),) if height_m else ()
    widths = (Cubic(start_m=0.0, coefficients=(width_m, 0.0, 0.0, 0.0)),)
    return [RoadLane(id=lane_id, kind=kind, widths=widths, heights=heights, marks=marks)]


def _painted(offset_m: float, kind: str, width_m: float, dashes_m: tuple[float, float] = (0.0, 0.0)) -> RoadMark:
    """A white line from a station on."""
    line = MarkLine(width_m=width_m, length_m=dashes_m[0], space_m=dashes_m[1])
    return RoadMark(offset_m=offset_m, kind=kind, color="white", width_m=width_m, lines=(line,))
