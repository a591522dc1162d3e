"""The ground and what stands on it fixed, seen from above below everything that hangs over it; traced once a clip."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from scenes.ontology import CLASSES, class_of
from scenes.scene import EGO_INSTANCE
from simulator.labels.road_map import RoadMap
from simulator.physics.history import WorldHistory
from simulator.render.base import Renderer
from simulator.render.rays import Rays

Float64 = NDArray[np.float64]
Int64 = NDArray[np.int64]
UInt8 = NDArray[np.uint8]

GRID_M = 0.125
"""Between the places of the world at which the ground is known; chosen: half a map's cell, so that what a cell says
lies within 9 cm of its centre."""
HEADROOM_M = 4.0
"""Chosen: what is that far above the ego's level hangs over the road; bridges clear 4.5 m (RAL 2012)."""
SKY_M = 200.0
"""Chosen: above every roof and hill that a map of 50 m to either side may hold."""
NOWHERE_M = 1.0e5
"""Chosen: height above which nothing is."""
STEP_M = 0.002
"""Chosen: how far below what was passed through the search goes on."""
LAYERS = 64
"""Chosen: surfaces passed through at most; a car has some ten below each other, a hedge some dozens."""
LEVEL_WEIGHT = 3.0
"""Chosen: a metre of height counts as three across when the nearest road is looked for, so that who drives below a
bridge sees the ground below it up to some 15 m beside his road."""
_TILE = 64
_UNKNOWN = 255
_BUILDING = class_of("static.building").id
_STAYS: NDArray[np.bool_] = np.array(
    [one.kind == "stuff" and one.name not in {"static.vegetation", "void"} for one in CLASSES]
)
"""By class, what maps hold: neither things nor the ego nor plants."""
_IS_BUILDING: NDArray[np.bool_] = np.array([one.id == _BUILDING for one in CLASSES])
_BESIDE_M = ((0.15, 0.0), (-0.15, 0.0), (0.0, 0.15), (0.0, -0.15), (0.4, 0.0), (-0.4, 0.0), (0.0, 0.4), (0.0, -0.4))
"""Chosen: where the ground is looked for when it cannot be seen: tyres are 0.3 m wide, benches' feet less."""


