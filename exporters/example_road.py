"""The road of the example frames, exactly: two straight lanes, three lines, and what a camera and a map show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exporters.example_boxes import Solid
from scenes.ontology import class_of
from scenes.pose import Body, Pose, World
from scenes.scene import EGO_INSTANCE
from simulator.annotations.bird_view import BirdView, MapFrame
from simulator.annotations.road import DRIVABLE, Lane, LaneLine, LineInView, RoadInView, RoadLabels
from simulator.frame import CameraReading

Float64 = NDArray[np.float64]

LINES = ((1, "solid", "white", -1.75), (2, "broken", "yellow", 1.75), (3, "solid", "white", 5.25))
"""Id, kind, colour and y of the lines: the ego drives along +x between the first two."""
REACH_M, SPACING_M = 60.0, 2.0
CELL_M, CELLS = 0.5, 120
_EGO_BOX_M = (-1.0, 3.4, 0.9)  # rear, front, half width from the ego's origin
_NONE, _OWN, _OTHER = (DRIVABLE.index(name) for name in ("none", "own", "other"))


def example_road(T_world_ego: Pose[World, Body]) -> RoadLabels:
    """Lines and lanes as far as REACH_M before and behind the ego; they run on beyond."""
    x = T_world_ego.translation_m[0]
    right, middle, left = (
        LaneLine(id=number, kind=kind, color=color, points_m=_along(x, y, back=number == LINES[2][0]))
        for number, kind, color, y in LINES
    )
    own = Lane(
        id=1,
        kind="driving",
        left=middle.id,
        right=right.id,
        centre_m=_along(x, 0.0, back=False),
        is_own=True,
        is_same_way=True,
    )
    oncoming = Lane(
        id=2,
        kind="driving",
        left=middle.id,
        right=left.id,
        centre_m=_along(x, 3.5, back=True),
        is_own=False,
        is_same_way=False,
    )
    return RoadLabels(lines=(right, middle, left), lanes=(own, oncoming))


def example_road_in_view(camera: CameraReading, T_world_ego: Pose[World, Body]) -> RoadInView:
    """The road in the example camera, which looks along +x, level: lines from the image's border to REACH_M."""
    lines = (_line_in_view(camera, number, y, T_world_ego) for number, _, _, y in LINES)
    fx, fy, cx, cy = camera.K
    rows, columns = np.nonzero((camera.semantic == _road()) & (camera.depth_m > 0))
    z = camera.depth_m[rows, columns].astype(np.float64)
    world = camera.T_world_sensor.apply(np.stack([(columns - cx) / fx * z, (rows - cy) / fy * z, z], axis=1))
    drivable = np.zeros(camera.semantic.shape, dtype=np.uint8)
    drivable[rows, columns] = _codes(world[:, 1])
    return RoadInView(lines=tuple(line for line in lines if line is not None), drivable=_read_only(drivable))


def example_bird_view(T_world_ego: Pose[World, Body], solids: Sequence[Solid]) -> BirdView:
    """CELLS by CELLS around the ego."""
    x, y, _ = T_world_ego.translation_m
    T_world_map: Pose[World, MapFrame] = Pose.planar(x, y, T_world_ego.yaw_rad)
    away = (0.5 * (CELLS - 1) - np.arange(CELLS)) * CELL_M
    ahead, left = np.meshgrid(away, away, indexing="ij")
    world = T_world_map.apply(np.stack([ahead, left, np.zeros_like(ahead)], axis=-1))
    rear, front, half = _EGO_BOX_M
    instance = np.zeros((CELLS, CELLS), dtype=np.uint16)
    instance[(ahead >= rear) & (ahead <= front) & (np.abs(left) <= half)] = EGO_INSTANCE
    for solid in sorted(solids, key=lambda one: one.box.height_m):
        local = solid.box.T_world_box.inverse().apply(world)
        held = (np.abs(local[..., 0]) <= 0.5 * solid.box.length_m) & (np.abs(local[..., 1]) <= 0.5 * solid.box.width_m)
        instance[held] = solid.instance
    return BirdView(
        T_world_map=T_world_map,
        cell_m=CELL_M,
        semantic=_read_only(np.full((CELLS, CELLS), _road(), dtype=np.uint8)),
        instance=_read_only(instance),
        drivable=_read_only(_codes(world[..., 1])),
    )


def _along(x_m: float, y_m: float, *, back: bool) -> Float64:
    """Points (N, 3) of a line along x around a place."""
    xs = x_m + np.linspace(-REACH_M, REACH_M, round(2 * REACH_M / SPACING_M) + 1)
    points = np.stack([xs, np.full_like(xs, y_m), np.zeros_like(xs)], axis=1)
    return _read_only(points[::-1].copy() if back else points)


def _line_in_view(camera: CameraReading, number: int, y_m: float, T_world_ego: Pose[World, Body]) -> LineInView | None:
    """A line y = const of the ground: u = cx - fx y / d, v = cy + fy h / d at depth d before a camera at height h."""
    fx, fy, cx, cy = camera.K
    width, height = camera.size_px
    eye = camera.T_world_sensor.translation_m
    left = y_m - eye[1]
    bound = cx + 0.5 if left > 0 else width - 0.5 - cx
    nearest = max(fx * abs(left) / bound, fy * eye[2] / (height - 0.5 - cy))
    farthest = T_world_ego.translation_m[0] + REACH_M - eye[0]
    steps = math.ceil((farthest - nearest) / SPACING_M)
    depth = np.linspace(nearest, farthest, steps + 1)
    if number == LINES[2][0]:
        depth = depth[::-1]
    points = np.stack([cx - fx * left / depth, cy + fy * eye[2] / depth], axis=1)
    u = np.clip(np.rint(points[:, 0]), 0, width - 1).astype(np.int64)
    v = np.clip(np.rint(points[:, 1]), 0, height - 1).astype(np.int64)
    hidden = (camera.instance[v, u] > 0) & (camera.depth_m[v, u] < depth)
    return LineInView(line=number, points_px=_read_only(points.astype(np.float32)), is_hidden=_read_only(hidden))


def _codes(y_m: Float64) -> NDArray[np.uint8]:
    """Codes of places by their y: between the first two lines the own lane, between the last two the other."""
    right, middle, left = (y for *_, y in LINES)
    codes = np.where((y_m >= right) & (y_m < middle), _OWN, _NONE)
    return np.where((y_m >= middle) & (y_m < left), _OTHER, codes).astype(np.uint8)


def _road() -> int:
    return class_of("flat.driveable_surface").id


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array
