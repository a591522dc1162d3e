"""KITTI clouds and calibration against the record: the same points, from a LiDAR mounted as it is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from simulator.validation.geometry import Float64, local, placed, rotation, times
from simulator.validation.kitti_reader import Calib, read_velodyne
from simulator.validation.stored import Json, RecordedFrame

RECORDED_CLOUD_M = 0.15
"""How far a point of the file may be from the recorded one, carried to the sweep's time. Chosen: 10 m/s2 of braking
over half a sweep is 0.013 m, the suspension moves as much again."""

TURN_RADPS = 1.0
"""Change of the ego's spin within half a sweep; chosen: an ego that is led along a course turns by jerks."""

SAME_POINTS_SHARE = 0.99

EVERY = 4
"""Every so many points are compared with the record; chosen: what is wrong with a cloud is wrong with many."""

MOUNT_ERROR_M = 0.01
"""Of points 10 to 20 m away; chosen: the digits of real calibration files cost a tenth of it."""


def cloud_fault(frame: RecordedFrame, lidar: str, file: Path) -> str:
    """What of a file of points is not as recorded; empty where all is. They are the strongest returns, in order.

    Raises KittiFormatError.
    """
    arrays = frame.points[lidar]
    if not len(arrays["offset_ns"]) and file.is_file() and not file.stat().st_size:
        return ""
    cloud = read_velodyne(file, farthest_m=np.inf)
    first = arrays["return_number"] == 1
    if len(cloud) != np.count_nonzero(first):
        return f"has {len(cloud)} points, the record {np.count_nonzero(first)} strongest returns"
    few = np.flatnonzero(first)[::EVERY]
    some = {name: arrays[name][few] for name in ("offset_ns", "deskewed_m")}
    error_m = _cloud_error_m(frame, lidar, cloud[::EVERY, :3].astype(np.float64), some)
    reach_m = np.linalg.norm(some["deskewed_m"], axis=1) * np.abs(some["offset_ns"]) * 1e-9 * TURN_RADPS
    apart = int(np.count_nonzero(~(error_m < RECORDED_CLOUD_M + reach_m)))
    if apart <= (1.0 - SAME_POINTS_SHARE) * len(error_m):
        return ""
    return f"{apart} of {len(few)} points that were compared are not where the record has them"


def mount_fault(frame: RecordedFrame, camera: str, lidar: str, calib: Calib) -> str:
    """Where Tr_velo_to_cam is not how the record says that camera and LiDAR are mounted, as calibrated."""
    mounts = [_mount(frame.state["sensors"][sensor]) for sensor in (camera, lidar)]
    probe = np.array([[10.0, 0.0, 0.0], [10.0, 4.0, 0.0], [20.0, 0.0, 1.0]])
    expected = local(mounts[0], placed(mounts[1], probe)) - calib.camera_from_rect_m()
    found = (np.column_stack([probe, np.ones(3)]) @ calib.velo_to_rect().T)[:, :3]
    error_m = float(np.abs(found - expected).max())
    if error_m < MOUNT_ERROR_M:
        return ""
    return f"Tr_velo_to_cam is {error_m:.3f} m from the recorded mounts at 10 to 20 m"


def _mount(sensor: Json) -> list[float]:
    mount: list[float] = (
        sensor["T_ego_sensor_calibrated"] if "T_ego_sensor_calibrated" in sensor else sensor["T_ego_sensor"]
    )
    return mount


def _cloud_error_m(frame: RecordedFrame, lidar: str, cloud: Float64, arrays: Mapping[str, Any]) -> Float64:
    """(N,) distance of measured points, carried to the sweep's time with the ego's motion, from the recorded ones."""
    state, sensor = frame.state, frame.state["sensors"][lidar]
    after_s = arrays["offset_ns"].astype(np.float64)[:, None] * 1e-9
    ego = state["T_world_ego"]
    levers = times(placed(sensor["T_ego_sensor"], cloud), rotation(ego[3:]).T)
    x, y, z = state["ego_spin_radps"]
    spin = np.array([[0.0, z, -y], [-z, 0.0, x], [y, -x, 0.0]])  # v @ spin = (x, y, z) cross v
    turning = times(levers, spin)
    turned = levers + after_s * turning + after_s**2 / 2 * times(turning, spin)
    world = turned + ego[:3] + after_s * state["ego_velocity_mps"]
    then = local(sensor["T_world_sensor"], world)
    return np.asarray(np.linalg.norm(then - arrays["deskewed_m"], axis=1))
