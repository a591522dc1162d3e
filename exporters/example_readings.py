"""What a camera and a LiDAR read in the world of boxes, and what is counted of it: the truth that labels must match."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exporters.example_boxes import BoxHits, Float64, Solid, silhouette, trace
from exporters.example_things import keypoints_of
from scenes.lenses.pinhole import Pinhole
from scenes.ontology import class_of
from scenes.pose import Body, Pose, SensorFrame, World
from simulator.annotations.things import KEYPOINT_HIDDEN, KEYPOINT_OUTSIDE, KEYPOINT_VISIBLE
from simulator.frame import CameraReading, LidarReading, PixelBox, ThingInView

SIZE_PX = (256, 96)
K = (150.0, 150.0, 127.25, 40.25)
LENS = Pinhole(width_px=256, height_px=96, fx_px=K[0], fy_px=K[1], cx_px=K[2], cy_px=K[3])
T_EGO_CAMERA: Pose[Body, SensorFrame] = Pose(translation_m=(1.6, 0.0, 1.6), rotation_xyzw=(-0.5, 0.5, -0.5, 0.5))
T_EGO_LIDAR: Pose[Body, SensorFrame] = Pose.planar(1.3, 0.1, 0.02, z_m=1.73)
_BELOW_M = 0.3  # chosen: keypoints lie inside the boxes, at most so far below what shows them
_PLANES = 3  # chosen: silhouettes are followed on an image plane of so many times the width and height


def camera_reading(
    time_ns: int,
    T_world_ego: Pose[World, Body],
    solids: Sequence[Solid],
    T_world_ego_later: Pose[World, Body],
    later: Sequence[Solid],
) -> CameraReading:
    """One image; `later` is the world a frame later, for the flow."""
    width, height = SIZE_PX
    T_world_camera = T_world_ego @ T_EGO_CAMERA
    rays = pixel_rays(0, 0, width, height)
    hits = trace(T_world_camera, rays, solids)
    semantic = semantic_of(hits, solids)
    depth_m = np.where(np.isfinite(hits.distance), hits.distance, 0.0)
    flow_px = _flow(rays, hits, T_world_camera, T_world_ego_later @ T_EGO_CAMERA, solids, later)
    return CameraReading(
        name="image_2",
        time_ns=time_ns,
        T_ego_sensor=T_EGO_CAMERA,
        T_world_sensor=T_world_camera,
        lens=LENS,
        image=read_only(_picture(hits, semantic).reshape(height, width, 3)),
        depth_m=read_only(depth_m.astype(np.float32).reshape(height, width)),
        range_m=read_only((depth_m * np.linalg.norm(rays, axis=1)).astype(np.float32).reshape(height, width)),
        normal=read_only(hits.normal.astype(np.float32).reshape(height, width, 3)),
        instance=read_only(_instance(hits, solids).reshape(height, width)),
        part=read_only((hits.index >= 0).astype(np.uint8).reshape(height, width)),
        semantic=read_only(semantic.reshape(height, width)),
        flow_px=read_only(flow_px.astype(np.float32).reshape(height, width, 2)),
    )


def lidar_reading(time_ns: int, T_world_ego: Pose[World, Body], solids: Sequence[Solid]) -> LidarReading:
    """One sweep of 16 rings, taken at once."""
    rings, steps = 16, 360
    elevation = np.repeat(np.linspace(math.radians(2.0), math.radians(-24.0), rings), steps)
    azimuth = np.tile(np.linspace(-math.pi, math.pi, steps, endpoint=False), rings)
    level = np.cos(elevation)
    rays = np.stack([level * np.cos(azimuth), level * np.sin(azimuth), np.sin(elevation)], axis=1)
    T_world_lidar = T_world_ego @ T_EGO_LIDAR
    hits = trace(T_world_lidar, rays, solids)
    kept = hits.distance < 80.0
    points = rays[kept] * hits.distance[kept, None]
    reflectance = np.round(np.abs(hits.normal[kept, 2]), 2)
    return LidarReading(
        name="velodyne",
        time_ns=time_ns,
        T_ego_sensor=T_EGO_LIDAR,
        T_world_sensor=T_world_lidar,
        points=read_only(np.column_stack([points, reflectance]).astype(np.float32)),
        offset_ns=read_only((azimuth / (2 * math.pi) * 1e8).astype(np.int32)[kept]),
        ring=read_only(np.repeat(np.arange(rings), steps).astype(np.uint8)[kept]),
        instance=read_only(_instance(hits, solids)[kept]),
        semantic=read_only(semantic_of(hits, solids)[kept]),
        deskewed_m=read_only(points.astype(np.float32)),
        velocity_mps=read_only(np.zeros_like(points, dtype=np.float32)),
        return_number=read_only(np.ones(len(points), dtype=np.uint8)),
        kind=read_only(np.zeros(len(points), dtype=np.uint8)),
    )


def views_of(camera: CameraReading, solids: Sequence[Solid]) -> tuple[ThingInView, ...]:
    """All things with a pixel in the image."""
    views = (_view(camera, solid) for solid in solids)
    return tuple(view for view in views if view is not None)


def _view(camera: CameraReading, solid: Solid) -> ThingInView | None:
    """Counts one thing. Solid angles are summed over the widened image plane."""
    width, height = SIZE_PX
    around = _PLANES // 2
    rays = pixel_rays(-around * width, -around * height, _PLANES * width, _PLANES * height)
    alone = silhouette(camera.T_world_sensor, rays, solid).reshape(_PLANES * height, _PLANES * width)
    middle = np.s_[around * height : (around + 1) * height, around * width : (around + 1) * width]
    amodal = alone[middle]
    box = _extent(amodal)
    if box is None:
        return None
    omega = (np.linalg.norm(rays, axis=1) ** -3.0).reshape(alone.shape)  # solid angle of a pixel of the plane
    inside = float(omega[middle][amodal].sum())
    visible = camera.instance == solid.instance
    ids, counts = np.unique(camera.instance[amodal & ~visible], return_counts=True)
    keypoints_m = keypoints_of(solid)
    outside_px = np.count_nonzero(alone) - np.count_nonzero(amodal)
    return ThingInView(
        instance=solid.instance,
        visible_px=int(np.count_nonzero(visible)),
        amodal_px=int(np.count_nonzero(amodal)),
        truncation=1.0 - inside / float(omega[alone].sum()) if outside_px else 0.0,
        modal_box=_extent(visible),
        amodal_box=box,
        amodal_mask=read_only(amodal[box.top : box.bottom + 1, box.left : box.right + 1].copy()),
        occluders=dict(zip(ids.tolist(), counts.tolist(), strict=True)),
        corners_px=_image_points(camera, solid.box.corners_m()),
        keypoints_px=None if keypoints_m is None else _image_points(camera, keypoints_m),
        keypoint_state=None if keypoints_m is None else _states(camera, solid, keypoints_m),
    )


def _image_points(camera: CameraReading, points_m: Float64) -> NDArray[np.float32]:
    local = camera.T_world_sensor.inverse().apply(points_m)
    return read_only(camera.lens.project(local).astype(np.float32))


def _states(camera: CameraReading, solid: Solid, points_m: Float64) -> NDArray[np.uint8]:
    """(K,) what the image shows at each point: the solid's surface just before it, or something else."""
    local = camera.T_world_sensor.inverse().apply(points_m)
    places = camera.lens.project(local)
    states = np.full(len(points_m), KEYPOINT_OUTSIDE, dtype=np.uint8)
    inside = ((places >= -0.5) & (places < np.array(SIZE_PX) - 0.5)).all(axis=1)
    column, row = np.rint(places[inside]).astype(np.int64).T
    near = camera.range_m[row, column] > np.linalg.norm(local[inside], axis=1) - _BELOW_M
    seen = (camera.instance[row, column] == solid.instance) & near
    states[inside] = np.where(seen, KEYPOINT_VISIBLE, KEYPOINT_HIDDEN)
    return read_only(states)