class GroundMap:
    """The ground around an ego's way, known where it was asked for; a clip's loaded renderer traces it."""

    def __init__(self, renderer: Renderer, history: WorldHistory, roads: RoadMap | None) -> None:
        self._renderer, self._history = renderer, history
        self._way = history.body_position_m[:, EGO_INSTANCE - 1]
        self._way_tree = cKDTree(self._way[:, :2])
        self._roads = _samples(roads)
        self._slots: dict[tuple[int, int], int] = {}
        self._semantic = np.full((0, _TILE, _TILE), _UNKNOWN, dtype=np.uint8)
        self._z = np.zeros((0, _TILE, _TILE), dtype=np.float32)

    def at(self, xy_m: Float64) -> tuple[UInt8, NDArray[np.float32]]:
        """Class (N,) and height (N,) of the ground at the grid's places nearest to points (N, 2)."""
        index = np.rint(xy_m / GRID_M).astype(np.int64)
        tile, inside = index // _TILE, index % _TILE
        slot = self._slots_of(tile)
        places = (slot, inside[:, 1], inside[:, 0])
        missing = np.flatnonzero(self._semantic[places] == _UNKNOWN)
        if len(missing):
            once = np.unique(
                (slot[missing] * _TILE + inside[missing, 1]) * _TILE + inside[missing, 0], return_index=True
            )[1]
            asked = missing[once]
            new = (slot[asked], inside[asked, 1], inside[asked, 0])
            self._semantic[new], self._z[new] = self._traced(np.asarray(index[asked] * GRID_M, dtype=np.float64))
        return self._semantic[places], self._z[places]

    def _slots_of(self, tile: Int64) -> Int64:
        """Where the tiles (N, 2) are kept (N,); room is made for new ones."""
        low = tile.min(axis=0)
        width, height = (tile.max(axis=0) - low + 1).tolist()
        place = (tile[:, 1] - low[1]) * width + tile[:, 0] - low[0]
        asked = np.flatnonzero(np.bincount(place, minlength=width * height))
        slots = np.zeros(width * height, dtype=np.int64)
        for one in asked.tolist():
            key = (int(low[0]) + one % width, int(low[1]) + one // width)
            slots[one] = self._slots.setdefault(key, len(self._slots))
        more = len(self._slots) - len(self._semantic)
        if more > 0:
            room = max(more, len(self._semantic) // 2)
            fresh = np.full((room, _TILE, _TILE), _UNKNOWN, dtype=np.uint8)
            self._semantic = np.concatenate([self._semantic, fresh])
            self._z = np.concatenate([self._z, np.zeros(fresh.shape, dtype=np.float32)])
        return np.asarray(slots[place])

    def _traced(self, xy_m: Float64) -> tuple[UInt8, NDArray[np.float32]]:
        """Class and height at places (N, 2): of a building where one stands, else of the first surface below."""
        level = self._level(xy_m) + HEADROOM_M
        semantic, z = self._ground(xy_m, level)
        for ahead, left in _BESIDE_M:
            below = np.flatnonzero(semantic == 0)  # where what stands there reaches into the ground, as tyres do
            if len(below):
                semantic[below], z[below] = self._ground(xy_m[below] + (ahead, left), level[below])
        roofed = self._first(xy_m, level, 1.0, _IS_BUILDING)[0] > 0
        semantic[roofed] = _BUILDING
        return semantic, z

    def _ground(self, xy_m: Float64, level_m: Float64) -> tuple[UInt8, NDArray[np.float32]]:
        """The ground below a level (N,); where hills rise above it, that below the sky."""
        semantic, z = self._first(xy_m, level_m, -1.0, _STAYS)
        below = np.flatnonzero(semantic == 0)
        if len(below):
            semantic[below], z[below] = self._first(xy_m[below], level_m[below] + SKY_M, -1.0, _STAYS)
        return semantic, z

    def _level(self, xy_m: Float64) -> Float64:
        """(N,) height of the road around: of those nearby the one nearest to the height that the ego comes by at."""
        ego = self._way[self._way_tree.query(xy_m)[1], 2]
        if self._roads is None:
            return np.asarray(ego, dtype=np.float64)
        nearest = self._roads.query(np.column_stack([xy_m, LEVEL_WEIGHT * ego]))[1]
        return np.asarray(self._roads.data[nearest, 2] / LEVEL_WEIGHT)

    def _first(
        self, xy_m: Float64, from_m: Float64, up: float, looked_for: NDArray[np.bool_]
    ) -> tuple[UInt8, NDArray[np.float32]]:
        """Class and height of the first surfaces of certain classes above (1) or below (-1) places; 0 without any."""
        semantic, z = np.zeros(len(xy_m), dtype=np.uint8), from_m.astype(np.float32)
        rows, start = np.arange(len(xy_m)), from_m.copy()
        for _ in range(LAYERS):
            found, distance = self._trace(xy_m[rows], start[rows], up)
            start[rows] += up * distance
            met = distance > 0.0
            stays = met & looked_for[found]
            semantic[rows[stays]] = found[stays]
            z[rows[stays]] = start[rows[stays]]
            rows = rows[met & ~stays]
            start[rows] += up * STEP_M
            if not len(rows):
                break
        return semantic, z

    def _trace(self, xy_m: Float64, z_m: Float64, up: float) -> tuple[UInt8, NDArray[np.float32]]:
        """Class and distance of what rays up or down from places meet, 0 where nothing."""
        # Of faces in one place a tracer may answer the one that the ray before met, and which ray that is depends on
        # what was asked before. So every other ray meets nothing: what one says is then its own.
        count = len(xy_m)
        origin, direction = np.zeros((2 * count, 3), dtype=np.float32), np.zeros((2 * count, 3), dtype=np.float32)
        origin[0::2] = [0.0, 0.0, NOWHERE_M]
        origin[1::2] = np.column_stack([xy_m, z_m])
        direction[0::2, 2], direction[1::2, 2] = 1.0, up
        rays = Rays(origin_m=origin, direction=direction, time_s=np.zeros(2 * count, dtype=np.float32))
        hits = self._renderer.trace(rays, self._history)
        return hits.semantic[1::2], hits.t[1::2]


@functools.lru_cache(maxsize=1)
def ground_map(renderer: Renderer, history: WorldHistory, roads: RoadMap | None) -> GroundMap:
    """The ground of a clip, kept until the next one's is asked for. The renderer has the clip's scene loaded."""
    return GroundMap(renderer, history, roads)


def _samples(roads: RoadMap | None) -> cKDTree | None:
    """Middles of all lanes, weighed for the search of a level."""
    if roads is None or not roads.lanes:
        return None
    return cKDTree(np.concatenate([lane.centre_m for lane in roads.lanes]) * (1.0, 1.0, LEVEL_WEIGHT))
