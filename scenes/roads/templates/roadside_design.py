"""What a road's design puts beside it: rails along its edges, signs; and rectangles on it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scenes.roads.cross_section import CrossSection
from scenes.roads.place import Country
from scenes.roads.road import Road
from scenes.roads.road_object import ObjectMarking, Outline, Repeat, RoadCorner, RoadObject
from scenes.roads.road_signal import RoadSignal

Float64 = NDArray[np.float64]

PIECE_M = 10.0  # chosen: where an edge is no line, rails follow it in pieces of that length
STRAIGHT_M = 0.01

_SPEED_SIGN = {"DE": ("274", 3.6, "km/h"), "US": ("R2-1", 2.23694, "mph")}
_STOP_SIGN = {"DE": "206", "US": "R1-1"}
_YIELD_SIGN = {"DE": "205", "US": "R1-2"}


def edge_m(road: Road, side: int, s_m: float) -> float:
    """T of the rightmost (side -1) or leftmost (1) border at a station."""
    return float(edges_m(road, side, np.array([s_m]))[0])


def edges_m(road: Road, side: int, s_m: Float64) -> Float64:
    """T of the rightmost (side -1) or leftmost (1) border at stations (N,)."""
    starts = [section.s_m for section in road.sections]
    section = np.maximum(np.searchsorted(starts, s_m, side="right") - 1, 0)
    edges = np.empty(len(s_m))
    for index in np.unique(section):
        cross, at = CrossSection.of(road, int(index)), section == index
        inside = np.minimum(s_m[at], np.nextafter(cross.end_m, -np.inf))
        edges[at] = cross.borders_m(inside)[:, 0 if side < 0 else -1]
    return edges


def along_edge(
    road: Road, side: int, offset_m: float, start_m: float, end_m: float, distance_m: float = 0.0
) -> tuple[Repeat, ...]:
    """Repeats that keep `offset_m` outside an edge from one station to another; distance_m 0: without a gap."""
    count = max(1, round((end_m - start_m) / PIECE_M))
    stations = np.linspace(start_m, end_m, count + 1)
    t = edges_m(road, side, stations) + side * offset_m
    if distance_m > 0.0 or np.abs(t - np.linspace(t[0], t[-1], len(t))).max() < STRAIGHT_M:
        stations, t = stations[[0, -1]], t[[0, -1]]
    return tuple(
        Repeat(s_m=float(s0), length_m=float(s1 - s0), distance_m=distance_m, t_m=(float(t0), float(t1)))
        for s0, s1, t0, t1 in zip(stations[:-1], stations[1:], t[:-1], t[1:], strict=True)
    )


def row(
    object_id: str,
    kind: str,
    name: str,
    repeats: Sequence[Repeat],
    size_m: tuple[float, float, float],
    heading_rad: float = 0.0,
) -> RoadObject:
    """A thing repeated along a road. size_m: length, width, height of one, or of the cross section."""
    first = repeats[0]
    return RoadObject(
        id=object_id,
        kind=kind,
        name=name,
        s_m=first.s_m,
        t_m=first.t_m[0],
        heading_rad=heading_rad,
        length_m=size_m[0],
        width_m=size_m[1],
        height_m=size_m[2],
        repeats=tuple(repeats),
    )


def guard_rail(road: Road, object_id: str, side: int, offset_m: float, span_m: tuple[float, float]) -> RoadObject:
    """A steel rail along an edge, 0.75 m high (EN 1317 rails stand 0.5 m or more off the carriageway, RPS 2009)."""
    return steel_rail(object_id, along_edge(road, side, offset_m, *span_m))


def steel_rail(object_id: str, repeats: Sequence[Repeat]) -> RoadObject:
    """A steel rail along a road."""
    return row(object_id, "barrier", "guardRail", repeats, (0.0, 0.32, 0.75))


def sign(
    sign_id: str,
    s_m: float,
    t_m: float,
    code: str,
    country: Country,
    subcode: str = "",
    orientation: str = "+",
    **more: str,
) -> RoadSignal:
    """A sign whose lower edge stands 2.2 m above the road (VwV-StVO to sections 39 to 43: 2 m or more)."""
    return RoadSignal(
        id=sign_id,
        s_m=s_m,
        t_m=t_m,
        code=code,
        subcode=subcode,
        country=country,
        orientation=orientation,
        z_m=2.2,
        name=more.get("name", ""),
        text=more.get("text", ""),
        text_value=more.get("value", ""),
        unit=more.get("unit", ""),
    )


def speed_sign(
    sign_id: str, s_m: float, t_m: float, limit_mps: float, country: Country, orientation: str = "+"
) -> RoadSignal:
    """A speed limit, in the country's unit."""
    code, scale, unit = _SPEED_SIGN[country]
    value = str(round(limit_mps * scale / 5.0) * 5)
    subcode = value if country == "DE" else ""
    return sign(sign_id, s_m, t_m, code, country, subcode, orientation, value=value, unit=unit)


def stop_sign(sign_id: str, s_m: float, t_m: float, country: Country, orientation: str = "+") -> RoadSignal:
    """Stop and give way."""
    return sign(sign_id, s_m, t_m, _STOP_SIGN[country], country, "", orientation)


def yield_sign(sign_id: str, s_m: float, t_m: float, country: Country, orientation: str = "+") -> RoadSignal:
    """Give way."""
    return sign(sign_id, s_m, t_m, _YIELD_SIGN[country], country, "", orientation)


def patch(
    object_id: str, kind: str, name: str, s_m: tuple[float, float], t_m: tuple[float, float], **more: str
) -> RoadObject:
    """A rectangle in road coordinates: a stop line, a crosswalk."""
    corners = [(s_m[0], t_m[0]), (s_m[1], t_m[0]), (s_m[1], t_m[1]), (s_m[0], t_m[1])]
    outline = Outline(corners=tuple(RoadCorner(s_m=s, t_m=t, z_m=0.0, height_m=0.0) for s, t in corners))
    return RoadObject(
        id=object_id,
        kind=kind,
        name=name,
        subtype=more.get("subtype", ""),
        s_m=0.5 * (s_m[0] + s_m[1]),
        t_m=0.5 * (t_m[0] + t_m[1]),
        length_m=s_m[1] - s_m[0],
        width_m=abs(t_m[1] - t_m[0]),
        outlines=(outline,),
        markings=(ObjectMarking(color=more["color"]),) if "color" in more else (),
    )
