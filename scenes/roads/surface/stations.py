"""At which stations a section is cut, so that straight edges between them stay within a tolerance of the road."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from scenes.errors import SceneError
from scenes.roads.cross_section import CrossSection
from scenes.roads.road import Road
from scenes.roads.road_curve import RoadCurve
from scenes.roads.surface.paint import Strip

Float64 = NDArray[np.float64]

CHORD_M = 0.008  # of the 0.01 m that the surface may be off
LONGEST_M = 25.0  # chosen: longest piece of a straight road, short enough for bends of any profile to be noticed
SHORTEST_M = 1e-4
STEP_M = 0.05  # chosen: length of the ramp where a lane's height steps along the road
MAX_STATIONS = 2_000_000  # chosen: a road of 1000 km in pieces of half a metre
_PROBES = np.array([0.25, 0.5, 0.75])


def stations_m(road: Road, curve: RoadCurve, cross: CrossSection, strips: list[list[Strip]]) -> Float64:
    """Stations (S,) of a section, its start and end among them."""
    stations = _breaks(road, cross, strips)
    while True:
        too_long = _deviation(curve, cross, stations) > CHORD_M
        too_long &= np.diff(stations) > SHORTEST_M
        if not too_long.any():
            return stations
        middles = 0.5 * (stations[1:] + stations[:-1])[too_long]
        if len(stations) + len(middles) > MAX_STATIONS:
            raise SceneError(f"road {road.id}: its surface needs more than {MAX_STATIONS} cross sections")
        stations = np.sort(np.concatenate([stations, middles]))


def _breaks(road: Road, cross: CrossSection, strips: list[list[Strip]]) -> Float64:
    """Where records and paint begin or end, and no further apart than LONGEST_M."""
    start, end = cross.start_m, cross.end_m
    parts: list[Float64] = [np.linspace(start, end, int(np.ceil((end - start) / LONGEST_M)) + 1)]
    parts.append(np.array([record.s_m for record in road.plan]))
    parts += [np.array([r.start_m for r in rows]) for rows in (road.elevation, road.superelevation, road.lane_offset)]
    for lane in cross.section.lanes:
        parts.append(start + np.array([row.start_m for row in (*lane.widths, *lane.borders)]))
        steps = start + np.array([row.offset_m for row in lane.heights])
        parts += [steps, steps - STEP_M]
    parts += [strip.spans_m.reshape(-1) for border in strips for strip in border]
    stations = np.concatenate(parts)
    stations = np.unique(stations[(stations > start) & (stations < end)])
    kept = stations[np.diff(stations, prepend=-np.inf) > SHORTEST_M]
    kept = kept[(kept - start > SHORTEST_M) & (end - kept > SHORTEST_M)]
    return np.concatenate([[start], kept, [end]])


def _deviation(curve: RoadCurve, cross: CrossSection, stations: Float64) -> Float64:
    """How far the surface leaves the road between stations (S - 1,): borders at three places, lanes in the middle."""
    at_ends = _borders(curve, cross, stations)
    length = np.diff(stations)
    worst = _twist(curve, cross, stations, at_ends)
    for share in _PROBES:
        between = _borders(curve, cross, stations[:-1] + share * length)
        chord = (1.0 - share) * at_ends[:-1] + share * at_ends[1:]
        worst = np.maximum(worst, np.linalg.norm(between - chord, axis=2).max(axis=1))
    return worst


def _twist(curve: RoadCurve, cross: CrossSection, stations: Float64, corners: Float64) -> Float64:
    """How far above or below the road the lanes' cells lie in their middle, where their two triangles meet."""
    lanes = len(cross.lane_ids)
    if not lanes:
        return np.zeros(len(stations) - 1)
    middle = 0.5 * (stations[1:] + stations[:-1])
    borders = cross.borders_m(middle)
    t = 0.5 * (borders[:, 1:] + borders[:, :-1])
    road = curve.points(np.repeat(middle, lanes), t.reshape(-1))
    off = 0.5 * (corners[:-1, :-1] + corners[1:, 1:]).reshape(-1, 3) - road.position_m
    above = np.einsum("ij,ij->i", road.normal, off) / np.maximum(road.normal[:, 2], 0.1)
    return np.asarray(np.abs(above).reshape(-1, lanes).max(axis=1))


def _borders(curve: RoadCurve, cross: CrossSection, s: Float64) -> Float64:
    """World points of all borders (S, L + 1, 3)."""
    origin, left = curve.frames(s)
    # One step before the end, a record that starts there does not count yet.
    borders = cross.borders_m(np.minimum(s, np.nextafter(cross.end_m, -np.inf)))
    return np.asarray(origin[:, None] + borders[:, :, None] * left[:, None])
