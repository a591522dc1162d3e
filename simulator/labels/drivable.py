"""Which points of the ground lie on a lane for vehicles: a raster knows all but those near a lane's rim, exactly."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from scenes.ontology import CLASSES
from scenes.roads.lane_graph import DRIVEABLE, LaneKey
from simulator.annotations.road import DRIVABLE
from simulator.labels.own_lane import LEVEL_M
from simulator.labels.road_map import RoadMap

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
UInt8 = NDArray[np.uint8]

CELL_M = 0.25
TILE = 256
"""Cells along a tile's side; chosen: a tile takes a few milliseconds, and a clip needs some dozens."""
NONE, OWN, OTHER = (DRIVABLE.index(name) for name in ("none", "own", "other"))
_UNSURE = 255
_SHIFT = 4  # fractional bits of the raster's corners
_ROAD = ("driveable_surface", "marking", "crosswalk", "speed_bump", "manhole", "rail_track", "water", "snow", "ice")
IS_ROAD: NDArray[np.bool_] = np.array([one.name.removeprefix("flat.") in _ROAD for one in CLASSES])
"""By semantic class, whether vehicles drive on such ground; whether there is a lane the map tells."""


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class Deck:
    """Lanes for vehicles of which none lies above another. samples: tree of (x, y) of their middles; z_m: heights."""

    keys: frozenset[LaneKey]
    samples: cKDTree
    z_m: Float64


def drivable(roads: RoadMap, own: tuple[LaneKey, ...], points_m: Float64) -> UInt8:
    """Codes (N,) into DRIVABLE of points (N, 3) of the ground, where the lanes `own` are the ego's.

    A point belongs to the lanes whose area holds it from above; where some pass over others, to those at its height.
    """
    found = np.zeros(len(points_m), dtype=np.uint8)
    if not len(points_m):
        return found
    decks = decks_of(roads)
    for index, deck in enumerate(decks):
        codes = _codes(roads, own, index, points_m)
        if len(decks) > 1:
            rows = np.flatnonzero(codes)
            nearest = deck.samples.query(points_m[rows, :2])[1]
            codes[rows[np.abs(deck.z_m[nearest] - points_m[rows, 2]) > LEVEL_M]] = NONE
        found = np.where((codes == OWN) | (found == NONE), codes, found)
    return found


@functools.lru_cache(maxsize=4)
def decks_of(roads: RoadMap) -> tuple[Deck, ...]:
    """The lanes for vehicles by levels: those that pass over others are on another one than these."""
    lanes = [lane for lane in roads.courses.values() if lane.kind in DRIVEABLE]
    if not lanes:
        return ()
    polygons = np.array([lane.polygon for lane in lanes])
    above: dict[int, set[int]] = {k: set() for k in range(len(lanes))}
    for a, b in shapely.STRtree(polygons).query(polygons, predicate="intersects").T.tolist():
        if a < b:
            common = shapely.intersection(polygons[a], polygons[b])
            if (
                common.area > 0.5
                and abs(_height(lanes[a].centre_m, common) - _height(lanes[b].centre_m, common)) > LEVEL_M
            ):
                above[a].add(b)
                above[b].add(a)
    level: list[int] = []
    for k in range(len(lanes)):
        taken = {level[other] for other in above[k] if other < k}
        level.append(next(number for number in range(len(lanes)) if number not in taken))
    return tuple(
        _deck([lane.key for lane, at in zip(lanes, level, strict=True) if at == number], roads)
        for number in range(max(level) + 1)
    )


def _deck(keys: list[LaneKey], roads: RoadMap) -> Deck:
    centres = np.concatenate([_dense(roads.courses[key].centre_m) for key in keys])
    return Deck(keys=frozenset(keys), samples=cKDTree(centres[:, :2]), z_m=centres[:, 2])


def _dense(line_m: Float64) -> Float64:
    run = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line_m, axis=0), axis=1))])
    at = np.linspace(0.0, run[-1], max(2, int(run[-1]) + 1))
    return np.stack([np.interp(at, run, line_m[:, axis]) for axis in range(3)], axis=1)


def _height(line_m: Float64, area: shapely.Geometry) -> float:
    """Height of a line (N, 3) where it is nearest to an area."""
    at = shapely.get_coordinates(shapely.point_on_surface(area))[0]
    dense = _dense(line_m)
    return float(dense[np.hypot(*(dense[:, :2] - at).T).argmin(), 2])


