"""Calibration files: published ones are kept to the digit, derived ones are right, contradictions are refused."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from kitti_fixtures import REAL_FRAMES, REAL_TRAINING, needs_real_frames, real_matrices

from exporters.example_frames import example_clip, example_frames
from exporters.kitti_calib import check_calib, derived_calib, published_calib
from scenes.errors import OutputError
from scenes.pose import Pose
from simulator.frame import CameraReading, LidarReading


def _readings() -> tuple[CameraReading, LidarReading]:
    frame = next(example_frames(example_clip(0)))
    return frame.cameras()[0], frame.lidars()[0]


def _mounted(frame: str) -> tuple[CameraReading, LidarReading]:
    """Readings of a rig mounted as a real calibration says: camera 2 where P2 has it."""
    calib = published_calib(real_matrices(frame))
    camera, lidar = _readings()
    P2 = calib.matrices["P2"]
    T_camera_velo = calib.rect_from_velo()
    T_camera_velo[:3, 3] += calib.camera_from_rect_m()
    T_ego_velo = lidar.T_ego_sensor
    lens = replace(camera.lens, fx_px=P2[0, 0], fy_px=P2[1, 1], cx_px=P2[0, 2], cy_px=P2[1, 2])
    return replace(camera, T_ego_sensor=T_ego_velo @ Pose.from_matrix(T_camera_velo).inverse(), lens=lens), lidar


@needs_real_frames
@pytest.mark.parametrize("frame", REAL_FRAMES)
def test_a_real_file_is_written_back_to_the_byte(frame: str) -> None:
    expected = (REAL_TRAINING / "calib" / f"{frame}.txt").read_text()
    assert published_calib(real_matrices(frame)).text() == expected


@needs_real_frames
@pytest.mark.parametrize("frame", REAL_FRAMES)
def test_a_rig_mounted_as_the_real_file_says_agrees_with_it(frame: str) -> None:
    check_calib(published_calib(real_matrices(frame)), *_mounted(frame))


@needs_real_frames
def test_the_camera_is_where_the_whole_of_p2_puts_it() -> None:
    # P2[0,3] / f alone would give 0.0622: 2.3 mm off
    assert published_calib(real_matrices("000001")).camera_from_rect_m()[0] == pytest.approx(0.0598, abs=1e-4)


def test_the_derived_calibration_projects_like_the_camera() -> None:
    camera, lidar = _readings()
    calib = derived_calib(camera, lidar)
    check_calib(calib, camera, lidar)
    points = np.array([[10.0, 2.0, -1.0], [20.0, -5.0, 0.5]])
    seen = (camera.T_ego_sensor.inverse() @ lidar.T_ego_sensor).apply(points)
    fx, fy, cx, cy = camera.K
    expected = np.column_stack([cx + fx * seen[:, 0] / seen[:, 2], cy + fy * seen[:, 1] / seen[:, 2]])
    np.testing.assert_allclose(calib.project_velo(points), expected, atol=1e-9)


def test_velo_of_undoes_the_way_to_the_rectified_frame() -> None:
    calib = derived_calib(*_readings())
    velo = np.array([12.0, -3.0, -1.0, 1.0])
    np.testing.assert_allclose(calib.velo_of((calib.rect_from_velo() @ velo)[:3]), velo[:3], atol=1e-12)


def test_without_a_lidar_the_velodyne_is_the_ego() -> None:
    camera, _ = _readings()
    matrices = derived_calib(camera, None).matrices
    np.testing.assert_array_equal(matrices["Tr_imu_to_velo"], np.eye(4)[:3])
    np.testing.assert_allclose(matrices["Tr_velo_to_cam"], camera.T_ego_sensor.inverse().matrix()[:3])


@pytest.mark.parametrize(("turned_rad", "fits"), [(1e-5, True), (math.radians(0.1), False)])
def test_a_calibration_that_contradicts_the_mounts_is_refused(turned_rad: float, fits: bool) -> None:
    # f = 150 px: 1e-5 rad is 0.002 px, 0.1 degree is 0.26 px
    camera, lidar = _readings()
    calib = derived_calib(camera, lidar)
    turned = replace(lidar, T_ego_sensor=lidar.T_ego_sensor @ Pose.planar(0.0, 0.0, turned_rad))
    if fits:
        check_calib(calib, camera, turned)
        return
    with pytest.raises(OutputError, match=r"contradicts the mounts of 'image_2' and 'velodyne': 0\.\d\d px at 10 m"):
        check_calib(calib, camera, turned)


def test_a_missing_matrix_is_named() -> None:
    with pytest.raises(OutputError, match="P0 needs 12 values, got 0"):
        published_calib({})