def pixel_rays(left_px: int, top_px: int, width: int, height: int) -> Float64:
    """Rays (width * height, 3) of unit depth through pixel centres, row by row."""
    fx, fy, cx, cy = K
    v, u = np.mgrid[top_px : top_px + height, left_px : left_px + width]
    return np.stack([(u.ravel() - cx) / fx, (v.ravel() - cy) / fy, np.ones(u.size)], axis=1)


def _flow(
    rays: Float64,
    hits: BoxHits,
    T_world_camera: Pose[World, SensorFrame],
    T_world_camera_later: Pose[World, SensorFrame],
    solids: Sequence[Solid],
    later: Sequence[Solid],
) -> Float64:
    """Each surface point carried by its own solid to the next frame and projected there."""
    seen = np.isfinite(hits.distance)
    world = T_world_camera.apply(rays * np.where(seen, hits.distance, 1.0)[:, None])
    for place, (now, then) in enumerate(zip(solids, later, strict=True)):
        own = hits.index == place
        world[own] = (then.box.T_world_box @ now.box.T_world_box.inverse()).apply(world[own])
    camera = T_world_camera_later.inverse().apply(world)
    valid = seen & (camera[:, 2] > 0.0)
    ahead = camera[:, :2] / np.where(valid, camera[:, 2], 1.0)[:, None]
    return np.where(valid[:, None], (ahead - rays[:, :2]) * np.array(K[:2]), np.nan)


def _instance(hits: BoxHits, solids: Sequence[Solid]) -> NDArray[np.uint16]:
    ids = np.array([*(solid.instance for solid in solids), 0, 0], dtype=np.uint16)  # -2 and -1 are the last two
    return ids[hits.index]


def semantic_of(hits: BoxHits, solids: Sequence[Solid]) -> NDArray[np.uint8]:
    """(N,) class ids."""
    names = [*(solid.semantic for solid in solids), "sky", "flat.driveable_surface"]
    return np.array([class_of(name).id for name in names], dtype=np.uint8)[hits.index]


def base_colors(semantic: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(N, 3) a colour a class."""
    return np.stack([semantic * 37 % 200 + 55, semantic * 91 % 200 + 55, semantic * 53 % 200 + 55], axis=1)


def _picture(hits: BoxHits, semantic: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Darker with distance and away from the camera."""
    base = base_colors(semantic)
    shade = (0.4 + 0.6 * np.abs(hits.normal[:, 2])) / (1.0 + np.minimum(hits.distance, 100.0) / 60.0)
    return np.asarray(np.where(np.isfinite(hits.distance)[:, None], base * shade[:, None], base), dtype=np.uint8)


def _extent(mask: NDArray[np.bool_]) -> PixelBox | None:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    return PixelBox(left=int(columns[0]), top=int(rows[0]), right=int(columns[-1]), bottom=int(rows[-1]))


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """The same array, which nobody can write to from now on."""
    array.flags.writeable = False
    return array