def _codes(roads: RoadMap, own: tuple[LaneKey, ...], deck: int, points_m: Float64) -> UInt8:
    codes = np.zeros(len(points_m), dtype=np.uint8)
    cell = np.floor(points_m[:, :2] / CELL_M).astype(np.int64)
    for (x, y), rows in _by_tile(cell // TILE):
        part = _tile(roads, own, deck, x, y)
        if part is None:
            continue
        inside = cell[rows] - (x * TILE, y * TILE)
        known = part.codes[inside[:, 1], inside[:, 0]]
        unsure = np.flatnonzero(known == _UNSURE)
        known[unsure] = part.exact(points_m[rows[unsure], :2])
        codes[rows] = known
    return codes


def _by_tile(tile: Int64) -> Iterator[tuple[tuple[int, int], Int64]]:
    """The rows of every tile among tiles (N, 2)."""
    low = tile.min(axis=0)
    width, height = (tile.max(axis=0) - low + 1).tolist()
    place = (tile[:, 1] - low[1]) * width + tile[:, 0] - low[0]
    if width * height <= 1 << 16:
        place = place.astype(np.uint16)  # which numpy sorts in linear time
    counts = np.bincount(place, minlength=width * height)
    asked = np.flatnonzero(counts)
    groups = np.split(np.argsort(place, kind="stable"), np.cumsum(counts[asked])[:-1])
    for one, rows in zip(asked.tolist(), groups, strict=True):
        yield (int(low[0]) + one % width, int(low[1]) + one // width), rows


@dataclass(frozen=True, eq=False, slots=True, kw_only=True)
class _Tile:
    """A square of the ground. codes: (TILE, TILE) by y, x; own, lanes: the areas in it."""

    codes: UInt8
    own: shapely.Geometry
    lanes: shapely.Geometry

    def exact(self, xy_m: Float64) -> UInt8:
        """Codes of points (N, 2)."""
        x, y = xy_m.T
        codes = np.where(shapely.contains_xy(self.lanes, x, y), OTHER, NONE)
        return np.where(shapely.contains_xy(self.own, x, y), OWN, codes).astype(np.uint8)


@functools.lru_cache(maxsize=16)
def _areas(roads: RoadMap, own: tuple[LaneKey, ...], deck: int) -> tuple[shapely.Geometry, shapely.Geometry]:
    """The own lanes and all lanes of a deck."""
    keys = decks_of(roads)[deck].keys
    mine = [roads.courses[key].polygon for key in own if key in keys]
    return shapely.union_all(mine), _all_lanes(roads, deck)


@functools.lru_cache(maxsize=16)
def _all_lanes(roads: RoadMap, deck: int) -> shapely.Geometry:
    keys = decks_of(roads)[deck].keys
    return shapely.union_all([roads.courses[key].polygon for key in sorted(keys)])


@functools.lru_cache(maxsize=256)
def _tile(roads: RoadMap, own: tuple[LaneKey, ...], deck: int, x: int, y: int) -> _Tile | None:
    """One tile; None without a lane."""
    low = np.array([x, y]) * TILE * CELL_M
    rim = 2.0 * CELL_M
    window = (*(low - rim).tolist(), *(low + TILE * CELL_M + rim).tolist())
    mine, lanes = (shapely.clip_by_rect(area, *window) for area in _areas(roads, own, deck))
    if lanes.is_empty:
        return None
    codes = np.zeros((TILE, TILE), dtype=np.uint8)
    edge = np.zeros((TILE, TILE), dtype=np.uint8)
    for area, code in ((lanes, OTHER), (mine, OWN)):
        rings = [
            np.rint(((shapely.get_coordinates(ring) - low) / CELL_M - 0.5) * (1 << _SHIFT)).astype(np.int32)
            for part in shapely.get_parts(area)
            if part.geom_type == "Polygon"
            for ring in (part.exterior, *part.interiors)
        ]
        if rings:
            cv2.fillPoly(codes, rings, code, shift=_SHIFT)
            cv2.polylines(edge, rings, isClosed=True, color=1, thickness=3, shift=_SHIFT)
    codes[edge > 0] = _UNSURE
    shapely.prepare(mine)
    shapely.prepare(lanes)
    return _Tile(codes=codes, own=mine, lanes=lanes)
