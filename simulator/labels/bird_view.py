"""The map around the ego: ground, what stands fixed, things by their footprints, and lanes for vehicles."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from scenes.asset import asset_of
from scenes.pose import Pose, World
from scenes.rectangles import TILTED_RAD
from scenes.roads.lane_graph import LaneKey
from scenes.scene import EGO_INSTANCE
from simulator.annotations.bird_view import BirdView, MapFrame
from simulator.annotations.things import OrientedBox, Thing
from simulator.labels.drivable import IS_ROAD, drivable
from simulator.labels.ground_map import HEADROOM_M, ground_map
from simulator.labels.road_map import RoadMap
from simulator.labels.world import LabelledWorld

Float64 = NDArray[np.float64]
Number = TypeVar("Number", bound=np.generic)

CELL_M = 0.25
CELLS = 400
"""100 m by 100 m with the ego's origin in the middle, as the field's bird's-eye maps have it (Philion and Fidler 2020,
"Lift, Splat, Shoot": 100 m by 100 m around the ego, cells of 0.5 m); chosen: cells of half that, so that lines show."""
STANDS_M = 2.5
"""Chosen: a thing whose bottom is that far above the ground hangs over it; people pass below."""


def bird_view(
    world: LabelledWorld, roads: RoadMap | None, own: tuple[LaneKey, ...], things: Mapping[int, Thing], t_s: float
) -> BirdView:
    """The map of a frame. own: the lanes that are the ego's. Where footprints overlap, the highest thing is seen."""
    body = world.history.body_at(EGO_INSTANCE, t_s)
    x, y, z = body.translation_m
    T_world_map: Pose[World, MapFrame] = Pose.planar(x, y, body.yaw_rad, z)
    cells = cell_centres_m(T_world_map)
    boxes = tuple(_standing(world, things, t_s))
    semantic, height = ground_map(world.renderer, world.history, roads).at(cells)
    _fill_below(boxes, semantic, height, cells, T_world_map)
    codes = np.zeros(len(cells), dtype=np.uint8)
    if roads is not None:
        road = np.flatnonzero(IS_ROAD[semantic])
        codes[road] = drivable(roads, own, np.column_stack([cells[road], height[road]]))
    instance = np.zeros(len(cells), dtype=np.uint16)
    for number, box in boxes:
        _stamp(instance, number, box, cells, height, T_world_map)
    return BirdView(
        T_world_map=T_world_map,
        cell_m=CELL_M,
        semantic=_raster(semantic),
        instance=_raster(instance),
        drivable=_raster(codes),
    )


def cell_centres_m(T_world_map: Pose[World, MapFrame]) -> Float64:
    """(CELLS * CELLS, 2) world x, y of the cells' centres, row by row, row 0 farthest ahead, column 0 farthest left."""
    away = (0.5 * (CELLS - 1) - np.arange(CELLS)) * CELL_M
    ahead, left = (grid.ravel() for grid in np.meshgrid(away, away, indexing="ij"))
    cos, sin = math.cos(T_world_map.yaw_rad), math.sin(T_world_map.yaw_rad)
    x, y, _ = T_world_map.translation_m
    return np.stack([x + cos * ahead - sin * left, y + sin * ahead + cos * left], axis=1)


def _standing(world: LabelledWorld, things: Mapping[int, Thing], t_s: float) -> Iterator[tuple[int, OrientedBox]]:
    """Everything with a footprint, the lowest tops first: by `box`, of what leans far by `box_upright`."""
    body = asset_of(world.scene.ego.asset).box
    boxes = [(number, _level_box(thing)) for number, thing in things.items()]
    ego = OrientedBox(
        T_world_box=world.history.body_at(EGO_INSTANCE, t_s) @ body.T_body_box,
        length_m=body.length_m,
        width_m=body.width_m,
        height_m=body.height_m,
    )
    yield from sorted([*boxes, (EGO_INSTANCE, ego)], key=lambda row: (_top_m(row[1]), row[0]))


def _level_box(thing: Thing) -> OrientedBox:
    up = float(thing.box.T_world_box.rotation()[2, 2])
    return thing.box if up >= math.cos(TILTED_RAD) else thing.box_upright


def _top_m(box: OrientedBox) -> float:
    return box.T_world_box.translation_m[2] + box.height_m


def _fill_below(
    boxes: Sequence[tuple[int, OrientedBox]],
    semantic: NDArray[np.uint8],
    height_m: NDArray[np.float32],
    cells: Float64,
    T_world_map: Pose[World, MapFrame],
) -> None:
    """Gives cells (N,) without a ground below things that of the nearest cell which has one: what stands flush on the
    ground hides it from rays.
    """
    unseen = semantic == 0
    if not unseen.any():
        return
    below = np.zeros(len(cells), dtype=np.bool_)
    for _, box in boxes:
        below[_held(box, cells, T_world_map)] = True
    below &= unseen
    if below.any() and not unseen.all():
        nearest = distance_transform_edt(unseen.reshape(CELLS, CELLS), return_distances=False, return_indices=True)
        source = (nearest[0] * CELLS + nearest[1]).ravel()[below]
        semantic[below], height_m[below] = semantic[source], height_m[source]


def _stamp(
    instance: NDArray[np.uint16],
    number: int,
    box: OrientedBox,
    cells: Float64,
    height_m: NDArray[np.float32],
    T_world_map: Pose[World, MapFrame],
) -> None:
    """Writes a thing's number into the cells (N,) whose centres its footprint holds, where it stands on the ground."""
    rows = _held(box, cells, T_world_map)
    bottom, ground = box.T_world_box.translation_m[2], height_m[rows]
    stands = (bottom - ground < STANDS_M) & (bottom + box.height_m - ground > -HEADROOM_M)
    instance[rows[stands]] = number


def _held(box: OrientedBox, cells: Float64, T_world_map: Pose[World, MapFrame]) -> NDArray[np.int64]:
    """Indices of the cells (N,) whose centres a footprint holds."""
    x, y, _ = box.T_world_box.translation_m
    rows = _around(x, y, math.hypot(box.length_m, box.width_m), T_world_map)
    away = cells[rows] - (x, y)
    cos, sin = math.cos(box.T_world_box.yaw_rad), math.sin(box.T_world_box.yaw_rad)
    along, across = away[:, 0] * cos + away[:, 1] * sin, away[:, 1] * cos - away[:, 0] * sin
    return rows[(np.abs(along) <= 0.5 * box.length_m) & (np.abs(across) <= 0.5 * box.width_m)]


def _around(x_m: float, y_m: float, reach_m: float, T_world_map: Pose[World, MapFrame]) -> NDArray[np.int64]:
    """Indices of the cells in a square around a place."""
    x, y, _ = T_world_map.translation_m
    cos, sin = math.cos(T_world_map.yaw_rad), math.sin(T_world_map.yaw_rad)
    ahead, left = (x_m - x) * cos + (y_m - y) * sin, (y_m - y) * cos - (x_m - x) * sin
    spans = []
    for at in (ahead, left):
        middle = 0.5 * (CELLS - 1) - at / CELL_M
        low, high = math.floor(middle - reach_m / CELL_M), math.ceil(middle + reach_m / CELL_M)
        spans.append(np.arange(max(low, 0), min(high, CELLS - 1) + 1))
    return np.asarray((spans[0][:, None] * CELLS + spans[1][None, :]).ravel())


def _raster(values: NDArray[Number]) -> NDArray[Number]:
    image = values.reshape(CELLS, CELLS)
    image.flags.writeable = False
    return image
